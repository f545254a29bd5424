//! Statements about random variables, over exact finite probability models.

use crate::claim::FiniteRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::finite::Refutation;
use crate::evidence::finite::Search;
use crate::evidence::finite::refute;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Searches for a smallest model in which the declarations hold and the statement does not.
pub(in crate::evidence) fn find(
    request: &FiniteRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    let mut finding = begin("finite", request.common());
    let declarations = request
        .declare
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    finding
        .details
        .extend(declarations.map(|line| format!("declared: {line}")));
    finding
        .details
        .push(format!("checked: {}", request.check.text));
    let search = Search {
        seed: context.settings.seed,
        ..Search::default()
    };
    match refute(&request.declare.signature, &request.check.goal, search)? {
        Refutation::Refuted(witness) => {
            let sides = witness
                .sides
                .as_ref()
                .map(|(left, right)| format!("{left} against {right}"));
            let sides = sides.unwrap_or_else(|| "not so".into());
            finding.figure = format!("{}: {sides} in an exact model", request.check.text);
            finding
                .details
                .extend(witness.to_string().lines().map(str::to_owned));
            finding.instances = witness.models_checked as u64;
            finding.outcome = Outcome::Refuted;
        }
        Refutation::NotRefuted {
            models_checked,
            candidates,
        } => {
            finding.figure = match models_checked {
                0 => "no exact model that was built meets the declarations".to_owned(),
                n => format!("{} in all of {n} exact models", request.check.text),
            };
            finding.details.push(format!(
                "{models_checked} of {candidates} candidates meet every declaration"
            ));
            finding.instances = models_checked as u64;
            finding.outcome = Outcome::Consistent;
        }
    }
    Ok(finding)
}
