//! A printed table of layer statistics against recursion and replicates of the same experiment.

use crate::claim::PrintedRow;
use crate::claim::TableRequest;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::stat::Replicates;
use crate::evidence::EvidenceError;
use crate::evidence::agreement;
use crate::evidence::comparison::Comparison;
use crate::evidence::comparison::Extent;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::layers;
use crate::evidence::records;
use crate::evidence::specimen::Specimen;
use crate::num::Interval;
use crate::num::Tolerance;
use crate::num::significant;
use crate::theory::mean_field::LayerMoments;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Finding;
use crate::verdict::Outcome;
use crate::verdict::Sheet;
use crate::verdict::TestSummary;

/// Compares every printed pair; a print is one more replicate of the experiment if it is right.
pub(in crate::evidence) fn find(
    request: &TableRequest,
    context: &Context<'_>,
) -> Result<Finding, EvidenceError> {
    let specimen = Specimen::new(&request.network)?;
    let (rows, layers) = (request.rows.len(), specimen.widths.len().saturating_sub(1));
    if rows != layers {
        let why = format!("the table has {rows} rows, the network {layers} layers");
        return Err(EvidenceError::Request(why));
    }
    request.rows.iter().enumerate().try_for_each(printable)?;
    if request.decimals > MOST_DECIMALS {
        let why = format!(
            "decimals must be at most {MOST_DECIMALS}, got {}",
            request.decimals
        );
        return Err(EvidenceError::Request(why));
    }
    let comparison = Comparison::of(
        specimen,
        Extent::Forward,
        context.stream("table"),
        context.settings.threads,
        &|_| (),
    )?;
    let mut finding = begin("table", request.common());
    finding.instances = request.network.replicates;
    let half_unit = Tolerance::printed(request.decimals).absolute();
    let mut sheet = Sheet::new(
        "Printed table against recursion and replicates",
        COLUMNS.to_vec(),
    );
    let rows = request.rows.iter().zip(1..);
    let rows = rows.map(|(row, layer)| Row::of(&comparison, layer, row, half_unit));
    let rows: Vec<Row> = rows.collect::<Result<_, _>>()?;
    for row in &rows {
        sheet.push(row.cells());
        finding
            .tests
            .extend(row.compared().map(|compared| compared.test.clone()));
    }
    finding.figure = figure(&rows);
    // Before the layer-local tests join: those judge the simulation, not the table.
    finding.outcome = if finding.tests.is_empty() {
        let why = "fewer than 20 networks, or networks that do not differ".into();
        Outcome::Undecided { why }
    } else {
        Outcome::Consistent
    };
    finding
        .tests
        .extend(agreement::local_tests(&comparison, context.settings)?);
    finding.sheets.push(sheet);
    finding.sheets.extend(layers::sheets(&comparison));
    Ok(finding)
}

/// A double has no more digits than these behind the point of a number below 1.
const MOST_DECIMALS: u32 = 17;

/// Refuses a row that no layer can have.
fn printable((place, row): (usize, &PrintedRow)) -> Result<(), EvidenceError> {
    if row.mean.is_finite() && row.std.is_finite() && 0.0 <= row.std {
        return Ok(());
    }
    let why = format!(
        "row {}: mean and std must be finite numbers and std at least 0, got mean = {}, std = {}",
        place + 1,
        row.mean,
        row.std
    );
    Err(EvidenceError::Request(why))
}

const COLUMNS: [Column; 9] = [
    Column::new("layer", "l, from 1"),
    Column::new("mean-printed", "the printed mean of activations"),
    Column::new("mean", "the replicates' average mean"),
    Column::new(
        "mean-t",
        "distance beyond the rounding of the print, in standard errors of one new replicate",
    )
    .with_digits(3),
    Column::new("std-printed", "the printed standard deviation"),
    Column::new("std-theory", "by the recursion, infinite width"),
    Column::new("std", "the replicates' average standard deviation"),
    Column::new(
        "std-t",
        "distance of the print from the replicates, in the same unit",
    )
    .with_digits(3),
    Column::new(
        "theory-t",
        "distance of the print from the recursion, in the same unit",
    )
    .with_digits(3),
];

/// One layer: the print, the recursion, the replicates.
struct Row {
    layer: usize,
    printed: PrintedRow,
    predicted: Option<Interval>,
    mean: Option<Compared>,
    std: Option<Compared>,
    against_theory: Option<f64>,
}

/// A printed number against replicates.
struct Compared {
    what: String,
    average: f64,
    t: f64,
    test: TestSummary,
}

impl Row {
    fn of(
        comparison: &Comparison,
        layer: usize,
        printed: &PrintedRow,
        half_unit: f64,
    ) -> Result<Self, EvidenceError> {
        let mean_of = |record: &LayerRecord| record.activation.mean;
        let std_of = |record: &LayerRecord| record.activation.std_dev;
        let means = Replicates::new(&comparison.values(layer, mean_of)).ok();
        let stds = Replicates::new(&comparison.values(layer, std_of)).ok();
        let predicted = layers::forward(comparison, layer).map(LayerMoments::std_dev);
        let against_theory = predicted.zip(stds.as_ref()).map(|(interval, stds)| {
            distance(
                printed.std,
                interval.midpoint(),
                half_unit + interval.radius(),
                stds,
            )
        });
        Ok(Self {
            layer,
            printed: *printed,
            predicted,
            mean: compare(
                means,
                printed.mean,
                half_unit,
                &format!("the mean of layer {layer}"),
            )?,
            std: compare(
                stds,
                printed.std,
                half_unit,
                &format!("the std of layer {layer}"),
            )?,
            against_theory,
        })
    }

