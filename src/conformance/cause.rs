//! What a wrong variance ratio points to: the known mistakes that it fits, for one layer.
//!
//! It names what the ratio fits, and proves none of it; the table is `mistake::DICTIONARY`.

use crate::conformance::Ratio;
use crate::initializer::Initializer;
use crate::mistake::DICTIONARY;
use crate::mistake::Setting;
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
/// assert_eq!((named[0].code, named[0].ratio), ("fans-swapped", 78.4));
/// assert!(named[0].says.starts_with("fan_in and fan_out exchanged"));
/// # Ok::<(), varprop::theory::shape::ShapeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cause {
    /// The entry of [`DICTIONARY`] that it is.
    pub code: &'static str,
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
        let setting = Setting::of(layer, initializer);
        let causes = DICTIONARY.iter().filter_map(|mistake| {
            let ratio = mistake.ratio(&setting)?;
            Some(Self {
                code: mistake.code,
                ratio,
                says: mistake.cause,
            })
        });
        causes
            .filter(|cause| observed.admits(cause.ratio))
            .collect()
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
        causes.into_iter().map(|cause| cause.code).collect()
    }

    #[test]
    fn a_convolution_without_its_receptive_field_is_named() {
        let layer = Layer::convolution(16, 32, &[3, 3], 1).unwrap();
        assert_eq!(
            named("he-normal", &layer, 9.0),
            ["receptive-field-forgotten"]
        );
    }

    #[test]
    fn groups_are_told_apart_by_the_mode() {
        let layer = Layer::depthwise(64, 1, &[3, 3]).unwrap();
        let by_in = named("he-normal", &layer, 1.0 / 64.0);
        assert_eq!(by_in, ["channels-counted-in-fan-in", "groups-left-out"]);
        let by_out = named("he-normal(mode=fan_out)", &layer, 1.0 / 64.0);
        assert_eq!(by_out, ["groups-counted-in-fan-out", "groups-left-out"]);
    }

    #[test]
    fn a_right_ratio_and_an_unknown_one_have_no_cause() {
        let layer = Layer::dense(64, 64).unwrap();
        assert!(named("he-normal", &layer, 1.0).is_empty());
        assert!(named("he-normal", &layer, 1.234).is_empty());
    }
}
