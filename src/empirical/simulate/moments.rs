//! Moments of many numbers, accumulated in fixed blocks and merged in order.
//!
//! Everything is scaled by a power of two first, so that a signal of 10⁻²⁰⁰ still has a standard
//! deviation and a kurtosis. It does not know where the numbers come from.

use crate::linear::Work;
use crate::num::sum;

/// Values of one partial sum: its lanes lose at most 128 roundings, the blocks almost none.
const BLOCK: usize = 1024;
/// Independent partial sums of a block, so that additions overlap; fixed, because order is bits.
const LANES: usize = 8;

/// Sample moments of n values, with 1/n as `numpy.std` has it.
///
/// A moment is missing (`None`) when some value is infinite or NaN, or when the moment itself
/// overflows: never a number about only a part of the values. One that underflows is 0.
///
/// # Example
/// ```
/// use varprop::empirical::simulate::Moments;
/// use varprop::linear::Work;
/// let moments = Moments::of(&[1.0, 2.0, 3.0, 4.0], Work::OneThread);
/// assert_eq!(moments.mean, Some(2.5));
/// assert_eq!(moments.second_moment, Some(7.5));
/// assert_eq!(moments.variance, Some(1.25));
/// assert_eq!(moments.kurtosis, Some(1.64));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// How many values there are.
    pub n: u64,
    /// The share of values that are infinite or NaN.
    pub non_finite_share: f64,
    /// Σx/n.
    pub mean: Option<f64>,
    /// Σx²/n.
    pub second_moment: Option<f64>,
    /// Σ(x − mean)²/n.
    pub variance: Option<f64>,
    /// The square root of the variance, also where the variance itself underflows.
    pub std_dev: Option<f64>,
    /// The fourth standardized moment, Σ(x − mean)⁴/n/variance²; missing for a constant.
    pub kurtosis: Option<f64>,
}

impl Moments {
    /// The moments of these values; of no values, all missing.
    #[must_use]
    pub fn of(values: &[f64], work: Work) -> Self {
        let n = values.len() as u64;
        let count = n as f64;
        let extent = Extent::of(values, work);
        if n == 0 || extent.n_non_finite > 0 {
            return Self {
                n,
                non_finite_share: extent.n_non_finite as f64 / count.max(1.0),
                ..Self::default()
            };
        }
        let (unit, inverse) = power_of_two_near(extent.largest);
        // Deviations from the first value, so that a constant has variance 0, not rounding.
        let origin = values.first().map_or(0.0, |x| x * inverse);
        let [first, square] = totals(values, work, |x| {
            let x = x * inverse;
            [x - origin, x * x]
        });
        let mean = origin + first / count;
        let [second, fourth] = totals(values, work, |x| {
            let squared = (x * inverse - mean) * (x * inverse - mean);
            [squared, squared * squared]
        });
        let variance = second / count;
        Self {
            n,
            non_finite_share: 0.0,
            mean: finite(mean * unit),
            second_moment: finite(square / count * unit * unit),
            variance: finite(variance * unit * unit),
            std_dev: finite(variance.sqrt() * unit),
            kurtosis: finite(fourth / count / (variance * variance)),
        }
    }
}

/// Σx²/n, the second moment alone; missing as in [`Moments`].
pub(in crate::empirical::simulate) fn second_moment(values: &[f64], work: Work) -> Option<f64> {
    let extent = Extent::of(values, work);
    if values.is_empty() || extent.n_non_finite > 0 {
        return None;
    }
    let (unit, inverse) = power_of_two_near(extent.largest);
    let [square] = totals(values, work, |x| [(x * inverse) * (x * inverse)]);
    finite(square / values.len() as f64 * unit * unit)
}

/// The power of two at or below `largest`, and its reciprocal: scaling by either is exact. It is
/// 1 for 0, and stays inside ±1022 so that both are normal numbers.
pub(in crate::empirical::simulate) fn power_of_two_near(largest: f64) -> (f64, f64) {
    const EXPONENT: u64 = 0x7ff << 52;
    if largest == 0.0 {
        return (1.0, 1.0);
    }
    let power = f64::from_bits(largest.to_bits() & EXPONENT);
    let unit = power.clamp(f64::MIN_POSITIVE, 1.0 / f64::MIN_POSITIVE);
    (unit, 1.0 / unit)
}

/// The largest magnitude, and how many values have none.
pub(in crate::empirical::simulate) struct Extent {
    pub(in crate::empirical::simulate) largest: f64,
    pub(in crate::empirical::simulate) n_non_finite: u64,
}

