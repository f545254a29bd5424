//! A sheet: numbers in rows and columns, with what each column means, before any format.
//!
//! Missing is [`Cell::Missing`], never 0. How a sheet looks is `report`'s business.

use serde::Serialize;

/// One number or word of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing is known; printed as a dash, JSON null.
    Missing,
    /// A word.
    Text(String),
    /// A count.
    Count(u64),
    /// A number.
    Number(f64),
}

impl Cell {
    /// A number, or missing where there is none or it is not finite.
    #[must_use]
    pub fn number(value: impl Into<Option<f64>>) -> Self {
        value
            .into()
            .filter(|x| x.is_finite())
            .map_or(Self::Missing, Self::Number)
    }

    /// A word.
    #[must_use]
    pub fn text(word: impl Into<String>) -> Self {
        Self::Text(word.into())
    }
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The key in JSON and the head in tables: `q-theory`.
    pub name: &'static str,
    /// What the numbers are, with their unit or formula.
    pub meaning: &'static str,
    /// How many significant digits a table for people shows; JSON has them all.
    #[serde(skip)]
    pub digits: usize,
}

/// The digits of a column that asks for no other number.
const DIGITS: usize = 6;

impl Column {
    /// A column of six significant digits.
    #[must_use]
    pub const fn new(name: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            meaning,
            digits: DIGITS,
        }
    }

    /// The same column with so many significant digits: two suit a standard error.
    #[must_use]
    pub const fn with_digits(self, digits: usize) -> Self {
        Self { digits, ..self }
    }
}

/// Rows under columns; every row has one cell a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// A sheet without rows.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            title: title.into(),
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; it is cut or filled with missing cells to the number of columns.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        row.resize(self.columns.len(), Cell::Missing);
        self.rows.push(row);
    }

    /// What the sheet shows.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The heads.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn infinity_is_missing_and_zero_is_not() {
        assert_eq!(Cell::number(f64::INFINITY), Cell::Missing);
        assert_eq!(Cell::number(None), Cell::Missing);
        assert_eq!(Cell::number(0.0), Cell::Number(0.0));
    }

    #[test]
    fn a_short_row_is_filled_with_missing_cells() {
        let mut sheet = Sheet::new("t", vec![Column::new("a", ""), Column::new("b", "")]);
        sheet.push(vec![Cell::Count(1)]);
        assert_eq!(sheet.rows(), [vec![Cell::Count(1), Cell::Missing]]);
    }
}
