//! One replicate of a network: a fresh batch through fresh weights, forward and, if asked, back.
//!
//! It decides what is drawn from which stream; averages over replicates are in `experiment`.

use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::Layer;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Matrix;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::Work;
use crate::empirical::simulate::backward_layer;
use crate::empirical::simulate::effective_samples;
use crate::empirical::simulate::forward_layer;
use crate::random::Stream;

/// What of the gradients is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backward {
    /// Nothing: one layer at a time is kept in memory.
    Skipped,
    /// ∂J/∂a and ∂J/∂z: one more product a layer.
    Activations,
    /// And ∂J/∂W: two more products a layer.
    ActivationsAndWeights,
}

/// Whether [`effective_samples`] is measured: one more product a layer, of the batch by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectiveSamples {
    /// Left out.
    Skipped,
    /// Measured at every layer's output.
    Measured,
}

/// How a replicate is fed, and what is measured of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Samples in the input batch.
    pub batch: u64,
    /// The variance of the inputs, independent N(0, `input_variance`).
    pub input_variance: f64,
    /// What of the gradients is measured.
    pub backward: Backward,
    /// Whether n_eff is measured.
    pub effective_samples: EffectiveSamples,
    /// The magnitude above which an activation counts in
    /// [`LayerRecord::beyond_threshold_share`].
    pub threshold: f64,
}

impl Settings {
    /// Standard normal inputs, forward only, threshold 0.99 (the textbooks' saturation of tanh).
    #[must_use]
    pub fn forward(batch: u64) -> Self {
        Self {
            batch,
            input_variance: 1.0,
            backward: Backward::Skipped,
            effective_samples: EffectiveSamples::Skipped,
            threshold: 0.99,
        }
    }

    /// Refuses what cannot be run through this network.
    pub(in crate::empirical::simulate) fn admit(
        &self,
        network: &Network,
    ) -> Result<(), SimulateError> {
        if self.batch == 0 {
            return Err(SimulateError::ZeroCount { count: "batch" });
        }
        SimulateError::non_negative("input_variance", self.input_variance)?;
        SimulateError::non_negative("threshold", self.threshold)?;
        network.admit(self.batch)
    }
}

/// Runs one replicate and returns a record a layer, first layer first; `observe` sees every layer
/// with its input batch as soon as it is computed.
///
/// Sample s of the inputs comes from `replicate.named("inputs").indexed(s)`, of the cotangent
/// δ = ∂J/∂a_L ~ N(0, 1) from `replicate.named("cotangent").indexed(s)`; weights and biases as in
/// [`forward_layer`]. So a batch is a prefix of any larger batch.
///
/// # Errors
/// When the settings are refused ([`SimulateError::ZeroCount`], [`SimulateError::Parameter`],
/// [`SimulateError::TooLarge`]) or the initializer cannot draw ([`SimulateError::Initializer`]).
pub fn propagate(
    network: &Network,
    settings: &Settings,
    replicate: Stream,
    work: Work,
    observe: &mut dyn FnMut(&Matrix, &Layer),
) -> Result<Vec<LayerRecord>, SimulateError> {
    settings.admit(network)?;
    let batch = settings.batch as usize;
    let width = network.widths().first().map_or(0, |width| *width as usize);
    let mut trace = Trace {
        inputs: draw_normal(
            batch,
            width,
            settings.input_variance,
            replicate.named("inputs"),
        )?,
        layers: Vec::new(),
    };
    let mut records = Vec::with_capacity(network.depth());
    for index in 1..=network.depth() {
        let inputs = trace.inputs_of(trace.layers.len());
        let layer = forward_layer(network, index, inputs, replicate, work)?;
        observe(inputs, &layer);
        records.push(record(network, settings, &layer, work)?);
        if settings.backward == Backward::Skipped {
            trace.layers.clear();
        }
        trace.layers.push(layer);
    }
    if settings.backward != Backward::Skipped {
        record_gradients(network, settings, &mut trace, replicate, work, &mut records)?;
    }
    Ok(records)
}

/// The input batch and the layers computed from it that are still needed.
struct Trace {
    inputs: Matrix,
    layers: Vec<Layer>,
}

impl Trace {
    /// What the layer at this place is fed: the activations of the one before.
    fn inputs_of(&self, place: usize) -> &Matrix {
        let before = place
            .checked_sub(1)
            .and_then(|place| self.layers.get(place));
        before.map_or(&self.inputs, |layer| &layer.activations)
    }
}

fn record(
    network: &Network,
    settings: &Settings,
    layer: &Layer,
    work: Work,
) -> Result<LayerRecord, SimulateError> {
    let mut record = LayerRecord::forward(layer, network.activation(), settings.threshold, work);
    if settings.effective_samples == EffectiveSamples::Measured {
        record.effective_samples = effective_samples(&layer.activations, work)?;
    }
    Ok(record)
}

/// Takes a random cotangent back through all layers, dropping each when it is done.
fn record_gradients(
    network: &Network,
    settings: &Settings,
    trace: &mut Trace,
    replicate: Stream,
    work: Work,
    records: &mut [LayerRecord],
) -> Result<(), SimulateError> {
    let width = network.widths().last().map_or(0, |width| *width as usize);
    let stream = replicate.named("cotangent");
    let mut gradient = draw_normal(settings.batch as usize, width, 1.0, stream)?;
    for record in records.iter_mut().rev() {
        let Some(layer) = trace.layers.pop() else {
            break;
        };
        let inputs = trace.inputs_of(trace.layers.len());
        let gradients = backward_layer(network.activation(), &layer, gradient, work)?;
        let weights = match settings.backward {
            Backward::ActivationsAndWeights => Some(gradients.weights(inputs, work)?),
            Backward::Activations | Backward::Skipped => None,
        };
        record.gradient = Some(GradientRecord::of(&gradients, weights.as_ref(), work));
        gradient = gradients.inputs;
    }
    Ok(())
}

/// Independent N(0, `variance`) numbers, row s from `stream.indexed(s)`.
fn draw_normal(
    rows: usize,
    columns: usize,
    variance: f64,
    stream: Stream,
) -> Result<Matrix, SimulateError> {
    let std_dev = variance.sqrt();
    let mut values = vec![0.0; rows * columns];
    for (sample, row) in values.chunks_mut(columns.max(1)).enumerate() {
        stream.indexed(sample as u64).generator().fill_normal(row);
        row.iter_mut().for_each(|x| *x *= std_dev);
    }
    Matrix::new(rows, columns, values)
}
