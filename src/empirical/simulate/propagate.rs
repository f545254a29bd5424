//! One replicate of a network, every weight drawn: a fresh batch through fresh weights, forward
//! and, if asked, back.
//!
//! It decides what is drawn from which stream; averages over replicates are in `experiment`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Detail;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::backward;
use crate::empirical::simulate::backward::Room;
use crate::empirical::simulate::carrier::Carrier;
use crate::empirical::simulate::effective_samples;
use crate::empirical::simulate::forward;
use crate::empirical::simulate::forward::Layer;
use crate::empirical::simulate::forward::Pass;
use crate::empirical::simulate::ledger::Ledger;
use crate::empirical::simulate::record;
use crate::empirical::simulate::supply::Supply;
use crate::empirical::simulate::weights::Weights;
use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Work;
use crate::random::Stream;

/// What looks at every layer as soon as it is computed.
pub(in crate::empirical::simulate) type Observer<'a> = &'a mut dyn FnMut(Observation<'_>);

/// One replicate, as it runs.
pub(in crate::empirical::simulate) struct Replicate<'a> {
    pub(in crate::empirical::simulate) network: &'a Network,
    pub(in crate::empirical::simulate) settings: &'a Settings,
    pub(in crate::empirical::simulate) index: u64,
    pub(in crate::empirical::simulate) stream: Stream,
    pub(in crate::empirical::simulate) work: Work,
}

/// Runs a replicate with products in the format `T` and returns a record a layer, first layer
/// first.
///
/// Sample s of the inputs comes from `stream.named("inputs").indexed(s)`, of the cotangent
/// δ = ∂J/∂a_L ~ N(0, 1) from `stream.named("cotangent").indexed(s)`, the weights of layer l from
/// `stream.named("weights").indexed(l)`, its biases from `stream.named("biases").indexed(l)`. So a
/// batch is a prefix of any larger batch.
///
/// # Errors
/// When the initializer cannot draw ([`SimulateError::Initializer`]) or draws too few weights
/// ([`SimulateError::Linear`]).
pub(in crate::empirical::simulate) fn propagate<T: Entry>(
    replicate: &Replicate<'_>,
    mut observe: Option<Observer<'_>>,
) -> Result<Vec<LayerRecord>, SimulateError> {
    let settings = replicate.settings;
    let is_backward = settings.backward != Backward::Skipped;
    let mut trace = Trace::new();
    let mut carrier = Carrier::of(replicate.inputs::<T>(), observe.is_some());
    let mut ledger = Ledger::new(replicate.work);
    let mut next = replicate.weights(1)?;
    let mut supply = Supply::of(next.as_ref(), replicate.work);
    let mut index = 0;
    while let Some(weights) = next {
        index += 1;
        next = replicate.weights(index + 1)?;
        let biases = replicate.biases(index, &weights);
        let is_kept = is_backward || observe.is_some();
        let mut pre_activations = is_kept.then(|| Batch::zeros(settings.batch as usize, 0));
        let layer = Layer {
            weights: &weights,
            biases: biases.as_deref(),
            following: next.as_ref(),
        };
        let place = (&mut carrier, pre_activations.as_mut());
        let mut entry = forward::forward(replicate.pass(), index, layer, place, &mut supply);
        entry.record.effective_samples = replicate.effective_samples(carrier.signal())?;
        ledger.enter(entry);
        if let (Some(observe), Some(z)) = (&mut observe, &pre_activations) {
            replicate.show(observe, index, z, &carrier);
        }
        if is_backward {
            trace.pre_activations.extend(pre_activations);
            trace.weights.push(weights);
        }
    }
    drop((carrier, supply));
    let mut records = ledger.records();
    if is_backward {
        replicate.record_gradients(trace, &mut records);
    }
    Ok(detailed(settings.detail, records))
}

/// What of the records is kept.
fn detailed(detail: Detail, mut records: Vec<LayerRecord>) -> Vec<LayerRecord> {
    record::leave_out_the_lost(&mut records);
    match detail {
        Detail::Everything => records,
        Detail::SecondMoments => records.into_iter().map(LayerRecord::reduced).collect(),
    }
}

/// What the backward pass needs of the forward pass; the network's inputs are drawn a second time.
struct Trace<T> {
    /// z_1, …, z_L.
    pre_activations: Vec<Batch<T>>,
    /// W_1, …, W_L: where rows come from, or all of them.
    weights: Vec<Weights>,
}

