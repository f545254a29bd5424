//! The 2-2-2 network of the back-propagation formulas, with numbers of this crate's own: forward,
//! sensitivities, twelve derivatives and updates, each derived three ways.

use crate::learning::network::Loss;
use crate::learning::worked::Example;
use crate::learning::worked::Row;
use crate::learning::worked::Section;
use crate::learning::worked::Settings;
use crate::learning::worked::WorkedError;
use crate::learning::worked::chain::Chain;
use crate::learning::worked::chain::Form;
use crate::learning::worked::chain::Pass;
use crate::learning::worked::chain::enclosures;
use crate::learning::worked::example::Number;
use crate::linear::Matrix;
use crate::num::Interval;
use crate::num::Rational;

/// Chosen here: the source has formulas without numbers. No two alike, no symmetry.
const WEIGHTS: [&str; 12] = [
    "0.1", "0.3", "-0.2", "0.4", "0.05", "-0.15", "0.5", "-0.6", "0.7", "0.8", "0.25", "-0.35",
];
const NAMES: [&str; 12] = [
    "w13", "w23", "w14", "w24", "w03", "w04", "w35", "w45", "w36", "w46", "w05", "w06",
];
const INPUTS: [&str; 2] = ["0.5", "-1"];
const TARGETS: [&str; 2] = ["1", "0"];

pub(super) fn example(_: &Settings) -> Result<Example, WorkedError> {
    let chain = Chain::of([2, 2, 2], [Form::Logistic; 2], &WEIGHTS)?;
    let (x, y) = (enclosures(&INPUTS)?, enclosures(&TARGETS)?);
    let pass = chain.pass(&x, &y)?;
    let gradient = chain.gradient(&x, &pass)?;
    let duals = chain.dual_gradient(&x, &y)?;
    Ok(Example {
        name: "bp-222",
        title: "Back-propagation in a 2-2-2 network of sigmoid units",
        source: "Lecture slides on neural networks, \"B.P. Example\": the formulas; the numbers are chosen here (x = (0.5, −1), y = (1, 0), α = 0.1)",
        sections: vec![
            forward_section(&pass),
            sensitivity_section(&pass),
            gradient_section(&chain, &gradient, &duals)?,
            update_section(&chain, &gradient)?,
        ],
    })
}

fn forward_section(pass: &Pass<Interval>) -> Section {
    let outputs = pass.hidden.iter().chain(&pass.outputs);
    let names = ["o3", "o4", "o5", "o6"].iter().zip(outputs);
    let rows = names.map(|(name, output)| Row::enclosed(*name, *output));
    Section::new("Feed forward", rows.collect())
}

fn sensitivity_section(pass: &Pass<Interval>) -> Section {
    let rows = vec![
        Row::enclosed("δ5", pass.output_deltas[0]).remark("−(y1 − o5)·o5·(1 − o5)"),
        Row::enclosed("δ6", pass.output_deltas[1]).remark("−(y2 − o6)·o6·(1 − o6)"),
        Row::enclosed("error3", pass.errors[0]).remark("δ5·w35 + δ6·w36"),
        Row::enclosed("error4", pass.errors[1]).remark("δ5·w45 + δ6·w46"),
        Row::enclosed("δ3", pass.hidden_deltas[0]).remark("o3·(1 − o3)·error3"),
        Row::enclosed("δ4", pass.hidden_deltas[1]).remark("o4·(1 − o4)·error4"),
    ];
    Section::new("Sensitivities, all from the old weights", rows).note(
        "One slide labels δ5·w35 + δ6·w36 as δ3; by the definition of a sensitivity that sum is \
         error3, and δ3 has the factor o3·(1 − o3) as well.",
    )
}

fn gradient_section(
    chain: &Chain<Interval>,
    gradient: &[Interval],
    duals: &[Interval],
) -> Result<Section, WorkedError> {
    let matrices = matrix_gradient(chain)?;
    let mut rows = Vec::new();
    let derivations = gradient.iter().zip(duals).zip(&matrices);
    for (name, ((chain, dual), matrix)) in NAMES.iter().zip(derivations) {
        let overlap = if chain.intersects(*dual) {
            "duals overlap"
        } else {
            "duals differ"
        };
        let distance = crate::num::significant((chain.midpoint() - matrix).abs(), 2);
        let remark = format!("{overlap}; matrix form {distance} away");
        rows.push(Row::enclosed(format!("∂E/∂{name}"), *chain).remark(remark));
    }
    Ok(Section::new("The twelve derivatives of E = e5 + e6", rows))
}

/// The derivatives by `Network::backward`.
fn matrix_gradient(chain: &Chain<Interval>) -> Result<Vec<f64>, WorkedError> {
    let network = chain.matrices()?;
    let doubles = |texts: &[&str]| -> Result<Matrix, WorkedError> {
        let values = enclosures(texts)?.iter().map(|x| x.midpoint()).collect();
        Ok(Matrix::new(1, 2, values)?)
    };
    let forward = network.forward(&doubles(&INPUTS)?)?;
    let (_, gradients) = network.backward(&forward, Loss::SquaredError, &doubles(&TARGETS)?)?;
    Ok(gradients.parameters().collect())
}

fn update_section(chain: &Chain<Interval>, gradient: &[Interval]) -> Result<Section, WorkedError> {
    let after = chain.stepped(gradient, &Rational::new(1, 10)?.to_interval())?;
    let (x, y) = (enclosures(&INPUTS)?, enclosures(&TARGETS)?);
    let error = |chain: &Chain<Interval>| -> Result<Interval, WorkedError> {
        let outputs = chain.pass(&x, &y)?.outputs;
        let squares = outputs.iter().zip(&y).map(|(o, y)| (*o - *y).square());
        let total = squares.fold(Interval::point(0.0), |sum, square| sum + square);
        Ok(total * Interval::point(0.5))
    };
    let weights = NAMES.iter().zip(&after.parameters);
    let mut rows: Vec<Row> = weights.map(|(name, w)| Row::enclosed(*name, *w)).collect();
    rows.push(Row::new("E before", Number::Enclosed(error(chain)?)));
    rows.push(Row::new("E after", Number::Enclosed(error(&after)?)));
    Ok(Section::new("After the twelve updates", rows))
}
