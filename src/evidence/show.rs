//! Values as a person reads them in a figure: exact ones whole, enclosed ones with their radius.

use crate::evidence::formula::Value;
use crate::num::Interval;
use crate::num::significant;

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

/// The middle and the radius: `0.39429449 ± 2e-16`.
pub(in crate::evidence) fn enclosure(interval: Interval) -> String {
    let middle = significant(interval.midpoint(), DIGITS);
    match interval.radius() {
        0.0 => middle,
        radius if radius.is_finite() => format!("{middle} ± {radius:.0e}"),
        _ => format!("{interval}"),
    }
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
