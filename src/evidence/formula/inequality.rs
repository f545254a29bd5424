//! Two sufficient reasons for a polynomial in positive integers to be nonnegative: all
//! coefficients are after the shift x = 1 + x′, or the polynomial is a square. A `false` here
//! means "not shown", never "negative somewhere".

use crate::evidence::formula::polynomial::Monomial;
use crate::evidence::formula::polynomial::Polynomial;
use crate::evidence::formula::ratio::Obstacle;
use crate::evidence::formula::ratio::Ratio;
use crate::num::Rational;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How a sign was shown.
pub(in crate::evidence::formula) const BY_SHIFT: &str =
    "all coefficients are nonnegative after writing each symbol as 1 plus a nonnegative number";
/// How a sign was shown.
pub(in crate::evidence::formula) const BY_SQUARE: &str = "the difference is a square";

/// Larger polynomials are not tried for a root: the extraction is cubic in the terms.
const MAX_SQUARE: usize = 256;

/// A reason why ratio > 0 (`strict`) or ratio ≥ 0, if one is found.
pub(in crate::evidence::formula) fn reason(
    ratio: &Ratio,
    strict: bool,
    rationals: &BTreeSet<String>,
) -> Result<Option<&'static str>, Obstacle> {
    let product = with_the_sign_of(ratio, rationals)?;
    if shifted_is_nonnegative(&product, strict, rationals)? {
        return Ok(Some(BY_SHIFT));
    }
    Ok((!strict && is_square(&product)?).then_some(BY_SQUARE))
}

/// Whether the shift test shows p ≥ 0.
pub(in crate::evidence::formula) fn is_nonnegative_by_shift(
    p: &Polynomial,
    rationals: &BTreeSet<String>,
) -> Result<bool, Obstacle> {
    shifted_is_nonnegative(p, false, rationals)
}

/// Whether the shift test shows p > 0.
pub(in crate::evidence::formula) fn is_positive_by_shift(
    p: &Polynomial,
    rationals: &BTreeSet<String>,
) -> Result<bool, Obstacle> {
    shifted_is_nonnegative(p, true, rationals)
}

/// A polynomial with the sign of n/d wherever d ≠ 0: n itself if d > 0, else n·d.
fn with_the_sign_of(ratio: &Ratio, rationals: &BTreeSet<String>) -> Result<Polynomial, Obstacle> {
    if is_positive_by_shift(&ratio.denominator, rationals)? || is_square(&ratio.denominator)? {
        return Ok(ratio.numerator.clone());
    }
    Ok(ratio.numerator.multiply(&ratio.denominator)?)
}

fn shifted_is_nonnegative(
    p: &Polynomial,
    strict: bool,
    rationals: &BTreeSet<String>,
) -> Result<bool, Obstacle> {
    if p.symbols().into_iter().any(|name| rationals.contains(name)) {
        return Ok(false);
    }
    let one = Polynomial::constant(Rational::ONE);
    let shifted = p.compose(|name| {
        let symbol = Polynomial::symbol(name);
        one.add(&symbol).unwrap_or(symbol)
    })?;
    let nonnegative = shifted.terms().all(|(_, value)| value > Rational::ZERO);
    let constant = shifted.terms().any(|(monomial, _)| monomial.is_empty());
    Ok(nonnegative && (constant || !strict))
}

/// Whether p = c·s² with c > 0 (or p = 0), by extracting the root term by term in
/// lexicographic order.
fn is_square(p: &Polynomial) -> Result<bool, Obstacle> {
    let Some((lead, scale)) = leading(p) else {
        return Ok(true);
    };
    if p.terms().count() > MAX_SQUARE {
        return Ok(false);
    }
    let Some(half) = halved(&lead).filter(|_| scale > Rational::ZERO) else {
        return Ok(false);
    };
    let monic = p.scaled(Rational::ONE.checked_div(scale)?)?;
    let mut root = Polynomial::monomial(half.clone(), Rational::ONE);
    // Each step settles one monomial of the root, which has at most as many as p.
    for _ in 0..=p.terms().count() {
        let rest = monic.subtract(&root.multiply(&root)?)?;
        let Some((next, value)) = leading(&rest) else {
            return Ok(true);
        };
        let Some(quotient) = divided(&next, &half) else {
            return Ok(false);
        };
        let value = value.checked_div(Rational::integer(2))?;
        root = root.add(&Polynomial::monomial(quotient, value))?;
    }
    Ok(false)
}

/// The lexicographically largest monomial and its coefficient.
fn leading(p: &Polynomial) -> Option<(Monomial, Rational)> {
    let largest = p.terms().max_by(|(a, _), (b, _)| lexicographic(a, b))?;
    Some((largest.0.clone(), largest.1))
}

fn lexicographic(a: &Monomial, b: &Monomial) -> Ordering {
    let names: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let exponent = |m: &Monomial, name: &String| m.get(name).copied().unwrap_or(0);
    let mut orders = names
        .into_iter()
        .map(|name| exponent(a, name).cmp(&exponent(b, name)));
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn halved(monomial: &Monomial) -> Option<Monomial> {
    let halves = monomial.iter();
    halves
        .map(|(name, n)| n.is_multiple_of(2).then(|| (name.clone(), n / 2)))
        .collect()
}

fn divided(a: &Monomial, b: &Monomial) -> Option<Monomial> {
    let mut answer = a.clone();
    for (name, exponent) in b {
        let left = answer.get(name)?.checked_sub(*exponent)?;
        answer.insert(name.clone(), left);
    }
    answer.retain(|_, exponent| *exponent > 0);
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::formula::ratio::Normalizer;
    use crate::symbolic::syntax::parse_term;

    fn polynomial(text: &str) -> Polynomial {
        let rationals = BTreeSet::new();
        let term = parse_term(text).unwrap();
        Normalizer::new(&rationals).ratio(&term).unwrap().numerator
    }

    #[test]
    fn squares_are_recognized_and_nothing_else_is() {
        for (text, square) in [
            ("(p - q)^2", true),
            ("3*(p - 2*q + r/5)^2", true),
            ("(p^2 - q)^4", true),
            ("p^2 - q^2", false),
            ("p^2 + q^2", false),
            ("-(p - q)^2", false),
            ("p*q", false),
        ] {
            assert_eq!(is_square(&polynomial(text)).unwrap(), square, "{text}");
        }
    }
}
