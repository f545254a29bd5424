//! A perceptron's run as the names that formulas use, and as lines for a reader.
//!
//! It trains nothing and judges nothing.

use crate::evidence::EvidenceError;
use crate::evidence::formula::Environment;
use crate::evidence::formula::Value;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Known;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Plane;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Separation;
use crate::learning::perceptron::Separator;
use crate::num::Rational;

/// All names: the summary and the histories, lists by update.
pub(in crate::evidence) fn environment(
    samples: &Samples,
    run: &Examination,
) -> Result<Environment, EvidenceError> {
    let mut names = summary(samples, run)?;
    let updates = &run.trace.updates;
    let mut history = |name: &str, values: Vec<Value>| {
        names.insert(name.to_owned(), Value::List(values));
    };
    history(
        "weight_history",
        updates.iter().map(|u| list(&u.weights)).collect(),
    );
    history(
        "bias_history",
        updates.iter().map(|u| Value::Exact(u.bias)).collect(),
    );
    history(
        "sample_history",
        updates.iter().map(|u| count(u.sample + 1)).collect(),
    );
    let passes = updates
        .iter()
        .map(|u| Value::integer(i64::try_from(u.pass).unwrap_or(i64::MAX)));
    history("pass_history", passes.collect());
    Ok(names)
}

/// The names without histories. `margin_squared`, `bias_squared`, `widest_weights` and
/// `widest_bias` are there where both classes are and can be separated; `certificate` where they
/// cannot; `found_margin_squared` where the trained plane separates.
pub(in crate::evidence) fn summary(
    samples: &Samples,
    run: &Examination,
) -> Result<Environment, EvidenceError> {
    let plane = trained(run);
    let mut names = Environment::new();
    let mut name = |name: &str, value: Value| {
        names.insert(name.to_owned(), value);
    };
    name("points", count(samples.samples().len()));
    name("dimension", count(samples.dimension()));
    name("updates", count(run.trace.updates.len()));
    name(
        "passes",
        Value::integer(i64::try_from(run.trace.passes).unwrap_or(i64::MAX)),
    );
    name("converged", Value::integer(run.trace.converged.into()));
    name("weights", list(&plane.weights));
    name("bias", Value::Exact(plane.bias));
    name("radius_squared", Value::Exact(run.radius_squared));
    let sides = samples
        .samples()
        .iter()
        .map(|s| plane.activation(&s.features));
    let sides = sides.collect::<Result<Vec<Rational>, PerceptronError>>()?;
    name("activations", list(&sides));
    if let Some(found) = plane.margin_squared(samples)? {
        name("found_margin_squared", Value::Exact(found));
    }
    if let Some(separable) = run.separation.is_separable() {
        name("separable", Value::integer(separable.into()));
    }
    match &run.separation {
        Separation::Separable(separator) => {
            name("margin_squared", known(separator.margin_squared));
            name("bias_squared", known(separator.bias_squared));
            name("widest_weights", list(&separator.plane.weights));
            name("widest_bias", Value::Exact(separator.plane.bias));
        }
        Separation::Inseparable(multipliers) => name("certificate", list(multipliers)),
        Separation::OneClass(_) | Separation::Undecided(_) => {}
    }
    Ok(names)
}

/// Updates that are shown one by one.
const MOST_LINES: usize = 12;

/// Points and dimensions that are shown number by number.
const MOST_POINTS: usize = 12;
const MOST_DIMENSIONS: usize = 4;

/// The data, the geometry and the updates, for a reader.
pub(in crate::evidence) fn lines(name: &str, samples: &Samples, run: &Examination) -> Vec<String> {
    let (n, dimension) = (samples.samples().len(), samples.dimension());
    let colon = if name.is_empty() { "" } else { ": " };
    let updates = &run.trace.updates;
    let end = match run.trace.converged {
        true => "the last without a change",
        false => "still changing",
    };
    let passes = run.trace.passes;
    let count = format!("{} updates in {passes} passes, {end}", updates.len());
    if MOST_POINTS < n || MOST_DIMENSIONS < dimension {
        let size = format!("{name}{colon}{n} points in {dimension} dimensions");
        return vec![size, count];
    }
    let mut lines = vec![format!("{name}{colon}{samples}"), geometry(run)];
    for update in updates.iter().take(MOST_LINES) {
        lines.push(format!(
            "pass {}, sample {}: w = {}, b = {}",
            update.pass,
            update.sample + 1,
            vector(&update.weights),
            update.bias
        ));
    }
    if MOST_LINES < updates.len() {
        lines.push(format!("and {} more updates", updates.len() - MOST_LINES));
    }
    lines.push(count);
    lines
}

fn geometry(run: &Examination) -> String {
    match &run.separation {
        Separation::OneClass(_) => "one class only: no margin is defined".to_owned(),
        Separation::Inseparable(multipliers) => {
            format!(
                "not separable: λ = {} has Σ λ·y·(x, 1) = 0",
                vector(multipliers)
            )
        }
        Separation::Undecided(at) => format!("not decided: γ² lies in {at}"),
        Separation::Separable(separator) => widest(separator, run.radius_squared),
    }
}

fn widest(separator: &Separator, radius_squared: Rational) -> String {
    let Plane { weights, bias } = &separator.plane;
    format!(
        "R² = {radius_squared}, γ² = {}, b*² = {} at w = {}, b = {bias}",
        separator.margin_squared,
        separator.bias_squared,
        vector(weights)
    )
}

fn trained(run: &Examination) -> Plane {
    Plane {
        weights: run.trace.weights.clone(),
        bias: run.trace.bias,
    }
}

fn vector(numbers: &[Rational]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    format!("({})", texts.join(", "))
}

fn list(numbers: &[Rational]) -> Value {
    Value::List(numbers.iter().map(|x| Value::Exact(*x)).collect())
}

fn known(number: Known) -> Value {
    match number {
        Known::Exact(x) => Value::Exact(x),
        Known::Enclosed(x) => Value::Enclosed(x),
    }
}

fn count(n: usize) -> Value {
    Value::integer(i64::try_from(n).unwrap_or(i64::MAX))
}
