//! An initializer at given fans: its law, its exact variance, and a draw that is tested.

use crate::empirical::stat;
use crate::empirical::stat::Budget;
use crate::empirical::stat::Sample;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::battery;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::lookup;
use crate::evidence::records;
use crate::initializer;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::random::Stream;
use crate::spec::Named;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Fans;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;

/// What a person asked for, and whether a test of the draw was rejected.
#[derive(Clone, Debug, PartialEq)]
pub struct InitAnswer {
    /// The law; then the tests, if the entries are independent.
    pub sheets: Vec<Sheet>,
    /// Whether any test is rejected after the correction for their number.
    pub is_rejected: bool,
}

const COLUMNS: [Column; 9] = [
    Column::new("initializer", "the rule with its parameters"),
    Column::new("law", "the law of one entry"),
    Column::new("formula", "its variance as a function of the fans"),
    Column::new(
        "exact-variance",
        "the variance as a fraction, where it is rational",
    ),
    Column::new("variance", "Var(W)"),
    Column::new("std-dev", "√Var(W)"),
    Column::new("kurtosis", "E[(W − E W)⁴]/Var(W)²"),
    Column::new(
        "fan-in-variance",
        "fan_in·Var(W): the forward factor of a linear layer",
    ),
    Column::new("source", "who proposed it, where"),
];

/// One initializer at (fan_in, fan_out), or `all` of them.
///
/// # Errors
/// An unknown initializer, fans of 0, a shape that does not suit it.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::evidence::{Settings, init};
/// use varprop::verdict::Cell;
/// let answer = init("he-normal", (500, 300), &Settings::new(1, NonZeroUsize::MIN))?;
/// assert_eq!(answer.sheets[0].rows()[0][3], Cell::text("1/250"));
/// assert!(!answer.is_rejected);
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn init(
    spec: &str,
    fans: (u64, u64),
    settings: &Settings,
) -> Result<InitAnswer, EvidenceError> {
    let fans = Fans {
        fan_in: fans.0,
        fan_out: fans.1,
    };
    if spec == "all" {
        let entries = initializer::ALL.iter();
        let rows =
            entries.map(|entry| row_or_reason(&*lookup::initializer(&entry.example())?, fans));
        let sheets = vec![laws(rows.collect::<Result<_, _>>()?, fans)];
        let is_rejected = false;
        return Ok(InitAnswer {
            sheets,
            is_rejected,
        });
    }
    let initializer = lookup::initializer(spec)?;
    let sheet = laws(vec![row(&*initializer, fans)?], fans);
    let stream = settings.stream("init", initializer.name());
    let mut tests = drawn_tests(&*initializer, &*initializer, fans, stream, settings)?;
    records::decide(&mut tests, settings)?;
    let is_rejected = tests.iter().any(|test| test.rejected);
    let sheets = if tests.is_empty() {
        vec![sheet]
    } else {
        vec![sheet, records::decided_sheet(tests, settings)]
    };
    Ok(InitAnswer {
        sheets,
        is_rejected,
    })
}

/// The row of one of many: an initializer without a law for these fans does not hide the others.
fn row_or_reason(initializer: &dyn Initializer, fans: Fans) -> Result<Vec<Cell>, EvidenceError> {
    let law = match row(initializer, fans) {
        Err(EvidenceError::Initializer(InitializerError::NoCommonLaw { .. })) => "differs by place",
        Err(EvidenceError::Initializer(
            InitializerError::UnsuitableShape { .. } | InitializerError::Law(_),
        )) => "none for these fans",
        other => return other,
    };
    let mut cells = vec![Cell::Missing; COLUMNS.len()];
    let known = [
        initializer.label(),
        law.to_owned(),
        initializer.formula().to_owned(),
    ];
    cells
        .iter_mut()
        .zip(known)
        .for_each(|(cell, text)| *cell = Cell::Text(text));
    if let Some(last) = cells.last_mut() {
        *last = Cell::text(initializer.source());
    }
    Ok(cells)
}

/// The laws of initializers, a row each.
fn laws(rows: Vec<Vec<Cell>>, fans: Fans) -> Sheet {
    let title = format!(
        "Initializers at fan_in = {}, fan_out = {}",
        fans.fan_in, fans.fan_out
    );
    let mut sheet = Sheet::new(title, COLUMNS.to_vec());
    rows.into_iter().for_each(|row| sheet.push(row));
    sheet
}

fn row(initializer: &dyn Initializer, fans: Fans) -> Result<Vec<Cell>, EvidenceError> {
    let law = initializer.law(fans)?;
    let law = match &law {
        WeightLaw::Independent(law) | WeightLaw::Dependent(law) => Some(&**law),
        WeightLaw::Fixed => None,
    };
    let moment = |moment: fn(&dyn Distribution) -> f64| Cell::number(law.map(moment));
    let exact = initializer
        .exact_variance(fans)
        .map(|variance| variance.to_string());
    Ok(vec![
        Cell::text(initializer.label()),
        Cell::text(law.map_or_else(|| "fixed by place".to_owned(), Distribution::label)),
        Cell::text(initializer.formula()),
        exact.map_or(Cell::Missing, Cell::Text),
        moment(|law| law.variance()),
        moment(|law| law.std_dev()),
        Cell::number(law.and_then(Distribution::kurtosis)),
        Cell::number(law.map(|law| law.variance() * fans.fan_in as f64)),
        Cell::text(initializer.source()),
    ])
}

/// Draws one matrix of an initializer and tests it against the law of another, or its own.
///
/// Orthogonal matrices are held to the tests that suit them; other dependent entries, constants
/// and entries fixed by their place have no law to test.
pub(in crate::evidence) fn drawn_tests(
    initializer: &dyn Initializer,
    against: &dyn Initializer,
    fans: Fans,
    stream: Stream,
    settings: &Settings,
) -> Result<Vec<TestSummary>, EvidenceError> {
    let promised = against.law(fans)?;
    let draw = || initializer.draw_matrix(fans, stream);
    let records = match &promised {
        WeightLaw::Independent(law) if law.variance() > 0.0 => {
            let budget = Budget::new(settings.alpha, settings.beta)?;
            battery(&sample(&draw()?, fans)?, Some(&**law), budget)?
                .records()
                .to_vec()
        }
        WeightLaw::Dependent(law) if law.name() == "haar-entry" => {
            orthogonal_tests(&sample(&draw()?, fans)?, &**law)?
        }
        _ => Vec::new(),
    };
    Ok(records.iter().map(records::summary).collect())
}

fn sample(values: &[f64], fans: Fans) -> Result<Sample<'_>, EvidenceError> {
    Ok(Sample::new(
        values,
        fans.fan_out as usize,
        fans.fan_in as usize,
    )?)
}

/// Orthonormality up to rounding, the largest entry, and for square matrices the trace that tells
/// Haar's law from a factorization whose signs were left as they came.
fn orthogonal_tests(
    sample: &Sample<'_>,
    law: &dyn Distribution,
) -> Result<Vec<TestRecord>, EvidenceError> {
    let longer = sample.rows().max(sample.cols()) as f64;
    // One entry has variance gain²/n; n reflections round an inner product by at most 2n ulps each.
    let gain = (law.variance() * longer).sqrt();
    let mut records = vec![stat::orthogonality(sample, gain, 4.0 * longer)?];
    if longer > 1.0 {
        records.push(stat::haar_entries(sample, gain)?);
    }
    if sample.rows() == sample.cols() {
        records.push(stat::haar_trace(sample, gain)?);
    }
    Ok(records)
}
