//! Formulas in claim files: parsed when the file is read, so that a slip is found at its place.

use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error;

/// A relation between two terms, with the text that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// As written in the file.
    pub text: String,
    /// As parsed.
    pub statement: Statement,
}

/// A name for a term: `q = trajectory("tanh", …)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The name.
    pub name: String,
    /// As written in the file.
    pub text: String,
    /// What it stands for.
    pub term: Term,
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let statement = syntax::parse_statement(&text)
            .map_err(|diagnostic| D::Error::custom(diagnostic.render(&text)))?;
        Ok(Self { text, statement })
    }
}

impl<'de> Deserialize<'de> for Binding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Some((name, term)) = text.split_once('=') else {
            return Err(D::Error::custom(format!("expected `name = term`, found `{text}`")));
        };
        let parsed = syntax::parse_term(term)
            .map_err(|diagnostic| D::Error::custom(diagnostic.render(term)))?;
        Ok(Self { name: name.trim().to_owned(), text, term: parsed })
    }
}
