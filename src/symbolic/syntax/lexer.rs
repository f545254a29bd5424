//! From text to tokens with their places; numbers become exact rationals here.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::MAX_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use std::ops::Range;

/// The smallest unit of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::syntax) enum Kind {
    Number(Rational),
    /// A name, perhaps with primes at its end: `w`, `fan_in`, `g''`.
    Name(String),
    Text(String),
    /// An operator, a bracket, a relation, a comma, a colon, a bar or `..`.
    Mark(&'static str),
    End,
}

/// A token and the bytes it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::syntax) struct Token {
    pub(in crate::symbolic::syntax) kind: Kind,
    pub(in crate::symbolic::syntax) span: Range<usize>,
}

/// Longer marks first, so that `<=` is not `<` and `=`.
const MARKS: [&str; 19] = [
    "<=", ">=", "!=", "..", "+", "-", "*", "/", "^", "(", ")", "[", "]", ",", ":", "=", "<", ">",
    "|",
];

/// Characters of printed mathematics, and what to write for them.
const HINTS: [(char, &str); 11] = [
    ('−', "; write `-`"),
    ('–', "; write `-`"),
    ('·', "; write `*`"),
    ('×', "; write `*`"),
    ('÷', "; write `/`"),
    ('≤', "; write `<=`"),
    ('≥', "; swap the sides and write `<=`"),
    ('≠', "; write `!=`"),
    ('²', "; write `^2`"),
    ('′', "; write `'`"),
    ('’', "; write `'`"),
];

/// All tokens of a text, the last of them `End`. A `#` begins a comment up to the line's end.
pub(in crate::symbolic::syntax) fn tokens(source: &str) -> Result<Vec<Token>, Diagnostic> {
    if source.len() > MAX_LENGTH {
        let length = source.len();
        return Err(Diagnostic::new(
            SyntaxError::TooLong { length },
            source,
            0..0,
        ));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            at += source[at..].find('\n').unwrap_or(source.len() - at);
            continue;
        }
        let (kind, length) = token(&source[at..], first)
            .map_err(|(reason, length)| Diagnostic::new(reason, source, at..at + length))?;
        tokens.push(Token {
            kind,
            span: at..at + length,
        });
        at += length;
    }
    tokens.push(Token {
        kind: Kind::End,
        span: source.len()..source.len(),
    });
    Ok(tokens)
}

type Lexed = Result<(Kind, usize), (SyntaxError, usize)>;

/// The token at the beginning of a text and its length in bytes.
fn token(text: &str, first: char) -> Lexed {
    if first.is_ascii_digit() {
        return number(text);
    }
    if is_name_start(first) {
        let stem = prefix(text, is_name_part);
        let length = stem + prefix(&text[stem..], |c| c == '\'');
        return Ok((Kind::Name(text[..length].to_owned()), length));
    }
    if first == '"' {
        return quoted(text);
    }
    let mark = MARKS.iter().find(|mark| text.starts_with(**mark));
    mark.map(|mark| (Kind::Mark(mark), mark.len()))
        .ok_or_else(|| {
            let hint = HINTS.iter().find(|(found, _)| *found == first);
            let reason = SyntaxError::UnexpectedCharacter {
                found: first,
                hint: hint.map_or("", |(_, hint)| hint),
            };
            (reason, first.len_utf8())
        })
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_'
}

/// Letters, digits, `-`, `_` and `.`: labels of assumptions and steps.
pub(in crate::symbolic::syntax) fn is_label_part(c: char) -> bool {
    c.is_alphanumeric() || "-_.".contains(c)
}

/// How many bytes at the beginning satisfy the predicate.
pub(in crate::symbolic::syntax) fn prefix(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !part(c)).unwrap_or(text.len())
}

fn quoted(text: &str) -> Lexed {
    let inside = &text[1..];
    let length = prefix(inside, |c| c != '"' && c != '\n');
    if inside[length..].starts_with('"') {
        Ok((Kind::Text(inside[..length].to_owned()), length + 2))
    } else {
        Err((SyntaxError::UnterminatedText, length + 1))
    }
}

/// Digits, perhaps a fraction, perhaps an exponent; a name may not follow directly.
fn number(text: &str) -> Lexed {
    let digits = |from: usize| prefix(&text[from..], |c| c.is_ascii_digit());
    let mut length = digits(0);
    if text[length..].starts_with('.') && digits(length + 1) > 0 {
        length += 1 + digits(length + 1);
    }
    let decimal = &text[..length];
    let exponent = exponent(&text[length..]);
    length += exponent.len();
    let rest = &text[length..];
    let stray = rest.starts_with(is_name_start) || rest.starts_with('.') && !rest.starts_with("..");
    if stray {
        let length = length + prefix(rest, |c| is_name_part(c) || c == '.');
        let found = text[..length].to_owned();
        return Err((SyntaxError::MalformedNumber { found }, length));
    }
    let too_large = |_| {
        let found = text[..length].to_owned();
        (SyntaxError::NumberTooLarge { found }, length)
    };
    exact(decimal, exponent)
        .map(|value| (Kind::Number(value), length))
        .map_err(too_large)
}

/// The `e-4` at the beginning of a text, or nothing.
fn exponent(text: &str) -> &str {
    let Some(rest) = text.strip_prefix(['e', 'E']) else {
        return "";
    };
    let unsigned = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let digits = prefix(unsigned, |c| c.is_ascii_digit());
    if digits == 0 {
        return "";
    }
    &text[..text.len() - unsigned.len() + digits]
}

fn exact(decimal: &str, exponent: &str) -> Result<Rational, RationalError> {
    let value: Rational = decimal.parse()?;
    if exponent.is_empty() {
        return Ok(value);
    }
    let digits = exponent[1..].trim_start_matches('+');
    let power: i32 = digits.parse().map_err(|_| RationalError::Overflow)?;
    value.checked_mul(Rational::integer(10).powi(power)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scientific_notation_is_exact() {
        let number = |text: &str| tokens(text).unwrap()[0].kind.clone();
        let expected = |text: &str| Kind::Number(text.parse().unwrap());
        assert_eq!(number("1e-4"), expected("1/10000"));
        assert_eq!(number("2.5E+1"), expected("25"));
    }

    #[test]
    fn a_range_is_not_a_decimal_point() {
        let kinds: Vec<Kind> = tokens("1..3")
            .unwrap()
            .into_iter()
            .map(|t| t.kind)
            .collect();
        assert_eq!(kinds[1], Kind::Mark(".."));
        assert_eq!(kinds.len(), 4);
    }

    #[test]
    fn primes_end_a_name() {
        let names = |text: &str| {
            let kinds = tokens(text).unwrap().into_iter().map(|t| t.kind);
            kinds
                .take_while(|kind| *kind != Kind::End)
                .collect::<Vec<_>>()
        };
        let name = |text: &str| Kind::Name(text.to_owned());
        assert_eq!(names("g''x"), [name("g''"), name("x")]);
        assert_eq!(tokens("'x").unwrap_err().code(), "unexpected-character");
        let hint = tokens("g′").unwrap_err().to_string();
        assert!(hint.ends_with("write `'`"), "{hint}");
    }

    #[test]
    fn a_huge_exponent_is_refused_quickly() {
        for text in ["1e99999999999", "1e999999999", "1e-999999999", "1e39"] {
            assert_eq!(
                tokens(text).unwrap_err().code(),
                "number-too-large",
                "{text}"
            );
        }
    }
}
