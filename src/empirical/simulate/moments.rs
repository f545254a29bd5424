//! Moments of many numbers, in blocks that are merged in order.
//!
//! A block is summed by registers of fixed lanes and scaled by a power of two where its numbers
//! leave the middle of the doubles, so that a signal of 10⁻²⁰⁰ still has a standard deviation and a
//! kurtosis. It does not know where the numbers come from.

use crate::linear::Work;
use crate::num::sum;
use multiversion::multiversion;

/// Values of one block: its lanes lose at most 64 roundings, the merge of blocks almost none.
const BLOCK: usize = 1024;

/// Independent partial sums of a block, so that additions overlap; fixed, because order is bits.
const LANES: usize = 16;

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
        Self::merged(&work.map_blocks(values, BLOCK, Part::of))
    }

    /// The moments of all values of these parts.
    ///
    /// Central moments move from a part's mean to the common one by the binomial formula (Pébay
    /// 2008, eq. 2.1, with the other part a constant).
    pub(in crate::empirical::simulate) fn merged(parts: &[Part]) -> Self {
        let powers: Vec<Power> = parts.iter().map(|part| part.power).collect();
        let power = Power::merged(&powers);
        let n = power.n as f64;
        if power.n == 0 || power.n_non_finite > 0 {
            return Self {
                n: power.n,
                non_finite_share: power.n_non_finite as f64 / n.max(1.0),
                ..Self::default()
            };
        }
        let unit = power.unit;
        let parts: Vec<Part> = parts.iter().map(|part| part.measured_in(unit)).collect();
        // Deviations from the first mean, so that a constant has variance 0, not rounding.
        let origin = parts.first().map_or(0.0, |part| part.mean);
        let deviation = |part: &Part| part.power.n as f64 * (part.mean - origin);
        let mean = origin + sum::sum(parts.iter().map(deviation)) / n;
        let variance = sum::sum(parts.iter().map(|part| part.second_about(mean))) / n;
        let fourth = sum::sum(parts.iter().map(|part| part.fourth_about(mean))) / n;
        Self {
            n: power.n,
            non_finite_share: 0.0,
            mean: finite(mean * unit),
            second_moment: power.second_moment(),
            variance: finite(variance * unit * unit),
            std_dev: finite(variance.sqrt() * unit),
            kurtosis: finite(fourth / (variance * variance)),
        }
    }
}

/// The sum of squares of a part of the values.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Power {
    n: u64,
    n_non_finite: u64,
    /// The power of two in which the sums are measured.
    unit: f64,
    /// Σx²/unit².
    square: f64,
}

impl Power {
    pub(in crate::empirical::simulate) fn of(values: &[f64]) -> Self {
        Part::raw(values, 0.0).0.power
    }

    /// Of all values of these parts.
    pub(in crate::empirical::simulate) fn merged(parts: &[Self]) -> Self {
        let unit = parts
            .iter()
            .fold(f64::MIN_POSITIVE, |unit, part| part.unit.max(unit));
        let ratio = |part: &Self| part.unit / unit;
        Self {
            n: parts.iter().map(|part| part.n).sum(),
            n_non_finite: parts.iter().map(|part| part.n_non_finite).sum(),
            unit,
            square: sum::sum(parts.iter().map(|p| p.square * ratio(p) * ratio(p))),
        }
    }

    /// Σx²/n; missing as in [`Moments`].
    pub(in crate::empirical::simulate) fn second_moment(&self) -> Option<f64> {
        if self.n == 0 || self.n_non_finite > 0 {
            return None;
        }
        finite(self.square / self.n as f64 * self.unit * self.unit)
    }
}

/// The sums of a part of the values; not said where one of them is not finite.
#[derive(Clone, Copy, Debug)]
pub(in crate::empirical::simulate) struct Part {
    power: Power,
    mean: f64,
    /// Σ(x − mean)^k for k = 2, 3, 4.
    central: [f64; 3],
}

