//! A statement evaluated: both sides, and whether it holds, does not, or cannot be told.

use crate::evidence::formula::Environment;
use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Functions;
use crate::evidence::formula::Value;
use crate::evidence::formula::evaluate;
use crate::num::Interval;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;

/// Both sides of a statement and what they say of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The value of the left side.
    pub left: Value,
    /// The value of the right side.
    pub right: Value,
    /// Whether the statement holds; `None` if the enclosures overlap. Unknown is never true.
    pub holds: Option<bool>,
}

/// Evaluates both sides of a statement and compares them.
///
/// # Errors
/// Whatever keeps a side from having a value; lists and texts only compare for equality.
///
/// # Example
/// ```
/// use varprop::evidence::formula::{Environment, NoFunctions, compare};
/// use varprop::symbolic::syntax::parse_statement;
/// let holds = |text: &str| {
///     let statement = parse_statement(text).unwrap();
///     compare(&statement, &Environment::new(), &NoFunctions).unwrap().holds
/// };
/// assert_eq!(holds("1/3 + 1/6 = 0.5"), Some(true));
/// assert_eq!(holds("sqrt(2) < 1.4143"), Some(true));
/// assert_eq!(holds("sqrt(2)^2 = 2"), None);
/// ```
pub fn compare(
    statement: &Statement,
    environment: &Environment,
    functions: &dyn Functions,
) -> Result<Comparison, EvaluationError> {
    let left = evaluate(&statement.left, environment, functions)?;
    let right = evaluate(&statement.right, environment, functions)?;
    let holds = holds(statement.relation, &left, &right)?;
    Ok(Comparison { left, right, holds })
}

fn holds(relation: Relation, left: &Value, right: &Value) -> Result<Option<bool>, EvaluationError> {
    match (relation, left, right) {
        (_, Value::Exact(a), Value::Exact(b)) => Ok(Some(relation.holds_of(a.cmp(b)))),
        (Relation::Equal, Value::Text(a), Value::Text(b)) => Ok(Some(a == b)),
        (Relation::NotEqual, Value::Text(a), Value::Text(b)) => Ok(Some(a != b)),
        (Relation::Equal, Value::List(a), Value::List(b)) => lists_equal(a, b),
        (Relation::NotEqual, Value::List(a), Value::List(b)) => {
            Ok(lists_equal(a, b)?.map(|equal| !equal))
        }
        _ => Ok(enclosures(
            relation,
            left.to_interval()?,
            right.to_interval()?,
        )),
    }
}

fn lists_equal(left: &[Value], right: &[Value]) -> Result<Option<bool>, EvaluationError> {
    if left.len() != right.len() {
        return Ok(Some(false));
    }
    let mut answer = Some(true);
    for (a, b) in left.iter().zip(right) {
        match holds(Relation::Equal, a, b)? {
            Some(true) => {}
            Some(false) => return Ok(Some(false)),
            None => answer = None,
        }
    }
    Ok(answer)
}

fn enclosures(relation: Relation, left: Interval, right: Interval) -> Option<bool> {
    match relation {
        Relation::Equal => left.is_equal_to(right),
        Relation::NotEqual => left.is_equal_to(right).map(|equal| !equal),
        Relation::Less => left.is_less_than(right),
        // left ≤ right is the opposite of right < left.
        Relation::LessEqual => right.is_less_than(left).map(|greater| !greater),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::formula::NoFunctions;
    use crate::symbolic::syntax::parse_statement;

    fn verdict(text: &str) -> Option<bool> {
        let statement = parse_statement(text).unwrap();
        let comparison = compare(&statement, &Environment::new(), &NoFunctions);
        comparison.unwrap().holds
    }

    #[test]
    fn overlapping_enclosures_decide_nothing() {
        assert_eq!(verdict("sqrt(2)*sqrt(2) != 2"), None);
        assert_eq!(verdict("sqrt(2)*sqrt(2) <= 2"), None);
        assert_eq!(verdict("pi <= 3.1415926"), Some(false));
        assert_eq!(verdict("abs(pi - 3.14159265) <= 1e-8"), Some(true));
    }

    #[test]
    fn lists_and_names_compare_for_equality_only() {
        assert_eq!(verdict("[1, 1/2] = [1, 0.5]"), Some(true));
        assert_eq!(verdict("[sqrt(2)] = [sqrt(2), 1]"), Some(false));
        assert_eq!(verdict("\"he\" != \"xavier\""), Some(true));
        let statement = parse_statement("\"he\" < 1").unwrap();
        let error = compare(&statement, &Environment::new(), &NoFunctions).unwrap_err();
        assert_eq!(error.code(), "not-a-number");
    }
}
