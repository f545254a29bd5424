//! `varprop completions`: completion scripts for shells.

use crate::cli::Cli;
use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use clap::Args;
use clap::CommandFactory;
use clap_complete::Shell;

/// Prints a completion script for a shell.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  varprop completions bash > varprop.bash")]
pub(in crate::cli) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "varprop", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::AsExpected)
}
