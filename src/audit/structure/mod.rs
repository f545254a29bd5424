//! Tensors that are filled by a rule of places, or whose entries depend on each other: recognized
//! before laws of independent entries are asked.
//!
//! Of tensors beyond what a scan keeps it sees some rows: constants, masks and orthonormal rows.

mod orthogonal;
mod places;

use crate::audit::Scan;
use crate::audit::effective_storage;
use crate::empirical::stat::Sample;
use crate::empirical::stat::Storage;
use crate::empirical::stat::haar_trace;
use crate::num::Tolerance;
use crate::theory::shape::Layout;
use orthogonal::Lines;

/// A tensor that no law of independent entries describes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Structure {
    /// The same number everywhere.
    Constant(f64),
    /// One number on the diagonal of a matrix, zeros elsewhere.
    Identity {
        /// That number.
        gain: f64,
    },
    /// A convolution that passes its channels through: one number at the middle of the kernel.
    Dirac {
        /// That number.
        gain: f64,
        /// The groups of channels.
        groups: u64,
    },
    /// Zeros and one other number: a mask, a selection.
    Mask,
    /// Zeros but for the second quarter: the biases of an LSTM whose forget gates begin open
    /// (Jozefowicz et al. 2015).
    UnitForgetBias,
    /// Rows that are all the same, entry by entry: a table.
    EqualRows,
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
    /// Zeros in the same number for every input, normal numbers between them.
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
            Self::Identity { .. } => "identity",
            Self::Dirac { .. } => "dirac",
            Self::Mask => "mask",
            Self::UnitForgetBias => "unit-forget-bias",
            Self::EqualRows => "equal-rows",
            Self::Orthogonal { .. } => "orthogonal",
            Self::DeltaOrthogonal { .. } => "delta-orthogonal",
            Self::Sparse { .. } => "sparse",
        }
    }

    /// The name with its parameters, as `varprop init` reads it where it knows the name:
    /// `orthogonal(2)`.
    #[must_use]
    pub fn label(self) -> String {
        let name = self.name();
        let number = |x: f64| crate::num::brief(x, 6);
        match self {
            Self::Constant(x) if x != 0.0 => format!("{name}({})", number(x)),
            Self::Sparse { zeros, std_dev } => {
                format!("{name}({}, {})", number(zeros), number(std_dev))
            }
            Self::Identity { gain }
            | Self::Dirac { gain, .. }
            | Self::Orthogonal { gain }
            | Self::DeltaOrthogonal { gain }
                if gain != 1.0 =>
            {
                format!("{name}({})", number(gain))
            }
            _ => name.to_owned(),
        }
    }

    /// What this tensor is, if it is one of these; `storage` is the format of the file.
    #[must_use]
    pub fn of(scan: &Scan, storage: Storage, shape: &[u64], layout: Layout) -> Option<Self> {
        let (least, most) = scan.extremes().filter(|_| scan.energy().is_some())?;
        if least == most {
            return Some(Self::Constant(least));
        }
        let storage = effective_storage(scan, storage);
        let matrix = Matrix::of(scan, shape, layout)?;
        if shape.len() < 2 {
            return matrix.is_unit_forget().then_some(Self::UnitForgetBias);
        }
        let equal = || matrix.has_equal_rows(scan).then_some(Self::EqualRows);
        let orthogonal = || matrix.orthogonal(storage);
        matrix
            .with_zeros(scan, storage)
            .or_else(equal)
            .or_else(|| orthogonal().map(|gain| Self::Orthogonal { gain }))
    }

    /// An orthogonal law that these values do not exclude although too few of them are known: a
    /// large matrix with more rows than columns whose energy is that of orthonormal columns times a
    /// usual gain, within rounding. Independent entries meet it once in some hundred times.
    #[must_use]
    pub fn not_excluded(
        scan: &Scan,
        storage: Storage,
        shape: &[u64],
        layout: Layout,
    ) -> Option<Self> {
        /// Squares of gains in use: 1, √2, 5/3.
        const SQUARES: [f64; 3] = [1.0, 2.0, 25.0 / 9.0];
        let matrix = Matrix::of(scan, shape, layout).filter(|_| shape.len() > 1)?;
        let is_known = matrix.is_whole || matrix.rows <= matrix.columns;
        let columns = matrix.columns as f64;
        let storage = effective_storage(scan, storage);
        let unit = crate::audit::lattice(storage);
        let square = scan.energy()? / columns;
        let is_met = |usual: &&f64| (square / **usual - 1.0).abs() <= 8.0 * unit / columns.sqrt();
        let usual = SQUARES.iter().find(is_met).filter(|_| !is_known)?;
        Some(Self::Orthogonal { gain: usual.sqrt() })
    }

    /// How probable the trace of an orthogonal matrix is at most, if it is a Haar one: square ones
    /// alone have it. QR without the sign of R's diagonal gives a trace of about −0.58√n.
    #[must_use]
    pub fn haar_p_value(self, scan: &Scan, shape: &[u64]) -> Option<f64> {
        let Self::Orthogonal { gain } = self else {
            return None;
        };
        let side = usize::try_from(*shape.first()?).ok()?;
        let values = &scan.sample().values;
        let is_square = shape.len() == 2 && values.len() == side * side;
        let sample = Sample::new(values, side, side).ok().filter(|_| is_square)?;
        Some(haar_trace(&sample, gain).ok()?.p_value.value())
    }
}

