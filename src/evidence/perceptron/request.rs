//! What a request for perceptrons means: datasets, settings and spaces, checked.
//!
//! It trains nothing.

use crate::claim::Number;
use crate::claim::OrderName;
use crate::claim::OrderRequest;
use crate::claim::PerceptronRequest;
use crate::claim::RuleRequest;
use crate::claim::SearchRequest;
use crate::evidence::EvidenceError;
use crate::learning::perceptron::Arrangement;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::Label;
use crate::learning::perceptron::Order;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::SignOfZero;
use crate::learning::perceptron::Space;
use crate::learning::perceptron::StepAtZero;
use crate::learning::perceptron::UpdateRule;
use crate::learning::perceptron::orthonormal;
use crate::random::Stream;

/// One source of data, and premises only where there is something to leave out.
pub(in crate::evidence) fn check_keys(request: &PerceptronRequest) -> Result<(), EvidenceError> {
    let sources = [
        !request.inputs.is_empty(),
        !request.boolean.is_empty(),
        request.orthonormal.is_some(),
        request.search.is_some(),
    ];
    let refuse = |why: &str| Err(EvidenceError::Request(why.to_owned()));
    if sources.iter().filter(|given| **given).count() != 1 {
        return refuse("give one of `inputs`, `boolean`, `orthonormal` and `search`");
    }
    if request.inputs.len() != request.labels.len() {
        return refuse("give one label for each row of `inputs`, and labels for nothing else");
    }
    if request.search.is_none() && !request.given.is_empty() {
        return refuse("`given` restricts a `search`; a dataset of your own needs no premise");
    }
    if request.search.is_some() && matches!(request.order, OrderRequest::Sequence(_)) {
        return refuse("a `search` has datasets of several sizes: `order` must be a name");
    }
    Ok(())
}

/// How the request trains; `stream` shuffles.
pub(in crate::evidence) fn settings(request: &PerceptronRequest, stream: Stream) -> Settings {
    Settings {
        rule: rule(request.rule),
        order: match &request.order {
            OrderRequest::Named(OrderName::Cyclic) => Order::Cyclic,
            OrderRequest::Named(OrderName::Shuffled) => Order::Shuffled(stream),
            // Counting from 1 has been checked.
            OrderRequest::Sequence(places) => {
                Order::Sequence(places.iter().map(|place| place.saturating_sub(1)).collect())
            }
        },
        max_passes: request.max_passes,
        learns_bias: request.bias,
    }
}

fn rule(request: RuleRequest) -> UpdateRule {
    match request {
        RuleRequest::NonPositive => UpdateRule::NonPositive,
        RuleRequest::Sign => UpdateRule::Sign(SignOfZero::Zero),
        RuleRequest::SignPlus => UpdateRule::Sign(SignOfZero::Plus),
        RuleRequest::SignMinus => UpdateRule::Sign(SignOfZero::Minus),
        RuleRequest::ZeroOne => UpdateRule::ZeroOne(StepAtZero::One),
        RuleRequest::ZeroOneStrict => UpdateRule::ZeroOne(StepAtZero::Zero),
    }
}

/// The space that a search goes through.
pub(in crate::evidence) fn space_of(space: &SearchRequest, stream: Stream) -> Space {
    match *space {
        SearchRequest::Line { steps, points } => Space::Line {
            steps,
            most_points: points,
        },
        SearchRequest::Random {
            dimensions,
            points,
            steps,
            datasets,
        } => Space::Random {
            dimensions,
            most_points: points,
            steps,
            datasets,
            stream,
        },
    }
}

/// A sequence counts from 1, and a pass picks every sample.
pub(in crate::evidence) fn check_order(
    order: &OrderRequest,
    n_samples: usize,
) -> Result<(), EvidenceError> {
    let OrderRequest::Sequence(places) = order else {
        return Ok(());
    };
    let samples = 1..=n_samples;
    if let Some(place) = places.iter().find(|place| !samples.contains(place)) {
        let why = format!("`order` names sample {place}; samples are 1 to {n_samples}");
        return Err(EvidenceError::Request(why));
    }
    match samples.clone().find(|place| !places.contains(place)) {
        Some(place) => {
            let why = format!("`order` never picks sample {place}; a pass must pick every sample");
            Err(EvidenceError::Request(why))
        }
        None => Ok(()),
    }
}

/// The datasets of the request with their names; its own has none.
pub(in crate::evidence) fn datasets(
    request: &PerceptronRequest,
) -> Result<Vec<(String, Samples)>, EvidenceError> {
    let mut all = Vec::new();
    if !request.inputs.is_empty() {
        let rows = request.inputs.iter().zip(&request.labels);
        let samples: Result<Vec<Sample>, _> =
            rows.map(|(row, label)| sample(row, *label)).collect();
        if request.labels.contains(&0) && request.labels.contains(&-1) {
            return Err(unknown_label(0));
        }
        all.push((String::new(), Samples::new(samples?)?));
    }
    for name in &request.boolean {
        let function = BooleanFunction::named(name).ok_or_else(|| unknown_function(name))?;
        all.push((name.clone(), function.samples()?));
    }
    if let Some(family) = &request.orthonormal {
        let arrangement = match family.alternating {
            true => Arrangement::Alternating,
            false => Arrangement::Grouped,
        };
        for n in &family.n {
            if MOST_VECTORS < *n {
                let why = format!("`orthonormal` makes at most {MOST_VECTORS} vectors, not {n}");
                return Err(EvidenceError::Request(why));
            }
            all.push((format!("n = {n}"), orthonormal(*n as usize, arrangement)?));
        }
    }
    Ok(all)
}

/// The exact margin of n vectors costs n³ exact operations.
const MOST_VECTORS: u32 = 128;

fn sample(row: &[Number], label: i8) -> Result<Sample, EvidenceError> {
    Ok(Sample {
        features: row.iter().map(|x| x.0).collect(),
        label: match label {
            1 => Label::Plus,
            0 | -1 => Label::Minus,
            other => return Err(unknown_label(other)),
        },
    })
}

fn unknown_label(label: i8) -> EvidenceError {
    EvidenceError::Request(format!(
        "labels are 1 and -1, or 1 and 0; found {label} among them"
    ))
}

fn unknown_function(name: &str) -> EvidenceError {
    let names = BooleanFunction::names().join(", ");
    EvidenceError::Request(format!(
        "no Boolean function is named `{name}`; there are {names}"
    ))
}
