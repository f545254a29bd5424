//! Declarations with a range: naturals, indices, families, vectors and sequences.

use crate::num::Rational;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Index;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::declaration::declared_name;
use crate::symbolic::syntax::declaration::each_name;
use crate::symbolic::syntax::lexer::Kind;
use crate::symbolic::syntax::parser::Parser;

/// `n`, `n, m`, `n = 3` or `n, m from 2`.
pub(in crate::symbolic::syntax::declaration) fn naturals(
    parser: &mut Parser<'_>,
    signature: &mut Signature,
) -> Result<(), Diagnostic> {
    let mut naturals = Vec::new();
    loop {
        let (name, span) = declared_name(parser)?;
        let is_fixed = parser.skip("=");
        let expected = "a whole number of at least 1";
        let value = is_fixed.then(|| whole(parser, 1, expected)).transpose()?;
        naturals.push((name, value, span));
        if !parser.skip(",") {
            break;
        }
    }
    let are_open = naturals.iter().all(|(_, value, _)| value.is_none());
    let least = if are_open && parser.skip_word("from") {
        whole(parser, 0, "a whole number")?
    } else {
        1
    };
    for (name, value, span) in naturals {
        let declared = signature.declare_natural(Natural { name, value, least });
        declared.map_err(|error| parser.refuse_at(span, error))?;
    }
    Ok(())
}

/// `k from 0` or `i, j : d`.
pub(in crate::symbolic::syntax::declaration) fn indices(
    parser: &mut Parser<'_>,
    signature: &mut Signature,
) -> Result<(), Diagnostic> {
    let mut names = vec![declared_name(parser)?];
    while parser.skip(",") {
        names.push(declared_name(parser)?);
    }
    let range = if parser.skip_word("from") {
        let least = whole(parser, 0, "a whole number")?;
        IndexRange::Step { least }
    } else {
        parser.expect(":", "`,`, `from LEAST` or `: EXTENT`")?;
        let extent = parser.term()?;
        IndexRange::Member { extent }
    };
    for (name, span) in names {
        let range = range.clone();
        let declared = signature.declare_index(Index { name, range });
        declared.map_err(|error| parser.refuse_at(span, error))?;
    }
    Ok(())
}

/// `w : n, m` or `w : steps, n`.
pub(in crate::symbolic::syntax::declaration) fn family(
    parser: &mut Parser<'_>,
    signature: &mut Signature,
    kind: FamilyKind,
) -> Result<(), Diagnostic> {
    let place = parser.place();
    let (name, _) = declared_name(parser)?;
    parser.expect(":", "`:` and the number of members")?;
    let (steps, extents) = positions(parser)?;
    let family = Family {
        name,
        kind,
        steps,
        extents,
    };
    let declared = signature.declare_family(family);
    declared.map_err(|error| parser.refuse_at(parser.span_from(place), error))
}

/// How many leading `steps`, and the extents after them; at least one position.
fn positions(parser: &mut Parser<'_>) -> Result<(usize, Vec<Term>), Diagnostic> {
    let (mut steps, mut extents) = (0, Vec::new());
    loop {
        if extents.is_empty() && parser.skip_word("steps") {
            steps += 1;
        } else {
            extents.push(parser.term()?);
        }
        if !parser.skip(",") {
            return Ok((steps, extents));
        }
    }
}

/// `q, r`: numbers q[l] and r[l], one a step.
pub(in crate::symbolic::syntax::declaration) fn sequences(
    parser: &mut Parser<'_>,
    signature: &mut Signature,
) -> Result<(), Diagnostic> {
    each_name(parser, |name| {
        signature.declare_family(Family {
            name: name.to_owned(),
            kind: FamilyKind::Deterministic,
            steps: 1,
            extents: Vec::new(),
        })
    })
}

fn whole(parser: &mut Parser<'_>, least: u32, expected: &'static str) -> Result<u32, Diagnostic> {
    let value = match parser.peek() {
        Kind::Number(value) => natural(*value).filter(|value| *value >= least),
        _ => None,
    };
    let value = value.ok_or_else(|| parser.unexpected(expected))?;
    parser.advance();
    Ok(value)
}

fn natural(value: Rational) -> Option<u32> {
    let number = u32::try_from(value.numerator()).ok()?;
    value.is_integer().then_some(number)
}
