//! Identities and inequalities over all positive integers, decided by normal form.

use crate::claim::IdentityRequest;
use crate::evidence::engine::begin;
use crate::evidence::formula::Counterexample;
use crate::evidence::formula::Identity;
use crate::evidence::formula::Question;
use crate::evidence::formula::decide;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use std::collections::BTreeSet;

/// Decides every formula of the request; the first that falls decides against it.
pub(in crate::evidence) fn find(request: &IdentityRequest) -> Finding {
    let mut finding = begin("identity", request.common());
    let premises: Vec<_> = request
        .given
        .iter()
        .map(|formula| formula.statement.clone())
        .collect();
    finding.details.extend(
        request
            .given
            .iter()
            .map(|formula| format!("given {}", formula.text)),
    );
    let mut reasons = Vec::new();
    for formula in &request.check {
        let question = Question {
            conclusion: formula.statement.clone(),
            premises: premises.clone(),
            rationals: request.rationals.iter().cloned().collect::<BTreeSet<_>>(),
        };
        finding.instances += 1;
        match decide(&question) {
            Identity::Holds {
                conditions, reason, ..
            } => {
                let mut detail = format!("{}: holds, {reason}", formula.text);
                if !conditions.is_empty() {
                    let terms: Vec<String> = conditions.iter().map(ToString::to_string).collect();
                    detail.push_str(&format!("; where {} ≠ 0", terms.join(", ")));
                }
                finding.details.push(detail);
                reasons.push(formula.text.clone());
            }
            Identity::Fails(counterexample) => {
                let figure = format!("{} fails at {}", formula.text, place(&counterexample));
                return Finding {
                    outcome: Outcome::Refuted,
                    figure,
                    ..finding
                };
            }
            Identity::NotDecided { why } => {
                let figure = format!("{}: not decided", formula.text);
                return Finding {
                    outcome: Outcome::Undecided { why },
                    figure,
                    ..finding
                };
            }
        }
    }
    Finding {
        outcome: Outcome::Exact,
        figure: format!("{} for all", reasons.join("; ")),
        ..finding
    }
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
