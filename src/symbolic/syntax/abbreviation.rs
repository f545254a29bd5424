//! Abbreviations of terms: `let s(z) = 1/(1 + exp(-z))`.

use crate::symbolic::expr::Term;
use std::ops::Range;

/// A name for a term, perhaps with parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abbreviation {
    /// The name.
    pub name: String,
    /// The names that arguments take the place of; all different.
    pub parameters: Vec<String>,
    /// What it stands for, earlier abbreviations expanded.
    pub body: Term,
    /// The bytes of its line, from `let`.
    pub span: Range<usize>,
}
