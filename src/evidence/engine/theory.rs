//! Formulas over predictions: every value exact or enclosed, every formula to come out true.

use crate::claim::TheoryRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::begin;
use crate::evidence::formula::Environment;
use crate::evidence::formula::Value;
use crate::evidence::judgement::bind;
use crate::evidence::judgement::judge;
use crate::verdict::Finding;
use crate::verdict::Outcome;

/// The most combinations of values that one request may ask for.
const MOST_INSTANCES: usize = 100_000;

/// Checks every formula at every combination of values: the first that is false decides; else the
/// first that is not known; else all hold.
pub(in crate::evidence) fn find(request: &TheoryRequest) -> Result<Finding, EvidenceError> {
    let mut finding = begin("theory", request.common());
    finding.outcome = Outcome::Exact;
    for point in combinations(request)? {
        let at = place(&point);
        let judged_in = bind(&request.bindings, point)?;
        finding.instances += 1;
        for judgement in judge(&request.check, &judged_in)? {
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
fn combinations(request: &TheoryRequest) -> Result<Vec<Environment>, EvidenceError> {
    let n_instances = request
        .over
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
    for (symbol, values) in &request.over {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Request;

    fn found(lines: &str) -> Result<Finding, EvidenceError> {
        let head = "statement = \"s\"\nexpected = \"verified\"\nsource = { work = \"w\", section = \"1\" }";
        let text = format!("{head}\n[[evidence.theory]]\nshows = \"x\"\n{lines}\n");
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        match claim.requests.first() {
            Some(Request::Theory(request)) => find(request),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_combination_of_values_is_one_instance() {
        let finding = found("over = { m = [1, 2, 3], n = [4, 5] }\ncheck = [\"m < n\"]").unwrap();
        assert_eq!((finding.outcome, finding.instances), (Outcome::Exact, 6));
        assert!(
            finding.figure.ends_with(" at m = 1, n = 4"),
            "{}",
            finding.figure
        );
    }

    #[test]
    fn the_first_combination_that_falls_decides() {
        let finding = found("over = { n = [1, 2, 3] }\ncheck = [\"n < 2\"]").unwrap();
        assert_eq!((finding.outcome, finding.instances), (Outcome::Refuted, 2));
        assert!(finding.figure.ends_with(" at n = 2"), "{}", finding.figure);
    }

    #[test]
    fn a_symbol_without_values_leaves_no_instance() {
        let finding = found("over = { n = [] }\ncheck = [\"n < 2\"]").unwrap();
        assert_eq!(finding.instances, 0);
    }

    #[test]
    fn more_combinations_than_allowed_are_refused() {
        let many = vec!["1"; 400].join(", ");
        let lines = format!("over = {{ m = [{many}], n = [{many}] }}\ncheck = [\"m = n\"]");
        assert_eq!(found(&lines).unwrap_err().code(), "request-inconsistent");
    }
}