    fn cells(&self) -> Vec<Cell> {
        let average =
            |compared: &Option<Compared>| Cell::number(compared.as_ref().map(|c| c.average));
        let t = |compared: &Option<Compared>| Cell::number(compared.as_ref().map(|c| c.t));
        vec![
            Cell::Count(self.layer as u64),
            Cell::number(self.printed.mean),
            average(&self.mean),
            t(&self.mean),
            Cell::number(self.printed.std),
            Cell::number(self.predicted.map(Interval::midpoint)),
            average(&self.std),
            t(&self.std),
            Cell::number(self.against_theory),
        ]
    }

    fn compared(&self) -> impl Iterator<Item = &Compared> {
        self.mean.iter().chain(&self.std)
    }
}

/// The t-test of a print as one more replicate; nothing without replicates that differ.
fn compare(
    replicates: Option<Replicates>,
    printed: f64,
    half_unit: f64,
    what: &str,
) -> Result<Option<Compared>, EvidenceError> {
    let Some(replicates) = replicates.filter(|r| r.std_dev() > 0.0) else {
        return Ok(None);
    };
    let record = replicates.admits(printed, half_unit)?;
    let mut test = records::summary(&record);
    test.null = format!("{what} is one more replicate of the experiment");
    let t = distance(printed, replicates.mean(), half_unit, &replicates);
    let what = what.to_owned();
    let average = replicates.mean();
    Ok(Some(Compared {
        what,
        average,
        t,
        test,
    }))
}

/// How far a print lies beyond its rounding from a centre, in units of s·√(1 + 1/R).
fn distance(printed: f64, centre: f64, allowance: f64, replicates: &Replicates) -> f64 {
    ((printed - centre).abs() - allowance).max(0.0) / replicates.new_observation_std_dev()
}

/// The print that is least like a replicate, and the one farthest from the recursion.
fn figure(rows: &[Row]) -> String {
    let compared = || rows.iter().flat_map(Row::compared);
    let least = compared().min_by(|a, b| a.test.p_value.total_cmp(&b.test.p_value));
    let Some(least) = least else {
        return "no printed number could be compared".into();
    };
    let from_theory = rows
        .iter()
        .filter_map(|row| row.against_theory)
        .fold(0.0, f64::max);
    format!(
        "{} printed numbers: least p {} ({}); std at most {} deviations from the recursion",
        compared().count(),
        significant(least.test.p_value, 3),
        least.what,
        significant(from_theory, 2)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Settings;
    use std::num::NonZeroUsize;

    fn found(rows: &str, replicates: u64) -> Result<Finding, EvidenceError> {
        let text = format!(
            r#"
statement = "s"
expected = "supported"
source = {{ work = "w", section = "1" }}
[[evidence.table]]
shows = "x"
decimals = 2
rows = [{rows}]
[evidence.table.network]
widths = [20]
depth = 2
activation = "tanh"
initializer = "lecun-normal"
batch = 5
replicates = {replicates}
"#
        );
        let claim = crate::claim::parse("a.toml", &text).unwrap();
        let settings = Settings::new(1, NonZeroUsize::MIN);
        let (place, n_intervals) = (0, 0);
        let context = Context {
            claim: &claim,
            place,
            settings: &settings,
            n_intervals,
        };
        match claim.requests.first() {
            Some(crate::claim::Request::Table(request)) => find(request, &context),
            other => panic!("{other:?}"),
        }
    }

    const ROW: &str = "{ mean = 0.0, std = 0.6 }";

    #[test]
    fn a_table_with_another_number_of_rows_than_layers_is_refused() {
        for rows in [ROW.to_owned(), [ROW; 3].join(", ")] {
            let error = found(&rows, 20).unwrap_err();
            assert_eq!(error.code(), "request-inconsistent");
            assert!(
                error.to_string().ends_with("the network 2 layers"),
                "{error}"
            );
        }
    }

    #[test]
    fn two_numbers_a_layer_are_compared() {
        let finding = found(&[ROW; 2].join(", "), 20).unwrap();
        assert_eq!(finding.outcome, Outcome::Consistent);
        assert!(
            finding.figure.starts_with("4 printed numbers: "),
            "{}",
            finding.figure
        );
    }

    #[test]
    fn too_few_networks_leave_a_table_undecided() {
        let finding = found(&[ROW; 2].join(", "), 5).unwrap();
        assert!(matches!(finding.outcome, Outcome::Undecided { .. }));
        // The simulation itself is still held to its weights' law.
        assert_eq!(finding.tests.len(), 2);
    }
}
