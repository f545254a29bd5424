//! The family that covers the others: variance scale/fan, for any fan and law.
//!
//! Named members (LeCun, Glorot, He) have their own files, with their own sources.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::spec::Parameter;
use crate::theory::shape::Fans;

/// Which fan divides the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// fan_in: keeps the forward variance.
    #[default]
    FanIn,
    /// fan_out: keeps the backward variance.
    FanOut,
    /// (fan_in + fan_out)/2.
    FanAverage,
}

impl Mode {
    /// The names by which a user asks for a mode.
    pub(in crate::initializer) const NAMES: &'static [(&'static str, Self)] = &[
        ("fan_in", Self::FanIn),
        ("fan_out", Self::FanOut),
        ("fan_avg", Self::FanAverage),
    ];

    /// The name by which a user asks for it: `fan_in`, `fan_out`, `fan_avg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FanIn => "fan_in",
            Self::FanOut => "fan_out",
            Self::FanAverage => "fan_avg",
        }
    }

    /// The fan that divides the scale.
    #[must_use]
    pub fn of(self, fans: Fans) -> f64 {
        match self {
            Self::FanIn => fans.fan_in as f64,
            Self::FanOut => fans.fan_out as f64,
            Self::FanAverage => fans.average(),
        }
    }

    /// 1/fan, exactly.
    pub(in crate::initializer) fn exact_inverse(self, fans: Fans) -> Option<Rational> {
        match self {
            Self::FanIn => exact::ratio(1, fans.fan_in),
            Self::FanOut => exact::ratio(1, fans.fan_out),
            Self::FanAverage => exact::over_sum(2, fans),
        }
    }
}

/// Var W = s/fan: variance scaling.
///
/// # Definition
/// Independent entries of mean 0 from the chosen [`Family`], of variance `scale`/fan with the fan
/// of the chosen [`Mode`]. The truncated family cuts at two parent standard deviations.
///
/// # Moments
/// E W = 0, Var W = scale/fan; uncorrected truncation leaves 0.7737·scale/fan, which is
/// irrational.
///
/// # Assumptions
/// The scale is that of the non-linearity: 1 linear, 2 ReLU.
///
/// # Errors
/// A scale outside 10⁻⁶⁰..=10⁶⁰; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Family, Initializer, Mode, VarianceScaling};
/// use varprop::theory::shape::Fans;
/// let he = VarianceScaling::new(2.0, Mode::FanIn, Family::Truncated)?;
/// let variance = he.exact_variance(Fans { fan_in: 100, fan_out: 50 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/50".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// Keras (2016), VarianceScaling; He et al. (2015), eq. 10 and 14; Glorot & Bengio (2010), eq. 12.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceScaling {
    scale: f64,
    mode: Mode,
    family: Family,
}

/// The entry of variance-scaling in `ALL`.
pub(in crate::initializer) const ENTRY: Entry = Entry {
    name: "variance-scaling",
    aliases: &[],
    summary: "variance scale/fan, for any fan and law",
    parameters: &[
        Parameter::optional("scale", "1", "fan times variance"),
        Parameter::optional("mode", "fan_in", "fan_in, fan_out or fan_avg"),
        Parameter::optional("law", "truncated", "normal, uniform or truncated"),
        Parameter::optional("corrected", "true", "whether truncation keeps the variance"),
    ],
    build: |given| {
        let corrected = given.choice("corrected", &[("true", true), ("false", false)])?;
        let truncated = if corrected {
            Family::Truncated
        } else {
            Family::TruncatedUncorrected
        };
        let families = [
            ("normal", Family::Normal),
            ("uniform", Family::Uniform),
            ("truncated", truncated),
        ];
        let family = given.choice("law", &families)?;
        let mode = given.choice("mode", Mode::NAMES)?;
        let scaling = VarianceScaling::new(given.number("scale")?, mode, family)?;
        Ok(Box::new(scaling))
    },
};

impl VarianceScaling {
    /// Variance `scale`/fan.
    ///
    /// # Errors
    /// When the scale lies outside 10⁻⁶⁰..=10⁶⁰.
    pub fn new(scale: f64, mode: Mode, family: Family) -> Result<Self, InitializerError> {
        if !(1e-60..=1e60).contains(&scale) {
            return Err(InitializerError::ParameterOutOfRange {
                parameter: "scale",
                allowed: "in 1e-60..=1e60",
                received: scale,
            });
        }
        Ok(Self {
            scale,
            mode,
            family,
        })
    }
}

impl Initializer for VarianceScaling {
    fn name(&self) -> &'static str {
        "variance-scaling"
    }

    fn label(&self) -> String {
        let (law, correction) = match self.family {
            Family::Normal => ("normal", ""),
            Family::Uniform => ("uniform", ""),
            Family::Truncated => ("truncated", ""),
            Family::TruncatedUncorrected => ("truncated", ", corrected=false"),
        };
        let (scale, mode) = (self.scale, self.mode.name());
        format!("variance-scaling(scale={scale}, mode={mode}, law={law}{correction})")
    }

    fn formula(&self) -> &'static str {
        match (self.family, self.mode) {
            (Family::TruncatedUncorrected, Mode::FanIn) => "0.7737…·scale/fan_in",
            (Family::TruncatedUncorrected, Mode::FanOut) => "0.7737…·scale/fan_out",
            (Family::TruncatedUncorrected, Mode::FanAverage) => {
                "0.7737…·2·scale/(fan_in + fan_out)"
            }
            (_, Mode::FanIn) => "scale/fan_in",
            (_, Mode::FanOut) => "scale/fan_out",
            (_, Mode::FanAverage) => "2·scale/(fan_in + fan_out)",
        }
    }

    fn source(&self) -> &'static str {
        "Keras (2016), VarianceScaling"
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(self.family, self.scale / self.mode.of(fans))
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        if self.family == Family::TruncatedUncorrected {
            return None;
        }
        let scale = exact::decimal(self.scale)?;
        scale.checked_mul(self.mode.exact_inverse(fans)?).ok()
    }
}
