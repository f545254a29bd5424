//! A worked example as JSON has it. The schema is the documented contract for programs; it computes
//! nothing.

use crate::learning::worked::ALL;
use crate::learning::worked::Comparison;
use crate::learning::worked::Entry;
use crate::learning::worked::Example;
use crate::learning::worked::Number;
use crate::learning::worked::Row;
use crate::learning::worked::Section;
use crate::report::json;
use serde::Serialize;

/// The list of examples.
#[derive(Serialize)]
pub(super) struct ListObject {
    schema_version: u32,
    examples: Vec<EntryObject>,
}

impl ListObject {
    pub(super) fn of_all() -> Self {
        let entry = |entry: &Entry| EntryObject {
            name: entry.name,
            summary: entry.summary,
        };
        Self {
            schema_version: json::SCHEMA_VERSION,
            examples: ALL.iter().map(entry).collect(),
        }
    }
}

#[derive(Serialize)]
struct EntryObject {
    name: &'static str,
    summary: &'static str,
}

/// One example.
#[derive(Serialize)]
pub(super) struct ExampleObject<'a> {
    schema_version: u32,
    name: &'a str,
    title: &'a str,
    source: &'a str,
    sections: Vec<SectionObject<'a>>,
}

#[derive(Serialize)]
struct SectionObject<'a> {
    title: &'a str,
    rows: Vec<RowObject<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct RowObject<'a> {
    symbol: &'a str,
    printed: Option<&'a str>,
    exact: NumberObject,
    comparison: Option<&'static str>,
    remark: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum NumberObject {
    Enclosed { low: f64, high: f64 },
    Exact(String),
    Double(f64),
    Word(String),
}

impl<'a> ExampleObject<'a> {
    pub(super) fn of(example: &'a Example) -> Self {
        Self {
            schema_version: json::SCHEMA_VERSION,
            name: example.name,
            title: example.title,
            source: example.source,
            sections: example.sections.iter().map(section_object).collect(),
        }
    }
}

fn section_object(section: &Section) -> SectionObject<'_> {
    SectionObject {
        title: &section.title,
        rows: section.rows.iter().map(row_object).collect(),
        notes: &section.notes,
    }
}

fn row_object(row: &Row) -> RowObject<'_> {
    RowObject {
        symbol: &row.symbol,
        printed: row.printed.as_deref(),
        exact: number_object(&row.exact),
        comparison: row.comparison.map(Comparison::word),
        remark: &row.remark,
    }
}

fn number_object(number: &Number) -> NumberObject {
    match number {
        Number::Enclosed(x) => NumberObject::Enclosed {
            low: x.low(),
            high: x.high(),
        },
        Number::Exact(x) => NumberObject::Exact(x.to_string()),
        Number::Double(x) => NumberObject::Double(*x),
        Number::Word(word) => NumberObject::Word(word.clone()),
    }
}
