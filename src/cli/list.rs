//! `varprop list`: the claims by id, source and expected verdict.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::cli::selection;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;
use clap::Args;

/// Lists claims without running them.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  varprop list relu")]
pub(in crate::cli) struct Arguments {
    /// Parts of claim names, or paths to claim files.
    #[arg(value_name = "FILTER|PATH")]
    words: Vec<String>,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let claims = selection::select(&arguments.words)?;
    let columns = vec![
        Column::new("claim", "the id, the name of its file"),
        Column::new("expected", "the verdict that its author expects"),
        Column::new("engines", "the engines it asks"),
        Column::new("statement", "the statement, restated"),
    ];
    let mut sheet = Sheet::new(format!("Claims: {}", claims.len()), columns);
    for claim in &claims {
        let mut engines: Vec<_> = claim
            .requests
            .iter()
            .map(|request| request.engine())
            .collect();
        engines.dedup();
        let words = [
            &claim.id,
            claim.expected.word(),
            &engines.join(" "),
            &claim.statement,
        ];
        sheet.push(words.map(Cell::text).to_vec());
    }
    output::print(&arguments.format.writer().sheet(&sheet))?;
    Ok(Exit::AsExpected)
}