/// The values that a scan kept, with the axes of kernels told from those of channels.
struct Matrix<'a> {
    values: &'a [f64],
    shape: &'a [u64],
    layout: Layout,
    /// Rows of the whole tensor, of which `values` may hold some.
    rows: usize,
    columns: usize,
    energy: f64,
    is_whole: bool,
}

impl<'a> Matrix<'a> {
    /// Outputs against all that they sum over, as frameworks flatten a weight.
    fn of(scan: &'a Scan, shape: &'a [u64], layout: Layout) -> Option<Self> {
        let values = &scan.sample().values[..];
        let n = scan.n();
        let side = match layout {
            Layout::PyTorch | Layout::Mlx => *shape.first()?,
            Layout::Keras | Layout::Flax => n / (*shape.last()?).max(1),
        };
        let columns = usize::try_from(n / side.max(1)).ok()?;
        let rows = usize::try_from(side).ok().filter(|_| columns > 0)?;
        Some(Self {
            values,
            shape,
            layout,
            rows,
            columns,
            energy: scan.energy()?,
            is_whole: values.len() as u64 == n,
        })
    }

    /// The gain, if rows or columns are orthonormal.
    fn orthogonal(&self, storage: Storage) -> Option<f64> {
        let (least, of_columns) = (self.rows.min(self.columns), self.columns < self.rows);
        let whole_rows = self.values.len().is_multiple_of(self.columns);
        if !self.is_whole && (of_columns || !whole_rows) {
            return None;
        }
        let gain = (self.energy / least as f64).sqrt();
        let lines = Lines {
            values: self.values,
            columns: self.columns,
        };
        lines
            .are_orthonormal(of_columns, gain, storage)
            .then(|| self.usual(gain, storage))
    }

    /// 1 and the like in place of what a sum of rounded squares gives.
    fn usual(&self, gain: f64, storage: Storage) -> f64 {
        let rounded = (gain * 1e4).round() / 1e4;
        let unit = Tolerance::bound(crate::audit::lattice(storage));
        if unit.accepts(gain, rounded) {
            rounded
        } else {
            gain
        }
    }

    fn has_equal_rows(&self, scan: &Scan) -> bool {
        let signatures = scan.row_signatures();
        let first = signatures.first().copied().unwrap_or(0.0);
        let width = self.values.len() / signatures.len().max(1);
        first != 0.0
            && width > 1
            && signatures.len() > 1
            && signatures.iter().all(|signature| *signature == first)
    }

