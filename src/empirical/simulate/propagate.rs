//! One replicate of a network: a fresh batch through fresh weights, forward and, if asked, back.
//!
//! It decides what is drawn from which stream; averages over replicates are in `experiment`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::Layer;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::backward_layer;
use crate::empirical::simulate::effective_samples;
use crate::empirical::simulate::forward_layer;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::random::Stream;

/// Runs one replicate and returns a record a layer, first layer first; `observe` sees every layer
/// with its input batch as soon as it is computed.
///
/// Sample s of the inputs comes from `replicate.named("inputs").indexed(s)`, of the cotangent
/// δ = ∂J/∂a_L ~ N(0, 1) from `replicate.named("cotangent").indexed(s)`; weights and biases as in
/// [`forward_layer`]. So a batch is a prefix of any larger batch.
///
/// # Errors
/// When the settings are refused ([`SimulateError::ZeroCount`], [`SimulateError::Parameter`],
/// [`SimulateError::Linear`]) or the initializer cannot draw ([`SimulateError::Initializer`]).
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
    Ok(Matrix::new(rows, columns, values)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use std::sync::Arc;

    fn two_two_one(weight: f64, bias_std_dev: f64) -> Network {
        let network = Network::new(
            vec![2, 2, 1],
            Arc::new(specimen::IDENTITY),
            Arc::new(specimen::Constant(weight)),
        );
        network.unwrap().with_bias(bias_std_dev).unwrap()
    }

    fn run(network: &Network, settings: &Settings) -> Vec<LayerRecord> {
        let stream = Stream::root(5).named("propagate");
        propagate(network, settings, stream, Work::OneThread, &mut |_, _| ()).unwrap()
    }

    fn backward(batch: u64, backward: Backward) -> Settings {
        Settings {
            backward,
            effective_samples: EffectiveSamples::Measured,
            ..Settings::forward(batch)
        }
    }

    #[test]
    fn a_2_2_1_network_carries_sums_of_its_inputs() {
        // All weights ½ and φ(x) = x: z₁ = (s, s)/2 and z₂ = s/2 for the sum s of the inputs.
        let network = two_two_one(0.5, 0.0);
        let mut seen = Vec::new();
        let stream = Stream::root(5).named("propagate");
        let settings = Settings::forward(1);
        propagate(
            &network,
            &settings,
            stream,
            Work::OneThread,
            &mut |inputs, layer| {
                seen.push((inputs.clone(), layer.clone()));
            },
        )
        .unwrap();
        let [a, b] = [0, 1].map(|unit| seen[0].0.values()[unit]);
        // ½a is exact, so the chain rounds once; then it adds halves of equal numbers exactly.
        let half = 0.5 * a + 0.5 * b;
        assert_eq!(seen[0].1.activations.values(), [half, half]);
        assert_eq!(seen[1].0, seen[0].1.activations);
        assert_eq!(seen[1].1.pre_activations.values(), [half]);
    }

    #[test]
    fn a_2_2_1_network_carries_a_gradient_back_through_equal_weights() {
        // ∂J/∂z₂ = δ, ∂J/∂a₁ = (δ, δ)/2, ∂J/∂a₀ = (δ/2, δ/2): second moments δ²·(1, ¼, ¼).
        let records = run(&two_two_one(0.5, 0.0), &backward(1, Backward::Activations));
        let [first, last] = [0, 1].map(|place: usize| records[place].gradient.unwrap());
        let delta_squared = last.output_second_moment.unwrap();
        assert_eq!(last.pre_activation_second_moment, Some(delta_squared));
        assert_eq!(last.input_second_moment, Some(0.25 * delta_squared));
        assert_eq!(first.output_second_moment, last.input_second_moment);
        assert_eq!(first.input_second_moment, Some(0.25 * delta_squared));
        assert_eq!(first.weight_second_moment, None);
    }

    #[test]
    fn the_weight_gradient_of_one_sample_is_the_product_of_gradient_and_input() {
        // ∂J/∂W₂ = δ·a₁ᵀ with a₁ = (h, h): its second moment is δ²h².
        let records = run(
            &two_two_one(0.5, 0.0),
            &backward(1, Backward::ActivationsAndWeights),
        );
        let last = records[1].gradient.unwrap();
        let signal = records[0].activation.second_moment.unwrap();
        let expected = last.output_second_moment.unwrap() * signal;
        let found = last.weight_second_moment.unwrap();
        // Four squarings and products on either side.
        assert!(crate::num::Tolerance::rounding(8, expected).accepts(found, expected));
    }

    #[test]
    fn a_backward_pass_changes_nothing_forward() {
        let network = two_two_one(0.5, 0.3);
        let forward = run(&network, &backward(7, Backward::Skipped));
        let mut both = run(&network, &backward(7, Backward::ActivationsAndWeights));
        for record in &mut both {
            assert!(record.gradient.take().is_some());
        }
        assert_eq!(both, forward);
    }

    #[test]
    fn biases_alone_reach_the_next_layer_when_all_weights_are_zero() {
        let records = run(&two_two_one(0.0, 2.0), &Settings::forward(3));
        // One bias per unit, equal for all samples: the single last unit is constant.
        assert_eq!(records[1].activation.variance, Some(0.0));
        assert!(records[1].activation.second_moment > Some(0.0));
        let without = run(&two_two_one(0.0, 0.0), &Settings::forward(3));
        assert_eq!(without[1].activation.second_moment, Some(0.0));
        assert_eq!(
            (without[1].dead_unit_share, without[1].zero_share),
            (Some(1.0), Some(1.0))
        );
    }

    #[test]
    fn equal_rows_of_weights_leave_one_effective_sample() {
        let records = run(&two_two_one(0.5, 0.0), &backward(9, Backward::Skipped));
        // All activations are multiples of (1, 1): G has rank 1. Nine samples, a handful of
        // roundings in the trace and 4 entries of the Gram matrix.
        let tolerance = crate::num::Tolerance::rounding(4 * 9 + 8, 1.0);
        assert!(tolerance.accepts(records[0].effective_samples.unwrap(), 1.0));
    }

    #[test]
    fn an_exploding_network_says_how_much_of_it_is_not_finite() {
        let records = run(
            &two_two_one(1e300, 0.0),
            &backward(4, Backward::Activations),
        );
        assert_eq!(records[1].activation.non_finite_share, 1.0);
        assert_eq!(records[1].activation.second_moment, None);
        assert_eq!(records[1].effective_samples, None);
        assert_eq!(records[0].activation.non_finite_share, 0.0);
        assert_eq!(records[0].gradient.unwrap().input_second_moment, None);
    }
}
