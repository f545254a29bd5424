//! The vectorized XOR example: tanh below, sigmoid above, all four samples at once.

use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::Rule;
use crate::learning::network::Training;
use crate::learning::network::train;
use crate::learning::worked::Comparison;
use crate::learning::worked::Example;
use crate::learning::worked::Row;
use crate::learning::worked::Section;
use crate::learning::worked::Settings;
use crate::learning::worked::WorkedError;
use crate::learning::worked::chain::Chain;
use crate::learning::worked::chain::Form;
use crate::learning::worked::chain::Pass;
use crate::learning::worked::example::Number;
use crate::learning::worked::xor_221::NAMES;
use crate::learning::worked::xor_221::WEIGHTS;
use crate::learning::worked::xor_221::sample;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;
use crate::num::Interval;
use crate::num::Rational;

/// The rate of the shown update; the source leaves α open.
const RATE: (i128, i128) = (1, 10);
/// The mean of ½(y − ŷ)² that counts as learned: 1/50.
const LEARNED: f64 = 0.02;

/// The example, with a batch run of at most the settings' epochs.
pub(super) fn example(settings: &Settings) -> Result<Example, WorkedError> {
    let chain = Chain::of([2, 2, 1], [Form::Tanh, Form::Logistic], &WEIGHTS)?;
    let passes = passes(&chain)?;
    let gradient = batch_gradient(&chain, &passes)?;
    Ok(Example {
        name: "xor-vectorized",
        title: "Back-propagation on XOR in matrices: tanh hidden units, a sigmoid output",
        source: "Lecture slides on neural networks, \"XOR with 2 nodes hidden layer - vectorization\"",
        sections: vec![
            shape_section()?,
            forward_section(&passes),
            delta_section(&passes),
            update_section(&chain, &gradient)?,
            agreement_section(&chain, &gradient)?,
            run_section(&chain, settings)?,
        ],
    })
}

fn passes(chain: &Chain<Interval>) -> Result<Vec<Pass<Interval>>, WorkedError> {
    let pass = |row: usize| {
        let (x, y) = sample(row)?;
        Ok(chain.pass(&x, &y)?)
    };
    (0..4).map(pass).collect()
}

/// The mean over the samples of each one's gradient.
fn batch_gradient(
    chain: &Chain<Interval>,
    passes: &[Pass<Interval>],
) -> Result<Vec<Interval>, WorkedError> {
    let mut total = vec![Interval::point(0.0); chain.parameters.len()];
    for (row, pass) in passes.iter().enumerate() {
        let (x, _) = sample(row)?;
        for (total, g) in total.iter_mut().zip(chain.gradient(&x, pass)?) {
            *total = *total + g;
        }
    }
    Ok(total
        .into_iter()
        .map(|g| g / Interval::point(4.0))
        .collect())
}

/// X and Y of the four samples.
fn batch() -> Result<(Matrix, Matrix), WorkedError> {
    let x = Matrix::new(4, 2, vec![0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0])?;
    let y = Matrix::new(4, 1, vec![0.0, 1.0, 1.0, 0.0])?;
    Ok((x, y))
}

/// The ones of the bias beside the inputs.
fn with_ones(x: &Matrix) -> Result<Matrix, WorkedError> {
    let rows = x.values().chunks(x.columns());
    let values = rows.flat_map(|row| std::iter::once(1.0).chain(row.iter().copied()));
    Ok(Matrix::new(x.rows(), x.columns() + 1, values.collect())?)
}

/// Which products of the printed matrices exist. The printed biases are 0; with others the two
/// forms differ by no more than the order of one sum, and here that is the same.
fn shape_section() -> Result<Section, WorkedError> {
    let (x, _) = batch()?;
    let augmented = with_ones(&x)?;
    let weights = Matrix::new(2, 2, vec![0.02, 0.01, 0.03, 0.02])?;
    let bias = [0.5, -0.25];
    let stacked = Matrix::new(3, 2, [&bias[..], weights.values()].concat())?;
    let multiply = |left: &Matrix, right: &Matrix, start: Option<&[f64]>| {
        product(left.view(), right.view(), start, Work::OneThread)
    };
    let refusal = match multiply(&augmented, &weights, None) {
        Ok(_) => Row::word("X·W, X 4×3", "accepted"),
        Err(error) => Row::word("X·W, X 4×3", "refused").remark(error.to_string()),
    };
    let separate = multiply(&x, &weights, Some(&bias))?;
    let joined = multiply(&augmented, &stacked, None)?;
    let shape = |matrix: &Matrix| format!("{}×{}", matrix.rows(), matrix.columns());
    let equal = if separate == joined { "yes" } else { "no" };
    let rows = vec![
        Row {
            printed: Some("X is 4×3, W is 2×2".to_owned()),
            comparison: Some(Comparison::Differs),
            ..refusal
        },
        Row::word("X·W + b, X 4×2", shape(&separate)),
        Row::word("[1 X]·[b; W]", shape(&joined)).remark("4×3 times 3×2"),
        Row::word("both equal, to the bit", equal).remark("at b = (1/2, −1/4)"),
    ];
    Ok(Section::new("Shapes", rows).note(
        "The column of ones belongs to the augmented form, where the bias is the first row of W; \
         with a separate bias X is 4×2.",
    ))
}

