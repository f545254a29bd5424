//! Abbreviations of terms, `let s(z) = 1/(1 + exp(-z))`, and their expansion without capture.
//!
//! An expansion is a copy: nothing is simplified, and no derivative is taken.

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::MAX_DEPTH;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

/// A name for a term, perhaps with parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// The name.
    pub name: String,
    /// The names that arguments take the place of; all different.
    pub parameters: Vec<String>,
    /// What it stands for, earlier abbreviations expanded.
    pub body: Term,
    /// The bytes of its line, from `let`.
    pub span: Range<usize>,
}

impl Abbreviation {
    /// Whether the body speaks of the symbol, and not of a parameter of that name.
    fn means(&self, name: &str) -> bool {
        let is_parameter = self.parameters.iter().any(|other| other == name);
        !is_parameter && self.body.free_symbols().contains(name)
    }
}

/// The abbreviations of a theorem, and how much they may still make.
#[derive(Debug)]
pub(in crate::symbolic::syntax) struct Abbreviations {
    entries: BTreeMap<String, Abbreviation>,
    /// Names that formulas have used so far: none of them may become an abbreviation.
    used: BTreeSet<String>,
    /// How many nodes may still be made, in the whole file.
    nodes_left: usize,
}

/// A refusal and the name that it concerns.
pub(in crate::symbolic::syntax) type Refusal = (String, SyntaxError);

