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
use crate::learning::experiment::Plan;
use crate::learning::experiment::Record;
use crate::learning::experiment::over_replicates;
use crate::verdict::Sheet;

/// What a person asked for.
#[derive(Clone, Debug)]
pub struct TrainingAnswer {
    /// What was trained.
    pub plan: Plan,
    /// One record a replicate, in order.
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
        Some(data) => plan::plan_on(setup, data, None)?,
        None => plan::plan(setup, stream)?,
    };
    let records = over_replicates(replicates, settings.threads, |index| {
        Ok::<Record, EvidenceError>(plan.run(stream.named("replicate").indexed(index))?)
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
