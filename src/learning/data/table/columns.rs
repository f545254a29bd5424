//! Which columns are features and which is the label, by number or by header.
//!
//! It reads no sample.

use crate::learning::data::ColumnName;
use crate::learning::data::TableError;
use crate::learning::data::TableOptions;
use crate::learning::data::table::abridged;
use crate::learning::data::table::lines::Line;
use crate::learning::data::table::number::parse_number;
use crate::num::RationalError;

/// The header, if the first line is one: no field of it is a number, none stands twice.
pub(in crate::learning::data) fn header(first: &Line) -> Result<Option<&[String]>, TableError> {
    let wordy = first.fields.iter().position(|field| !is_number(field));
    let has_number = first.fields.iter().any(|field| is_number(field));
    match wordy {
        None => Ok(None),
        Some(index) if has_number => Err(TableError::MixedHeader {
            line: first.number,
            column: index + 1,
            received: abridged(first.fields.get(index).map_or("", String::as_str)),
        }),
        Some(_) => checked_names(first).map(Some),
    }
}

/// A number, or what is wrongly offered as one: NaN and infinities name no column.
fn is_number(field: &str) -> bool {
    field.parse::<f64>().is_ok() || parse_number(field) != Err(RationalError::Malformed)
}

fn checked_names(first: &Line) -> Result<&[String], TableError> {
    for (index, name) in first.fields.iter().enumerate() {
        if first
            .fields
            .iter()
            .take(index)
            .any(|earlier| earlier == name)
        {
            return Err(TableError::RepeatedName {
                line: first.number,
                column: index + 1,
                name: abridged(name),
            });
        }
    }
    Ok(&first.fields)
}

/// Places, from 0, of the features and of the label.
pub(in crate::learning::data) struct Columns {
    pub(in crate::learning::data) features: Vec<usize>,
    pub(in crate::learning::data) label: usize,
}

impl Columns {
    /// The columns that are asked for, each once.
    pub(in crate::learning::data) fn find(
        options: &TableOptions,
        header: Option<&[String]>,
        count: usize,
    ) -> Result<Self, TableError> {
        let place = |name: &ColumnName| place(name, header, count);
        let label = options.label.as_ref().map_or(Ok(count - 1), place)?;
        if options.features.is_empty() {
            let features = (0..count).filter(|column| *column != label).collect();
            return Ok(Self { features, label });
        }
        let mut features = Vec::with_capacity(options.features.len());
        for name in &options.features {
            let column = place(name)?;
            if column == label || features.contains(&column) {
                let received = name.to_string();
                return Err(TableError::RepeatedColumn { received });
            }
            features.push(column);
        }
        Ok(Self { features, label })
    }

    /// The features' names: the header's, or x1, x2, … by column.
    pub(in crate::learning::data) fn feature_names(
        &self,
        header: Option<&[String]>,
    ) -> Vec<String> {
        let name = |column: &usize| {
            let given = header.and_then(|names| names.get(*column)).cloned();
            given.unwrap_or_else(|| format!("x{}", column + 1))
        };
        self.features.iter().map(name).collect()
    }
}

/// The place of a column, from 0.
fn place(name: &ColumnName, header: Option<&[String]>, count: usize) -> Result<usize, TableError> {
    let found = match name {
        ColumnName::Number(number) => number.checked_sub(1).filter(|column| *column < count),
        ColumnName::Name(name) => header.and_then(|names| names.iter().position(|n| n == name)),
    };
    found.ok_or_else(|| {
        let numbers = format!("1 to {count}");
        TableError::Column {
            received: name.to_string(),
            allowed: match header {
                Some(names) => format!("{numbers}, {}", listed(names)),
                None => format!("{numbers} (there is no header)"),
            },
        }
    })
}

/// The first names of a header, for a message.
fn listed(names: &[String]) -> String {
    let most = 20;
    let first = names.iter().take(most).map(|name| abridged(name));
    let rest = (names.len() > most).then(|| "...".to_owned());
    first.chain(rest).collect::<Vec<_>>().join(", ")
}
