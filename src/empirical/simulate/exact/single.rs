//! One input through layers whose weights are never drawn: O(n) a layer, forward and backward.
//!
//! The derivations are in the folder's `mod`; batches are in `batch`, lengths alone in `norm`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::exact::ExactRun;
use crate::empirical::simulate::exact::Projection;
use crate::empirical::simulate::exact::Task;
use crate::empirical::simulate::exact::length;
use crate::empirical::simulate::exact::length::dot;
use crate::empirical::simulate::exact::length::hypot;
use crate::empirical::simulate::exact::length::mean_square;
use crate::empirical::simulate::exact::stage::LayerLaw;
use crate::empirical::simulate::exact::stage::Stage;
use crate::empirical::simulate::exact::tally;
use crate::random::Generator;

/// Runs one replicate.
pub(super) fn run(task: &Task<'_>) -> ExactRun {
    let mut pass = Pass {
        task,
        inputs: task.inputs(0),
        scales: Vec::with_capacity(task.stages.len()),
    };
    let first = length::length(&pass.inputs);
    let (mut records, last) = pass.forward(first);
    if task.settings.backward != Backward::Skipped {
        pass.backward(&mut records);
    }
    let log_growth = task.log_growth(first, last);
    ExactRun {
        records,
        log_growth,
    }
}

/// A replicate on its way: nothing of its layers is kept but their scales, since a layer's
/// normals can be drawn again from its stream.
struct Pass<'a> {
    task: &'a Task<'a>,
    inputs: Vec<f64>,
    scales: Vec<Scale>,
}

/// What a layer's output needs besides its normals g: z = `factor`·g + b.
#[derive(Clone, Copy, Debug)]
struct Scale {
    factor: f64,
    /// ‖g‖ completed to the length of a Gaussian vector of max(n_{l−1}, n_l) entries: Haar alone.
    completed: f64,
}

impl Pass<'_> {
    /// Every layer's record, and the length of the last output.
    fn forward(&mut self, first: f64) -> (Vec<LayerRecord>, f64) {
        let task = self.task;
        let mut records = Vec::with_capacity(task.stages.len());
        let (mut z, mut a, mut fed) = (Vec::new(), Vec::new(), first);
        for stage in task.stages {
            let scale = draw(task, stage, fed, &mut z);
            self.scales.push(scale);
            finish(task, stage, scale, &mut z);
            a.clone_from(&z);
            task.network.activation().apply(&mut a);
            fed = length::length(&a);
            let width = a.len();
            let mut record =
                tally::record(task.network, task.settings, stage.index, width, [&z, &a]);
            record.effective_samples = effective_samples(task, fed);
            records.push(record);
        }
        (records, fed)
    }

    /// Takes a random cotangent back, layer by layer.
    fn backward(&self, records: &mut [LayerRecord]) {
        let task = self.task;
        let mut gradient = task.cotangent(0);
        let mut normals = self.normals(task.stages.len());
        for (place, record) in records.iter_mut().enumerate().rev() {
            let (Some(stage), Some(scale)) = (task.stages.get(place), self.scales.get(place))
            else {
                break;
            };
            let output = mean_square(length::length(&gradient), stage.fans.fan_out);
            let mut slopes = normals.clone();
            finish(task, stage, *scale, &mut slopes);
            task.network.activation().apply_derivative(&mut slopes);
            multiply(&mut gradient, &slopes);
            let before = self.normals(place);
            let fed = self.outputs(place, &before);
            let fed = Signal::of(&fed);
            let at_z = Signal::of(&gradient);
            let inputs = back(task, stage, *scale, &normals, fed, at_z);
            let pre_activation_second_moment = mean_square(at_z.length, stage.fans.fan_out);
            record.gradient = Some(GradientRecord {
                output_second_moment: output,
                pre_activation_second_moment,
                input_second_moment: mean_square(length::length(&inputs), stage.fans.fan_in),
                weight_second_moment: task.weight_second_moment(
                    pre_activation_second_moment,
                    mean_square(fed.length, stage.fans.fan_in),
                ),
            });
            gradient = inputs;
            normals = before;
        }
    }

    /// The normals of layer `index`, drawn again; none for the inputs.
    fn normals(&self, index: usize) -> Vec<f64> {
        let Some(stage) = index.checked_sub(1).and_then(|l| self.task.stages.get(l)) else {
            return Vec::new();
        };
        let mut normals = vec![0.0; stage.fans.fan_out as usize];
        self.task.forward_stream(stage).fill_normal(&mut normals);
        normals
    }

    /// The output of layer `index`, from its normals; the inputs for 0.
    fn outputs(&self, index: usize, normals: &[f64]) -> Vec<f64> {
        let place = index.checked_sub(1);
        let stage = place.and_then(|place| self.task.stages.get(place));
        let scale = place.and_then(|place| self.scales.get(place));
        let (Some(stage), Some(scale)) = (stage, scale) else {
            return self.inputs.clone();
        };
        let mut outputs = normals.to_vec();
        finish(self.task, stage, *scale, &mut outputs);
        self.task.network.activation().apply(&mut outputs);
        outputs
    }
}

/// A vector with its length.
#[derive(Clone, Copy, Debug)]
struct Signal<'a> {
    values: &'a [f64],
    length: f64,
}

impl<'a> Signal<'a> {
    fn of(values: &'a [f64]) -> Self {
        let length = length::length(values);
        Self { values, length }
    }
}

