//! Terms as LaTeX, for people. Nothing reads it back.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::latex_name::escaped;
use crate::symbolic::syntax::latex_name::function;
use crate::symbolic::syntax::latex_name::name;

/// A statement in LaTeX mathematics.
#[must_use]
pub fn statement_to_latex(statement: &Statement) -> String {
    Latex::default().statement(statement)
}

/// A statement in LaTeX mathematics, see [`to_latex_in`].
#[must_use]
pub fn statement_to_latex_in(statement: &Statement, signature: &Signature) -> String {
    Latex::of(signature).statement(statement)
}

/// A term in LaTeX mathematics.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::{parse_term, to_latex};
/// let sum = parse_term("sum(j:n, w[j]^2)/sigma")?;
/// assert_eq!(to_latex(&sum), r"\frac{\sum_{j=1}^{n} w_{j}^{2}}{\sigma}");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn to_latex(term: &Term) -> String {
    Latex::default().term(term)
}

/// A term in LaTeX mathematics, the steps of families as superscripts: W[l, i, j] is W^{(l)}_{ij}.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::{parse_signature, parse_term, to_latex_in};
/// let signature = parse_signature("nat n, m\niid W : steps, n, m")?;
/// let weight = parse_term("W[l + 1, i, j]")?;
/// assert_eq!(to_latex_in(&weight, &signature), "W^{(l + 1)}_{ij}");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn to_latex_in(term: &Term, signature: &Signature) -> String {
    Latex::of(signature).term(term)
}

/// Writes terms, perhaps knowing which positions of families are steps.
#[derive(Clone, Copy, Default)]
struct Latex<'a> {
    signature: Option<&'a Signature>,
}

impl<'a> Latex<'a> {
    fn of(signature: &'a Signature) -> Self {
        let signature = Some(signature);
        Self { signature }
    }

    fn statement(self, statement: &Statement) -> String {
        let relation = match statement.relation {
            Relation::Equal => "=",
            Relation::NotEqual => r"\neq",
            Relation::Less => "<",
            Relation::LessEqual => r"\leq",
        };
        let (left, right) = (self.term(&statement.left), self.term(&statement.right));
        format!("{left} {relation} {right}")
    }

    fn term(self, term: &Term) -> String {
        match term {
            Term::Number(x) if x.is_integer() => x.to_string(),
            Term::Number(x) => {
                let sign = if x.numerator() < 0 { "-" } else { "" };
                let (n, d) = (x.numerator().unsigned_abs(), x.denominator());
                format!(r"{sign}\frac{{{n}}}{{{d}}}")
            }
            Term::Text(text) => format!(r"\text{{{}}}", escaped(text)),
            Term::List(items) => format!(r"\left[{}\right]", self.separated(items)),
            Term::Symbol(symbol) => name(symbol),
            Term::Indexed { family, indices } => self.member(family, indices),
            Term::Negation(x) => format!("-{}", self.grouped(x)),
            Term::Binary {
                operator,
                left,
                right,
            } => self.binary(*operator, left, right),
            Term::Call {
                function,
                positional,
                named,
            } => self.call(function, positional, named),
            Term::Expectation(x) => format!(r"\mathbb{{E}}\left[{}\right]", self.term(x)),
            Term::Variance(x) => format!(r"\operatorname{{Var}}\left[{}\right]", self.term(x)),
            Term::Covariance(x, y) => {
                let (x, y) = (self.term(x), self.term(y));
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
                let (index, from, to) = (name(index), self.term(from), self.term(to));
                format!("{head}_{{{index}={from}}}^{{{to}}} {}", self.grouped(body))
            }
        }
    }

    /// `w_{ij}`, or `w^{(l)}_{ij}` where the first position counts steps.
    fn member(self, family: &str, indices: &[Term]) -> String {
        let (steps, others) = indices.split_at(self.n_steps(family, indices));
        let mut text = name(family);
        if text.contains('_') {
            // A second subscript needs a group.
            text = format!("{{{text}}}");
        }
        if !steps.is_empty() {
            text += &format!("^{{({})}}", self.separated(steps));
        }
        if !others.is_empty() {
            text += &format!("_{{{}}}", self.subscripts(others));
        }
        text
    }

    fn n_steps(self, family: &str, indices: &[Term]) -> usize {
        let family = self
            .signature
            .and_then(|signature| signature.family(family));
        family.map_or(0, |family| family.steps.min(indices.len()))
    }

    /// Letters stand together, anything longer is separated.
    fn subscripts(self, indices: &[Term]) -> String {
        let is_letter =
            |term: &Term| matches!(term, Term::Symbol(name) if name.chars().count() == 1);
        let texts: Vec<String> = indices.iter().map(|index| self.term(index)).collect();
        texts.join(if indices.iter().all(is_letter) {
            ""
        } else {
            ", "
        })
    }

    fn binary(self, operator: Operator, left: &Term, right: &Term) -> String {
        match operator {
            Operator::Add => format!("{} + {}", self.term(left), self.term(right)),
            Operator::Subtract => format!("{} - {}", self.term(left), self.grouped(right)),
            Operator::Multiply => {
                let left = self.parenthesized_if(is_loose(left) || is_open(left), left);
                format!(r"{left} \, {}", self.grouped(right))
            }
            Operator::Divide => format!(r"\frac{{{}}}{{{}}}", self.term(left), self.term(right)),
            Operator::Power => format!("{}^{{{}}}", self.base(left), self.term(right)),
        }
    }

