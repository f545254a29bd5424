//! Sheets of a training run: the loss by step, and the layers before and after.
//!
//! It arranges numbers of a record; it decides nothing.

use crate::learning::experiment::LayerState;
use crate::learning::experiment::Plan;
use crate::learning::experiment::Record;
use crate::learning::experiment::State;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// Rows of a curve's sheet; a longer curve is thinned evenly.
const CURVE_ROWS: usize = 12;

/// All sheets of a run; `suffix` is its arm's.
pub(in crate::evidence) fn sheets(suffix: &str, plan: &Plan, record: &Record) -> Vec<Sheet> {
    vec![
        scores(suffix, plan, record),
        curve(suffix, record),
        layers(suffix, record),
    ]
}

const SCORES: [Column; 6] = [
    Column::new("when", "as initialized, and after training"),
    Column::new("loss", "J over all training samples"),
    Column::new("accuracy", "share of training samples in their class").with_digits(4),
    Column::new("test-loss", "J over test samples"),
    Column::new("test-accuracy", "share of test samples in their class").with_digits(4),
    Column::new("gradient", "√Σ(∂J/∂θ)² over all parameters"),
];

fn scores(suffix: &str, plan: &Plan, record: &Record) -> Sheet {
    let mut sheet = Sheet::new(title("Training", suffix, plan, record), SCORES.to_vec());
    for (when, state) in [("before", &record.before), ("after", &record.after)] {
        sheet.push(vec![
            Cell::text(when),
            Cell::number(state.loss),
            Cell::number(state.accuracy),
            Cell::number(state.test_loss),
            Cell::number(state.test_accuracy),
            Cell::number(state.gradient_norm),
        ]);
    }
    sheet
}

fn title(what: &str, suffix: &str, plan: &Plan, record: &Record) -> String {
    let widths: Vec<String> = record
        .network
        .widths()
        .iter()
        .map(usize::to_string)
        .collect();
    let arm = suffix.trim_start_matches('_');
    let arm = if arm.is_empty() {
        String::new()
    } else {
        format!(" of {arm}")
    };
    let end = match record.diverged_at() {
        Some(step) => format!("; the loss left the doubles at step {step}"),
        None => String::new(),
    };
    format!(
        "{what}{arm}: {} of {} with {}, {}; {}, {} steps{end}",
        widths.join("-"),
        plan.activation.label(),
        plan.initializer.label(),
        plan.output.label(),
        plan.rule,
        plan.steps
    )
}

const CURVE: [Column; 2] = [
    Column::new("step", "updates made"),
    Column::new("loss", "J over the samples of the step"),
];

fn curve(suffix: &str, record: &Record) -> Sheet {
    let mut sheet = Sheet::new(format!("Loss{suffix}"), CURVE.to_vec());
    let n_points = record.curve.len();
    let every = n_points.div_ceil(CURVE_ROWS).max(1);
    for (index, point) in record.curve.iter().enumerate() {
        if index % every == 0 || index + 1 == n_points {
            sheet.push(vec![Cell::Count(point.step), Cell::number(point.loss)]);
        }
    }
    sheet
}

const LAYERS: [Column; 11] = [
    Column::new("layer", "l, from 1"),
    Column::new("width", "units of the layer"),
    Column::new("activation", "√mean a² as initialized").with_digits(4),
    Column::new("gradient", "√mean (∂J/∂a)² as initialized").with_digits(4),
    Column::new("weight-gradient", "√mean (∂J/∂W)² as initialized").with_digits(4),
    Column::new("activation-after", "√mean a² after training").with_digits(4),
    Column::new("gradient-after", "√mean (∂J/∂a)² after training").with_digits(4),
    Column::new("weight-after", "√mean W² after training").with_digits(4),
    Column::new("moved", "the largest change of a weight").with_digits(4),
    Column::new(
        "spread-after",
        "the largest difference between two units' weights; 0 when all are the same",
    )
    .with_digits(4),
    Column::new("dead-after", "share of units that are 0 for every sample").with_digits(4),
];

fn layers(suffix: &str, record: &Record) -> Sheet {
    let mut sheet = Sheet::new(format!("Layers{suffix}"), LAYERS.to_vec());
    let at = |state: &State, index: usize| state.layers.get(index).copied();
    for (index, moved) in record.weights_moved.iter().enumerate() {
        let (before, after) = (at(&record.before, index), at(&record.after, index));
        let cell =
            |state: Option<LayerState>, of: fn(LayerState) -> f64| Cell::number(state.map(of));
        sheet.push(vec![
            Cell::Count(index as u64 + 1),
            before.map_or(Cell::Missing, |layer| Cell::Count(layer.width as u64)),
            cell(before, |layer| layer.activation_rms),
            cell(before, |layer| layer.gradient_rms),
            cell(before, |layer| layer.weight_gradient_rms),
            cell(after, |layer| layer.activation_rms),
            cell(after, |layer| layer.gradient_rms),
            cell(after, |layer| layer.weight_rms),
            Cell::number(*moved),
            cell(after, |layer| layer.unit_spread),
            cell(after, |layer| layer.dead),
        ]);
    }
    sheet
}

const REPLICATES: [Column; 6] = [
    Column::new("replicate", "from 1"),
    Column::new("loss-before", "J as initialized"),
    Column::new("loss", "J after training"),
    Column::new("accuracy", "share of training samples in their class").with_digits(4),
    Column::new("test-accuracy", "share of test samples in their class").with_digits(4),
    Column::new("diverged", "the step at which the loss left the doubles"),
];

/// One row a replicate.
pub(in crate::evidence) fn replicates(records: &[Record]) -> Sheet {
    let mut sheet = Sheet::new("Replicates", REPLICATES.to_vec());
    for (index, record) in records.iter().enumerate() {
        sheet.push(vec![
            Cell::Count(index as u64 + 1),
            Cell::number(record.before.loss),
            Cell::number(record.after.loss),
            Cell::number(record.after.accuracy),
            Cell::number(record.after.test_accuracy),
            record.diverged_at().map_or(Cell::Missing, Cell::Count),
        ]);
    }
    sheet
}
