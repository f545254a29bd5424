//! Whether measurement agrees with prediction, as statistical tests.
//!
//! The layer-local test is exact and may refute; tests of ln q over networks are asymptotic.

use crate::empirical::stat;
use crate::empirical::stat::Budget;
use crate::empirical::stat::Increment;
use crate::empirical::stat::Replicates;
use crate::empirical::stat::TestRecord;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::comparison::Comparison;
use crate::evidence::layers;
use crate::evidence::records;
use crate::evidence::specimen::Entries;
use crate::num::real;
use crate::theory::shape::Fans;
use crate::verdict::Judges;
use crate::verdict::TestSummary;

/// Layer by layer: given its inputs, does each layer's output have the variance that its weights'
/// law demands? Exact at any depth.
pub(in crate::evidence) fn local_tests(
    comparison: &Comparison,
    settings: &Settings,
) -> Result<Vec<TestSummary>, EvidenceError> {
    let level = Budget::new(settings.alpha, settings.beta)?.level(comparison.local.len());
    let label = comparison.specimen.initializer.label();
    let layers = comparison.local.iter().enumerate();
    layers
        .map(|(i, pooled)| {
            let null = format!("layer {} has weights of {label}", i + 1);
            Ok(of_simulation(&pooled.test(null, level)?))
        })
        .collect()
}

/// A test that our own simulation must pass, whatever a claim says.
fn of_simulation(record: &TestRecord) -> TestSummary {
    TestSummary {
        judges: Judges::Simulation,
        ..records::summary(record)
    }
}

/// ln(q_L/q_0) over networks against its law at finite width: for the identity and ReLU with
/// independent normal weights and no biases, a sum of logarithms of χ² variables. The p-value is
/// a finite-sample bound; networks that died are counted apart, by the dead share.
pub(in crate::evidence) fn end_to_end_test(
    comparison: &Comparison,
) -> Result<Option<TestSummary>, EvidenceError> {
    let Some(layers) = increments(comparison)? else {
        return Ok(None);
    };
    if comparison.log_growth.is_empty() {
        return Ok(None);
    }
    let record = stat::end_to_end_bound(&layers, &comparison.log_growth)?;
    let (activation, initializer) = (
        &comparison.specimen.activation,
        &comparison.specimen.initializer,
    );
    let null = format!(
        "ln q grows as {} with {} demands",
        activation.label(),
        initializer.label()
    );
    Ok(Some(of_simulation(&TestRecord { null, ..record })))
}

/// The most units of a ReLU layer whose counts of active ones are gone through one by one.
const MOST_UNITS: u64 = 1 << 20;

/// The laws of the layers' increments, where they are known at finite width.
fn increments(comparison: &Comparison) -> Result<Option<Vec<Increment>>, EvidenceError> {
    let specimen = &comparison.specimen;
    let is_linear = match specimen.activation.name() {
        "identity" => true,
        "relu" => false,
        _ => return Ok(None),
    };
    let increment = |(fans, entries): (Fans, Option<Entries>)| {
        let entries = entries.filter(|e| e.independent && e.law.name() == "normal")?;
        let (width, scale) = (fans.fan_out, fans.fan_in as f64 * entries.law.variance());
        let is_centred = entries.law.mean() == 0.0
            && specimen.bias_std_dev == 0.0
            && (is_linear || width <= MOST_UNITS);
        is_centred.then_some(if is_linear {
            Increment::Linear { width, scale }
        } else {
            Increment::Relu { width, scale }
        })
    };
    Ok(specimen
        .fans()
        .zip(specimen.laws()?)
        .map(increment)
        .collect())
}

/// Layer by layer: is the expectation over networks of ln q what theory predicts to order 1/n?
///
/// With x = ln q over networks, ln E[q] = E[x] + Var(x)/2 for the normal x that many layers make;
/// so x + s²/2 is held against ln of the predicted E[q]. Nothing below 20 networks.
pub(in crate::evidence) fn expectation_tests(
    comparison: &Comparison,
) -> Result<Vec<TestSummary>, EvidenceError> {
    let mut tests = Vec::new();
    for layer in 1..=comparison.depth() {
        let Some((predicted, replicates)) = log_q(comparison, layer) else {
            continue;
        };
        let record: TestRecord = replicates.expectation_is(predicted)?;
        let null = format!("layer {layer}: E[q] is what the recursion predicts to order 1/n");
        tests.push(records::summary(&TestRecord { null, ..record }));
    }
    Ok(tests)
}

/// ln of the predicted E[q] of a layer, and ln q + s²/2 of each network; nothing without a
/// prediction, with fewer than 20 networks, where the networks do not differ, or where the signal
/// of one died or overflowed: ln q of the survivors alone would be biased.
pub(in crate::evidence) fn log_q(
    comparison: &Comparison,
    layer: usize,
) -> Option<(f64, Replicates)> {
    let predicted = real::ln(layers::finite_q(comparison, layer)?);
    let logs = comparison.values(layer, |r| r.pre_activation.second_moment.map(real::ln));
    if (logs.len() as u64) < comparison.specimen.replicates {
        return None;
    }
    let plain = Replicates::new(&logs).ok()?;
    let half_variance = 0.5 * plain.std_dev() * plain.std_dev();
    let shifted: Vec<f64> = logs.iter().map(|x| x + half_variance).collect();
    let replicates = Replicates::new(&shifted).ok()?;
    (predicted.is_finite() && replicates.std_dev() > 0.0).then_some((predicted, replicates))
}

/// Every test of a comparison: layer by layer given its inputs, end to end, and expectations.
pub(in crate::evidence) fn tests(
    comparison: &Comparison,
    settings: &Settings,
) -> Result<Vec<TestSummary>, EvidenceError> {
    let mut tests = local_tests(comparison, settings)?;
    tests.extend(end_to_end_test(comparison)?);
    tests.extend(expectation_tests(comparison)?);
    Ok(tests)
}
