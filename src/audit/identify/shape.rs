//! The distribution function of a tensor, and how far that of a law is from it.
//!
//! Whatever the places at which both are compared: DKW's bound holds for the supremum over all, so
//! it does for that over some.

use crate::audit::Law;
use crate::audit::Scan;
use crate::empirical::stat::Storage;

/// Up to so many values every one of them is a place of comparison.
const MOST_EXACT: usize = 4096;

/// The shares of all values up to some places.
///
/// A stored value stands for the reals that round to it, so places are edges of rounding cells:
/// there the rounded and the unrounded values have the same shares.
#[derive(Clone, Debug)]
pub(in crate::audit) struct Shape {
    n: f64,
    /// (x, the share of values below x).
    shares: Vec<(f64, f64)>,
}

impl Shape {
    /// Of few values all are compared, of many the steps of the scan.
    pub(in crate::audit) fn of(scan: &Scan, storage: Storage) -> Self {
        let values = &scan.sample().values;
        let is_whole = values.len() as u64 == scan.n();
        let shares = if is_whole && values.len() <= MOST_EXACT {
            at_all(values, storage)
        } else {
            at_steps(scan, storage)
        };
        let n = scan.n() as f64;
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

/// At the steps that are numbers of the format; what was rounded across others is not known.
fn at_steps(scan: &Scan, storage: Storage) -> Vec<(f64, f64)> {
    let n = scan.n() as f64;
    let steps = scan.steps().into_iter();
    let steps = steps.filter(|step| storage.round(step.edge) == step.edge);
    let shares = steps.map(|step| {
        let (low, high) = storage.cell(step.edge);
        // Less than a positive edge, at most a negative one.
        let place = if step.edge > 0.0 { low } else { high };
        (place, step.n_below as f64 / n)
    });
    shares.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::FAMILIES;
    use crate::audit::Family;
    use crate::audit::specimen;
    use crate::random::Stream;

    fn normals(n: usize) -> Vec<f64> {
        let mut values = vec![0.0; n];
        let stream = Stream::root(2).named("shape");
        stream.generator().fill_normal(&mut values);
        values
    }

    #[test]
    fn steps_count_as_sorting_does() {
        for storage in [Storage::F64, Storage::Bf16, Storage::F16] {
            let values = normals(20_000);
            let values: Vec<f64> = values.iter().map(|x| storage.round(*x)).collect();
            let scan = specimen::scan(&values, &[200, 100]);
            let shares = at_steps(&scan, storage);
            assert!(shares.len() > 300, "{storage:?}: {}", shares.len());
            for (x, share) in shares {
                let counted = values.iter().filter(|value| **value <= x).count();
                assert_eq!(share, counted as f64 / 20_000.0, "{storage:?} at {x}");
            }
        }
    }

    #[test]
    fn steps_see_nearly_all_of_the_distance() {
        let values = normals(4096);
        let scan = specimen::scan(&values, &[64, 64]);
        for family in FAMILIES {
            let law = Law {
                family,
                std_dev: 1.0,
            };
            let all = Shape::of(&scan, Storage::F64).distance(law);
            let some = Shape {
                n: 4096.0,
                shares: at_steps(&scan, Storage::F64),
            };
            let some = some.distance(law);
            // A step is at most a thirty-second of its place: 0.4/32 of the probability, by which
            // neither distribution function can move between two places.
            assert!(
                some <= all && all - some < 0.4 / 32.0,
                "{family:?}: {some} of {all}"
            );
        }
    }

    #[test]
    fn a_tensor_is_nearest_to_its_own_law() {
        let scan = specimen::scan(&normals(100_000), &[1000, 100]);
        let shape = Shape::of(&scan, Storage::F64);
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
