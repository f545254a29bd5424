//! The pointwise half of a layer, region by region: statistics, φ or φ′, and back into the batch.
//!
//! A region is about a thousand numbers of one panel, so that everything done to it happens in the
//! first cache. All of it is in double precision; only what is stored is rounded.

use crate::empirical::simulate::moments;
use crate::empirical::simulate::moments::Counts;
use crate::empirical::simulate::moments::Part;
use crate::empirical::simulate::moments::Power;
use crate::linear::Entry;
use crate::theory::activation::Activation;

/// Numbers of a region.
const SIZE: usize = 1024;

/// What is recorded of one panel of a layer.
#[derive(Clone, Debug, Default)]
pub(in crate::empirical::simulate) struct Measured {
    pub(in crate::empirical::simulate) regions: Vec<Region>,
    /// Of all regions: one sum a panel, so that no thread reads what others wrote between two layers.
    pub(in crate::empirical::simulate) counts: Counts,
}

/// What is recorded of one region of a layer's activations.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Region {
    pub(in crate::empirical::simulate) pre_activation: Part,
    pub(in crate::empirical::simulate) activation: Part,
}

/// Replaces the pre-activations of a panel by activations and records both.
pub(in crate::empirical::simulate) fn activate<T: Entry>(
    panel: &mut [T],
    lanes: usize,
    activation: &dyn Activation,
    threshold: f64,
) -> Measured {
    let unsaturated = activation.unsaturated();
    let mut counts = Counts::default();
    let regions = regions(panel, lanes, |values| {
        let pre_activation = Part::of(values);
        activation.apply(values);
        round::<T>(values);
        counts = counts.plus(moments::count(values, unsaturated, threshold));
        Region {
            pre_activation,
            activation: Part::of(values),
        }
    });
    Measured { regions, counts }
}

/// Replaces the gradients at the outputs of a panel by those at its pre-activations: times φ′(z).
/// Answers the power of both.
pub(in crate::empirical::simulate) fn pull_back<T: Entry>(
    panel: &mut [T],
    pre_activations: &[T],
    lanes: usize,
    activation: &dyn Activation,
) -> Vec<[Power; 2]> {
    let mut slopes = Vec::with_capacity(SIZE);
    let mut places = pre_activations.chunks(size::<T>());
    regions(panel, lanes, |gradients| {
        slopes.clear();
        gather(&mut slopes, places.next().unwrap_or_default(), lanes);
        let outputs = Power::of(gradients);
        activation.apply_derivative(&mut slopes);
        for (gradient, slope) in gradients.iter_mut().zip(&slopes) {
            *gradient *= slope;
        }
        round::<T>(gradients);
        [outputs, Power::of(gradients)]
    })
}

/// The power of a panel's numbers.
pub(in crate::empirical::simulate) fn power<T: Entry>(panel: &[T], lanes: usize) -> Vec<Power> {
    let mut values = Vec::with_capacity(SIZE);
    let measure = |region: &[T]| {
        values.clear();
        gather(&mut values, region, lanes);
        Power::of(&values)
    };
    panel.chunks(size::<T>()).map(measure).collect()
}

/// Replaces every number of a panel by φ of it.
pub(in crate::empirical::simulate) fn apply<T: Entry>(
    panel: &mut [T],
    lanes: usize,
    activation: &dyn Activation,
) {
    regions(panel, lanes, |values| activation.apply(values));
}

/// Runs `task` on the used lanes of each region, as doubles, and stores what it made of them.
fn regions<T: Entry, R>(
    panel: &mut [T],
    lanes: usize,
    mut task: impl FnMut(&mut [f64]) -> R,
) -> Vec<R> {
    let mut values = Vec::with_capacity(SIZE);
    let run = |region: &mut [T]| {
        if let Some(doubles) = T::doubles(region).filter(|_| lanes == T::LANES) {
            return task(doubles);
        }
        values.clear();
        gather(&mut values, region, lanes);
        let answer = task(&mut values);
        scatter(region, &values, lanes);
        answer
    };
    panel.chunks_mut(size::<T>()).map(run).collect()
}

/// Places of a region: whole units.
const fn size<T: Entry>() -> usize {
    SIZE / T::LANES * T::LANES
}

#[inline(always)]
fn gather<T: Entry>(values: &mut Vec<f64>, region: &[T], lanes: usize) {
    if lanes == T::LANES {
        values.extend(region.iter().map(|x| x.widened()));
        return;
    }
    for unit in region.chunks_exact(T::LANES) {
        values.extend(unit[..lanes].iter().map(|x| x.widened()));
    }
}

#[inline(always)]
fn scatter<T: Entry>(region: &mut [T], values: &[f64], lanes: usize) {
    if lanes == T::LANES {
        for (place, x) in region.iter_mut().zip(values) {
            *place = T::rounded(*x);
        }
        return;
    }
    for (unit, values) in region
        .chunks_exact_mut(T::LANES)
        .zip(values.chunks_exact(lanes))
    {
        for (place, x) in unit.iter_mut().zip(values) {
            *place = T::rounded(*x);
        }
    }
}

/// Rounds to the format in which they will be stored: what is recorded is what is stored.
fn round<T: Entry>(values: &mut [f64]) {
    for x in values {
        *x = T::rounded(*x).widened();
    }
}