    /// In parentheses if it is a sum.
    fn grouped(self, term: &Term) -> String {
        self.parenthesized_if(is_loose(term), term)
    }

    /// In parentheses unless it is a name, a whole number or closed by itself.
    fn base(self, term: &Term) -> String {
        let atom = match term {
            Term::Number(x) => x.is_integer() && x.numerator() >= 0,
            Term::Symbol(_) => true,
            Term::Call { .. } => !is_open(term),
            // A second superscript needs a group.
            Term::Indexed { family, indices } => self.n_steps(family, indices) == 0,
            Term::Expectation(_) | Term::Variance(_) | Term::Covariance(..) => true,
            _ => false,
        };
        self.parenthesized_if(!atom, term)
    }

    fn parenthesized_if(self, needed: bool, term: &Term) -> String {
        let inner = self.term(term);
        if needed {
            format!(r"\left({inner}\right)")
        } else {
            inner
        }
    }

    fn call(self, head: &str, positional: &[Term], named: &[(String, Term)]) -> String {
        match (head, positional, named) {
            ("sqrt", [x], []) => return format!(r"\sqrt{{{}}}", self.term(x)),
            ("abs", [x], []) => return format!(r"\left|{}\right|", self.term(x)),
            ("diff", [f, x], []) => {
                let (f, x) = (self.grouped(f), self.term(x));
                return format!(r"\frac{{\partial}}{{\partial {x}}} {f}");
            }
            _ => {}
        }
        let named = named
            .iter()
            .map(|(argument, term)| format!("{} = {}", name(argument), self.term(term)));
        let positional = positional.iter().map(|term| self.term(term));
        let texts: Vec<String> = positional.chain(named).collect();
        format!(r"{}\left({}\right)", function(head), texts.join(", "))
    }

    fn separated(self, terms: &[Term]) -> String {
        let texts: Vec<String> = terms.iter().map(|term| self.term(term)).collect();
        texts.join(", ")
    }
}

/// Whether a factor of it would be read as one of its terms.
fn is_loose(term: &Term) -> bool {
    match term {
        Term::Number(x) => x.numerator() < 0,
        Term::Negation(_) => true,
        Term::Binary { operator, .. } => matches!(operator, Operator::Add | Operator::Subtract),
        _ => false,
    }
}

/// Whether it ends in a Σ, Π or ∂ that would take in a factor to its right.
fn is_open(term: &Term) -> bool {
    match term {
        Term::Aggregate { .. } => true,
        Term::Call {
            function,
            positional,
            ..
        } => function == "diff" && positional.len() == 2,
        Term::Binary {
            operator: Operator::Multiply,
            right,
            ..
        } => is_open(right),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::syntax::parse_signature;
    use crate::symbolic::syntax::parse_statement;
    use crate::symbolic::syntax::parse_term;

    fn latex(text: &str) -> String {
        to_latex(&parse_term(text).unwrap())
    }

    #[test]
    fn latex_keeps_the_grouping() {
        for (text, expected) in [
            ("a - (b + c)", r"a - \left(b + c\right)"),
            ("(-2)^2", r"\left(-2\right)^{2}"),
            ("sqrt(2/fan_in)", r"\sqrt{\frac{2}{\mathrm{fan\_in}}}"),
            (
                "sum(j:n, w[j])*a",
                r"\left(\sum_{j=1}^{n} w_{j}\right) \, a",
            ),
            (
                "2*diff(f, x)*y",
                r"\left(2 \, \frac{\partial}{\partial x} f\right) \, y",
            ),
            (
                "diff(f + g, x)^2",
                r"\left(\frac{\partial}{\partial x} \left(f + g\right)\right)^{2}",
            ),
        ] {
            assert_eq!(latex(text), expected, "{text}");
        }
    }

    #[test]
    fn names_and_functions_look_as_in_a_textbook() {
        for (text, expected) in [
            ("sigma^2 + gamma*eta", r"\sigma^{2} + \gamma \, \eta"),
            ("sigma_w", r"\sigma_{w}"),
            ("sigma_w[i, j]", r"{\sigma_{w}}_{ij}"),
            ("W[i + 1, j]", r"W_{i + 1, j}"),
            ("phi''(x)", r"\phi''\left(x\right)"),
            ("g'(z)^2", r"g'\left(z\right)^{2}"),
            (
                "exp(-x)/ln(y)",
                r"\frac{\exp\left(-x\right)}{\ln\left(y\right)}",
            ),
            (
                "relu(abs(z))",
                r"\operatorname{ReLU}\left(\left|z\right|\right)",
            ),
            (
                "second_moment(\"tanh\", q = 1)",
                r"\operatorname{second\_moment}\left(\text{tanh}, q = 1\right)",
            ),
        ] {
            assert_eq!(latex(text), expected, "{text}");
        }
    }

    #[test]
    fn steps_are_superscripts_where_the_signature_has_them() {
        let signature = parse_signature("nat n\nsequence q\niid W : steps, n, n").unwrap();
        for (text, expected) in [
            (
                "E[W[l, i, j]^2] = q[l]",
                r"\mathbb{E}\left[\left(W^{(l)}_{ij}\right)^{2}\right] = q^{(l)}",
            ),
            ("v[l, i] <= 1", r"v_{li} \leq 1"),
        ] {
            let statement = parse_statement(text).unwrap();
            assert_eq!(statement_to_latex_in(&statement, &signature), expected);
        }
        let statement = parse_statement("q[l] != 1").unwrap();
        assert_eq!(statement_to_latex(&statement), r"q_{l} \neq 1");
    }
}
