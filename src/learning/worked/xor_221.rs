//! The 2-2-1 XOR example with sigmoid units: the printed first sample, the rest of its epoch, and
//! where the run ends.

use crate::learning::network::NetworkError;
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
use crate::learning::worked::xor_run::run_xor;
use crate::num::Interval;
use crate::num::Rational;
use crate::num::RationalError;

/// The printed initial weights, in the order of the network's parameters.
pub(super) const WEIGHTS: [&str; 9] = [
    "0.02", "0.03", "0.01", "0.02", "0", "0", "0.01", "0.03", "0",
];
/// Their names in the source.
pub(super) const NAMES: [&str; 9] = [
    "wi1,1", "wi2,1", "wi1,2", "wi2,2", "w01", "w02", "w13", "w23", "w03",
];
/// x₁, x₂ and the target, in the order of the truth table.
pub(super) const SAMPLES: [[&str; 3]; 4] = [
    ["0", "0", "0"],
    ["0", "1", "1"],
    ["1", "0", "1"],
    ["1", "1", "0"],
];

/// The example, its run continued for the settings' epochs.
pub(super) fn example(settings: &Settings) -> Result<Example, WorkedError> {
    let start = start()?;
    let (x, y) = sample(0)?;
    let pass = start.pass(&x, &y)?;
    let stepped = step(&start, &x, &pass)?;
    let mut sections = vec![
        forward_section(&pass)?,
        sensitivity_section(&pass)?,
        output_weight_section(&stepped)?,
        hidden_weight_section(&stepped)?,
        order_section(&start, &stepped, &pass)?,
    ];
    sections.extend(rest_of_epoch(stepped)?);
    sections.push(run_section(settings));
    Ok(Example {
        name: "xor-221",
        title: "Back-propagation on XOR with two hidden sigmoid units",
        source: "Lecture slides on neural networks, \"XOR with 2 nodes hidden layer\"; rate 0.1, used there without being stated",
        sections,
    })
}

/// The network as it is printed.
pub(super) fn start() -> Result<Chain<Interval>, NetworkError> {
    Chain::of([2, 2, 1], [Form::Logistic; 2], &WEIGHTS)
}

/// The inputs and the target of a row of the truth table.
pub(super) fn sample(row: usize) -> Result<(Vec<Interval>, Vec<Interval>), NetworkError> {
    let numbers = enclosures(&SAMPLES[row])?;
    let (x, y) = numbers.split_at(2);
    Ok((x.to_vec(), y.to_vec()))
}

fn step(
    chain: &Chain<Interval>,
    x: &[Interval],
    pass: &Pass<Interval>,
) -> Result<Chain<Interval>, WorkedError> {
    let rate = Rational::new(1, 10)?.to_interval();
    Ok(chain.stepped(&chain.gradient(x, pass)?, &rate)?)
}

fn forward_section(pass: &Pass<Interval>) -> Result<Section, WorkedError> {
    let rows = vec![
        Row::printed("o1", "0.5", pass.hidden[0])?,
        Row::printed("o2", "0.5", pass.hidden[1])?,
        Row::printed("o3", "0.505", pass.outputs[0])?,
    ];
    Ok(Section::new("Feed forward, input (0, 0)", rows))
}

/// A product of decimals.
fn product(factors: &[&str]) -> Result<Rational, RationalError> {
    factors.iter().try_fold(Rational::ONE, |product, factor| {
        product.checked_mul(factor.parse()?)
    })
}

fn sensitivity_section(pass: &Pass<Interval>) -> Result<Section, WorkedError> {
    let rows = vec![
        Row::printed("δ3", "0.126", pass.output_deltas[0])?,
        Row::printed("δ1", "0.000315", pass.hidden_deltas[0])?.recomputed(
            "0.126·0.01·0.5·0.5",
            product(&["0.126", "0.01", "0.5", "0.5"])?,
        )?,
        Row::printed("δ2", "0.000945", pass.hidden_deltas[1])?.recomputed(
            "0.126·0.03·0.5·0.5",
            product(&["0.126", "0.03", "0.5", "0.5"])?,
        )?,
    ];
    Ok(Section::new("Sensitivities", rows))
}