fn forward_section(passes: &[Pass<Interval>]) -> Section {
    let rows = passes.iter().zip(1..).flat_map(|(pass, sample)| {
        [
            Row::enclosed(format!("o1({sample})"), pass.hidden[0]),
            Row::enclosed(format!("o2({sample})"), pass.hidden[1]),
            Row::enclosed(format!("ŷ({sample})"), pass.outputs[0]),
        ]
    });
    Section::new("Feed forward, samples 1 to 4", rows.collect())
}

fn delta_section(passes: &[Pass<Interval>]) -> Section {
    let rows = passes.iter().zip(1..).flat_map(|(pass, sample)| {
        [
            Row::enclosed(format!("δ3({sample})"), pass.output_deltas[0]),
            Row::enclosed(format!("δ1({sample})"), pass.hidden_deltas[0]),
            Row::enclosed(format!("δ2({sample})"), pass.hidden_deltas[1]),
        ]
    });
    Section::new("Sensitivities, samples 1 to 4", rows.collect())
}

fn update_section(chain: &Chain<Interval>, gradient: &[Interval]) -> Result<Section, WorkedError> {
    let rate = Rational::new(RATE.0, RATE.1)?.to_interval();
    let after = chain.stepped(gradient, &rate)?;
    let weights = NAMES.iter().zip(&after.parameters);
    let rows = weights.map(|(name, weight)| Row::enclosed(*name, *weight));
    let section = Section::new("After one batch update, α = 0.1", rows.collect());
    Ok(section.note("The source leaves α open; the sums are divided by 4, the number of samples."))
}

/// The chain rule beside the matrix form and beside dual numbers.
fn agreement_section(
    chain: &Chain<Interval>,
    gradient: &[Interval],
) -> Result<Section, WorkedError> {
    let network = chain.matrices()?;
    let (x, y) = batch()?;
    let forward = network.forward(&x)?;
    let (_, matrices) = network.backward(&forward, Loss::SquaredError, &y)?;
    let mut duals = vec![Interval::point(0.0); gradient.len()];
    for row in 0..4 {
        let (x, y) = sample(row)?;
        for (total, slope) in duals.iter_mut().zip(chain.dual_gradient(&x, &y)?) {
            *total = *total + slope / Interval::point(4.0);
        }
    }
    let overlaps = gradient
        .iter()
        .zip(&duals)
        .filter(|(a, b)| a.intersects(**b));
    let distances = gradient.iter().zip(matrices.parameters());
    let largest = distances
        .map(|(g, m)| (g.midpoint() - m).abs())
        .fold(0.0, f64::max);
    Ok(Section::new(
        "Three derivations of the nine derivatives",
        vec![
            Row::word(
                "chain rule and duals overlap",
                format!("{} of 9", overlaps.count()),
            ),
            Row::new(
                "largest distance of the matrix form",
                Number::Double(largest),
            ),
        ],
    ))
}

/// How long batch descent at rate 1 takes.
fn run_section(chain: &Chain<Interval>, settings: &Settings) -> Result<Section, WorkedError> {
    let mut network = chain.matrices()?;
    let (x, y) = batch()?;
    let steps = settings.epochs.min(20_000);
    let training = Training::new(
        Loss::SquaredError,
        Rule::GradientDescent { rate: 1.0 },
        steps,
    );
    let (mut learned, mut last) = (None, 0.0);
    let observe = &mut |step: u64, _: &Network, loss: f64| {
        last = loss;
        if learned.is_none() && loss < LEARNED {
            learned = Some(step);
        }
    };
    train(&mut network, &x, &y, &training, observe)?;
    let learned = learned.map_or_else(|| "not yet".to_owned(), |step| format!("step {step}"));
    let rows = vec![
        Row::word("mean of ½(y − ŷ)² below 0.02", learned),
        Row::new(
            format!("the mean after {steps} steps"),
            Number::Double(last),
        ),
    ];
    Ok(Section::new(
        "Batch descent continued at α = 1, in doubles",
        rows,
    ))
}
