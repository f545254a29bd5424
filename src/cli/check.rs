//! `varprop check`: run claims, print the verdict table.

use crate::claim::Claim;
use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::cli::progress;
use crate::cli::selection;
use crate::evidence;
use crate::verdict::Run;
use clap::Args;

/// Runs claims and prints what they earn.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop check                     all claims of the corpus\n  varprop check xavier relu         those whose name contains either word\n  varprop check ./my-claims         claim files of your own\n  varprop check --format json gb-   the contract for programs"
)]
pub(in crate::cli) struct Arguments {
    /// Parts of claim names, or paths to claim files (a path has a `/` or ends in `.toml`).
    #[arg(value_name = "FILTER|PATH")]
    words: Vec<String>,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let claims = selection::select(&arguments.words)?;
    let run = run_claims(&claims, global)?;
    output::print(&arguments.format.writer().run(&run, &claims))?;
    Ok(Exit::of(&run))
}

/// Runs claims under a progress bar.
pub(in crate::cli) fn run_claims(claims: &[Claim], global: Global) -> Result<Run, CliError> {
    let bar = progress::bar(claims.len());
    let settings = evidence::Settings::new(global.seed, global.threads);
    let run = evidence::run(claims, &settings, &|id| {
        bar.set_message(id.to_owned());
        bar.inc(1);
    });
    bar.finish_and_clear();
    Ok(run?)
}
