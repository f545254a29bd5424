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

/// Runs the claims in order; `progress` hears each id when its claim begins.
///
/// # Errors
/// The first request that asks an engine for something that does not exist.
pub fn run(
    claims: &[Claim],
    settings: &Settings,
    progress: &dyn Fn(&str),
) -> Result<Run, EvidenceError> {
    let n_intervals = claims
        .iter()
        .flat_map(|claim| &claim.requests)
        .map(engine::n_intervals)
        .fold(0, u64::saturating_add);
    let mut results = Vec::new();
    for claim in claims {
        progress(&claim.id);
        results.push(gather(claim, settings, n_intervals)?);
    }
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
    let source = format!("{}, {}", claim.source.work, claim.source.section);
    Ok(ClaimResult {
        id: claim.id.clone(),
        source,
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
