//! Rows as text: JSON lines or CSV, the same columns in the same order.
//!
//! Numbers are shortest decimals that read back as the same double; what is missing is `null` in
//! JSON and an empty field in CSV. It computes nothing.

use crate::evidence::sweep::COLUMNS;
use crate::evidence::sweep::Row;
use clap::ValueEnum;
use serde::Deserialize;
use serde::Serialize;

/// The formats of a sweep.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(in crate::cli) enum RowFormat {
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values under a line of names.
    Csv,
}

impl RowFormat {
    /// What stands above all rows.
    pub(in crate::cli) fn head(self) -> String {
        match self {
            Self::Jsonl => String::new(),
            Self::Csv => {
                let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
                names.join(",") + "\n"
            }
        }
    }

    /// The rows of a point, a line each.
    pub(in crate::cli) fn text(self, rows: &[Row]) -> std::io::Result<String> {
        match self {
            Self::Jsonl => jsonl(rows),
            Self::Csv => csv(rows),
        }
    }

    /// The index of the point that a line is of.
    pub(in crate::cli) fn point_of(self, line: &str) -> Option<u64> {
        let (rest, end) = match self {
            Self::Jsonl => (line.strip_prefix("{\"point\":")?, ','),
            Self::Csv => (line, ','),
        };
        rest.split_once(end)?.0.parse().ok()
    }

    /// The name by which it is asked for.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }
}

fn jsonl(rows: &[Row]) -> std::io::Result<String> {
    let mut text = String::new();
    for row in rows {
        text += &serde_json::to_string(row)?;
        text.push('\n');
    }
    Ok(text)
}

fn csv(rows: &[Row]) -> std::io::Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(std::io::Error::other)?;
    }
    let bytes = writer.into_inner().map_err(std::io::Error::other)?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}
