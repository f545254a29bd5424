//! The search for a dataset that makes more updates than a bound allows.
//!
//! The search itself is `learning::perceptron::search`.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::cli::perceptron::sheets;
use crate::learning::perceptron::Bound;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Judged;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::SearchReport;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::Space;
use crate::learning::perceptron::search;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// Every sequence of two or three different points of {−1, −¾, …, 1}, with every labelling.
const SPACE: Space = Space::Line {
    steps: 4,
    most_points: 3,
};

/// Searches, prints, and says whether a counterexample was found.
pub(in crate::cli) fn run(
    bound: Bound,
    settings: &Settings,
    format: PrintFormat,
) -> Result<Exit, CliError> {
    let judge = |_: &_, run: &Examination| Ok::<_, PerceptronError>(judged(run, bound));
    let report = search(&SPACE, settings, &judge)?;
    output::print(&format.writer().sheets(&[sheet(bound, &report)]))?;
    Ok(match &report.counterexample {
        None if report.open > 0 => Exit::Inconclusive,
        None => Exit::AsExpected,
        Some(_) if bound.is_theorem(settings) => Exit::Conflict,
        Some(_) => Exit::Finding,
    })
}

/// A run that has not converged within its passes has at least the updates made so far.
fn judged(run: &Examination, bound: Bound) -> Judged {
    match (run.bound(bound), run.holds(bound)) {
        (None, _) => Judged::Outside,
        (Some(_), Some(false)) => Judged::Violated,
        (Some(_), Some(true)) if run.trace.converged => Judged::Holds,
        (Some(_), _) => Judged::Open,
    }
}

fn sheet(bound: Bound, report: &SearchReport) -> Sheet {
    let columns = vec![
        Column::new("examined", "datasets that meet the bound's premises"),
        Column::new("violations", "of them with more updates than the bound"),
        Column::new("open", "of them undecided"),
        Column::new(
            "smallest",
            "the smallest violation: points and labels, in their order",
        ),
        Column::new("updates", "that it makes"),
        Column::new("bound", "that it exceeds"),
    ];
    let title = format!(
        "updates ≤ {} ({}): points on a line, in steps of 1/4 of [-1, 1]",
        bound.formula(),
        sheets::name(bound)
    );
    let mut sheet = Sheet::new(title, columns);
    let found = report.counterexample.as_ref();
    sheet.push(vec![
        Cell::Count(report.examined),
        Cell::Count(report.violations),
        Cell::Count(report.open),
        found.map_or(Cell::Missing, |found| Cell::text(found.samples.to_string())),
        found.map_or(Cell::Missing, |found| {
            Cell::Count(found.examination.trace.updates.len() as u64)
        }),
        found.map_or(Cell::Missing, |found| {
            sheets::known(found.examination.bound(bound))
        }),
    ]);
    sheet
}