impl Replicate<'_> {
    fn pass(&self) -> Pass<'_> {
        Pass {
            activation: self.network.activation(),
            threshold: self.settings.threshold,
            work: self.work,
        }
    }

    /// The weights of layer `index`, if there is one.
    fn weights(&self, index: usize) -> Result<Option<Weights>, SimulateError> {
        let fans = self.network.fans().nth(index - 1);
        fans.map(|fans| Weights::draw(self.network, index, fans, self.stream))
            .transpose()
    }

    fn biases(&self, index: usize, weights: &Weights) -> Option<Vec<f64>> {
        let std_dev = self.network.bias_std_dev();
        if std_dev == 0.0 {
            return None;
        }
        let mut biases = vec![0.0; weights.fan_out()];
        let stream = self.stream.named("biases").indexed(index as u64);
        fill_normal(&mut biases, std_dev, stream);
        Some(biases)
    }

    /// Of these activations, if it is asked for.
    fn effective_samples<T: Entry>(&self, signal: &Batch<T>) -> Result<Option<f64>, SimulateError> {
        if self.settings.effective_samples != EffectiveSamples::Measured {
            return Ok(None);
        }
        effective_samples(&signal.first(signal.samples()), self.work)
    }

    /// Shows the layer that was computed last.
    fn show<T: Entry>(
        &self,
        observe: &mut Observer<'_>,
        layer: usize,
        pre_activations: &Batch<T>,
        carrier: &Carrier<T>,
    ) {
        if let Some(inputs) = carrier.inputs() {
            observe(Observation {
                replicate: self.index,
                layer,
                inputs,
                pre_activations,
                activations: carrier.signal(),
            });
        }
    }

    fn inputs<T: Entry>(&self) -> Batch<T> {
        let width = self.network.widths().first();
        let std_dev = self.settings.input_variance.sqrt();
        let most = self.network.widths().iter().max();
        self.normal((width, most), std_dev, self.stream.named("inputs"))
    }

    /// Independent N(0, `std_dev`²) numbers, sample s from `stream.indexed(s)`.
    fn normal<T: Entry>(
        &self,
        (width, most): (Option<&u64>, Option<&u64>),
        std_dev: f64,
        stream: Stream,
    ) -> Batch<T> {
        let [width, most] = [width, most].map(|width| width.map_or(0, |width| *width as usize));
        let samples = self.settings.batch as usize;
        Batch::filled(samples, (width, most), self.work, |sample, vector| {
            fill_normal(vector, std_dev, stream.indexed(sample as u64));
        })
    }

    /// Takes a random cotangent back through all layers, dropping each when it is done; rows of
    /// weights are drawn a second time.
    fn record_gradients<T: Entry>(&self, mut trace: Trace<T>, records: &mut [LayerRecord]) {
        let pass = self.pass();
        let cotangent = self.stream.named("cotangent");
        let width = self.network.widths().last();
        let most = self.network.widths().iter().max();
        let mut carrier = Carrier::of(self.normal::<T>((width, most), 1.0, cotangent), false);
        let mut fed = Batch::zeros(carrier.signal().samples(), 0);
        let mut room = Room::new();
        for record in records.iter_mut().rev() {
            let (Some(z), Some(weights)) = (trace.pre_activations.pop(), trace.weights.pop())
            else {
                break;
            };
            let [output, pre_activation] = backward::pull_back(pass, carrier.signal_mut(), &z);
            drop(z);
            let of_weights = self.weight_gradient(&trace, carrier.signal(), &mut fed, &mut room);
            record.gradient = Some(GradientRecord {
                output_second_moment: output,
                pre_activation_second_moment: pre_activation,
                input_second_moment: backward::through(pass, &weights, &mut carrier, &mut room),
                weight_second_moment: of_weights,
            });
        }
    }

    /// The second moment of the gradient of the weights of the layer whose z was taken last, if it is
    /// asked for.
    fn weight_gradient<T: Entry>(
        &self,
        trace: &Trace<T>,
        gradients: &Batch<T>,
        fed: &mut Batch<T>,
        room: &mut Room<T>,
    ) -> Option<f64> {
        if self.settings.backward != Backward::ActivationsAndWeights {
            return None;
        }
        match trace.pre_activations.last() {
            Some(z) => backward::activations(self.pass(), z, fed),
            None => *fed = self.inputs(),
        }
        backward::weight_second_moment(self.pass(), gradients, fed, room)
    }
}

