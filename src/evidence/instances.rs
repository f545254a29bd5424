//! Formulas judged at every combination of values of their free symbols.
//!
//! Shared by the engines whose formulas are all exact or enclosed; which functions a formula may
//! call is theirs to say.

use crate::claim::Binding;
use crate::claim::Formula;
use crate::claim::Number;
use crate::evidence::EvidenceError;
use crate::evidence::formula::Environment;
use crate::evidence::formula::Functions;
use crate::evidence::formula::Value;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use std::collections::BTreeMap;

/// The most combinations of values that one request may ask for.
const MOST_INSTANCES: usize = 100_000;

/// What a request checks, and where.
pub(in crate::evidence) struct Instances<'a> {
    /// Names for terms, in order.
    pub(in crate::evidence) bindings: &'a [Binding],
    /// Values of free symbols.
    pub(in crate::evidence) over: &'a BTreeMap<String, Vec<Number>>,
    /// What must hold.
    pub(in crate::evidence) check: &'a [Formula],
}

impl Instances<'_> {
    /// Checks every formula at every combination of values: the first that is false decides; else
    /// the first that is not known; else all hold.
    pub(in crate::evidence) fn judge(
        &self,
        finding: Finding,
        functions: &dyn Functions,
    ) -> Result<Finding, EvidenceError> {
        let points = combinations(self.over)?.into_iter();
        let points = points.map(|point| Ok((place(&point), point)));
        judge_each(finding, points, self.bindings, self.check, functions)
    }
}

/// Checks every formula at every point, each an environment and where it is.
pub(in crate::evidence) fn judge_each(
    mut finding: Finding,
    points: impl Iterator<Item = Result<(String, Environment), EvidenceError>>,
    bindings: &[Binding],
    check: &[Formula],
    functions: &dyn Functions,
) -> Result<Finding, EvidenceError> {
    finding.outcome = Outcome::Exact;
    for point in points {
        let (at, point) = point?;
        let judged_in = bind(bindings, point, functions)?;
        finding.instances += 1;
        for judgement in judge(check, &judged_in, functions)? {
            let line = format!("{}{at}", judgement.line());
            let is_open = finding.outcome == Outcome::Exact;
            match judgement.holds() {
                Some(true) if finding.instances == 1 && is_open => {
                    append(&mut finding.figure, &line);
                }
                Some(true) => {}
                None if !is_open => {}
                _ => {
                    finding.figure.clone_from(&line);
                    finding.outcome = judgement.outcome();
                }
            }
            finding.details.push(line);
            if finding.outcome == Outcome::Refuted {
                return Ok(finding);
            }
        }
    }
    Ok(finding)
}

fn append(figure: &mut String, line: &str) {
    if !figure.is_empty() {
        figure.push_str("; ");
    }
    figure.push_str(line);
}

/// Every combination of the values of free symbols; one empty combination without any.
fn combinations(over: &BTreeMap<String, Vec<Number>>) -> Result<Vec<Environment>, EvidenceError> {
    let n_instances = over
        .values()
        .map(Vec::len)
        .try_fold(1_usize, usize::checked_mul);
    if n_instances.is_none_or(|n| n > MOST_INSTANCES) {
        let why = format!("`over` asks for more than {MOST_INSTANCES} combinations");
        return Err(EvidenceError::Request(why));
    }
    if n_instances == Some(0) {
        return Ok(Vec::new());
    }
    let mut points = vec![Environment::new()];
    for (symbol, values) in over {
        let extended = |point: &Environment| {
            let with = |value| [(symbol.clone(), Value::Exact(value))];
            let point = point.clone();
            values
                .iter()
                .map(move |n| point.clone().into_iter().chain(with(n.0)).collect())
                .collect::<Vec<_>>()
        };
        points = points.iter().flat_map(extended).collect();
    }
    Ok(points)
}

/// Where it is evaluated: ` at n = 500`.
fn place(point: &Environment) -> String {
    let values = point
        .iter()
        .map(|(symbol, value)| format!("{symbol} = {value}"));
    let values: Vec<String> = values.collect();
    if values.is_empty() {
        String::new()
    } else {
        format!(" at {}", values.join(", "))
    }
}
