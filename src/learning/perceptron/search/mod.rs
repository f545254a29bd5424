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

/// Judges every dataset of a space that a plane separates, and shrinks the smallest on which the
/// statement is false.
///
/// Without a bias the plane goes through the origin; datasets that it cannot separate count as
/// outside and are not trained on.
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
        let Some(examination) = Examination::of_separable(&samples, settings)? else {
            report.count(Judged::Outside);
            continue;
        };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::perceptron::Bound;
    use crate::random::Stream;

    const TENTHS: Space = Space::Line {
        steps: 10,
        most_points: 3,
    };

    fn random(dimensions: usize, datasets: u64) -> Space {
        Space::Random {
            dimensions,
            most_points: 8,
            steps: 10,
            datasets,
            stream: Stream::root(1).named("perceptron-search"),
        }
    }

    fn report(space: &Space, bound: Bound, learns_bias: bool) -> SearchReport {
        let settings = Settings {
            learns_bias,
            max_passes: 10_000,
            ..Settings::default()
        };
        let judge = |_: &Samples, run: &Examination| {
            Ok::<_, PerceptronError>(match run.separation.separator() {
                None => Judged::Outside,
                Some(_) => match run.holds(bound) {
                    Some(true) => Judged::Holds,
                    Some(false) => Judged::Violated,
                    None => Judged::Open,
                },
            })
        };
        search(space, &settings, &judge).unwrap()
    }

    #[test]
    fn tenths_on_a_line_break_the_bound_of_the_slides_1392_times_in_32760() {
        let report = report(&TENTHS, Bound::InverseMargin, true);
        assert_eq!(
            (report.examined, report.violations, report.open),
            (32_760, 1392, 0)
        );
        let smallest = report.counterexample.unwrap();
        assert_eq!(smallest.samples.to_string(), "(1) +, (-1) -");
        assert_eq!(smallest.examination.trace.updates.len(), 2);
    }

    #[test]
    fn no_tenths_on_a_line_break_the_corrected_bound() {
        let report = report(&TENTHS, Bound::Corrected, true);
        assert_eq!(
            (report.examined, report.violations, report.open),
            (32_760, 0, 0)
        );
    }

    #[test]
    fn a_random_violation_in_four_dimensions_shrinks_to_the_same_two_points() {
        let report = report(&random(4, 300), Bound::InverseMargin, true);
        assert!(0 < report.violations);
        let smallest = report.counterexample.unwrap();
        assert_eq!(smallest.samples.to_string(), "(1) +, (-1) -");
    }

    #[test]
    fn two_thousand_random_datasets_keep_the_corrected_bound() {
        let report = report(&random(4, 2000), Bound::Corrected, true);
        assert_eq!(
            (report.examined, report.violations, report.open),
            (2000, 0, 0)
        );
    }

    #[test]
    fn without_a_bias_the_bound_of_the_slides_holds() {
        let report = report(&TENTHS, Bound::InverseMargin, false);
        assert_eq!((report.violations, report.open), (0, 0));
        assert!(1000 < report.examined);
        let report = self::report(&random(4, 2000), Bound::Novikoff, false);
        assert_eq!((report.violations, report.open), (0, 0));
        assert!(100 < report.examined);
    }
}
