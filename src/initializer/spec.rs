//! Reading an initializer from text: `he-normal(mode=fan_out, slope=0.2)`.
//!
//! Values may stand without name in the order of the parameters, before any named one. It checks
//! form, names and kinds; ranges are the constructors'.

use crate::initializer::ALL;
use crate::initializer::Entry;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::Parameter;

/// The initializer that the text names, with its parameters.
///
/// # Example
/// ```
/// use varprop::initializer::parse;
/// assert_eq!(parse("normal(std_dev=0.01)")?.label(), "normal(0.01)");
/// assert_eq!(parse("kaiming-normal(fan_out)")?.label(), "he-normal(mode=fan_out)");
/// assert_eq!(parse("he-norml").unwrap_err().code(), "unknown-name");
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # Errors
/// `Syntax`, `UnknownName`, `UnknownParameter`, `RepeatedParameter`, `MissingParameter`,
/// `MalformedValue`, each with its column, or what the initializer's constructor refuses.
pub fn parse(text: &str) -> Result<Box<dyn Initializer>, InitializerError> {
    let (name, arguments) = split_call(text)?;
    let entry = find(&name)?;
    let given = Arguments::read(entry, arguments)?;
    (entry.build)(&given)
}

/// A piece of the text, and where it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece<'t> {
    text: &'t str,
    /// In bytes from 1.
    column: usize,
}

impl<'t> Piece<'t> {
    /// The piece of `text` that begins at byte `start`, without surrounding blanks.
    fn trimmed(text: &'t str, start: usize) -> Self {
        let trimmed = text.trim_start();
        Self {
            column: start + (text.len() - trimmed.len()) + 1,
            text: trimmed.trim_end(),
        }
    }
}

