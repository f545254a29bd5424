//! Every proof of the corpus is checked a second time, from its certificate; tampered certificates
//! are not.

use crate::proofs::scripts;
use std::collections::BTreeMap;
use varprop::symbolic::derive::Proof;
use varprop::symbolic::derive::certificate;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::replay::Report;
use varprop::symbolic::replay::Verdict;
use varprop::symbolic::replay::replay;

/// The proofs of the corpus, by file.
fn corpus() -> Vec<(String, Vec<Proof>)> {
    let read = |path: std::path::PathBuf| {
        let source = std::fs::read_to_string(&path).unwrap();
        (path.display().to_string(), prove_script(&source).unwrap_or_default())
    };
    scripts("proofs").into_iter().map(read).collect()
}

fn whole(proof: &Proof) -> String {
    let steps = proof.steps.iter().map(|step| step.theorem.clone());
    let theorems: Vec<_> = proof.goals.iter().cloned().chain(steps).collect();
    certificate(&theorems)
}

#[test]
fn every_proof_is_checked_a_second_time() {
    let (mut checked, mut unsupported) = (0, BTreeMap::new());
    let mut wrong = Vec::new();
    for (file, proofs) in corpus() {
        for proof in proofs {
            let start = std::time::Instant::now();
            let text = whole(&proof);
            let report = replay(&text).unwrap_or_else(|e| panic!("{file}: {}: {e}", proof.name));
            let took = start.elapsed().as_millis();
            if took > 100 { println!("{took} ms {file} {}", proof.name); }
            checked += report.checked();
            for check in report.wrong() {
                wrong.push(format!("{file}: {}: {check:?}", proof.name));
            }
            for check in report.unsupported() {
                println!("{file}: {}: {check:?}", proof.name);
                *unsupported.entry(check.rule.clone()).or_insert(0) += 1;
            }
        }
    }
    println!("checked {checked}, unsupported {unsupported:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
