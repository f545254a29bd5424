//! Identities and inequalities over all positive integers, decided by normal form.

use crate::claim::Formula;
use crate::claim::IdentityRequest;
use crate::evidence::engine::begin;
use crate::evidence::formula::Counterexample;
use crate::evidence::formula::Identity;
use crate::evidence::formula::Question;
use crate::evidence::formula::decide;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use std::fmt::Display;

/// Decides every formula of the request; the first that falls decides against it.
pub(in crate::evidence) fn find(request: &IdentityRequest) -> Finding {
    let mut finding = begin("identity", request.common());
    let given = request.given.iter();
    finding
        .details
        .extend(given.map(|formula| format!("given {}", formula.text)));
    for formula in &request.check {
        finding.instances += 1;
        match decide(&question(request, formula)) {
            Identity::Holds {
                conditions, reason, ..
            } => finding.details.push(holds(formula, reason, &conditions)),
            Identity::Fails(counterexample) => {
                finding.outcome = Outcome::Refuted;
                finding.figure = format!("{} fails at {}", formula.text, place(&counterexample));
                return finding;
            }
            Identity::NotDecided { why } => {
                finding.outcome = Outcome::Undecided { why };
                finding.figure = format!("{}: not decided", formula.text);
                return finding;
            }
        }
    }
    let checked: Vec<&str> = request.check.iter().map(|f| f.text.as_str()).collect();
    finding.outcome = Outcome::Exact;
    finding.figure = format!("{} for all", checked.join("; "));
    finding
}

/// The question of one formula; a symbol that a premise defines (`v = 1/n`) is a rational.
fn question(request: &IdentityRequest, formula: &Formula) -> Question {
    let premises: Vec<Statement> = request.given.iter().map(|g| g.statement.clone()).collect();
    let defined = premises.iter().filter_map(defined_symbol).cloned();
    Question {
        conclusion: formula.statement.clone(),
        rationals: request.rationals.iter().cloned().chain(defined).collect(),
        premises,
    }
}

/// The symbol that stands alone on the left of an equation and not on its right.
fn defined_symbol(premise: &Statement) -> Option<&String> {
    match &premise.left {
        Term::Symbol(name) if premise.relation == Relation::Equal => {
            (!premise.right.free_symbols().contains(name.as_str())).then_some(name)
        }
        _ => None,
    }
}

/// That it holds, why, and what must not vanish for it.
fn holds(formula: &Formula, reason: impl Display, conditions: &[impl ToString]) -> String {
    let terms: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    let mut detail = format!("{}: holds, {reason}", formula.text);
    if !terms.is_empty() {
        detail.push_str(&format!("; where {} ≠ 0", terms.join(", ")));
    }
    detail
}

/// Where it fails, with both sides.
fn place(counterexample: &Counterexample) -> String {
    let values = counterexample
        .values
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let values: Vec<String> = values.collect();
    format!(
        "{}: {} against {}",
        values.join(", "),
        counterexample.left,
        counterexample.right
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(given: &str, check: &str, rationals: &str) -> Outcome {
        let text = format!(
            "statement = \"s\"\nexpected = \"verified\"\nsource = {{ work = \"w\", section = \"1\" }}\n\
             [[evidence.identity]]\nshows = \"x\"\ngiven = [{given}]\ncheck = [\"{check}\"]\n\
             rationals = [{rationals}]\n"
        );
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        match claim.requests.first() {
            Some(crate::claim::Request::Identity(request)) => find(request).outcome,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_symbol_that_a_premise_defines_is_no_positive_integer() {
        assert_eq!(outcome("\"v = 1/n\"", "1 <= v", ""), Outcome::Refuted);
        assert_eq!(outcome("\"v = 1/n\"", "n*v = 1", ""), Outcome::Exact);
    }

    #[test]
    fn what_was_divided_by_must_not_vanish_unnoticed() {
        // Solving for d divides by m·v − 1, which is 0 at m = v = 1.
        let given = "\"m*v*d = d\"";
        assert_eq!(outcome(given, "d = 0", "\"d\""), Outcome::Refuted);
        assert_eq!(outcome(given, "v = 1/m", "\"v\""), Outcome::Exact);
    }
}