impl Abbreviations {
    pub(in crate::symbolic::syntax) fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            used: BTreeSet::new(),
            nodes_left: MAX_SCRIPT_LENGTH,
        }
    }

    /// Forgets the names, not what was spent: the next theorem begins.
    pub(in crate::symbolic::syntax) fn clear(&mut self) {
        self.entries.clear();
        self.used.clear();
    }

    /// Makes a name stand for a term from here on.
    pub(in crate::symbolic::syntax) fn define(
        &mut self,
        abbreviation: Abbreviation,
    ) -> Result<(), Refusal> {
        let name = abbreviation.name.clone();
        let refused = |reason| Err((name.clone(), reason));
        let body = mentioned(&abbreviation.body);
        if body.contains(&name) {
            return refused(SyntaxError::RecursiveAbbreviation { name: name.clone() });
        }
        if self.used.contains(&name) {
            return refused(SyntaxError::UsedBeforeAbbreviation { name: name.clone() });
        }
        self.entries.insert(name, abbreviation);
        Ok(())
    }

    /// The name among these abbreviations for which the predicate holds.
    pub(in crate::symbolic::syntax) fn name_where(
        &self,
        holds: impl Fn(&str) -> bool,
    ) -> Option<&str> {
        self.entries
            .keys()
            .map(String::as_str)
            .find(|name| holds(name))
    }

    /// The term with all abbreviations expanded; names in `bound` are the term's own.
    pub(in crate::symbolic::syntax) fn expand(
        &mut self,
        term: &Term,
        bound: &[String],
    ) -> Result<Term, Refusal> {
        let names = mentioned(term)
            .into_iter()
            .filter(|name| !bound.contains(name));
        self.used.extend(names);
        if self.entries.is_empty() {
            return Ok(term.clone());
        }
        let expanded = self.inside(term, &mut bound.to_vec())?;
        within_depth(expanded, "")
    }

    fn inside(&mut self, term: &Term, bound: &mut Vec<String>) -> Result<Term, Refusal> {
        match term {
            Term::Symbol(name) => match self.entry(name, bound) {
                Some(entry) => self.applied(&entry, &[], 0),
                None => Ok(term.clone()),
            },
            Term::Indexed { family, indices } => Ok(Term::Indexed {
                family: self.family(family, bound)?,
                indices: self.each(indices, bound)?,
            }),
            Term::Call {
                function,
                positional,
                named,
            } => self.call(function, positional, named, bound),
            Term::Aggregate { index, body, .. } => {
                let (index, body) = self.apart(index, body);
                bound.push(index.clone());
                let body = self.inside(&body, bound);
                bound.pop();
                self.with_bounds(term, index, body?, bound)
            }
            _ => rebuilt(term, &mut |child| self.inside(child, bound)),
        }
    }

    fn each(&mut self, terms: &[Term], bound: &mut Vec<String>) -> Result<Vec<Term>, Refusal> {
        terms.iter().map(|term| self.inside(term, bound)).collect()
    }

    /// The abbreviation of this name, unless the name is bound here.
    fn entry(&self, name: &str, bound: &[String]) -> Option<Abbreviation> {
        if bound.iter().any(|other| other == name) {
            return None;
        }
        self.entries.get(name).cloned()
    }

    /// The new name of a family: an abbreviation of a name is a name.
    fn family(&mut self, family: &str, bound: &[String]) -> Result<String, Refusal> {
        let Some(entry) = self.entry(family, bound) else {
            return Ok(family.to_owned());
        };
        match self.applied(&entry, &[], 0)? {
            Term::Symbol(name) => Ok(name),
            _ => {
                let family = family.to_owned();
                Err((family.clone(), ExprError::FamilyReplaced { family }.into()))
            }
        }
    }

    fn call(
        &mut self,
        function: &str,
        positional: &[Term],
        named: &[(String, Term)],
        bound: &mut Vec<String>,
    ) -> Result<Term, Refusal> {
        let stem = function.trim_end_matches('\'');
        if stem != function && self.entries.contains_key(stem) {
            let name = stem.to_owned();
            return Err((
                function.to_owned(),
                SyntaxError::PrimedAbbreviation { name },
            ));
        }
        let positional = self.each(positional, bound)?;
        if let Some(entry) = self.entries.get(function).cloned() {
            return self.applied(&entry, &positional, named.len());
        }
        let named = named
            .iter()
            .map(|(name, term)| Ok((name.clone(), self.inside(term, bound)?)))
            .collect::<Result<_, Refusal>>()?;
        Ok(Term::Call {
            function: function.to_owned(),
            positional,
            named,
        })
    }

    /// The body with arguments in place of the parameters.
    fn applied(
        &mut self,
        entry: &Abbreviation,
        arguments: &[Term],
        n_named: usize,
    ) -> Result<Term, Refusal> {
        let name = entry.name.clone();
        let refused = |reason| (name.clone(), reason);
        if arguments.len() != entry.parameters.len() || n_named > 0 {
            let reason = SyntaxError::AbbreviationArguments {
                name: name.clone(),
                expected: entry.parameters.len(),
                found: counted(arguments.len(), n_named),
            };
            return Err(refused(reason));
        }
        let by: BTreeMap<String, Term> = entry
            .parameters
            .iter()
            .cloned()
            .zip(arguments.iter().cloned())
            .collect();
        let left = self.nodes_left.checked_sub(size_with(&entry.body, &by));
        let too_large = || refused(SyntaxError::ExpansionTooLarge { name: name.clone() });
        self.nodes_left = left.ok_or_else(too_large)?;
        let body = entry.body.substitute(&by);
        within_depth(body.map_err(|error| refused(error.into()))?, &entry.name)
    }

    /// The index and body of a Σ or Π, the index renamed if an abbreviation in the body means
    /// another symbol of that name.
    fn apart(&self, index: &str, body: &Term) -> (String, Term) {
        let names = mentioned(body);
        let entries = || names.iter().filter_map(|name| self.entries.get(name));
        let meant = |name: &str| entries().any(|entry| entry.means(name));
        if !meant(index) {
            return (index.to_owned(), body.clone());
        }
        let taken =
            |name: &String| names.contains(name) || self.entries.contains_key(name) || meant(name);
        let mut candidates = (1_u64..).map(|count| format!("{index}_{count}"));
        let fresh = candidates.find(|name| !taken(name)).unwrap_or_default();
        let by = BTreeMap::from([(index.to_owned(), Term::symbol(&fresh))]);
        // A name for a name is never refused.
        let body = body.substitute(&by).unwrap_or_else(|_| body.clone());
        (fresh, body)
    }

    fn with_bounds(
        &mut self,
        term: &Term,
        index: String,
        body: Term,
        bound: &mut Vec<String>,
    ) -> Result<Term, Refusal> {
        let Term::Aggregate {
            aggregation,
            from,
            to,
            ..
        } = term
        else {
            return Ok(term.clone());
        };
        Ok(Term::Aggregate {
            aggregation: *aggregation,
            index,
            from: Box::new(self.inside(from, bound)?),
            to: Box::new(self.inside(to, bound)?),
            body: Box::new(body),
        })
    }
}

/// The term with each child replaced; of terms that bind nothing and are no call.
fn rebuilt(
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
fn mentioned(term: &Term) -> BTreeSet<String> {
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

/// Whether a function of this name, or a derivative of it, is applied somewhere in the term.
pub(in crate::symbolic::syntax) fn applies(term: &Term, name: &str) -> bool {
    let here = matches!(term, Term::Call { function, .. }
        if function.trim_end_matches('\'') == name);
    here || term.children().iter().any(|child| applies(child, name))
}

/// The size of the term with symbols replaced, in nodes, or a little more: bound symbols count as
/// replaced too.
fn size_with(term: &Term, by: &BTreeMap<String, Term>) -> usize {
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

fn within_depth(term: Term, name: &str) -> Result<Term, Refusal> {
    if depth(&term) <= MAX_DEPTH {
        return Ok(term);
    }
    Err((name.to_owned(), SyntaxError::TooDeep))
}

fn depth(term: &Term) -> usize {
    let deepest = term.children().into_iter().map(depth).max();
    1 + deepest.unwrap_or(0)
}

fn counted(n_positional: usize, n_named: usize) -> String {
    if n_named > 0 {
        return "named ones".to_owned();
    }
    n_positional.to_string()
}
