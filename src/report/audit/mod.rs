//! Audits of checkpoints as bytes: a table, JSON, Markdown.
//!
//! It computes no number that it prints.
//! To add a format: a file, a `mod` line, a variant of [`AuditFormat`].

mod json;
mod markdown;
mod rows;
mod table;

use crate::audit::Checkpoint;
use crate::audit::Forecast;

/// What is written down about a checkpoint.
#[derive(Clone, Copy, Debug)]
pub struct AuditReport<'a> {
    /// The file, as the user named it.
    pub file: &'a str,
    /// Its tensors, judged.
    pub checkpoint: &'a Checkpoint,
    /// What its layers do to a signal, if that was asked for.
    pub forecast: Option<&'a Forecast>,
    /// Whether moments and extremes of every tensor are written for people too; JSON has them
    /// always.
    pub is_detailed: bool,
}

/// How an audit is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditFormat {
    /// Aligned columns for people.
    Table,
    /// One object a tensor, under the schema version of all documents.
    Json,
    /// A document for people.
    Markdown,
}

/// An audit in this format.
#[must_use]
pub fn audit(report: &AuditReport<'_>, format: AuditFormat) -> String {
    match format {
        AuditFormat::Table => table::write(report),
        AuditFormat::Json => json::write(report),
        AuditFormat::Markdown => markdown::write(report),
    }
}
