//! The corpus as a regression suite: every claim earns the verdict it expects, and the committed
//! report is what the machinery says today.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use varprop::claim::{Claim, embedded, parse_all};
use varprop::evidence::{self, Settings};
use varprop::report::{Format, Json, Markdown};
use varprop::verdict::{Outcome, Run, Verdict};

static CORPUS: LazyLock<(Vec<Claim>, Run)> = LazyLock::new(|| {
    let claims = parse_all(&embedded()).unwrap();
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let run = evidence::run(&claims, &Settings::new(1, threads), &|_| ()).unwrap();
    (claims, run)
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn assert_committed(name: &str, today: &str) {
    let committed = fs::read_to_string(root().join("snapshots").join(name)).unwrap();
    let differing = committed
        .lines()
        .zip(today.lines())
        .find(|(old, new)| old != new);
    assert!(
        committed == today,
        "snapshots/{name} is not what a run says today; first difference: {differing:?}; \
         CONTRIBUTING says how to rewrite it on purpose"
    );
}

#[test]
fn every_claim_earns_the_verdict_it_expects() {
    let (_, run) = &*CORPUS;
    let unexpected = run.claims.iter().filter(|claim| !claim.is_as_expected());
    let lines: Vec<String> = unexpected
        .map(|c| {
            format!(
                "{}: {} (expected {}): {}",
                c.id,
                c.verdict,
                c.expected,
                c.decisive_figure()
            )
        })
        .collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

#[test]
fn no_two_engines_contradict_one_another() {
    assert!(
        CORPUS
            .1
            .claims
            .iter()
            .all(|claim| claim.verdict != Verdict::Conflict)
    );
}

#[test]
fn every_decided_claim_rests_on_effective_instances() {
    let (_, run) = &*CORPUS;
    let hollow = |claim: &&varprop::verdict::ClaimResult| {
        claim.verdict != Verdict::Inconclusive && claim.findings.iter().all(|f| f.instances == 0)
    };
    assert_eq!(run.claims.iter().find(hollow).map(|claim| &claim.id), None);
}

/// A decided claim hides an undecided piece of evidence; its author should see it.
#[test]
fn no_piece_of_evidence_of_a_decided_claim_is_undecided() {
    let (_, run) = &*CORPUS;
    let decided = run
        .claims
        .iter()
        .filter(|claim| claim.verdict != Verdict::Inconclusive);
    let undecided: Vec<_> = decided
        .flat_map(|claim| {
            claim
                .findings
                .iter()
                .map(move |finding| (&claim.id, finding))
        })
        .filter(|(_, finding)| matches!(finding.outcome, Outcome::Undecided { .. }))
        .map(|(id, finding)| format!("{id}: {} {}", finding.engine, finding.figure))
        .collect();
    assert!(undecided.is_empty(), "{}", undecided.join("\n"));
}

#[test]
fn the_committed_reports_are_what_a_run_says_today() {
    let (claims, run) = &*CORPUS;
    assert_committed("report.md", &Markdown.run(run, claims));
    assert_committed("report.json", &Json.run(run, claims));
}
