//! Derivations: a script's theorem counts as a proof of a claim if it says what the claim checks and
//! assumes no more than the claim declares.

use crate::claim::ProofRequest;
use crate::claim::embedded_script;
use crate::evidence::EvidenceError;
use crate::evidence::engine::begin;
use crate::symbolic::derive::Proof;
use crate::symbolic::derive::missing_hypotheses;
use crate::symbolic::derive::prove_script;
use crate::symbolic::kernel::Theorem;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Runs the script and holds its theorem against the request.
pub(in crate::evidence) fn find(request: &ProofRequest) -> Result<Finding, EvidenceError> {
    let mut finding = begin("proof", request.common());
    let undecided = |mut finding: Finding, why: String| {
        finding.figure = format!("not proved: {why}");
        finding.outcome = Outcome::Undecided { why };
        Ok(finding)
    };
    let source = source(request)?;
    let proofs = match prove_script(source) {
        Ok(proofs) => proofs,
        Err(error) => return undecided(finding, format!("the script is refused, {error}")),
    };
    let proof = meant(request, &proofs)?;
    let allowed = &request.declare.signature;
    let missing = missing_hypotheses(&proof.signature, allowed);
    if !missing.is_empty() {
        let list = missing.join("; ");
        return undecided(
            finding,
            format!("the theorem needs more than is declared: {list}"),
        );
    }
    let mut goals = Vec::with_capacity(request.check.len());
    for formula in &request.check {
        let says = |goal: &&Theorem| *goal.conclusion() == formula.statement;
        let Some(goal) = proof.goals.iter().find(says) else {
            let why = format!("`{}` is no goal of `{}`", formula.text, proof.name);
            return undecided(finding, why);
        };
        goals.push(goal);
    }
    if let Some(condition) = goals.iter().flat_map(|goal| goal.conditions()).next() {
        let why = format!("it holds only where {condition} != 0, which nothing declared gives");
        return undecided(finding, why);
    }
    finding.instances = proof.n_inferences() as u64;
    let checked: Vec<&str> = request.check.iter().map(|f| f.text.as_str()).collect();
    finding.figure = format!(
        "theorem {}: {} ({} inferences)",
        proof.name,
        checked.join("; "),
        proof.n_inferences()
    );
    finding.details = proof.lines();
    finding.outcome = Outcome::Proved;
    Ok(finding)
}

/// The script's text: the embedded one or the request's own.
fn source(request: &ProofRequest) -> Result<&str, EvidenceError> {
    match (&request.script, &request.proof) {
        (Some(stem), None) => embedded_script(stem).ok_or_else(|| {
            EvidenceError::Request(format!("no proof script `{stem}` is part of this program"))
        }),
        (None, Some(text)) => Ok(text),
        _ => Err(EvidenceError::Request(
            "expected either `script`, the name of one, or `proof`, its text".to_owned(),
        )),
    }
}

/// The theorem that the request names, or the first.
fn meant<'p>(request: &ProofRequest, proofs: &'p [Proof]) -> Result<&'p Proof, EvidenceError> {
    let is_meant = |proof: &&Proof| {
        request
            .theorem
            .as_ref()
            .is_none_or(|name| *name == proof.name)
    };
    proofs.iter().find(is_meant).ok_or_else(|| {
        let name = request.theorem.as_deref().unwrap_or("any");
        EvidenceError::Request(format!("the script has no theorem `{name}`"))
    })
}
