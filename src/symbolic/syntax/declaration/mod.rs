//! Declarations, one a line: what the symbols of a statement mean and what is assumed.
//!
//! ```text
//! nat n = 2                     a width; `nat n` leaves it open, at least 1
//! nat L from 0                  a depth that may be none; `nat n, m from 2` bounds both
//! const c                       a deterministic number
//! function g, phi               differentiable functions; g'(x), g''(x) are derivatives
//! var X, Y                      random variables
//! iid w : n                     w[1], …, w[n]; `iid w : n, m` for w[i, j]
//! exchangeable a : n            any order of the members has the same law
//! dependent a : n               random, each with its own law, dependent in any way
//! vector x : d                  numbers x[1], …, x[d]; `vector A : d, d` for a matrix
//! sequence q                    numbers q[l], one a step l = 0, 1, 2, …
//! iid W : steps, n, m           W[l, i, j]: leading positions may be steps, in every family
//! index k from 0                any step; a statement with k holds for each
//! index i, j : d                any members
//! distinct i, j                 never the same
//! law X = uniform(-r, r)        the law of a variable, or of each member of a family
//! indep w | a                   mutually independent blocks; `indep X, Y | Z`
//! symmetric z                   z has the law of −z
//! assume E[w] = 0               or, with a name, `assume zero-mean: E[w] = 0`
//! ```
//!
//! `signature_lines` writes what `parse_signature` reads. What is declared is not checked for
//! consistency.

mod assumption;
mod family;
mod goal;
mod print;

pub(in crate::symbolic::syntax) use assumption::check_label;
pub use goal::Goal;
pub use goal::parse_goal;
pub use print::signature_lines;

use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::MAX_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::declaration::assumption::assume_labelled;
use crate::symbolic::syntax::declaration::assumption::labelled;
use crate::symbolic::syntax::lexer::Kind;
use crate::symbolic::syntax::parser::Parser;
use std::ops::Range;

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
    let mut abbreviations = Abbreviations::new();
    let mut offset = 0;
    for line in source.split('\n') {
        declare(line, &mut signature, &mut abbreviations)
            .map_err(|diagnostic| diagnostic.within(source, offset))?;
        offset += line.len() + 1;
    }
    Ok(signature)
}

/// The words that begin a declaration.
const KEYWORDS: [&str; 15] = [
    "nat",
    "const",
    "function",
    "var",
    "iid",
    "exchangeable",
    "dependent",
    "vector",
    "sequence",
    "index",
    "distinct",
    "law",
    "indep",
    "symmetric",
    "assume",
];

/// Whether the word begins a declaration.
pub(in crate::symbolic::syntax) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// Reads one declaration into the signature; a text without tokens declares nothing.
pub(in crate::symbolic::syntax) fn declare(
    text: &str,
    signature: &mut Signature,
    abbreviations: &mut Abbreviations,
) -> Result<(), Diagnostic> {
    if let Some((label, body)) = labelled(text) {
        return assume_labelled(text, label, body, signature, abbreviations);
    }
    let mut parser = Parser::with(text, abbreviations)?;
    let word = match parser.peek() {
        Kind::End => return Ok(()),
        Kind::Name(name) => KEYWORDS.into_iter().find(|keyword| keyword == name),
        _ => None,
    };
    let word = word.ok_or_else(|| {
        let expected = "one of `nat`, `const`, `function`, `var`, `iid`, `exchangeable`, \
                        `dependent`, `vector`, `sequence`, `index`, `distinct`, `law`, `indep`, \
                        `symmetric`, `assume`";
        parser.unexpected(expected)
    })?;
    parser.advance();
    declaration(word, &mut parser, signature)?;
    parser.expect_end()
}

