//! E[l] ≤ E[r] from l ≤ r.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::justify;
use crate::symbolic::derive::tactic::Attempt;
use crate::symbolic::derive::tactic::Near;
use crate::symbolic::derive::tactic::Tactic;
use crate::symbolic::derive::tactic::inequality;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;

pub(in crate::symbolic::derive) const TACTIC: Tactic = Tactic { name: "mean", run };

fn run(context: &Context, goal: &Statement) -> Option<Attempt> {
    if !matches!(goal.relation, Relation::Less | Relation::LessEqual) {
        return None;
    }
    let inside = Statement {
        left: body(&goal.left)?,
        relation: goal.relation,
        right: body(&goal.right)?,
    };
    Some(pointwise(context, goal, &inside))
}

/// t of E[t]; a number is its own mean.
fn body(side: &Term) -> Option<Term> {
    match side {
        Term::Expectation(x) => Some((**x).clone()),
        Term::Number(_) => Some(side.clone()),
        _ => None,
    }
}

fn pointwise(context: &Context, goal: &Statement, inside: &Statement) -> Attempt {
    let mut steps = inequality::prove(context, inside)?;
    let refused = |why: String| Near { why, nearest: None };
    let Some(last) = steps.last_mut() else {
        return Err(refused("no inequality to take the mean of".to_owned()));
    };
    last.label = "inside".to_owned();
    let theorem = justify::mean_monotone(context, goal, &last.theorem);
    let theorem = theorem.map_err(|refusal| refused(refusal.to_string()))?;
    steps.push(NamedTheorem {
        label: "goal".to_owned(),
        note: None,
        theorem: theorem.clone(),
        links: vec![(theorem, "mean-monotone inside".to_owned())],
    });
    Ok(steps)
}
