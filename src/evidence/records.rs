//! Test records of `empirical::stat` as plain data for verdicts and reports.

use crate::empirical::stat;
use crate::empirical::stat::TestRecord;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Judges;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;

/// Significant digits of a statistic: it may have passed through platform functions.
const DIGITS: usize = 6;

/// The record as plain data, not yet decided.
pub(in crate::evidence) fn summary(record: &TestRecord) -> TestSummary {
    let effect = |d: &stat::Detectable| format!("{:.2e} in {}", d.effect, d.meaning);
    TestSummary {
        name: record.name.to_owned(),
        null: record.null.clone(),
        n_samples: record.n_samples,
        statistic: format!(
            "{} = {:.*e}",
            record.statistic.name,
            DIGITS - 1,
            record.statistic.value
        ),
        p_value: record.p_value.rounded(),
        guarantee: record.guarantee,
        judges: Judges::Sentence,
        detectable: record
            .detectable
            .as_ref()
            .map_or_else(|| "—".into(), effect),
        rejected: false,
    }
}

/// Decides tests that stand alone, by Holm at the settings' rate.
pub(in crate::evidence) fn decide(
    tests: &mut [TestSummary],
    settings: &Settings,
) -> Result<(), EvidenceError> {
    let p_values: Result<Vec<_>, _> = tests
        .iter()
        .map(|test| stat::PValue::new(test.p_value))
        .collect();
    for (test, decision) in tests.iter_mut().zip(stat::holm(&p_values?, settings.alpha)) {
        test.rejected = decision.rejected;
    }
    Ok(())
}

const COLUMNS: [Column; 8] = [
    Column::new("test", "the name of the test"),
    Column::new("null", "the null hypothesis"),
    Column::new("n", "independent values that entered"),
    Column::new("statistic", "the statistic and its value"),
    Column::new("p", "the p-value").with_digits(3),
    Column::new(
        "guarantee",
        "exact and bound may refute, asymptotic may only warn",
    ),
    Column::new("detects", "the smallest effect that the test detects"),
    Column::new("decision", "after the correction for the number of tests"),
];

/// Decided tests as a sheet.
pub(in crate::evidence) fn decided_sheet(tests: Vec<TestSummary>, settings: &Settings) -> Sheet {
    let title = format!(
        "Tests: {} share a false-alarm rate of {:e} (Holm); effects are those missed with probability {:e} at most",
        tests.len(),
        settings.alpha,
        settings.beta
    );
    let mut sheet = Sheet::new(title, COLUMNS.to_vec());
    for test in tests {
        sheet.push(row(test));
    }
    sheet
}

fn row(test: TestSummary) -> Vec<Cell> {
    let decision = if test.rejected {
        "rejected"
    } else {
        "not rejected"
    };
    vec![
        Cell::text(test.name),
        Cell::text(test.null),
        Cell::Count(test.n_samples),
        Cell::text(test.statistic),
        Cell::number(test.p_value),
        Cell::text(test.guarantee.word()),
        Cell::text(test.detectable),
        Cell::text(decision),
    ]
}
