//! Simultaneous substitution without capture. It does not simplify what it makes.

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Term;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

impl Term {
    /// The term with free symbols replaced, all at once.
    ///
    /// A bound index that a replacement mentions is renamed first (`j` becomes `j_1`), so that
    /// no replacement is captured: with n := j, Σ_{j ≤ 3} n becomes Σ_{j_1 ≤ 3} j.
    /// A family may only be renamed: `w[i]` with w := v is `v[i]`.
    ///
    /// # Errors
    /// `FamilyReplaced` if the name of a family would become something else than a name.
    pub fn substitute(&self, by: &BTreeMap<String, Self>) -> Result<Self, ExprError> {
        let inside = |term: &Self| term.substitute(by).map(Box::new);
        let each = |terms: &[Self]| -> Result<Vec<Self>, ExprError> {
            terms.iter().map(|term| term.substitute(by)).collect()
        };
        Ok(match self {
            Self::Number(_) | Self::Text(_) => self.clone(),
            Self::List(items) => Self::List(each(items)?),
            Self::Symbol(name) => by.get(name).unwrap_or(self).clone(),
            Self::Indexed { family, indices } => Self::Indexed {
                family: renamed(family, by)?,
                indices: each(indices)?,
            },
            Self::Negation(x) => Self::Negation(inside(x)?),
            Self::Binary {
                operator,
                left,
                right,
            } => Self::Binary {
                operator: *operator,
                left: inside(left)?,
                right: inside(right)?,
            },
            Self::Call {
                function,
                positional,
                named,
            } => Self::Call {
                function: function.clone(),
                positional: each(positional)?,
                named: named
                    .iter()
                    .map(|(name, term)| Ok((name.clone(), term.substitute(by)?)))
                    .collect::<Result<_, ExprError>>()?,
            },
            Self::Expectation(x) => Self::Expectation(inside(x)?),
            Self::Variance(x) => Self::Variance(inside(x)?),
            Self::Covariance(x, y) => Self::Covariance(inside(x)?, inside(y)?),
            Self::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let (index, body) = under_binder(index, body, by)?;
                Self::Aggregate {
                    aggregation: *aggregation,
                    index,
                    from: inside(from)?,
                    to: inside(to)?,
                    body: Box::new(body),
                }
            }
        })
    }
}

/// The new name of a family.
fn renamed(family: &str, by: &BTreeMap<String, Term>) -> Result<String, ExprError> {
    match by.get(family) {
        None => Ok(family.to_owned()),
        Some(Term::Symbol(name)) => Ok(name.clone()),
        Some(_) => Err(ExprError::FamilyReplaced {
            family: family.to_owned(),
        }),
    }
}

/// Substitutes in a body where `index` is bound, renaming the index where needed.
fn under_binder(
    index: &str,
    body: &Term,
    by: &BTreeMap<String, Term>,
) -> Result<(String, Term), ExprError> {
    let mut inner = by.clone();
    inner.remove(index);
    let free = body.free_symbols();
    inner.retain(|name, _| free.contains(name.as_str()));
    let mentioned: BTreeSet<&str> = inner.values().flat_map(Term::free_symbols).collect();
    if !mentioned.contains(index) {
        return Ok((index.to_owned(), body.substitute(&inner)?));
    }
    let fresh = fresh_name(index, |name| {
        mentioned.contains(name) || free.contains(name)
    });
    inner.insert(index.to_owned(), Term::symbol(&fresh));
    Ok((fresh, body.substitute(&inner)?))
}

/// The first of `index_1`, `index_2`, … that is not taken.
fn fresh_name(index: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut count = 1_u64;
    loop {
        let name = format!("{index}_{count}");
        if !taken(&name) {
            return name;
        }
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbolic::expr::Aggregation;
    use crate::symbolic::expr::Operator;

    fn sum_to_three(index: &str, body: Term) -> Term {
        Term::Aggregate {
            aggregation: Aggregation::Sum,
            index: index.to_owned(),
            from: Box::new(Term::integer(1)),
            to: Box::new(Term::integer(3)),
            body: Box::new(body),
        }
    }

    fn by(pairs: &[(&str, Term)]) -> BTreeMap<String, Term> {
        pairs
            .iter()
            .map(|(name, term)| ((*name).to_owned(), term.clone()))
            .collect()
    }

    #[test]
    fn a_replacement_is_not_captured_by_a_sum() {
        let product = |a: &str, b: &str| Term::symbol(a).with(Operator::Multiply, Term::symbol(b));
        let sum = sum_to_three("j", product("j", "n"));
        let replaced = sum.substitute(&by(&[("n", Term::symbol("j"))])).unwrap();
        assert_eq!(replaced, sum_to_three("j_1", product("j_1", "j")));
    }

    #[test]
    fn a_bound_index_is_not_replaced() {
        let sum = sum_to_three("j", Term::symbol("j"));
        assert_eq!(sum.substitute(&by(&[("j", Term::integer(7))])), Ok(sum));
    }

    #[test]
    fn replacements_happen_at_once_and_not_in_turn() {
        let pair = Term::List(vec![Term::symbol("x"), Term::symbol("y")]);
        let swap = by(&[("x", Term::symbol("y")), ("y", Term::symbol("x"))]);
        assert_eq!(
            pair.substitute(&swap),
            Ok(Term::List(vec![Term::symbol("y"), Term::symbol("x")]))
        );
    }

    #[test]
    fn a_family_can_be_renamed_but_not_computed() {
        let member = Term::Indexed {
            family: "w".to_owned(),
            indices: vec![Term::integer(1)],
        };
        assert!(member.substitute(&by(&[("w", Term::symbol("v"))])).is_ok());
        let refusal = member.substitute(&by(&[("w", Term::integer(2))]));
        assert_eq!(refusal.unwrap_err().code(), "family-replaced");
    }
}
