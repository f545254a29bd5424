//! E[x^k] from the declared law of x, for the orders that occur.

use crate::symbolic::derive::justify;
use crate::symbolic::derive::supply::Premise;
use crate::symbolic::derive::supply::Wanted;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::normal_form;
use std::collections::BTreeSet;

pub(in crate::symbolic::derive) fn lemmas(wanted: &Wanted<'_>) -> Vec<Premise> {
    let mut found = Vec::new();
    for (name, _) in wanted.context.signature().laws() {
        let mut orders = BTreeSet::new();
        for term in &wanted.terms {
            visit(term, &mut |inner| orders.extend(order(inner, name)));
        }
        for k in orders {
            if let Some(theorem) = moment(wanted.context, name, k) {
                let (label, by) = (format!("law-{name}-{k}"), format!("law on {name}"));
                found.push(Premise::lemma(&label, theorem, &by, 2));
            }
        }
    }
    found
}

/// E[x^k] = its moment, multiplied out.
fn moment(context: &Context, name: &str, k: u32) -> Option<Theorem> {
    let law = kernel::law(context, name, k).ok()?;
    let said = law.conclusion();
    let Ok(right) = normal_form(context, &said.right, Rule::Algebra, &[]) else {
        return Some(law);
    };
    let goal = Statement {
        left: said.left.clone(),
        relation: Relation::Equal,
        right,
    };
    Some(justify::law(context, &goal, name).unwrap_or(law))
}

/// k in E[x^k], where x is the name or a member of it.
fn order(term: &Term, name: &str) -> Option<u32> {
    let Term::Expectation(body) = term else {
        return None;
    };
    let is_named = |term: &Term| match term {
        Term::Symbol(other) | Term::Indexed { family: other, .. } => other == name,
        _ => false,
    };
    match &**body {
        Term::Binary {
            operator: Operator::Power,
            left,
            right,
        } if is_named(left) => match &**right {
            Term::Number(k) if k.is_integer() => u32::try_from(k.numerator()).ok(),
            _ => None,
        },
        body => is_named(body).then_some(1),
    }
}
