//! Tensors that are filled by a rule of places, or whose entries depend on each other: recognized
//! before laws of independent entries are asked.
//!
//! It needs all values at once; of tensors beyond what a scan keeps only constants are recognized.

use crate::audit::Scan;
use crate::empirical::stat::Sample;
use crate::empirical::stat::Storage;
use crate::empirical::stat::orthogonality;
use crate::theory::shape::Layout;

/// A tensor that no law of independent entries describes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Structure {
    /// The same number everywhere.
    Constant(f64),
    /// Ones on the diagonal of a matrix, zeros elsewhere.
    Identity,
    /// A convolution that passes its channels through: one at the middle of the kernel.
    Dirac,
    /// Orthonormal rows or columns times a gain.
    Orthogonal {
        /// g of WWᵀ = g²I.
        gain: f64,
    },
    /// The same at the middle of a kernel, zeros around it (Xiao et al. 2018).
    DeltaOrthogonal {
        /// g of WWᵀ = g²I.
        gain: f64,
    },
    /// Zeros in the same number in every column, other numbers between them.
    Sparse {
        /// The share of zeros.
        zeros: f64,
        /// The standard deviation of the others.
        std_dev: f64,
    },
}

impl Structure {
    /// The kebab-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Constant(0.0) => "zeros",
            Self::Constant(_) => "constant",
            Self::Identity => "identity",
            Self::Dirac => "dirac",
            Self::Orthogonal { .. } => "orthogonal",
            Self::DeltaOrthogonal { .. } => "delta-orthogonal",
            Self::Sparse { .. } => "sparse",
        }
    }

    /// What this tensor is, if it is one of these.
    #[must_use]
    pub fn of(scan: &Scan, storage: Storage, shape: &[u64], layout: Layout) -> Option<Self> {
        let (least, most) = scan.extremes()?;
        if least == most {
            return Some(Self::Constant(least));
        }
        let values = &scan.sample().values;
        if values.len() as u64 != scan.n() || shape.len() < 2 {
            return None;
        }
        let matrix = Matrix::of(values, shape, layout)?;
        matrix.with_zeros(scan, storage).or_else(|| {
            matrix
                .orthogonal(storage)
                .map(|gain| Self::Orthogonal { gain })
        })
    }
}

/// All values, with the axes of kernels told from those of channels.
struct Matrix<'a> {
    values: &'a [f64],
    shape: &'a [u64],
    layout: Layout,
    rows: usize,
    columns: usize,
}

impl<'a> Matrix<'a> {
    /// Outputs against all that they sum over, as frameworks flatten a weight.
    fn of(values: &'a [f64], shape: &'a [u64], layout: Layout) -> Option<Self> {
        let side = match layout {
            Layout::PyTorch | Layout::Mlx => *shape.first()?,
            Layout::Keras | Layout::Flax => values.len() as u64 / (*shape.last()?).max(1),
        };
        let rows = usize::try_from(side).ok().filter(|rows| *rows > 0)?;
        Some(Self {
            values,
            shape,
            layout,
            rows,
            columns: values.len() / rows,
        })
    }

    /// The gain, if rows or columns are orthonormal.
    fn orthogonal(&self, storage: Storage) -> Option<f64> {
        /// Units of the last place: storage takes 2, a factorization in that precision the rest.
        const ALLOWANCE: f64 = 16.0;
        let least = self.rows.min(self.columns);
        if least < 2 {
            return None;
        }
        let energy: f64 = self.values.iter().map(|x| x * x).sum();
        let gain = (energy / least as f64).sqrt();
        let sample = Sample::new(self.values, self.rows, self.columns).ok()?;
        let found = orthogonality(&sample.stored_as(storage), gain, ALLOWANCE).ok()?;
        (found.p_value.value() > 0.0).then_some(gain)
    }

    /// What a tensor full of zeros is.
    fn with_zeros(&self, scan: &Scan, storage: Storage) -> Option<Structure> {
        /// Continuous laws put no value on 0, except below the smallest number of a format.
        const LEAST_SHARE: f64 = 0.05;
        let zeros = scan.n_zero() as f64 / scan.n() as f64;
        if zeros < LEAST_SHARE {
            return None;
        }
        self.passing()
            .or_else(|| self.delta(storage))
            .or_else(|| self.sparse(zeros))
    }

