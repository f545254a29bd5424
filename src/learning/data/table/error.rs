//! Why text is no table of features and labels. It holds no logic beyond the messages and codes.

/// Why a CSV table is refused; lines and columns count from 1, a column being a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// There is no line with anything on it.
    #[error("the table is empty; it needs a line a sample, features first and the label last")]
    Empty,
    /// Nothing follows the header.
    #[error("line {line}: the table ends with its header; it needs at least one sample")]
    HeaderOnly {
        /// Where the header stands.
        line: u64,
    },
    /// The bytes are not UTF-8.
    #[error("line {line}: byte {offset} is not UTF-8")]
    Encoding {
        /// The line.
        line: u64,
        /// The byte's place in the file, from 0.
        offset: usize,
    },
    /// A line longer than any sample.
    #[error("line {line}: {received} bytes long, at most {most} are allowed")]
    LongLine {
        /// The line.
        line: u64,
        /// Its length.
        received: usize,
        /// The limit.
        most: usize,
    },
    /// More columns than any sample has.
    #[error("line {line}: {received} columns, at most {most} are allowed")]
    ManyColumns {
        /// The line.
        line: u64,
        /// How many.
        received: usize,
        /// The limit.
        most: usize,
    },
    /// No feature beside the label.
    #[error(
        "line {line}: one column alone; a sample needs at least one feature and a label, separated by comma, semicolon or tab"
    )]
    OneColumn {
        /// The line.
        line: u64,
    },
    /// Several delimiters occur in the first line.
    #[error("line {line}: {found} both occur; say which one separates columns")]
    Delimiter {
        /// The line.
        line: u64,
        /// Which occur, as `comma and semicolon`.
        found: String,
    },
    /// A line of another number of columns than the first.
    #[error("line {line}: {received} columns, the first line has {expected}")]
    Ragged {
        /// The line.
        line: u64,
        /// Columns of the first line.
        expected: usize,
        /// Columns of this line.
        received: usize,
    },
    /// The first line is neither a header nor a sample.
    #[error(
        "line {line}, column {column}: expected a number, got \"{received}\", beside numbers; a header has none"
    )]
    MixedHeader {
        /// The line.
        line: u64,
        /// The first column without a number.
        column: usize,
        /// What it holds.
        received: String,
    },
    /// A name stands twice in the header.
    #[error("line {line}, column {column}: the header names \"{name}\" twice")]
    RepeatedName {
        /// The line.
        line: u64,
        /// The second column of this name.
        column: usize,
        /// The name.
        name: String,
    },
    /// A column that does not exist, or a name without header.
    #[error("no column is \"{received}\"; allowed: {allowed}")]
    Column {
        /// What was asked for.
        received: String,
        /// What there is.
        allowed: String,
    },
    /// A column asked for twice, or as feature and label.
    #[error("column \"{received}\" is asked for twice")]
    RepeatedColumn {
        /// What was asked for.
        received: String,
    },
    /// A feature that is no finite number.
    #[error(
        "line {line}, column {column}: expected a number such as 3, -0.25 or 1e-3, got \"{received}\""
    )]
    Number {
        /// The line.
        line: u64,
        /// The column.
        column: usize,
        /// What it holds.
        received: String,
    },
    /// A number that 128-bit rationals cannot hold.
    #[error(
        "line {line}, column {column}: {received} is beyond exact 128-bit arithmetic; round it or rescale the column"
    )]
    Overflow {
        /// The line.
        line: u64,
        /// The column.
        column: usize,
        /// What it holds.
        received: String,
    },
    /// A label that is neither −1, 0 nor 1.
    #[error("line {line}, column {column}: a label is -1 or 1, or else 0 or 1, got \"{received}\"")]
    Label {
        /// The line.
        line: u64,
        /// The column.
        column: usize,
        /// What it holds.
        received: String,
    },
    /// Labels of both conventions.
    #[error(
        "line {line}, column {column}: label {received}, but line {earlier} has label {other}; labels are -1 and 1, or else 0 and 1"
    )]
    MixedLabels {
        /// The line.
        line: u64,
        /// The column.
        column: usize,
        /// The label here: 0 or −1.
        received: i8,
        /// Where the other convention was first met.
        earlier: u64,
        /// The label there: −1 or 0.
        other: i8,
    },
}

impl TableError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "table-empty",
            Self::HeaderOnly { .. } => "table-header-only",
            Self::Encoding { .. } => "table-encoding",
            Self::LongLine { .. } => "table-long-line",
            Self::ManyColumns { .. } => "table-many-columns",
            Self::OneColumn { .. } => "table-one-column",
            Self::Delimiter { .. } => "table-delimiter",
            Self::Ragged { .. } => "table-ragged",
            Self::MixedHeader { .. } => "table-mixed-header",
            Self::RepeatedName { .. } => "table-repeated-name",
            Self::Column { .. } => "table-column",
            Self::RepeatedColumn { .. } => "table-repeated-column",
            Self::Number { .. } => "table-number",
            Self::Overflow { .. } => "table-overflow",
            Self::Label { .. } => "table-label",
            Self::MixedLabels { .. } => "table-mixed-labels",
        }
    }
}
