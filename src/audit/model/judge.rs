//! One tensor judged: what made it, whether that was expected, what is wrong with it.
//!
//! It puts together what other files find; it measures nothing.

use crate::audit::Candidate;
use crate::audit::Expectation;
use crate::audit::Finding;
use crate::audit::Identification;
use crate::audit::Measured;
use crate::audit::Origin;
use crate::audit::Outcome;
use crate::audit::Reading;
use crate::audit::Role;
use crate::audit::TensorAudit;
use crate::audit::candidates;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::model::causes;
use crate::audit::model::implied;
use crate::audit::model::orthogonal;
use crate::audit::model::outliers;
use crate::audit::model::repeats;
use crate::audit::model::shift;

/// What an audit answers about a tensor, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// What was expected of it.
    AsExpected,
    /// Not what was expected of it.
    NotAsExpected,
    /// Nothing was expected, and an initializer explains it.
    Initial,
    /// Nothing was expected, and no initializer explains it: trained, or drawn by another rule.
    Other,
    /// The expectation says nothing about it.
    Undecided,
    /// Values are NaN or infinite.
    NotFinite,
    /// Its bytes cannot be read.
    Unreadable,
    /// Its numbers are of a format that is not audited.
    NotAudited,
    /// It has no values.
    Empty,
}

impl Answer {
    /// The kebab-case word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AsExpected => "as-expected",
            Self::NotAsExpected => "not-as-expected",
            Self::Initial => "initial",
            Self::Other => "other",
            Self::Undecided => "undecided",
            Self::NotFinite => "not-finite",
            Self::Unreadable => "unreadable",
            Self::NotAudited => "not-audited",
            Self::Empty => "empty",
        }
    }
}

/// One tensor of a checkpoint, judged; its values are forgotten.
#[derive(Clone, Debug)]
pub struct TensorReport {
    /// Name, shape and format.
    pub info: TensorInfo,
    /// What it is for.
    pub reading: Reading,
    /// Moments and extremes.
    pub measured: Measured,
    /// What made it.
    pub origin: Origin,
    /// What was expected, and what came of it.
    pub expectation: Option<Expectation>,
    /// What was found, alarms first.
    pub findings: Vec<Finding>,
}

impl TensorReport {
    /// The answer in a word.
    #[must_use]
    pub fn answer(&self) -> Answer {
        if self.findings.iter().any(|one| one.code == "unreadable") {
            return Answer::Unreadable;
        }
        match (&self.origin, &self.expectation) {
            (Origin::Empty, _) => Answer::Empty,
            (Origin::NotAudited(_), _) => Answer::NotAudited,
            (Origin::NotFinite, _) => Answer::NotFinite,
            (_, Some(expectation)) => match expectation.outcome {
                Outcome::Holds => Answer::AsExpected,
                Outcome::Refused => Answer::NotAsExpected,
                Outcome::Undecided(_) => Answer::Undecided,
            },
            (Origin::Independent(found), None) if found.remaining.is_empty() => Answer::Other,
            _ => Answer::Initial,
        }
    }

    /// Whether something stands against it.
    #[must_use]
    pub fn is_alarming(&self) -> bool {
        self.findings.iter().any(|finding| finding.is_alarm)
    }

    /// Judges what was read of a tensor, at a false-alarm rate that covers all its findings.
    #[must_use]
    pub fn of(audit: TensorAudit, alpha: f64) -> Self {
        // A fifth each for the expectation, repeats, outliers, a wrong trace, and what is suspected.
        let alpha = alpha / 5.0;
        let measured = Measured::of(&audit.scan);
        let mut findings = Vec::new();
        let expectation = expectation(&audit, alpha);
        match (&audit.origin, &expectation) {
            (Origin::NotFinite, _) => findings.push(not_finite(&measured, audit.reading.role)),
            (_, Some(one)) if one.outcome == Outcome::Refused => {
                findings.extend(causes::refused(&audit, one, alpha));
            }
            (Origin::Independent(_), None) => {
                findings.extend(causes::suspected(&audit, alpha));
                findings.extend(implied::finding(&audit));
            }
            _ => (),
        }
        findings.extend(orthogonal::finding(&audit, alpha));
        if let Origin::Independent(found) = &audit.origin {
            findings.extend(beside_a_law(&audit, found, expectation.as_ref(), alpha));
            let width = audit.info.shape.last().copied().unwrap_or(1);
            findings.extend(repeats::findings(&audit.scan, width, alpha));
        }
        Self {
            info: audit.info,
            reading: audit.reading,
            measured,
            origin: audit.origin,
            expectation,
            findings,
        }
    }
}

/// What keeps a tensor from a law that it nearly has: a few values, or where it is centred.
fn beside_a_law(
    audit: &TensorAudit,
    found: &Identification,
    expectation: Option<&Expectation>,
    alpha: f64,
) -> Option<Finding> {
    let NumberFormat::Float(storage) = audit.info.format else {
        return None;
    };
    let refused = expectation.filter(|one| one.outcome == Outcome::Refused);
    let expected = refused.and_then(|one| {
        Some(Candidate {
            law: one.law?,
            names: vec![one.initializer.clone()],
            is_rare: false,
        })
    });
    let mut laws: Vec<Candidate> = expected.into_iter().collect();
    if found.remaining.is_empty() {
        laws.extend(candidates(&audit.reading, &audit.info.shape));
    }
    if laws.is_empty() {
        return None;
    }
    // Norms, scales and tables have centres of their own.
    let layer = audit.reading.layer.as_ref();
    let shift = || layer.and_then(|_| shift::finding(&audit.scan, storage, &laws, alpha));
    outliers::finding(&audit.scan, &laws, alpha).or_else(shift)
}

fn expectation(audit: &TensorAudit, alpha: f64) -> Option<Expectation> {
    let spec = audit.reading.expected.as_deref()?;
    let NumberFormat::Float(storage) = audit.info.format else {
        return None;
    };
    if !matches!(audit.origin, Origin::Structured(_) | Origin::Independent(_)) {
        return None;
    }
    Some(Expectation::of(audit, spec, storage, alpha))
}

/// Bounds and masks among the buffers may be infinite on purpose.
fn not_finite(measured: &Measured, role: Role) -> Finding {
    let Measured {
        n,
        n_nan,
        n_infinite,
        ..
    } = measured;
    let text = format!("of {n} values {n_nan} are NaN and {n_infinite} infinite");
    match role == Role::Buffer && *n_nan == 0 {
        true => Finding::note("not-finite", text),
        false => Finding::alarm("not-finite", text),
    }
}
