//! The search for a smallest dataset on which a statement about the perceptron is false.
//!
//! It knows no statement: a [`Judged`] comes from the caller, for every [`Examination`].

mod shrink;
mod space;

pub use space::Space;

use crate::learning::perceptron::Examination;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::search::shrink::Size;
use crate::learning::perceptron::search::shrink::shrink;

/// What a statement says of one dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Its premises do not hold there: R ≤ 1, say, or separability.
    Outside,
    /// It holds.
    Holds,
    /// It is false.
    Violated,
    /// Enclosures overlap.
    Open,
}

/// A dataset on which the statement is false.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterexample {
    /// The points and labels, in the order of presentation.
    pub samples: Samples,
    /// The run, and the geometry.
    pub examination: Examination,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchReport {
    /// How many datasets meet the premises, each judged.
    pub examined: u64,
    /// How many datasets do not meet them.
    pub outside: u64,
    /// On how many of those examined the statement is false.
    pub violations: u64,
    /// On how many it could not be decided.
    pub open: u64,
    /// The smallest counterexample, shrunk: fewer points, then fewer dimensions, then fewer
    /// updates, then simpler coordinates.
    pub counterexample: Option<Counterexample>,
}

/// A statement, as a function of what happened on a dataset.
pub type Judge<'a, E> = &'a dyn Fn(&Samples, &Examination) -> Result<Judged, E>;

/// Judges every dataset of a space, and shrinks the smallest on which the statement is false.
///
/// # Errors
/// Those of [`Examination::of`] and of the judge.
///
/// # Example
/// ```
/// use varprop::learning::perceptron::{Bound, Judged, PerceptronError, Settings, Space, search};
/// let space = Space::Line { steps: 2, most_points: 2 };
/// let report = search(&space, &Settings::default(), &|_, run| {
///     Ok::<_, PerceptronError>(match run.holds(Bound::InverseMargin) {
///         Some(true) => Judged::Holds,
///         Some(false) => Judged::Violated,
///         None => Judged::Outside,
///     })
/// })?;
/// let smallest = report.counterexample.unwrap();
/// assert_eq!(smallest.samples.to_string(), "(1) +, (-1) -");
/// assert_eq!(smallest.examination.trace.updates.len(), 2);
/// # Ok::<(), PerceptronError>(())
/// ```
pub fn search<E: From<PerceptronError>>(
    space: &Space,
    settings: &Settings,
    judge: Judge<'_, E>,
) -> Result<SearchReport, E> {
    let mut report = SearchReport {
        examined: 0,
        outside: 0,
        violations: 0,
        open: 0,
        counterexample: None,
    };
    let mut smallest: Option<(Size, Counterexample)> = None;
    for samples in space.datasets()? {
        let samples = samples?;
        let examination = Examination::of(&samples, settings)?;
        let judged = judge(&samples, &examination)?;
        report.count(judged);
        if judged == Judged::Violated {
            let size = Size::of(&samples, &examination);
            if smallest.as_ref().is_none_or(|(least, _)| size < *least) {
                let found = Counterexample {
                    samples,
                    examination,
                };
                smallest = Some((size, found));
            }
        }
    }
    if let Some((size, found)) = smallest {
        report.counterexample = Some(shrink(size, found, settings, judge)?);
    }
    Ok(report)
}

impl SearchReport {
    fn count(&mut self, judged: Judged) {
        match judged {
            Judged::Outside => self.outside += 1,
            Judged::Holds => self.examined += 1,
            Judged::Violated => {
                self.examined += 1;
                self.violations += 1;
            }
            Judged::Open => {
                self.examined += 1;
                self.open += 1;
            }
        }
    }
}
