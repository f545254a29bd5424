//! `varprop init`: an initializer's law and variance, and a tested draw.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use clap::Args;

/// Prints an initializer's law and exact variance, draws a matrix, and tests the draw.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop init he-normal --fan-in 500 --fan-out 300\n  varprop init 'he-uniform(mode=fan_out)' --fan-in 64 --fan-out 128\n  varprop init all --fan-in 64 --fan-out 64"
)]
pub(in crate::cli) struct Arguments {
    /// The initializer, or `all`.
    name: String,

    /// Inputs of each unit.
    #[arg(long, value_name = "N")]
    fan_in: u64,

    /// Units that each input feeds.
    #[arg(long, value_name = "N")]
    fan_out: u64,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let settings = evidence::Settings::new(global.seed, global.threads);
    let fans = (arguments.fan_in, arguments.fan_out);
    let answer = evidence::init(&arguments.name, fans, &settings)?;
    let writer = arguments.format.writer();
    output::print(&writer.sheets(&answer.sheets))?;
    Ok(if answer.is_rejected {
        Exit::Finding
    } else {
        Exit::AsExpected
    })
}
