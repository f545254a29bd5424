//! Tests of random orthogonal matrices: orthogonality of each, and the Haar law over seeds.
//!
//! The gain decides itself: ‖WWᵀ − g²I‖ is no statistic. What seeds are for is the law.

use crate::conformance::Draws;
use crate::conformance::record;
use crate::conformance::repeat;
use crate::empirical::stat::Check;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::WholeLawCheck;
use crate::empirical::stat::haar_entries;
use crate::empirical::stat::orthogonality;
use crate::num::real;
use crate::num::sum;
use crate::theory::distribution::Distribution;

/// The shape of the matrices, and their gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::conformance) struct Haar {
    pub rows: usize,
    pub cols: usize,
    pub gain: f64,
}

impl Haar {
    fn longer(self) -> usize {
        self.rows.max(self.cols)
    }

    fn shorter(self) -> usize {
        self.rows.min(self.cols)
    }

    /// 64 matrices, fewer of large ones: enough to miss a factor Q of Householder's QR without the
    /// signs of diag R less than once in a million. Its trace averages about −0.58√n, so that the
    /// bound on the sum over D seeds falls like e^(−0.04nD); and its first entry is negative in
    /// every draw.
    pub(in crate::conformance) fn seeds(self) -> u64 {
        (2048 / self.shorter().max(1) as u64).clamp(8, 64)
    }

    /// Orthogonality within rounding: c = 2 for storage alone, and 16√n roundings of the
    /// factorization, in single precision at least.
    fn allowance(self, storage: Storage) -> f64 {
        let bits = (storage.significand_bits() - 24).min(0).unsigned_abs();
        2.0 + 16.0 * (self.longer() as f64).sqrt() / real::powi(2.0, bits)
    }

    /// Facts about each matrix: orthogonal, and another one for another seed.
    ///
    /// # Errors
    /// As the tests of `empirical::stat`.
    pub(in crate::conformance) fn facts(self, draws: &Draws) -> Result<Vec<TestRecord>, StatError> {
        let mut worst: Option<TestRecord> = None;
        for matrix in draws.each() {
            let sample = self.sample(matrix, draws)?;
            let found = orthogonality(&sample, self.gain, self.allowance(draws.storage))?;
            let is_worse = |w: &TestRecord| w.statistic.value < found.statistic.value;
            if worst.as_ref().is_none_or(is_worse) {
                worst = Some(found);
            }
        }
        let mut facts: Vec<TestRecord> = worst.into_iter().collect();
        if LONG <= self.longer() {
            let equal = repeat::n_equal_draws(draws);
            let what = "seeds that repeat a draw";
            let null = "a matrix of its own for each seed";
            let n = draws.values.len();
            facts.push(record::fact("seeds-differ", null, what, equal, n));
        }
        Ok(facts)
    }

    /// Tests of the Haar law.
    ///
    /// # Errors
    /// As the tests of `empirical::stat`.
    pub(in crate::conformance) fn tests(
        self,
        law: &dyn Distribution,
        draws: &Draws,
    ) -> Result<Vec<TestRecord>, StatError> {
        let mut records = vec![self.places(law, draws)?];
        if 2 < self.longer() {
            records.push(self.diagonal(draws)?);
        }
        if 1 < self.longer() {
            records.push(self.entries(draws)?);
        }
        Ok(records)
    }

