//! All tensors of a file, read one after the other and judged side by side.
//!
//! Memory holds a few tensors' samples at a time, never a tensor; the answer does not depend on
//! the number of threads.

use crate::audit::Answer;
use crate::audit::AuditError;
use crate::audit::Finding;
use crate::audit::Inventory;
use crate::audit::Measured;
use crate::audit::Origin;
use crate::audit::TensorAudit;
use crate::audit::TensorReport;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorSource;
use crate::audit::model::across;
use crate::audit::model::across::Fingerprint;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// How a checkpoint is audited.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The false-alarm rate of all findings together, shared equally by the tensors.
    pub alpha: f64,
    /// Threads: one reads, and judges too where the others are behind.
    pub threads: NonZeroUsize,
}

/// A checkpoint, judged.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// Its tensors, in the order of the file.
    pub tensors: Vec<TensorReport>,
    /// The false-alarm rate of all findings together.
    pub alpha: f64,
}

impl Checkpoint {
    /// How many tensors earned each answer.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Answer, usize> {
        let mut counts = BTreeMap::new();
        for tensor in &self.tensors {
            *counts.entry(tensor.answer()).or_default() += 1;
        }
        counts
    }

    /// Whether something stands against a tensor.
    #[must_use]
    pub fn is_alarming(&self) -> bool {
        self.tensors.iter().any(TensorReport::is_alarming)
    }

    /// Whether at least one tensor was judged, and every expectation was decided.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        let answers = || self.tensors.iter().map(TensorReport::answer);
        answers().all(|answer| answer != Answer::Undecided)
            && answers().any(|answer| !matches!(answer, Answer::NotAudited | Answer::Empty))
    }
}

/// Audits every tensor of a file; `progress` hears how many are read.
///
/// A tensor whose bytes cannot be read is reported as such, and the others are audited all the same.
///
/// # Errors
/// `Threads` when the system gives none.
pub fn audit_checkpoint(
    source: &mut dyn TensorSource,
    inventory: &Inventory,
    settings: Settings,
    progress: &mut dyn FnMut(usize),
) -> Result<Checkpoint, AuditError> {
    let n = source.tensors().len();
    let floats = source.tensors().iter();
    let floats = floats.filter(|info| matches!(info.format, NumberFormat::Float(_)));
    let alpha = settings.alpha / floats.count().max(1) as f64;
    let places: Vec<Place> = (0..n).map(|_| Place::default()).collect();
    let most = settings.threads.get() - 1;
    let mut read = |index: usize| {
        let audit = TensorAudit::scan(source, index, inventory);
        progress(index + 1);
        audit.map_err(|error| unreadable(source, index, inventory, &error))
    };
    if most == 0 {
        for (index, place) in places.iter().enumerate() {
            place.judge(index, read(index), alpha);
        }
    } else {
        side_by_side(&places, most, alpha, read)?;
    }
    Ok(Checkpoint {
        tensors: together(places),
        alpha: settings.alpha,
    })
}

/// A tensor that was read, or the report that it cannot be.
type Read = Result<TensorAudit, Box<TensorReport>>;

/// Reads on this thread, and judges on `most` others.
fn side_by_side(
    places: &[Place],
    most: usize,
    alpha: f64,
    mut read: impl FnMut(usize) -> Read,
) -> Result<(), AuditError> {
    let waiting = AtomicUsize::new(0);
    pool(most)?.in_place_scope(|scope| {
        for (index, place) in places.iter().enumerate() {
            let audit = read(index);
            // A reader that is far ahead would hold many samples: then it judges itself.
            if waiting.load(Ordering::Relaxed) > most {
                place.judge(index, audit, alpha);
                continue;
            }
            waiting.fetch_add(1, Ordering::Relaxed);
            let waiting = &waiting;
            scope.spawn(move |_| {
                place.judge(index, audit, alpha);
                waiting.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    Ok(())
}

fn pool(threads: usize) -> Result<rayon::ThreadPool, AuditError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| AuditError::Threads {
        threads,
        reason: error.to_string(),
    })
}

/// Where the judgement of one tensor goes.
#[derive(Debug, Default)]
struct Place(Mutex<Option<(TensorReport, Option<Fingerprint>)>>);

impl Place {
    fn judge(&self, index: usize, audit: Read, alpha: f64) {
        let judged = match audit {
            Ok(audit) => {
                let audit = audit.explained(alpha / 2.0);
                let print = Fingerprint::of(index, &audit);
                (TensorReport::of(audit, alpha / 2.0), print)
            }
            Err(report) => (*report, None),
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(judged);
    }
}

/// The report of a tensor that cannot be read.
fn unreadable(
    source: &dyn TensorSource,
    index: usize,
    inventory: &Inventory,
    error: &AuditError,
) -> Box<TensorReport> {
    Box::new(TensorReport {
        info: source.tensors()[index].clone(),
        reading: inventory.reading(index).clone(),
        measured: Measured::default(),
        origin: Origin::Empty,
        expectation: None,
        findings: vec![Finding::alarm("unreadable", error.to_string())],
    })
}

/// All judgements in order, with what tensors have in common.
fn together(places: Vec<Place>) -> Vec<TensorReport> {
    let judged = places
        .into_iter()
        .filter_map(|place| place.0.into_inner().unwrap_or_else(PoisonError::into_inner));
    let (mut tensors, prints): (Vec<_>, Vec<_>) = judged.unzip();
    for (index, finding) in across::findings(prints.into_iter().flatten().collect()) {
        tensors[index].findings.push(finding);
    }
    tensors
}
