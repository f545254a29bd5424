//! Terms as quotients of polynomials; every divisor met on the way is recorded.

use crate::evidence::formula::inequality;
use crate::evidence::formula::polynomial::Polynomial;
use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Term;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// numerator / denominator; the denominator is not the zero polynomial.
#[derive(Clone, Debug)]
pub(in crate::evidence::formula) struct Ratio {
    pub(in crate::evidence::formula) numerator: Polynomial,
    pub(in crate::evidence::formula) denominator: Polynomial,
}

/// Why a term is not a quotient of polynomials that we can handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::evidence::formula) struct Obstacle(pub(in crate::evidence::formula) String);

impl From<RationalError> for Obstacle {
    fn from(error: RationalError) -> Self {
        Self(format!("the normal form is out of reach: {error}"))
    }
}

/// Powers and concrete sums beyond this are not expanded.
const MAX_EXPANSION: i128 = 64;

/// Turns terms into ratios and remembers their divisors.
#[derive(Debug)]
pub(in crate::evidence::formula) struct Normalizer<'a> {
    /// Symbols that range over the rationals; all others are positive integers.
    rationals: &'a BTreeSet<String>,
    pub(in crate::evidence::formula) divisors: Vec<Polynomial>,
}

impl<'a> Normalizer<'a> {
    pub(in crate::evidence::formula) fn new(rationals: &'a BTreeSet<String>) -> Self {
        Self {
            rationals,
            divisors: Vec::new(),
        }
    }

