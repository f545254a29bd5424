//! Bookkeeping: what an inference inherits from its premises, hypotheses in and out, instantiation
//! and induction. Statements are compared literally.

use crate::num::Rational;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::certificate::Inference;
use crate::symbolic::replay::judge::Case;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

fn wrong<T>(why: String) -> Found<T> {
    Err(Fault::Wrong(why))
}

/// Whatever the premises suppose, need or used, the inference does too, but for what its rule takes
/// out.
pub(in crate::symbolic::replay) fn inherits(case: &Case<'_>) -> Found<()> {
    let own = case.inference;
    let rule = own.rule.as_str();
    for premise in &case.premises {
        if !matches!(rule, "discharge" | "induction") {
            require_supposed(own, &premise.suppositions)?;
        }
        if !matches!(rule, "nonzero" | "instantiate") {
            for condition in &premise.conditions {
                if !own.conditions.contains(condition) {
                    return wrong(format!("the condition `{condition}` != 0 was dropped"));
                }
            }
        }
        for (name, order) in &premise.moments {
            require_moment(own, name, *order)?;
        }
        if let Some(dropped) = premise.dependences.difference(&own.dependences).next() {
            return wrong(format!("the dependence on {dropped} was dropped"));
        }
    }
    Ok(())
}

fn require_supposed(own: &Inference, suppositions: &BTreeSet<Statement>) -> Found<()> {
    match suppositions.difference(&own.suppositions).next() {
        None => Ok(()),
        Some(dropped) => wrong(format!("the supposition `{dropped}` was dropped")),
    }
}

/// Refuses an inference that needs a moment and does not say so.
pub(in crate::symbolic::replay) fn require_moment(
    own: &Inference,
    name: &str,
    order: u32,
) -> Found<()> {
    if own.moments.get(name).is_some_and(|known| *known >= order) {
        return Ok(());
    }
    wrong(format!(
        "the moment of order {order} of {name} is needed and not recorded"
    ))
}

/// Refuses an inference that does not record a dependence.
pub(in crate::symbolic::replay) fn require_dependence(case: &Case<'_>, on: &str) -> Found<()> {
    if case.inference.dependences.contains(on) {
        return Ok(());
    }
    wrong(format!("the dependence on {on} is not recorded"))
}

pub(in crate::symbolic::replay) fn require_same(
    found: &Statement,
    needed: &Statement,
) -> Found<()> {
    if found == needed {
        return Ok(());
    }
    wrong(format!("found `{found}`, needed `{needed}`"))
}

pub(in crate::symbolic::replay) fn assumption(case: &Case<'_>) -> Found<()> {
    let Term::Text(label) = case.argument("label")? else {
        return wrong("the label is no text".to_owned());
    };
    let mut assumptions = case.signature.assumptions().iter().enumerate();
    let named = assumptions.find(|(place, a)| match &a.label {
        Some(other) => other == label,
        None => *label == format!("assumption-{}", place + 1),
    });
    let Some((_, assumption)) = named else {
        return wrong(format!("nothing is assumed under the label `{label}`"));
    };
    require_dependence(case, &format!("assumption {label}"))?;
    require_same(&case.inference.conclusion, &assumption.statement)
}

pub(in crate::symbolic::replay) fn suppose(case: &Case<'_>) -> Found<()> {
    if case
        .inference
        .suppositions
        .contains(&case.inference.conclusion)
    {
        return Ok(());
    }
    wrong("what is supposed is not among the suppositions".to_owned())
}

pub(in crate::symbolic::replay) fn discharge(case: &Case<'_>) -> Found<()> {
    let (lemma, theorem) = (case.premise(0)?, case.premise(1)?);
    if !theorem.suppositions.contains(&lemma.conclusion) {
        return wrong(format!("`{}` is not supposed", lemma.conclusion));
    }
    let mut left = theorem.suppositions.clone();
    left.remove(&lemma.conclusion);
    require_supposed(case.inference, &left)?;
    require_supposed(case.inference, &lemma.suppositions)?;
    require_same(&case.inference.conclusion, &theorem.conclusion)
}

pub(in crate::symbolic::replay) fn instantiate(case: &Case<'_>) -> Found<()> {
    let premise = case.premise(0)?;
    let by = values(case.argument("by")?)?;
    let mut steps = BTreeMap::new();
    for (name, term) in &by {
        let is_step = admit(case, premise, name, term)?;
        if is_step {
            steps.insert(name.clone(), term.clone());
        }
    }
    let refused = |_| Fault::Wrong("the values cannot be put in".to_owned());
    let needed = premise.conclusion.substitute(&by).map_err(refused)?;
    for condition in &premise.conditions {
        let condition = condition.substitute(&steps).map_err(refused)?;
        if !case.inference.conditions.contains(&condition) {
            return wrong(format!("the condition `{condition}` != 0 was dropped"));
        }
    }
    require_same(&case.inference.conclusion, &needed)
}

/// `[["k", K], …]`.
fn values(list: &Term) -> Found<BTreeMap<String, Term>> {
    let malformed = || Fault::Wrong("the values are no list of names and terms".to_owned());
    let Term::List(pairs) = list else {
        return Err(malformed());
    };
    let mut by = BTreeMap::new();
    for pair in pairs {
        match pair {
            Term::List(pair) => match pair.as_slice() {
                [Term::Text(name), term] => _ = by.insert(name.clone(), term.clone()),
                _ => return Err(malformed()),
            },
            _ => return Err(malformed()),
        }
    }
    Ok(by)
}

