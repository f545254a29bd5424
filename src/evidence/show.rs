//! Values as a person reads them in a figure: exact ones whole, enclosed ones with their radius.

use crate::evidence::formula::Value;
use crate::num::Interval;
use crate::num::significant;
use crate::verdict::Cell;

/// Significant digits of a middle; its radius says how many of them are sure.
const DIGITS: usize = 8;

/// A value in one line; long lists are cut in the middle.
pub(in crate::evidence) fn value(value: &Value) -> String {
    match value {
        Value::Exact(number) => number.to_string(),
        Value::Enclosed(interval) => enclosure(*interval),
        Value::Text(text) => text.clone(),
        Value::List(items) => list(items),
    }
}

/// The middle of an enclosure as a cell, 0 where that cannot be told from 0; missing where nothing
/// bounds it.
pub(in crate::evidence) fn cell(interval: Interval) -> Cell {
    match interval.radius() {
        radius if !radius.is_finite() => Cell::Missing,
        radius if interval.midpoint().abs() <= radius => Cell::Number(0.0),
        _ => Cell::number(interval.midpoint()),
    }
}

/// The middle and the radius, rounded up: `0.39429449 ± 2e-16`.
pub(in crate::evidence) fn enclosure(interval: Interval) -> String {
    let middle = significant(interval.midpoint(), DIGITS);
    match interval.radius() {
        0.0 => middle,
        radius if radius.is_finite() => format!("{middle} ± {}", rounded_up(radius)),
        _ => format!("{interval}"),
    }
}

/// One digit, never less than the radius: a bound that was rounded down would be none.
fn rounded_up(radius: f64) -> String {
    let nearest = format!("{radius:.0e}");
    let parsed = |text: &str| text.parse().unwrap_or(f64::INFINITY);
    let (shown, (_, exponent)) = (
        parsed(&nearest),
        nearest.split_once('e').unwrap_or_default(),
    );
    if shown >= radius {
        return nearest;
    }
    format!("{:.0e}", shown + parsed(&format!("1e{exponent}")))
}

fn list(items: &[Value]) -> String {
    let shown: Vec<String> = match items {
        [first, second, .., last] if items.len() > 6 => {
            vec![
                self::value(first),
                self::value(second),
                "…".into(),
                self::value(last),
            ]
        }
        _ => items.iter().map(self::value).collect(),
    };
    format!("[{}]", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radius_is_never_shown_smaller_than_it_is() {
        let shown = |error| enclosure(Interval::around(0.5, error));
        assert_eq!(shown(2.1e-16), "0.50000000 ± 4e-16");
        assert_eq!(shown(1.4e-3), "0.50000000 ± 2e-3");
        assert_eq!(shown(9.4e-3), "0.50000000 ± 1e-2");
    }

    #[test]
    fn exact_values_are_shown_whole() {
        assert_eq!(
            value(&Value::Exact(crate::num::Rational::new(1, 250).unwrap())),
            "1/250"
        );
        assert_eq!(enclosure(Interval::point(2.0)), "2.0000000");
        assert_eq!(value(&Value::Text("relu".into())), "relu");
    }

    #[test]
    fn what_is_unbounded_is_shown_by_its_ends() {
        assert_eq!(enclosure(Interval::WHOLE), "[-inf, inf]");
    }

    #[test]
    fn a_long_list_is_cut_in_the_middle() {
        let numbers = |n| Value::List((1..=n).map(Value::integer).collect());
        assert_eq!(value(&numbers(6)), "[1, 2, 3, 4, 5, 6]");
        assert_eq!(value(&numbers(7)), "[1, 2, …, 7]");
    }
}