fn output_weight_section(after: &Chain<Interval>) -> Result<Section, WorkedError> {
    let decrease = product(&["0.1", "0.126", "0.5"])?;
    let from = |start: &str| start.parse::<Rational>()?.checked_sub(decrease);
    let rows = vec![
        Row::printed("w13", "-0.0037", after.parameters[6])?
            .recomputed("0.01 − 0.1·0.126·0.5", from("0.01")?)?,
        Row::printed("w23", "-0.0237", after.parameters[7])?
            .recomputed("0.03 − 0.1·0.126·0.5", from("0.03")?)?,
        Row::printed("w03", "-0.0126", after.parameters[8])?,
    ];
    Ok(Section::new("Hidden to output, after the step", rows))
}

fn hidden_weight_section(after: &Chain<Interval>) -> Result<Section, WorkedError> {
    let printed = ["0.02", "0.03", "0.01", "0.02"];
    let mut rows = Vec::new();
    for ((name, printed), weight) in NAMES.iter().zip(printed).zip(&after.parameters) {
        rows.push(Row::printed(*name, printed, *weight)?);
    }
    rows.push(
        Row::printed("w01", "-0.0000315", after.parameters[4])?
            .recomputed("0 − 0.1·0.000315", product(&["-0.1", "0.000315"])?)?,
    );
    rows.push(
        Row::printed("w02", "-0.0000945", after.parameters[5])?
            .recomputed("0 − 0.1·0.000945", product(&["-0.1", "0.000945"])?)?,
    );
    Ok(Section::new("Input to hidden, after the step", rows))
}

/// What the sensitivities become if the output weights have already been updated.
fn order_section(
    before: &Chain<Interval>,
    after: &Chain<Interval>,
    pass: &Pass<Interval>,
) -> Result<Section, WorkedError> {
    let errors = after.errors(&pass.output_deltas)?;
    let one = Interval::point(1.0);
    let delta = |unit: usize| errors[unit] * pass.hidden[unit] * (one - pass.hidden[unit]);
    let rows = vec![
        Row::enclosed("δ1, old w13", pass.hidden_deltas[0]),
        Row::enclosed("δ1, new w13", delta(0)),
        Row::enclosed("δ2, old w23", pass.hidden_deltas[1]),
        Row::enclosed("δ2, new w23", delta(1)),
        Row::enclosed(
            "∂E/∂w01 by duals",
            before.dual_gradient(&sample(0)?.0, &sample(0)?.1)?[4],
        ),
    ];
    let section = Section::new("The order of the updates", rows);
    Ok(section.note(
        "The gradient takes all sensitivities with the old weights; updating the output layer \
         first and using its new weights is another direction, no gradient of the error.",
    ))
}

/// The samples after the first, one by one, then the weights.
fn rest_of_epoch(mut chain: Chain<Interval>) -> Result<Vec<Section>, WorkedError> {
    let mut sections = Vec::new();
    for row in 1..SAMPLES.len() {
        let (x, y) = sample(row)?;
        let pass = chain.pass(&x, &y)?;
        let [x1, x2, target] = SAMPLES[row];
        sections.push(Section::new(
            format!("Epoch 1, input ({x1}, {x2}), target {target}"),
            vec![
                Row::enclosed("o1", pass.hidden[0]),
                Row::enclosed("o2", pass.hidden[1]),
                Row::enclosed("o3", pass.outputs[0]),
                Row::enclosed("δ3", pass.output_deltas[0]),
                Row::enclosed("δ1", pass.hidden_deltas[0]),
                Row::enclosed("δ2", pass.hidden_deltas[1]),
            ],
        ));
        chain = step(&chain, &x, &pass)?;
    }
    let weights = NAMES.iter().zip(&chain.parameters);
    let rows = weights.map(|(name, weight)| Row::enclosed(*name, *weight));
    sections.push(Section::new("After epoch 1", rows.collect()));
    Ok(sections)
}

fn run_section(settings: &Settings) -> Section {
    let after = run_xor(0.1, settings.epochs);
    let mut rows = Vec::new();
    for ([x1, x2, target], output) in SAMPLES.iter().zip(after.outputs) {
        let row = Row::new(format!("o3({x1}, {x2})"), Number::Double(output));
        rows.push(row.remark(format!("target {target}")));
    }
    rows.push(Row::new("E = Σ½(y − o)²", Number::Double(after.error)));
    let section = Section::new(
        format!("After {} epochs, in doubles", settings.epochs),
        rows,
    );
    section.note(
        "One hidden unit does the work of both: the run drifts towards the outputs \
         (0, 2/3, 2/3, 2/3), where E = 1/3, and does not learn XOR.",
    )
}