/// Fills `normals` with a layer's g and says by what they are multiplied, ‖a‖ being `fed`.
fn draw(task: &Task<'_>, stage: &Stage, fed: f64, normals: &mut Vec<f64>) -> Scale {
    normals.resize(stage.fans.fan_out as usize, 0.0);
    let mut generator = task.forward_stream(stage);
    generator.fill_normal(normals);
    match stage.law {
        LayerLaw::Gaussian { std_dev } => Scale {
            factor: hypot(std_dev * fed, stage.bias_std_dev),
            completed: 1.0,
        },
        LayerLaw::Haar { gain } => {
            let beyond = stage.fans.fan_in.saturating_sub(stage.fans.fan_out);
            let rest = generator.chi_squared(beyond).sqrt();
            let completed = hypot(length::length(normals), rest);
            Scale {
                factor: gain * fed / completed,
                completed,
            }
        }
    }
}

/// From a layer's normals to its pre-activations. Biases beside Haar weights are drawn apart;
/// beside Gaussian ones they are in the factor.
fn finish(task: &Task<'_>, stage: &Stage, scale: Scale, normals: &mut [f64]) {
    normals.iter_mut().for_each(|g| *g *= scale.factor);
    if matches!(stage.law, LayerLaw::Haar { .. }) && stage.bias_std_dev > 0.0 {
        let mut biases = vec![0.0; normals.len()];
        task.bias_stream(stage).fill_normal(&mut biases);
        for (z, bias) in normals.iter_mut().zip(&biases) {
            *z += stage.bias_std_dev * bias;
        }
    }
}

/// What the forward pass and the gradient say of a layer that is taken back.
struct Known<'a> {
    stage: &'a Stage,
    scale: Scale,
    is_remembered: bool,
    normals: &'a [f64],
    fed: Signal<'a>,
    gradient: Signal<'a>,
}

/// `factor`·(`known`·`unit`·a + `spread`·h) for the signal a and fresh normals h.
struct Mixture {
    factor: f64,
    known: f64,
    unit: f64,
    spread: f64,
}

/// ∂J/∂a of a layer's input `fed`: Wᵀd given what the forward pass knows of W.
fn back(
    task: &Task<'_>,
    stage: &Stage,
    scale: Scale,
    normals: &[f64],
    fed: Signal<'_>,
    gradient: Signal<'_>,
) -> Vec<f64> {
    let mut generator = task.backward_stream(stage);
    let mut fresh = vec![0.0; fed.values.len()];
    generator.fill_normal(&mut fresh);
    let known = Known {
        stage,
        scale,
        is_remembered: fed.length > 0.0 && task.projection == Projection::Kept,
        normals,
        fed,
        gradient,
    };
    let Mixture {
        factor,
        known,
        unit,
        spread,
    } = match stage.law {
        LayerLaw::Gaussian { std_dev } => known.gaussian(std_dev, &fresh, &mut generator),
        LayerLaw::Haar { gain } => known.haar(gain, &mut fresh, &mut generator),
    };
    for (h, a) in fresh.iter_mut().zip(fed.values) {
        *h = factor * (known * (unit * a) + spread * *h);
    }
    fresh
}

impl Known<'_> {
    /// A length that turns the signal into a direction; 0 where none is remembered.
    fn unit(&self, unit: f64) -> f64 {
        finite(if self.is_remembered { unit } else { 0.0 })
    }

    fn gaussian(&self, std_dev: f64, fresh: &[f64], generator: &mut Generator) -> Mixture {
        let factor = self.scale.factor;
        let unit = self.unit(std_dev / factor);
        let constant = match self.stage.bias_std_dev > 0.0 {
            true => self.stage.bias_std_dev / factor * generator.normal(),
            false => 0.0,
        };
        // h along (a, σ_b/σ), and what of d is known from z instead.
        let overlap = unit * dot(self.fed.values, fresh) + constant;
        let gradient = self.gradient;
        Mixture {
            factor: std_dev,
            known: dot(self.normals, gradient.values) - gradient.length * overlap,
            unit,
            spread: gradient.length,
        }
    }

    fn haar(&self, gain: f64, fresh: &mut [f64], generator: &mut Generator) -> Mixture {
        let Self { fed, gradient, .. } = self;
        let unit = self.unit(1.0 / fed.length);
        let known = match unit > 0.0 {
            true => dot(self.normals, gradient.values) / self.scale.completed,
            false => 0.0,
        };
        project_out(fresh, fed.values, unit);
        let fans = self.stage.fans;
        let rest = generator.chi_squared(fans.fan_out.saturating_sub(fans.fan_in));
        let across = hypot(length::length(fresh), rest.sqrt());
        let left = (gradient.length - known) * (gradient.length + known);
        Mixture {
            factor: gain,
            known,
            unit,
            spread: finite(left.max(0.0).sqrt() / across),
        }
    }
}

/// h − u(u·h) for u = `unit`·a.
fn project_out(fresh: &mut [f64], a: &[f64], unit: f64) {
    let overlap = unit * dot(a, fresh);
    for (h, a) in fresh.iter_mut().zip(a) {
        *h -= overlap * (unit * a);
    }
    if a.len() == 1 && unit > 0.0 {
        // One input has no direction across it, whatever rounding says.
        fresh.fill(0.0);
    }
}

/// A quotient, or 0 where its divisor is 0 or below the normal doubles: of such a signal no
/// direction is left to remember.
fn finite(quotient: f64) -> f64 {
    if quotient.is_finite() { quotient } else { 0.0 }
}

fn multiply(values: &mut [f64], factors: &[f64]) {
    for (value, factor) in values.iter_mut().zip(factors) {
        *value *= factor;
    }
}

/// One input is worth one input, unless it died or left the doubles.
fn effective_samples(task: &Task<'_>, length: f64) -> Option<f64> {
    let is_alive = length.is_finite() && length > 0.0;
    let is_asked = task.settings.effective_samples == EffectiveSamples::Measured;
    (is_asked && is_alive).then_some(1.0)
}
