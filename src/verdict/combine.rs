//! The one function that turns findings into a verdict.
//!
//! Unknown is never true; nothing effective is inconclusive; exact contradiction is a conflict.

use crate::verdict::Finding;
use crate::verdict::Judges;
use crate::verdict::Outcome;
use crate::verdict::Part;
use crate::verdict::Scope;
use crate::verdict::Verdict;

/// The verdict that these findings earn.
///
/// A refuted statement whose amendment is established is *imprecise*; otherwise the statement's
/// own verdict stands. A conflict anywhere is the verdict.
///
/// # Example
/// ```
/// use varprop::verdict::{combine, Verdict};
/// assert_eq!(combine(&[]), Verdict::Inconclusive);
/// ```
#[must_use]
pub fn combine(findings: &[Finding]) -> Verdict {
    let statement = judge(findings, Part::Statement);
    let amendment = judge(findings, Part::Amendment);
    if amendment == Verdict::Conflict {
        return Verdict::Conflict;
    }
    if statement == Verdict::Refuted && amendment.is_established() {
        return Verdict::Imprecise;
    }
    statement
}

/// The verdict on one sentence.
fn judge(findings: &[Finding], part: Part) -> Verdict {
    let weights: Vec<Weight> = findings
        .iter()
        .filter(|f| f.part == part)
        .map(weigh)
        .collect();
    let has = |weight| weights.contains(&weight);
    let whole = has(Weight::Proof) || has(Weight::WholeExact);
    match () {
        () if has(Weight::Broken) => Verdict::Conflict,
        () if has(Weight::Against) && whole => Verdict::Conflict,
        () if has(Weight::Against) => Verdict::Refuted,
        () if has(Weight::Proof) => Verdict::Proved,
        () if whole => Verdict::Verified,
        () if has(Weight::Undecided) => Verdict::Inconclusive,
        () if has(Weight::For) => Verdict::Supported,
        () => Verdict::Inconclusive,
    }
}

/// What one finding weighs after the correction for the number of tests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Proof,
    WholeExact,
    For,
    Against,
    Undecided,
    /// Our own simulation does not follow the law it should: nothing it says counts.
    Broken,
}

fn weigh(finding: &Finding) -> Weight {
    let rejected = |may_refute: bool| {
        finding
            .tests
            .iter()
            .any(|test| test.rejected && test.guarantee.may_refute() == may_refute)
    };
    let is_broken = finding.tests.iter().any(|test| {
        test.rejected && test.guarantee.may_refute() && test.judges == Judges::Simulation
    });
    match (&finding.outcome, finding.scope) {
        _ if is_broken => Weight::Broken,
        (Outcome::Refuted, _) => Weight::Against,
        _ if rejected(true) => Weight::Against,
        _ if finding.instances == 0 || rejected(false) => Weight::Undecided,
        (Outcome::Undecided { .. }, _) => Weight::Undecided,
        (Outcome::Proved, Scope::Whole) => Weight::Proof,
        (Outcome::Exact, Scope::Whole) => Weight::WholeExact,
        (Outcome::Proved | Outcome::Exact | Outcome::Consistent, _) => Weight::For,
    }
}

