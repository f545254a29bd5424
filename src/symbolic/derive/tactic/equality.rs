//! Equations by normal form, with whatever the declarations say about what occurs in them.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::chain;
use crate::symbolic::derive::justify;
use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::Wanted;
use crate::symbolic::derive::supply::lemmas;
use crate::symbolic::derive::supply::theorems;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::derive::tactic::Attempt;
use crate::symbolic::derive::tactic::Near;
use crate::symbolic::derive::tactic::Tactic;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use crate::symbolic::kernel::normal_form;

pub(in crate::symbolic::derive) const TACTIC: Tactic = Tactic {
    name: "equality",
    run,
};

/// How often lemmas are gathered about what the sides still differ by.
const ROUNDS: usize = 4;

fn run(context: &Context, goal: &Statement) -> Option<Attempt> {
    if goal.relation != Relation::Equal {
        return None;
    }
    if let Some(step) = by_symmetry(context, goal) {
        return Some(Ok(vec![step]));
    }
    Some(search(context, goal).map(|found| {
        let mut own = found.premises.iter().filter_map(|p| p.step.clone());
        if let Some(step) = own.find(|step| step.theorem.conclusion() == goal) {
            return vec![NamedTheorem {
                label: "goal".to_owned(),
                ..step
            }];
        }
        let mut steps: Vec<NamedTheorem> = Vec::new();
        steps.extend(found.premises.iter().filter_map(|p| p.step.clone()));
        steps.push(chain::step(context, goal, &found, "goal"));
        steps
    }))
}

/// The goal at once, if it says what a change of signs does to a mean.
fn by_symmetry(context: &Context, goal: &Statement) -> Option<NamedTheorem> {
    let mut names = context.signature().symmetric().iter();
    names.find_map(|name| {
        let theorem = justify::symmetry(context, goal, name, &[]).ok()?;
        Some(NamedTheorem {
            label: "goal".to_owned(),
            note: None,
            theorem: theorem.clone(),
            links: vec![(theorem, format!("symmetry on {name}"))],
        })
    })
}

/// The rule and the premises that prove an equation, none of them superfluous.
pub(in crate::symbolic::derive) struct Found {
    pub(in crate::symbolic::derive) theorem: Theorem,
    pub(in crate::symbolic::derive) rule: Rule,
    pub(in crate::symbolic::derive) premises: Vec<Premise>,
}

/// Looks for premises with which the two sides have one normal form.
pub(in crate::symbolic::derive) fn search(
    context: &Context,
    goal: &Statement,
) -> Result<Found, Near> {
    let rule = rule_for(goal);
    let difference = goal
        .left
        .clone()
        .with(Operator::Subtract, goal.right.clone());
    let mut terms = vec![goal.left.clone(), goal.right.clone()];
    let mut premises: Vec<Premise> = Vec::new();
    let mut near = None;
    for _ in 0..ROUNDS {
        let wanted = Wanted {
            context,
            terms: terms.clone(),
            premises: &premises,
        };
        let more = lemmas(&wanted);
        let is_first = near.is_none();
        if more.is_empty() && !is_first {
            break;
        }
        premises.extend(more);
        leave_layers(&mut premises);
        if let Some(found) = prove(context, goal, rule, &premises) {
            return Ok(found);
        }
        let admitted = admissible(context, rule, in_order(&premises));
        let residual = normal_form(context, &difference, rule, &theorems(&admitted));
        terms.extend(residual.iter().cloned());
        near = Some(residual);
    }
    Err(nearest(near))
}

/// Several layers put in at once make a sum with more indices than anyone can match: they are for
/// the tactic that goes through them one by one.
fn leave_layers(premises: &mut Vec<Premise>) {
    let is_layer = |p: &Premise| {
        let mut has_sum = false;
        visit(&p.theorem.conclusion().right, &mut |term| {
            has_sum |= matches!(term, Term::Aggregate { .. });
        });
        has_sum && matches!(p.theorem.conclusion().left, Term::Indexed { .. })
    };
    if premises.iter().filter(|p| is_layer(p)).count() > 1 {
        premises.retain(|p| !is_layer(p));
    }
}

fn nearest(residual: Option<Result<Term, Refusal>>) -> Near {
    match residual {
        Some(Ok(nearest)) => Near {
            why: "the two sides have different normal forms".to_owned(),
            nearest: Some(nearest),
        },
        Some(Err(refusal)) => Near {
            why: refusal.to_string(),
            nearest: None,
        },
        None => Near {
            why: "nothing was tried".to_owned(),
            nearest: None,
        },
    }
}

/// Derivatives are worked out where there are any.
fn rule_for(goal: &Statement) -> Rule {
    let mut has_derivative = false;
    for side in [&goal.left, &goal.right] {
        visit(side, &mut |term| {
            has_derivative |= matches!(term, Term::Call { function, .. } if function == "diff");
        });
    }
    if has_derivative {
        Rule::Differentiate
    } else {
        Rule::Moments
    }
}

/// The goal by some of the premises: all in a few orders, then without one of them.
fn prove(context: &Context, goal: &Statement, rule: Rule, all: &[Premise]) -> Option<Found> {
    if let Ok(theorem) = equation(context, goal, rule, &[]) {
        return Some(Found {
            theorem,
            rule,
            premises: Vec::new(),
        });
    }
    let sorted = in_order(all);
    let reversed: Vec<Premise> = all.iter().rev().cloned().collect();
    let mut tries = vec![sorted.clone(), all.to_vec(), reversed];
    for left_out in 0..sorted.len() {
        let mut fewer = sorted.clone();
        fewer.remove(left_out);
        tries.push(fewer);
    }
    tries.into_iter().find_map(|premises| {
        let premises = admissible(context, rule, premises);
        equation(context, goal, rule, &theorems(&premises)).ok()?;
        Some(least(context, goal, rule, premises))
    })?
}

/// Those that rewrite first come first.
pub(in crate::symbolic::derive) fn in_order(premises: &[Premise]) -> Vec<Premise> {
    let mut sorted = premises.to_vec();
    sorted.sort_by_key(|premise| premise.rank);
    sorted
}

/// The premises that the rule takes one after the other; those refused have a second chance.
pub(in crate::symbolic::derive) fn admissible(
    context: &Context,
    rule: Rule,
    premises: Vec<Premise>,
) -> Vec<Premise> {
    let zero = Term::integer(0);
    let mut admitted: Vec<Premise> = Vec::new();
    let mut pending = premises;
    for _ in 0..2 {
        let mut refused = Vec::new();
        for premise in pending {
            admitted.push(premise);
            if normal_form(context, &zero, rule, &theorems(&admitted)).is_err() {
                refused.extend(admitted.pop());
            }
        }
        pending = refused;
    }
    admitted
}

/// The premises without those that can be left out, the last first.
fn least(context: &Context, goal: &Statement, rule: Rule, all: Vec<Premise>) -> Option<Found> {
    let mut premises = all;
    for place in (0..premises.len()).rev() {
        let mut fewer = premises.clone();
        fewer.remove(place);
        if equation(context, goal, rule, &theorems(&fewer)).is_ok() {
            premises = fewer;
        }
    }
    let theorem = equation(context, goal, rule, &theorems(&premises)).ok()?;
    Some(Found {
        theorem,
        rule,
        premises,
    })
}
