//! Laws of independent entries about 0 that a tensor may have been drawn from: family and scale.
//!
//! It gives likelihoods from sums over a tensor; it does not choose.

use crate::audit::Scan;
use crate::empirical::stat::Storage;
use crate::num::Tolerance;
use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::DistributionError;
use crate::theory::distribution::Normal;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::distribution::TruncatedNormal;
use crate::theory::distribution::Uniform;

/// The shape of a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// N(0, σ²).
    Normal,
    /// N(0, σ²) conditioned on two standard deviations of it on either side.
    Truncated,
    /// U(−b, b).
    Uniform,
}

/// Every family.
pub const FAMILIES: [Family; 3] = [Family::Normal, Family::Truncated, Family::Uniform];

impl Family {
    /// The name, as printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Truncated => "truncated normal",
            Self::Uniform => "uniform",
        }
    }

    /// The largest |x|/σ, σ the law's own standard deviation.
    fn reach(self) -> f64 {
        match self {
            Self::Normal => f64::INFINITY,
            Self::Truncated => 2.0 / TWO_SIGMA_STD_DEV,
            Self::Uniform => 3.0_f64.sqrt(),
        }
    }
}

/// A law: its family and its own standard deviation (of the truncated law, not of its parent).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Law {
    /// The shape.
    pub family: Family,
    /// √Var(X).
    pub std_dev: f64,
}

impl Law {
    /// The law as something that has moments and a distribution function.
    ///
    /// # Errors
    /// When the scale is not positive, or beyond what laws allow.
    pub fn distribution(self) -> Result<Box<dyn Distribution>, DistributionError> {
        Ok(match self.family {
            Family::Normal => Box::new(Normal::new(0.0, self.std_dev)?),
            Family::Truncated => Box::new(TruncatedNormal::corrected_two_sigma(self.std_dev)?),
            Family::Uniform => Box::new(Uniform::symmetric(self.std_dev * 3.0_f64.sqrt())?),
        })
    }

    /// Whether both are the same law, roundings apart.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        // A handful of products and a root on either side.
        let allowed = Tolerance::rounding(16, self.std_dev);
        self.family == other.family && allowed.accepts(other.std_dev, self.std_dev)
    }

    /// ln of the density of all values together, −∞ where one lies outside of the support by more
    /// than its rounding; missing if values are not finite.
    ///
    /// With n values, sum of squares S and parent deviation σ: normal −n·ln(√(2π)σ) − S/(2σ²), less
    /// n·ln(2Φ(2) − 1) if truncated; uniform −n·ln(2b).
    #[must_use]
    pub fn log_likelihood(self, scan: &Scan, storage: Storage) -> Option<f64> {
        let (n, energy, largest) = (scan.n() as f64, scan.energy()?, scan.largest()?);
        let bound = self.std_dev * self.family.reach();
        if storage.cell(largest).0 > bound * (1.0 + rounding(storage)) {
            return Some(f64::NEG_INFINITY);
        }
        let normal = |parent: f64| {
            -n * real::ln(parent / real::FRAC_1_SQRT_2PI) - energy / (2.0 * parent * parent)
        };
        Some(match self.family {
            Family::Normal => normal(self.std_dev),
            Family::Truncated => {
                let mass = 1.0 - real::erfc(real::SQRT_2);
                normal(self.std_dev / TWO_SIGMA_STD_DEV) - n * real::ln(mass)
            }
            Family::Uniform => -n * real::ln(2.0 * bound),
        })
    }

    /// The laws of this family that a framework may have drawn from when it meant this one: at the
    /// scale itself, and, in formats of low precision, at those within the budget of roundings that
    /// suit the spread and the largest value best.
    ///
    /// A framework that draws in a low precision rounds its constants too: the variance of a law
    /// may be off by a few units of the last place, and that is no bug.
    #[must_use]
    pub fn within_budget(self, scan: &Scan, storage: Storage) -> Vec<Self> {
        let (Some(energy), Some(largest)) = (scan.energy(), scan.largest()) else {
            return vec![self];
        };
        let slack = rounding(storage);
        let (low, high) = (self.std_dev * (1.0 - slack), self.std_dev * (1.0 + slack));
        let spread = (energy / scan.n() as f64).sqrt();
        // The support must reach as far as the largest value's rounding cell.
        let reaching = storage.cell(largest).1 / self.family.reach();
        let scales = if storage.significand_bits() < LOW_PRECISION {
            vec![
                self.std_dev,
                spread.clamp(low, high),
                reaching.clamp(low, high),
            ]
        } else {
            vec![self.std_dev.max(reaching.min(high))]
        };
        let at = |std_dev| Self { std_dev, ..self };
        scales.into_iter().map(at).collect()
    }
}

