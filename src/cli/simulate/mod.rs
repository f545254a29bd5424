//! `varprop simulate`: a table of layers, theory beside measurement.

mod pictures;

use crate::claim::NetworkRequest;
use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::cli::progress;
use crate::evidence;
use clap::Args;

/// Simulates random networks and prints, layer by layer, what theory predicts beside what was
/// measured.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop simulate --widths 500 --depth 10 --activation tanh --init lecun-normal --batch 1000 --replicates 10\n  varprop simulate --widths 784,256,64,10 --activation relu --init he-normal"
)]
pub(in crate::cli) struct Arguments {
    /// Input width first, then the width of each layer; one width and a depth repeat it.
    #[arg(long, value_delimiter = ',', required = true, value_name = "N,…")]
    widths: Vec<u64>,

    /// Layers, where one width is given.
    #[arg(long, value_name = "N")]
    depth: Option<u64>,

    /// The activation, for example tanh or leaky-relu(0.2).
    #[arg(long, default_value = "tanh")]
    activation: String,

    /// The initializer, for example he-normal or normal(0.01).
    #[arg(long, default_value = "glorot-normal")]
    init: String,

    /// The standard deviation of normal biases; without it there are none.
    #[arg(long, value_name = "X")]
    bias_std_dev: Option<f64>,

    /// Inputs that each network sees.
    #[arg(long, default_value_t = 100, value_name = "N")]
    batch: u64,

    /// The variance of each input.
    #[arg(long, default_value_t = 1.0, value_name = "X")]
    input_variance: f64,

    /// Independent networks: the unit of replication.
    #[arg(long, default_value_t = 20, value_name = "N")]
    replicates: u64,

    #[command(flatten)]
    pictures: pictures::Pictures,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let request = NetworkRequest {
        widths: arguments.widths.clone(),
        depth: arguments.depth,
        activation: arguments.activation.clone(),
        initializer: arguments.init.clone(),
        bias_std_dev: arguments.bias_std_dev,
        batch: arguments.batch,
        replicates: arguments.replicates,
        input_variance: arguments.input_variance,
        engine: None,
        precision: None,
        detail: None,
    };
    let bar = progress::bar(arguments.replicates as usize);
    let settings = evidence::Settings::new(global.seed, global.threads);
    let answer = evidence::simulate(&request, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    let answer = answer?;
    let signal = answer.sheets.first();
    arguments.pictures.write(&request, &settings, signal)?;
    output::print(&arguments.format.writer().sheets(&answer.sheets))?;
    Ok(if answer.is_rejected {
        Exit::Finding
    } else {
        Exit::AsExpected
    })
}
