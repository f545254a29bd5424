//! A refusal with its place in the text, and its rendering for a person.

use crate::symbolic::syntax::SyntaxError;
use std::fmt;
use std::ops::Range;

/// What was wrong, and where.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::parse_term;
/// let text = "2 * (n + )";
/// let diagnostic = parse_term(text).unwrap_err();
/// assert_eq!((diagnostic.line(), diagnostic.column()), (1, 10));
/// assert!(diagnostic.render(text).ends_with("1 | 2 * (n + )\n  |          ^\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    reason: SyntaxError,
    span: Range<usize>,
    line: usize,
    column: usize,
}

impl std::error::Error for Diagnostic {}

impl Diagnostic {
    /// A refusal of the bytes `span` of `source`.
    #[must_use]
    pub fn new(reason: SyntaxError, source: &str, span: Range<usize>) -> Self {
        let before = source.get(..span.start).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            reason,
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span,
        }
    }

    /// Why.
    #[must_use]
    pub fn reason(&self) -> &SyntaxError {
        &self.reason
    }

    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// The bytes at fault.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// The same refusal seen from a larger text, in which this one's text begins at `offset`.
    #[must_use]
    pub(in crate::symbolic::syntax) fn within(self, source: &str, offset: usize) -> Self {
        let span = self.span.start + offset..self.span.end + offset;
        Self::new(self.reason, source, span)
    }

    /// The message, the line and a caret under the fault; `source` is the text that was read.
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        let text = source.split('\n').nth(self.line - 1).unwrap_or_default();
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let indent = " ".repeat(self.column - 1);
        let carets = "^".repeat(self.width(source, text));
        format!("{self}\n{margin} |\n{number} | {text}\n{margin} | {indent}{carets}\n")
    }

    /// How many characters to underline: at least one, never beyond the line.
    fn width(&self, source: &str, line: &str) -> usize {
        let room = (line.chars().count() + 1)
            .saturating_sub(self.column)
            .max(1);
        let faulty = source.get(self.span()).unwrap_or_default();
        faulty.chars().count().clamp(1, room)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.reason
        )
    }
}
