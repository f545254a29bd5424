//! Inequalities: what the sides differ by is a combination of assumed inequalities, squares,
//! variances and means of squares.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::chain;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::derive::tactic::Attempt;
use crate::symbolic::derive::tactic::Near;
use crate::symbolic::derive::tactic::Tactic;
use crate::symbolic::derive::tactic::equality::search;
use crate::symbolic::derive::tactic::hint::Hint;
use crate::symbolic::derive::tactic::hint::hints;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::normal_form;

pub(in crate::symbolic::derive) const TACTIC: Tactic = Tactic {
    name: "inequality",
    run,
};

fn run(context: &Context, goal: &Statement) -> Option<Attempt> {
    (goal.relation != Relation::Equal).then(|| prove(context, goal))
}

/// The steps to an inequality: what the sides differ by, lemmas, and their combination.
pub(in crate::symbolic::derive) fn prove(context: &Context, goal: &Statement) -> Attempt {
    if let Ok(theorem) = kernel::order(context, goal, &[], &[], &[]) {
        return Ok(vec![last(theorem, "order".to_owned())]);
    }
    let gap = gap(context, goal)?;
    let rest = gap.theorem.conclusion().right.clone();
    let hints = hints(context, goal, &rest);
    let combined = combinations(&hints).into_iter().find_map(|chosen| {
        let without_gap = combine(context, goal, None, &chosen);
        without_gap.or_else(|| combine(context, goal, Some(&gap), &chosen))
    });
    combined.ok_or_else(|| Near {
        why: "no combination of squares, variances and assumptions shows the sign of what the \
              sides differ by"
            .to_owned(),
        nearest: Some(rest),
    })
}

/// right − left = its normal form.
fn gap(context: &Context, goal: &Statement) -> Result<NamedTheorem, Near> {
    let difference = goal
        .right
        .clone()
        .with(Operator::Subtract, goal.left.clone());
    let normal = normal_form(context, &difference, Rule::Moments, &[]);
    let normal = normal.map_err(|refusal| Near {
        why: refusal.to_string(),
        nearest: None,
    })?;
    let equal = Statement {
        left: difference,
        relation: Relation::Equal,
        right: normal,
    };
    let found = search(context, &equal)?;
    Ok(chain::step(context, &equal, &found, "gap"))
}

/// No hint, then each, then each pair.
fn combinations(hints: &[Hint]) -> Vec<Vec<&Hint>> {
    let mut all = vec![Vec::new()];
    all.extend(hints.iter().map(|hint| vec![hint]));
    for (place, a) in hints.iter().enumerate() {
        all.extend(hints[place + 1..].iter().map(|b| vec![a, b]));
    }
    all
}

/// The goal from the gap and the chosen hints.
fn combine(
    context: &Context,
    goal: &Statement,
    gap: Option<&NamedTheorem>,
    chosen: &[&Hint],
) -> Option<Vec<NamedTheorem>> {
    let (mut combined, mut squares, mut words) = (Vec::new(), Vec::new(), Vec::new());
    let mut steps: Vec<NamedTheorem> = Vec::new();
    if let Some(gap) = gap {
        combined.push((gap.theorem.clone(), Term::integer(-1)));
        words.push("gap times -1".to_owned());
        steps.push(gap.clone());
    }
    for hint in chosen {
        match hint {
            Hint::Square { coefficient, base } => {
                squares.push((coefficient.clone(), base.clone()));
                words.push(match *coefficient == Term::integer(1) {
                    true => format!("square {base}"),
                    false => format!("square {base} times {coefficient}"),
                });
            }
            Hint::Lemma {
                theorem,
                cite,
                multiplier,
                steps: own,
            } => {
                combined.push((theorem.clone(), multiplier.clone()));
                words.push(format!("{cite} times {multiplier}"));
                for step in own {
                    let is_new = steps.iter().all(|other| other.label != step.label);
                    steps.extend(is_new.then(|| step.clone()));
                }
            }
        }
    }
    let theorem = kernel::order(context, goal, &[], &combined, &squares).ok()?;
    steps.push(last(theorem, format!("order {}", words.join(", "))));
    Some(steps)
}

fn last(theorem: Theorem, by: String) -> NamedTheorem {
    NamedTheorem {
        label: "goal".to_owned(),
        note: None,
        theorem: theorem.clone(),
        links: vec![(theorem, by)],
    }
}

/// The bases of the even powers that are written in a term.
pub(in crate::symbolic::derive) fn squared(term: &Term) -> Vec<Term> {
    let mut found = Vec::new();
    visit(term, &mut |inner| {
        if let Term::Binary {
            operator: Operator::Power,
            left,
            right,
        } = inner
            && **right == Term::integer(2)
        {
            found.push((**left).clone());
        }
    });
    found
}