    fn sample<'a>(self, matrix: &'a [f64], draws: &Draws) -> Result<Sample<'a>, StatError> {
        Ok(Sample::new(matrix, self.rows, self.cols)?.stored_as(draws.storage))
    }

    /// The largest entry of all draws, taken at the least magnitude that it can stand for: near 1 a
    /// rounded entry of a small matrix would otherwise be impossible.
    fn entries(self, draws: &Draws) -> Result<TestRecord, StatError> {
        let mut extreme: Option<TestRecord> = None;
        for matrix in draws.each() {
            let least: Vec<f64> = matrix
                .iter()
                .map(|x| self.least(*x, draws.storage))
                .collect();
            let found = haar_entries(&self.sample(&least, draws)?, self.gain)?;
            if extreme.as_ref().is_none_or(|e| found.p_value < e.p_value) {
                extreme = Some(found);
            }
        }
        let nothing = StatError::TooFewSamples {
            what: "haar-entries",
            needed: 1,
            received: 0,
        };
        let mut found = extreme.ok_or(nothing)?;
        found.p_value = found.p_value.smallest_of(draws.n_seeds);
        Ok(found)
    }

    /// |x| less the roundings that [`Haar::allowance`] grants.
    fn least(self, x: f64, storage: Storage) -> f64 {
        let bits = storage.significand_bits().unsigned_abs();
        let slack = self.allowance(storage) / real::powi(2.0, bits);
        (x.abs() - slack * self.gain).max(0.0)
    }

    /// D = sup|F_D − F| over the seeds at one place, the largest over the diagonal, the first row
    /// and the first column; Massart's bound for each, union over places.
    fn places(self, law: &dyn Distribution, draws: &Draws) -> Result<TestRecord, StatError> {
        let check = WholeLawCheck::new(Null::new(law)?);
        let mut extreme = (PValue::ONE, 0.0);
        let places = self.watched();
        for place in &places {
            let values: Vec<f64> = draws
                .each()
                .filter_map(|matrix| matrix.get(*place).copied())
                .collect();
            let sample = Sample::flat(&values)?.stored_as(draws.storage);
            let found = check.measure(&sample)?;
            if found.p_value < extreme.0 {
                extreme = (found.p_value, found.statistic.value);
            }
        }
        let p_value = extreme.0.smallest_of(places.len() as u64);
        let name = "sup |F_D - F| over seeds at one place";
        Ok(self.record("haar-places", (name, extreme.1), p_value, draws))
    }

    fn watched(self) -> Vec<usize> {
        let diagonal = (0..self.shorter()).map(|i| i * self.cols + i);
        let row = 1..self.cols;
        let column = (1..self.rows).map(|i| i * self.cols);
        diagonal.chain(row).chain(column).collect()
    }

    /// T = Σ over seeds of Σ_i W_ii/g, i to m = min(rows, columns): P(|T| ≥ x) ≤
    /// 2exp(−x²(n−2)/(8mD)) for D seeds, n = max(rows, columns) ≥ 3.
    ///
    /// Σ_i Q_ii is √m-Lipschitz and of mean 0 on both halves of O(n), whose logarithmic Sobolev
    /// constant is 4/(n−2) (Meckes 2019, The Random Matrix Theory of the Classical Compact Groups,
    /// chapter 5); Herbst's argument bounds its moment generating function, D times.
    fn diagonal(self, draws: &Draws) -> Result<TestRecord, StatError> {
        let on_diagonal = |place: usize| place / self.cols == place % self.cols;
        let places = draws.values.iter().enumerate();
        let entries = places
            .filter(|(index, _)| on_diagonal(index % draws.size))
            .map(|(_, x)| x / self.gain);
        let total = sum::sum(entries);
        let (m, n, seeds) = (
            self.shorter() as f64,
            self.longer() as f64,
            draws.n_seeds as f64,
        );
        let exponent = total * total * (n - 2.0) / (8.0 * m * seeds);
        let p_value = PValue::bound(2.0 * real::exp(-exponent))?;
        let name = "mean sum of the diagonal / gain";
        Ok(self.record("haar-diagonal", (name, total / seeds), p_value, draws))
    }

    fn record(
        self,
        name: &'static str,
        statistic: (&'static str, f64),
        p_value: PValue,
        draws: &Draws,
    ) -> TestRecord {
        let null = format!("{} · Haar orthogonal", self.gain);
        record::bounded(name, null, statistic, p_value, draws.values.len())
    }
}

/// The side from which on two rounded draws are never equal: in bfloat16 a matrix of 2 × 2 has
/// about a thousand forms.
const LONG: usize = 16;
