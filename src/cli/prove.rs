//! `varprop prove`: proof scripts checked by the kernel.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::symbolic::derive::prove_script;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
use clap::Args;
use std::path::PathBuf;

/// Checks a proof script.
#[derive(Args, Debug)]
pub(in crate::cli) struct Arguments {
    /// The script.
    #[arg(value_name = "FILE.proof")]
    script: PathBuf,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let source = files::read_text(&arguments.script, MAX_SCRIPT_LENGTH as u64)?;
    match prove_script(&source) {
        Ok(proofs) => {
            for proof in proofs {
                for goal in &proof.goals {
                    output::print(&format!("{}: {}\n", proof.name, goal.conclusion()))?;
                }
            }
            Ok(Exit::AsExpected)
        }
        Err(error) => {
            output::print(&error.render(&source))?;
            Ok(Exit::Finding)
        }
    }
}