impl<T> Trace<T> {
    /// Of a pass, no layer of which is done.
    fn new() -> Self {
        Self {
            pre_activations: Vec::new(),
            weights: Vec::new(),
        }
    }
}

fn fill_normal(values: &mut [f64], std_dev: f64, stream: Stream) {
    stream.generator().fill_normal(values);
    values.iter_mut().for_each(|x| *x *= std_dev);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::initializer::Initializer;
    use crate::theory::shape::Fans;
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
        observed(network, settings, None)
    }

    fn observed(
        network: &Network,
        settings: &Settings,
        observe: Option<Observer<'_>>,
    ) -> Vec<LayerRecord> {
        let replicate = Replicate {
            network,
            settings,
            index: 0,
            stream: Stream::root(5).named("propagate"),
            work: Work::OneThread,
        };
        propagate::<f64>(&replicate, observe).unwrap()
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
        let mut push = |layer: Observation<'_>| {
            seen.push([
                layer.inputs(1),
                layer.pre_activations(1),
                layer.activations(1),
            ]);
        };
        observed(&network, &Settings::forward(1), Some(&mut push));
        let [a, b] = [0, 1].map(|unit| seen[0][0].values()[unit]);
        // ½a is exact, so the chain rounds once; then it adds halves of equal numbers exactly.
        let half = 0.5 * a + 0.5 * b;
        assert_eq!(seen[0][2].values(), [half, half]);
        assert_eq!(seen[1][0], seen[0][2]);
        assert_eq!(seen[1][1].values(), [half]);
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
    fn second_moments_alone_are_the_same_numbers_and_leave_the_rest_missing() {
        let network = two_two_one(0.5, 0.3);
        let everything = run(&network, &backward(7, Backward::Activations));
        let settings = Settings {
            detail: Detail::SecondMoments,
            ..backward(7, Backward::Activations)
        };
        for (few, all) in run(&network, &settings).iter().zip(&everything) {
            let q = |record: &LayerRecord| record.pre_activation.second_moment;
            assert!(q(few).is_some() && q(few) == q(all));
            assert_eq!(few.gradient, all.gradient);
            assert_eq!((few.activation.mean, few.zero_share), (None, None));
        }
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

    fn refusal(initializer: impl Initializer + 'static, widths: &[u64]) -> SimulateError {
        let activation = Arc::new(specimen::TANH);
        let network = Network::new(widths.to_vec(), activation, Arc::new(initializer)).unwrap();
        let replicate = Replicate {
            network: &network,
            settings: &Settings::forward(1),
            index: 0,
            stream: Stream::root(1),
            work: Work::OneThread,
        };
        propagate::<f64>(&replicate, None).unwrap_err()
    }

    #[test]
    fn an_initializer_that_fails_is_named_with_its_layer() {
        let refusal = refusal(specimen::Faulty, &[1, 1]);
        assert_eq!(refusal.code(), "initializer");
        assert!(refusal.to_string().starts_with("layer 1: "), "{refusal}");
    }

    #[test]
    fn an_initializer_that_draws_too_few_weights_is_refused() {
        let refusal = refusal(specimen::Faulty, &[2, 3]);
        let expected = "a matrix needs 6 numbers, got 5";
        assert_eq!(
            (refusal.code(), refusal.to_string().as_str()),
            ("shape", expected)
        );
    }

    #[test]
    fn each_layer_draws_weights_and_biases_of_its_own() {
        let network = |gain| {
            let weights = Arc::new(specimen::Gaussian { gain });
            Network::new(vec![4; 3], Arc::new(specimen::IDENTITY), weights).unwrap()
        };
        // Without weights, z is the biases alone.
        let biases = run(&network(0.0).with_bias(1.0).unwrap(), &Settings::forward(3));
        let q = |place: usize| biases[place].pre_activation.second_moment;
        assert_ne!(q(0), q(1));
        let network = network(1.0);
        let fans = Fans {
            fan_in: 4,
            fan_out: 4,
        };
        let [first, second] = [1, 2].map(|index| {
            let weights = Weights::draw(&network, index, fans, Stream::root(1)).unwrap();
            format!("{weights:?}")
        });
        assert_ne!(first, second);
    }
}
