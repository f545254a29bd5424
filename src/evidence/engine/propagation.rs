//! A simulated network against the recursion, and formulas over what was measured.

use crate::claim::PropagationRequest;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::stat::Equivalence;
use crate::empirical::stat::Replicates;
use crate::evidence::EvidenceError;
use crate::evidence::agreement;
use crate::evidence::comparison::Comparison;
use crate::evidence::comparison::Extent;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::formula::Environment;
use crate::evidence::formula::Value;
use crate::evidence::functions::Library;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::evidence::layers;
use crate::evidence::specimen::Specimen;
use crate::num::Interval;
use crate::num::real;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// A measured quantity by the name that formulas use.
type Quantity = (&'static str, fn(&LayerRecord) -> Option<f64>);

/// What formulas may speak of, each a list by layer.
const QUANTITIES: [Quantity; 7] = [
    ("q", |record| record.pre_activation.second_moment),
    ("mean", |record| record.activation.mean),
    ("std", |record| record.activation.std_dev),
    ("kurtosis", |record| record.activation.kurtosis),
    ("saturated", |record| record.saturated_share),
    ("dead", |record| record.dead_unit_share),
    ("gradient", layers::gradient_of),
];

/// Intervals that a request makes: every quantity and the equivalence, at every layer.
pub(in crate::evidence) fn n_intervals(request: &PropagationRequest) -> u64 {
    let depth = request
        .network
        .depth
        .unwrap_or(request.network.widths.len() as u64);
    depth.saturating_mul(QUANTITIES.len() as u64 + 1)
}

/// Simulates, compares, and judges the formulas over confidence intervals.
pub(in crate::evidence) fn find(
    request: &PropagationRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    if !(request.margin.is_finite() && 0.0 < request.margin) {
        let why = format!(
            "margin must be a finite number above 0, got {}",
            request.margin
        );
        return Err(EvidenceError::Request(why));
    }
    let specimen = Specimen::new(&request.network)?;
    let stream = context.stream("propagation");
    let comparison = Comparison::of(
        specimen,
        Extent::Everything,
        stream,
        context.settings.threads,
        &|_| (),
    )?;
    let mut finding = begin("propagation", request.common());
    finding.instances = request.network.replicates;
    finding.sheets = layers::sheets(&comparison);
    finding.tests = agreement::tests(&comparison, context.settings)?;
    let alpha = context.interval_alpha();
    let compared = agree(&comparison, request.margin, alpha)?;
    // A claim about weights without a prediction may rest on its formulas alone.
    let mut is_judged = compared.is_some();
    (finding.outcome, finding.figure) = compared.unwrap_or_else(nothing_compared);
    let judged_in = bind(&request.bindings, measured(&comparison, alpha)?, &Library)?;
    for judgement in judge(&request.check, &judged_in, &Library)? {
        finding.details.push(format!(
            "measured at confidence 1 − {alpha:.1e}: {}",
            judgement.line()
        ));
        if finding.outcome == Outcome::Consistent || !is_judged {
            is_judged = true;
            finding.figure = judgement.line();
            finding.outcome = measured_outcome(judgement.outcome());
        }
    }
    Ok(finding)
}

/// A measurement supports or leaves open: intervals over networks are asymptotic, so a formula
/// that they contradict is a warning and not a refutation.
fn measured_outcome(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Exact => Outcome::Consistent,
        Outcome::Refuted => {
            let why =
                "the measurement contradicts it, by intervals that are asymptotic only".into();
            Outcome::Undecided { why }
        }
        other => other,
    }
}

/// Whether E[q] lies within the margin of its prediction in every layer, and the widest layer;
/// nothing if no layer can be compared.
fn agree(
    comparison: &Comparison,
    margin: f64,
    alpha: f64,
) -> Result<Option<(Outcome, String)>, EvidenceError> {
    let tolerance = real::ln_1p(margin);
    let mut worst: Option<(f64, String)> = None;
    for layer in 1..=comparison.depth() {
        let Some((predicted, replicates)) = agreement::log_q(comparison, layer) else {
            if layers::finite_q(comparison, layer).is_none() {
                continue;
            }
            let why = format!("networks died, left the doubles or do not differ at layer {layer}");
            return Ok(Some((
                Outcome::Undecided { why },
                format!("layer {layer} cannot be compared"),
            )));
        };
        let distance = replicates.mean() - predicted;
        let half_width = replicates.half_width(alpha)?;
        let figure = format!(
            "layer {layer}: ln(q measured/predicted) = {distance:.2e} ± {half_width:.1e}, margin {tolerance:.1e}"
        );
        match replicates.equivalence(predicted, tolerance, alpha)? {
            Equivalence::Inside => {}
            other => return Ok(Some((Outcome::Undecided { why: reason(other) }, figure))),
        }
        let reach = distance.abs() + half_width;
        if worst.as_ref().is_none_or(|(most, _)| *most < reach) {
            worst = Some((reach, figure));
        }
    }
    Ok(worst.map(|(_, figure)| (Outcome::Consistent, figure)))
}

/// Nothing was compared, so nothing is supported.
fn nothing_compared() -> (Outcome, String) {
    let why = "the recursion predicts nothing for these weights, or fewer than 20 networks \
               differ in ln q"
        .into();
    (
        Outcome::Undecided { why },
        "no layer could be compared".into(),
    )
}

fn reason(equivalence: Equivalence) -> String {
    match equivalence {
        Equivalence::Inside => "nothing".into(),
        Equivalence::Outside => {
            "the networks differ from the recursion by more than the margin".into()
        }
        Equivalence::Inconclusive { needed } => {
            let needed = crate::num::significant(needed as f64, 2);
            format!("the interval is wider than the margin; about {needed} networks would decide")
        }
    }
}

/// The measured quantities as lists of confidence intervals, one a layer.
fn measured(comparison: &Comparison, alpha: f64) -> Result<Environment, EvidenceError> {
    let mut environment = Environment::new();
    for (name, quantity) in QUANTITIES {
        let layers = 1..=comparison.depth();
        let intervals = layers.map(|layer| {
            interval(
                &comparison.values(layer, quantity),
                comparison.specimen.replicates,
                alpha,
            )
        });
        let intervals: Result<Vec<Value>, EvidenceError> = intervals.collect();
        environment.insert(name.into(), Value::List(intervals?));
    }
    Ok(environment)
}

/// The t-interval of an expectation over networks; the whole line where networks are too few, do
/// not differ, or where the quantity is missing in any: what nobody saw varying is not known.
fn interval(values: &[f64], replicates: u64, alpha: f64) -> Result<Value, EvidenceError> {
    let known = Replicates::new(values).ok();
    match known.filter(|r| r.std_dev() > 0.0 && values.len() as u64 == replicates) {
        Some(known) => {
            let half_width = known.half_width(alpha)?;
            Ok(Value::Enclosed(Interval::around(known.mean(), half_width)))
        }
        None => Ok(Value::Enclosed(Interval::WHOLE)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_compared_supports_nothing() {
        assert!(matches!(nothing_compared().0, Outcome::Undecided { .. }));
    }

    #[test]
    fn a_measurement_neither_verifies_nor_refutes() {
        assert_eq!(measured_outcome(Outcome::Exact), Outcome::Consistent);
        let against = measured_outcome(Outcome::Refuted);
        assert!(matches!(against, Outcome::Undecided { .. }));
    }
}
