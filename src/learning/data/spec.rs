//! Reading a dataset from text: `spiral(samples=200, noise=0.1)`.
//!
//! Values may stand without name in the order of the parameters, before any named one. It checks
//! form, names and kinds; ranges are the constructors'.

use crate::learning::data::ALL;
use crate::learning::data::DataError;
use crate::learning::data::Entry;
use crate::learning::data::Parameter;
use crate::learning::data::Recipe;

/// The dataset that the text names, with its parameters.
///
/// # Example
/// ```
/// use varprop::learning::data::parse;
/// assert_eq!(parse("blobs(50, noise=0.1)")?.label(), "blobs(samples=50, noise=0.1)");
/// assert_eq!(parse("blob").unwrap_err().code(), "unknown-name");
/// assert_eq!(parse("xor(low=-1)")?.label(), "xor(low=-1)");
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # Errors
/// [`DataError::Syntax`], [`DataError::UnknownName`], [`DataError::UnknownParameter`],
/// [`DataError::RepeatedParameter`], [`DataError::MalformedValue`], each with its column, or what
/// the dataset's constructor refuses.
pub fn parse(text: &str) -> Result<Box<dyn Recipe>, DataError> {
    let (name, pieces) = split_call(text)?;
    let entry = find(name)?;
    (entry.build)(&Arguments::read(entry, &pieces)?)
}

/// A piece of the text, and where it began.
#[derive(Clone, Copy, Debug)]
struct Piece<'t> {
    text: &'t str,
    /// In bytes from 1.
    column: usize,
}

impl<'t> Piece<'t> {
    /// The piece that begins at byte `start` of the whole, without surrounding blanks.
    fn trimmed(text: &'t str, start: usize) -> Self {
        let trimmed = text.trim_start();
        Self {
            column: start + (text.len() - trimmed.len()) + 1,
            text: trimmed.trim_end(),
        }
    }
}

/// The name and, if there are parentheses, the pieces between their commas.
fn split_call(text: &str) -> Result<(Piece<'_>, Vec<Piece<'_>>), DataError> {
    let Some((name, rest)) = text.split_once('(') else {
        return Ok((Piece::trimmed(text, 0), Vec::new()));
    };
    let Some(inside) = rest.trim_end().strip_suffix(')') else {
        return Err(DataError::Syntax {
            column: text.trim_end().len() + 1,
            expected: "a closing ')'",
        });
    };
    let mut start = name.len() + 1;
    let mut pieces = Vec::new();
    for part in inside.split(',') {
        pieces.push(Piece::trimmed(part, start));
        start += part.len() + 1;
    }
    if inside.trim().is_empty() {
        pieces.clear();
    }
    Ok((Piece::trimmed(name, 0), pieces))
}

fn find(name: Piece<'_>) -> Result<&'static Entry, DataError> {
    if name.text.is_empty() {
        return Err(DataError::Syntax {
            column: name.column,
            expected: "the name of a dataset",
        });
    }
    let is_named = |entry: &&Entry| entry.name == name.text || entry.aliases.contains(&name.text);
    ALL.iter().find(is_named).ok_or_else(|| {
        let names: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
        DataError::UnknownName {
            column: name.column,
            received: name.text.to_owned(),
            allowed: names.join(", "),
        }
    })
}

/// The values given to a dataset's parameters.
#[derive(Debug)]
pub(in crate::learning::data) struct Arguments<'t> {
    entry: &'static Entry,
    values: Vec<(&'static Parameter, Piece<'t>)>,
}

