//! E[f] by changing the sign of a symmetric name: E[f] = ½(E[f] + E[f with −x]), where that says more
//! than E[f] = E[f]. Odd moments vanish, and the rectifier keeps half of an even moment.

use crate::num::Rational;
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
use crate::symbolic::kernel::equation;
use crate::symbolic::kernel::normal_form;
use std::collections::BTreeSet;

/// More means than this are not looked at.
const MOST: usize = 16;

pub(in crate::symbolic::derive) fn lemmas(wanted: &Wanted<'_>) -> Vec<Premise> {
    let mut bodies: BTreeSet<&Term> = BTreeSet::new();
    for term in &wanted.terms {
        visit(term, &mut |inner| {
            if let Term::Expectation(body) = inner {
                bodies.insert(body);
            }
        });
    }
    let mut found = Vec::new();
    for name in wanted.context.signature().symmetric() {
        for body in bodies.iter().take(MOST) {
            if let Some(theorem) = lemma(wanted.context, name, body) {
                let is_odd = theorem.conclusion().right == Term::integer(0);
                let word = if is_odd { "odd" } else { "half" };
                let label = format!("{word}-{name}");
                let by = format!("symmetry on {name}");
                found.push(Premise::lemma(&label, theorem, &by, 1));
            }
        }
    }
    found
}

/// E[f] = ½(E[f] + E[f with −x]), if E[f] is no longer on the right side.
fn lemma(context: &Context, name: &str, body: &Term) -> Option<Theorem> {
    let flip = kernel::sign_flip(context, name, body).ok()?;
    let Statement { left, right, .. } = flip.conclusion().clone();
    let half = Term::Number(Rational::new(1, 2).ok()?);
    let middle = left.clone().with(Operator::Add, right);
    let middle = half.with(Operator::Multiply, middle);
    let value = normal_form(context, &middle, Rule::Linearity, &[]).ok()?;
    let goal = Statement {
        left,
        relation: Relation::Equal,
        right: value,
    };
    // E[f] = E[f] would be true, and no help.
    if equation(context, &goal, Rule::Linearity, &[]).is_ok() {
        return None;
    }
    justify::symmetry(context, &goal, name, &[]).ok()
}
