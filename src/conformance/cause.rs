//! What a wrong variance ratio points to: ten known mistakes, with their formula for a layer.
//!
//! A short list for one layer's ratio; it names what the ratio fits, and proves none of it.

use crate::conformance::Ratio;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;

/// A mistake whose variance ratio lies within the observed interval.
///
/// # Example
/// ```
/// use varprop::conformance::{Cause, Layer, Ratio};
/// use varprop::initializer::HeNormal;
/// let layer = Layer::dense(784, 10)?;
/// let observed = Ratio { observed: 78.1, low: 76.9, high: 79.4 };
/// let named = Cause::of(&HeNormal::default(), &layer, observed);
/// assert_eq!(named[0].says, "fan_in and fan_out exchanged");
/// assert_eq!(named[0].ratio, 78.4);
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cause {
    /// Actual over promised variance, had this been done.
    pub ratio: f64,
    /// What was done.
    pub says: &'static str,
}

impl Cause {
    /// The mistakes that the ratio fits, structural ones first; none if it fits 1.
    #[must_use]
    pub fn of(initializer: &dyn Initializer, layer: &Layer, observed: Ratio) -> Vec<Self> {
        if observed.admits(1.0) {
            return Vec::new();
        }
        let of_fans = MISTAKEN_FANS.iter().filter_map(|(fans, says)| {
            let ratio = variance(initializer, fans(layer))? / variance(initializer, layer.fans())?;
            Some(Self { ratio, says })
        });
        let of_laws = MISTAKEN_FACTORS.iter().map(|(ratio, says)| Self {
            ratio: *ratio,
            says,
        });
        of_fans
            .chain(of_laws)
            .filter(|cause| observed.admits(cause.ratio))
            .collect()
    }
}

/// The fans that a mistake takes in place of the layer's.
type Mistake = fn(&Layer) -> Fans;

const MISTAKEN_FANS: [(Mistake, &str); 4] = [
    (
        |layer| Fans {
            fan_in: layer.fans().fan_out,
            fan_out: layer.fans().fan_in,
        },
        "fan_in and fan_out exchanged",
    ),
    (
        |layer| times(layer, 1, 1, layer.kernel().volume()),
        "the kernel's receptive field left out of the fans",
    ),
    (
        |layer| times(layer, layer.groups(), layer.groups(), 1),
        "groups left out: the fans count all channels",
    ),
    (
        |layer| times(layer, 1, layer.groups(), 1),
        "groups left out of fan_out: it counts all output channels",
    ),
];

const MISTAKEN_FACTORS: [(f64, &str); 6] = [
    (1.0 / 3.0, "the standard deviation used as a uniform bound"),
    (0.5, "a factor 2 missing: the gain √2"),
    (2.0, "a factor 2 too many: the gain √2 applied twice"),
    (
        1.0 / 6.0,
        "He's uniform bound without √6: U(±1/√fan), PyTorch's default",
    ),
    (
        // Var N(0, 1) truncated at ±2, mpmath.
        0.773_741_303_549_923_2,
        "truncation at 2σ without the division by 0.8796",
    ),
    (0.5625, "gain 3/4, PyTorch's for SELU, in place of 1"),
];

/// Fans multiplied, and divided by a receptive field.
fn times(layer: &Layer, by_in: u64, by_out: u64, divisor: u64) -> Fans {
    let Fans { fan_in, fan_out } = layer.fans();
    Fans {
        fan_in: fan_in.saturating_mul(by_in) / divisor,
        fan_out: fan_out.saturating_mul(by_out) / divisor,
    }
}

fn variance(initializer: &dyn Initializer, fans: Fans) -> Option<f64> {
    match initializer.law(fans) {
        Ok(WeightLaw::Independent(law) | WeightLaw::Dependent(law)) => Some(law.variance()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initializer::parse;

    fn named(spec: &str, layer: &Layer, ratio: f64) -> Vec<&'static str> {
        let observed = Ratio {
            observed: ratio,
            low: 0.99 * ratio,
            high: 1.01 * ratio,
        };
        let causes = Cause::of(&*parse(spec).unwrap(), layer, observed);
        causes.into_iter().map(|cause| cause.says).collect()
    }

    #[test]
    fn a_convolution_without_its_receptive_field_is_named() {
        let layer = Layer::convolution(16, 32, &[3, 3], 1).unwrap();
        assert_eq!(
            named("he-normal", &layer, 9.0),
            ["the kernel's receptive field left out of the fans"]
        );
    }

    #[test]
    fn groups_are_told_apart_by_the_mode() {
        let layer = Layer::depthwise(64, 1, &[3, 3]).unwrap();
        let both = named("he-normal", &layer, 1.0 / 64.0);
        assert_eq!(both, ["groups left out: the fans count all channels"]);
        let out = named("he-normal(mode=fan_out)", &layer, 1.0 / 64.0);
        assert_eq!(out.len(), 2);
    }

    #[test]
    fn a_right_ratio_and_an_unknown_one_have_no_cause() {
        let layer = Layer::dense(64, 64).unwrap();
        assert!(named("he-normal", &layer, 1.0).is_empty());
        assert!(named("he-normal", &layer, 1.234).is_empty());
    }
}
