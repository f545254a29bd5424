//! Formulas judged in an environment: what each side comes to, and whether it holds.
//!
//! Shared by the engines that evaluate formulas.

use crate::claim::Binding;
use crate::claim::Formula;
use crate::evidence::EvidenceError;
use crate::evidence::formula::Comparison;
use crate::evidence::formula::Environment;
use crate::evidence::formula::Functions;
use crate::evidence::formula::Value;
use crate::evidence::formula::compare;
use crate::evidence::formula::evaluate;
use crate::evidence::show;
use crate::symbolic::expr::Relation;
use crate::verdict::Outcome;

/// One formula with its two values.
pub(in crate::evidence) struct Judgement<'a> {
    formula: &'a Formula,
    comparison: Comparison,
}

impl Judgement<'_> {
    /// Whether the formula surely holds.
    pub(in crate::evidence) fn holds(&self) -> Option<bool> {
        self.comparison.holds
    }

    /// The formula with both values: `q[1] < 1: 0.39429449 ± 2e-16 < 1`.
    pub(in crate::evidence) fn line(&self) -> String {
        let Comparison { left, right, holds } = &self.comparison;
        let relation = relation_or_opposite(self.formula.statement.relation, *holds);
        format!(
            "{}: {} {relation} {}",
            self.formula.text,
            show::value(left),
            show::value(right)
        )
    }

    /// What the formula says of the claim by itself.
    pub(in crate::evidence) fn outcome(&self) -> Outcome {
        match self.comparison.holds {
            Some(true) => Outcome::Exact,
            Some(false) => Outcome::Refuted,
            None => {
                let why = format!("the enclosures overlap in `{}`", self.formula.text);
                Outcome::Undecided { why }
            }
        }
    }
}

/// The relation that the values show: the formula's, its opposite, or none.
fn relation_or_opposite(relation: Relation, holds: Option<bool>) -> &'static str {
    match (relation, holds) {
        (_, None) => "overlaps",
        (relation, Some(true)) => relation.symbol(),
        (Relation::Equal, Some(false)) => "≠",
        (Relation::NotEqual, Some(false)) => "=",
        (Relation::Less, Some(false)) => "≥",
        (Relation::LessEqual, Some(false)) => ">",
    }
}

/// Adds named terms to an environment, in order: each may use those before it.
pub(in crate::evidence) fn bind(
    bindings: &[Binding],
    mut environment: Environment,
    functions: &dyn Functions,
) -> Result<Environment, EvidenceError> {
    for binding in bindings {
        let value = evaluate(&binding.term, &environment, functions)
            .map_err(|error| EvidenceError::formula(&binding.text, error))?;
        if size(&value) > MOST_ELEMENTS {
            let why = format!(
                "`{}` is a list of more than {MOST_ELEMENTS} numbers",
                binding.name
            );
            return Err(EvidenceError::Request(why));
        }
        if environment.insert(binding.name.clone(), value).is_some() {
            let why = format!(
                "`{}` has a value already; give the new one another name",
                binding.name
            );
            return Err(EvidenceError::Request(why));
        }
    }
    Ok(environment)
}

/// The longest list that a name may stand for, counting lists in lists.
const MOST_ELEMENTS: usize = 1_000_000;

fn size(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(size).fold(1, usize::saturating_add),
        _ => 1,
    }
}

/// Judges every formula.
pub(in crate::evidence) fn judge<'a>(
    formulas: &'a [Formula],
    environment: &Environment,
    functions: &dyn Functions,
) -> Result<Vec<Judgement<'a>>, EvidenceError> {
    let judge_one = |formula: &'a Formula| {
        let comparison = compare(&formula.statement, environment, functions)
            .map_err(|error| EvidenceError::formula(&formula.text, error))?;
        Ok(Judgement {
            formula,
            comparison,
        })
    };
    formulas.iter().map(judge_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Request;
    use crate::claim::TheoryRequest;
    use crate::evidence::functions::Library;

    /// The theory request of a claim with these lines.
    fn request(lines: &str) -> TheoryRequest {
        let head = "statement = \"s\"\nexpected = \"verified\"\nsource = { work = \"w\", section = \"1\" }";
        let text = format!("{head}\n[[evidence.theory]]\nshows = \"x\"\n{lines}\n");
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        match claim.requests.into_iter().next() {
            Some(Request::Theory(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    fn outcomes(lines: &str) -> Vec<(Outcome, String)> {
        let request = request(lines);
        let environment = bind(&request.bindings, Environment::new(), &Library).unwrap();
        let judged = judge(&request.check, &environment, &Library).unwrap();
        judged.iter().map(|j| (j.outcome(), j.line())).collect()
    }

    #[test]
    fn a_formula_is_exact_refuted_or_undecided_with_both_values() {
        let found = outcomes(r#"check = ["1/3 < 0.5", "1/3 = 0.5", "sqrt(2)^2 = 2"]"#);
        assert_eq!(found[0], (Outcome::Exact, "1/3 < 0.5: 1/3 < 1/2".into()));
        assert_eq!(found[1], (Outcome::Refuted, "1/3 = 0.5: 1/3 ≠ 1/2".into()));
        let (outcome, line) = &found[2];
        assert!(matches!(outcome, Outcome::Undecided { why } if why.contains("sqrt(2)^2 = 2")));
        assert!(line.contains("overlaps 2"), "{line}");
    }

    #[test]
    fn a_refuted_inequality_shows_its_opposite() {
        let found = outcomes(r#"check = ["2 < 1", "2 <= 1", "1 != 1"]"#);
        let lines: Vec<&str> = found.iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["2 < 1: 2 ≥ 1", "2 <= 1: 2 > 1", "1 != 1: 1 = 1"]);
    }

    #[test]
    fn a_binding_may_use_those_before_it() {
        let found = outcomes("let = [\"a = 2\", \"b = a + 1\"]\ncheck = [\"b = 3\"]");
        assert_eq!(found[0].0, Outcome::Exact);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_quotes_the_formula() {
        let request = request(r#"check = ["x = 1"]"#);
        let error = judge(&request.check, &Environment::new(), &Library)
            .err()
            .unwrap();
        assert!(error.to_string().starts_with("in `x = 1`: "), "{error}");
    }
}
