//! `varprop init`: an initializer's law and variance, and a tested draw.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use crate::initializer;
use clap::Args;

/// Prints an initializer's law and exact variance, draws a matrix, and tests the draw.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop init he-normal --fan-in 500 --fan-out 300\n  varprop init 'he-uniform(mode=fan_out)' --fan-in 64 --fan-out 128\n  varprop init all --fan-in 64 --fan-out 64\n  varprop init --like list\n  varprop init --like keras:GlorotNormal --fan-in 500 --fan-out 300"
)]
pub(in crate::cli) struct Arguments {
    /// The initializer, or `all`.
    #[arg(required_unless_present = "like")]
    name: Option<String>,

    /// Inputs of each unit.
    #[arg(long, value_name = "N", required_unless_present = "like")]
    fan_in: Option<u64>,

    /// Units that each input feeds.
    #[arg(long, value_name = "N", required_unless_present = "like")]
    fan_out: Option<u64>,

    /// The initializer that another framework calls so, `keras`, `pytorch` and so on for all of
    /// its names, or `list`; with fans a single one is drawn and tested.
    #[arg(long, value_name = "FRAMEWORK:NAME", conflicts_with = "name")]
    like: Option<String>,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let settings = evidence::Settings::new(global.seed, global.threads);
    let mut sheets = Vec::new();
    let mut spec = arguments.name.clone();
    if let Some(like) = &arguments.like {
        sheets.push(evidence::conventions(like)?);
        spec = initializer::like(like)
            .ok()
            .map(|convention| convention.spec.to_owned());
    }
    let mut is_rejected = false;
    if let (Some(spec), Some(fan_in), Some(fan_out)) = (spec, arguments.fan_in, arguments.fan_out) {
        let answer = evidence::init(&spec, (fan_in, fan_out), &settings)?;
        sheets.extend(answer.sheets);
        is_rejected = answer.is_rejected;
    }
    output::print(&arguments.format.writer().sheets(&sheets))?;
    Ok(if is_rejected {
        Exit::Finding
    } else {
        Exit::AsExpected
    })
}
