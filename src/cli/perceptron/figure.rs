//! The picture of a training run of two features.
//!
//! It picks what is drawn; `picture` draws.

use crate::cli::error::CliError;
use crate::cli::perceptron::source::Source;
use crate::learning::perceptron::Examination;
use crate::learning::perceptron::Update;
use crate::num::Rational;
use crate::picture::Boundary;
use crate::picture::Margin;
use crate::picture::Perceptron;
use crate::picture::perceptron;

/// Lines of more passes than these last ones would only cover one another.
const MOST_LINES: usize = 40;

/// The SVG: points, the line after each pass that changed it, the margin where there is one.
pub(in crate::cli) fn svg(source: &Source, run: &Examination) -> Result<String, CliError> {
    let [x, y] = source.features.as_slice() else {
        return Err(CliError::NotPlanar {
            received: source.features.len(),
        });
    };
    let samples = source.samples.samples();
    let points: Vec<[f64; 2]> = samples
        .iter()
        .map(|sample| planar(&sample.features))
        .collect();
    let classes: Vec<usize> = samples
        .iter()
        .map(|sample| sample.label.bit().into())
        .collect();
    let lines = lines(&run.trace.updates);
    let shown = lines
        .get(lines.len().saturating_sub(MOST_LINES)..)
        .unwrap_or_default();
    let title = title(source, run);
    Ok(perceptron(&Perceptron {
        title: &title,
        features: [x, y],
        points: &points,
        classes: &classes,
        passes: shown,
        margin: margin(run),
    })?)
}

fn title(source: &Source, run: &Examination) -> String {
    let (updates, passes) = (run.trace.updates.len(), run.trace.passes);
    let end = match run.trace.converged {
        true => "converged",
        false => "not converged",
    };
    format!(
        "{}: {updates} updates in {passes} passes, {end}",
        source.title
    )
}

/// The line after the last update of each pass.
fn lines(updates: &[Update]) -> Vec<Boundary> {
    let passes = updates.chunk_by(|a, b| a.pass == b.pass);
    let last = passes.filter_map(<[Update]>::last);
    last.map(|update| boundary(&update.weights, update.bias))
        .collect()
}

fn margin(run: &Examination) -> Option<Margin> {
    let separator = run.separation.separator()?;
    Some(Margin {
        middle: boundary(&separator.plane.weights, separator.plane.bias),
        half_width: separator.margin_squared.to_interval().midpoint().sqrt(),
    })
}

fn boundary(weights: &[Rational], bias: Rational) -> Boundary {
    Boundary {
        weights: planar(weights),
        bias: bias.to_f64(),
    }
}

/// The first two numbers; whoever calls has two.
fn planar(numbers: &[Rational]) -> [f64; 2] {
    [0, 1].map(|axis| numbers.get(axis).map_or(0.0, |x: &Rational| x.to_f64()))
}
