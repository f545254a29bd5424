//! Statements about random variables, over exact finite probability models.

use crate::claim::FiniteRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::Witness;
use crate::symbolic::finite::refute;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// Searches for a smallest model in which the declarations hold and the statement does not.
pub(in crate::evidence) fn find(
    request: &FiniteRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    let mut finding = begin("finite", request.common());
    let lines = request.declare.text.lines().map(str::trim);
    let declarations = lines.filter(|line| !line.is_empty());
    let question = &request.check.text;
    finding
        .details
        .extend(declarations.map(|line| format!("declared: {line}")));
    finding.details.push(format!("checked: {question}"));
    let search = Search {
        seed: context.settings.seed,
        ..Search::default()
    };
    match refute(&request.declare.signature, &request.check.goal, search)? {
        Refutation::Refuted(witness) => refuted(&mut finding, question, &witness),
        Refutation::NotRefuted {
            models_checked,
            candidates,
        } => {
            finding.outcome = Outcome::Consistent;
            finding.figure = match models_checked {
                0 => "no exact model that was built meets the declarations".to_owned(),
                n => format!("{question} in all of {n} exact models"),
            };
            finding.details.push(format!(
                "{models_checked} of {candidates} candidates meet every declaration"
            ));
            finding.instances = models_checked as u64;
        }
    }
    Ok(finding)
}

/// The finding of a model in which the statement fails.
fn refuted(finding: &mut Finding, question: &str, witness: &Witness) {
    let sides = witness.sides.as_ref().map_or_else(
        || "not so".to_owned(),
        |(left, right)| format!("{left} against {right}"),
    );
    finding.outcome = Outcome::Refuted;
    finding.figure = format!("{question}: {sides} in an exact model");
    finding
        .details
        .extend(witness.to_string().lines().map(str::to_owned));
    finding.instances = witness.models_checked as u64;
}
