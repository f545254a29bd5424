//! The values of a tensor as a matrix of outputs against inputs, whatever the order of its axes.
//!
//! It finds what depends on places; what that is called, the room says.

use crate::audit::Scan;
use crate::audit::Structure;
use crate::audit::structure::orthogonal::Lines;
use crate::empirical::stat::Storage;
use crate::num::Tolerance;
use crate::theory::shape::Layout;

/// The values that a scan kept, with the axes of kernels told from those of channels.
pub(in crate::audit::structure) struct Matrix<'a> {
    pub(in crate::audit::structure) values: &'a [f64],
    pub(in crate::audit::structure) shape: &'a [u64],
    pub(in crate::audit::structure) layout: Layout,
    /// Rows of the whole tensor, of which `values` may hold some.
    pub(in crate::audit::structure) rows: usize,
    pub(in crate::audit::structure) columns: usize,
    pub(in crate::audit::structure) energy: f64,
    pub(in crate::audit::structure) is_whole: bool,
}

/// Relative distance of two magnitudes that are one, up to the roundings of a formula.
pub(in crate::audit::structure) const SAME: f64 = 1.0 / 65_536.0;

impl<'a> Matrix<'a> {
    /// Outputs against all that they sum over, as frameworks flatten a weight.
    pub(in crate::audit::structure) fn of(
        scan: &'a Scan,
        shape: &'a [u64],
        layout: Layout,
    ) -> Option<Self> {
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
    pub(in crate::audit::structure) fn orthogonal(&self, storage: Storage) -> Option<f64> {
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
            .then(|| usual(gain, storage))
    }

    /// Whether a quarter of the first values have the magnitude of another: of 256 draws some 0.5 do.
    pub(in crate::audit::structure) fn is_table(&self) -> bool {
        const FIRST: usize = 256;
        let first = self.values.iter().take(FIRST);
        let mut magnitudes: Vec<f64> = first.map(|x| x.abs()).collect();
        magnitudes.sort_by(f64::total_cmp);
        let is_same = |pair: &&[f64]| pair[1] - pair[0] <= SAME * pair[1];
        4 * magnitudes.windows(2).filter(is_same).count() >= magnitudes.len()
    }

    pub(in crate::audit::structure) fn has_equal_rows(&self, scan: &Scan) -> bool {
        let signatures = scan.row_signatures();
        let first = signatures.first().copied().unwrap_or(0.0);
        let width = self.values.len() / signatures.len().max(1);
        first != 0.0
            && width > 1
            && signatures.len() > 1
            && signatures.iter().all(|signature| *signature == first)
    }

    /// Zeros but for the second quarter, which is constant.
    pub(in crate::audit::structure) fn is_unit_forget(&self) -> bool {
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
    pub(in crate::audit::structure) fn with_zeros(
        &self,
        scan: &Scan,
        storage: Storage,
    ) -> Option<Structure> {
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
    pub(in crate::audit::structure) fn at(&self, out: usize, input: usize, tap: usize) -> f64 {
        let (outs, inputs, taps) = self.sides();
        let place = match self.layout {
            Layout::PyTorch => (out * inputs + input) * taps + tap,
            Layout::Keras | Layout::Flax => (tap * inputs + input) * outs + out,
            Layout::Mlx => (out * taps + tap) * inputs + input,
        };
        self.values.get(place).copied().unwrap_or(f64::NAN)
    }

    /// Outputs, inputs and places of the kernel.
    pub(in crate::audit::structure) fn sides(&self) -> (usize, usize, usize) {
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
    pub(in crate::audit::structure) fn middle(&self) -> usize {
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
    pub(in crate::audit::structure) fn delta(&self, storage: Storage) -> Option<Structure> {
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

/// 1 and the like in place of what a sum of rounded squares gives.
pub(in crate::audit::structure) fn usual(gain: f64, storage: Storage) -> f64 {
    let rounded = (gain * 1e4).round() / 1e4;
    let unit = Tolerance::bound(crate::audit::lattice(storage));
    if unit.accepts(gain, rounded) {
        rounded
    } else {
        gain
    }
}
