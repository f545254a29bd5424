//! Declarations, one a line: what the symbols of a statement mean and what is assumed.
//!
//! ```text
//! nat n = 2                     a width; `nat n` leaves it open
//! const c                       a deterministic number
//! var X, Y                      random variables
//! iid w : n                     w[1], …, w[n]; `iid w : n, m` for w[i, j]
//! exchangeable a : n
//! indep w | a                   mutually independent blocks; `indep X, Y | Z`
//! symmetric z
//! assume E[w] = 0               or, with a name, `assume zero-mean: E[w] = 0`
//! ```

use crate::num::Rational;
use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::MAX_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::lexer::Kind;
use crate::symbolic::syntax::parser::Parser;
use std::fmt;

/// What is to be shown or refuted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A relation between two terms; of random terms, that it holds almost surely.
    Statement(Statement),
    /// The blocks are mutually independent.
    Independent(Vec<Vec<String>>),
    /// Each name has the law of its negative.
    Symmetric(Vec<String>),
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Statement(statement) => write!(f, "{statement}"),
            Self::Independent(blocks) => {
                let blocks: Vec<String> = blocks.iter().map(|block| block.join(", ")).collect();
                write!(f, "indep {}", blocks.join(" | "))
            }
            Self::Symmetric(names) => write!(f, "symmetric {}", names.join(", ")),
        }
    }
}

/// Reads declarations, one a line; empty lines and `#` comments are skipped.
///
/// # Errors
/// The first [`Diagnostic`], located in the whole text.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::parse_signature;
/// let signature = parse_signature("nat n\niid w : n\nassume zero-mean: E[w] = 0")?;
/// assert_eq!(signature.assumptions()[0].label.as_deref(), Some("zero-mean"));
/// assert!(parse_signature("indep X | Y").is_err());
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
pub fn parse_signature(source: &str) -> Result<Signature, Diagnostic> {
    if source.len() > MAX_LENGTH {
        let length = source.len();
        return Err(Diagnostic::new(
            SyntaxError::TooLong { length },
            source,
            0..0,
        ));
    }
    let mut signature = Signature::default();
    let mut offset = 0;
    for line in source.split('\n') {
        declare(line, &mut signature).map_err(|diagnostic| diagnostic.within(source, offset))?;
        offset += line.len() + 1;
    }
    Ok(signature)
}

/// Reads a goal: a statement, or `indep X | Y`, or `symmetric z`.
///
/// # Errors
/// A located [`Diagnostic`].
pub fn parse_goal(source: &str) -> Result<Goal, Diagnostic> {
    let mut parser = Parser::new(source)?;
    let goal = match keyword(&parser) {
        Some("indep") => Goal::Independent(after_keyword(&mut parser, blocks)?),
        Some("symmetric") => Goal::Symmetric(after_keyword(&mut parser, names)?),
        _ => Goal::Statement(parser.statement()?),
    };
    parser.expect_end()?;
    Ok(goal)
}

/// The words that begin a declaration.
const KEYWORDS: [&str; 8] = [
    "nat",
    "const",
    "var",
    "iid",
    "exchangeable",
    "indep",
    "symmetric",
    "assume",
];

