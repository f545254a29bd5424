//! Reading a rule from text: `momentum(rate=0.1, momentum=0.5)`, `sgd(0.1)`.
//!
//! Values may stand without name in the order of the parameters, before any named one.

use crate::learning::network::NetworkError;
use crate::learning::network::rule::ALL;
use crate::learning::network::rule::Entry;
use crate::learning::network::rule::Rule;
use std::str::FromStr;

impl FromStr for Rule {
    type Err = NetworkError;

    /// The rule that the text names, its parameters checked.
    ///
    /// # Errors
    /// `Syntax`, `UnknownRule`, `UnknownParameter`, `RepeatedParameter`, `MissingParameter`,
    /// `MalformedValue`, or as [`Rule::check`].
    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (name, arguments) = split_call(text.trim())?;
        let entry = find(name)?;
        let mut given = vec![None; entry.parameters.len()];
        for (index, argument) in arguments.iter().enumerate() {
            let place = place(entry, index, argument, &given)?;
            given[place.0] = Some(place.1);
        }
        let rule = (entry.build)(&complete(entry, &given)?);
        rule.check()?;
        Ok(rule)
    }
}

/// The name and the texts between the commas.
fn split_call(text: &str) -> Result<(&str, Vec<&str>), NetworkError> {
    let Some((name, rest)) = text.split_once('(') else {
        return Ok((text, Vec::new()));
    };
    let Some(inside) = rest.strip_suffix(')') else {
        return Err(syntax("a closing ')'", text));
    };
    let arguments = if inside.trim().is_empty() {
        Vec::new()
    } else {
        inside.split(',').map(str::trim).collect()
    };
    Ok((name.trim(), arguments))
}

fn find(name: &str) -> Result<&'static Entry, NetworkError> {
    if name.is_empty() {
        return Err(syntax("the name of a rule", name));
    }
    let is_named = |entry: &&Entry| entry.name == name || entry.aliases.contains(&name);
    ALL.iter().find(is_named).ok_or_else(|| {
        let names: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
        NetworkError::UnknownRule {
            received: name.to_owned(),
            nearest: nearest(name),
            allowed: names.join(", "),
        }
    })
}

/// Where a value belongs, and the value.
fn place(
    entry: &'static Entry,
    index: usize,
    argument: &str,
    given: &[Option<f64>],
) -> Result<(usize, f64), NetworkError> {
    let (place, value) = match argument.split_once('=') {
        Some((name, value)) => (named(entry, name.trim())?, value.trim()),
        None if given.iter().take(index).any(Option::is_none) => {
            return Err(syntax("parameter=value after a named parameter", argument));
        }
        None => (index, argument),
    };
    let Some(parameter) = entry.parameters.get(place) else {
        return Err(repeated(entry, argument));
    };
    if given.get(place).is_some_and(Option::is_some) {
        return Err(repeated(entry, argument));
    }
    let number = value.parse().map_err(|_| NetworkError::MalformedValue {
        parameter: parameter.name,
        received: value.to_owned(),
    })?;
    Ok((place, number))
}

fn named(entry: &'static Entry, name: &str) -> Result<usize, NetworkError> {
    let found = entry.parameters.iter().position(|p| p.name == name);
    found.ok_or_else(|| NetworkError::UnknownParameter {
        rule: entry.name,
        received: name.to_owned(),
        allowed: parameter_names(entry),
    })
}

/// Every parameter's value, the defaults filled in.
fn complete(entry: &'static Entry, given: &[Option<f64>]) -> Result<Vec<f64>, NetworkError> {
    let pairs = entry.parameters.iter().zip(given);
    pairs
        .map(|(parameter, value)| {
            value
                .or(parameter.default)
                .ok_or(NetworkError::MissingParameter {
                    rule: entry.name,
                    parameter: parameter.name,
                })
        })
        .collect()
}

fn parameter_names(entry: &Entry) -> String {
    let names: Vec<_> = entry.parameters.iter().map(|p| p.name).collect();
    names.join(", ")
}

fn repeated(entry: &'static Entry, received: &str) -> NetworkError {
    NetworkError::RepeatedParameter {
        rule: entry.name,
        received: received.to_owned(),
        allowed: parameter_names(entry),
    }
}

fn syntax(expected: &'static str, received: &str) -> NetworkError {
    NetworkError::Syntax {
        expected,
        received: received.to_owned(),
    }
}

/// The name that shares the longest run of letters from the start or the end, the first of equals.
fn nearest(received: &str) -> &'static str {
    let shared = |entry: &&Entry| {
        let forward = received.bytes().zip(entry.name.bytes());
        let backward = received.bytes().rev().zip(entry.name.bytes().rev());
        let run = |pairs: &mut dyn Iterator<Item = (u8, u8)>| {
            pairs.take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
        };
        let (mut forward, mut backward) = (forward, backward);
        std::cmp::Reverse(run(&mut forward).max(run(&mut backward)))
    };
    ALL.iter()
        .min_by_key(shared)
        .map_or("gradient-descent", |entry| entry.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rule {
        text.parse().unwrap()
    }

    #[test]
    fn every_display_is_read_back_as_itself() {
        for text in [
            "gradient-descent(rate=0.1)",
            "momentum(rate=0.1)",
            "momentum(rate=0.1, momentum=0.5)",
            "rmsprop",
            "rmsprop(decay=0.5)",
            "adam",
            "adam(rate=0.01, epsilon=0.000001)",
        ] {
            assert_eq!(read(text).to_string(), text);
        }
    }

    #[test]
    fn aliases_blanks_and_places_are_understood() {
        assert_eq!(read("sgd( 0.1 )"), Rule::GradientDescent { rate: 0.1 });
        assert_eq!(
            read(" momentum (0.1, momentum = 0.2) "),
            read("momentum(0.1, 0.2)")
        );
        assert_eq!(read("adam()"), read("adam"));
    }

    #[test]
    fn every_malformed_text_has_its_code() {
        for (text, code) in [
            ("", "syntax"),
            ("adam(", "syntax"),
            ("adam(beta2=0.5, 0.1)", "syntax"),
            ("adamw", "unknown-rule"),
            ("sgd(0.1, 0.2)", "repeated-parameter"),
            ("sgd(0.1, rate=0.2)", "repeated-parameter"),
            ("adam(gamma=1)", "unknown-parameter"),
            ("momentum(momentum=0.5)", "missing-parameter"),
            ("sgd(fast)", "malformed-value"),
            ("sgd(,)", "malformed-value"),
            ("sgd(0)", "out-of-range"),
            ("sgd(nan)", "out-of-range"),
            ("momentum(0.1, 1)", "out-of-range"),
            ("adam(epsilon=0)", "out-of-range"),
        ] {
            assert_eq!(text.parse::<Rule>().unwrap_err().code(), code, "{text:?}");
        }
    }

    #[test]
    fn an_unknown_rule_is_answered_with_one_that_is_alike() {
        let refusal = "adamw".parse::<Rule>().unwrap_err().to_string();
        assert!(refusal.contains("did you mean adam?"), "{refusal}");
        assert_eq!(nearest("rmsprob"), "rmsprop");
    }
}
