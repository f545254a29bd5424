//! Known mistakes of initializers, by what each does to the variance: the one table of them.
//!
//! A mistake is data: fans taken for the layer's, run through the rule that was meant, or a factor.
//! What was found is compared with it elsewhere (`audit`, `conformance`).

mod effect;
mod table;

use crate::initializer::EntryLaw;
use crate::initializer::Family;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::num::Tolerance;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;

pub use table::DICTIONARY;

/// What was meant, for which layer.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The layer that the tensor belongs to.
    pub layer: &'a Layer,
    /// The initializer that was meant.
    pub expected: &'a dyn Initializer,
    /// The shape of its tensor; empty where it is not known.
    pub shape: &'a [u64],
    /// Equal matrices that are packed into the tensor.
    pub parts: u64,
    /// Residual blocks of the model, if they were counted.
    pub depth: Option<u64>,
}

/// What a mistake does.
#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// The rule is right, its fans are not.
    Fans(fn(&Setting<'_>) -> Option<Fans>),
    /// Another variance; as a factor on the right one.
    Factor(fn(&Setting<'_>) -> Option<f64>),
}

/// One way to get a variance wrong.
#[derive(Clone, Copy, Debug)]
pub struct Mistake {
    /// A stable name for programs.
    pub code: &'static str,
    /// What was done, in words.
    pub cause: &'static str,
    /// Actual over expected variance as a formula, for people; of fans, what is taken for them.
    pub formula: &'static str,
    /// What it does.
    pub effect: Effect,
    /// The family that it leaves; `None` for that which was expected.
    pub leaves: Option<Family>,
    /// Whether only special layers can have it: grouped, transposed, packed ones, kernels. Such a
    /// cause is seldom met by accident; a plain factor often is.
    pub is_special: bool,
    /// Whether it is named only where the rule that was meant is known: without one there are too
    /// many rules that it could have spoilt.
    pub needs_expectation: bool,
    /// The orders of axes of frameworks that make it today; empty if none is known to.
    pub seen_in: &'static [Layout],
    /// Where it was found.
    pub case: &'static str,
}

impl Mistake {
    /// Actual over expected variance; missing where the mistake cannot happen or changes nothing.
    ///
    /// # Example
    /// ```
    /// use varprop::initializer::HeNormal;
    /// use varprop::mistake::{DICTIONARY, Setting};
    /// use varprop::theory::shape::Layer;
    /// let layer = Layer::dense(784, 10)?;
    /// let expected = HeNormal::default();
    /// let setting = Setting::of(&layer, &expected);
    /// let swapped = DICTIONARY.iter().find(|one| one.code == "fans-swapped");
    /// assert_eq!(swapped.and_then(|one| one.ratio(&setting)), Some(78.4));
    /// # Ok::<(), varprop::theory::shape::ShapeError>(())
    /// ```
    #[must_use]
    pub fn ratio(&self, setting: &Setting<'_>) -> Option<f64> {
        let ratio = match self.effect {
            Effect::Factor(factor) => factor(setting)?,
            Effect::Fans(fans) => {
                setting.variance_for(fans(setting)?)?
                    / setting.variance_for(setting.layer.fans())?
            }
        };
        let changes = !Tolerance::rounding(64, 1.0).accepts(ratio, 1.0);
        (ratio.is_finite() && 0.0 < ratio && changes).then_some(ratio)
    }
}

impl<'a> Setting<'a> {
    /// One matrix, in a model of which nothing else is known.
    #[must_use]
    pub fn of(layer: &'a Layer, expected: &'a dyn Initializer) -> Self {
        Self {
            layer,
            expected,
            shape: &[],
            parts: 1,
            depth: None,
        }
    }

    /// The variance that the rule gives for these fans.
    fn variance_for(&self, fans: Fans) -> Option<f64> {
        match self.expected.law(fans).ok()? {
            WeightLaw::Independent(law) | WeightLaw::Dependent(law) => Some(law.variance()),
            WeightLaw::Fixed => None,
        }
    }

    /// The expected variance; missing where entries have no common law.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.variance_for(self.layer.fans())
    }

    /// n·Var for fans of n: the square of the gain of a rule of the fans.
    fn square_of_gain(&self) -> Option<f64> {
        let of = |n: u64| {
            let (fan_in, fan_out) = (n, n);
            Some(n as f64 * self.variance_for(Fans { fan_in, fan_out })?)
        };
        let (small, large) = (of(64)?, of(256)?);
        Tolerance::rounding(64, small)
            .accepts(large, small)
            .then_some(small)
    }

    /// Whether the rule takes the mean of the fans.
    fn is_of_average(&self) -> bool {
        let of = |fan_in: u64, fan_out: u64| self.variance_for(Fans { fan_in, fan_out });
        let (even, odd, twice) = (of(64, 64), of(32, 96), of(128, 128));
        match (even, odd, twice) {
            (Some(even), Some(odd), Some(twice)) => {
                let allowed = Tolerance::rounding(64, even);
                allowed.accepts(odd, even) && !allowed.accepts(twice, even)
            }
            _ => false,
        }
    }

    /// The family that was expected, of independent entries.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        match self.expected.entry_law(self.layer.fans()).ok()? {
            EntryLaw::Normal(_) => Some(Family::Normal),
            EntryLaw::Uniform(_) => Some(Family::Uniform),
            EntryLaw::TruncatedNormal(_) => Some(Family::Truncated),
            EntryLaw::Constant(_) => None,
        }
    }

    /// Whether the expected entries depend on each other: orthogonal ones.
    #[must_use]
    pub fn is_dependent(&self) -> bool {
        let law = self.expected.law(self.layer.fans());
        matches!(law, Ok(WeightLaw::Dependent(_)))
    }
}

#[cfg(test)]
mod tests;
