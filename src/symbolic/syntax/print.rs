//! From terms to text, with no more parentheses than the parser needs.

use crate::num::Rational;
use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use std::fmt;

/// How tightly a printed term holds together.
const SUM: u8 = 1;
const PRODUCT: u8 = 2;
const NEGATION: u8 = 3;
const POWER: u8 = 4;
const ATOM: u8 = 5;

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.left, self.relation.symbol(), self.right)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{}", number(*value)),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::List(items) => write!(f, "[{}]", separated(items)),
            Self::Symbol(name) => write!(f, "{name}"),
            Self::Indexed { family, indices } => write!(f, "{family}[{}]", separated(indices)),
            Self::Negation(x) => write!(f, "-{}", At(x, NEGATION)),
            Self::Binary {
                operator,
                left,
                right,
            } => binary(f, *operator, left, right),
            Self::Call {
                function,
                positional,
                named,
            } => write!(f, "{function}({})", arguments(positional, named)),
            Self::Expectation(x) => write!(f, "E[{x}]"),
            Self::Variance(x) => write!(f, "Var[{x}]"),
            Self::Covariance(x, y) => write!(f, "Cov[{x}, {y}]"),
            Self::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let head = match aggregation {
                    Aggregation::Sum => "sum",
                    Aggregation::Product => "product",
                };
                if **from == Self::integer(1) {
                    write!(f, "{head}({index}:{to}, {body})")
                } else {
                    write!(f, "{head}({index} in {from}..{to}, {body})")
                }
            }
        }
    }
}

/// A term where at least this tightness is needed.
struct At<'a>(&'a Term, u8);

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if tightness(self.0) < self.1 {
            write!(f, "({})", self.0)
        } else {
            write!(f, "{}", self.0)
        }
    }
}

fn tightness(term: &Term) -> u8 {
    match term {
        Term::Number(value) if value.numerator() < 0 => NEGATION,
        Term::Number(value) if number(*value).contains('/') => PRODUCT,
        Term::Negation(_) => NEGATION,
        Term::Binary { operator, .. } => match operator {
            Operator::Add | Operator::Subtract => SUM,
            Operator::Multiply | Operator::Divide => PRODUCT,
            Operator::Power => POWER,
        },
        _ => ATOM,
    }
}

fn binary(
    f: &mut fmt::Formatter<'_>,
    operator: Operator,
    left: &Term,
    right: &Term,
) -> fmt::Result {
    match operator {
        Operator::Add => write!(f, "{left} + {}", At(right, PRODUCT)),
        Operator::Subtract => write!(f, "{left} - {}", At(right, PRODUCT)),
        Operator::Multiply => write!(f, "{}*{}", At(left, PRODUCT), At(right, POWER)),
        Operator::Divide => write!(f, "{}/{}", At(left, PRODUCT), At(right, POWER)),
        Operator::Power => write!(f, "{}^{}", At(left, ATOM), At(right, NEGATION)),
    }
}

fn separated(terms: &[Term]) -> String {
    let texts: Vec<String> = terms.iter().map(Term::to_string).collect();
    texts.join(", ")
}

fn arguments(positional: &[Term], named: &[(String, Term)]) -> String {
    let named = named.iter().map(|(name, term)| format!("{name} = {term}"));
    let texts: Vec<String> = positional
        .iter()
        .map(Term::to_string)
        .chain(named)
        .collect();
    texts.join(", ")
}

/// A decimal where one exists within 38 digits (it reads back as one number), else a fraction.
fn number(value: Rational) -> String {
    let Some((digits, places)) = decimal(value).filter(|(_, places)| *places > 0) else {
        return value.to_string();
    };
    let sign = if digits < 0 { "-" } else { "" };
    let unit = 10_u128.pow(places);
    let (whole, rest) = (digits.unsigned_abs() / unit, digits.unsigned_abs() % unit);
    format!("{sign}{whole}.{rest:0width$}", width = places as usize)
}

