//! `varprop activation`: what kind of function an activation is.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use clap::Args;

/// Prints whether an activation is centred, saturates, dies, and its slopes; `gain` has moments.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  varprop activation\n  varprop activation 'leaky-relu(0.2)'")]
pub(in crate::cli) struct Arguments {
    /// The activation, or `all`.
    #[arg(default_value = "all")]
    activation: String,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let sheet = evidence::activation_properties(&arguments.activation)?;
    output::print(&arguments.format.writer().sheets(&[sheet]))?;
    Ok(Exit::AsExpected)
}