impl Part {
    pub(in crate::empirical::simulate) fn of(values: &[f64]) -> Self {
        let origin = values.first().copied().filter(|x| x.is_finite());
        let (mut part, scaled) = Self::raw(values, origin.unwrap_or(0.0));
        if part.power.n_non_finite == 0 {
            part.central = central_sums(scaled.as_deref().unwrap_or(values), part.mean);
        }
        part
    }

    /// Everything but the central moments, and the values in its unit where that is not 1.
    fn raw(values: &[f64], origin: f64) -> (Self, Option<Vec<f64>>) {
        let sums = plain_sums(values, origin);
        let part = |unit, sums: Sums, origin: f64| Self {
            power: Power {
                n: values.len() as u64,
                n_non_finite: 0,
                unit,
                square: sums.square,
            },
            mean: origin + sums.first / (values.len() as f64).max(1.0),
            central: [0.0; 3],
        };
        if SAFE.contains(&sums.square) {
            return (part(1.0, sums, origin), None);
        }
        let (largest, n_non_finite) = look(values);
        if n_non_finite > 0 {
            let mut part = part(1.0, sums, origin);
            part.power.n_non_finite = n_non_finite;
            return (part, None);
        }
        // A part of zeros must not set the unit of the others.
        if largest == 0.0 {
            return (part(f64::MIN_POSITIVE, sums, origin), None);
        }
        if MIDDLE.contains(&largest) {
            return (part(1.0, sums, origin), None);
        }
        let (unit, inverse) = power_of_two_near(largest);
        let scaled: Vec<f64> = values.iter().map(|x| x * inverse).collect();
        let origin = origin * inverse;
        let sums = plain_sums(&scaled, origin);
        (part(unit, sums, origin), Some(scaled))
    }

    /// The same part in another unit, not below its own.
    fn measured_in(&self, unit: f64) -> Self {
        let ratio = self.power.unit / unit;
        let [second, third, fourth] = self.central;
        let square = ratio * ratio;
        Self {
            power: self.power,
            mean: self.mean * ratio,
            central: [
                second * square,
                third * square * ratio,
                fourth * square * square,
            ],
        }
    }

    /// Σ(x − mean)².
    fn second_about(&self, mean: f64) -> f64 {
        let delta = self.mean - mean;
        self.central[0] + self.power.n as f64 * delta * delta
    }

    /// Σ(x − mean)⁴.
    fn fourth_about(&self, mean: f64) -> f64 {
        let delta = self.mean - mean;
        let square = delta * delta;
        let [second, third, fourth] = self.central;
        fourth + 4.0 * delta * third + 6.0 * square * second + self.power.n as f64 * square * square
    }
}

/// Magnitudes whose fourth powers, even summed, neither overflow nor lose digits: 2^±100.
const MIDDLE: std::ops::RangeInclusive<f64> =
    f64::from_bits((1023 - 100) << 52)..=f64::from_bits((1023 + 100) << 52);

/// Sums of squares of a block that say without a second look that the largest magnitude is in the
/// middle: it is at most their root, and at least their root by that of their number.
const SAFE: std::ops::RangeInclusive<f64> =
    f64::from_bits((1023 - 180) << 52)..=f64::from_bits((1023 + 180) << 52);

/// The largest magnitude, and how many values are infinite or NaN.
fn look(values: &[f64]) -> (f64, u64) {
    let largest = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    let n_non_finite = values.iter().filter(|x| !x.is_finite()).count();
    (largest, n_non_finite as u64)
}

