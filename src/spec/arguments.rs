//! The values given to parameters: by place, then by name, each at most once.

use crate::spec::Parameter;
use crate::spec::Piece;
use crate::spec::SpecError;
use crate::spec::nearest;

/// The values given to the parameters.
#[derive(Debug)]
pub struct Arguments<'t> {
    callee: &'static str,
    parameters: &'static [Parameter],
    values: Vec<(&'static Parameter, Piece<'t>)>,
}

impl<'t> Arguments<'t> {
    pub(in crate::spec) fn read(
        callee: &'static str,
        parameters: &'static [Parameter],
        pieces: Vec<Piece<'t>>,
    ) -> Result<Self, SpecError> {
        let mut given = Self {
            callee,
            parameters,
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
                    return Err(SpecError::Syntax {
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
    ///
    /// # Errors
    /// `MissingParameter` without either, `MalformedValue` when it is not one.
    pub fn number(&self, name: &'static str) -> Result<f64, SpecError> {
        let value = self.value(name)?;
        value
            .text
            .parse()
            .map_err(|_| malformed(name, value, "a number".to_owned()))
    }

    /// The choice given for a parameter, or its default.
    ///
    /// # Errors
    /// `MissingParameter` without either, `MalformedValue` when it is not one.
    pub fn choice<T: Copy>(
        &self,
        name: &'static str,
        choices: &[(&'static str, T)],
    ) -> Result<T, SpecError> {
        let value = self.value(name)?;
        let chosen = choices.iter().find(|(label, _)| *label == value.text);
        chosen.map(|(_, choice)| *choice).ok_or_else(|| {
            let labels: Vec<_> = choices.iter().map(|(label, _)| *label).collect();
            malformed(name, value, format!("one of {}", labels.join(", ")))
        })
    }

    /// The whole number given for a parameter, or its default.
    ///
    /// # Errors
    /// `MissingParameter` without either, `MalformedValue` when it is not one.
    pub fn count(&self, name: &'static str) -> Result<usize, SpecError> {
        let value = self.value(name)?;
        value
            .text
            .parse()
            .map_err(|_| malformed(name, value, "a whole number".to_owned()))
    }

    fn value(&self, name: &'static str) -> Result<Piece<'t>, SpecError> {
        if let Some((_, value)) = self.values.iter().find(|(p, _)| p.name == name) {
            return Ok(*value);
        }
        let parameter = self.parameters.iter().find(|p| p.name == name);
        let default = parameter.and_then(|p| p.default);
        default
            .map(|text| Piece { text, column: 0 })
            .ok_or(SpecError::MissingParameter {
                callee: self.callee,
                parameter: name,
            })
    }

    fn named(&self, name: &str, piece: Piece<'_>) -> Result<&'static Parameter, SpecError> {
        let parameters = self.parameters.iter();
        let found = parameters.clone().find(|p| p.name == name);
        found.ok_or_else(|| SpecError::UnknownParameter {
            column: piece.column,
            callee: self.callee,
            received: name.to_owned(),
            nearest: nearest(name, parameters.map(|p| p.name)),
            allowed: self.parameter_names(),
        })
    }

    fn positional(&self, index: usize, piece: Piece<'_>) -> Result<&'static Parameter, SpecError> {
        if piece.text.is_empty() {
            return Err(SpecError::Syntax {
                column: piece.column,
                expected: "a value",
            });
        }
        let parameter = self.parameters.get(index);
        parameter.ok_or_else(|| self.repeated(piece))
    }

    fn add(&mut self, parameter: &'static Parameter, value: Piece<'t>) -> Result<(), SpecError> {
        if self.values.iter().any(|(p, _)| p.name == parameter.name) {
            return Err(self.repeated(value));
        }
        self.values.push((parameter, value));
        Ok(())
    }

    /// The parameters' names, separated by commas.
    fn parameter_names(&self) -> String {
        let names: Vec<_> = self.parameters.iter().map(|p| p.name).collect();
        names.join(", ")
    }

    fn repeated(&self, piece: Piece<'_>) -> SpecError {
        SpecError::RepeatedParameter {
            column: piece.column,
            callee: self.callee,
            allowed: self.parameter_names(),
        }
    }
}

fn malformed(parameter: &'static str, value: Piece<'_>, expected: String) -> SpecError {
    SpecError::MalformedValue {
        column: value.column,
        parameter,
        expected,
        received: value.text.to_owned(),
    }
}
