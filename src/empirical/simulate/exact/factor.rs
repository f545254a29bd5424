//! A triangular factor of the correlations between the outputs of several inputs.
//!
//! It draws nothing. nalgebra's decompositions change bits with the CPU, so this is our own, in
//! one order.

use crate::empirical::simulate::exact::gram::Gram;
use crate::empirical::simulate::exact::length::dot;
use crate::empirical::simulate::exact::length::hypot;

/// The share of a sample's energy below which what is left of it after the directions of others
/// counts as rounding. Inner products of n numbers are known to n·2⁻⁵³ of the energy at worst and to
/// √n·2⁻⁵³ as a rule, which reaches this share at n = 2¹³ and 2²⁶; a direction that is rounding alone
/// moves a sample by 2⁻²⁰ of its length at most.
const NEGLIGIBLE: f64 = 9.094_947_017_729_282e-13; // 2⁻⁴⁰

/// Covariances σ²xᵢ·xⱼ + σ_b² = ℓᵢℓⱼ·Σₖ LᵢₖLⱼₖ: the lengths ℓ of the samples (σxᵢ, σ_b), and a
/// factor L of the cosines between them, by Cholesky's method with diagonal pivots (Higham 2002,
/// Accuracy and Stability of Numerical Algorithms, §10.3).
///
/// Dependent samples, and more samples than dimensions, stop it at their rank: what is left of
/// every sample is then less than 2⁻⁴⁰ of its energy, and dropped: samples are told apart down to an
/// angle of 10⁻⁶, covariances are right to that share.
#[derive(Clone, Debug)]
pub(super) struct Factor {
    /// ℓᵢ: NaN for a sample that is not finite; 0 below the smallest normal double.
    pub(super) lengths: Vec<f64>,
    /// σuᵢ/ℓᵢ, which turns the scaled samples of [`Gram`] into unit vectors' first entries.
    pub(super) shares: Vec<f64>,
    /// σ_b/ℓᵢ, their last entry.
    pub(super) constants: Vec<f64>,
    /// Samples whose directions make the basis, in their order in it.
    pub(super) pivots: Vec<usize>,
    /// L by rows of `size` places, of which the first `rank` are filled.
    lower: Vec<f64>,
}

impl Factor {
    /// Of the samples xᵢ of `gram` with σ and σ_b.
    pub(super) fn of(gram: &Gram, std_dev: f64, bias_std_dev: f64) -> Self {
        let size = gram.size();
        let length = |i| {
            let length = hypot(std_dev * gram.length(i), bias_std_dev);
            if length < f64::MIN_POSITIVE {
                0.0
            } else {
                length
            }
        };
        let lengths: Vec<f64> = (0..size).map(length).collect();
        let quotient = |top: f64, length: f64| {
            let quotient = top / length;
            if quotient.is_finite() { quotient } else { 0.0 }
        };
        let pairs = lengths.iter().zip(&gram.units);
        let shares = pairs.map(|(length, unit)| quotient(std_dev * unit, *length));
        let shares = shares.collect();
        let constants = lengths.iter().map(|length| quotient(bias_std_dev, *length));
        let constants = constants.collect();
        let mut factor = Self {
            lengths,
            shares,
            constants,
            pivots: Vec::new(),
            lower: vec![0.0; size * size],
        };
        factor.decompose(gram);
        factor
    }

    /// How many directions the samples span.
    pub(super) fn rank(&self) -> usize {
        self.pivots.len()
    }

    /// Row i of L.
    pub(super) fn row(&self, i: usize) -> &[f64] {
        let start = i * self.lengths.len();
        &self.lower[start..start + self.rank()]
    }

    /// L, packed: samples × rank.
    pub(super) fn packed(&self) -> Vec<f64> {
        let rows = 0..self.lengths.len();
        rows.flat_map(|i| self.row(i).iter().copied()).collect()
    }

    /// y with L_p·y = x in place, L_p the rows of the pivots: lower triangular.
    pub(super) fn solve(&self, x: &mut [f64]) {
        for (k, pivot) in self.pivots.iter().enumerate() {
            let row = self.row(*pivot);
            x[k] = (x[k] - dot(&row[..k], &x[..k])) / row[k];
        }
    }

    /// y with L_pᵀ·y = x in place.
    pub(super) fn solve_transposed(&self, x: &mut [f64]) {
        for (k, pivot) in self.pivots.iter().enumerate().rev() {
            let row = self.row(*pivot);
            x[k] /= row[k];
            let solved = x[k];
            for (x, entry) in x[..k].iter_mut().zip(row) {
                *x -= solved * entry;
            }
        }
    }

    fn cosine(&self, gram: &Gram, i: usize, j: usize) -> f64 {
        let inputs = self.shares[i] * self.shares[j] * gram.at(i, j);
        inputs + self.constants[i] * self.constants[j]
    }

