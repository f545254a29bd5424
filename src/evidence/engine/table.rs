//! A printed table of layer statistics against recursion and replicates of the same experiment.

use crate::claim::PrintedRow;
use crate::claim::TableRequest;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::stat::Replicates;
use crate::evidence::EvidenceError;
use crate::evidence::agreement;
use crate::evidence::comparison::Comparison;
use crate::evidence::engine::Context;
use crate::evidence::engine::begin;
use crate::evidence::layers;
use crate::evidence::records;
use crate::evidence::specimen::Specimen;
use crate::num::Interval;
use crate::num::Tolerance;
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
    if request.rows.len() != specimen.widths.len() - 1 {
        let (rows, layers) = (request.rows.len(), specimen.widths.len() - 1);
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
    for (place, row) in request.rows.iter().enumerate() {
        let compared = Row::of(&comparison, place + 1, row, half_unit)?;
        sheet.push(compared.cells());
        finding.tests.extend(compared.tests());
    }
    finding.figure = worst(&finding.tests);
    finding
        .tests
        .extend(agreement::local_tests(&comparison, context.settings)?);
    finding.sheets.push(sheet);
    finding.sheets.extend(layers::sheets(&comparison));
    finding.outcome = if finding.tests.is_empty() {
        undecided()
    } else {
        Outcome::Consistent
    };
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

fn undecided() -> Outcome {
    Outcome::Undecided {
        why: "fewer than 20 networks, or networks that do not differ".into(),
    }
}

const COLUMNS: [Column; 9] = [
    Column::new("layer", "l, from 1"),
    Column::new("mean-printed", "the printed mean of activations"),
    Column::new("mean", "the replicates' average mean"),
    Column::new(
        "mean-t",
        "distance in standard deviations of one new replicate",
    ),
    Column::new("std-printed", "the printed standard deviation"),
    Column::new("std-theory", "by the recursion, infinite width"),
    Column::new("std", "the replicates' average standard deviation"),
    Column::new(
        "std-t",
        "distance of the print from the replicates, in standard deviations of one new replicate",
    ),
    Column::new(
        "theory-t",
        "distance of the print from the recursion, in the same unit",
    ),
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
        let predicted = layers::forward(comparison, layer).map(|moments| moments.std_dev());
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

    fn tests(self) -> impl Iterator<Item = TestSummary> {
        self.mean
            .into_iter()
            .chain(self.std)
            .map(|compared| compared.test)
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
    Ok(Some(Compared {
        average: replicates.mean(),
        t,
        test,
    }))
}

/// How far a print lies beyond its rounding from a centre, in deviations of one replicate.
fn distance(printed: f64, centre: f64, allowance: f64, replicates: &Replicates) -> f64 {
    ((printed - centre).abs() - allowance).max(0.0) / replicates.std_dev()
}

/// The test with the least p-value, in a line.
fn worst(tests: &[TestSummary]) -> String {
    let least = tests.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value));
    least.map_or_else(String::new, |test| {
        format!(
            "{} numbers; the farthest is {}: p = {:.2e}",
            tests.len(),
            test.null,
            test.p_value
        )
    })
}
