//! `varprop report`: a run of claims as a document.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::check;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::cli::selection;
use crate::report;
use clap::Args;
use clap::ValueEnum;
use std::path::PathBuf;

/// Runs claims and writes a report, as a whole or not at all.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  varprop report --format markdown --out report.md")]
pub(in crate::cli) struct Arguments {
    /// Parts of claim names, or paths to claim files.
    #[arg(value_name = "FILTER|PATH")]
    words: Vec<String>,

    /// The document's format.
    #[arg(long, value_enum, default_value = "markdown")]
    format: DocumentFormat,

    /// Where to write; stdout without it.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

/// The formats of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DocumentFormat {
    /// For people.
    Markdown,
    /// For programs.
    Json,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let claims = selection::select(&arguments.words)?;
    let run = check::run_claims(&claims, global)?;
    let writer: &dyn report::Format = match arguments.format {
        DocumentFormat::Markdown => &report::Markdown,
        DocumentFormat::Json => &report::Json,
    };
    let text = writer.run(&run, &claims);
    match &arguments.out {
        Some(path) => files::write_atomically(path, text.as_bytes())?,
        None => output::print(&text)?,
    }
    Ok(Exit::of(&run))
}
