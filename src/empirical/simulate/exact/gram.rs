//! Inner products of the samples of a batch, whatever their sizes.
//!
//! It knows no law; it is a symmetric matrix with its scales.

use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::moments;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;

/// xᵢ·xⱼ = uᵢuⱼ·gᵢⱼ with a power of two uᵢ near the largest entry of xᵢ, so that no square
/// overflows or underflows.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    /// uᵢ; NaN for a sample with a value that is not finite.
    pub(super) units: Vec<f64>,
    /// xᵢ/uᵢ; zeros for a sample with a value that is not finite.
    pub(super) scaled: Matrix,
    /// gᵢⱼ.
    products: Matrix,
}

impl Gram {
    /// Of a batch: samples × units.
    ///
    /// # Errors
    /// None that a well-formed matrix can meet.
    pub(super) fn of(batch: &Matrix, work: Work) -> Result<Self, SimulateError> {
        let width = batch.columns().max(1);
        let mut values = batch.values().to_vec();
        let units = values.chunks_exact_mut(width).map(scale).collect();
        let scaled = Matrix::new(batch.rows(), batch.columns(), values)?;
        let view = scaled.view();
        let products = product(view, view.transposed(), None, work)?;
        Ok(Self {
            units,
            scaled,
            products,
        })
    }

    /// How many samples there are.
    pub(super) fn size(&self) -> usize {
        self.units.len()
    }

    /// gᵢⱼ.
    pub(super) fn at(&self, i: usize, j: usize) -> f64 {
        self.products.row(i).map_or(0.0, |row| row[j])
    }

    /// ‖xᵢ‖; NaN for a sample with a value that is not finite.
    pub(super) fn length(&self, i: usize) -> f64 {
        self.units[i] * self.at(i, i).sqrt()
    }

    /// tr(G)²/‖G‖²; missing for a batch that is all 0 or holds a value that is not finite.
    pub(super) fn effective_samples(&self) -> Option<f64> {
        let alive = |i: &usize| self.at(*i, *i) > 0.0;
        let units = (0..self.size()).filter(alive).map(|i| self.units[i]);
        let largest = units.fold(0.0, f64::max);
        if largest == 0.0 || self.units.iter().any(|unit| unit.is_nan()) {
            return None;
        }
        let ratio = |i: usize| self.units[i] / largest;
        let (mut trace, mut squares) = (0.0, 0.0);
        for i in (0..self.size()).filter(alive) {
            trace += ratio(i) * ratio(i) * self.at(i, i);
            for j in (0..self.size()).filter(alive) {
                let entry = ratio(i) * ratio(j) * self.at(i, j);
                squares += entry * entry;
            }
        }
        Some(trace * trace / squares)
    }

    /// Σᵢⱼ (xᵢ·xⱼ)(yᵢ·yⱼ) = ‖Σᵢ xᵢyᵢᵀ‖².
    pub(super) fn paired(&self, other: &Self) -> f64 {
        let mut total = 0.0;
        for i in 0..self.size() {
            let unit = self.units[i] * other.units[i];
            let terms = (0..self.size()).map(|j| {
                let pair = self.units[j] * other.units[j];
                pair * self.at(i, j) * other.at(i, j)
            });
            total += unit * terms.sum::<f64>();
        }
        total
    }
}

/// Divides a sample by its unit, and says it.
fn scale(sample: &mut [f64]) -> f64 {
    if sample.iter().any(|x| !x.is_finite()) {
        sample.fill(0.0);
        return f64::NAN;
    }
    let largest = sample.iter().fold(0.0, |largest, x| x.abs().max(largest));
    let (unit, inverse) = moments::power_of_two_near(largest);
    sample.iter_mut().for_each(|x| *x *= inverse);
    unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::effective_samples;
    use crate::num::Tolerance;

    #[test]
    fn samples_of_very_different_size_have_their_lengths() {
        let batch = Matrix::new(3, 2, vec![3e-200, 4e-200, 3e200, 4e200, 0.0, 0.0]).unwrap();
        let gram = Gram::of(&batch, Work::OneThread).unwrap();
        for (i, expected) in [(0, 5e-200), (1, 5e200), (2, 0.0)] {
            assert!(Tolerance::rounding(6, expected).accepts(gram.length(i), expected));
        }
    }

    #[test]
    fn effective_samples_are_those_of_the_direct_engine() {
        let batch = crate::linear::specimen::matrix(5, 9, "batch");
        let gram = Gram::of(&batch, Work::OneThread).unwrap();
        let direct = effective_samples(&batch, Work::OneThread).unwrap().unwrap();
        // Sums of 25 squares and 5 diagonal entries, each a chain of 9 products, on both sides.
        let tolerance = Tolerance::rounding(2 * (2 * 9 + 25 + 2 * 5 + 4), direct);
        assert!(tolerance.accepts(gram.effective_samples().unwrap(), direct));
    }

    #[test]
    fn a_paired_sum_is_the_energy_of_the_summed_products() {
        // x₁y₁ᵀ + x₂y₂ᵀ with x = (1, 2), (3, 0) and y = (1), (−1): (1 − 3, 2)ᵀ, energy 8.
        let x = Matrix::new(2, 2, vec![1.0, 2.0, 3.0, 0.0]).unwrap();
        let y = Matrix::new(2, 1, vec![1.0, -1.0]).unwrap();
        let [x, y] = [x, y].map(|m| Gram::of(&m, Work::OneThread).unwrap());
        assert_eq!(x.paired(&y), 8.0);
    }

    #[test]
    fn a_dead_or_broken_batch_is_worth_nothing() {
        for value in [0.0, f64::NAN] {
            let batch = Matrix::new(2, 1, vec![value, value]).unwrap();
            let gram = Gram::of(&batch, Work::OneThread).unwrap();
            assert_eq!(gram.effective_samples(), None);
        }
    }
}