/// The number as digits·10^−places, if it is one.
fn decimal(value: Rational) -> Option<(i128, u32)> {
    let (mut rest, mut twos, mut fives) = (value.denominator(), 0_u32, 0_u32);
    while rest % 2 == 0 {
        rest /= 2;
        twos += 1;
    }
    while rest % 5 == 0 {
        rest /= 5;
        fives += 1;
    }
    let places = twos.max(fives);
    let unit = 10_i128.checked_pow(places).filter(|_| rest == 1)?;
    let digits = value.numerator().checked_mul(unit / value.denominator())?;
    Some((digits, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::syntax::parse_statement;
    use crate::symbolic::syntax::parse_term;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    #[test]
    fn formulas_print_as_they_are_read() {
        for text in [
            "a - (b - c)",
            "-x^2",
            "(-2)^2",
            "a^-b^c",
            "(a^b)^c",
            "a/(b*c)",
            "a*b/c",
            "--x",
            "-(a*b)",
            "0.1*w[i, j + 1]",
            "sum(j:n, w[j]*a[j])",
            "product(j in 0..n - 1, 1 + j)",
            "variance(init(\"he-normal(fan_out)\"), fan_in = n, fan_out = m)",
            "Cov[X, Y + 1]",
            "at([1, 2, []], 1)",
        ] {
            assert_eq!(parse_term(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_statement_prints_as_it_is_read() {
        let text = "4*p*q/(p + q)^2 <= 1";
        assert_eq!(parse_statement(text).unwrap().to_string(), text);
    }

    fn leaves() -> impl Strategy<Value = Term> {
        let number = (0_i128..5000, 0_u32..4).prop_map(|(digits, places)| {
            Term::Number(Rational::new(digits, 10_i128.pow(places)).unwrap())
        });
        let name = prop::sample::select(vec!["x", "n", "fan_in", "σ2"]);
        prop_oneof![
            number,
            name.prop_map(Term::symbol),
            Just(Term::Text("he-normal(fan_out)".to_owned())),
        ]
    }

    fn terms() -> impl Strategy<Value = Term> {
        leaves().prop_recursive(6, 60, 3, |inner| {
            let operators = prop::sample::select(vec![
                Operator::Add,
                Operator::Subtract,
                Operator::Multiply,
                Operator::Divide,
                Operator::Power,
            ]);
            let boxed = inner.clone().prop_map(Box::new);
            let heads = prop::sample::select(vec![Aggregation::Sum, Aggregation::Product]);
            prop_oneof![
                (inner.clone(), operators, inner.clone())
                    .prop_map(|(left, operator, right)| left.with(operator, right)),
                inner.clone().prop_map(Term::negated),
                boxed.clone().prop_map(Term::Expectation),
                boxed.clone().prop_map(Term::Variance),
                (boxed.clone(), boxed.clone()).prop_map(|(x, y)| Term::Covariance(x, y)),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Term::List),
                prop::collection::vec(inner.clone(), 1..3).prop_map(|indices| Term::Indexed {
                    family: "w".to_owned(),
                    indices
                }),
                (prop::collection::vec(inner.clone(), 0..2), inner).prop_map(|(positional, q)| {
                    Term::Call {
                        function: "f".to_owned(),
                        positional,
                        named: vec![("q".to_owned(), q)],
                    }
                }),
                (heads, boxed.clone(), boxed.clone(), boxed).prop_map(
                    |(aggregation, from, to, body)| Term::Aggregate {
                        aggregation,
                        index: "j".to_owned(),
                        from,
                        to,
                        body
                    }
                ),
            ]
        })
    }

    #[test]
    fn printing_then_parsing_gives_the_same_term() {
        let mut runner = TestRunner::deterministic();
        let outcome = runner.run(&terms(), |term| {
            let text = term.to_string();
            prop_assert_eq!(
                parse_term(&text).map_err(|d| d.to_string()),
                Ok(term),
                "{}",
                text
            );
            Ok(())
        });
        outcome.unwrap();
    }

    #[test]
    fn a_third_prints_as_a_fraction_in_its_place() {
        let third = Term::Number(Rational::new(1, 3).unwrap());
        let square = third.with(Operator::Power, Term::integer(2));
        assert_eq!(square.to_string(), "(1/3)^2");
    }
}
