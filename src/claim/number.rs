//! A number in a claim file, kept exact.
//!
//! TOML's `0.1` is read as one tenth, not as the nearest double.

use crate::num::Rational;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;

/// An exact number, written `3`, `0.1`, or `"1/3"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub Rational);

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "expected a number, or a fraction such as \"1/3\""
)]
enum Written {
    Whole(i64),
    Decimal(f64),
    Fraction(String),
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parsed = match Written::deserialize(deserializer)? {
            Written::Whole(n) => Ok(Rational::integer(n)),
            // Display is the shortest decimal that reads back as this double: what was written.
            Written::Decimal(x) => format!("{x}").parse(),
            Written::Fraction(text) => text.parse(),
        };
        parsed.map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Holder {
        x: Number,
    }

    fn read(text: &str) -> Result<String, toml::de::Error> {
        toml::from_str::<Holder>(text).map(|holder| holder.x.0.to_string())
    }

    #[test]
    fn a_decimal_is_read_as_written() {
        assert_eq!(read("x = 0.1").unwrap(), "1/10");
        assert_eq!(read("x = 1e-7").unwrap(), "1/10000000");
        assert_eq!(read("x = \"1/3\"").unwrap(), "1/3");
        assert_eq!(read("x = 500").unwrap(), "500");
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "x = nan",
            "x = inf",
            "x = \"one\"",
            "x = [1]",
            "x = \"1/0\"",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
