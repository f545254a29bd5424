//! `varprop train`: a network in training, from its initialization on.

mod pictures;
mod source;

use crate::claim::TrainingSetup;
use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use clap::Args;

/// Trains a dense network and prints what initialization did: loss by step, accuracy, and each
/// layer's signal and gradient before and after.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop train --data 'spiral(samples=200)' --hidden 8,8 --init he-normal --activation relu\n  varprop train --data xor --hidden 2 --init 'constant(0.5)' --optimizer 'adam(rate=0.01)' --steps 1000\n  varprop train --data 'digits(samples=1000)' --hidden 64,64,64,64 --batch 100 --init glorot-normal\n  varprop train --idx train-images-idx3-ubyte train-labels-idx1-ubyte --hidden 64 --batch 100"
)]
pub(in crate::cli) struct Arguments {
    #[command(flatten)]
    source: source::Source,

    /// Built-in data that training never sees, drawn apart.
    #[arg(long, value_name = "DATA")]
    test: Option<String>,

    /// Units of each hidden layer; without it logistic regression.
    #[arg(long, value_delimiter = ',', value_name = "N,…")]
    hidden: Vec<u64>,

    /// Hidden layers, where one width is given.
    #[arg(long, value_name = "N")]
    depth: Option<u64>,

    /// The activation of hidden layers, for example tanh or leaky-relu(0.2).
    #[arg(long, default_value = "tanh")]
    activation: String,

    /// The output and its loss: sigmoid or softmax with cross-entropy, or `unit tanh`,
    /// `units identity` with squared error. [default: what suits the classes]
    #[arg(long, value_name = "OUTPUT")]
    output: Option<String>,

    /// The initializer of the weights, for example he-normal or normal(0.01).
    #[arg(long, default_value = "glorot-normal")]
    init: String,

    /// Another initializer for the last layer.
    #[arg(long, value_name = "INIT")]
    output_init: Option<String>,

    /// The initializer of the biases. [default: zeros]
    #[arg(long, value_name = "INIT")]
    bias: Option<String>,

    /// The optimizer: gradient-descent, momentum, rms-prop or adam, with parameters.
    #[arg(long, default_value = "gradient-descent(rate=0.5)")]
    optimizer: String,

    /// Samples of a step. [default: all]
    #[arg(long, value_name = "N")]
    batch: Option<u64>,

    /// Updates.
    #[arg(long, default_value_t = 2000, value_name = "N")]
    steps: u64,

    /// The share of hidden units that each step drops.
    #[arg(long, value_name = "X")]
    dropout: Option<f64>,

    /// Independent draws of the weights, on the same data.
    #[arg(long, default_value_t = 1, value_name = "N")]
    replicates: u64,

    #[command(flatten)]
    pictures: pictures::Pictures,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

impl Arguments {
    fn setup(&self) -> TrainingSetup {
        TrainingSetup {
            data: self.source.data.clone(),
            test: self.test.clone(),
            hidden: Some(self.hidden.clone()),
            depth: self.depth,
            activation: Some(self.activation.clone()),
            output: self.output.clone(),
            initializer: Some(self.init.clone()),
            output_initializer: self.output_init.clone(),
            parameters: None,
            order: None,
            bias: self.bias.clone(),
            optimizer: Some(self.optimizer.clone()),
            batch: self.batch,
            steps: Some(self.steps),
            dropout: self.dropout,
            record_every: None,
        }
    }
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let data = arguments.source.dataset()?;
    let settings = evidence::Settings::new(global.seed, global.threads);
    let answer = evidence::train(&arguments.setup(), data, arguments.replicates, &settings)?;
    output::print(&arguments.format.writer().sheets(&answer.sheets))?;
    arguments.pictures.write(&answer)?;
    Ok(Exit::AsExpected)
}
