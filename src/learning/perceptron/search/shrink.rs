//! Makes a counterexample smaller for as long as it stays one.

use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::search::Counterexample;
use crate::learning::perceptron::search::Judge;
use crate::learning::perceptron::search::Judged;
use crate::num::Rational;
use std::cmp::Reverse;

/// How simple a dataset is: points, dimensions, updates, denominators, numerators; among equals,
/// positive labels and larger coordinates come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Size {
    points: usize,
    dimension: usize,
    updates: usize,
    denominators: i128,
    numerators: u128,
    order: Vec<(Reverse<Label>, Vec<Reverse<Rational>>)>,
}

impl Size {
    pub(super) fn of(samples: &Samples, examination: &Examination) -> Self {
        let coordinates = || samples.samples().iter().flat_map(|s| &s.features);
        let place = |sample: &Sample| {
            let features = sample.features.iter().copied().map(Reverse).collect();
            (Reverse(sample.label), features)
        };
        Self {
            points: samples.samples().len(),
            dimension: samples.dimension(),
            updates: examination.trace.updates.len(),
            denominators: coordinates().fold(0, |sum, x| sum.saturating_add(x.denominator())),
            numerators: coordinates()
                .fold(0, |sum, x| sum.saturating_add(x.numerator().unsigned_abs())),
            order: samples.samples().iter().map(place).collect(),
        }
    }
}

/// The smallest counterexample that single changes lead to.
pub(super) fn shrink<E: From<PerceptronError>>(
    mut size: Size,
    mut found: Counterexample,
    settings: &Settings,
    judge: Judge<'_, E>,
) -> Result<Counterexample, E> {
    'again: loop {
        for points in candidates(found.samples.samples()) {
            let Ok(samples) = Samples::new(points) else {
                continue;
            };
            // A candidate that cannot be judged is no counterexample.
            let Ok(examination) = Examination::of(&samples, settings) else {
                continue;
            };
            let smaller = Size::of(&samples, &examination);
            if smaller < size && judge(&samples, &examination)? == Judged::Violated {
                size = smaller;
                found = Counterexample {
                    samples,
                    examination,
                };
                continue 'again;
            }
        }
        return Ok(found);
    }
}

/// Datasets with one change, the boldest first.
fn candidates(samples: &[Sample]) -> Vec<Vec<Sample>> {
    let dimension = samples.first().map_or(0, |sample| sample.features.len());
    let mut all = Vec::new();
    for place in 0..samples.len() {
        let mut fewer = samples.to_vec();
        fewer.remove(place);
        all.push(fewer);
    }
    for axis in 0..dimension {
        all.push(mapped(samples, |features| {
            features.remove(axis);
        }));
    }
    for parts in [1, 2, 4] {
        all.push(mapped(samples, |features| {
            features.iter_mut().for_each(|x| *x = rounded(*x, parts))
        }));
    }
    for place in 0..samples.len() {
        for axis in 0..dimension {
            all.extend(simpler(samples, place, axis));
        }
    }
    all.push(flipped(samples));
    all
}

fn mapped(samples: &[Sample], change: impl Fn(&mut Vec<Rational>)) -> Vec<Sample> {
    let mut changed = samples.to_vec();
    changed
        .iter_mut()
        .for_each(|sample| change(&mut sample.features));
    changed
}

/// One coordinate replaced by a simpler number.
fn simpler(samples: &[Sample], place: usize, axis: usize) -> Vec<Vec<Sample>> {
    let old = samples
        .get(place)
        .and_then(|sample| sample.features.get(axis));
    let Some(old) = old.copied() else {
        return Vec::new();
    };
    let minus_one = Rational::integer(-1);
    let plain = [Rational::ONE, minus_one, Rational::ZERO];
    let choices = plain
        .into_iter()
        .chain([2, 4].map(|parts| rounded(old, parts)));
    let replaced = |new: Rational| {
        let mut changed = samples.to_vec();
        let coordinate = changed
            .get_mut(place)
            .and_then(|s| s.features.get_mut(axis));
        if let Some(x) = coordinate {
            *x = new;
        }
        changed
    };
    choices.filter(|new| *new != old).map(replaced).collect()
}

/// The nearest multiple of 1/parts, halves upward; the number itself at the edge of 128 bits.
fn rounded(x: Rational, parts: i64) -> Rational {
    let nearest = || {
        let scaled = x
            .checked_mul(Rational::integer(parts))?
            .checked_add(Rational::new(1, 2)?)?;
        let floor = scaled.numerator().div_euclid(scaled.denominator());
        Rational::new(floor, parts.into())
    };
    nearest().unwrap_or(x)
}

/// All labels the other way.
fn flipped(samples: &[Sample]) -> Vec<Sample> {
    let other = |sample: &Sample| Sample {
        features: sample.features.clone(),
        label: match sample.label {
            Label::Minus => Label::Plus,
            Label::Plus => Label::Minus,
        },
    };
    samples.iter().map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_to_the_nearest_part() {
        let half = |text: &str| rounded(text.parse().unwrap(), 2).to_string();
        assert_eq!(
            ["0.3", "-0.3", "0.8", "-0.8", "0.2"].map(half),
            ["1/2", "-1/2", "1", "-1", "0"]
        );
    }
}
