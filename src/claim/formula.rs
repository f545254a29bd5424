//! Formulas in claim files: parsed when the file is read, so that a slip is found at its place.

use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::Goal;
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

/// What is asked of every finite model: a statement, `indep X | Y`, or `symmetric z`.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// As written in the file.
    pub text: String,
    /// As parsed.
    pub goal: Goal,
}

/// Declarations of random variables, one a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Declarations {
    /// As written in the file.
    pub text: String,
    /// As parsed.
    pub signature: Signature,
}

/// Reads a string and parses it; a slip is shown under the line it is in.
fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Result<T, Diagnostic>,
) -> Result<(String, T), D::Error> {
    let text = String::deserialize(deserializer)?;
    match parse(&text) {
        Ok(value) => Ok((text, value)),
        Err(diagnostic) => Err(D::Error::custom(diagnostic.render(&text))),
    }
}

impl<'de> Deserialize<'de> for Question {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, goal) = parsed(deserializer, syntax::parse_goal)?;
        Ok(Self { text, goal })
    }
}

impl<'de> Deserialize<'de> for Declarations {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, signature) = parsed(deserializer, syntax::parse_signature)?;
        Ok(Self { text, signature })
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (text, statement) = parsed(deserializer, syntax::parse_statement)?;
        Ok(Self { text, statement })
    }
}

impl<'de> Deserialize<'de> for Binding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let Some((name, term)) = text.split_once('=') else {
            return Err(D::Error::custom(format!(
                "expected `name = term`, found `{text}`"
            )));
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let name = name.trim();
        if !name.chars().all(is_name) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Err(D::Error::custom(format!(
                "`{name}` is not a name: letters, digits and _"
            )));
        }
        let parsed = syntax::parse_term(term)
            .map_err(|diagnostic| D::Error::custom(diagnostic.render(term)))?;
        Ok(Self {
            name: name.to_owned(),
            text,
            term: parsed,
        })
    }
}
