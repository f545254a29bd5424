//! What the search finds and what it does not, by subject. Signatures are written as in scripts.

mod law;
mod mutant;
mod sequence;
mod step;

use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::Witness;
use crate::symbolic::finite::refute;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;

fn answer(declarations: &str, goal: &str) -> Refutation {
    let signature = parse_signature(declarations).unwrap();
    refute(&signature, &parse_goal(goal).unwrap(), Search::default()).unwrap()
}

fn witness(declarations: &str, goal: &str) -> Witness {
    match answer(declarations, goal) {
        Refutation::Refuted(witness) => *witness,
        other => panic!("{goal}: {other:?}"),
    }
}

/// How many models agree; a refutation is shown.
fn agreeing(declarations: &str, goal: &str) -> usize {
    match answer(declarations, goal) {
        Refutation::NotRefuted { models_checked, .. } => models_checked,
        Refutation::Refuted(witness) => panic!("{goal} fails in\n{witness}"),
    }
}
