//! The distribution function of a sample, and how far that of a law is from it.
//!
//! Whatever the places at which both are compared: DKW's bound holds for the supremum over all, so
//! it does for that over some.

use crate::audit::Law;
use crate::empirical::stat::Storage;

/// Up to so many values every one of them is a place of comparison.
const MOST_EXACT: usize = 4096;

/// Places of comparison beyond, over so many standard deviations on either side.
const PLACES: usize = 2048;
const WIDTH: f64 = 5.0;

/// The shares of a sample up to some places.
///
/// A stored value stands for the reals that round to it, so places are edges of rounding cells:
/// there the rounded and the unrounded sample have the same shares.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Shape {
    n: f64,
    /// (x, the share of values below x).
    shares: Vec<(f64, f64)>,
}

impl Shape {
    /// Counts the values, about 0 and of this spread.
    pub(in crate::audit) fn of(values: &[f64], spread: f64, storage: Storage) -> Self {
        let shares = if values.len() <= MOST_EXACT {
            at_all(values, storage)
        } else {
            at_some(values, spread, storage)
        };
        let n = values.len() as f64;
        Self { n, shares }
    }

    /// sup|Fₙ − F| over the places.
    pub(in crate::audit) fn distance(&self, law: Law) -> f64 {
        let distances = self
            .shares
            .iter()
            .map(|(x, share)| (share - law.cdf(*x)).abs());
        distances.fold(0.0, f64::max)
    }

    /// How many values.
    pub(in crate::audit) fn n(&self) -> f64 {
        self.n
    }
}

/// Before and after each value.
fn at_all(values: &[f64], storage: Storage) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let (mut before, mut shares) = (0.0, Vec::with_capacity(2 * values.len()));
    for ties in sorted.chunk_by(|a, b| a == b) {
        let (low, high) = storage.cell(ties.first().copied().unwrap_or_default());
        let after = before + ties.len() as f64;
        shares.extend([(low, before / n), (high, after / n)]);
        before = after;
    }
    shares
}

/// At the upper edges of cells at even distances.
fn at_some(values: &[f64], spread: f64, storage: Storage) -> Vec<(f64, f64)> {
    let step = 2.0 * WIDTH * spread / PLACES as f64;
    let middle = PLACES as f64 / 2.0;
    let numbers: Vec<f64> = (0..PLACES)
        .map(|k| storage.round((k as f64 - middle) * step))
        .collect();
    // counts[k]: values above number k − 1 and up to number k.
    let mut counts = vec![0_u64; PLACES + 1];
    for x in values {
        let mut place = (x / step + middle).clamp(0.0, PLACES as f64) as usize;
        // Rounding may have moved a number over this value, by a few places where numbers are few.
        while place < PLACES && numbers[place] < *x {
            place += 1;
        }
        while place > 0 && numbers[place - 1] >= *x {
            place -= 1;
        }
        counts[place] += 1;
    }
    let (mut up_to, n) = (0, values.len() as f64);
    let shares = numbers.iter().zip(counts).map(|(number, count)| {
        up_to += count;
        (storage.cell(*number).1, up_to as f64 / n)
    });
    shares.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::FAMILIES;
    use crate::audit::Family;
    use crate::random::Stream;

    fn normals(n: usize) -> Vec<f64> {
        let mut values = vec![0.0; n];
        let stream = Stream::root(2).named("shape");
        stream.generator().fill_normal(&mut values);
        values
    }

    #[test]
    fn a_grid_counts_as_sorting_does() {
        for storage in [Storage::F64, Storage::Bf16, Storage::F16] {
            let values = normals(20_000);
            let values: Vec<f64> = values.iter().map(|x| storage.round(*x)).collect();
            for (x, share) in at_some(&values, 1.0, storage) {
                let counted = values.iter().filter(|value| **value <= x).count();
                assert_eq!(share, counted as f64 / 20_000.0, "{storage:?} at {x}");
            }
        }
    }

    #[test]
    fn the_grid_sees_nearly_all_of_the_distance() {
        let values = normals(4096);
        for family in FAMILIES {
            let law = Law {
                family,
                std_dev: 1.0,
            };
            let all = Shape::of(&values, 1.0, Storage::F64).distance(law);
            let some = Shape {
                n: 4096.0,
                shares: at_some(&values, 1.0, Storage::F64),
            };
            let some = some.distance(law);
            // A step of 5/1024 holds at most 0.4·5/1024 of the probability.
            assert!(
                some <= all && all - some < 0.002,
                "{family:?}: {some} of {all}"
            );
        }
    }

    #[test]
    fn a_sample_is_nearest_to_its_own_law() {
        let shape = Shape::of(&normals(100_000), 1.0, Storage::F64);
        let distance = |family| {
            shape.distance(Law {
                family,
                std_dev: 1.0,
            })
        };
        // Twice the 1e-6 radius of DKW: √(ln(2·10⁶)/(2·10⁵)).
        assert!(distance(Family::Normal) < 0.0086);
        assert!(distance(Family::Truncated) > 0.01 && distance(Family::Uniform) > 0.04);
    }
}