fn declaration(
    word: &str,
    parser: &mut Parser<'_>,
    signature: &mut Signature,
) -> Result<(), Diagnostic> {
    match word {
        "nat" => family::naturals(parser, signature),
        "index" => family::indices(parser, signature),
        "sequence" => family::sequences(parser, signature),
        "iid" => family::family(parser, signature, FamilyKind::Iid),
        "exchangeable" => family::family(parser, signature, FamilyKind::Exchangeable),
        "dependent" => family::family(parser, signature, FamilyKind::Dependent),
        "vector" => family::family(parser, signature, FamilyKind::Deterministic),
        "const" => each_name(parser, |name| signature.declare_constant(name)),
        "var" => each_name(parser, |name| signature.declare_variable(name)),
        "symmetric" => each_name(parser, |name| signature.declare_symmetric(name)),
        "function" => functions(parser, signature),
        "law" => law(parser, signature),
        "distinct" => {
            let place = parser.place();
            let names = at_least_two(parser)?;
            let declared = signature.declare_distinct(names);
            declared.map_err(|error| parser.refuse_at(parser.span_from(place), error))
        }
        "indep" => {
            let place = parser.place();
            let blocks = blocks(parser)?;
            let declared = signature.declare_independent(blocks);
            declared.map_err(|error| parser.refuse_at(parser.span_from(place), error))
        }
        _ => {
            let (label, statement) = (None, parser.statement()?);
            signature.assume(Assumption { label, statement });
            Ok(())
        }
    }
}

/// `g, phi`: names without primes, since g' is the derivative of g.
fn functions(parser: &mut Parser<'_>, signature: &mut Signature) -> Result<(), Diagnostic> {
    loop {
        let (name, span) = declared_name(parser)?;
        check_unprimed(&name).map_err(|reason| parser.refuse_at(span.clone(), reason))?;
        let declared = signature.declare_function(&name);
        declared.map_err(|error| parser.refuse_at(span, error))?;
        if !parser.skip(",") {
            return Ok(());
        }
    }
}

/// Refuses a name that reads like a derivative.
pub(in crate::symbolic::syntax) fn check_unprimed(name: &str) -> Result<(), SyntaxError> {
    if name.ends_with('\'') {
        let name = name.to_owned();
        return Err(SyntaxError::PrimedName { name });
    }
    Ok(())
}

/// `X = uniform(-r, r)`: one law a name.
fn law(parser: &mut Parser<'_>, signature: &mut Signature) -> Result<(), Diagnostic> {
    let place = parser.place();
    let name = parser.name("a variable or a family")?;
    let span = parser.span_from(place);
    if signature.laws().iter().any(|(other, _)| *other == name) {
        return Err(parser.refuse_at(span, ExprError::DeclaredTwice { name }));
    }
    parser.expect("=", "`=` and a law such as `uniform(-r, r)`")?;
    let place = parser.place();
    let law = parser.term()?;
    if !matches!(law, Term::Call { .. }) {
        let (expected, found) = ("a law such as `uniform(-r, r)`", format!("`{law}`"));
        let reason = SyntaxError::Unexpected { expected, found };
        return Err(parser.refuse_at(parser.span_from(place), reason));
    }
    let declared = signature.declare_law(&name, law);
    declared.map_err(|error| parser.refuse_at(span, error))
}

/// A name that gets its meaning here, and its place.
fn declared_name(parser: &mut Parser<'_>) -> Result<(String, Range<usize>), Diagnostic> {
    let place = parser.place();
    let name = parser.name("a name")?;
    let span = parser.span_from(place);
    if name == "steps" {
        let usage = "vector w : steps, d";
        return Err(parser.refuse_at(span, SyntaxError::ReservedName { name, usage }));
    }
    Ok((name, span))
}

fn each_name(
    parser: &mut Parser<'_>,
    mut declare: impl FnMut(&str) -> Result<(), ExprError>,
) -> Result<(), Diagnostic> {
    loop {
        let (name, span) = declared_name(parser)?;
        declare(&name).map_err(|error| parser.refuse_at(span, error))?;
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

fn at_least_two(parser: &mut Parser<'_>) -> Result<Vec<String>, Diagnostic> {
    let first = parser.name("the name of an index")?;
    parser.expect(",", "`,` and another index")?;
    let mut names = names(parser)?;
    names.insert(0, first);
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
mod tests;