/// The figure of the finding that decides: the refuting one where the statement falls, else the
/// weightiest; it says so where nothing speaks of the statement.
pub(in crate::verdict) fn decisive(findings: &[Finding], verdict: Verdict) -> &str {
    let wanted: &[Weight] = match verdict {
        Verdict::Conflict => &[Weight::Broken, Weight::Against],
        Verdict::Refuted | Verdict::Imprecise => &[Weight::Against],
        Verdict::Inconclusive => &[Weight::Undecided],
        _ => &[Weight::Proof, Weight::WholeExact, Weight::For],
    };
    let statements = || findings.iter().filter(|f| f.part == Part::Statement);
    let of = |weight: &Weight| statements().find(|f| weigh(f) == *weight);
    wanted
        .iter()
        .find_map(of)
        .map_or("no evidence on the sentence itself", |f| f.figure.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Guarantee;
    use crate::verdict::TestSummary;

    fn finding(outcome: Outcome, scope: Scope) -> Finding {
        Finding {
            engine: "theory",
            part: Part::Statement,
            scope,
            outcome,
            figure: String::new(),
            shows: String::new(),
            uses: Vec::new(),
            instances: 1,
            details: Vec::new(),
            sheets: Vec::new(),
            tests: Vec::new(),
        }
    }

    fn test(guarantee: Guarantee, rejected: bool) -> TestSummary {
        TestSummary {
            name: "variance".into(),
            null: String::new(),
            n_samples: 1,
            statistic: String::new(),
            p_value: 0.5,
            guarantee,
            judges: Judges::Sentence,
            detectable: String::new(),
            rejected,
        }
    }

    fn amended(finding: Finding) -> Finding {
        Finding {
            part: Part::Amendment,
            ..finding
        }
    }

    #[test]
    fn an_instance_supports_but_never_verifies() {
        assert_eq!(
            combine(&[finding(Outcome::Exact, Scope::Instance)]),
            Verdict::Supported
        );
        assert_eq!(
            combine(&[finding(Outcome::Exact, Scope::Whole)]),
            Verdict::Verified
        );
        assert_eq!(
            combine(&[finding(Outcome::Proved, Scope::Whole)]),
            Verdict::Proved
        );
        assert_eq!(
            combine(&[finding(Outcome::Proved, Scope::Instance)]),
            Verdict::Supported
        );
    }

    #[test]
    fn a_measurement_never_verifies_however_wide_its_scope() {
        assert_eq!(
            combine(&[finding(Outcome::Consistent, Scope::Whole)]),
            Verdict::Supported
        );
    }

    #[test]
    fn exact_evidence_on_both_sides_is_a_conflict() {
        let both = [
            finding(Outcome::Exact, Scope::Whole),
            finding(Outcome::Refuted, Scope::Instance),
        ];
        assert_eq!(combine(&both), Verdict::Conflict);
        assert_eq!(combine(&both.map(amended)), Verdict::Conflict);
    }

    #[test]
    fn support_on_some_instances_does_not_contradict_a_counterexample() {
        let both = [
            finding(Outcome::Exact, Scope::Instance),
            finding(Outcome::Refuted, Scope::Instance),
        ];
        assert_eq!(combine(&both), Verdict::Refuted);
    }

    #[test]
    fn a_refuted_statement_with_an_established_amendment_is_imprecise() {
        let refuted = finding(Outcome::Refuted, Scope::Instance);
        let shown = amended(finding(Outcome::Exact, Scope::Whole));
        let unknown = amended(finding(
            Outcome::Undecided { why: String::new() },
            Scope::Whole,
        ));
        assert_eq!(combine(&[refuted.clone(), shown]), Verdict::Imprecise);
        assert_eq!(combine(&[refuted, unknown]), Verdict::Refuted);
    }

    #[test]
    fn zero_effective_instances_are_inconclusive() {
        let none = Finding {
            instances: 0,
            ..finding(Outcome::Exact, Scope::Whole)
        };
        assert_eq!(combine(&[none]), Verdict::Inconclusive);
        assert_eq!(combine(&[]), Verdict::Inconclusive);
    }

    #[test]
    fn only_exact_and_bounded_tests_refute() {
        let with = |guarantee, rejected| Finding {
            tests: vec![test(guarantee, rejected)],
            ..finding(Outcome::Consistent, Scope::Instance)
        };
        assert_eq!(combine(&[with(Guarantee::Exact, true)]), Verdict::Refuted);
        assert_eq!(combine(&[with(Guarantee::Bound, true)]), Verdict::Refuted);
        assert_eq!(
            combine(&[with(Guarantee::Asymptotic, true)]),
            Verdict::Inconclusive
        );
        assert_eq!(
            combine(&[with(Guarantee::Exact, false)]),
            Verdict::Supported
        );
    }

    #[test]
    fn a_simulation_that_breaks_its_own_law_is_a_conflict() {
        let broken = TestSummary {
            judges: Judges::Simulation,
            ..test(Guarantee::Exact, true)
        };
        let finding = Finding {
            tests: vec![broken],
            ..finding(Outcome::Consistent, Scope::Instance)
        };
        assert_eq!(combine(&[finding]), Verdict::Conflict);
    }

    #[test]
    fn one_undecided_piece_keeps_instances_from_supporting() {
        let undecided = finding(Outcome::Undecided { why: String::new() }, Scope::Instance);
        let supported = finding(Outcome::Consistent, Scope::Instance);
        assert_eq!(
            combine(&[undecided.clone(), supported]),
            Verdict::Inconclusive
        );
        assert_eq!(
            combine(&[undecided, finding(Outcome::Exact, Scope::Whole)]),
            Verdict::Verified
        );
    }
}
