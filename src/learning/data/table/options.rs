//! How a CSV table is to be read. It reads nothing.

use crate::learning::data::TableError;
use std::fmt;
use std::str::FromStr;

/// Delimiter, header and columns; what is `None` is detected or taken from the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// What separates columns; detected where only one of comma, semicolon and tab occurs.
    pub delimiter: Option<Delimiter>,
    /// The feature columns, in this order; without any, every column but the label's.
    pub features: Vec<ColumnName>,
    /// The column of labels; the last one without it.
    pub label: Option<ColumnName>,
}

/// What separates columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
}

impl Delimiter {
    /// Every delimiter.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    /// The byte.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }

    /// Its name: `comma`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        }
    }
}

/// A column by its number, from 1, or by its name in the header.
///
/// # Example
/// ```
/// use varprop::learning::data::ColumnName;
/// assert_eq!("2".parse(), Ok(ColumnName::Number(2)));
/// assert_eq!("height".parse(), Ok(ColumnName::Name("height".to_owned())));
/// assert_eq!("0".parse::<ColumnName>().unwrap_err().code(), "table-column");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnName {
    /// From 1.
    Number(usize),
    /// As the header has it.
    Name(String),
}

impl FromStr for ColumnName {
    type Err = TableError;

    fn from_str(text: &str) -> Result<Self, TableError> {
        match text.trim().parse() {
            Ok(0) => Err(TableError::Column {
                received: text.to_owned(),
                allowed: "numbers from 1, or names".to_owned(),
            }),
            Ok(number) => Ok(Self::Number(number)),
            Err(_) => Ok(Self::Name(text.trim().to_owned())),
        }
    }
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => f.write_str(name),
        }
    }
}
