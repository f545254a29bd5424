//! Tensors that are filled by a rule of places, or whose entries depend on each other: recognized
//! before laws of independent entries are asked.
//!
//! Of tensors beyond what a scan keeps it sees some rows: constants, masks and orthonormal rows.

mod matrix;
mod orthogonal;
mod places;
mod rearranged;
#[cfg(test)]
mod tests;

use crate::audit::Scan;
use crate::audit::effective_storage;
use crate::empirical::stat::Sample;
use crate::empirical::stat::Storage;
use crate::empirical::stat::haar_signs;
use crate::empirical::stat::haar_sums;
use crate::theory::shape::Layout;
use matrix::Matrix;
use matrix::SAME;

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
    /// Orthonormal rows or columns of a matrix whose values were then copied into a tensor of other
    /// axes: there neither are orthonormal.
    RearrangedOrthogonal {
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
            Self::RearrangedOrthogonal { .. } => "rearranged-orthogonal",
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
            | Self::RearrangedOrthogonal { gain }
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

    /// The test of uniformity that an orthogonal matrix passes worst, with a bound on how probable a
    /// Haar matrix fails it as badly; both tests count. Nothing is said of tables that a formula
    /// fills, whose values repeat: transforms of cosines, signs, coordinates.
    #[must_use]
    pub fn worst_haar(
        self,
        scan: &Scan,
        storage: Storage,
        shape: &[u64],
        layout: Layout,
    ) -> Option<(HaarTest, f64)> {
        let Self::Orthogonal { gain } = self else {
            return None;
        };
        let matrix = Matrix::of(scan, shape, layout).filter(|matrix| matrix.is_whole)?;
        // A projection may be orthogonal along axes that this matrix does not have.
        matrix.orthogonal(effective_storage(scan, storage))?;
        if matrix.is_table() {
            return None;
        }
        let sample = Sample::new(matrix.values, matrix.rows, matrix.columns).ok()?;
        let signs = haar_signs(&sample, gain).ok()?.p_value.value();
        let sums = haar_sums(&sample, gain).ok()?;
        // A line of one number only is no draw's.
        let sums = match sums.statistic.value > 1.0 - SAME {
            true => 1.0,
            false => sums.p_value.value(),
        };
        let worst = if signs <= sums {
            (HaarTest::Signs, signs)
        } else {
            (HaarTest::Sums, sums)
        };
        Some((worst.0, (2.0 * worst.1).min(1.0)))
    }
}

/// A test of whether an orthogonal matrix is uniform over the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HaarTest {
    /// The signs of pivots are fair coins ([`haar_signs`]).
    Signs,
    /// The sums of lines are coordinates of a unit vector ([`haar_sums`]).
    Sums,
}
