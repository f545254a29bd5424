//! Terms as LaTeX, for people. Nothing reads it back.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;

/// A statement in LaTeX mathematics.
#[must_use]
pub fn statement_to_latex(statement: &Statement) -> String {
    let relation = match statement.relation {
        Relation::Equal => "=",
        Relation::NotEqual => r"\neq",
        Relation::Less => "<",
        Relation::LessEqual => r"\leq",
    };
    let (left, right) = (to_latex(&statement.left), to_latex(&statement.right));
    format!("{left} {relation} {right}")
}

/// A term in LaTeX mathematics.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::{parse_term, to_latex};
/// let sum = parse_term("sum(j:n, w[j]^2)/n")?;
/// assert_eq!(to_latex(&sum), r"\frac{\sum_{j=1}^{n} w_{j}^{2}}{n}");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn to_latex(term: &Term) -> String {
    match term {
        Term::Number(x) if x.is_integer() => x.to_string(),
        Term::Number(x) => {
            let sign = if x.numerator() < 0 { "-" } else { "" };
            let (n, d) = (x.numerator().unsigned_abs(), x.denominator());
            format!(r"{sign}\frac{{{n}}}{{{d}}}")
        }
        Term::Text(text) => format!(r"\text{{{}}}", escaped(text)),
        Term::List(items) => format!(r"\left[{}\right]", separated(items)),
        Term::Symbol(symbol) => name(symbol),
        Term::Indexed { family, indices } => format!("{}_{{{}}}", name(family), separated(indices)),
        Term::Negation(x) => format!("-{}", grouped(x)),
        Term::Binary {
            operator,
            left,
            right,
        } => binary(*operator, left, right),
        Term::Call {
            function,
            positional,
            named,
        } => call(function, positional, named),
        Term::Expectation(x) => format!(r"\mathbb{{E}}\left[{}\right]", to_latex(x)),
        Term::Variance(x) => format!(r"\operatorname{{Var}}\left[{}\right]", to_latex(x)),
        Term::Covariance(x, y) => {
            let (x, y) = (to_latex(x), to_latex(y));
            format!(r"\operatorname{{Cov}}\left[{x}, {y}\right]")
        }
        Term::Aggregate {
            aggregation,
            index,
            from,
            to,
            body,
        } => {
            let head = match aggregation {
                Aggregation::Sum => r"\sum",
                Aggregation::Product => r"\prod",
            };
            let (index, from, to) = (name(index), to_latex(from), to_latex(to));
            format!("{head}_{{{index}={from}}}^{{{to}}} {}", grouped(body))
        }
    }
}

fn binary(operator: Operator, left: &Term, right: &Term) -> String {
    match operator {
        Operator::Add => format!("{} + {}", to_latex(left), to_latex(right)),
        Operator::Subtract => format!("{} - {}", to_latex(left), grouped(right)),
        Operator::Multiply => format!(r"{} \, {}", grouped(left), grouped(right)),
        Operator::Divide => format!(r"\frac{{{}}}{{{}}}", to_latex(left), to_latex(right)),
        Operator::Power => format!("{}^{{{}}}", base(left), to_latex(right)),
    }
}

/// In parentheses if it is a sum.
fn grouped(term: &Term) -> String {
    let loose = matches!(
        term,
        Term::Negation(_)
            | Term::Binary {
                operator: Operator::Add | Operator::Subtract,
                ..
            }
    );
    let negative = matches!(term, Term::Number(x) if x.numerator() < 0);
    parenthesized_if(loose || negative, term)
}

/// In parentheses unless it is a name or a whole number.
fn base(term: &Term) -> String {
    let atom = match term {
        Term::Number(x) => x.is_integer() && x.numerator() >= 0,
        Term::Symbol(_) | Term::Indexed { .. } | Term::Call { .. } => true,
        Term::Expectation(_) | Term::Variance(_) | Term::Covariance(..) => true,
        _ => false,
    };
    parenthesized_if(!atom, term)
}

fn parenthesized_if(needed: bool, term: &Term) -> String {
    let inner = to_latex(term);
    if needed {
        format!(r"\left({inner}\right)")
    } else {
        inner
    }
}

fn call(function: &str, positional: &[Term], named: &[(String, Term)]) -> String {
    if let ("sqrt", [x], []) = (function, positional, named) {
        return format!(r"\sqrt{{{}}}", to_latex(x));
    }
    let named = named
        .iter()
        .map(|(argument, term)| format!("{} = {}", name(argument), to_latex(term)));
    let texts: Vec<String> = positional.iter().map(to_latex).chain(named).collect();
    let head = escaped(function);
    format!(r"\operatorname{{{head}}}\left({}\right)", texts.join(", "))
}

fn separated(terms: &[Term]) -> String {
    terms.iter().map(to_latex).collect::<Vec<_>>().join(", ")
}

/// One letter in italics, a word upright.
fn name(name: &str) -> String {
    if name.chars().count() == 1 {
        name.to_owned()
    } else {
        format!(r"\mathrm{{{}}}", escaped(name))
    }
}

fn escaped(text: &str) -> String {
    let special = |c: char| "_#$%&{}".contains(c);
    text.chars()
        .filter(|c| *c != '\\')
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::syntax::parse_term;

    #[test]
    fn latex_keeps_the_grouping() {
        let latex = |text: &str| to_latex(&parse_term(text).unwrap());
        assert_eq!(latex("a - (b + c)"), r"a - \left(b + c\right)");
        assert_eq!(latex("(-2)^2"), r"\left(-2\right)^{2}");
        assert_eq!(
            latex("sqrt(2/fan_in)"),
            r"\sqrt{\frac{2}{\mathrm{fan\_in}}}"
        );
    }
}
