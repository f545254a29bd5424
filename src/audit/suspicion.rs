//! A tensor that no candidate explains, held against what its layer usually gets: which rule, broken
//! by which bug, gives this variance.
//!
//! Nothing was promised, so this is a suspicion and not a finding.

use crate::audit::Candidate;
use crate::audit::Diagnosis;
use crate::audit::Entry;
use crate::audit::Origin;
use crate::audit::Reading;
use crate::audit::Setting;
use crate::audit::TensorAudit;
use crate::audit::candidates;
use crate::audit::diagnose;

/// A rule, and the bug that makes it look like the tensor.
#[derive(Clone, Debug)]
pub struct Suspicion {
    /// What may have been meant.
    pub meant: Candidate,
    /// Actual over meant variance, with its interval.
    pub diagnosis: Diagnosis,
    /// The likeliest cause.
    pub cause: Entry,
}

/// The widest interval of a ratio, as high/low − 1, in which a plain factor counts as met: in wider
/// ones some rule times some factor nearly always lies, and naming it would be guessing.
const WIDEST: f64 = 0.2;

/// What may have gone wrong with a tensor whose family is known and whose scale no rule has; in the
/// order of the dictionary, since the specific bugs stand before the plain factors.
#[must_use]
pub fn suspicions(audit: &TensorAudit, alpha: f64) -> Vec<Suspicion> {
    let (Origin::Independent(found), Some(layer)) = (&audit.origin, &audit.reading.layer) else {
        return Vec::new();
    };
    if !found.remaining.is_empty() {
        return Vec::new();
    }
    let mut suspected = Vec::new();
    let rules = candidates(
        &Reading {
            alternative: None,
            ..audit.reading.clone()
        },
        &audit.info.shape,
    )
    .into_iter();
    for meant in rules.filter(|c| c.rule.is_some()) {
        let setting = Setting {
            layer,
            expected: meant.law,
            parts: audit.reading.parts,
            depth: audit.reading.depth,
        };
        let diagnosis = diagnose(&audit.scan, &setting, &found.families, alpha);
        let (low, high) = diagnosis.interval;
        let is_narrow = high <= low * (1.0 + WIDEST);
        let causes = diagnosis.causes.iter();
        let causes = causes.filter(|cause| cause.is_special || is_narrow);
        suspected.extend(causes.map(|cause| Suspicion {
            meant: meant.clone(),
            diagnosis: diagnosis.clone(),
            cause: *cause,
        }));
    }
    let place = |code: &str| {
        crate::audit::DICTIONARY
            .iter()
            .position(|entry| entry.code == code)
    };
    suspected.sort_by_key(|one| place(one.cause.code));
    suspected
}