/// Whether the index counts steps; refuses a value that it cannot take.
fn admit(case: &Case<'_>, premise: &Inference, name: &str, term: &Term) -> Found<bool> {
    let bad = |why: &str| wrong(format!("{name} = {term}: {why}"));
    let Some(index) = case.signature.index(name) else {
        return bad("no index has this name");
    };
    let mut apart = case.signature.distinct().iter().flatten();
    if apart.any(|other| other == name) {
        return bad("the index is distinct from others");
    }
    match &index.range {
        IndexRange::Step { least } => {
            let fixes = |s: &&Statement| s.free_symbols().contains(name);
            if let Some(supposition) = premise.suppositions.iter().find(fixes) {
                return bad(&format!("the supposition `{supposition}` fixes the index"));
            }
            if least_whole(case, term) < Some(i128::from(*least)) {
                return bad(&format!("not surely a whole number of at least {least}"));
            }
            Ok(true)
        }
        IndexRange::Member { extent } => {
            let fits = match term {
                Term::Number(x) => {
                    let room = least_whole(case, extent).unwrap_or(0);
                    x.is_integer() && (1..=room).contains(&x.numerator())
                }
                Term::Symbol(other) => {
                    let other = case.signature.index(other);
                    other.is_some_and(|other| other.range == index.range)
                }
                _ => false,
            };
            if fits {
                Ok(false)
            } else {
                bad("no member surely has this index")
            }
        }
    }
}

/// The least value of a term made of naturals, step indices and whole numbers by + and ·, or minus
/// a number; it is natural above that.
fn least_whole(case: &Case<'_>, term: &Term) -> Option<i128> {
    match term {
        Term::Number(x) => x.is_integer().then(|| x.numerator()),
        Term::Symbol(name) => {
            let natural = case.signature.naturals().iter().find(|n| n.name == *name);
            if let Some(natural) = natural {
                return Some(i128::from(natural.value.unwrap_or(natural.least)));
            }
            match case.signature.index(name).map(|i| &i.range) {
                Some(IndexRange::Step { least }) => Some(i128::from(*least)),
                _ => None,
            }
        }
        Term::Binary {
            operator,
            left,
            right,
        } => {
            let (l, r) = (least_whole(case, left)?, least_whole(case, right)?);
            match operator {
                Operator::Add => l.checked_add(r),
                Operator::Subtract if matches!(**right, Term::Number(_)) => l.checked_sub(r),
                Operator::Multiply if l >= 0 && r >= 0 => l.checked_mul(r),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Base and step in turn. The properties besides the conclusion are looked for among what the steps
/// suppose.
pub(in crate::symbolic::replay) fn induction(case: &Case<'_>) -> Found<()> {
    let Term::Symbol(index) = case.argument("index")? else {
        return wrong("the index is no name".to_owned());
    };
    let mut apart = case.signature.distinct().iter().flatten();
    if apart.any(|other| other == index) {
        return wrong(format!(
            "`{index}` skips the values of the indices it differs from"
        ));
    }
    let range = case.signature.index(index).map(|i| &i.range);
    let Some(IndexRange::Step { least }) = range else {
        return wrong(format!("`{index}` counts no steps"));
    };
    if case.premises.is_empty() || !case.premises.len().is_multiple_of(2) {
        return wrong("a property needs a base and a step".to_owned());
    }
    let least = Term::Number(Rational::integer(i64::from(*least)));
    let next = Term::symbol(index).with(Operator::Add, Term::integer(1));
    let mut properties = BTreeSet::new();
    for cases in case.premises.chunks_exact(2) {
        properties.insert(property(case, index, (&least, &next), cases)?);
    }
    if !properties.contains(&case.inference.conclusion) {
        return wrong("the conclusion is none of the properties that the cases show".to_owned());
    }
    let mentions = |names: BTreeSet<&str>| names.contains(index.as_str());
    for (place, premise) in case.premises.iter().enumerate() {
        let is_step = place % 2 == 1;
        let taken_out = |s: &&Statement| !is_step || !properties.contains(*s);
        for left in premise.suppositions.iter().filter(taken_out) {
            if !case.inference.suppositions.contains(left) {
                return wrong(format!("the supposition `{left}` was dropped"));
            }
            if mentions(left.free_symbols()) {
                return wrong(format!("`{index}` is free in the supposition `{left}`"));
            }
        }
        let pending = premise
            .conditions
            .iter()
            .find(|c| mentions(c.free_symbols()));
        if let Some(condition) = pending.filter(|_| is_step) {
            return wrong(format!("the condition `{condition}` != 0 is pending"));
        }
    }
    Ok(())
}

/// The property that a base and a step are about.
fn property(
    case: &Case<'_>,
    index: &str,
    (least, next): (&Term, &Term),
    cases: &[&Inference],
) -> Found<Statement> {
    let [base, step] = cases else {
        return wrong("a property needs a base and a step".to_owned());
    };
    let is = |property: &Statement, value: &Term, found: &Statement| {
        let by = BTreeMap::from([(index.to_owned(), value.clone())]);
        property.substitute(&by).as_ref() == Ok(found)
    };
    let supposed = case.premises.iter().flat_map(|p| &p.suppositions);
    let mut candidates = std::iter::once(&case.inference.conclusion).chain(supposed);
    let found = candidates
        .find(|p| is(p, least, &base.conclusion) && is(p, next, &step.conclusion))
        .cloned();
    found.ok_or_else(|| Fault::Wrong("a base and a step are about no one property".to_owned()))
}