/// The name and, if there are parentheses, the pieces between their commas.
fn split_call(text: &str) -> Result<(Piece<'_>, Vec<Piece<'_>>), InitializerError> {
    let Some((name, rest)) = text.split_once('(') else {
        return Ok((Piece::trimmed(text, 0), Vec::new()));
    };
    let Some(inside) = rest.trim_end().strip_suffix(')') else {
        return Err(InitializerError::Syntax {
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
    let is_empty_call = inside.trim().is_empty();
    if is_empty_call {
        pieces.clear();
    }
    Ok((Piece::trimmed(name, 0), pieces))
}

fn find(name: &Piece<'_>) -> Result<&'static Entry, InitializerError> {
    if name.text.is_empty() {
        return Err(InitializerError::Syntax {
            column: name.column,
            expected: "the name of an initializer",
        });
    }
    let is_named = |entry: &&Entry| entry.name == name.text || entry.aliases.contains(&name.text);
    if let Some(entry) = ALL.iter().find(is_named) {
        return Ok(entry);
    }
    let names = ALL.iter().flat_map(|entry| {
        [entry.name]
            .into_iter()
            .chain(entry.aliases.iter().copied())
    });
    let listed: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
    Err(InitializerError::UnknownName {
        column: name.column,
        received: name.text.to_owned(),
        nearest: nearest(name.text, names),
        allowed: listed.join(", "),
    })
}

/// The values given to an initializer's parameters.
#[derive(Debug)]
pub(in crate::initializer) struct Arguments<'t> {
    entry: &'static Entry,
    values: Vec<(&'static Parameter, Piece<'t>)>,
}

impl<'t> Arguments<'t> {
    fn read(entry: &'static Entry, pieces: Vec<Piece<'t>>) -> Result<Self, InitializerError> {
        let mut given = Self {
            entry,
            values: Vec::new(),
        };
        let mut seen_named = false;
        for (index, piece) in pieces.into_iter().enumerate() {
            let (parameter, value) = match piece.text.split_once('=') {
                Some((name, value)) => {
                    seen_named = true;
                    let start = piece.column + name.len();
                    (
                        given.named(name.trim(), piece)?,
                        Piece::trimmed(value, start),
                    )
                }
                None if seen_named => {
                    return Err(InitializerError::Syntax {
                        column: piece.column,
                        expected: "'parameter=value' after a named parameter",
                    });
                }
                None => (given.positional(index, piece)?, piece),
            };
            given.add(parameter, value)?;
        }
        Ok(given)
    }

    /// The number given for a parameter, or its default.
    pub(in crate::initializer) fn number(
        &self,
        name: &'static str,
    ) -> Result<f64, InitializerError> {
        let value = self.value(name)?;
        value
            .text
            .parse()
            .map_err(|_| malformed(name, value, "a number".to_owned()))
    }

    /// The choice given for a parameter, or its default.
    pub(in crate::initializer) fn choice<T: Copy>(
        &self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<T, InitializerError> {
        let value = self.value(name)?;
        let chosen = choices.iter().find(|(label, _)| *label == value.text);
        chosen.map(|(_, choice)| *choice).ok_or_else(|| {
            let labels: Vec<_> = choices.iter().map(|(label, _)| *label).collect();
            malformed(name, value, format!("one of {}", labels.join(", ")))
        })
    }

    fn value(&self, name: &'static str) -> Result<Piece<'t>, InitializerError> {
        if let Some((_, value)) = self.values.iter().find(|(p, _)| p.name == name) {
            return Ok(*value);
        }
        let parameter = self.entry.parameters.iter().find(|p| p.name == name);
        let default = parameter.and_then(|p| p.default);
        default
            .map(|text| Piece { text, column: 0 })
            .ok_or(InitializerError::MissingParameter {
                initializer: self.entry.name,
                parameter: name,
            })
    }

    fn named(&self, name: &str, piece: Piece<'_>) -> Result<&'static Parameter, InitializerError> {
        let parameters = self.entry.parameters.iter();
        let found = parameters.clone().find(|p| p.name == name);
        found.ok_or_else(|| InitializerError::UnknownParameter {
            column: piece.column,
            initializer: self.entry.name,
            received: name.to_owned(),
            nearest: nearest(name, parameters.map(|p| p.name)),
            allowed: self.entry.parameter_names(),
        })
    }

    fn positional(
        &self,
        index: usize,
        piece: Piece<'_>,
    ) -> Result<&'static Parameter, InitializerError> {
        if piece.text.is_empty() {
            return Err(InitializerError::Syntax {
                column: piece.column,
                expected: "a value",
            });
        }
        let parameter = self.entry.parameters.get(index);
        parameter.ok_or_else(|| self.repeated(piece))
    }

    fn add(
        &mut self,
        parameter: &'static Parameter,
        value: Piece<'t>,
    ) -> Result<(), InitializerError> {
        if self.values.iter().any(|(p, _)| p.name == parameter.name) {
            return Err(self.repeated(value));
        }
        self.values.push((parameter, value));
        Ok(())
    }

    fn repeated(&self, piece: Piece<'_>) -> InitializerError {
        InitializerError::RepeatedParameter {
            column: piece.column,
            initializer: self.entry.name,
            allowed: self.entry.parameter_names(),
        }
    }
}

fn malformed(parameter: &'static str, value: Piece<'_>, expected: String) -> InitializerError {
    InitializerError::MalformedValue {
        column: value.column,
        parameter,
        expected,
        received: value.text.to_owned(),
    }
}

/// The candidate of least edit distance, the first of equals; `none` of no candidates.
pub(in crate::initializer) fn nearest(
    received: &str,
    candidates: impl Iterator<Item = &'static str>,
) -> &'static str {
    candidates
        .min_by_key(|candidate| edit_distance(received, candidate))
        .unwrap_or("none")
}

/// Levenshtein's (1966) distance, row by row.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        let mut left = i + 1;
        for (pair, y) in row.windows(2).zip(&b) {
            let &[diagonal, above] = pair else { continue };
            left = (diagonal + usize::from(x != *y))
                .min(above + 1)
                .min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
