//! Sheets of layers: theory beside measurement.
//!
//! It arranges numbers that `comparison` has; it decides nothing.

use crate::empirical::simulate::Engine;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Summary;
use crate::evidence::comparison::Comparison;
use crate::evidence::prediction::Prediction;
use crate::evidence::show;
use crate::num::Interval;
use crate::theory::mean_field::LayerMoments;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// All sheets of a comparison.
pub(in crate::evidence) fn sheets(comparison: &Comparison) -> Vec<Sheet> {
    vec![
        signal(comparison),
        shape(comparison),
        gradient(comparison),
        engine(comparison),
    ]
}

const ENGINE: [Column; 2] = [
    Column::new(
        "engine",
        "direct draws every weight; exact draws outputs from their law given the inputs",
    ),
    Column::new("why", "why it ran"),
];

/// Which engine ran, and why.
fn engine(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new("Engine", ENGINE.to_vec());
    let name = match comparison.choice.engine {
        Engine::Exact => "exact",
        Engine::Direct | Engine::Automatic => "direct",
    };
    let why = comparison.choice.reason.as_str();
    sheet.push(vec![Cell::text(name), Cell::text(why)]);
    sheet
}

const SIGNAL: [Column; 12] = [
    Column::new("layer", "l, from 1"),
    Column::new("width", "units of the layer"),
    Column::new(
        "q-theory",
        "E[z²] of pre-activations by the recursion, infinite width",
    ),
    Column::new("q-finite", "E[z²] to order 1/n"),
    Column::new("q", "measured mean of z² over batch, units and networks"),
    Column::new("q-se", "its standard error over networks").with_digits(2),
    Column::new("mean-theory", "E[a] of activations"),
    Column::new("mean", "measured").with_digits(4),
    Column::new("mean-se", "its standard error over networks").with_digits(2),
    Column::new("std-theory", "√Var(a) of activations"),
    Column::new(
        "std",
        "measured, of all activations of a layer, averaged over networks",
    ),
    Column::new("std-se", "its standard error over networks").with_digits(2),
];

/// Second moments, means and standard deviations.
fn signal(comparison: &Comparison) -> Sheet {
    let specimen = &comparison.specimen;
    let title = format!(
        "Signal: {}; {} networks, each with {} inputs of variance {}",
        specimen.label(),
        specimen.replicates,
        specimen.batch,
        specimen.input_variance
    );
    let mut sheet = Sheet::new(title, SIGNAL.to_vec());
    for layer in 1..=comparison.depth() {
        let predicted = forward(comparison, layer);
        let finite = finite_q(comparison, layer);
        let mut row = vec![Cell::Count(layer as u64), width(comparison, layer)];
        row.extend([middle(predicted.map(|p| p.q)), Cell::number(finite)]);
        row.extend(measured(comparison, layer, |r| {
            r.pre_activation.second_moment
        }));
        row.push(middle(predicted.map(|p| p.mean)));
        row.extend(measured(comparison, layer, |r| r.activation.mean));
        row.push(middle(predicted.map(LayerMoments::std_dev)));
        row.extend(measured(comparison, layer, |r| r.activation.std_dev));
        sheet.push(row);
    }
    sheet
}

const SHAPE: [Column; 9] = [
    Column::new("layer", "l, from 1"),
    Column::new(
        "kurtosis-theory",
        "E[(a − E a)⁴]/Var(a)² of activations; 3 for a normal law",
    ),
    Column::new("kurtosis", "measured"),
    Column::new("kurtosis-se", "its standard error over networks").with_digits(2),
    Column::new(
        "saturated-theory",
        "P(an activation is within 1 % of an asymptote)",
    )
    .with_digits(4),
    Column::new("saturated", "measured share").with_digits(4),
    Column::new("zero", "share of activations that are exactly 0").with_digits(4),
    Column::new("dead", "share of units that are 0 for the whole batch").with_digits(4),
    Column::new(
        "n-eff",
        "inputs that the batch is worth, tr(G)²/‖G‖² of its Gram matrix",
    )
    .with_digits(4),
];