impl<'t> Arguments<'t> {
    fn read(entry: &'static Entry, pieces: &[Piece<'t>]) -> Result<Self, DataError> {
        let values = Vec::new();
        let mut given = Self { entry, values };
        let first_named = pieces.iter().position(|piece| piece.text.contains('='));
        for (index, piece) in pieces.iter().enumerate() {
            let (parameter, value) = match piece.text.split_once('=') {
                Some((name, value)) => {
                    let start = piece.column + name.len();
                    (
                        given.named(name.trim(), *piece)?,
                        Piece::trimmed(value, start),
                    )
                }
                None if first_named.is_some_and(|first| first < index) => {
                    return Err(DataError::Syntax {
                        column: piece.column,
                        expected: "'parameter=value' after a named parameter",
                    });
                }
                None => (given.positional(index, *piece)?, *piece),
            };
            given.add(parameter, value)?;
        }
        Ok(given)
    }

    /// The number given for a parameter, or its default.
    pub(in crate::learning::data) fn number(&self, name: &'static str) -> Result<f64, DataError> {
        let value = self.value(name);
        let number = value.text.parse();
        number.map_err(|_| malformed(name, value, "a number"))
    }

    /// The count given for a parameter, or its default.
    pub(in crate::learning::data) fn count(&self, name: &'static str) -> Result<usize, DataError> {
        let value = self.value(name);
        let count = value.text.parse();
        count.map_err(|_| malformed(name, value, "a whole number, at least 0"))
    }

    fn value(&self, name: &'static str) -> Piece<'t> {
        if let Some((_, value)) = self.values.iter().find(|(p, _)| p.name == name) {
            return *value;
        }
        let parameter = self.entry.parameters.iter().find(|p| p.name == name);
        let text = parameter.map_or("", |p| p.default);
        Piece { text, column: 0 }
    }

    fn named(&self, name: &str, piece: Piece<'_>) -> Result<&'static Parameter, DataError> {
        let found = self.entry.parameters.iter().find(|p| p.name == name);
        found.ok_or_else(|| DataError::UnknownParameter {
            column: piece.column,
            dataset: self.entry.name,
            received: name.to_owned(),
            allowed: self.entry.parameter_names(),
        })
    }

    fn positional(&self, index: usize, piece: Piece<'_>) -> Result<&'static Parameter, DataError> {
        if piece.text.is_empty() {
            return Err(DataError::Syntax {
                column: piece.column,
                expected: "a value",
            });
        }
        let parameter = self.entry.parameters.get(index);
        parameter.ok_or_else(|| self.repeated(piece))
    }

    fn add(&mut self, parameter: &'static Parameter, value: Piece<'t>) -> Result<(), DataError> {
        if self.values.iter().any(|(p, _)| p.name == parameter.name) {
            return Err(self.repeated(value));
        }
        self.values.push((parameter, value));
        Ok(())
    }

    fn repeated(&self, piece: Piece<'_>) -> DataError {
        DataError::RepeatedParameter {
            column: piece.column,
            dataset: self.entry.name,
            allowed: self.entry.parameter_names(),
        }
    }
}

fn malformed(parameter: &'static str, value: Piece<'_>, expected: &'static str) -> DataError {
    DataError::MalformedValue {
        column: value.column,
        parameter,
        expected,
        received: value.text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> (&'static str, String) {
        let error = parse(text).unwrap_err();
        (error.code(), error.to_string())
    }

    #[test]
    fn a_refusal_names_its_place_and_what_is_allowed() {
        for (text, code, message) in [
            ("", "syntax", "column 1: expected the name of a dataset"),
            ("blobs(2", "syntax", "column 8: expected a closing ')'"),
            ("blobs(,)", "syntax", "column 7: expected a value"),
            (
                "blobs(noise=0, 3)",
                "syntax",
                "column 16: expected 'parameter=value' after a named parameter",
            ),
            (
                "spiral(turn=2)",
                "unknown-parameter",
                "column 8: spiral has no parameter 'turn'; allowed: samples, noise, turns",
            ),
            (
                "blobs(5, samples=5)",
                "repeated-parameter",
                "column 18: blobs takes each of (samples, noise) at most once",
            ),
            (
                "xor(0, 1)",
                "repeated-parameter",
                "column 8: xor takes each of (low) at most once",
            ),
            (
                "blobs(samples=-2)",
                "malformed-value",
                "column 15: samples must be a whole number, at least 0, got '-2'",
            ),
            (
                "blobs(2, noise= x)",
                "malformed-value",
                "column 17: noise must be a number, got 'x'",
            ),
            (
                "blobs(1)",
                "samples",
                "this dataset has 2 to 100000 samples, got 1",
            ),
            (
                "digits(9)",
                "samples",
                "this dataset has 10 to 100000 samples, got 9",
            ),
            (
                "circle(noise=nan)",
                "parameter-out-of-range",
                "noise must be in 0..=1, got NaN",
            ),
            (
                "digits(shift=2)",
                "parameter-out-of-range",
                "shift must be 0 or 1, got 2",
            ),
        ] {
            assert_eq!(refusal(text), (code, message.to_owned()), "{text}");
        }
        let (code, message) = refusal("blob");
        assert_eq!(code, "unknown-name");
        assert!(message.contains("blobs, circle, quadrants, spiral, digits, xor, and, or"));
    }
}