impl Extent {
    pub(in crate::empirical::simulate) fn of(values: &[f64], work: Work) -> Self {
        let parts = work.map_blocks(values, BLOCK, |block| {
            let largest = block.iter().fold(0.0, |largest, x| x.abs().max(largest));
            let n_finite = block.iter().filter(|x| x.is_finite()).count();
            (largest, (block.len() - n_finite) as u64)
        });
        Self {
            largest: parts.iter().fold(0.0, |largest, part| part.0.max(largest)),
            n_non_finite: parts.iter().map(|part| part.1).sum(),
        }
    }
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// The sums of N functions of the values, in an order that depends on their number alone.
pub(in crate::empirical::simulate) fn totals<const N: usize>(
    values: &[f64],
    work: Work,
    terms: impl Fn(f64) -> [f64; N] + Send + Sync,
) -> [f64; N] {
    let parts = work.map_blocks(values, BLOCK, |block| block_totals(block, &terms));
    std::array::from_fn(|k| sum::sum(parts.iter().map(|part| part[k])))
}

fn block_totals<const N: usize>(block: &[f64], terms: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let mut lanes = [[0.0; LANES]; N];
    let (groups, rest) = block.as_chunks::<LANES>();
    for group in groups {
        for (lane, x) in group.iter().enumerate() {
            for (total, term) in lanes.iter_mut().zip(terms(*x)) {
                total[lane] += term;
            }
        }
    }
    for (lane, x) in rest.iter().enumerate() {
        for (total, term) in lanes.iter_mut().zip(terms(*x)) {
            total[lane] += term;
        }
    }
    lanes.map(|lanes| lanes.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn moments(values: &[f64]) -> Moments {
        Moments::of(values, Work::OneThread)
    }

    #[test]
    fn moments_of_a_sine_agree_with_mpmath() {
        // x = sin(0), …, sin(4999), its moments computed with mpmath to 30 digits.
        let values: Vec<f64> = (0..5000)
            .map(|i| crate::num::real::sin(f64::from(i)))
            .collect();
        let found = moments(&values);
        let roundings = Tolerance::rounding(16, 1.0);
        for (found, expected) in [
            (found.mean, 0.000_253_533_554_202_853_7),
            (found.second_moment, 0.499_912_203_868_708_5),
            (found.variance, 0.499_912_139_589_445_36),
            (found.kurtosis, 1.500_171_934_251_448_1),
        ] {
            assert!(
                roundings.accepts(found.unwrap(), expected),
                "{found:?} {expected}"
            );
        }
    }

    #[test]
    fn a_constant_has_variance_zero_and_no_kurtosis() {
        let found = moments(&[0.1; 3001]);
        assert_eq!(found.variance, Some(0.0));
        assert_eq!(found.mean, Some(0.1));
        assert_eq!(found.kurtosis, None);
    }

    #[test]
    fn a_power_of_two_scales_every_moment_exactly() {
        const TINY: f64 = f64::from_bits((1023 - 600) << 52); // 2⁻⁶⁰⁰
        let values = crate::linear::specimen::matrix(1, 2500, "values");
        let tiny: Vec<f64> = values.values().iter().map(|x| x * TINY).collect();
        let (plain, scaled) = (moments(values.values()), moments(&tiny));
        assert_eq!(scaled.kurtosis, plain.kurtosis);
        assert_eq!(scaled.std_dev.map(|s| s / TINY), plain.std_dev);
        assert_eq!(scaled.variance, Some(0.0));
    }

    #[test]
    fn one_nan_makes_every_moment_missing_and_says_so() {
        let found = moments(&[1.0, f64::NAN, 2.0, f64::INFINITY]);
        assert_eq!(found.non_finite_share, 0.5);
        assert_eq!((found.mean, found.second_moment), (None, None));
        assert_eq!((found.variance, found.kurtosis), (None, None));
    }

    #[test]
    fn a_moment_that_overflows_is_missing() {
        let found = moments(&[1e200, -1e200]);
        assert_eq!(found.non_finite_share, 0.0);
        assert_eq!(found.mean, Some(0.0));
        assert_eq!(found.variance, None);
        assert_eq!(found.std_dev, Some(1e200));
        assert_eq!(found.kurtosis, Some(1.0));
    }

    #[test]
    fn no_values_have_no_moments() {
        assert_eq!(moments(&[]), Moments::default());
    }

    #[test]
    fn subnormal_and_largest_doubles_have_moments() {
        let least = f64::from_bits(1);
        assert_eq!(moments(&[least, -least]).std_dev, Some(least));
        assert_eq!(moments(&[f64::MAX, -f64::MAX]).std_dev, Some(f64::MAX));
    }
}