/// What the second moment does not tell: tails, saturation, death.
fn shape(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new("Shape", SHAPE.to_vec());
    for layer in 1..=comparison.depth() {
        let prediction = comparison.prediction.as_ref();
        let saturated = prediction.and_then(|p| p.saturated.get(layer - 1).copied().flatten());
        let mut row = vec![
            Cell::Count(layer as u64),
            middle(kurtosis(comparison, layer)),
        ];
        row.extend(measured(comparison, layer, |r| r.activation.kurtosis));
        row.extend([
            middle(saturated),
            average(comparison, layer, |r| r.saturated_share),
        ]);
        row.push(average(comparison, layer, |r| r.zero_share));
        row.push(average(comparison, layer, |r| r.dead_unit_share));
        row.push(average(comparison, layer, |r| r.effective_samples));
        sheet.push(row);
    }
    sheet
}

const GRADIENT: [Column; 5] = [
    Column::new("layer", "l, from 1"),
    Column::new("chi", "χ = fan_in·Var(W)·E[φ′(z)²] by the recursion").with_digits(4),
    Column::new(
        "gradient-theory",
        "E[(∂J/∂z)²] relative to E[(∂J/∂a)²] = 1 at the output",
    ),
    Column::new(
        "gradient",
        "measured, for random output gradients of variance 1",
    ),
    Column::new("gradient-se", "its standard error over networks").with_digits(2),
];

/// Gradients of pre-activations.
fn gradient(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new("Gradient", GRADIENT.to_vec());
    for layer in 1..=comparison.depth() {
        let backward = comparison
            .prediction
            .as_ref()
            .and_then(|p| p.backward.get(layer - 1));
        let mut row = vec![Cell::Count(layer as u64)];
        row.push(middle(forward(comparison, layer).map(|p| p.chi)));
        row.push(middle(backward.map(|b| b.pre_activation)));
        row.extend(measured(comparison, layer, gradient_of));
        sheet.push(row);
    }
    sheet
}

/// E[(∂J/∂z)²] of a record.
pub(in crate::evidence) fn gradient_of(record: &LayerRecord) -> Option<f64> {
    record
        .gradient
        .and_then(|gradient| gradient.pre_activation_second_moment)
}

/// The forward moments of a layer (from 1), where theory has them.
pub(in crate::evidence) fn forward(comparison: &Comparison, layer: usize) -> Option<&LayerMoments> {
    comparison
        .prediction
        .as_ref()?
        .forward
        .get(layer.checked_sub(1)?)
}

/// E[q] of a layer to order 1/n.
pub(in crate::evidence) fn finite_q(comparison: &Comparison, layer: usize) -> Option<f64> {
    let finite = comparison
        .prediction
        .as_ref()
        .and_then(|p: &Prediction| p.finite.as_ref());
    let estimate = finite?.get(layer.checked_sub(1)?)?.pre_activation;
    Some(estimate.value + estimate.mean_shift)
}

/// The kurtosis that theory gives the activations of a layer.
fn kurtosis(comparison: &Comparison, layer: usize) -> Option<Interval> {
    let kurtosis = forward(comparison, layer)?.kurtosis();
    kurtosis.radius().is_finite().then_some(kurtosis)
}

fn width(comparison: &Comparison, layer: usize) -> Cell {
    comparison
        .specimen
        .widths
        .get(layer)
        .map_or(Cell::Missing, |width| Cell::Count(*width))
}

fn middle(interval: Option<Interval>) -> Cell {
    interval.map_or(Cell::Missing, show::cell)
}

fn measured(
    comparison: &Comparison,
    layer: usize,
    quantity: impl Fn(&LayerRecord) -> Option<f64>,
) -> [Cell; 2] {
    let summary: Summary = comparison.measurement.summary(layer, quantity);
    [
        Cell::number(summary.mean),
        Cell::number(summary.standard_error),
    ]
}

fn average(
    comparison: &Comparison,
    layer: usize,
    quantity: impl Fn(&LayerRecord) -> Option<f64>,
) -> Cell {
    Cell::number(comparison.measurement.summary(layer, quantity).mean)
}
