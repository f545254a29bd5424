//! One layer forward: Z = A·Wᵀ + b, A′ = φ(Z), and what is recorded of both.
//!
//! It decides no draw and keeps no history: see `weights` and `propagate`.

use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::carrier::Carrier;
use crate::empirical::simulate::carrier::Panel;
use crate::empirical::simulate::ledger::Unmerged;
use crate::empirical::simulate::moments::Counts;
use crate::empirical::simulate::moments::Moments;
use crate::empirical::simulate::region;
use crate::empirical::simulate::region::Measured;
use crate::empirical::simulate::supply::Supply;
use crate::empirical::simulate::weights::Weights;
use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Packed;
use crate::linear::ROWS;
use crate::linear::Work;
use crate::theory::activation::Activation;
use std::ops::Range;

/// Panels of a batch that meet a panel of weights together.
const TOGETHER: usize = 2;

/// What every layer of a pass has in common.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Pass<'a> {
    pub(in crate::empirical::simulate) activation: &'a dyn Activation,
    pub(in crate::empirical::simulate) threshold: f64,
    pub(in crate::empirical::simulate) work: Work,
}

/// What a layer multiplies by and adds.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Layer<'a> {
    pub(in crate::empirical::simulate) weights: &'a Weights,
    pub(in crate::empirical::simulate) biases: Option<&'a [f64]>,
    /// The weights of the layer after it, to be drawn meanwhile.
    pub(in crate::empirical::simulate) following: Option<&'a Weights>,
}

/// One panel of a layer's batch, as a thread works on it.
struct Task<'a, T> {
    lanes: usize,
    panel: Panel<'a, T>,
    /// Z of the panel, if it is kept.
    kept: Option<&'a mut [T]>,
    /// What is recorded of it.
    measured: &'a mut Measured,
}

/// Computes layer `index` (from 1) for a batch and records it; Z goes to `kept`, if asked for. The
/// supply must have the layer's first block ready.
pub(in crate::empirical::simulate) fn forward<T: Entry>(
    pass: Pass<'_>,
    index: usize,
    layer: Layer<'_>,
    (carrier, mut kept): (&mut Carrier<T>, Option<&mut Batch<T>>),
    supply: &mut Supply<T>,
) -> Unmerged {
    let units = layer.weights.fan_out();
    let blocks: Vec<_> = layer.weights.blocks(ROWS).collect();
    carrier.enter(units, blocks.len() > 1);
    if let Some(kept) = kept.as_deref_mut() {
        kept.reset(units);
    }
    let mut measured = Vec::new();
    for (place, block) in blocks.iter().enumerate() {
        let next = match blocks.get(place + 1) {
            Some(units) => Some(layer.weights.block(units.clone())),
            None => layer.following.and_then(Weights::first_block),
        };
        let biases = layer.biases.map(|biases| &biases[block.clone()]);
        let starts = supply.ready().starts(biases);
        let mut panels = carrier.panels();
        let mut done = vec![Measured::default(); panels.len()];
        let mut kept = kept.as_deref_mut().map(Batch::panels_mut);
        let tasks = panels.drain(..).zip(&mut done);
        let tasks = tasks.map(|((lanes, panel), measured)| Task {
            lanes,
            panel,
            kept: kept
                .as_mut()
                .and_then(Iterator::next)
                .map(|(_, kept)| &mut kept[..]),
            measured,
        });
        let groups = groups(tasks, pass.work);
        supply.multiply(pass.work, groups, next, |packed, outputs, group| {
            run(group, pass, (packed, &starts), block.clone(), outputs);
        });
        measured.append(&mut done);
    }
    carrier.leave(units);
    unmerged(index, measured, carrier.signal())
}

/// Tasks in groups that meet a panel of weights together, while it is in the first cache; smaller ones
/// where a thread would have none.
pub(in crate::empirical::simulate) fn groups<T>(
    tasks: impl ExactSizeIterator<Item = T>,
    work: Work,
) -> Vec<Vec<T>> {
    let size = TOGETHER.min(tasks.len() / work.threads()).max(1);
    let mut tasks = tasks.peekable();
    let mut groups = Vec::new();
    while tasks.peek().is_some() {
        groups.push(tasks.by_ref().take(size).collect());
    }
    groups
}

/// The layer's units `units` of the panels of a group.
fn run<T: Entry>(
    mut group: Vec<Task<'_, T>>,
    pass: Pass<'_>,
    (packed, starts): (&Packed<T>, &[T]),
    units: Range<usize>,
    room: &mut Vec<Vec<T>>,
) {
    let tiles = units.start * T::LANES..units.end.next_multiple_of(ROWS) * T::LANES;
    let used = ..units.len() * T::LANES;
    room.resize_with(group.len().max(room.len()), Vec::new);
    let pair = |(task, room)| pair(task, room, tiles.clone());
    let mut pairs: Vec<_> = group.iter_mut().zip(&mut *room).map(pair).collect();
    packed.accumulate(&mut pairs, Some(starts));
    drop(pairs);
    for (task, room) in group.into_iter().zip(room) {
        let kept = task.kept;
        let kept = kept.map(|kept| &mut kept[units.start * T::LANES..units.end * T::LANES]);
        match task.panel {
            Panel::Instead(inputs) => {
                *task.measured = finish(pass, &mut room[used], task.lanes, kept);
                std::mem::swap(inputs, room);
            }
            Panel::Beside(_, activations) => {
                let outputs = &mut activations[tiles.clone()];
                *task.measured = finish(pass, &mut outputs[used], task.lanes, kept);
            }
        }
    }
}

/// Where a panel's pre-activations go, and what is multiplied.
fn pair<'a, T: Entry>(
    task: &'a mut Task<'_, T>,
    room: &'a mut Vec<T>,
    tiles: Range<usize>,
) -> (&'a mut [T], &'a [T]) {
    match &mut task.panel {
        Panel::Instead(inputs) => {
            room.resize(inputs.len(), T::default());
            (&mut room[tiles], inputs)
        }
        Panel::Beside(inputs, activations) => (&mut activations[tiles], inputs),
    }
}

/// Makes activations of pre-activations, which go to `kept` if asked for, and records both.
fn finish<T: Entry>(
    pass: Pass<'_>,
    outputs: &mut [T],
    lanes: usize,
    kept: Option<&mut [T]>,
) -> Measured {
    if let Some(kept) = kept {
        kept.copy_from_slice(outputs);
    }
    region::activate(outputs, lanes, pass.activation, pass.threshold)
}

/// The forward part of the record but for its moments; effective samples and gradients are filled in
/// by others.
fn unmerged<T: Entry>(index: usize, measured: Vec<Measured>, activations: &Batch<T>) -> Unmerged {
    let counts = measured.iter().map(|panel| panel.counts);
    let counts = counts.fold(Counts::default(), Counts::plus);
    let n = (activations.samples() * activations.units()).max(1) as f64;
    let record = LayerRecord {
        layer: index,
        activation: Moments::default(),
        pre_activation: Moments::default(),
        saturated_share: Some(counts.saturated / n),
        zero_share: Some(counts.zero / n),
        beyond_threshold_share: Some(counts.beyond / n),
        unit_magnitude_share: Some(counts.one / n),
        dead_unit_share: Some(dead_unit_share(activations, counts.zero)),
        effective_samples: None,
        gradient: None,
    };
    let regions = measured.into_iter().map(|panel| panel.regions);
    Unmerged {
        record,
        regions: regions.collect(),
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