    fn decompose(&mut self, gram: &Gram) {
        let size = gram.size();
        // What is left of each sample's energy 1; nothing of dead and broken ones.
        let is_whole = |length: &f64| f64::from(u8::from(*length > 0.0));
        let mut left: Vec<f64> = self.lengths.iter().map(is_whole).collect();
        for k in 0..size {
            let Some(pivot) = largest(&left) else { break };
            let root = left[pivot].sqrt();
            for (i, left) in left.iter_mut().enumerate().filter(|(_, left)| **left > 0.0) {
                let entry = match i == pivot {
                    true => root,
                    false => {
                        let [row, pivot_row] = [i, pivot].map(|i| &self.lower[i * size..][..k]);
                        (self.cosine(gram, i, pivot) - dot(row, pivot_row)) / root
                    }
                };
                self.lower[i * size + k] = entry;
                // Rounding may leave nothing; 0 stands for pivots alone.
                *left = (*left - entry * entry).max(f64::MIN_POSITIVE);
            }
            left[pivot] = 0.0;
            self.pivots.push(pivot);
        }
    }
}

/// The first of the largest entries, unless it is negligible.
fn largest(left: &[f64]) -> Option<usize> {
    let better = |best: usize, i: usize| if left[i] > left[best] { i } else { best };
    let best = (0..left.len()).reduce(better)?;
    (left[best] > NEGLIGIBLE).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear::Matrix;
    use crate::linear::Work;
    use crate::num::Tolerance;

    fn factor(rows: usize, columns: usize, values: Vec<f64>, bias: f64) -> Factor {
        let batch = Matrix::new(rows, columns, values).unwrap();
        Factor::of(&Gram::of(&batch, Work::OneThread).unwrap(), 0.5, bias)
    }

    fn covariance(factor: &Factor, i: usize, j: usize) -> f64 {
        let cosine: f64 = factor
            .row(i)
            .iter()
            .zip(factor.row(j))
            .map(|(x, y)| x * y)
            .sum();
        factor.lengths[i] * factor.lengths[j] * cosine
    }

    /// σ²xᵢ·xⱼ + σ_b², from the samples themselves, for more samples than dimensions.
    #[test]
    fn the_factor_gives_back_every_covariance() {
        for (rows, columns, bias) in [
            (1, 4, 0.0),
            (3, 7, 0.0),
            (5, 9, 0.7),
            (6, 2, 0.0),
            (6, 2, 0.4),
        ] {
            let batch = crate::linear::specimen::matrix(rows, columns, "factor");
            let found = factor(rows, columns, batch.values().to_vec(), bias);
            assert_eq!(found.rank(), rows.min(columns + usize::from(bias > 0.0)));
            for i in 0..rows {
                for j in 0..rows {
                    let [x, y] = [i, j].map(|i| batch.row(i).unwrap());
                    let expected = 0.25 * dot(x, y) + bias * bias;
                    let size = found.lengths[i] * found.lengths[j];
                    // The share that is dropped, and a chain of at most 9 + 6 products.
                    let allowed = Tolerance::bound(NEGLIGIBLE * size)
                        .plus(Tolerance::rounding(4 * (9 + 6 + 6), size));
                    assert!(
                        allowed.accepts(covariance(&found, i, j), expected),
                        "{i} {j}"
                    );
                }
            }
        }
    }

    #[test]
    fn equal_and_dead_samples_add_no_direction() {
        let found = factor(
            4,
            2,
            vec![0.0, 0.0, 1.0, 1.0, -2.0, -2.0, f64::NAN, 1.0],
            0.0,
        );
        assert_eq!(found.rank(), 1);
        assert_eq!(found.row(0), [0.0]);
        assert!(found.lengths[3].is_nan());
        // The cosine of opposite samples is −1.
        assert!(Tolerance::rounding(8, 1.0).accepts(found.row(1)[0] * found.row(2)[0], -1.0));
    }

    #[test]
    fn nearly_parallel_samples_keep_their_angle() {
        // Chaotic networks pull such samples apart: dropped, they would be one for ever.
        let angle = 1e-5;
        let found = factor(2, 2, vec![1.0, 0.0, 1.0, angle], 0.0);
        assert_eq!(found.rank(), 2);
        let [first, second] = [found.pivots[0], found.pivots[1]];
        let sine = found.row(second)[1];
        // sin² = 1 − cos² loses the digits of 1: at most 16 roundings of it.
        let expected = angle * angle / (1.0 + angle * angle);
        assert!(Tolerance::rounding(16, 1.0).accepts(sine * sine, expected));
        assert!(found.row(first)[1] == 0.0 && sine > 0.0);
    }

    #[test]
    fn solving_undoes_the_triangle() {
        let batch = crate::linear::specimen::matrix(4, 9, "factor");
        let found = factor(4, 9, batch.values().to_vec(), 0.0);
        let plain = [1.0, -2.0, 3.0, 0.5];
        let times = |transposed: bool| -> Vec<f64> {
            let entry = |i: usize, j: usize| match transposed {
                true => found.row(found.pivots[j])[i],
                false => found.row(found.pivots[i])[j],
            };
            (0..4)
                .map(|i| (0..4).map(|j| entry(i, j) * plain[j]).sum())
                .collect()
        };
        let mut forward = times(false);
        found.solve(&mut forward);
        let mut back = times(true);
        found.solve_transposed(&mut back);
        for (found, expected) in forward.iter().chain(&back).zip(plain.iter().chain(&plain)) {
            // Four rows of four products twice; the pivots of these nine-dimensional samples
            // exceed 0.3, so that errors grow by less than (1/0.3)⁴ = 124.
            assert!(Tolerance::rounding(32 * 124, 3.0).accepts(*found, *expected));
        }
    }
}
