//! Rows as lines of text: JSON objects or comma-separated values, the same columns in the same order.
//!
//! Numbers are shortest decimals that read back as the same double; what is missing is `null` in
//! JSON and an empty field in CSV. It computes nothing.

use crate::cli::sweep::format::Table;
use crate::evidence::sweep::COLUMNS;
use crate::evidence::sweep::Row;
use std::io;
use std::io::Write;

/// How a row is a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Lines {
    /// A JSON object.
    Json,
    /// Comma-separated values.
    Csv,
}

impl Lines {
    /// The rows of a point, a line each.
    pub(in crate::cli) fn text(self, rows: &[Row]) -> io::Result<String> {
        match self {
            Self::Json => json(rows),
            Self::Csv => csv(rows),
        }
    }

    /// The index of the point that a line is of.
    pub(in crate::cli) fn point_of(self, line: &str) -> Option<u64> {
        let rest = match self {
            Self::Json => line.strip_prefix("{\"point\":")?,
            Self::Csv => line,
        };
        rest.split_once(',')?.0.parse().ok()
    }

    /// The rows of whole lines.
    #[cfg(feature = "parquet")]
    pub(in crate::cli) fn rows(self, lines: &[u8]) -> io::Result<Vec<Row>> {
        match self {
            Self::Json => {
                let rows = serde_json::Deserializer::from_slice(lines).into_iter();
                Ok(rows.collect::<Result<_, _>>()?)
            }
            Self::Csv => {
                let mut reader = csv::ReaderBuilder::new();
                let reader = reader.has_headers(false).from_reader(lines);
                let rows = reader.into_deserialize().collect::<Result<_, _>>();
                rows.map_err(io::Error::other)
            }
        }
    }

    /// What stands above all lines.
    fn head(self) -> String {
        match self {
            Self::Json => String::new(),
            Self::Csv => {
                let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
                names.join(",") + "\n"
            }
        }
    }
}

/// Lines are a table as they are.
impl Table for Lines {
    fn begin(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(self.head().as_bytes())
    }

    fn take(&mut self, lines: &[u8], to: &mut dyn Write) -> io::Result<()> {
        to.write_all(lines)
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn json(rows: &[Row]) -> io::Result<String> {
    let mut text = String::new();
    for row in rows {
        text += &serde_json::to_string(row)?;
        text.push('\n');
    }
    Ok(text)
}

fn csv(rows: &[Row]) -> io::Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(io::Error::other)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}
