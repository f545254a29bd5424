//! Energies of rows and of columns: one wrong neuron among many right ones.
//!
//! It tests each line against the law's own variance; trends over lines are `drift`'s.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::VarianceCheck;
use crate::empirical::stat::check::smallest;
use crate::empirical::stat::special;
use crate::empirical::stat::whole_law;

/// Along which lines of the matrix energies are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// One energy for each row.
    Rows,
    /// One energy for each column.
    Columns,
}

impl Axis {
    /// (number of lines, values in each).
    fn split(self, extent: Extent) -> (u64, u64) {
        match self {
            Self::Rows => (extent.rows, extent.cols),
            Self::Columns => (extent.cols, extent.rows),
        }
    }

    /// The energies of the lines under the null law's mean and standard deviation.
    pub(in crate::empirical::stat) fn energies(
        self,
        sample: &Sample<'_>,
        null: &Null<'_>,
    ) -> Vec<f64> {
        match self {
            Self::Rows => sample.row_energies(null.mean(), null.std_dev()),
            Self::Columns => sample.column_energies(null.mean(), null.std_dev()),
        }
    }
}

/// E_i = Σ_j((w_ij − μ)/σ)² for each line: the most extreme of all lines.
///
/// *Normal*: E_i ~ χ² with as many degrees of freedom as the line has values, and the smallest
/// of m independent p-values is corrected exactly, 1 − (1 − p)^m. *Bounded*: Chernoff's bound
/// for each line, union over lines.
#[derive(Clone, Debug)]
pub struct EnergyCheck<'a> {
    null: Null<'a>,
    variance: VarianceCheck<'a>,
    axis: Axis,
}

impl<'a> EnergyCheck<'a> {
    /// Tests the lines along this axis.
    #[must_use]
    pub fn new(null: Null<'a>, axis: Axis) -> Self {
        Self {
            null,
            variance: VarianceCheck::new(null),
            axis,
        }
    }
}

impl Check for EnergyCheck<'_> {
    fn name(&self) -> &'static str {
        match self.axis {
            Axis::Rows => "row-energies",
            Axis::Columns => "column-energies",
        }
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "relative error of one line's variance"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let (lines, length) = self.axis.split(sample.extent());
        let mut extreme = (
            PValue::ONE,
            self.variance.p_value(length as f64, length as f64)?.1,
        );
        let mut most = 1.0;
        for energy in self.axis.energies(sample, &self.null) {
            let found = self.variance.p_value(energy, length as f64)?;
            if found.0 < extreme.0 {
                extreme = found;
                most = energy / length as f64;
            }
        }
        let (smallest, guarantee) = extreme;
        let p_value = match guarantee {
            Guarantee::Exact => smallest.smallest_of_independent(lines),
            _ => smallest.smallest_of(lines),
        };
        let name = "most extreme mean of ((x - μ)/σ)² of a line";
        Ok(Measurement::new(name, most, p_value, guarantee))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let (lines, length) = self.axis.split(extent);
        let alpha = level.alpha() / lines as f64;
        self.variance.detectable(length as f64, alpha, level.beta())
    }

    /// Lines must grow longer, not more: here `cols` is the number of lines.
    fn minimum_samples(&self, effect: f64, cols: u64, level: Level) -> Result<u64, StatError> {
        let detects = |length| {
            let extent = match self.axis {
                Axis::Rows => Extent {
                    rows: cols,
                    cols: length,
                },
                Axis::Columns => Extent { rows: length, cols },
            };
            let found = self.minimum_detectable(extent, level);
            found.is_ok_and(|found| found <= effect)
        };
        let length = smallest(detects).ok_or(StatError::EffectOutOfReach {
            check: self.name(),
            effect,
        })?;
        Ok(length.saturating_mul(cols))
    }
}

/// The distribution of all energies of a normal matrix: D of their χ² probability transforms.
///
/// F_χ²(E_i) is uniform, so P(D ≥ d) ≤ 2e^(−2md²) over m lines.
#[derive(Clone, Copy, Debug)]
pub struct EnergyLawCheck<'a> {
    null: Null<'a>,
    axis: Axis,
}

impl<'a> EnergyLawCheck<'a> {
    /// Tests the law of the energies along this axis.
    ///
    /// # Errors
    /// `NotApplicable` unless the law is normal.
    pub fn new(null: Null<'a>, axis: Axis) -> Result<Self, StatError> {
        if !null.is_normal() {
            return Err(StatError::NotApplicable {
                check: "energy-law",
                label: null.label(),
            });
        }
        Ok(Self { null, axis })
    }
}

impl Check for EnergyLawCheck<'_> {
    fn name(&self) -> &'static str {
        match self.axis {
            Axis::Rows => "row-energy-law",
            Axis::Columns => "column-energy-law",
        }
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "largest distance of the energies' distribution function from χ²"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let (lines, length) = self.axis.split(sample.extent());
        let energies = self.axis.energies(sample, &self.null);
        let transforms: Result<Vec<f64>, StatError> = energies
            .iter()
            .map(|&energy| special::chi_squared_cdf(length as f64, energy))
            .collect();
        let distance = uniform_distance(transforms?);
        let p_value = PValue::bound(whole_law::dkw(lines as f64, distance))?;
        let name = "sup |F_m - uniform| of χ² transforms";
        Ok(Measurement::new(name, distance, p_value, Guarantee::Bound))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let lines = self.axis.split(extent).0 as f64;
        Ok(whole_law::dkw_radius(lines, level.alpha(), 2.0)
            + whole_law::dkw_radius(lines, level.beta(), 1.0))
    }
}

/// sup|Fₙ(u) − u|; NaN if a value is.
fn uniform_distance(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    values.iter().enumerate().fold(0.0_f64, |distance, (i, u)| {
        let here = (u - i as f64 / n).max((i as f64 + 1.0) / n - u);
        if u.is_nan() {
            f64::NAN
        } else {
            distance.max(here)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn uniform_distance_of_two_points() {
        // F₂ jumps to ½ at 0.1 and to 1 at 0.2: the farthest is 1 − 0.2.
        let distance = uniform_distance(vec![0.2, 0.1]);
        assert!(Tolerance::rounding(2, 1.0).accepts(distance, 0.8));
        assert!(uniform_distance(vec![f64::NAN]).is_nan());
    }
}
