//! Formulas over predictions: every value exact or enclosed, every formula to come out true.

use crate::claim::TheoryRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::begin;
use crate::evidence::functions::Library;
use crate::evidence::instances::Instances;
use crate::verdict::Finding;

/// Checks every formula at every combination of values.
pub(in crate::evidence) fn find(request: &TheoryRequest) -> Result<Finding, EvidenceError> {
    let instances = Instances {
        bindings: &request.bindings,
        over: &request.over,
        check: &request.check,
    };
    instances.judge(begin("theory", request.common()), &Library)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Request;
    use crate::verdict::Outcome;

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
