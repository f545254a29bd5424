//! Training as people ask for it: a setup by names becomes a plan, its record formulas and sheets.
//!
//! It decides nothing: the engine does.

mod plan;
mod quantities;
mod sheets;

pub(in crate::evidence) use plan::plan;
pub(in crate::evidence) use quantities::add as add_quantities;
pub(in crate::evidence) use sheets::sheets;

use crate::claim::TrainingSetup;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::learning::data::Dataset;
use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Plan;
use crate::learning::experiment::Record;
use crate::learning::experiment::over_replicates;
use crate::verdict::Sheet;

/// What a person asked for.
#[derive(Clone, Debug)]
pub struct TrainingAnswer {
    /// What was trained.
    pub plan: Plan,
    /// One record a replicate, in order; the activations of the first alone are kept.
    pub records: Vec<Record>,
    /// The first replicate's scores, loss and layers; then all replicates, if there are several.
    pub sheets: Vec<Sheet>,
}

/// Trains networks as a person names them; `data` instead of the setup's, if given.
///
/// # Errors
/// When the setup names what does not exist, or cannot be trained.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::claim::TrainingSetup;
/// use varprop::evidence::{Settings, train};
/// let setup = TrainingSetup {
///     data: Some("blobs(samples=40)".into()),
///     optimizer: Some("gradient-descent(rate=1)".into()),
///     initializer: Some("zeros".into()),
///     steps: Some(50),
///     ..TrainingSetup::default()
/// };
/// // No hidden layer: logistic regression, which zeros do not hinder.
/// let answer = train(&setup, None, 1, &Settings::new(1, NonZeroUsize::MIN))?;
/// assert_eq!(answer.records[0].before.loss, 2f64.ln());
/// assert!(answer.records[0].after.accuracy > 0.9);
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn train(
    setup: &TrainingSetup,
    data: Option<Dataset>,
    replicates: u64,
    settings: &Settings,
) -> Result<TrainingAnswer, EvidenceError> {
    let stream = settings.stream("train", "training");
    let plan = match data {
        Some(data) => plan::plan_on(setup, data, stream)?,
        None => plan::plan(setup, stream)?,
    };
    admit(&plan, replicates)?;
    let records = over_replicates(replicates, settings.threads, |index| {
        let record = plan.run(stream.named("replicate").indexed(index))?;
        Ok::<Record, EvidenceError>(if index == 0 { record } else { slim(record) })
    })?;
    let mut sheets = Vec::new();
    if let Some(first) = records.first() {
        sheets = sheets::sheets("", &plan, first);
    }
    if records.len() > 1 {
        sheets.push(sheets::replicates(&records));
    }
    Ok(TrainingAnswer {
        plan,
        records,
        sheets,
    })
}

/// The most parameters that the networks of all replicates hold together: a gigabyte.
const MOST_HELD: u64 = 1 << 27;

fn admit(plan: &Plan, replicates: u64) -> Result<(), ExperimentError> {
    let received = plan.n_parameters()?.saturating_mul(replicates);
    if received <= MOST_HELD {
        return Ok(());
    }
    Err(ExperimentError::TooLarge {
        what: "parameters of all replicates together",
        limit: MOST_HELD,
        received,
    })
}

/// The record without its activations, of which thousands of replicates would not fit.
fn slim(mut record: Record) -> Record {
    for state in [&mut record.before, &mut record.after] {
        state.activations = Vec::new();
    }
    record
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

    fn answer(hidden: u64, replicates: u64) -> Result<TrainingAnswer, EvidenceError> {
        let setup = TrainingSetup {
            data: Some("xor".into()),
            hidden: Some(vec![hidden]),
            optimizer: Some("sgd(0.5)".into()),
            steps: Some(1),
            ..TrainingSetup::default()
        };
        train(
            &setup,
            None,
            replicates,
            &Settings::new(1, NonZeroUsize::MIN),
        )
    }

    #[test]
    fn replicates_beyond_memory_are_refused_before_they_run() {
        let code = |hidden, replicates| answer(hidden, replicates).unwrap_err().code();
        assert_eq!(code(2, 0), "no-replicate");
        assert_eq!(code(1 << 20, 1000), "too-large");
    }

    #[test]
    fn only_the_first_replicate_keeps_what_pictures_show() {
        let kept = |record: &Record| record.after.activations.len();
        let records = answer(2, 3).unwrap().records;
        assert_eq!(records.iter().map(kept).collect::<Vec<_>>(), [2, 0, 0]);
    }
}
