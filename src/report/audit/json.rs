//! An audit as JSON: one object a tensor, under the schema version of all documents.

use crate::audit::Expectation;
use crate::audit::Finding;
use crate::audit::Forecast;
use crate::audit::Origin;
use crate::audit::Outcome;
use crate::audit::Span;
use crate::audit::TensorReport;
use crate::report::audit::AuditReport;
use crate::report::json::SCHEMA_VERSION;
use crate::report::json::write as document;
use serde::Serialize;
use serde::Serializer;
use std::collections::BTreeMap;

pub(in crate::report::audit) fn write(report: &AuditReport<'_>) -> String {
    let checkpoint = report.checkpoint;
    let counts = checkpoint.counts().into_iter();
    document(&Document {
        schema_version: SCHEMA_VERSION,
        file: report.file,
        false_alarm_rate: checkpoint.alpha,
        answers: counts.map(|(answer, n)| (answer.word(), n)).collect(),
        alarms: checkpoint.is_alarming(),
        tensors: Tensors(&checkpoint.tensors),
        forecast: report.forecast.map(forecast),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    file: &'a str,
    false_alarm_rate: f64,
    answers: BTreeMap<&'static str, usize>,
    alarms: bool,
    tensors: Tensors<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    forecast: Option<ForecastObject<'a>>,
}

/// Objects that are made one after the other: there may be a million.
struct Tensors<'a>(&'a [TensorReport]);

impl Serialize for Tensors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(tensor))
    }
}

#[derive(Serialize)]
struct Tensor<'a> {
    name: &'a str,
    shape: &'a [u64],
    numbers: String,
    role: &'static str,
    kind: Option<&'static str>,
    layout: &'static str,
    parts: u64,
    fan_in: Option<u64>,
    fan_out: Option<u64>,
    measured: Measured,
    answer: &'static str,
    /// Every law that remains, each with all initializers that have it here.
    laws: Vec<Law>,
    /// The families that fit where no law remains.
    families: Vec<&'static str>,
    expected: Option<Expected<'a>>,
    findings: Vec<FindingObject<'a>>,
}

#[derive(Serialize)]
struct Measured {
    n: u64,
    nan: u64,
    infinite: u64,
    zero_share: Option<f64>,
    mean: Option<f64>,
    second_moment: Option<f64>,
    std_dev: Option<f64>,
    kurtosis: Option<f64>,
    least: Option<f64>,
    most: Option<f64>,
}

#[derive(Serialize)]
struct Law {
    initializers: Vec<String>,
    family: &'static str,
    std_dev: Option<f64>,
    log_likelihood: Option<f64>,
    ratio: Option<f64>,
}

#[derive(Serialize)]
struct Expected<'a> {
    initializer: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct FindingObject<'a> {
    code: &'static str,
    alarm: bool,
    figure: &'a str,
    ratio: Option<Ratio>,
}

#[derive(Serialize)]
struct Ratio {
    value: f64,
    low: f64,
    /// Missing where the interval has no upper end.
    high: Option<f64>,
}

#[derive(Serialize)]
struct ForecastObject<'a> {
    activation: &'a str,
    layers: Vec<ForecastLayer<'a>>,
    ends: Option<&'a str>,
}

#[derive(Serialize)]
struct ForecastLayer<'a> {
    tensor: &'a str,
    weight_variance: f64,
    q: f64,
    gradient: f64,
}

fn tensor(tensor: &TensorReport) -> Tensor<'_> {
    let layer = tensor.reading.layer.as_ref();
    let fans = tensor.reading.fans();
    Tensor {
        name: &tensor.info.name,
        shape: &tensor.info.shape,
        numbers: tensor.info.format.to_string(),
        role: tensor.reading.role.name(),
        kind: layer.map(|layer| layer.kind().name()),
        layout: tensor.reading.layout.name(),
        parts: tensor.reading.parts,
        fan_in: fans.map(|fans| fans.fan_in),
        fan_out: fans.map(|fans| fans.fan_out),
        measured: measured(&tensor.measured),
        answer: tensor.answer().word(),
        laws: laws(&tensor.origin),
        families: families(&tensor.origin),
        expected: tensor.expectation.as_ref().map(expected),
        findings: tensor.findings.iter().map(finding).collect(),
    }
}

fn measured(found: &crate::audit::Measured) -> Measured {
    Measured {
        n: found.n,
        nan: found.n_nan,
        infinite: found.n_infinite,
        zero_share: found.zero_share,
        mean: found.mean,
        second_moment: found.second_moment,
        std_dev: found.std_dev,
        kurtosis: found.kurtosis,
        least: finite(found.least),
        most: finite(found.most),
    }
}

/// JSON has no infinity.
fn finite(x: Option<f64>) -> Option<f64> {
    x.filter(|x| x.is_finite())
}

fn laws(origin: &Origin) -> Vec<Law> {
    match origin {
        Origin::Structured(structure) => vec![Law {
            initializers: vec![structure.label()],
            family: "structured",
            std_dev: None,
            log_likelihood: None,
            ratio: None,
        }],
        Origin::Independent(found) => {
            let laws = found.remaining.iter().map(|one| {
                let law = one.candidate.law;
                Law {
                    initializers: one.candidate.names.clone(),
                    family: law.family.name(),
                    std_dev: finite(Some(law.std_dev)),
                    log_likelihood: finite(Some(one.log_likelihood)),
                    ratio: finite(Some(one.ratio)),
                }
            });
            laws.collect()
        }
        _ => Vec::new(),
    }
}

fn families(origin: &Origin) -> Vec<&'static str> {
    match origin {
        Origin::Independent(found) => found.families.iter().map(|one| one.name()).collect(),
        _ => Vec::new(),
    }
}

fn expected(expectation: &Expectation) -> Expected<'_> {
    let (outcome, why) = match &expectation.outcome {
        Outcome::Holds => ("holds", None),
        Outcome::Refused => ("refused", None),
        Outcome::Undecided(why) => ("undecided", Some(why.as_str())),
    };
    Expected {
        initializer: &expectation.initializer,
        outcome,
        why,
    }
}

fn finding(finding: &Finding) -> FindingObject<'_> {
    FindingObject {
        code: finding.code,
        alarm: finding.is_alarm,
        figure: &finding.text,
        ratio: finding.ratio.map(ratio),
    }
}

fn ratio(span: Span) -> Ratio {
    Ratio {
        value: span.value,
        low: span.low,
        high: finite(Some(span.high)),
    }
}

fn forecast(forecast: &Forecast) -> ForecastObject<'_> {
    let layers = forecast.layers.iter().map(|one| ForecastLayer {
        tensor: &one.name,
        weight_variance: one.weight_variance,
        q: one.q,
        gradient: one.gradient,
    });
    ForecastObject {
        activation: &forecast.activation,
        layers: layers.collect(),
        ends: forecast.ends.as_deref(),
    }
}