    pub(in crate::evidence::formula) fn ratio(&mut self, term: &Term) -> Result<Ratio, Obstacle> {
        match term {
            Term::Number(x) => Ok(whole(Polynomial::constant(*x))),
            Term::Symbol(name) => Ok(whole(Polynomial::symbol(name))),
            Term::Negation(x) => {
                let x = self.ratio(x)?;
                Ok(Ratio {
                    numerator: x.numerator.negated()?,
                    ..x
                })
            }
            Term::Binary {
                operator: Operator::Power,
                left,
                right,
            } => self.power(left, right),
            Term::Binary {
                operator,
                left,
                right,
            } => {
                let (left, right) = (self.ratio(left)?, self.ratio(right)?);
                self.combine(*operator, &left, right)
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => self.aggregate(*aggregation, index, (from, to), body),
            other => Err(Obstacle(format!("`{other}` is not a rational function"))),
        }
    }

    fn combine(&mut self, operator: Operator, a: &Ratio, b: Ratio) -> Result<Ratio, Obstacle> {
        match operator {
            Operator::Add => add(a, &b),
            Operator::Subtract => {
                let numerator = b.numerator.negated()?;
                add(a, &Ratio { numerator, ..b })
            }
            Operator::Divide => {
                let inverse = self.inverse(b)?;
                multiply(a, &inverse)
            }
            Operator::Multiply | Operator::Power => multiply(a, &b),
        }
    }

    /// 1/x, with x ≠ 0 recorded.
    fn inverse(&mut self, x: Ratio) -> Result<Ratio, Obstacle> {
        if x.numerator.is_zero() {
            return Err(Obstacle("a divisor is zero everywhere".to_owned()));
        }
        if x.numerator.as_constant().is_none() && !self.divisors.contains(&x.numerator) {
            self.divisors.push(x.numerator.clone());
        }
        Ok(Ratio {
            numerator: x.denominator,
            denominator: x.numerator,
        })
    }

    fn power(&mut self, base: &Term, exponent: &Term) -> Result<Ratio, Obstacle> {
        let small = self.constant(exponent)?.filter(|n| n.is_integer());
        let Some(n) = small
            .map(Rational::numerator)
            .filter(|n| n.unsigned_abs() <= MAX_EXPANSION.unsigned_abs())
        else {
            return Err(Obstacle(format!(
                "the exponent `{exponent}` is not a small whole number"
            )));
        };
        if let Some(radicand) = square_root(base)
            && n % 2 == 0
        {
            let radicand = self.radicand(radicand)?;
            return self.whole_power(radicand, n / 2);
        }
        if let Term::Binary {
            operator: factor @ (Operator::Multiply | Operator::Divide),
            left,
            right,
        } = base
        {
            // (a·b)^n = a^n·b^n brings roots to their own powers.
            let (left, right) = (self.power(left, exponent)?, self.power(right, exponent)?);
            return self.combine(*factor, &left, right);
        }
        let base = self.ratio(base)?;
        self.whole_power(base, n)
    }

    fn whole_power(&mut self, base: Ratio, n: i128) -> Result<Ratio, Obstacle> {
        let base = if n < 0 { self.inverse(base)? } else { base };
        let n = u32::try_from(n.unsigned_abs()).map_err(|_| RationalError::Overflow)?;
        Ok(Ratio {
            numerator: base.numerator.power(n)?,
            denominator: base.denominator.power(n)?,
        })
    }

    /// x of √x, which must not be negative anywhere.
    fn radicand(&mut self, x: &Term) -> Result<Ratio, Obstacle> {
        let ratio = self.ratio(x)?;
        let sign = |p: &Polynomial| inequality::is_nonnegative_by_shift(p, self.rationals);
        if sign(&ratio.numerator)? && sign(&ratio.denominator)? {
            return Ok(ratio);
        }
        Err(Obstacle(format!("`{x}` under a root may be negative")))
    }

    fn constant(&mut self, term: &Term) -> Result<Option<Rational>, Obstacle> {
        let ratio = self.ratio(term)?;
        let parts = ratio
            .numerator
            .as_constant()
            .zip(ratio.denominator.as_constant());
        Ok(parts.map(|(n, d)| n.checked_div(d)).transpose()?)
    }

    /// A concrete range is written out; over 1..n a body without the index counts n times.
    fn aggregate(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (&Term, &Term),
        body: &Term,
    ) -> Result<Ratio, Obstacle> {
        let ends = self.constant(from)?.zip(self.constant(to)?);
        if let Some((from, to)) = ends.filter(|(a, b)| a.is_integer() && b.is_integer()) {
            return self.written_out(aggregation, index, (from, to), body);
        }
        let counted = matches!(to, Term::Symbol(name) if !self.rationals.contains(name))
            && *from == Term::integer(1)
            && aggregation == Aggregation::Sum
            && !body.free_symbols().contains(index);
        if !counted {
            return Err(Obstacle(format!(
                "no closed form for the range of `{index}` up to `{to}`"
            )));
        }
        multiply(&self.ratio(to)?, &self.ratio(body)?)
    }

    fn written_out(
        &mut self,
        aggregation: Aggregation,
        index: &str,
        (from, to): (Rational, Rational),
        body: &Term,
    ) -> Result<Ratio, Obstacle> {
        let count = to.checked_sub(from)?.numerator();
        if count > MAX_EXPANSION {
            return Err(Obstacle(format!("the range of `{index}` is too long")));
        }
        let (operator, start) = match aggregation {
            Aggregation::Sum => (Operator::Add, Rational::ZERO),
            Aggregation::Product => (Operator::Multiply, Rational::ONE),
        };
        let mut answer = whole(Polynomial::constant(start));
        for step in 0..=count {
            let at = from.checked_add(Rational::new(step, 1)?)?;
            let by = BTreeMap::from([(index.to_owned(), Term::Number(at))]);
            let body = body
                .substitute(&by)
                .map_err(|error| Obstacle(error.to_string()))?;
            let term = self.ratio(&body)?;
            answer = self.combine(operator, &answer, term)?;
        }
        Ok(answer)
    }
}

/// The radicand of `sqrt(x)`.
fn square_root(term: &Term) -> Option<&Term> {
    match term {
        Term::Call {
            function,
            positional,
            named,
        } if function == "sqrt" && named.is_empty() => match positional.as_slice() {
            [x] => Some(x),
            _ => None,
        },
        _ => None,
    }
}

fn whole(numerator: Polynomial) -> Ratio {
    Ratio {
        numerator,
        denominator: Polynomial::constant(Rational::ONE),
    }
}

fn add(a: &Ratio, b: &Ratio) -> Result<Ratio, Obstacle> {
    if a.denominator == b.denominator {
        return Ok(Ratio {
            numerator: a.numerator.add(&b.numerator)?,
            denominator: a.denominator.clone(),
        });
    }
    let left = a.numerator.multiply(&b.denominator)?;
    let right = b.numerator.multiply(&a.denominator)?;
    Ok(Ratio {
        numerator: left.add(&right)?,
        denominator: a.denominator.multiply(&b.denominator)?,
    })
}

fn multiply(a: &Ratio, b: &Ratio) -> Result<Ratio, Obstacle> {
    Ok(Ratio {
        numerator: a.numerator.multiply(&b.numerator)?,
        denominator: a.denominator.multiply(&b.denominator)?,
    })
}

/// left − right over a common denominator.
pub(in crate::evidence::formula) fn difference(
    left: &Ratio,
    right: &Ratio,
) -> Result<Ratio, Obstacle> {
    let numerator = right.numerator.negated()?;
    let denominator = right.denominator.clone();
    add(
        left,
        &Ratio {
            numerator,
            denominator,
        },
    )
}
