//! From what a script says to what the kernel wants: multipliers tried, cases matched, small gaps
//! between written and literal forms closed. The kernel checks whatever is found.

use crate::symbolic::derive::scope::Arguments;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use std::collections::BTreeMap;

type Proved = Result<Theorem, Refusal>;

/// More subsets of premises than this are not tried.
const MOST_SUBSETS: u32 = 1 << 6;

/// The goal from a theorem that says the same up to field arithmetic.
pub(in crate::symbolic::derive) fn bridge(
    context: &Context,
    theorem: &Theorem,
    goal: &Statement,
) -> Proved {
    if theorem.conclusion() == goal {
        return Ok(theorem.clone());
    }
    kernel::order(
        context,
        goal,
        &[],
        &[(theorem.clone(), Term::integer(1))],
        &[],
    )
}

/// From the first left side to the last right side of a chain.
pub(in crate::symbolic::derive) fn joined(context: &Context, links: &[Theorem]) -> Proved {
    let (Some(first), Some(last)) = (links.first(), links.last()) else {
        return Err(Refusal::UnknownAssumption {
            label: String::new(),
        });
    };
    let relations = links.iter().map(|link| link.conclusion().relation);
    let strictness = |r: &Relation| match r {
        Relation::Equal => 0,
        Relation::LessEqual => 1,
        Relation::Less => 2,
        Relation::NotEqual => 3,
    };
    let goal = Statement {
        left: first.conclusion().left.clone(),
        relation: relations.max_by_key(strictness).unwrap_or(Relation::Equal),
        right: last.conclusion().right.clone(),
    };
    let combined: Vec<(Theorem, Term)> = links
        .iter()
        .map(|link| (link.clone(), Term::integer(1)))
        .collect();
    kernel::order(context, &goal, &[], &combined, &[])
}

/// E[f] = E[f with −x]; the kernel's form of the goal is found by its left side.
pub(in crate::symbolic::derive) fn sign_flip(
    context: &Context,
    goal: &Statement,
    on: &str,
) -> Proved {
    let Term::Expectation(body) = &goal.left else {
        return Err(wrong_form("sign-flip", "E[f(x)] = E[f(-x)]", goal));
    };
    let flip = kernel::sign_flip(context, on, body)?;
    if flip.conclusion() == goal {
        return Ok(flip);
    }
    let flips = std::slice::from_ref(&flip);
    equation(context, goal, Rule::Algebra, flips)
        .or_else(|_| equation(context, goal, Rule::Linearity, flips))
}

/// l = r because l − r = ½(E[f] − E[f with −x]) for the f of l = c·E[f].
pub(in crate::symbolic::derive) fn symmetry(
    context: &Context,
    goal: &Statement,
    on: &str,
    cited: &[Theorem],
) -> Proved {
    let mut bodies = Vec::new();
    means(&goal.left, &mut bodies);
    let mut refusal = wrong_form("symmetry", "an equation with E[...] on its left side", goal);
    for body in bodies {
        match by_flip(context, goal, on, &body, cited) {
            Ok(theorem) => return Ok(theorem),
            Err(other) => refusal = other,
        }
    }
    Err(refusal)
}

fn by_flip(
    context: &Context,
    goal: &Statement,
    on: &str,
    body: &Term,
    cited: &[Theorem],
) -> Proved {
    let flip = kernel::sign_flip(context, on, body)?;
    let sides = flip.conclusion().clone();
    let half = Term::Number(crate::num::Rational::new(1, 2)?);
    let odd_part = Statement {
        left: goal
            .left
            .clone()
            .with(Operator::Subtract, goal.right.clone()),
        relation: Relation::Equal,
        right: half.clone().with(
            Operator::Multiply,
            sides.left.with(Operator::Subtract, sides.right),
        ),
    };
    let lemma = equation(context, &odd_part, Rule::Linearity, cited)?;
    let combined = [(lemma, Term::integer(-1)), (flip, half.negated())];
    let proved = kernel::order(context, goal, &[], &combined, &[]);
    proved.or_else(|_| {
        let combined: Vec<_> = combined
            .iter()
            .map(|(t, m)| (t.clone(), m.clone().negated()))
            .collect();
        kernel::order(context, goal, &[], &combined, &[])
    })
}

