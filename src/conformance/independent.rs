//! All tests of independent entries of one law, pooled over seeds and along every line.
//!
//! It chooses no seeds and makes no decision: it hands records on.

use crate::conformance::Draws;
use crate::conformance::line;
use crate::conformance::record;
use crate::conformance::repeat;
use crate::empirical::stat::Axis;
use crate::empirical::stat::Check;
use crate::empirical::stat::CollinearCheck;
use crate::empirical::stat::EnergyLawCheck;
use crate::empirical::stat::ExtremeCheck;
use crate::empirical::stat::Level;
use crate::empirical::stat::MeanCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::SerialCheck;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::VarianceCheck;
use crate::empirical::stat::WholeLawCheck;

/// The most tests that [`tests`] makes: what a plan divides the false-alarm rate by.
pub(in crate::conformance) const MOST_TESTS: usize = 18;

/// Every test that suits the draws, in the order in which ties are named.
///
/// # Errors
/// As the tests of `empirical::stat`.
pub(in crate::conformance) fn tests(
    null: Null<'_>,
    variance: &VarianceCheck<'_>,
    draws: &Draws,
    level: Level,
) -> Result<Vec<TestRecord>, StatError> {
    let mut records = repeat::tests(&null, draws, level.alpha())?;
    records.push(zeros(&null, draws)?);
    let pooled = draws.pooled()?;
    records.push(variance.check(&pooled, level)?);
    records.extend(marginal(null, draws, level)?);
    for kind in line::LINES {
        records.push(line::energies(kind, &null, variance, draws)?);
    }
    if let Ok(alike) = EnergyLawCheck::new(null, Axis::Rows) {
        records.push(alike.check(&pooled, level)?);
    }
    records.extend(correlations(null, draws, level)?);
    records.retain(|record| record.guarantee.may_refute());
    Ok(records)
}

/// Mean, whole law and extremes.
pub(in crate::conformance) fn marginal(
    null: Null<'_>,
    draws: &Draws,
    level: Level,
) -> Result<Vec<TestRecord>, StatError> {
    let pooled = draws.pooled()?;
    let inside = at_the_edge(&null, draws);
    let extremes = Sample::flat(&inside)?.stored_as(draws.storage);
    Ok(vec![
        MeanCheck::new(null).check(&pooled, level)?,
        WholeLawCheck::new(null).check(&pooled, level)?,
        ExtremeCheck::new(null).check(&extremes, level)?,
    ])
}

/// Correlations of neighbours, of one place in successive rows and seeds, and of whole rows.
fn correlations(null: Null<'_>, draws: &Draws, level: Level) -> Result<Vec<TestRecord>, StatError> {
    let pooled = draws.pooled()?;
    let mut records = Vec::new();
    let lags = [
        (1, "neighbour-correlation"),
        (draws.row, "row-correlation"),
        (draws.size, "seed-correlation"),
    ];
    for (k, (lag, name)) in lags.into_iter().enumerate() {
        let is_new = lags.iter().take(k).all(|(other, _)| *other != lag);
        if is_new && lag < draws.values.len() {
            let found = SerialCheck::new(null, lag)?.check(&pooled, level)?;
            records.push(TestRecord { name, ..found });
        }
    }
    records.extend(collinear(null, draws, level)?);
    Ok(records)
}

/// The most multiplications spent on angles between rows.
const MOST_WORK: usize = 1 << 24;

/// Angles between the rows of the first draw, unless they are too many.
fn collinear(null: Null<'_>, draws: &Draws, level: Level) -> Result<Option<TestRecord>, StatError> {
    let rows = draws.size / draws.row;
    let is_cheap = rows.saturating_mul(draws.size) <= MOST_WORK;
    let first = draws.values.get(..draws.size);
    match first {
        Some(first) if is_cheap && 2 <= rows && 2 <= draws.row => {
            let first = Sample::new(first, rows, draws.row)?.stored_as(draws.storage);
            CollinearCheck::new(null).check(&first, level).map(Some)
        }
        _ => Ok(None),
    }
}

/// The coarsest lattice that a generator of weights is allowed: 2⁻²² of its law's deviation.
///
/// Uniform numbers of 23 or 24 bits, the usual ones in single precision, are multiples of 2⁻²³ of
/// their range, and 0 is one of them; in their storage format 0 would be far less likely.
const LATTICE: f64 = 1.0 / 4_194_304.0;

/// The probability of an exact zero that is allowed: the lattice's cell at 0, or the storage
/// format's if that is wider.
pub(in crate::conformance) fn zero_probability(null: &Null<'_>, storage: Storage) -> f64 {
    let (low, high) = storage.cell(0.0);
    let half = LATTICE * null.std_dev();
    let (low, high) = (low.min(-half), high.max(half));
    (null.cdf(high) - null.cdf_below(low)).clamp(0.0, 1.0)
}

/// The number of exact zeros, at most binomial.
fn zeros(null: &Null<'_>, draws: &Draws) -> Result<TestRecord, StatError> {
    let count = draws.values.iter().filter(|x| **x == 0.0).count() as f64;
    let n = draws.values.len();
    let p = zero_probability(null, draws.storage);
    let p_value = PValue::bound(record::at_least(n as f64, p, count))?;
    let statistic = ("exact zeros", count);
    let null = null.label();
    Ok(record::bounded("zeros", null, statistic, p_value, n))
}

/// The values, those beyond the support by a few roundings of its bound put onto it: a bound such
/// as √(6/fan_in) is computed in the initializer's own precision.
fn at_the_edge(null: &Null<'_>, draws: &Draws) -> Vec<f64> {
    let (low, high) = null.support();
    let slack = few_roundings(draws.storage);
    let inside = |x: f64| {
        let is_near = |end: f64| (x - end).abs() <= slack * end.abs();
        if (x < low && is_near(low)) || (high < x && is_near(high)) {
            x.clamp(low, high)
        } else {
            x
        }
    };
    draws.values.iter().map(|x| inside(*x)).collect()
}

/// Four roundings of the precision that weights of this format are computed in, single at least.
fn few_roundings(storage: Storage) -> f64 {
    match storage {
        Storage::F64 => 2.0 * f64::EPSILON,
        _ => 2.0 * f64::from(f32::EPSILON),
    }
}
