//! What a wrong variance says: of a tensor of which something was expected, and of one of which
//! nothing was.
//!
//! It puts what `diagnosis` and `suspicion` find into sentences.

use crate::audit::Diagnosis;
use crate::audit::Expectation;
use crate::audit::Finding;
use crate::audit::Origin;
use crate::audit::Setting;
use crate::audit::Span;
use crate::audit::TensorAudit;
use crate::audit::diagnose;
use crate::audit::suspicions;
use crate::initializer;
use crate::num::significant;

/// That an expectation is refused, and the bugs that its ratio points to.
pub(in crate::audit::model) fn refused(
    audit: &TensorAudit,
    expectation: &Expectation,
    alpha: f64,
) -> Vec<Finding> {
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
    // Of a constant there is no ratio; a matrix is no draw of independent entries, whatever its
    // variance.
    let is_matrix = matches!(audit.origin, Origin::Structured(_));
    let is_comparable = found.ratio.is_finite() && (!is_matrix || setting.is_dependent());
    is_comparable.then_some(found)
}

/// The likeliest bug of a tensor of which nothing was expected.
pub(in crate::audit::model) fn suspected(audit: &TensorAudit, alpha: f64) -> Option<Finding> {
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