    /// Zeros but for the second quarter, which is constant.
    fn is_unit_forget(&self) -> bool {
        let quarter = self.values.len() / 4;
        let is_gate = |place: usize| quarter <= place && place < 2 * quarter;
        let gate = self.values.get(quarter).copied().unwrap_or(0.0);
        let expected = |place: usize| if is_gate(place) { gate } else { 0.0 };
        self.is_whole
            && gate != 0.0
            && self.values.len().is_multiple_of(4)
            && (self.values.iter().enumerate()).all(|(place, x)| *x == expected(place))
    }

    /// What a tensor full of zeros is.
    fn with_zeros(&self, scan: &Scan, storage: Storage) -> Option<Structure> {
        // Continuous laws put no value on 0, except below the smallest number of a format.
        if scan.n_zero() * 20 < scan.n() {
            return None;
        }
        if let Some(number) = self.other_number() {
            let passing = self.is_whole.then(|| self.passing(number)).flatten();
            let (least, most) = scan.extremes()?;
            let is_all = least.min(0.0) + most.max(0.0) == number;
            return passing.or(is_all.then_some(Structure::Mask));
        }
        if !self.is_whole {
            return None;
        }
        self.delta(storage).or_else(|| self.sparse(storage))
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
            ..*self
        };
        core.orthogonal(storage)
            .map(|gain| Structure::DeltaOrthogonal { gain })
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
        assert_eq!(
            found("identity", 5, 5),
            Some(Structure::Identity { gain: 1.0 })
        );
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
            let (gain, groups) = (1.0, 1);
            let expected = Structure::Dirac { gain, groups };
            assert_eq!(structure(&dirac, &shape, layout), Some(expected));
            let found = structure(&delta, &shape, layout).map(Structure::name);
            assert_eq!(found, Some("delta-orthogonal"));
        }
    }

    #[test]
    fn identities_with_gains_and_kernels_of_groups_are_named_with_both() {
        let half: Vec<f64> = (0..25)
            .map(|i| if i % 6 == 0 { 0.5 } else { 0.0 })
            .collect();
        assert_eq!(
            structure(&half, &[5, 5], Layout::PyTorch),
            Some(Structure::Identity { gain: 0.5 })
        );
        // dirac_(groups=2) on [4, 2, 3]: ones at (0, 0), (1, 1), (2, 0), (3, 1), in the middle.
        let mut grouped = vec![0.0; 24];
        for (out, input) in [(0, 0), (1, 1), (2, 0), (3, 1)] {
            grouped[(out * 2 + input) * 3 + 1] = 1.0;
        }
        let (gain, groups) = (1.0, 2);
        let expected = Structure::Dirac { gain, groups };
        assert_eq!(
            structure(&grouped, &[4, 2, 3], Layout::PyTorch),
            Some(expected)
        );
        let depthwise: Vec<f64> = (0..54)
            .map(|i| if i % 9 == 4 { 1.0 } else { 0.0 })
            .collect();
        let groups = 6;
        let expected = Structure::Dirac { gain, groups };
        assert_eq!(
            structure(&depthwise, &[6, 1, 3, 3], Layout::PyTorch),
            Some(expected)
        );
    }

    #[test]
    fn masks_tables_and_open_forget_gates_are_no_laws() {
        let mask: Vec<f64> = (0..64)
            .map(|i| f64::from(u8::from(i % 8 <= i / 8)))
            .collect();
        let of = |values: &[f64], shape: &[u64]| structure(values, shape, Layout::PyTorch);
        assert_eq!(of(&mask, &[1, 1, 8, 8]), Some(Structure::Mask));
        let table: Vec<f64> = (0..48).map(|i| f64::from(i % 16)).collect();
        assert_eq!(of(&table, &[3, 16]), Some(Structure::EqualRows));
        let mut gates = vec![0.0; 32];
        gates[8..16].fill(1.0);
        assert_eq!(of(&gates, &[32]), Some(Structure::UnitForgetBias));
        gates[30] = 1.0;
        assert_eq!(of(&gates, &[32]), None);
    }

    #[test]
    fn zeros_that_are_uneven_or_between_uniform_numbers_are_not_sparse() {
        let sparse = drawn("sparse(0.9)", 40, 50);
        let of = |values: &[f64]| structure(values, &[50, 40], Layout::PyTorch);
        let mut uneven = sparse.clone();
        let first = uneven.iter().position(|x| *x != 0.0).unwrap();
        uneven[first] = 0.0;
        assert_eq!(of(&uneven), None);
        let constant: Vec<f64> = (0..2000)
            .map(|i| {
                if (i / 40 + i % 40) % 5 == 0 {
                    f64::from(1 + i % 3)
                } else {
                    0.0
                }
            })
            .collect();
        assert_eq!(of(&constant), None);
        // A row of values and zeros is even by itself.
        let mut row = drawn("normal(1)", 100, 1);
        row[..20].fill(0.0);
        assert_eq!(structure(&row, &[1, 100], Layout::PyTorch), None);
    }

    #[test]
    fn orthonormal_rows_are_seen_in_every_precision_and_others_in_none() {
        let rounded = |values: &[f64], storage: Storage| -> Vec<f64> {
            values.iter().map(|x| storage.round(*x)).collect()
        };
        for storage in [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16] {
            for (a, b) in [(64, 64), (16, 200), (200, 16)] {
                // Saved in double precision, whatever they were computed in.
                let values = rounded(&drawn("orthogonal", a, b), storage);
                let found = structure(&values, &[b, a], Layout::PyTorch);
                let expected = Some(Structure::Orthogonal { gain: 1.0 });
                assert_eq!(found, expected, "{storage:?} {a} × {b}");
            }
            for (a, b) in [(64, 64), (4000, 4), (4, 4000), (5000, 2), (16, 16)] {
                let values = rounded(&drawn("lecun-normal", a, b), storage);
                let found = structure(&values, &[b, a], Layout::PyTorch);
                assert_eq!(found, None, "{storage:?} {a} × {b}");
            }
        }
    }

    #[test]
    fn rows_of_a_large_orthogonal_matrix_are_enough() {
        // 1024 × 1500 as 4 blocks of rows would be slow to draw; rows of ±1/√n from a Hadamard
        // matrix of 2048 are orthonormal: entry (i, j) has the sign of the parity of i & j.
        let n = 2048_usize;
        let entry = |i: usize, j: usize| 1.0 - 2.0 * f64::from((i & j).count_ones() % 2);
        let scale = 1.0 / (n as f64).sqrt();
        let values: Vec<f64> = (0..n * n).map(|k| scale * entry(k / n, k % n)).collect();
        let side = n as u64;
        let found = structure(&values, &[side, side], Layout::PyTorch);
        assert_eq!(found, Some(Structure::Orthogonal { gain: 1.0 }));
        // Of a tall one rows do not tell.
        let tall = &values[..n * n / 4 * 3];
        let shape = [side * 3 / 2, side / 2];
        assert_eq!(structure(tall, &shape, Layout::PyTorch), None);
    }

    #[test]
    fn a_missing_sign_shows_in_the_trace() {
        let haar = drawn("orthogonal", 64, 64);
        let p_value = |values: &[f64]| {
            let scan = specimen::scan(values, &[64, 64]);
            Structure::Orthogonal { gain: 1.0 }.haar_p_value(&scan, &[64, 64])
        };
        assert!(p_value(&haar).unwrap() > 1e-3);
        // A reflection of each row whose diagonal entry is positive makes a trace of −Σ|wᵢᵢ|.
        let mut signed = haar.clone();
        for (i, row) in signed.chunks_mut(64).enumerate() {
            let sign = -row[i].signum();
            row.iter_mut().for_each(|x| *x *= sign);
        }
        assert!(p_value(&signed).unwrap() < 1e-6);
    }
}
