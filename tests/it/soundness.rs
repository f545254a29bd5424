//! What the kernel accepts, no finite model refutes: the bounded form of `examples/soundness`.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

#[path = "../../examples/soundness/harness.rs"]
mod harness;

#[path = "../../examples/soundness/fuzz.rs"]
mod fuzz;

use crate::proofs::scripts;
use harness::Tally;
use varprop::symbolic::derive::Proof;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::finite::Search;

const SEARCH: Search = Search {
    seed: 0,
    max_candidates: 60,
    max_models: 4,
};

/// Every so many-th theorem of the corpus; `cargo run --release --example soundness` takes all.
fn proofs(every: usize) -> impl Iterator<Item = Proof> {
    let source = |path| std::fs::read_to_string(path).unwrap();
    let prove = move |path| prove_script(&source(path)).unwrap_or_default();
    let all = scripts("proofs").into_iter().flat_map(prove);
    all.step_by(every)
}

#[test]
fn no_model_refutes_an_accepted_inference() {
    let mut tally = Tally::default();
    for proof in proofs(4) {
        tally.check_inferences(&proof, SEARCH);
    }
    println!("{tally}");
    assert!(tally.refuted.is_empty(), "{tally}");
    assert!(tally.checked > tally.unchecked, "{tally}");
}

#[test]
fn no_model_refutes_an_accepted_mutant() {
    let mut tally = Tally::default();
    for proof in proofs(16) {
        tally.check_mutants(&proof, 3, SEARCH);
    }
    println!("{tally}");
    assert!(tally.refuted.is_empty(), "{tally}");
    assert!(tally.accepted_and_checked > 0, "{tally}");
}

#[test]
fn no_model_refutes_what_the_kernel_says_of_random_terms() {
    let mut tally = Tally::default();
    tally.check_random_terms(60, 1, SEARCH);
    println!("{tally}");
    assert!(tally.refuted.is_empty(), "{tally}");
    assert!(tally.accepted_and_checked > 0, "{tally}");
}
