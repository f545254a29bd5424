//! The formats of a table. To add one: a file that is a [`Table`], a variant, its two arms below.
//!
//! While a sweep runs, and in shards, rows are lines of text that grow and can be cut; a table is made
//! of those lines. It computes nothing.

mod lines;
#[cfg(feature = "parquet")]
mod parquet;

use crate::cli::error::CliError;
use crate::cli::sweep::error::SweepFileError;
use clap::ValueEnum;
use serde::Deserialize;
use serde::Serialize;
use std::io;
use std::io::Write;

pub(in crate::cli) use lines::Lines;

/// The formats of a sweep.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum RowFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values under a line of names.
    Csv,
    /// Typed columns for data frames; needs a build with the feature `parquet`.
    Parquet,
}

/// What lines of rows become.
pub(in crate::cli) trait Table {
    /// Writes what stands above all rows.
    fn begin(&mut self, to: &mut dyn Write) -> io::Result<()>;

    /// Takes whole lines, and writes what is due.
    fn take(&mut self, lines: &[u8], to: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left.
    fn finish(&mut self, to: &mut dyn Write) -> io::Result<()>;
}

impl RowFormat {
    /// How rows are written on the way to this format.
    pub(in crate::cli) fn lines(self) -> Lines {
        match self {
            Self::Jsonl => Lines::Json,
            Self::Csv | Self::Parquet => Lines::Csv,
        }
    }

    /// The table that such lines become: themselves, or a Parquet file.
    pub(in crate::cli) fn table(self, lines: Lines) -> Result<Box<dyn Table>, CliError> {
        match self {
            Self::Jsonl | Self::Csv => Ok(Box::new(lines)),
            #[cfg(feature = "parquet")]
            Self::Parquet => Ok(Box::new(parquet::Parquet::new(lines)?)),
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => Err(SweepFileError::WithoutParquet.into()),
        }
    }

    /// Refuses what this binary cannot write, before hours are spent on it.
    pub(in crate::cli) fn admit(self) -> Result<(), SweepFileError> {
        if self == Self::Parquet && cfg!(not(feature = "parquet")) {
            return Err(SweepFileError::WithoutParquet);
        }
        Ok(())
    }

    /// Whether its tables can be made of such lines.
    pub(in crate::cli) fn is_made_of(self, lines: Lines) -> bool {
        self == Self::Parquet || self.lines() == lines
    }

    /// The name by which it is asked for.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}
