//! What a proof costs: the whole corpus, and moments of sums by their order.
//!
//! Baselines in the same run: `parse_scripts` reads the corpus without proving it; `moments` at
//! order 2 is what higher orders are ratios of. The patterns of t equal sums are the partitions of
//! t, so the cost cannot grow slower than those: 1, 2, 5, 11, 22, 42 for t = 1, 2, 4, 6, 8, 10.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot be set up is its author's bug"
)]

use divan::Bencher;
use varprop::claim::embedded_scripts;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::kernel::Context;
use varprop::symbolic::kernel::Rule;
use varprop::symbolic::kernel::normal_form;
use varprop::symbolic::syntax::parse_script;
use varprop::symbolic::syntax::parse_signature;
use varprop::symbolic::syntax::parse_term;

fn main() {
    divan::main();
}

#[divan::bench]
fn parse_scripts(bencher: Bencher<'_, '_>) {
    let scripts = embedded_scripts();
    bencher.bench(|| {
        let read = scripts
            .iter()
            .filter(|file| parse_script(&file.text).is_ok());
        read.count()
    });
}

#[divan::bench]
fn prove_corpus(bencher: Bencher<'_, '_>) {
    let scripts = embedded_scripts();
    bencher.bench(|| {
        let proved = scripts
            .iter()
            .filter(|file| prove_script(&file.text).is_ok());
        proved.count()
    });
}

/// E[(Σ w)^t] in normal form.
#[divan::bench(args = [2, 4, 6, 8, 10])]
fn moments(bencher: Bencher<'_, '_>, order: u32) {
    let context = parse_signature("nat n\niid w : n").map(Context::new);
    let context = context
        .expect("the declarations are right")
        .expect("they fit together");
    let term = parse_term(&format!("E[sum(j:n, w[j])^{order}]")).expect("a term");
    bencher.bench(|| normal_form(&context, &term, Rule::IidSum, &[]).map(|t| t.to_string()));
}
