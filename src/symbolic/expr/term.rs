//! The term: an exact expression as a tree. It is neither simplified nor evaluated here.

use crate::num::Rational;
use std::collections::BTreeSet;

/// An exact expression.
///
/// Equality is structural: `a + b` and `b + a` are different terms of equal value.
///
/// # Example
/// ```
/// use varprop::symbolic::expr::{Operator, Term};
/// let square = Term::symbol("x").with(Operator::Power, Term::integer(2));
/// assert_eq!(square.free_symbols().into_iter().collect::<Vec<_>>(), ["x"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Term {
    /// A rational number.
    Number(Rational),
    /// A quoted name, such as `"he-normal"`.
    Text(String),
    /// Several terms in order, `[784, 256, 10]`.
    List(Vec<Term>),
    /// A parameter, a natural, or a random variable: the signature says which.
    Symbol(String),
    /// A member of a family, `w[i, j]`.
    Indexed {
        /// The family's name.
        family: String,
        /// At least one index.
        indices: Vec<Term>,
    },
    /// −x.
    Negation(Box<Term>),
    /// left operator right.
    Binary {
        /// What joins the two.
        operator: Operator,
        /// The left operand.
        left: Box<Term>,
        /// The right operand.
        right: Box<Term>,
    },
    /// A named function, `second_moment(tanh, q = 1)`.
    Call {
        /// The function's name.
        function: String,
        /// Arguments by position.
        positional: Vec<Term>,
        /// Arguments by name, each name once, after the positional ones.
        named: Vec<(String, Term)>,
    },
    /// The mean, `E[x]`.
    Expectation(Box<Term>),
    /// The variance, `Var[x] = E[x²] − E[x]²`.
    Variance(Box<Term>),
    /// The covariance, `Cov[x, y] = E[x·y] − E[x]·E[y]`.
    Covariance(Box<Term>, Box<Term>),
    /// Σ or Π of the body while the index runs from one bound to the other, both included.
    Aggregate {
        /// Σ or Π.
        aggregation: Aggregation,
        /// The index, bound in the body and only there.
        index: String,
        /// The first value of the index.
        from: Box<Term>,
        /// The last value of the index.
        to: Box<Term>,
        /// What is added or multiplied.
        body: Box<Term>,
    },
}

/// What joins two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// left + right.
    Add,
    /// left − right.
    Subtract,
    /// left · right.
    Multiply,
    /// left / right.
    Divide,
    /// left^right.
    Power,
}

/// What is done with the values of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aggregation {
    /// Σ, 0 over an empty range.
    Sum,
    /// Π, 1 over an empty range.
    Product,
}

impl Term {
    /// A symbol of this name.
    #[must_use]
    pub fn symbol(name: &str) -> Self {
        Self::Symbol(name.to_owned())
    }

    /// A whole number.
    #[must_use]
    pub fn integer(n: i64) -> Self {
        Self::Number(Rational::integer(n))
    }

    /// self operator right.
    #[must_use]
    pub fn with(self, operator: Operator, right: Self) -> Self {
        Self::Binary {
            operator,
            left: Box::new(self),
            right: Box::new(right),
        }
    }

    /// −self; the negation of a number is a number, so that `-2` is one leaf.
    #[must_use]
    pub fn negated(self) -> Self {
        if let Self::Number(x) = &self
            && let Ok(negative) = x.checked_neg()
        {
            return Self::Number(negative);
        }
        Self::Negation(Box::new(self))
    }

    /// The terms directly inside this one, in reading order.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Symbol(_) => Vec::new(),
            Self::List(items) => items.iter().collect(),
            Self::Indexed { indices, .. } => indices.iter().collect(),
            Self::Negation(x) | Self::Expectation(x) | Self::Variance(x) => vec![&**x],
            Self::Binary { left, right, .. } | Self::Covariance(left, right) => {
                vec![&**left, &**right]
            }
            Self::Call {
                positional, named, ..
            } => positional
                .iter()
                .chain(named.iter().map(|(_, term)| term))
                .collect(),
            Self::Aggregate { from, to, body, .. } => vec![&**from, &**to, &**body],
        }
    }

    /// The same construct with its children, in reading order, replaced.
    #[must_use]
    pub fn with_children(&self, mut change: impl FnMut(&Self) -> Self) -> Self {
        let mut each = |terms: &[Self]| terms.iter().map(&mut change).collect::<Vec<_>>();
        match self {
            Self::Number(_) | Self::Text(_) | Self::Symbol(_) => self.clone(),
            Self::List(items) => Self::List(each(items)),
            Self::Indexed { family, indices } => Self::Indexed {
                family: family.clone(),
                indices: each(indices),
            },
            Self::Negation(x) => Self::Negation(Box::new(change(x))),
            Self::Expectation(x) => Self::Expectation(Box::new(change(x))),
            Self::Variance(x) => Self::Variance(Box::new(change(x))),
            Self::Covariance(x, y) => Self::Covariance(Box::new(change(x)), Box::new(change(y))),
            Self::Binary {
                operator,
                left,
                right,
            } => Self::Binary {
                operator: *operator,
                left: Box::new(change(left)),
                right: Box::new(change(right)),
            },
            Self::Call {
                function,
                positional,
                named,
            } => Self::Call {
                function: function.clone(),
                positional: each(positional),
                named: named
                    .iter()
                    .map(|(name, term)| (name.clone(), change(term)))
                    .collect(),
            },
            Self::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => Self::Aggregate {
                aggregation: *aggregation,
                index: index.clone(),
                from: Box::new(change(from)),
                to: Box::new(change(to)),
                body: Box::new(change(body)),
            },
        }
    }

    /// The names of symbols and families that no Σ or Π binds; function names are not among them.
    #[must_use]
    pub fn free_symbols(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        match self {
            Self::Symbol(name) => _ = names.insert(name.as_str()),
            Self::Indexed { family, .. } => _ = names.insert(family.as_str()),
            Self::Aggregate {
                index,
                from,
                to,
                body,
                ..
            } => {
                names = body.free_symbols();
                names.remove(index.as_str());
                names.extend(from.free_symbols());
                names.extend(to.free_symbols());
                return names;
            }
            _ => {}
        }
        for child in self.children() {
            names.extend(child.free_symbols());
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum_over(index: &str, to: Term, body: Term) -> Term {
        Term::Aggregate {
            aggregation: Aggregation::Sum,
            index: index.to_owned(),
            from: Box::new(Term::integer(1)),
            to: Box::new(to),
            body: Box::new(body),
        }
    }

    #[test]
    fn an_index_is_free_in_its_bounds_and_bound_in_its_body() {
        let sum = sum_over("j", Term::symbol("j"), Term::symbol("j"));
        assert!(sum.free_symbols().contains("j"));
        let sum = sum_over("j", Term::symbol("n"), Term::symbol("j"));
        assert_eq!(sum.free_symbols().into_iter().collect::<Vec<_>>(), ["n"]);
    }

    #[test]
    fn the_negation_of_a_number_is_a_number() {
        assert_eq!(Term::integer(2).negated(), Term::integer(-2));
        assert_ne!(
            Term::symbol("x").negated().negated(),
            Term::symbol("x"),
            "only numbers are simplified"
        );
    }
}
