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
    after_help = "Examples:\n  varprop simulate --widths 500 --depth 10 --activation tanh --init lecun-normal --batch 1000 --replicates 10\n  varprop simulate --widths 784,256,64,10 --activation relu --init he-normal\n  varprop simulate --width 100000 --depth 1000 --init lecun-normal --forward"
)]
pub(in crate::cli) struct Arguments {
    /// Input width first, then the width of each layer; one width and a depth repeat it.
    #[arg(
        long,
        visible_alias = "width",
        value_delimiter = ',',
        required = true,
        value_name = "N,…"
    )]
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

    /// Inputs that each network sees; without it 100, or 1 where the exact engine or second moments
    /// are asked for or where drawing all weights would pass the direct engine's limits.
    #[arg(long, value_name = "N")]
    batch: Option<u64>,

    /// The variance of each input.
    #[arg(long, default_value_t = 1.0, value_name = "X")]
    input_variance: f64,

    /// Independent networks: the unit of replication.
    #[arg(long, default_value_t = 20, value_name = "N")]
    replicates: u64,

    /// How layers are computed: direct draws every weight, exact draws outputs from their law given
    /// the inputs (normal and orthogonal weights only), automatic takes the cheaper.
    #[arg(long, default_value = "automatic", value_parser = ["direct", "exact", "automatic"])]
    engine: String,

    /// The format of matrix products.
    #[arg(long, default_value = "double", value_parser = ["double", "single"])]
    precision: String,

    /// What is recorded: second moments alone make ReLU-like networks of one input cost the same at
    /// every width.
    #[arg(long, default_value = "everything", value_parser = ["everything", "second-moments"])]
    detail: String,

    /// Measure the signal alone: no gradients, no n-eff.
    #[arg(long)]
    forward: bool,

    #[command(flatten)]
    pictures: pictures::Pictures,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

impl Arguments {
    fn request(&self) -> Result<NetworkRequest, CliError> {
        let request = NetworkRequest {
            widths: self.widths.clone(),
            depth: self.depth,
            activation: self.activation.clone(),
            initializer: self.init.clone(),
            bias_std_dev: self.bias_std_dev,
            batch: 1,
            replicates: self.replicates,
            input_variance: self.input_variance,
            engine: Some(self.engine.clone()),
            precision: Some(self.precision.clone()),
            detail: Some(self.detail.clone()),
        };
        let batch = match self.batch {
            Some(batch) => batch,
            None => evidence::default_batch(&request)?,
        };
        Ok(NetworkRequest { batch, ..request })
    }
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let request = arguments.request()?;
    let bar = progress::bar(arguments.replicates as usize);
    let settings = evidence::Settings::new(global.seed, global.threads);
    let answer = match arguments.forward {
        true => evidence::simulate_forward(&request, &settings, &|| bar.inc(1)),
        false => evidence::simulate(&request, &settings, &|| bar.inc(1)),
    };
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
