//! `varprop merge`: the shards of a sweep as the one table that they are parts of.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::sweep::RowFormat;
use crate::cli::sweep::SweepFileError;
use crate::cli::sweep::merging::Shards;
use clap::Args;
use std::io::BufWriter;
use std::path::PathBuf;

/// Joins the shards of a sweep into the table that one process would have written, byte by byte.
///
/// Shards of different grids, seeds, versions or formats are refused, missing ones are named.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  varprop merge shards/* --out diagram.jsonl")]
pub(in crate::cli) struct Arguments {
    /// The files that `varprop sweep --shard k/n` wrote, all n of them, in any order.
    #[arg(required = true, value_name = "SHARD")]
    shards: Vec<PathBuf>,

    /// Where the table goes; `-` is stdout.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,

    /// How rows are written, by default as the sweep was asked to; lines of shards stay as they are
    /// or become parquet.
    #[arg(long, value_enum)]
    format: Option<RowFormat>,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    arguments.format.map_or(Ok(()), RowFormat::admit)?;
    let mut shards = Shards::check(&arguments.shards)?;
    if let Some(format) = arguments.format {
        shards = shards.becoming(format)?;
    }
    if arguments.out.as_os_str() == "-" {
        print(&shards)?;
    } else {
        if arguments
            .shards
            .iter()
            .any(|path| files::is_same(path, &arguments.out))
        {
            let path = arguments.out.clone();
            return Err(SweepFileError::IntoShard { path }.into());
        }
        files::write_through(&arguments.out, |file| shards.write(file))?;
    }
    Ok(Exit::AsExpected)
}

/// A reader that leaves has seen enough.
fn print(shards: &Shards) -> Result<(), CliError> {
    let mut stdout = BufWriter::new(std::io::stdout().lock());
    match shards.write(&mut stdout) {
        Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
