//! Every applicable test of one tensor against one law, under one error budget.
//!
//! It chooses no law and no verdict: it runs the tests, in a fixed order, and counts them.

use crate::empirical::stat::Axis;
use crate::empirical::stat::Budget;
use crate::empirical::stat::Check;
use crate::empirical::stat::CollinearCheck;
use crate::empirical::stat::Decision;
use crate::empirical::stat::DriftCheck;
use crate::empirical::stat::DuplicateCheck;
use crate::empirical::stat::EnergyCheck;
use crate::empirical::stat::EnergyLawCheck;
use crate::empirical::stat::ExtremeCheck;
use crate::empirical::stat::FiniteCheck;
use crate::empirical::stat::MeanCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::SerialCheck;
use crate::empirical::stat::SpectrumCheck;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::VarianceCheck;
use crate::empirical::stat::WholeLawCheck;
use crate::empirical::stat::ZeroCheck;
use crate::empirical::stat::budget::holm;
use crate::theory::distribution::Distribution;

/// The records of a battery with Holm's decisions on those that may refute.
#[derive(Clone, Debug, PartialEq)]
pub struct Battery {
    budget: Budget,
    records: Vec<TestRecord>,
}

/// Runs every test that applies; without a law only the test for non-finite values.
///
/// If a value is not finite the other tests are meaningless and are not run. Tests that do not
/// suit the shape or the law (a spectrum of a uniform matrix, angles in a single row) are left
/// out; what ran is in the records.
///
/// # Errors
/// `DegenerateLaw` for a constant law, `InvalidPValue` if a law's distribution function returns
/// NaN.
///
/// # Example
/// ```
/// use varprop::empirical::stat::{Budget, Sample, battery};
/// let values = [0.5, f64::NAN];
/// let found = battery(&Sample::flat(&values)?, None, Budget::default())?;
/// assert_eq!(found.rejected(), ["finite"]);
/// # Ok::<(), varprop::empirical::stat::StatError>(())
/// ```
pub fn battery(
    sample: &Sample<'_>,
    law: Option<&dyn Distribution>,
    budget: Budget,
) -> Result<Battery, StatError> {
    let null = law.map(Null::new).transpose()?;
    let checks = match null {
        Some(null) if sample.values().iter().all(|x| x.is_finite()) => checks(null, sample),
        _ => vec![Box::new(FiniteCheck) as Box<dyn Check + '_>],
    };
    let level = budget.level(checks.len());
    let mut records = Vec::with_capacity(checks.len());
    for check in checks {
        match check.check(sample, level) {
            Ok(record) => records.push(record),
            Err(error) if is_unsuited(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Battery { budget, records })
}

fn is_unsuited(error: &StatError) -> bool {
    matches!(
        error,
        StatError::NotApplicable { .. }
            | StatError::TooFewSamples { .. }
            | StatError::Decomposition { .. }
    )
}

fn checks<'a>(null: Null<'a>, sample: &Sample<'_>) -> Vec<Box<dyn Check + 'a>> {
    let mut checks: Vec<Box<dyn Check + 'a>> = vec![
        Box::new(FiniteCheck),
        Box::new(ZeroCheck::new(null, sample.storage())),
        Box::new(MeanCheck::new(null)),
        Box::new(VarianceCheck::new(null)),
        Box::new(WholeLawCheck::new(null)),
        Box::new(ExtremeCheck::new(null)),
    ];
    let serial = SerialCheck::new(null, 1);
    checks.extend(serial.map(|check| Box::new(check) as Box<dyn Check + 'a>));
    let drift = DriftCheck::new(null);
    checks.extend(drift.map(|check| Box::new(check) as Box<dyn Check + 'a>));
    if sample.rows() > 1 && sample.cols() > 1 {
        checks.extend(matrix_checks(null, sample));
    }
    checks
}

/// The tests that need rows and columns.
fn matrix_checks<'a>(null: Null<'a>, sample: &Sample<'_>) -> Vec<Box<dyn Check + 'a>> {
    let mut checks: Vec<Box<dyn Check + 'a>> = vec![
        Box::new(EnergyCheck::new(null, Axis::Rows)),
        Box::new(EnergyCheck::new(null, Axis::Columns)),
        Box::new(DuplicateCheck::new(null, sample.storage())),
        Box::new(CollinearCheck::new(null)),
    ];
    let lagged = SerialCheck::new(null, sample.cols());
    checks.extend(lagged.map(|check| Box::new(check) as Box<dyn Check + 'a>));
    for axis in [Axis::Rows, Axis::Columns] {
        let energy_law = EnergyLawCheck::new(null, axis);
        checks.extend(energy_law.map(|check| Box::new(check) as Box<dyn Check + 'a>));
    }
    let spectrum = SpectrumCheck::new(null);
    checks.extend(spectrum.map(|check| Box::new(check) as Box<dyn Check + 'a>));
    checks
}

impl Battery {
    /// All records, in the order in which the tests ran.
    #[must_use]
    pub fn records(&self) -> &[TestRecord] {
        &self.records
    }

    /// Holm's decisions, one for each record; asymptotic records are outside the family and are
    /// never rejected.
    #[must_use]
    pub fn decisions(&self) -> Vec<Decision> {
        let family: Vec<PValue> = self.refuting().map(|r| r.p_value).collect();
        let mut decided = self.budget.decide(&family).into_iter();
        let outside = Decision {
            rejected: false,
            threshold: 0.0,
        };
        let decide = |record: &TestRecord| {
            let next = if record.guarantee.may_refute() {
                decided.next()
            } else {
                None
            };
            next.unwrap_or(outside)
        };
        self.records.iter().map(decide).collect()
    }

    /// The names of the rejected tests, in order.
    #[must_use]
    pub fn rejected(&self) -> Vec<&'static str> {
        let decisions = self.decisions();
        let pairs = self.records.iter().zip(&decisions);
        pairs
            .filter(|(_, d)| d.rejected)
            .map(|(r, _)| r.name)
            .collect()
    }

    /// The asymptotic tests whose p-value is at most α/m over themselves: warnings.
    #[must_use]
    pub fn warnings(&self) -> Vec<&'static str> {
        let asymptotic = || self.records.iter().filter(|r| !r.guarantee.may_refute());
        let p_values: Vec<PValue> = asymptotic().map(|r| r.p_value).collect();
        let decisions = holm(&p_values, self.budget.level(1).alpha());
        let pairs = asymptotic().zip(&decisions);
        pairs
            .filter(|(_, d)| d.rejected)
            .map(|(r, _)| r.name)
            .collect()
    }

    /// min(1, m·min p) over the m tests that may refute: at most α is a rejection at α.
    #[must_use]
    pub fn effective_p_value(&self) -> PValue {
        let least = self
            .refuting()
            .map(|r| r.p_value)
            .fold(PValue::ONE, |a, b| if b < a { b } else { a });
        least.smallest_of(self.refuting().count() as u64)
    }

    fn refuting(&self) -> impl Iterator<Item = &TestRecord> {
        self.records.iter().filter(|r| r.guarantee.may_refute())
    }
}
