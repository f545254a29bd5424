//! Independent replicates over threads, gathered in order: the answer never depends on how many.

use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::plan::at_most;
use rayon::prelude::*;
use std::num::NonZeroUsize;

/// The most replicates that one experiment may have.
pub const MAX_REPLICATES: u64 = 100_000;

/// The answers of `task` for 0 to `replicates` − 1, in that order.
///
/// # Errors
/// [`ExperimentError::NoReplicate`] for 0 of them, which would show nothing,
/// [`ExperimentError::TooLarge`] beyond [`MAX_REPLICATES`], [`ExperimentError::Threads`] when the
/// threads cannot be started, or the first error of `task`.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::learning::experiment::{ExperimentError, over_replicates};
/// let two = NonZeroUsize::MIN.saturating_add(1);
/// let squares = over_replicates(3, two, |k| Ok::<u64, ExperimentError>(k * k));
/// assert_eq!(squares, Ok(vec![0, 1, 4]));
/// ```
pub fn over_replicates<T: Send, E: From<ExperimentError> + Send>(
    replicates: u64,
    threads: NonZeroUsize,
    task: impl Fn(u64) -> Result<T, E> + Send + Sync,
) -> Result<Vec<T>, E> {
    if replicates == 0 {
        return Err(E::from(ExperimentError::NoReplicate));
    }
    at_most("replicates", replicates, MAX_REPLICATES)?;
    if threads == NonZeroUsize::MIN {
        return (0..replicates).map(task).collect();
    }
    let threads = threads.get();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pool = pool.map_err(|error| ExperimentError::Threads {
        threads,
        reason: error.to_string(),
    })?;
    // Gathered whole before the first error is looked for: the first in order, not in time.
    let answers: Vec<Result<T, E>> =
        pool.install(|| (0..replicates).into_par_iter().map(task).collect());
    answers.into_iter().collect()
}
