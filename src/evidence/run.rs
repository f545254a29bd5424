//! A run: every claim to its engines, one correction for all tests, one verdict a claim.

use crate::claim::Claim;
use crate::empirical::stat;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::engine;
use crate::verdict::ClaimResult;
use crate::verdict::Finding;
use crate::verdict::Run;
use crate::verdict::combine;
use rayon::prelude::*;
use std::num::NonZeroUsize;

/// Runs the claims; `progress` hears each id when its claim begins, from any thread.
///
/// # Errors
/// The first request that asks an engine for something that does not exist.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::{claim, evidence, verdict::Verdict};
/// let text = r#"
/// statement = "A tanh layer keeps a second moment of 1."
/// expected = "refuted"
/// source = { work = "example", section = "1" }
/// [[evidence.theory]]
/// shows = "one layer"
/// check = ["second_moment(\"tanh\", q = 1) = 1"]
/// "#;
/// let claims = [claim::parse("tanh-keeps.toml", text)?];
/// let settings = evidence::Settings::new(1, NonZeroUsize::MIN);
/// let run = evidence::run(&claims, &settings, &|_| ())?;
/// assert_eq!(run.claims[0].verdict, Verdict::Refuted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(
    claims: &[Claim],
    settings: &Settings,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Run, EvidenceError> {
    let n_intervals = claims
        .iter()
        .flat_map(|claim| &claim.requests)
        .map(engine::n_intervals)
        .fold(0, u64::saturating_add);
    let mut results = deal_out(claims, settings, |claim, settings| {
        progress(&claim.id);
        gather(claim, settings, n_intervals)
    })?;
    let n_tests = correct(&mut results, settings)?;
    results
        .iter_mut()
        .for_each(|result| result.verdict = combine(&result.findings));
    Ok(Run {
        seed: settings.seed,
        alpha: settings.alpha,
        n_tests,
        claims: results,
    })
}

/// The results of all claims in order: claims side by side, or each over all threads when they
/// are too few. No result depends on which.
fn deal_out(
    claims: &[Claim],
    settings: &Settings,
    result: impl Fn(&Claim, &Settings) -> Result<ClaimResult, EvidenceError> + Sync,
) -> Result<Vec<ClaimResult>, EvidenceError> {
    if claims.len() < settings.threads.get() {
        return claims.iter().map(|claim| result(claim, settings)).collect();
    }
    let alone = Settings {
        threads: NonZeroUsize::MIN,
        ..*settings
    };
    let threads = settings.threads.get().min(claims.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| EvidenceError::Request(format!("no threads: {error}")))?;
    let results: Vec<_> = pool.install(|| {
        claims
            .par_iter()
            .with_max_len(1)
            .map(|claim| result(claim, &alone))
            .collect()
    });
    results.into_iter().collect()
}

/// The findings of one claim; its verdict waits for the correction.
fn gather(
    claim: &Claim,
    settings: &Settings,
    n_intervals: u64,
) -> Result<ClaimResult, EvidenceError> {
    let mut findings = Vec::new();
    for (place, request) in claim.requests.iter().enumerate() {
        let context = engine::Context {
            claim,
            place,
            settings,
            n_intervals,
        };
        let found = engine::find(request, &context);
        findings.push(found.map_err(|error| error.in_claim(&claim.id, request.engine()))?);
    }
    let verdict = combine(&findings);
    let unused_assumptions = unused(claim, &findings);
    Ok(ClaimResult {
        id: claim.id.clone(),
        work: claim.source.work.clone(),
        section: claim.source.section.clone(),
        verdict,
        expected: claim.expected,
        findings,
        unused_assumptions,
    })
}

/// Stated assumptions that no finding used.
fn unused(claim: &Claim, findings: &[Finding]) -> Vec<String> {
    let used = |id: &String| findings.iter().any(|finding| finding.uses.contains(id));
    claim
        .assumptions
        .iter()
        .map(|a| a.id.clone())
        .filter(|id| !used(id))
        .collect()
}

/// Holm's correction over all tests of the run; answers how many there were.
fn correct(results: &mut [ClaimResult], settings: &Settings) -> Result<u64, EvidenceError> {
    let findings = results.iter_mut().flat_map(|result| &mut result.findings);
    let mut tests: Vec<_> = findings.flat_map(|finding| &mut finding.tests).collect();
    let p_values: Result<Vec<_>, _> = tests
        .iter()
        .map(|test| stat::PValue::new(test.p_value))
        .collect();
    let decisions = stat::holm(&p_values?, settings.alpha);
    for (test, decision) in tests.iter_mut().zip(decisions) {
        test.rejected = decision.rejected;
    }
    Ok(tests.len() as u64)
}