/// What one look at the values gives.
#[derive(Clone, Copy)]
struct Sums {
    /// Σ(x − origin).
    first: f64,
    /// Σx².
    square: f64,
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx2+fma", "x86_64+avx2+fma"))]
fn plain_sums(values: &[f64], origin: f64) -> Sums {
    let [first, square] = sums(values, |x| [x - origin, x * x]);
    Sums { first, square }
}

/// Σ `terms(x)[k]` over all values for every k, each over [`LANES`] partial sums.
///
/// One term after the other: sums of several terms in one loop are filled into registers term by
/// term, at a fifth of the speed.
#[inline(always)]
#[expect(
    clippy::needless_range_loop,
    reason = "adaptors of iterators are not always inlined into the versions for a processor"
)]
fn sums<const N: usize>(values: &[f64], terms: impl Fn(f64) -> [f64; N]) -> [f64; N] {
    let mut totals = [[0.0; LANES]; N];
    let (groups, rest) = values.as_chunks::<LANES>();
    for group in groups {
        for k in 0..N {
            for lane in 0..LANES {
                totals[k][lane] += terms(group[lane])[k];
            }
        }
    }
    for (lane, x) in rest.iter().enumerate() {
        for k in 0..N {
            totals[k][lane] += terms(*x)[k];
        }
    }
    let mut answer = [0.0; N];
    for k in 0..N {
        answer[k] = total(&totals[k]);
    }
    answer
}

/// The sum of all lanes, in their order.
///
/// Never inlined: the compiler would add several totals side by side, and keep the lanes in that
/// order all along.
#[inline(never)]
fn total(lanes: &[f64; LANES]) -> f64 {
    let mut sum = 0.0;
    for lane in lanes {
        sum += lane;
    }
    sum
}

/// Σ(x − mean)^k for k = 2, 3, 4.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx2+fma", "x86_64+avx2+fma"))]
fn central_sums(values: &[f64], mean: f64) -> [f64; 3] {
    let mut totals = [[0.0_f64; LANES]; 3];
    let (groups, rest) = values.as_chunks::<LANES>();
    let mut add = |group: &[f64]| {
        for (lane, x) in group.iter().enumerate() {
            let deviation = x - mean;
            let square = deviation * deviation;
            totals[0][lane] += square;
            totals[1][lane] += square * deviation;
            totals[2][lane] += square * square;
        }
    };
    groups.iter().for_each(|group| add(group));
    add(rest);
    let [second, third, fourth] = &totals;
    [total(second), total(third), total(fourth)]
}

/// How many of some activations are saturated, 0, beyond a threshold, and of magnitude 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::empirical::simulate) struct Counts {
    pub(in crate::empirical::simulate) saturated: f64,
    pub(in crate::empirical::simulate) zero: f64,
    pub(in crate::empirical::simulate) beyond: f64,
    pub(in crate::empirical::simulate) one: f64,
}

impl Counts {
    /// Counts of at most 2⁵³ values are exact in any order.
    pub(in crate::empirical::simulate) fn plus(self, other: Self) -> Self {
        Self {
            saturated: self.saturated + other.saturated,
            zero: self.zero + other.zero,
            beyond: self.beyond + other.beyond,
            one: self.one + other.one,
        }
    }
}

/// Counts activations outside `unsaturated`, at 0, beyond the threshold, and of magnitude 1.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx2+fma", "x86_64+avx2+fma"))]
pub(in crate::empirical::simulate) fn count(
    values: &[f64],
    unsaturated: (f64, f64),
    threshold: f64,
) -> Counts {
    let (low, high) = unsaturated;
    let one_if = |yes| if yes { 1.0 } else { 0.0 };
    let [saturated, zero, beyond, one] = sums(values, |x| {
        [
            one_if((x < low) | (high < x)),
            one_if(x == 0.0),
            one_if(x.abs() > threshold),
            one_if(x.abs() == 1.0),
        ]
    });
    Counts {
        saturated,
        zero,
        beyond,
        one,
    }
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

/// The largest magnitude, where every value has one.
pub(in crate::empirical::simulate) fn extent(values: &[f64]) -> Option<f64> {
    let (largest, n_non_finite) = look(values);
    (n_non_finite == 0).then_some(largest)
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
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
