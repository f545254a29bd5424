//! Sums of the powers of many numbers, piece after piece.
//!
//! Deviations are taken from the first finite number, so that a small spread about a large mean
//! keeps its digits. It does not know where the numbers come from.

use crate::num::sum::Sum;
use multiversion::multiversion;

/// Partial sums of a block, so that additions overlap; fixed, because order is bits.
const LANES: usize = 16;

/// Numbers of a block: its plain sums lose at most 64 roundings, the sum of blocks almost none.
const BLOCK: usize = 1024;

/// Counts, extremes and sums of powers of the numbers taken so far.
#[derive(Clone, Copy, Debug)]
pub(in crate::audit) struct Powers {
    n: u64,
    n_zero: u64,
    n_nan: u64,
    n_infinite: u64,
    least: f64,
    most: f64,
    origin: Option<f64>,
    /// Σd, Σd², Σd³, Σd⁴ of d = x − origin.
    sums: [Sum; 4],
    /// Σx².
    square: Sum,
}

impl Default for Powers {
    fn default() -> Self {
        Self {
            n: 0,
            n_zero: 0,
            n_nan: 0,
            n_infinite: 0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            origin: None,
            sums: [Sum::default(); 4],
            square: Sum::default(),
        }
    }
}

impl Powers {
    /// Takes more numbers. Blocks begin with each call, so a caller cuts its calls in a fixed way.
    pub(in crate::audit) fn take(&mut self, values: &[f64]) {
        for block in values.chunks(BLOCK) {
            let first = || block.iter().copied().find(|x| x.is_finite());
            self.origin = self.origin.or_else(first);
            let found = powers(block, self.origin.unwrap_or(0.0));
            self.n += block.len() as u64;
            self.n_zero += found.n_zero;
            self.least = self.least.min(found.least);
            self.most = self.most.max(found.most);
            if found.n_finite < block.len() as u64 {
                self.n_nan += block.iter().filter(|x| x.is_nan()).count() as u64;
                self.n_infinite += block.iter().filter(|x| x.is_infinite()).count() as u64;
                continue;
            }
            for (sum, x) in self.sums.iter_mut().zip(found.sums) {
                sum.add(x);
            }
            self.square.add(found.square);
        }
    }

    /// How many numbers.
    pub(in crate::audit) fn n(&self) -> u64 {
        self.n
    }

    /// How many are 0.
    pub(in crate::audit) fn n_zero(&self) -> u64 {
        self.n_zero
    }

    /// How many are not a number.
    pub(in crate::audit) fn n_nan(&self) -> u64 {
        self.n_nan
    }

    /// How many are infinite.
    pub(in crate::audit) fn n_infinite(&self) -> u64 {
        self.n_infinite
    }

    /// The least and the largest, NaN apart; missing without any.
    pub(in crate::audit) fn extremes(&self) -> Option<(f64, f64)> {
        (self.least <= self.most).then_some((self.least, self.most))
    }

    fn is_finite(&self) -> bool {
        self.n > 0 && self.n_nan + self.n_infinite == 0
    }

    /// Σx/n.
    pub(in crate::audit) fn mean(&self) -> Option<f64> {
        let n = self.n as f64;
        let mean = self.origin? + self.sums[0].value() / n;
        (self.is_finite() && mean.is_finite()).then_some(mean)
    }

    /// Σx².
    pub(in crate::audit) fn energy(&self) -> Option<f64> {
        let energy = self.square.value();
        (self.is_finite() && energy.is_finite()).then_some(energy)
    }

    /// Σ(x − mean)²/n.
    pub(in crate::audit) fn variance(&self) -> Option<f64> {
        let n = self.n as f64;
        let [first, second, ..] = self.sums.map(|sum| sum.value() / n);
        let variance = (second - first * first).max(0.0);
        (self.is_finite() && variance.is_finite()).then_some(variance)
    }

    /// The fourth standardized moment; missing for a constant.
    pub(in crate::audit) fn kurtosis(&self) -> Option<f64> {
        let n = self.n as f64;
        let variance = self.variance().filter(|variance| *variance > 0.0)?;
        let [a, b, c, d] = self.sums.map(|sum| sum.value() / n);
        let fourth = d - 4.0 * a * c + 6.0 * a * a * b - 3.0 * a * a * a * a;
        let kurtosis = fourth / (variance * variance);
        kurtosis.is_finite().then_some(kurtosis)
    }
}

