//! Whether the lines of a matrix are orthonormal, without their Gram matrix.
//!
//! Norms refuse nearly every other matrix; a few products WWᵀx = g²x decide on the rest.

use crate::audit::precision;
use crate::audit::scan::factor;
use crate::empirical::stat::Storage;
use crate::num::real;

/// Units of the last place that a factorization in single or double precision may cost: 0.4 were
/// observed for QR up to 512 × 512.
const ALLOWANCE: f64 = 16.0;

/// Vectors that are tried: one alone shows a wrong entry unless its factors cancel.
const VECTORS: u64 = 4;

/// The fewest lines: in low precision two or three may be orthonormal by accident.
const FEWEST: usize = 2;
const FEWEST_OF_LOW: usize = 4;

/// A row-major matrix, of which all or some rows are known.
#[derive(Clone, Copy, Debug)]
pub(in crate::audit) struct Lines<'a> {
    pub values: &'a [f64],
    pub columns: usize,
}

impl Lines<'_> {
    /// Whether W Wᵀ = g²I, or Wᵀ W = g²I if that is asked of the columns, within what rounding to
    /// this format does.
    ///
    /// Of independent entries WWᵀx misses g²x by √(m/n), m the number of lines and n their length.
    /// Rounding each entry of orthonormal lines to p bits moves a product of two by about
    /// 2⁻ᵖ√(2/3n), so WWᵀx by 2⁻ᵖ√(2m/3n): eight times that is allowed.
    pub(in crate::audit) fn are_orthonormal(
        self,
        of_columns: bool,
        gain: f64,
        storage: Storage,
    ) -> bool {
        let rows = self.values.len() / self.columns.max(1);
        let (m, n) = if of_columns {
            (self.columns, rows)
        } else {
            (rows, self.columns)
        };
        let is_low = precision::is_low(storage);
        if m < if is_low { FEWEST_OF_LOW } else { FEWEST } || n < m {
            return false;
        }
        let unit = real::powi(0.5, storage.significand_bits().unsigned_abs());
        let allowed = if is_low {
            8.0 * unit * (m as f64 / n as f64).sqrt() + 4.0 * unit * unit
        } else {
            ALLOWANCE * unit
        };
        let square = gain * gain;
        if !self.have_norm(of_columns, square, 8.0 * unit.max(allowed)) {
            return false;
        }
        (0..VECTORS).all(|index| {
            let x: Vec<f64> = (0..m as u64)
                .map(|i| factor(index << 32 | i) - 1.5)
                .collect();
            let product = self.times_itself(of_columns, &x);
            let missed = x.iter().zip(&product);
            let missed: f64 = missed
                .map(|(x, y)| (y / square - x) * (y / square - x))
                .sum();
            let size: f64 = x.iter().map(|x| x * x).sum();
            missed <= size * allowed * allowed
        })
    }

    /// Whether all lines have this squared norm, within a share of it.
    fn have_norm(self, of_columns: bool, square: f64, allowed: f64) -> bool {
        let is_near = |energy: f64| (energy / square - 1.0).abs() <= allowed;
        if !of_columns {
            let energy = |row: &[f64]| row.iter().map(|x| x * x).sum();
            return self
                .values
                .chunks(self.columns)
                .all(|row| is_near(energy(row)));
        }
        // Nearly every other matrix is refused by its first column.
        let first = self.values.iter().step_by(self.columns);
        if !is_near(first.map(|x| x * x).sum()) {
            return false;
        }
        let mut energies = vec![0.0; self.columns];
        for row in self.values.chunks(self.columns) {
            for (energy, x) in energies.iter_mut().zip(row) {
                *energy += x * x;
            }
        }
        energies.into_iter().all(is_near)
    }

    /// W Wᵀ x, or Wᵀ W x.
    fn times_itself(self, of_columns: bool, x: &[f64]) -> Vec<f64> {
        if of_columns {
            self.forward(&self.backward(x))
        } else {
            self.backward(&self.forward(x))
        }
    }

    /// xᵀ W: a number a column.
    fn forward(self, x: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for (row, x) in self.values.chunks(self.columns).zip(x) {
            for (sum, entry) in sums.iter_mut().zip(row) {
                *sum += entry * x;
            }
        }
        sums
    }

    /// W y: a number a row.
    fn backward(self, y: &[f64]) -> Vec<f64> {
        let product = |row: &[f64]| row.iter().zip(y).map(|(a, b)| a * b).sum();
        self.values.chunks(self.columns).map(product).collect()
    }
}
