//! An axis: what it shows, from where to where, and its ticks.
//!
//! It works in shares of its length; pixels are `plot`'s.

use crate::num::brief;
use crate::num::real;
use crate::picture::PictureError;
use std::f64::consts::LN_10;

/// How numbers are spaced along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spacing {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal quotients; only positive numbers have a place.
    Logarithmic,
}

/// What an axis shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// The text beside it.
    pub label: String,
    /// How its numbers are spaced.
    pub spacing: Spacing,
    /// Its ends; without them, those of the data and a little more.
    pub range: Option<(f64, f64)>,
}

impl Axis {
    /// A linear axis as long as its data.
    #[must_use]
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same axis between these ends.
    #[must_use]
    pub fn between(self, low: f64, high: f64) -> Self {
        Self {
            range: Some((low, high)),
            ..self
        }
    }
}

/// An axis with its ends settled, in the units in which it is linear.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) struct Scale {
    low: f64,
    high: f64,
    spacing: Spacing,
}

/// The share of an axis that stays free at each end where data set the ends.
const FREE: f64 = 0.05;
/// About how many ticks an axis has.
const TICKS: f64 = 5.0;

impl Scale {
    /// The scale of an axis over these numbers; those without a place count for nothing.
    pub(in crate::picture) fn new(
        axis: &Axis,
        numbers: impl Iterator<Item = f64>,
    ) -> Result<Self, PictureError> {
        let spacing = axis.spacing;
        let given = axis.range.map(|(low, high)| [low, high]);
        let mut places = numbers.filter_map(|x| linear(spacing, x));
        let first = match given {
            Some(_) => None,
            None => Some(places.next().ok_or(PictureError::Nothing)?),
        };
        let (low, high) = match (given, first) {
            (Some([low, high]), _) => {
                let end = |x| linear(spacing, x).ok_or(PictureError::Range { low, high });
                (end(low)?, end(high)?)
            }
            (None, first) => {
                let first = first.unwrap_or_default();
                let ends = places.fold((first, first), |(a, b), x| (a.min(x), b.max(x)));
                widened(ends)
            }
        };
        if (high - low).is_finite() && low < high {
            Ok(Self { low, high, spacing })
        } else {
            Err(PictureError::Range { low, high })
        }
    }

    /// Where a number stands: 0 at the lower end, 1 at the upper, beyond them outside.
    pub(in crate::picture) fn share(self, x: f64) -> Option<f64> {
        let share = (linear(self.spacing, x)? - self.low) / (self.high - self.low);
        share.is_finite().then_some(share)
    }

    /// Round numbers along the axis, each with its share.
    pub(in crate::picture) fn ticks(self) -> Vec<(f64, String)> {
        let (step, exponent) = round_step((self.high - self.low) / TICKS);
        let is_log = self.spacing == Spacing::Logarithmic;
        // Between powers of ten there is no round power.
        let (step, exponent) = if is_log && step < 1.0 {
            (1.0, 0)
        } else {
            (step, exponent)
        };
        let first = (self.low / step).ceil();
        let count = ((self.high / step).floor() - first).clamp(0.0, 4.0 * TICKS) as u32;
        let number = |i: u32| (first + f64::from(i)) * step;
        let share = |x: f64| (x - self.low) / (self.high - self.low);
        let text = |x: f64| match is_log {
            true => format!("1e{x:.0}"),
            false => tick_text(x, exponent),
        };
        let ticks = (0..=count)
            .map(number)
            .filter(|x| (self.low..=self.high).contains(x));
        ticks.map(|x| (share(x), text(x))).collect()
    }
}

/// The number in units in which the axis is linear.
fn linear(spacing: Spacing, x: f64) -> Option<f64> {
    match spacing {
        _ if !x.is_finite() => None,
        Spacing::Linear => Some(x),
        Spacing::Logarithmic if x > 0.0 => Some(real::ln(x) / LN_10),
        Spacing::Logarithmic => None,
    }
}

/// Ends with free space beyond them; a single number stands in the middle.
fn widened((low, high): (f64, f64)) -> (f64, f64) {
    let free = match FREE * (high - low) {
        0.0 if low == 0.0 => 1.0,
        0.0 => 0.5 * low.abs(),
        free => free,
    };
    (low - free, high + free)
}

/// The least of 1, 2, 5, 10 times a power of ten that is at least x, and that power's exponent.
fn round_step(x: f64) -> (f64, i32) {
    let scientific = format!("{x:e}");
    let (_, exponent) = scientific.split_once('e').unwrap_or(("", "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let power: f64 = format!("1e{exponent}").parse().unwrap_or(1.0);
    let factors = [1.0, 2.0, 5.0].into_iter();
    let found = factors.map(|factor| factor * power).find(|step| *step >= x);
    found.map_or((10.0 * power, exponent + 1), |step| (step, exponent))
}

/// A tick's number with the decimals that its step has.
fn tick_text(x: f64, exponent: i32) -> String {
    match exponent {
        -4..=0 => format!("{x:.*}", exponent.unsigned_abs() as usize),
        1..=5 => format!("{x:.0}"),
        _ => brief(x, 6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(axis: &Axis, numbers: &[f64]) -> Vec<String> {
        let scale = Scale::new(axis, numbers.iter().copied()).unwrap();
        scale.ticks().into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_and_say_no_more_than_they_must() {
        let axis = Axis::new("x");
        assert_eq!(ticks(&axis, &[0.0, 10.0]), ["0", "5", "10"]);
        assert_eq!(
            ticks(&axis.clone().between(-1.0, 1.0), &[]),
            ["-1.0", "-0.5", "0.0", "0.5", "1.0"]
        );
        assert_eq!(ticks(&axis.clone().between(0.0, 1e-9), &[])[1], "2e-10");
        assert_eq!(ticks(&axis, &[7.0]), ["4", "6", "8", "10"]);
        assert_eq!(ticks(&axis, &[0.0]), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]);
    }

    #[test]
    fn a_logarithmic_axis_has_powers_of_ten_and_leaves_out_what_has_no_logarithm() {
        let axis = Axis {
            spacing: Spacing::Logarithmic,
            ..Axis::new("loss")
        };
        let numbers = [1e-3, 0.0, -1.0, f64::NAN, 1.0];
        assert_eq!(ticks(&axis, &numbers), ["1e-3", "1e-2", "1e-1", "1e0"]);
        let scale = Scale::new(&axis, numbers.into_iter()).unwrap();
        assert_eq!(scale.share(0.0), None);
    }

    #[test]
    fn an_axis_without_length_or_numbers_is_refused() {
        let axis = Axis::new("x");
        let refusal = |axis: &Axis, numbers: &[f64]| {
            Scale::new(axis, numbers.iter().copied())
                .unwrap_err()
                .code()
        };
        assert_eq!(refusal(&axis, &[]), "nothing");
        assert_eq!(refusal(&axis, &[f64::NAN, f64::INFINITY]), "nothing");
        assert_eq!(refusal(&axis, &[f64::MAX, f64::MIN]), "range");
        assert_eq!(refusal(&axis.clone().between(1.0, 1.0), &[]), "range");
        assert_eq!(refusal(&axis.between(0.0, f64::NAN), &[]), "range");
    }
}
