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
        let (line, column) = position(source, span.start);
        Self {
            reason,
            span,
            line,
            column,
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
        format!("{self}\n{}", excerpt(source, self.span()))
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

/// The line and the column, in characters and both from 1, of a byte of a text.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::position;
/// assert_eq!(position("nat n\nvar X", 10), (2, 5));
/// ```
#[must_use]
pub fn position(source: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    let before = &source[..end];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The line in which a span begins, with its number and carets under the span.
///
/// A span of several lines is underlined to the end of its first; an empty one has one caret.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::excerpt;
/// assert_eq!(excerpt("nat n\nvar X", 10..11), "  |\n2 | var X\n  |     ^\n");
/// ```
#[must_use]
pub fn excerpt(source: &str, span: Range<usize>) -> String {
    let (line, column) = position(source, span.start);
    let text = source.split('\n').nth(line - 1).unwrap_or_default();
    let text = text.trim_end_matches('\r');
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let indent: String = text.chars().take(column - 1).map(blank).collect();
    let room = (text.chars().count() + 1).saturating_sub(column).max(1);
    let faulty = source.get(span).unwrap_or_default();
    let carets = "^".repeat(faulty.chars().count().clamp(1, room));
    format!("{margin} |\n{number} | {text}\n{margin} | {indent}{carets}\n")
}

/// A tab stays a tab, so that the carets stand under what they mean.
fn blank(c: char) -> char {
    if c == '\t' { c } else { ' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_given_for_any_span() {
        let text = "né\r\n\tx";
        for (span, line) in [(0..9, 1), (2..2, 1), (3..99, 1), (7..8, 2), (99..100, 2)] {
            let excerpt = excerpt(text, span.clone());
            assert!(excerpt.contains(&format!("{line} | ")), "{span:?}");
            assert!(excerpt.ends_with("^\n"), "{span:?}");
        }
        assert_eq!(excerpt(text, 6..7), "  |\n2 | \tx\n  | \t^\n");
    }

    #[test]
    fn a_place_inside_a_letter_is_the_place_of_the_letter() {
        assert_eq!(position("né", 2), position("né", 1));
        assert_eq!(position("né", 99), (1, 3));
    }
}
