//! E[f] by changing the sign of a symmetric name: E[f] = ½(E[f] + E[f with −x]), where that says more
//! than E[f] = E[f]. Odd moments vanish, and the rectifier keeps half of an even moment.

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

/// E[f] = ½·E[f + f with −x], if E[f] is no longer on the right side.
fn lemma(context: &Context, name: &str, body: &Term) -> Option<Theorem> {
    let flip = kernel::sign_flip(context, name, body).ok()?;
    let Statement { left, right, .. } = flip.conclusion().clone();
    let Term::Expectation(flipped) = right else {
        return None;
    };
    let both = body.clone().with(Operator::Add, *flipped);
    let both = normal_form(context, &both, Rule::Algebra, &[]).ok()?;
    let right = match both == Term::integer(0) {
        true => both,
        false => Term::Expectation(Box::new(both)).with(Operator::Divide, Term::integer(2)),
    };
    if !means(context, &left)?.is_disjoint(&means(context, &right)?) {
        return None;
    }
    let goal = Statement {
        left,
        relation: Relation::Equal,
        right,
    };
    justify::symmetry(context, &goal, name, &[]).ok()
}

/// The means in a term's normal form, as they print.
fn means(context: &Context, term: &Term) -> Option<BTreeSet<String>> {
    let normal = normal_form(context, term, Rule::Linearity, &[]).ok()?;
    let mut found = BTreeSet::new();
    visit(&normal, &mut |inner| {
        if matches!(inner, Term::Expectation(_)) {
            found.insert(inner.to_string());
        }
    });
    Some(found)
}
