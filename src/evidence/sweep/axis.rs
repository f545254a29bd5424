//! An axis of standard deviations: listed, or equally spaced in some scale.
//!
//! It does not know what the numbers mean.

use crate::num::real;
use serde::Deserialize;
use serde::Serialize;

/// The values along one axis, as a grid file writes them: `[0.5, 1.0]`, or
/// `{ from = 0.5, to = 3.0, steps = 200 }`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(
    untagged,
    expecting = "expected a list of numbers, or { from = 0.5, to = 3.0, steps = 200 }, \
                 perhaps with spacing = \"linear\", \"square\" or \"logarithmic\""
)]
pub enum Axis {
    /// Each value.
    List(Vec<f64>),
    /// Both ends and how many values there are, the ends included.
    Range(Range),
}

/// Both ends of an axis, and what lies between them.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The first value.
    pub from: f64,
    /// The last value.
    pub to: f64,
    /// How many values.
    pub steps: u64,
    /// In which scale they are equally far from one another.
    #[serde(default)]
    pub spacing: Spacing,
}

/// The scale in which values are equally spaced.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spacing {
    /// In x.
    #[default]
    Linear,
    /// In x²: a diagram over variances.
    Square,
    /// In ln x.
    Logarithmic,
}

/// The most values along one axis.
const MOST_STEPS: u64 = 1_000_000;

impl Axis {
    /// The values in order.
    ///
    /// # Errors
    /// What is wrong, for no values, negative or non-finite ones, more than a million steps, one
    /// step between two different ends, or a logarithmic axis from 0.
    ///
    /// # Example
    /// ```
    /// use varprop::evidence::sweep::Axis;
    /// let axis: Axis = serde_json::from_str(r#"{"from": 1, "to": 3, "steps": 5}"#)?;
    /// assert_eq!(axis.values(), Ok(vec![1.0, 1.5, 2.0, 2.5, 3.0]));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn values(&self) -> Result<Vec<f64>, String> {
        let values = match self {
            Self::List(values) => values.clone(),
            Self::Range(range) => range.values()?,
        };
        if values.is_empty() {
            return Err("an axis needs at least one value, got none".into());
        }
        let is_allowed = |x: &&f64| x.is_finite() && **x >= 0.0;
        match values.iter().find(|x| !is_allowed(x)) {
            Some(x) => Err(format!(
                "a standard deviation must be a finite number, at least 0, got {x}"
            )),
            None => Ok(values),
        }
    }
}

impl Range {
    fn values(self) -> Result<Vec<f64>, String> {
        let Self {
            from, to, steps, ..
        } = self;
        if !(1..=MOST_STEPS).contains(&steps) {
            return Err(format!("steps must be from 1 to {MOST_STEPS}, got {steps}"));
        }
        if steps == 1 && from != to {
            return Err(format!("one step cannot reach from {from} to {to}"));
        }
        if self.spacing == Spacing::Logarithmic && !(from > 0.0 && to > 0.0) {
            return Err(format!(
                "a logarithmic axis needs ends above 0, got {from} and {to}"
            ));
        }
        Ok((0..steps).map(|i| self.value(i)).collect())
    }

    /// The ends are exactly those given, whatever the scale.
    fn value(self, i: u64) -> f64 {
        let Self {
            from,
            to,
            steps,
            spacing,
        } = self;
        if i == 0 {
            return from;
        }
        if i + 1 == steps {
            return to;
        }
        let share = i as f64 / (steps - 1) as f64;
        let between = |from: f64, to: f64| from + (to - from) * share;
        match spacing {
            Spacing::Linear => between(from, to),
            Spacing::Square => between(from * from, to * to).sqrt(),
            Spacing::Logarithmic => real::exp(between(real::ln(from), real::ln(to))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn range(from: f64, to: f64, steps: u64, spacing: Spacing) -> Axis {
        Axis::Range(Range {
            from,
            to,
            steps,
            spacing,
        })
    }

    #[test]
    fn every_spacing_keeps_both_ends_to_the_bit() {
        for spacing in [Spacing::Linear, Spacing::Square, Spacing::Logarithmic] {
            let values = range(0.1, 0.7, 7, spacing).values().unwrap();
            assert_eq!((values.len(), values[0], values[6]), (7, 0.1, 0.7));
            assert!(values.is_sorted());
        }
    }

    #[test]
    fn the_middle_is_the_mean_of_the_scale() {
        let middle = |spacing| range(1.0, 7.0, 3, spacing).values().unwrap()[1];
        assert_eq!(middle(Spacing::Linear), 4.0);
        assert_eq!(middle(Spacing::Square), 5.0); // √((1 + 49)/2)
        // √7: two logarithms, a sum, a half and an exponential of 1, within a few roundings each.
        let root = 7.0_f64.sqrt();
        assert!(Tolerance::rounding(16, root).accepts(middle(Spacing::Logarithmic), root));
    }

    #[test]
    fn what_is_no_axis_is_refused_with_what_was_given() {
        for (axis, said) in [
            (Axis::List(vec![]), "got none"),
            (Axis::List(vec![1.0, -0.5]), "got -0.5"),
            (Axis::List(vec![f64::NAN]), "got NaN"),
            (range(0.0, 1.0, 0, Spacing::Linear), "got 0"),
            (
                range(0.0, 1.0, u64::MAX, Spacing::Linear),
                "from 1 to 1000000",
            ),
            (range(0.0, 1.0, 1, Spacing::Linear), "from 0 to 1"),
            (range(0.0, 1.0, 3, Spacing::Logarithmic), "above 0"),
            (range(0.0, f64::INFINITY, 3, Spacing::Linear), "got inf"),
        ] {
            let refusal = axis.values().unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
    }
}
