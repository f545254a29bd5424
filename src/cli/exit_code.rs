//! Exit codes: a documented part of the interface.

use crate::verdict::Run;
use crate::verdict::Verdict;
use std::process::ExitCode;

/// How the process ends. 101 would be a panic, which is a bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything came out as expected, and at least one thing was checked.
    AsExpected = 0,
    /// A verdict differs from what its claim expects, or a test of a draw was rejected.
    Finding = 1,
    /// The arguments or an input file are wrong; nothing was written.
    BadInput = 2,
    /// A decision was asked for and the evidence does not give one.
    Inconclusive = 3,
    /// Two engines contradict one another: a bug in varprop.
    Conflict = 4,
}

impl Exit {
    /// The code that a run of claims earns: the loudest of its claims'.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let unexpected: Vec<Verdict> = run
            .claims
            .iter()
            .filter(|claim| !claim.is_as_expected())
            .map(|claim| claim.verdict)
            .collect();
        if run
            .claims
            .iter()
            .any(|claim| claim.verdict == Verdict::Conflict)
        {
            return Self::Conflict;
        }
        match unexpected
            .iter()
            .all(|verdict| *verdict == Verdict::Inconclusive)
        {
            _ if run.claims.is_empty() => Self::BadInput,
            true if unexpected.is_empty() => Self::AsExpected,
            true => Self::Inconclusive,
            false => Self::Finding,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::ClaimResult;

    fn exit(verdicts: &[(Verdict, Verdict)]) -> Exit {
        let claim = |&(verdict, expected): &(Verdict, Verdict)| ClaimResult {
            id: "x".into(),
            work: String::new(),
            section: String::new(),
            verdict,
            expected,
            findings: Vec::new(),
            unused_assumptions: Vec::new(),
        };
        Exit::of(&Run {
            seed: 1,
            alpha: 1e-6,
            n_tests: 0,
            claims: verdicts.iter().map(claim).collect(),
        })
    }

    #[test]
    fn a_refuted_claim_that_was_expected_to_fall_is_as_expected() {
        assert_eq!(
            exit(&[(Verdict::Refuted, Verdict::Refuted)]),
            Exit::AsExpected
        );
    }

    #[test]
    fn nothing_checked_is_not_success() {
        assert_eq!(exit(&[]), Exit::BadInput);
    }

    #[test]
    fn a_conflict_is_louder_than_anything_else_even_when_expected() {
        let claims = [
            (Verdict::Conflict, Verdict::Conflict),
            (Verdict::Refuted, Verdict::Verified),
        ];
        assert_eq!(exit(&claims), Exit::Conflict);
    }

    #[test]
    fn an_unexpected_verdict_is_louder_than_an_open_one() {
        let open = (Verdict::Inconclusive, Verdict::Verified);
        assert_eq!(exit(&[open]), Exit::Inconclusive);
        assert_eq!(
            exit(&[open, (Verdict::Supported, Verdict::Refuted)]),
            Exit::Finding
        );
    }
}
