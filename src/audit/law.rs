//! Laws of independent entries about 0 that a tensor may have been drawn from: family and scale.
//!
//! It gives likelihoods from sums over a tensor; it does not choose.

use crate::audit::Scan;
use crate::audit::precision;
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
    #[must_use]
    pub(in crate::audit) fn reach(self) -> f64 {
        match self {
            Self::Normal => f64::INFINITY,
            Self::Truncated => 2.0 / TWO_SIGMA_STD_DEV,
            Self::Uniform => 3.0_f64.sqrt(),
        }
    }

    /// The parent's probability of the support.
    fn mass(self) -> f64 {
        match self {
            // P(|N(0, 1)| ≤ 2), mpmath.
            Self::Truncated => 0.954_499_736_103_641_6,
            Self::Normal | Self::Uniform => 1.0,
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

    /// ln of the density of all values together, −∞ where the rounding cell of the largest lies
    /// outside of the support; missing if values are not finite.
    ///
    /// With n values, sum of squares S and parent deviation σ: normal −n·ln(√(2π)σ) − S/(2σ²), less
    /// n·ln(2Φ(2) − 1) if truncated; uniform −n·ln(2b).
    #[must_use]
    pub fn log_likelihood(self, scan: &Scan, storage: Storage) -> Option<f64> {
        let (n, energy, largest) = (scan.n() as f64, scan.energy()?, scan.largest()?);
        let bound = self.std_dev * self.family.reach();
        if storage.cell(largest).0 > bound {
            return Some(f64::NEG_INFINITY);
        }
        let normal = |parent: f64| {
            -n * real::ln(parent / real::FRAC_1_SQRT_2PI) - energy / (2.0 * parent * parent)
        };
        Some(match self.family {
            Family::Normal => normal(self.std_dev),
            Family::Truncated => {
                normal(self.std_dev / TWO_SIGMA_STD_DEV) - n * real::ln(self.family.mass())
            }
            Family::Uniform => -n * real::ln(2.0 * bound),
        })
    }

    /// ln of a density that is one whatever the values are: half of it at the law's own scale, half
    /// where its support reaches as far as roundings may carry it.
    #[must_use]
    pub(in crate::audit) fn log_evidence(self, scan: &Scan, storage: Storage) -> Option<f64> {
        let own = self.log_likelihood(scan, storage)?;
        if self.family == Family::Normal {
            return Some(own);
        }
        let far = self.times(1.0 + precision::rounding(storage, self.std_dev));
        let far = far.log_likelihood(scan, storage)?;
        Some(own.max(far) - real::LN_2 + real::ln_1p(real::exp(-(own - far).abs())))
            .map(|sum| if sum.is_nan() { f64::NEG_INFINITY } else { sum })
    }

    /// The laws of this family that a framework may have drawn from when it meant this one: its
    /// scale, and within the budget of roundings the likeliest ones, first those.
    ///
    /// A framework that draws in a low precision rounds its constants too: the variance of a law
    /// may be off by a few units of the last place, and that is no bug.
    #[must_use]
    pub fn within_budget(self, scan: &Scan, storage: Storage) -> Vec<Self> {
        let (Some(energy), Some(largest)) = (scan.energy(), scan.largest()) else {
            return vec![self];
        };
        let slack = precision::rounding(storage, self.std_dev);
        let (low, high) = (self.std_dev * (1.0 - slack), self.std_dev * (1.0 + slack));
        // The support reaches as far as the largest value's rounding cell begins, or ends.
        let cell = storage.cell(largest);
        let nearest = cell.0 / self.family.reach() * (1.0 + 4.0 * f64::EPSILON);
        let farthest = cell.1 / self.family.reach();
        if !precision::is_low(storage) {
            return vec![self.at(self.std_dev.max(nearest.min(high)))];
        }
        let spread = (energy / scan.n() as f64).sqrt();
        let scales = [spread, nearest, farthest].map(|scale| scale.clamp(low, high));
        let mut laws: Vec<Self> = scales.into_iter().map(|scale| self.at(scale)).collect();
        laws.push(self);
        laws.dedup();
        laws
    }

    /// P(X ≤ x).
    #[must_use]
    pub fn cdf(self, x: f64) -> f64 {
        match self.family {
            Family::Normal => real::normal_cdf(x / self.std_dev),
            Family::Truncated => {
                let below = real::normal_cdf(x * TWO_SIGMA_STD_DEV / self.std_dev);
                let outside = 0.5 * (1.0 - self.family.mass());
                ((below - outside) / self.family.mass()).clamp(0.0, 1.0)
            }
            Family::Uniform => {
                let bound = self.std_dev * self.family.reach();
                (0.5 + 0.5 * x / bound).clamp(0.0, 1.0)
            }
        }
    }

    /// P(|X| > x) for x ≥ 0, accurate where it is small.
    #[must_use]
    pub fn beyond(self, x: f64) -> f64 {
        let z = x / self.std_dev;
        match self.family {
            Family::Normal => real::erfc(z * real::FRAC_1_SQRT_2),
            Family::Truncated => {
                let parent = real::erfc(z * TWO_SIGMA_STD_DEV * real::FRAC_1_SQRT_2);
                ((parent - 1.0 + self.family.mass()) / self.family.mass()).max(0.0)
            }
            Family::Uniform => (1.0 - z / self.family.reach()).max(0.0),
        }
    }

    fn at(self, std_dev: f64) -> Self {
        Self { std_dev, ..self }
    }

    fn times(self, factor: f64) -> Self {
        self.at(self.std_dev * factor)
    }
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
        let uniform = Law {
            family: Family::Uniform,
            std_dev: 0.75 / 3.0_f64.sqrt(),
        };
        let likelihood = |value: f64, storage| {
            let scan = scan(&[0.1, -value]);
            uniform.log_likelihood(&scan, storage).unwrap()
        };
        assert_eq!(likelihood(0.76, Storage::F64), f64::NEG_INFINITY);
        // In bfloat16, 0.754 stands for numbers from 0.752 on, 0.7518 for some below 0.75.
        assert_eq!(likelihood(0.754, Storage::Bf16), f64::NEG_INFINITY);
        assert!(likelihood(0.7518, Storage::Bf16).is_finite());
    }

    #[test]
    fn the_evidence_of_a_law_is_that_of_a_density() {
        // Half at b = 0.75, half at 0.75·(1 + 2⁻⁷) and a little: for one value within, at most 1/2b
        // and at least that of the wider law.
        let uniform = Law {
            family: Family::Uniform,
            std_dev: 0.75 / 3.0_f64.sqrt(),
        };
        let evidence = |value: f64| {
            uniform
                .log_evidence(&scan(&[value]), Storage::Bf16)
                .unwrap()
        };
        let narrow = -real::ln(1.5);
        assert!(evidence(0.5) < narrow && evidence(0.5) > narrow - 1.0 / 128.0);
        assert!(evidence(0.754) < narrow - real::LN_2 && evidence(0.754) > narrow - 1.0);
        assert_eq!(evidence(0.77), f64::NEG_INFINITY);
    }

    #[test]
    fn its_own_distribution_function_and_tails_are_those_of_the_distribution() {
        for family in FAMILIES {
            let law = Law {
                family,
                std_dev: 0.3,
            };
            let distribution = law.distribution().unwrap();
            // A quotient of differences of two functions near 1.
            let allowed = Tolerance::rounding(64, 1.0);
            for x in [-0.7, -0.52, -0.3, 0.0, 0.1, 0.5, 0.6, 2.0] {
                assert!(
                    allowed.accepts(law.cdf(x), distribution.cdf(x)),
                    "{family:?} {x}"
                );
            }
            for x in [0.0, 0.2, 0.5, 0.65] {
                let beyond = 2.0 * distribution.cdf((0.0_f64 - x).next_down());
                assert!(allowed.accepts(law.beyond(x), beyond), "{family:?} {x}");
            }
        }
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
