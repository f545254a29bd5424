//! Identities and inequalities over all positive integers, decided by normal form.

use crate::claim::Formula;
use crate::claim::IdentityRequest;
use crate::evidence::engine::begin;
use crate::evidence::formula::Counterexample;
use crate::evidence::formula::Identity;
use crate::evidence::formula::Question;
use crate::evidence::formula::decide;
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

/// One formula under the premises of the request.
fn question(request: &IdentityRequest, formula: &Formula) -> Question {
    let premises = request.given.iter();
    Question {
        conclusion: formula.statement.clone(),
        premises: premises.map(|given| given.statement.clone()).collect(),
        rationals: request.rationals.iter().cloned().collect(),
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
