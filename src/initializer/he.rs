//! He's scaling for rectified units: variance 2/((1 + a²)·fan), normal or uniform.
//!
//! Other gains go through `variance_scaling`.

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::Mode;
use crate::initializer::entry::Entry;
use crate::initializer::exact;
use crate::initializer::storage;
use crate::num::Rational;
use crate::spec::Arguments;
use crate::spec::Parameter;
use crate::theory::shape::Fans;

/// N(0, gain²/fan): He's normal initializer.
///
/// # Definition
/// W_ij independent with mean 0 and variance gain²/fan, gain² = 2/(1 + a²) for leaky ReLU of
/// negative slope a; fan is fan_in (default) or fan_out.
///
/// # Moments
/// E W = 0, Var W = 2/((1 + a²)·fan), kurtosis 3.
///
/// # Assumptions
/// ReLU or leaky ReLU units with pre-activations symmetric about 0; fan_in keeps the forward,
/// fan_out the backward second moment.
///
/// # Errors
/// A slope that is not finite or beyond 10³⁰ in magnitude; mode `fan_avg`; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, Mode, HeNormal};
/// use varprop::theory::shape::Fans;
/// let he = HeNormal::new(Mode::FanOut, 0.5)?;
/// let variance = he.exact_variance(Fans { fan_in: 10, fan_out: 80 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/50".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, eq. 10, 14 and 15.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeNormal {
    rule: HeRule,
}

/// The entry of he-normal in `ALL`.
pub(in crate::initializer) const NORMAL: Entry = Entry {
    name: "he-normal",
    aliases: &["kaiming-normal"],
    summary: "variance 2/((1 + slope²)·fan), normal: keeps the second moment through ReLU",
    parameters: PARAMETERS,
    build: |given| {
        let rule = HeRule::from_arguments(given)?;
        Ok(Box::new(HeNormal { rule }))
    },
};

impl HeNormal {
    /// The law for leaky ReLU of this negative slope (0: ReLU), scaled by fan_in or fan_out.
    ///
    /// # Errors
    /// When the slope is not finite or beyond 10³⁰ in magnitude, or the mode is the average.
    pub fn new(mode: Mode, negative_slope: f64) -> Result<Self, InitializerError> {
        let rule = HeRule::new(mode, negative_slope)?;
        Ok(Self { rule })
    }
}

impl Initializer for HeNormal {
    fn name(&self) -> &'static str {
        "he-normal"
    }

    fn label(&self) -> String {
        self.rule.label(self.name())
    }

    fn formula(&self) -> &'static str {
        self.rule.formula()
    }

    fn source(&self) -> &'static str {
        self.rule.source()
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Normal, self.rule.variance(fans))
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        self.rule.exact_variance(fans)
    }
}

/// U(−b, b), b = gain·√(3/fan): He's uniform initializer.
///
/// # Definition
/// W_ij independent with mean 0 and variance gain²/fan, gain² = 2/(1 + a²) for leaky ReLU of
/// negative slope a; fan is fan_in (default) or fan_out.
///
/// # Moments
/// E W = 0, Var W = 2/((1 + a²)·fan), kurtosis 9/5.
///
/// # Assumptions
/// ReLU or leaky ReLU units with pre-activations symmetric about 0; fan_in keeps the forward,
/// fan_out the backward second moment.
///
/// # Errors
/// A slope that is not finite or beyond 10³⁰ in magnitude; mode `fan_avg`; an empty fan.
///
/// # Example
/// ```
/// use varprop::initializer::{Initializer, Mode, HeUniform};
/// use varprop::theory::shape::Fans;
/// let he = HeUniform::new(Mode::FanOut, 0.5)?;
/// let variance = he.exact_variance(Fans { fan_in: 10, fan_out: 80 });
/// assert_eq!(variance.map(|v| v.to_string()), Some("1/50".to_owned()));
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # References
/// He, Zhang, Ren & Sun (2015), Delving deep into rectifiers, eq. 10, 14 and 15.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeUniform {
    rule: HeRule,
}

/// The entry of he-uniform in `ALL`.
pub(in crate::initializer) const UNIFORM: Entry = Entry {
    name: "he-uniform",
    aliases: &["kaiming-uniform"],
    summary: "variance 2/((1 + slope²)·fan), uniform: keeps the second moment through ReLU",
    parameters: PARAMETERS,
    build: |given| {
        let rule = HeRule::from_arguments(given)?;
        Ok(Box::new(HeUniform { rule }))
    },
};

