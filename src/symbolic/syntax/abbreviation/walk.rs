//! Walks over a term: its names, its size, its depth, and its copy with other children.

use crate::symbolic::expr::Term;
use crate::symbolic::syntax::abbreviation::Refusal;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The term with each child replaced; of terms that bind nothing and are no call.
pub(in crate::symbolic::syntax::abbreviation) fn rebuilt(
    term: &Term,
    replaced: &mut impl FnMut(&Term) -> Result<Term, Refusal>,
) -> Result<Term, Refusal> {
    Ok(match term {
        Term::List(items) => Term::List(items.iter().map(replaced).collect::<Result<_, _>>()?),
        Term::Negation(x) => Term::Negation(Box::new(replaced(x)?)),
        Term::Binary {
            operator,
            left,
            right,
        } => replaced(left)?.with(*operator, replaced(right)?),
        Term::Expectation(x) => Term::Expectation(Box::new(replaced(x)?)),
        Term::Variance(x) => Term::Variance(Box::new(replaced(x)?)),
        Term::Covariance(x, y) => Term::Covariance(Box::new(replaced(x)?), Box::new(replaced(y)?)),
        _ => term.clone(),
    })
}

/// The free symbols and the functions of a term; of `g'`, also `g`.
pub(in crate::symbolic::syntax::abbreviation) fn mentioned(term: &Term) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = term.free_symbols().into_iter().map(str::to_owned).collect();
    functions(term, &mut names);
    names
}

fn functions(term: &Term, names: &mut BTreeSet<String>) {
    if let Term::Call { function, .. } = term {
        names.insert(function.clone());
        names.insert(function.trim_end_matches('\'').to_owned());
    }
    for child in term.children() {
        functions(child, names);
    }
}

/// Every name in a term, whether free, bound or a function's.
pub(in crate::symbolic::syntax::abbreviation) fn all_names<'a>(
    term: &'a Term,
    names: &mut BTreeSet<&'a str>,
) {
    match term {
        Term::Symbol(name) => _ = names.insert(name),
        Term::Indexed { family, .. } => _ = names.insert(family),
        Term::Call { function, .. } => _ = names.insert(function),
        Term::Aggregate { index, .. } => _ = names.insert(index),
        _ => {}
    }
    for child in term.children() {
        all_names(child, names);
    }
}

/// Whether a function of this name, or a derivative of it, is applied somewhere in the term.
pub(in crate::symbolic::syntax) fn applies(term: &Term, name: &str) -> bool {
    let here = matches!(term, Term::Call { function, .. }
        if function.trim_end_matches('\'') == name);
    here || term.children().iter().any(|child| applies(child, name))
}

/// The size of the term with symbols replaced, in nodes, or a little more: bound symbols count as
/// replaced too.
pub(in crate::symbolic::syntax::abbreviation) fn size_with(
    term: &Term,
    by: &BTreeMap<String, Term>,
) -> usize {
    if let Term::Symbol(name) = term
        && let Some(replacement) = by.get(name)
    {
        return size_with(replacement, &BTreeMap::new());
    }
    term.children()
        .into_iter()
        .map(|child| size_with(child, by))
        .fold(1, usize::saturating_add)
}

/// How many nodes the longest way from the root to a leaf has.
pub(in crate::symbolic::syntax::abbreviation) fn depth(term: &Term) -> usize {
    let deepest = term.children().into_iter().map(depth).max();
    1 + deepest.unwrap_or(0)
}
