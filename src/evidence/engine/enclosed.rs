//! Formulas over certified numbers: nothing is trusted but + − × ÷ √ on doubles and Taylor's
//! formula.
//!
//! The formulas are those of `theory`; what they may call is less, and what that costs is time.

use crate::claim::EnclosedRequest;
use crate::evidence::EvidenceError;
use crate::evidence::engine::begin;
use crate::evidence::functions::Certified;
use crate::evidence::instances::Instances;
use crate::verdict::Finding;

/// What every finding of this engine trusts, for the reader of `explain`.
const TRUSTED: &str = "trusts + − × ÷ √ on doubles, rounded outward, and Taylor's formula with its \
                       remainder: no library function, no contour integral, no first-order term";

/// Checks every formula at every combination of values.
pub(in crate::evidence) fn find(request: &EnclosedRequest) -> Result<Finding, EvidenceError> {
    let instances = Instances {
        bindings: &request.bindings,
        over: &request.over,
        check: &request.check,
    };
    let mut finding = instances.judge(begin("enclosed", request.common()), &Certified)?;
    finding.details.push(TRUSTED.to_owned());
    Ok(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Request;
    use crate::verdict::Outcome;

    fn found(lines: &str) -> Result<Finding, EvidenceError> {
        let head = "statement = \"s\"\nexpected = \"verified\"\nsource = { work = \"w\", section = \"1\" }";
        let text = format!("{head}\n[[evidence.enclosed]]\nshows = \"x\"\n{lines}\n");
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        match claim.requests.first() {
            Some(Request::Enclosed(request)) => find(request),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_phase_is_decided_and_the_finding_says_what_it_trusts() {
        let finding = found(
            r#"let = ['q = fixed_point("tanh", fan_in_variance = 1, bias_variance = 1)']
               check = ['chi("tanh", fan_in_variance = 1, q = q) < 1']"#,
        );
        let finding = finding.unwrap();
        assert_eq!((finding.outcome, finding.instances), (Outcome::Exact, 1));
        assert!(finding.details.iter().any(|line| line == TRUSTED));
    }

    #[test]
    fn a_false_formula_is_refuted_and_a_touching_one_undecided() {
        let refuted = found(r#"check = ['second_moment("tanh", q = 1) = 0.3943']"#).unwrap();
        assert_eq!(refuted.outcome, Outcome::Refuted);
        let open = found(r#"check = ['mean("sigmoid", q = 1) = 1/2']"#).unwrap();
        assert!(matches!(open.outcome, Outcome::Undecided { .. }));
    }

    #[test]
    fn what_rests_on_a_library_function_is_refused_with_the_list_of_what_is_certified() {
        for call in [
            "exp(1)",
            "tanh(0)",
            "2^0.3",
            "normal_cdf(1)",
            "saturation(\"tanh\", threshold = 0.99, q = 1)",
            "sum(j:2, ln(j))",
        ] {
            let error = found(&format!("check = ['0 < {call}']")).unwrap_err();
            assert_eq!(error.code(), "not-certified", "{call}");
            assert!(error.to_string().contains("second_moment"), "{error}");
        }
        let error = found("check = ['secnd_moment(\"tanh\", q = 1) < 1']").unwrap_err();
        assert!(
            error.to_string().contains("did you mean `second_moment`"),
            "{error}"
        );
    }

    #[test]
    fn exact_arithmetic_roots_and_pi_stay() {
        let lines =
            r#"check = ["sqrt(2) < 1.4143", "3.14159 < pi", "4^(1/2) = 2", "max(1, 2) = 2"]"#;
        assert_eq!(found(lines).unwrap().outcome, Outcome::Exact);
    }
}
