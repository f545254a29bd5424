//! CSV tables of exact features and two-class labels.
//!
//! It reads no file and rounds nothing: 0.1 is 1/10 until someone asks for a [`Dataset`].

mod columns;
mod error;
mod lines;
mod number;
mod options;

pub use error::TableError;
pub use options::{ColumnName, Delimiter, TableOptions};

use crate::learning::data::Dataset;
use crate::linear::Matrix;
use crate::num::Rational;
use crate::num::RationalError;
use columns::Columns;
use lines::Line;

/// Samples of exact features, each of class 0 or 1; at least one sample and one feature.
///
/// # Example
/// ```
/// use varprop::learning::data::{Table, TableOptions};
/// let table = Table::parse(b"height,width,label\n0.1,2,-1\n1e-3,-4,+1\n", &TableOptions::default())?;
/// assert_eq!(table.feature_names(), ["height", "width"]);
/// assert_eq!(table.rows()[0][0].to_string(), "1/10");
/// assert_eq!(table.labels(), [0, 1]);
/// # Ok::<(), varprop::learning::data::TableError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    feature_names: Vec<String>,
    rows: Vec<Vec<Rational>>,
    labels: Vec<usize>,
}

impl Table {
    /// The table of a whole file: features and a label in each line, separated by comma,
    /// semicolon or tab; the label, −1 or 1, or else 0 or 1, stands last unless the options say
    /// otherwise. A first line without any number is a header. Blank lines are skipped.
    ///
    /// # Errors
    /// Each with its line and column: an empty table or a header alone, ragged lines, fields that
    /// are no finite number or exceed 128-bit rationals, labels of neither or of both
    /// conventions, lines beyond 2²⁰ bytes or 10,000 columns, text that is not UTF-8, columns
    /// that do not exist.
    pub fn parse(bytes: &[u8], options: &TableOptions) -> Result<Self, TableError> {
        let lines = lines::read_lines(bytes, options.delimiter)?;
        let first = lines.first().ok_or(TableError::Empty)?;
        let header = columns::header(first)?;
        let columns = Columns::find(options, header, first.fields.len())?;
        let samples = lines
            .get(usize::from(header.is_some())..)
            .unwrap_or_default();
        if samples.is_empty() {
            return Err(TableError::HeaderOnly { line: first.number });
        }
        let features = |line: &Line| columns.features.iter().map(|c| feature(line, *c)).collect();
        Ok(Self {
            feature_names: columns.feature_names(header),
            rows: samples.iter().map(features).collect::<Result<_, _>>()?,
            labels: classes(samples, columns.label)?,
        })
    }

    /// The features' names: the header's, or x1, x2, … by column.
    #[must_use]
    pub fn feature_names(&self) -> &[String] {
        &self.feature_names
    }

    /// The samples' features.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Rational>] {
        &self.rows
    }

    /// The samples' classes: 0 for a label of −1 or 0, 1 for a label of 1.
    #[must_use]
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// Whether both classes have a sample: a margin lies between two.
    #[must_use]
    pub fn has_both_classes(&self) -> bool {
        self.labels.contains(&0) && self.labels.contains(&1)
    }

    /// The samples in doubles, two classes.
    #[must_use]
    pub fn dataset(&self) -> Dataset {
        let values = self.rows.iter().flatten().map(|x| x.to_f64()).collect();
        let inputs = Matrix::of(self.rows.len(), self.feature_names.len(), values);
        Dataset::of(inputs, self.labels.clone(), 2)
    }
}

/// The number in a column of a line.
fn feature(line: &Line, column: usize) -> Result<Rational, TableError> {
    let text = line.fields.get(column).map_or("", String::as_str);
    number::parse_number(text).map_err(|error| {
        let (line, column, received) = (line.number, column + 1, abridged(text));
        match error {
            RationalError::Overflow => TableError::Overflow {
                line,
                column,
                received,
            },
            _ => TableError::Number {
                line,
                column,
                received,
            },
        }
    })
}

/// The classes of all lines, all labels of one convention.
fn classes(lines: &[Line], column: usize) -> Result<Vec<usize>, TableError> {
    let mut convention: Option<(u64, i8)> = None;
    let mut classes = Vec::with_capacity(lines.len());
    for line in lines {
        let received = label(line, column)?;
        match convention {
            _ if received == 1 => {}
            None => convention = Some((line.number, received)),
            Some((_, other)) if other == received => {}
            Some((earlier, other)) => {
                let (line, column) = (line.number, column + 1);
                return Err(TableError::MixedLabels {
                    line,
                    column,
                    received,
                    earlier,
                    other,
                });
            }
        }
        classes.push(usize::from(received == 1));
    }
    Ok(classes)
}

/// −1, 0 or 1.
fn label(line: &Line, column: usize) -> Result<i8, TableError> {
    let text = line.fields.get(column).map_or("", String::as_str);
    let number = number::parse_number(text).ok();
    let known = [-1_i8, 0, 1].into_iter();
    let mut known = known.filter(|label| number == Some(Rational::integer((*label).into())));
    known.next().ok_or_else(|| TableError::Label {
        line: line.number,
        column: column + 1,
        received: abridged(text),
    })
}

/// At most forty characters of a field, for a message.
fn abridged(text: &str) -> String {
    match text.char_indices().nth(40) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
