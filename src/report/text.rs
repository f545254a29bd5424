//! Plain-text building blocks: aligned columns and cells.

use crate::num::significant;
use crate::verdict::Cell;
use crate::verdict::Sheet;

/// A cell as a person reads it; missing is a dash.
pub(in crate::report) fn cell(cell: &Cell, digits: usize) -> String {
    match cell {
        Cell::Missing => "—".into(),
        Cell::Text(word) => word.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Number(x) => significant(*x, digits),
    }
}

/// Rows in columns two spaces apart; numbers to the right, words to the left.
pub(in crate::report) fn sheet(sheet: &Sheet) -> String {
    let head = sheet
        .columns()
        .iter()
        .map(|column| column.name.to_owned())
        .collect();
    let mut rows: Vec<Vec<String>> = vec![head];
    rows.extend(cells(sheet));
    let is_text = |i: usize| {
        sheet
            .rows()
            .iter()
            .any(|row| matches!(row.get(i), Some(Cell::Text(_))))
    };
    let left: Vec<bool> = (0..sheet.columns().len()).map(is_text).collect();
    aligned(&rows, &left)
}

/// The rows of a sheet as words, at the digits of their columns.
pub(in crate::report) fn cells(sheet: &Sheet) -> impl Iterator<Item = Vec<String>> {
    let digits = || sheet.columns().iter().map(|column| column.digits);
    let words = move |row: &Vec<Cell>| row.iter().zip(digits()).map(|(c, d)| cell(c, d)).collect();
    sheet.rows().iter().map(words)
}

/// Lines of aligned columns, without trailing spaces.
pub(in crate::report) fn aligned(rows: &[Vec<String>], left: &[bool]) -> String {
    let widths: Vec<usize> = (0..left.len()).map(|i| width(rows, i)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).zip(left);
        let line: Vec<String> = cells
            .map(|((cell, width), left)| {
                if *left {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            })
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The width of the widest cell of a column, in characters.
pub(in crate::report) fn width(rows: &[Vec<String>], column: usize) -> usize {
    rows.iter()
        .filter_map(|row| row.get(column))
        .map(|cell| cell.chars().count())
        .max()
        .unwrap_or(0)
}