    /// The value at output `out`, input `input` and place `tap` of the kernel.
    fn at(&self, out: usize, input: usize, tap: usize) -> f64 {
        let (outs, inputs, taps) = self.sides();
        let place = match self.layout {
            Layout::PyTorch => (out * inputs + input) * taps + tap,
            Layout::Keras | Layout::Flax => (tap * inputs + input) * outs + out,
            Layout::Mlx => (out * taps + tap) * inputs + input,
        };
        self.values.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Outputs, inputs and places of the kernel.
    fn sides(&self) -> (usize, usize, usize) {
        let n = self.shape.len();
        let (out, input) = match self.layout {
            Layout::PyTorch => (self.shape[0], self.shape[1]),
            Layout::Keras | Layout::Flax => (self.shape[n - 1], self.shape[n - 2]),
            Layout::Mlx => (self.shape[0], self.shape[n - 1]),
        };
        let (out, input) = (out as usize, input as usize);
        (out, input, self.values.len() / (out * input).max(1))
    }

    /// The place of the kernel's middle in its flattened axes.
    fn middle(&self) -> usize {
        let kernel = match self.layout {
            Layout::PyTorch => &self.shape[2..],
            Layout::Keras | Layout::Flax => &self.shape[..self.shape.len() - 2],
            Layout::Mlx => &self.shape[1..self.shape.len() - 1],
        };
        kernel
            .iter()
            .fold(0, |place, k| place * *k as usize + (*k / 2) as usize)
    }

    /// Ones where output and input are the same channel, at the middle; zeros elsewhere.
    fn passing(&self) -> Option<Structure> {
        let (outs, inputs, _) = self.sides();
        let middle = self.middle();
        let ones = outs.min(inputs);
        let is_one = (0..ones).all(|c| self.at(c, c, middle) == 1.0);
        let n_zero = self.values.iter().filter(|x| **x == 0.0).count();
        let is_rest_zero = n_zero + ones == self.values.len();
        let structure = if self.shape.len() == 2 {
            Structure::Identity
        } else {
            Structure::Dirac
        };
        (is_one && is_rest_zero).then_some(structure)
    }

    /// An orthogonal matrix at the middle, zeros around it.
    fn delta(&self, storage: Storage) -> Option<Structure> {
        let (outs, inputs, taps) = self.sides();
        if taps < 2 {
            return None;
        }
        let middle = self.middle();
        let core: Vec<f64> = (0..outs * inputs)
            .map(|i| self.at(i / inputs, i % inputs, middle))
            .collect();
        let inside = core.iter().filter(|x| **x == 0.0).count();
        let zeros = self.values.iter().filter(|x| **x == 0.0).count();
        if zeros != inside + outs * inputs * (taps - 1) {
            return None;
        }
        let core = Matrix {
            values: &core,
            shape: &[outs as u64, inputs as u64],
            layout: Layout::PyTorch,
            rows: outs,
            columns: inputs,
        };
        core.orthogonal(storage)
            .map(|gain| Structure::DeltaOrthogonal { gain })
    }

    /// As many zeros in every column, or in every row.
    fn sparse(&self, zeros: f64) -> Option<Structure> {
        let columns = self.columns;
        let in_column = |j: usize| {
            let column = self.values.iter().skip(j).step_by(columns);
            column.filter(|x| **x == 0.0).count()
        };
        let in_row = |row: &[f64]| row.iter().filter(|x| **x == 0.0).count();
        let first_column = in_column(0);
        let first_row = in_row(&self.values[..columns]);
        let is_even = (0..columns).all(|j| in_column(j) == first_column)
            || self
                .values
                .chunks(columns)
                .all(|row| in_row(row) == first_row);
        let n_left = self.values.iter().filter(|x| **x != 0.0).count() as f64;
        let energy: f64 = self.values.iter().map(|x| x * x).sum();
        let std_dev = (energy / n_left).sqrt();
        is_even.then_some(Structure::Sparse { zeros, std_dev })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::num::Tolerance;
    use crate::random::Stream;

    fn structure(values: &[f64], shape: &[u64], layout: Layout) -> Option<Structure> {
        Structure::of(&specimen::scan(values, shape), Storage::F32, shape, layout)
    }

    fn drawn(spec: &str, fan_in: u64, fan_out: u64) -> Vec<f64> {
        let fans = crate::theory::shape::Fans { fan_in, fan_out };
        let stream = Stream::root(1).named(spec);
        crate::initializer::parse(spec)
            .unwrap()
            .draw_matrix(fans, stream)
            .unwrap()
    }

    #[test]
    fn matrices_filled_by_a_rule_are_recognized() {
        let found = |spec, a, b| structure(&drawn(spec, a, b), &[b, a], Layout::PyTorch);
        assert_eq!(found("zeros", 5, 4), Some(Structure::Constant(0.0)));
        assert_eq!(found("constant(0.5)", 5, 4), Some(Structure::Constant(0.5)));
        assert_eq!(found("identity", 5, 5), Some(Structure::Identity));
        assert_eq!(found("he-normal", 50, 40), None);
        let sparse = found("sparse(0.9)", 40, 50).map(Structure::name);
        assert_eq!(sparse, Some("sparse"));
    }

    #[test]
    fn orthogonal_rows_and_columns_show_their_gain() {
        for (a, b) in [(60, 60), (30, 70), (70, 30)] {
            let found = structure(&drawn("orthogonal(2)", a, b), &[b, a], Layout::PyTorch);
            let Some(Structure::Orthogonal { gain }) = found else {
                panic!("{a}×{b}: {found:?}");
            };
            // A sum of squares of as many entries.
            assert!(Tolerance::rounding(8 * (a * b) as u32, 2.0).accepts(gain, 2.0));
        }
    }

    #[test]
    fn orthogonality_lost_in_one_entry_is_seen() {
        let mut values = drawn("orthogonal", 60, 60);
        values[17] += 1e-3;
        assert_eq!(structure(&values, &[60, 60], Layout::PyTorch), None);
    }

    #[test]
    fn kernels_that_pass_channels_through_are_recognized_in_every_order() {
        let middle = |layout: Layout, out: usize, input: usize| match layout {
            Layout::PyTorch => (out * 4 + input) * 9 + 4,
            Layout::Mlx => (out * 9 + 4) * 4 + input,
            Layout::Keras | Layout::Flax => (4 * 4 + input) * 4 + out,
        };
        let orthogonal = drawn("orthogonal", 4, 4);
        for (layout, shape) in [
            (Layout::PyTorch, [4, 4, 3, 3]),
            (Layout::Keras, [3, 3, 4, 4]),
            (Layout::Mlx, [4, 3, 3, 4]),
        ] {
            let (mut dirac, mut delta) = (vec![0.0; 144], vec![0.0; 144]);
            for out in 0..4 {
                dirac[middle(layout, out, out)] = 1.0;
                for input in 0..4 {
                    delta[middle(layout, out, input)] = orthogonal[out * 4 + input];
                }
            }
            assert_eq!(structure(&dirac, &shape, layout), Some(Structure::Dirac));
            let found = structure(&delta, &shape, layout).map(Structure::name);
            assert_eq!(found, Some("delta-orthogonal"));
        }
    }
}