fn keyword(parser: &Parser<'_>) -> Option<&'static str> {
    let Kind::Name(name) = parser.peek() else {
        return None;
    };
    KEYWORDS.into_iter().find(|keyword| keyword == name)
}

fn after_keyword<T>(
    parser: &mut Parser<'_>,
    rest: impl FnOnce(&mut Parser<'_>) -> Result<T, Diagnostic>,
) -> Result<T, Diagnostic> {
    parser.advance();
    rest(parser)
}

/// Reads one line into the signature.
fn declare(line: &str, signature: &mut Signature) -> Result<(), Diagnostic> {
    let (label, body) = label(line);
    let mut parser = Parser::new(body).map_err(|d| d.within(line, line.len() - body.len()))?;
    if *parser.peek() == Kind::End && label.is_none() {
        return Ok(());
    }
    if let Some(label) = label {
        let statement = parser.statement();
        let statement = statement.and_then(|s| parser.expect_end().map(|()| s));
        let statement = statement.map_err(|d| d.within(line, line.len() - body.len()))?;
        let label = Some(label.to_owned());
        signature.assume(Assumption { label, statement });
        return Ok(());
    }
    let word = keyword(&parser).ok_or_else(|| {
        let expected = "one of `nat`, `const`, `var`, `iid`, `exchangeable`, `indep`, \
                        `symmetric`, `assume`";
        parser.unexpected(expected)
    })?;
    parser.advance();
    declaration(word, &mut parser, signature)?;
    parser.expect_end()
}

/// Splits `assume zero-mean: E[w] = 0` into the label and the statement, since a label may
/// hold hyphens and a formula may not.
fn label(line: &str) -> (Option<&str>, &str) {
    let labelled = line.trim_start().strip_prefix("assume ").and_then(|rest| {
        let (label, body) = rest.split_once(':')?;
        let named = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let label = label.trim();
        (!label.is_empty() && label.chars().all(named)).then_some((label, body))
    });
    labelled.map_or((None, line), |(label, body)| (Some(label), body))
}

fn declaration(
    word: &str,
    parser: &mut Parser<'_>,
    signature: &mut Signature,
) -> Result<(), Diagnostic> {
    match word {
        "nat" => natural(parser, signature),
        "const" => each_name(parser, |name| signature.declare_constant(name)),
        "var" => each_name(parser, |name| signature.declare_variable(name)),
        "symmetric" => each_name(parser, |name| signature.declare_symmetric(name)),
        "iid" => family(parser, signature, FamilyKind::Iid),
        "exchangeable" => family(parser, signature, FamilyKind::Exchangeable),
        "indep" => {
            let place = parser.place();
            let blocks = blocks(parser)?;
            let declared = signature.declare_independent(blocks);
            declared.map_err(|error| parser.refuse_from(place, error))
        }
        _ => {
            let statement = parser.statement()?;
            signature.assume(Assumption {
                label: None,
                statement,
            });
            Ok(())
        }
    }
}

/// `n`, `n, m` or `n = 3`.
fn natural(parser: &mut Parser<'_>, signature: &mut Signature) -> Result<(), Diagnostic> {
    each_name_with(parser, |parser, name| {
        let value = parser
            .skip("=")
            .then(|| small_natural(parser))
            .transpose()?;
        Ok(signature.declare_natural(Natural {
            name: name.to_owned(),
            value,
            least: 1,
        }))
    })
}

fn small_natural(parser: &mut Parser<'_>) -> Result<u32, Diagnostic> {
    let value = match parser.peek() {
        Kind::Number(value) => whole(*value),
        _ => None,
    };
    let value = value.ok_or_else(|| parser.unexpected("a whole number of at least 1"))?;
    parser.advance();
    Ok(value)
}

fn whole(value: Rational) -> Option<u32> {
    let number = u32::try_from(value.numerator()).ok()?;
    (value.is_integer() && number >= 1).then_some(number)
}

/// `w : n, m`.
fn family(
    parser: &mut Parser<'_>,
    signature: &mut Signature,
    kind: FamilyKind,
) -> Result<(), Diagnostic> {
    let place = parser.place();
    let name = parser.name("the name of a family")?;
    parser.expect(":", "`:` and the number of members")?;
    let mut extents = vec![parser.term()?];
    while parser.skip(",") {
        extents.push(parser.term()?);
    }
    let family = Family {
        name,
        kind,
        steps: 0,
        extents,
    };
    let declared = signature.declare_family(family);
    declared.map_err(|error| parser.refuse_from(place, error))
}

fn each_name(
    parser: &mut Parser<'_>,
    mut declare: impl FnMut(&str) -> Result<(), ExprError>,
) -> Result<(), Diagnostic> {
    each_name_with(parser, |_, name| Ok(declare(name)))
}

fn each_name_with(
    parser: &mut Parser<'_>,
    mut declare: impl FnMut(&mut Parser<'_>, &str) -> Result<Result<(), ExprError>, Diagnostic>,
) -> Result<(), Diagnostic> {
    loop {
        let place = parser.place();
        let name = parser.name("a name")?;
        declare(parser, &name)?.map_err(|error| parser.refuse_from(place, error))?;
        if !parser.skip(",") {
            return Ok(());
        }
    }
}

fn names(parser: &mut Parser<'_>) -> Result<Vec<String>, Diagnostic> {
    let mut names = vec![parser.name("a name")?];
    while parser.skip(",") {
        names.push(parser.name("a name")?);
    }
    Ok(names)
}

/// `X, Y | Z`: at least two blocks.
fn blocks(parser: &mut Parser<'_>) -> Result<Vec<Vec<String>>, Diagnostic> {
    let mut blocks = vec![names(parser)?];
    parser.expect("|", "`,` or `|` and another block")?;
    blocks.push(names(parser)?);
    while parser.skip("|") {
        blocks.push(names(parser)?);
    }
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_as_the_proof_scripts_write_them() {
        let text = "nat n = 2, m  # widths\niid w : n, m\nexchangeable a : m\nindep w | a\n\
                    var X\nsymmetric w\nassume E[w] = 0\nassume second-moment: E[a^2] = q\n";
        let signature = parse_signature(text).unwrap();
        assert_eq!(signature.naturals()[0].value, Some(2));
        assert_eq!(signature.families()[0].extents.len(), 2);
        assert!(signature.is_symmetric("w") && !signature.is_symmetric("a"));
        assert_eq!(signature.assumptions().len(), 2);
    }

    #[test]
    fn a_fault_is_located_in_the_whole_text() {
        let refused = |text: &str| {
            let diagnostic = parse_signature(text).unwrap_err();
            (diagnostic.code(), diagnostic.line(), diagnostic.column())
        };
        assert_eq!(refused("var X\nindep X | Y"), ("not-declared", 2, 7));
        assert_eq!(refused("var X\nindep X | X"), ("depends-on-itself", 2, 7));
        assert_eq!(
            refused("var X\nassume mean: E[X] 0"),
            ("unexpected-token", 2, 19)
        );
        assert_eq!(refused("\nvariable X"), ("unexpected-token", 2, 1));
        assert_eq!(refused("nat n\nvar n"), ("declared-twice", 2, 5));
        assert_eq!(refused("iid w : k"), ("not-declared", 1, 5));
        assert_eq!(refused("nat n = 0"), ("unexpected-token", 1, 9));
    }

    #[test]
    fn goals_print_as_they_are_read() {
        for text in ["indep X, Y | Z", "symmetric z", "E[X] = 0"] {
            assert_eq!(parse_goal(text).unwrap().to_string(), text);
        }
    }
}
