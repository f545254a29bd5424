//! A training setup, looked up and checked: ready to be run.

use crate::claim::SampleOrder;
use crate::claim::TrainingSetup;
use crate::evidence::EvidenceError;
use crate::evidence::lookup;
use crate::initializer::Initializer;
use crate::learning::data;
use crate::learning::data::Dataset;
use crate::learning::experiment::Output;
use crate::learning::experiment::Plan;
use crate::learning::network::Dropout;
use crate::learning::network::Order;
use crate::random::Stream;
use crate::theory::activation::Activation;
use std::sync::Arc;

/// Points of a curve where nothing else is asked for.
const CURVE_POINTS: u64 = 100;

/// The deepest network that may be asked for.
const MOST_LAYERS: u64 = 10_000;

/// The plan of a setup; its data are drawn from the stream's `data` and `test`.
pub(in crate::evidence) fn plan(
    setup: &TrainingSetup,
    stream: Stream,
) -> Result<Plan, EvidenceError> {
    let data = dataset(required("data", setup.data.as_ref())?, stream.named("data"))?;
    plan_on(setup, data, stream)
}

/// The plan of a setup on data that somebody has already.
pub(in crate::evidence) fn plan_on(
    setup: &TrainingSetup,
    data: Dataset,
    stream: Stream,
) -> Result<Plan, EvidenceError> {
    let test = setup.test.as_ref();
    let test = test.map(|test| dataset(test, stream.named("test")));
    let test = test.transpose()?;
    let steps = setup.steps.ok_or_else(|| missing("steps"))?;
    Ok(Plan {
        hidden: hidden(setup)?,
        activation: activation(setup.activation.as_deref().unwrap_or("tanh"))?,
        output: output(setup.output.as_deref(), &data)?,
        initializer: lookup::initializer(setup.initializer.as_deref().unwrap_or("glorot-normal"))?,
        output_initializer: initializer(setup.output_initializer.as_ref())?,
        bias_initializer: initializer(setup.bias.as_ref())?,
        parameters: setup.parameters.clone(),
        order: match setup.order {
            Some(SampleOrder::Given) => Order::Given,
            Some(SampleOrder::Shuffled) | None => Order::Shuffled,
        },
        rule: required("optimizer", setup.optimizer.as_ref())?.parse()?,
        batch: setup.batch.map(|batch| batch as usize),
        steps,
        dropout: setup.dropout.map(Dropout::new).transpose()?,
        record_every: setup.record_every.unwrap_or(steps.div_ceil(CURVE_POINTS)),
        data,
        test,
    })
}

/// The hidden widths as given, or one width repeated.
fn hidden(setup: &TrainingSetup) -> Result<Vec<usize>, EvidenceError> {
    let widths = setup.hidden.as_deref().unwrap_or_default();
    match (widths, setup.depth) {
        (widths, None) => Ok(widths.iter().map(|width| *width as usize).collect()),
        (&[width], Some(depth)) if depth <= MOST_LAYERS => Ok(vec![width as usize; depth as usize]),
        (&[_], Some(depth)) => Err(EvidenceError::Request(format!(
            "depth must be at most {MOST_LAYERS}, got {depth}"
        ))),
        (widths, Some(depth)) => Err(EvidenceError::Request(format!(
            "depth {depth} repeats one hidden width, got {}",
            widths.len()
        ))),
    }
}

fn dataset(recipe: &str, stream: Stream) -> Result<Dataset, EvidenceError> {
    Ok(data::parse(recipe)?.draw(stream))
}

fn initializer(spec: Option<&String>) -> Result<Option<Arc<dyn Initializer>>, EvidenceError> {
    spec.map(|spec| lookup::initializer(spec)).transpose()
}

fn activation(spec: &str) -> Result<Arc<dyn Activation>, EvidenceError> {
    Ok(lookup::activation(spec)?)
}

/// `sigmoid`, `softmax`, `unit tanh`, `units identity`; what suits the classes where nothing is
/// said.
fn output(spec: Option<&str>, data: &Dataset) -> Result<Output, EvidenceError> {
    let Some(spec) = spec else {
        let is_binary = data.n_classes() == 2;
        return Ok(if is_binary {
            Output::Sigmoid
        } else {
            Output::Softmax
        });
    };
    match spec.trim().split_once(' ') {
        None if spec.trim() == "sigmoid" => Ok(Output::Sigmoid),
        None if spec.trim() == "softmax" => Ok(Output::Softmax),
        Some(("unit", name)) => Ok(Output::Unit(activation(name)?)),
        Some(("units", name)) => Ok(Output::Units(activation(name)?)),
        _ => Err(EvidenceError::Request(format!(
            "output must be sigmoid, softmax, or `unit` or `units` with an activation such as \
             `unit tanh`, got {spec:?}"
        ))),
    }
}

fn required<'s>(key: &str, value: Option<&'s String>) -> Result<&'s str, EvidenceError> {
    value.map(String::as_str).ok_or_else(|| missing(key))
}

fn missing(key: &str) -> EvidenceError {
    EvidenceError::Request(format!("the setup needs `{key}`"))
}
