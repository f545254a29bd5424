//! One layer forward: Z = A·Wᵀ + b, A′ = φ(Z), and what is recorded of both.
//!
//! It decides no draw and keeps no history: see `weights` and `propagate`.

use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::moments::Counts;
use crate::empirical::simulate::moments::Moments;
use crate::empirical::simulate::region;
use crate::empirical::simulate::region::Region;
use crate::empirical::simulate::weights::Weights;
use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Packed;
use crate::linear::ROWS;
use crate::linear::Work;
use crate::theory::activation::Activation;

/// What every layer of a pass has in common.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Pass<'a> {
    pub(in crate::empirical::simulate) activation: &'a dyn Activation,
    pub(in crate::empirical::simulate) threshold: f64,
    pub(in crate::empirical::simulate) work: Work,
}

/// Where a layer's numbers go; its memory is used again by the next layer.
pub(in crate::empirical::simulate) struct Target<'a, T> {
    /// A′: samples × units.
    pub(in crate::empirical::simulate) activations: &'a mut Batch<T>,
    /// Z, if it is kept.
    pub(in crate::empirical::simulate) pre_activations: Option<&'a mut Batch<T>>,
    pub(in crate::empirical::simulate) packed: &'a mut Packed<T>,
}

/// Computes layer `index` (from 1) of these weights for a batch and records it.
pub(in crate::empirical::simulate) fn forward<T: Entry>(
    pass: Pass<'_>,
    index: usize,
    (weights, biases): (&Weights, Option<&[f64]>),
    inputs: &Batch<T>,
    target: Target<'_, T>,
) -> LayerRecord {
    let Target {
        activations,
        mut pre_activations,
        packed,
    } = target;
    activations.reset(weights.fan_out());
    if let Some(kept) = pre_activations.as_deref_mut() {
        kept.reset(weights.fan_out());
    }
    let mut regions = Vec::new();
    for units in weights.blocks(ROWS) {
        weights.pack(packed, units.clone(), pass.work);
        let starts = packed.starts(biases.map(|biases| &biases[units.clone()]));
        let mut kept = pre_activations.as_deref_mut().map(Batch::panels_mut);
        let tasks = inputs.panels().zip(activations.panels_mut());
        let tasks = tasks.map(|((lanes, inputs), (_, out))| {
            let kept = kept.as_mut().and_then(Iterator::next);
            (lanes, inputs, out, kept.map(|(_, kept)| kept))
        });
        let done = pass
            .work
            .map(tasks.collect(), |(lanes, inputs, out, kept)| {
                let tiles = units.start..units.end.next_multiple_of(ROWS);
                let out = &mut out[tiles.start * T::LANES..tiles.end * T::LANES];
                packed.accumulate(out, Some(&starts), inputs);
                let out = &mut out[..units.len() * T::LANES];
                if let Some(kept) = kept {
                    kept[units.start * T::LANES..units.end * T::LANES].copy_from_slice(out);
                }
                region::activate(out, lanes, pass.activation, pass.threshold)
            });
        regions.extend(done.into_iter().flatten());
    }
    record(index, &regions, activations)
}

/// The forward part of the record; effective samples and gradients are filled in by others.
fn record<T: Entry>(index: usize, regions: &[Region], activations: &Batch<T>) -> LayerRecord {
    let parts = |part: fn(&Region) -> _| regions.iter().map(part).collect::<Vec<_>>();
    let counts = regions.iter().map(|region| region.counts);
    let counts = counts.fold(Counts::default(), Counts::plus);
    let n = (activations.samples() * activations.units()).max(1) as f64;
    LayerRecord {
        layer: index,
        activation: Moments::merged(&parts(|region| region.activation)),
        pre_activation: Moments::merged(&parts(|region| region.pre_activation)),
        saturated_share: Some(counts.saturated / n),
        zero_share: Some(counts.zero / n),
        beyond_threshold_share: Some(counts.beyond / n),
        unit_magnitude_share: Some(counts.one / n),
        dead_unit_share: Some(dead_unit_share(activations, counts.zero)),
        effective_samples: None,
        gradient: None,
    }
}