/// Formats of fewer significant bits round constants by so much that a test could see it.
const LOW_PRECISION: i32 = 24;

/// How far a constant may be off in this format, relatively: two roundings of half a unit in the
/// last place, as of a standard deviation and its factor.
#[must_use]
pub fn rounding(storage: Storage) -> f64 {
    real::powi(0.5, storage.significand_bits().unsigned_abs()) * 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;

    fn scan(values: &[f64]) -> Scan {
        specimen::scan(values, &[values.len() as u64])
    }

    /// scipy.stats 1.17: norm(0, .5), truncnorm(−2, 2, scale=.5), uniform(−.75, 1.5), logpdf summed
    /// over (0.1, −0.7, 0.4).
    #[test]
    fn likelihoods_are_those_of_scipy() {
        let found = scan(&[0.1, -0.7, 0.4]);
        for (family, std_dev, expected) in [
            (Family::Normal, 0.5, -1.997_374_057_934_182),
            (
                Family::Truncated,
                0.5 * TWO_SIGMA_STD_DEV,
                -1.857_670_321_057_011_8,
            ),
            (
                Family::Uniform,
                0.75 / 3.0_f64.sqrt(),
                -1.216_395_324_324_493_4,
            ),
        ] {
            let law = Law { family, std_dev };
            let found = law.log_likelihood(&found, Storage::F64).unwrap();
            assert!(
                Tolerance::rounding(32, expected).accepts(found, expected),
                "{family:?} {found}"
            );
        }
    }

    #[test]
    fn a_value_outside_the_support_rules_a_law_out() {
        let found = scan(&[0.1, -0.76]);
        let uniform = Law {
            family: Family::Uniform,
            std_dev: 0.75 / 3.0_f64.sqrt(),
        };
        assert_eq!(
            uniform.log_likelihood(&found, Storage::F64),
            Some(f64::NEG_INFINITY)
        );
        // In bfloat16, 0.76 stands for numbers down to 0.758, and 0.75 for a bound 0.8 % off.
        assert!(
            uniform
                .log_likelihood(&found, Storage::Bf16)
                .unwrap()
                .is_infinite()
        );
        let found = scan(&[0.1, -0.753]);
        assert!(
            uniform
                .log_likelihood(&found, Storage::Bf16)
                .unwrap()
                .is_finite()
        );
    }

    #[test]
    fn the_budget_of_bfloat16_is_two_units_and_that_of_single_precision_next_to_none() {
        let found = scan(&[1.005, -1.005]);
        let law = Law {
            family: Family::Normal,
            std_dev: 1.0,
        };
        let scales = |storage| {
            let laws = law.within_budget(&found, storage);
            laws.iter().map(|law| law.std_dev).collect::<Vec<_>>()
        };
        assert!(scales(Storage::Bf16).contains(&1.005));
        assert_eq!(scales(Storage::F32), [1.0]);
    }

    #[test]
    fn a_bound_that_was_rounded_up_is_within_the_budget() {
        // In binary16 numbers near 0.2 are 2⁻¹³ apart: 0.2 + 2⁻¹⁴ may be a rounded 0.2.
        let found = scan(&[0.2 + 1.0 / 16384.0, -0.1]);
        let law = Law {
            family: Family::Uniform,
            std_dev: 0.2 / 3.0_f64.sqrt(),
        };
        let laws = law.within_budget(&found, Storage::F16);
        let reaches = |law: &Law| law.std_dev * 3.0_f64.sqrt() > 0.2 + 1.0 / 16384.0;
        assert!(laws.iter().any(reaches));
    }

    #[test]
    fn a_law_has_the_standard_deviation_that_it_is_named_by() {
        for family in FAMILIES {
            let law = Law {
                family,
                std_dev: 0.3,
            }
            .distribution()
            .unwrap();
            assert!(
                Tolerance::rounding(64, 0.3).accepts(law.std_dev(), 0.3),
                "{family:?}"
            );
        }
    }
}