/// What one look at a block gives.
struct Found {
    n_finite: u64,
    n_zero: u64,
    least: f64,
    most: f64,
    sums: [f64; 4],
    square: f64,
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx2+fma", "x86_64+avx2+fma"))]
fn powers(values: &[f64], origin: f64) -> Found {
    let [mut finite, mut zero, mut square] = [[0.0_f64; LANES]; 3];
    let (mut least, mut most) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let mut sums = [[0.0_f64; LANES]; 4];
    let (groups, rest) = values.as_chunks::<LANES>();
    let mut take = |group: &[f64]| {
        for (lane, x) in group.iter().enumerate() {
            finite[lane] += if x.abs() < f64::INFINITY { 1.0 } else { 0.0 };
            zero[lane] += if *x == 0.0 { 1.0 } else { 0.0 };
            least[lane] = if *x < least[lane] { *x } else { least[lane] };
            most[lane] = if *x > most[lane] { *x } else { most[lane] };
            let d = x - origin;
            let dd = d * d;
            sums[0][lane] += d;
            sums[1][lane] += dd;
            sums[2][lane] += dd * d;
            sums[3][lane] += dd * dd;
            square[lane] += x * x;
        }
    };
    groups.iter().for_each(|group| take(group));
    take(rest);
    Found {
        n_finite: total(finite) as u64,
        n_zero: total(zero) as u64,
        least: least.iter().fold(f64::INFINITY, |a, b| a.min(*b)),
        most: most.iter().fold(f64::NEG_INFINITY, |a, b| a.max(*b)),
        sums: sums.map(total),
        square: total(square),
    }
}

/// The sum of all lanes, in their order.
#[inline(always)]
fn total(lanes: [f64; LANES]) -> f64 {
    lanes.iter().fold(0.0, |sum, lane| sum + lane)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn of(values: &[f64]) -> Powers {
        let mut powers = Powers::default();
        powers.take(values);
        powers
    }

    #[test]
    fn moments_of_four_numbers_are_those_worked_by_hand() {
        // Mean 5/2, deviations ±3/2 and ±1/2: variance 5/4, fourth moment 41/16, kurtosis 41/25.
        let powers = of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(powers.mean(), Some(2.5));
        assert_eq!(powers.variance(), Some(1.25));
        assert_eq!(powers.kurtosis(), Some(1.64));
        assert_eq!(powers.energy(), Some(30.0));
        assert_eq!(powers.extremes(), Some((1.0, 4.0)));
    }

    #[test]
    fn a_spread_of_a_millionth_about_a_million_keeps_its_variance() {
        let values: Vec<f64> = (0..4000).map(|i| 1e6 + f64::from(i % 2) * 1e-6).collect();
        // Two values a step apart: a quarter of the square of the step as stored near 10⁶, which
        // is exact in the difference of stored numbers.
        let step = (1e6 + 1e-6) - 1e6;
        let expected = 0.25 * step * step;
        let found = of(&values).variance().unwrap();
        assert!(Tolerance::rounding(4000, expected).accepts(found, expected));
    }

    #[test]
    fn what_is_not_finite_is_counted_and_leaves_moments_missing() {
        let powers = of(&[0.0, f64::NAN, f64::INFINITY, -0.0, 5.0, f64::NEG_INFINITY]);
        assert_eq!(
            (powers.n_zero(), powers.n_nan(), powers.n_infinite()),
            (2, 1, 2)
        );
        assert_eq!(
            (powers.mean(), powers.variance(), powers.energy()),
            (None, None, None)
        );
        assert_eq!(powers.extremes(), Some((f64::NEG_INFINITY, f64::INFINITY)));
    }

    #[test]
    fn a_constant_has_variance_0_and_no_kurtosis() {
        let powers = of(&[0.1; 3000]);
        assert_eq!((powers.variance(), powers.kurtosis()), (Some(0.0), None));
        assert_eq!(powers.mean(), Some(0.1));
    }

    #[test]
    fn nothing_at_all_has_no_moments() {
        let powers = of(&[]);
        assert_eq!(
            (powers.n(), powers.mean(), powers.extremes()),
            (0, None, None)
        );
    }
}
