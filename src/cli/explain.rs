//! `varprop explain`: one claim with every piece of evidence.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::check;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::selection;
use clap::Args;

/// Shows one claim in full: statement, source, assumptions, evidence with its numbers.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  varprop explain xavier-keeps-variance")]
pub(in crate::cli) struct Arguments {
    /// The claim's id, a part of it that no other has, or a path to a claim file.
    #[arg(value_name = "ID|PATH")]
    claim: String,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let claims = [selection::select_one(&arguments.claim)?];
    let run = check::run_claims(&claims, global)?;
    for (claim, result) in claims.iter().zip(&run.claims) {
        output::print(&crate::report::explain(claim, result))?;
    }
    Ok(Exit::of(&run))
}