/// The share of units that are 0 for every sample; a dead one takes as many zeros as samples.
fn dead_unit_share<T: Entry>(activations: &Batch<T>, n_zero: f64) -> f64 {
    if n_zero < activations.samples() as f64 {
        return 0.0;
    }
    let mut alive = vec![false; activations.units()];
    for (lanes, panel) in activations.panels() {
        for (alive, unit) in alive.iter_mut().zip(panel.chunks_exact(T::LANES)) {
            *alive |= unit[..lanes].iter().any(|a| *a != T::default());
        }
    }
    let n_dead = alive.iter().filter(|alive| !**alive).count();
    n_dead as f64 / alive.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::linear::Matrix;
    use crate::linear::product;

    fn matrix(rows: usize, columns: usize, values: &[f64]) -> Matrix {
        Matrix::new(rows, columns, values.to_vec()).unwrap()
    }

    #[test]
    fn a_unit_adds_its_bias_to_the_weighted_inputs() {
        let inputs = specimen::batch::<f64>(&matrix(1, 2, &[3.0, 5.0]));
        let weights = matrix(1, 2, &[0.25, 0.5]);
        let (z, a, _) = specimen::layer(&specimen::TANH, &weights, Some(&[-3.25]), &inputs);
        assert_eq!(z.first(1).values(), [0.0]);
        assert_eq!(a.first(1).values(), [0.0]);
    }

    #[test]
    fn a_layer_has_the_bits_of_the_product_of_matrices() {
        // Below, at and beyond tiles of 12 rows and 16 lanes, blocks of k, and blocks of weights.
        for (samples, inputs, units) in [(1, 1, 1), (17, 13, 25), (16, 300, 12), (33, 5000, 61)] {
            let batch = crate::linear::specimen::matrix(samples, inputs, "batch");
            let weights = crate::linear::specimen::matrix(units, inputs, "weights");
            let biases = crate::linear::specimen::matrix(1, units, "biases");
            let biases = Some(biases.values());
            let expected = product(
                batch.view(),
                weights.view().transposed(),
                biases,
                Work::OneThread,
            );
            let batch = specimen::batch::<f64>(&batch);
            let (z, a, record) = specimen::layer(&specimen::TANH, &weights, biases, &batch);
            let expected = expected.unwrap();
            assert_eq!(z.first(samples), expected, "{samples}×{inputs}×{units}");
            let activated = expected.values().iter().map(|z| specimen::TANH.value(*z));
            assert_eq!(a.first(samples).values(), activated.collect::<Vec<_>>());
            assert_eq!(record.activation.n, (samples * units) as u64);
        }
    }

    #[test]
    fn single_precision_rounds_weights_products_and_activations() {
        let (x, w) = (0.1_f32, 0.3_f32);
        let inputs = specimen::batch::<f32>(&matrix(1, 2, &[0.1, 0.1]));
        let weights = matrix(1, 2, &[0.3, 0.3]);
        let (z, a, record) = specimen::layer(&specimen::TANH, &weights, None, &inputs);
        let expected = w.mul_add(x, w.mul_add(x, 0.0));
        assert_eq!(z.first(1).values(), [f64::from(expected)]);
        let activated = f64::from(specimen::TANH.value(f64::from(expected)) as f32);
        assert_eq!(a.first(1).values(), [activated]);
        assert_eq!(record.activation.mean, Some(activated));
    }

    #[test]
    fn shares_count_what_they_name() {
        let outputs = [0.0, 0.5, 0.995, -1.0, f64::NAN, 0.0, -0.98, 1.0];
        let eye = matrix(1, 1, &[1.0]);
        let inputs = specimen::batch::<f64>(&matrix(8, 1, &outputs));
        let identity = specimen::SATURATING_IDENTITY;
        let (_, _, record) = specimen::layer(&identity, &eye, None, &inputs);
        let found = [
            record.saturated_share,
            record.zero_share,
            record.beyond_threshold_share,
            record.unit_magnitude_share,
        ];
        assert_eq!(found, [3.0, 2.0, 4.0, 2.0].map(|count| Some(count / 8.0)));
    }

    #[test]
    fn a_unit_is_dead_only_if_it_is_zero_for_every_sample() {
        let inputs =
            specimen::batch::<f64>(&matrix(2, 4, &[0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0, -0.0]));
        let eye = crate::linear::specimen::identity(4);
        let (_, _, record) = specimen::layer(&specimen::IDENTITY, &eye, None, &inputs);
        assert_eq!(record.dead_unit_share, Some(0.5));
    }
}
