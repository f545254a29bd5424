//! `varprop gain`: the moments and gains of an activation.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use clap::Args;

/// Prints an activation's Gaussian moments and gains, and what a gain does to gradients.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop gain tanh\n  varprop gain 'leaky-relu(0.2)' --q 2\n  varprop gain all"
)]
pub(in crate::cli) struct Arguments {
    /// The activation, or `all`.
    activation: String,

    /// The second moment of the pre-activation.
    #[arg(long, default_value_t = 1.0, value_name = "X")]
    q: f64,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let sheet = evidence::gain(&arguments.activation, arguments.q)?;
    output::print(&arguments.format.writer().sheets(&[sheet]))?;
    Ok(Exit::AsExpected)
}
