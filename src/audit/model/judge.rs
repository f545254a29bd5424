//! One tensor judged: what made it, whether that was expected, what is wrong with it.
//!
//! It puts together what other files find; it measures nothing.

use crate::audit::Diagnosis;
use crate::audit::Expectation;
use crate::audit::Finding;
use crate::audit::Measured;
use crate::audit::Origin;
use crate::audit::Outcome;
use crate::audit::Reading;
use crate::audit::Setting;
use crate::audit::Span;
use crate::audit::Structure;
use crate::audit::TensorAudit;
use crate::audit::candidates;
use crate::audit::diagnose;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::model::implied;
use crate::audit::model::outliers;
use crate::audit::model::repeats;
use crate::audit::suspicions;
use crate::initializer;
use crate::num::significant;

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
            (Origin::NotFinite, _) => findings.push(not_finite(&measured)),
            (_, Some(one)) if one.outcome == Outcome::Refused => {
                findings.extend(refused(&audit, one, alpha));
            }
            (Origin::Independent(_), None) => {
                findings.extend(suspected(&audit, alpha));
                findings.extend(implied::finding(&audit));
            }
            _ => (),
        }
        findings.extend(orthogonal(&audit, alpha));
        if let Origin::Independent(found) = &audit.origin {
            if found.remaining.is_empty() {
                let candidates = candidates(&audit.reading, &audit.info.shape);
                findings.extend(outliers::finding(&audit.scan, &candidates, alpha));
            }
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

fn expectation(audit: &TensorAudit, alpha: f64) -> Option<Expectation> {
    let spec = audit.reading.expected.as_deref()?;
    let NumberFormat::Float(storage) = audit.info.format else {
        return None;
    };
    if !matches!(audit.origin, Origin::Structured(_) | Origin::Independent(_)) {
        return None;
    }
    Expectation::of(audit, spec, storage, alpha).ok()
}

/// That an orthogonal matrix is not uniform over the group, or that independent entries may be those
/// of one.
fn orthogonal(audit: &TensorAudit, alpha: f64) -> Option<Finding> {
    let shape = &audit.info.shape;
    match (&audit.origin, &audit.info.format) {
        (Origin::Structured(structure), _) => {
            let p_value = structure.haar_p_value(&audit.scan, shape)?;
            let text = format!(
                "orthogonal, but not uniformly: its trace has probability {} (Haar measure); the \
                 signs of R's diagonal were left out of a QR factorization",
                significant(p_value, 2)
            );
            (p_value <= alpha).then(|| Finding::alarm("not-haar", text))
        }
        (Origin::Independent(_), NumberFormat::Float(storage)) => {
            let (scan, layout) = (&audit.scan, audit.reading.layout);
            let may_be = Structure::not_excluded(scan, *storage, shape, layout)?;
            let text = format!(
                "too large to tell independent entries from {}, whose sum of squares it has",
                may_be.label()
            );
            Some(Finding::note("orthogonal-not-excluded", text))
        }
        _ => None,
    }
}

fn not_finite(measured: &Measured) -> Finding {
    let Measured {
        n,
        n_nan,
        n_infinite,
        ..
    } = measured;
    let text = format!("of {n} values {n_nan} are NaN and {n_infinite} infinite");
    Finding::alarm("not-finite", text)
}

/// That an expectation is refused, and the bugs that its ratio points to.
fn refused(audit: &TensorAudit, expectation: &Expectation, alpha: f64) -> Vec<Finding> {
    let initializer = &expectation.initializer;
    let diagnosis = diagnosis(audit, expectation, alpha);
    let Some(found) = diagnosis else {
        let text = format!("not {initializer}: {}", described(&audit.origin));
        return vec![Finding::alarm("not-as-expected", text)];
    };
    let (low, high) = found.interval;
    let is_scale = !(low <= 1.0 && 1.0 <= high);
    let families: Vec<&str> = found.families.iter().map(|family| family.name()).collect();
    let what = match (found.is_of_another_family, is_scale) {
        (true, _) => format!("the values are {}; the variance", families.join(" or ")),
        (false, true) => "the variance".to_owned(),
        (false, false) => "the scale agrees, the law does not; the variance".to_owned(),
    };
    let text = format!(
        "{what} is {} ({} to {}) times that of {initializer}",
        significant(found.ratio, 4),
        significant(low, 4),
        significant(high, 4)
    );
    let mut findings = vec![with_ratio(Finding::alarm("not-as-expected", text), &found)];
    findings.extend(found.causes.iter().map(|cause| {
        let text = format!("{} ({})", cause.cause, cause.formula);
        with_ratio(Finding::alarm(cause.code, text), &found)
    }));
    findings
}

/// Actual over expected variance, where the expectation has one law for all entries.
fn diagnosis(audit: &TensorAudit, expectation: &Expectation, alpha: f64) -> Option<Diagnosis> {
    let layer = audit.reading.layer.as_ref()?;
    let expected = initializer::parse(&expectation.initializer).ok()?;
    audit.scan.energy()?;
    let families = match &audit.origin {
        Origin::Independent(found) => found.families.clone(),
        _ => Vec::new(),
    };
    let setting = Setting {
        layer,
        expected: &*expected,
        shape: &audit.info.shape,
        parts: audit.reading.parts,
        depth: audit.reading.depth,
    };
    let found = diagnose(&audit.scan, &setting, &families, alpha);
    // Of a constant there is no ratio.
    found.ratio.is_finite().then_some(found)
}

/// The likeliest bug of a tensor of which nothing was expected.
fn suspected(audit: &TensorAudit, alpha: f64) -> Option<Finding> {
    let first = suspicions(audit, alpha).into_iter().next()?;
    let (low, high) = first.diagnosis.interval;
    let text = format!(
        "the variance is {} ({} to {}) times that of {}: {} ({})",
        significant(first.diagnosis.ratio, 4),
        significant(low, 4),
        significant(high, 4),
        first.meant.names.join(" | "),
        first.cause.cause,
        first.cause.formula
    );
    let finding = Finding::alarm(first.cause.code, text);
    Some(with_ratio(finding, &first.diagnosis))
}

fn with_ratio(finding: Finding, diagnosis: &Diagnosis) -> Finding {
    let (low, high) = diagnosis.interval;
    let span = Span {
        value: diagnosis.ratio,
        low,
        high,
    };
    Finding {
        ratio: Some(span),
        ..finding
    }
}

/// What made a tensor, in words.
fn described(origin: &Origin) -> String {
    match origin {
        Origin::Structured(structure) => format!("the tensor is {}", structure.label()),
        _ => {
            let names = origin.names();
            if names.is_empty() {
                "no initializer explains the values".to_owned()
            } else {
                format!("the values are those of {}", names.join(" | "))
            }
        }
    }
}