/// The bodies of the means inside a term.
fn means(term: &Term, found: &mut Vec<Term>) {
    if let Term::Expectation(body) = term {
        found.push((**body).clone());
    }
    term.children()
        .into_iter()
        .for_each(|inner| means(inner, found));
}

/// E[x^k] = its declared moment, for the k of the goal's left side.
pub(in crate::symbolic::derive) fn law(context: &Context, goal: &Statement, on: &str) -> Proved {
    let order = order_of(&goal.left, on);
    let order = order.ok_or_else(|| wrong_form("law", "E[x^k] = its moment", goal))?;
    let law = kernel::law(context, on, order)?;
    if law.conclusion() == goal {
        return Ok(law);
    }
    equation(context, goal, Rule::Algebra, &[law])
}

/// k in E[x^k].
fn order_of(term: &Term, on: &str) -> Option<u32> {
    let Term::Expectation(body) = term else {
        return None;
    };
    match &**body {
        Term::Symbol(name) if name == on => Some(1),
        Term::Binary {
            operator: Operator::Power,
            left,
            right,
        } if **left == Term::symbol(on) => match &**right {
            Term::Number(k) if k.is_integer() => u32::try_from(k.numerator()).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// sqrt(t)^2 = t, for the root on the goal's left side.
pub(in crate::symbolic::derive) fn square_root(
    context: &Context,
    goal: &Statement,
    cited: &[Theorem],
) -> Option<Proved> {
    let root = kernel::square_root(context, &radicand(&goal.left)?, cited);
    Some(root.and_then(|root| {
        if root.conclusion() == goal {
            return Ok(root);
        }
        let cited: Vec<Theorem> = cited.iter().cloned().chain([root]).collect();
        equation(context, goal, Rule::Algebra, &cited)
    }))
}

/// The first radicand inside a term.
fn radicand(term: &Term) -> Option<Term> {
    if let Term::Call {
        function,
        positional,
        ..
    } = term
        && function == "sqrt"
    {
        return positional.first().cloned();
    }
    term.children().into_iter().find_map(radicand)
}

/// Citations with a multiplier are combined; equations without one rewrite; inequalities without
/// one are facts, and are combined with multiplier 1 where that helps.
pub(in crate::symbolic::derive) fn order(
    context: &Context,
    goal: &Statement,
    a: &Arguments,
) -> Proved {
    let (given, plain): (Vec<_>, Vec<_>) = a.cited.iter().partition(|c| c.times.is_some());
    let given = given
        .into_iter()
        .filter_map(|c| Some((c.theorem.clone(), c.times.clone()?)));
    let given: Vec<(Theorem, Term)> = given.collect();
    let facts: Vec<Theorem> = plain.iter().map(|c| c.theorem.clone()).collect();
    let is_ordered = |t: &&Theorem| {
        matches!(
            t.conclusion().relation,
            Relation::Less | Relation::LessEqual
        )
    };
    let loose: Vec<&Theorem> = facts.iter().filter(is_ordered).collect();
    let mut refusal = None;
    for subset in 0..MOST_SUBSETS.min(1 << loose.len().min(16)) {
        let chosen = loose
            .iter()
            .enumerate()
            .filter(|(place, _)| subset >> place & 1 == 1);
        let chosen = chosen.map(|(_, t)| ((*t).clone(), Term::integer(1)));
        let combined: Vec<_> = given.iter().cloned().chain(chosen).collect();
        match kernel::order(context, goal, &facts, &combined, &a.squares) {
            Ok(theorem) => return Ok(theorem),
            Err(other) => refusal = Some(other),
        }
    }
    // Equations can also be combined rather than rewrite: nothing then depends on their form.
    let all = facts.iter().map(|t| (t.clone(), Term::integer(1)));
    let combined: Vec<_> = given.iter().cloned().chain(all).collect();
    let combined = kernel::order(context, goal, &[], &combined, &a.squares);
    combined.map_err(|other| refusal.unwrap_or(other))
}

/// The premise is the first citation with a multiplier, which is the factor.
pub(in crate::symbolic::derive) fn cancel(
    context: &Context,
    goal: &Statement,
    a: &Arguments,
) -> Option<Proved> {
    let (premise, factor) = a
        .cited
        .iter()
        .find_map(|c| Some((&c.theorem, c.times.as_ref()?)))?;
    let facts = a.cited.iter().filter(|c| c.times.is_none());
    let facts: Vec<Theorem> = facts.map(|c| c.theorem.clone()).collect();
    Some(kernel::cancel(context, goal, premise, factor, &facts))
}

pub(in crate::symbolic::derive) fn sum_monotone(
    context: &Context,
    goal: &Statement,
    premise: &Theorem,
    index: &str,
) -> Proved {
    bridge(context, &kernel::sum_monotone(premise, index)?, goal)
}

pub(in crate::symbolic::derive) fn mean_monotone(
    context: &Context,
    goal: &Statement,
    premise: &Theorem,
) -> Proved {
    let mean = kernel::mean_monotone(premise)?;
    if mean.conclusion().relation != Relation::Equal || mean.conclusion() == goal {
        return bridge(context, &mean, goal);
    }
    equation(context, goal, Rule::Linearity, &[mean])
}

pub(in crate::symbolic::derive) fn nonzero(
    context: &Context,
    goal: &Statement,
    theorem: &Theorem,
    fact: &Theorem,
) -> Proved {
    bridge(context, &kernel::nonzero(theorem, fact)?, goal)
}

pub(in crate::symbolic::derive) fn discharge(
    context: &Context,
    goal: &Statement,
    lemma: &Theorem,
    theorem: &Theorem,
) -> Proved {
    bridge(context, &kernel::discharge(lemma, theorem)?, goal)
}

/// Base and step in turn for each property; the properties besides the goal are what the steps
/// suppose about the index.
pub(in crate::symbolic::derive) fn induction(
    context: &Context,
    goal: &Statement,
    index: &str,
    cases: &[Theorem],
) -> Option<Proved> {
    if cases.is_empty() || !cases.len().is_multiple_of(2) {
        return None;
    }
    let mut properties = vec![goal.clone()];
    for step in cases.iter().skip(1).step_by(2) {
        let about = |s: &&Statement| s.free_symbols().contains(index);
        for supposed in step.suppositions().iter().filter(about) {
            if !properties.contains(supposed) {
                properties.push(supposed.clone());
            }
        }
    }
    Some(by_cases(context, index, &properties, cases))
}

fn by_cases(context: &Context, index: &str, properties: &[Statement], cases: &[Theorem]) -> Proved {
    use crate::symbolic::expr::IndexRange;
    let range = context.signature().index(index).map(|i| &i.range);
    let least = match range {
        Some(IndexRange::Step { least }) => i64::from(*least),
        _ => 0,
    };
    let at = |value: Term| BTreeMap::from([(index.to_owned(), value)]);
    let next = Term::symbol(index).with(Operator::Add, Term::integer(1));
    let mut matched = Vec::with_capacity(properties.len());
    for property in properties {
        let base = property.substitute(&at(Term::integer(least)))?;
        let step = property.substitute(&at(next.clone()))?;
        let pairs = cases.chunks_exact(2);
        let fits = pairs.filter_map(|pair| {
            let base = bridge(context, &pair[0], &base).ok()?;
            Some((base, bridge(context, &pair[1], &step).ok()?))
        });
        let fit = fits.into_iter().next();
        matched.push(fit.ok_or_else(|| Refusal::WrongPremise {
            found: "the cited cases".to_owned(),
            needed: format!("`{base}` and `{step}` for the property `{property}`"),
        })?);
    }
    kernel::induction(index, properties, &matched, 0)
}

fn wrong_form(rule: &'static str, expected: &'static str, goal: &Statement) -> Refusal {
    Refusal::WrongForm {
        rule,
        expected,
        found: goal.to_string(),
    }
}
