//! The laws that an initializer of independent entries may have, each with its sampler.
//!
//! Moments are `theory::distribution`'s; this only joins them to draws.

use crate::initializer::InitializerError;
use crate::initializer::Sampler;
use crate::num::real;
use crate::theory::distribution::Constant;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::Normal;
use crate::theory::distribution::TruncatedNormal;
use crate::theory::distribution::Uniform;

/// The law of one of many independent entries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EntryLaw {
    /// Every entry the same.
    Constant(Constant),
    /// Normal entries.
    Normal(Normal),
    /// Uniform entries.
    Uniform(Uniform),
    /// Truncated normal entries.
    TruncatedNormal(TruncatedNormal),
}

/// A centered family, named up to its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// N(0, σ²).
    Normal,
    /// U(−√3σ, √3σ).
    Uniform,
    /// Normal truncated at two parent standard deviations, the parent widened by 1/0.8796 so
    /// that the entries' own standard deviation is σ.
    Truncated,
    /// Normal of parent N(0, σ²) truncated at ±2σ: the entries' variance is 0.7737σ² only.
    TruncatedUncorrected,
}

impl EntryLaw {
    /// The member of the family with this variance; for the uncorrected truncation the variance
    /// is the parent's.
    ///
    /// # Errors
    /// When the standard deviation leaves 10⁻⁶⁰..=10⁶⁰.
    pub fn with_variance(family: Family, variance: f64) -> Result<Self, InitializerError> {
        let std_dev = real::sqrt(variance);
        Ok(match family {
            Family::Normal => Self::Normal(Normal::new(0.0, std_dev)?),
            Family::Uniform => Self::Uniform(Uniform::symmetric(real::sqrt(3.0 * variance))?),
            Family::Truncated => {
                Self::TruncatedNormal(TruncatedNormal::corrected_two_sigma(std_dev)?)
            }
            Family::TruncatedUncorrected => {
                Self::TruncatedNormal(TruncatedNormal::two_sigma(std_dev)?)
            }
        })
    }

    /// The law with its moments.
    #[must_use]
    pub fn boxed(self) -> Box<dyn Distribution> {
        match self {
            Self::Constant(law) => Box::new(law),
            Self::Normal(law) => Box::new(law),
            Self::Uniform(law) => Box::new(law),
            Self::TruncatedNormal(law) => Box::new(law),
        }
    }

    /// What draws from it.
    #[must_use]
    pub fn sampler(self) -> Sampler {
        match self {
            Self::Constant(law) => Sampler::constant(law),
            Self::Normal(law) => Sampler::normal(law),
            Self::Uniform(law) => Sampler::uniform(law),
            Self::TruncatedNormal(law) => Sampler::truncated_normal(law),
        }
    }
}