impl HeUniform {
    /// The law for leaky ReLU of this negative slope (0: ReLU), scaled by fan_in or fan_out.
    ///
    /// # Errors
    /// When the slope is not finite or beyond 10³⁰ in magnitude, or the mode is the average.
    pub fn new(mode: Mode, negative_slope: f64) -> Result<Self, InitializerError> {
        let rule = HeRule::new(mode, negative_slope)?;
        Ok(Self { rule })
    }
}

impl Initializer for HeUniform {
    fn name(&self) -> &'static str {
        "he-uniform"
    }

    fn label(&self) -> String {
        self.rule.label(self.name())
    }

    fn formula(&self) -> &'static str {
        self.rule.formula()
    }

    fn source(&self) -> &'static str {
        self.rule.source()
    }

    fn entry_law(&self, fans: Fans) -> Result<EntryLaw, InitializerError> {
        storage::nonempty(fans)?;
        EntryLaw::with_variance(Family::Uniform, self.rule.variance(fans))
    }

    fn exact_variance(&self, fans: Fans) -> Option<Rational> {
        self.rule.exact_variance(fans)
    }
}

const PARAMETERS: &[Parameter] = &[
    Parameter::optional("mode", "fan_in", "fan_in or fan_out"),
    Parameter::optional("slope", "0", "the negative slope of leaky ReLU"),
];

/// The scaling that both families share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct HeRule {
    mode: Mode,
    negative_slope: f64,
}

impl HeRule {
    fn new(mode: Mode, negative_slope: f64) -> Result<Self, InitializerError> {
        if mode == Mode::FanAverage {
            let initializer = "he";
            return Err(InitializerError::UnsuitableMode { initializer });
        }
        if !negative_slope.is_finite() || 1e30 < negative_slope.abs() {
            return Err(InitializerError::ParameterOutOfRange {
                parameter: "slope",
                allowed: "in -1e30..=1e30",
                received: negative_slope,
            });
        }
        Ok(Self {
            mode,
            negative_slope,
        })
    }

    fn from_arguments(given: &Arguments) -> Result<Self, InitializerError> {
        let modes = [("fan_in", Mode::FanIn), ("fan_out", Mode::FanOut)];
        Self::new(given.choice("mode", &modes)?, given.number("slope")?)
    }

    fn label(self, name: &str) -> String {
        let mode = (self.mode != Mode::FanIn).then(|| format!("mode={}", self.mode.name()));
        let slope = (self.negative_slope != 0.0).then(|| format!("slope={}", self.negative_slope));
        let given: Vec<String> = mode.into_iter().chain(slope).collect();
        if given.is_empty() {
            return name.to_owned();
        }
        format!("{name}({})", given.join(", "))
    }

    fn formula(self) -> &'static str {
        match (self.mode, self.negative_slope == 0.0) {
            (Mode::FanOut, true) => "2/fan_out",
            (Mode::FanOut, false) => "2/((1 + slope²)·fan_out)",
            (_, true) => "2/fan_in",
            (_, false) => "2/((1 + slope²)·fan_in)",
        }
    }

    fn source(self) -> &'static str {
        match (self.mode, self.negative_slope == 0.0) {
            (_, false) => "He, Zhang, Ren & Sun (2015), eq. 15",
            (Mode::FanOut, true) => "He, Zhang, Ren & Sun (2015), eq. 14",
            (_, true) => "He, Zhang, Ren & Sun (2015), eq. 10",
        }
    }

    fn variance(self, fans: Fans) -> f64 {
        let slope = self.negative_slope;
        2.0 / ((1.0 + slope * slope) * self.mode.of(fans))
    }

    fn exact_variance(self, fans: Fans) -> Option<Rational> {
        let slope_squared = exact::squared(self.negative_slope)?;
        let gain_squared = Rational::integer(2)
            .checked_div(slope_squared.checked_add(Rational::ONE).ok()?)
            .ok()?;
        gain_squared
            .checked_mul(self.mode.exact_inverse(fans)?)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_of_root_5_is_a_sixth_of_he() {
        // 2/(1 + 5) = 1/3 against 2.
        let fans = Fans {
            fan_in: 100,
            fan_out: 7,
        };
        let slope = crate::num::real::sqrt(5.0);
        let torch = HeUniform::new(Mode::FanIn, slope)
            .unwrap()
            .rule
            .variance(fans);
        let tolerance = crate::num::Tolerance::rounding(8, 0.02);
        assert!(tolerance.accepts(6.0 * torch, 2.0 / 100.0));
    }

    #[test]
    fn an_average_or_infinite_slope_is_refused() {
        let code = |mode, slope| HeNormal::new(mode, slope).unwrap_err().code();
        assert_eq!(code(Mode::FanAverage, 0.0), "unsuitable-mode");
        assert_eq!(code(Mode::FanIn, f64::NAN), "parameter-out-of-range");
    }
}
