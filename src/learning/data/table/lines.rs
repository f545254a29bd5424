//! Bytes to lines of fields: encoding, delimiter, the same number of fields a line.
//!
//! What the fields mean is not its business.

use crate::learning::data::Delimiter;
use crate::learning::data::TableError;

/// A line longer than this is no sample.
const MOST_BYTES: usize = 1 << 20;
/// A line with more columns than this is no sample.
const MOST_COLUMNS: usize = 10_000;

/// The fields of one line, without surrounding blanks.
#[derive(Clone, Debug)]
pub(in crate::learning::data) struct Line {
    /// From 1.
    pub(in crate::learning::data) number: u64,
    pub(in crate::learning::data) fields: Vec<String>,
}

/// The lines that hold anything, at least one, all of the same number of fields.
pub(in crate::learning::data) fn read_lines(
    bytes: &[u8],
    delimiter: Option<Delimiter>,
) -> Result<Vec<Line>, TableError> {
    let text = checked_text(bytes)?;
    let delimiter = match delimiter {
        Some(delimiter) => delimiter,
        None => detected(text)?,
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .delimiter(delimiter.byte())
        .from_reader(text.as_bytes());
    let mut lines: Vec<Line> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| refusal(&error))?;
        let number = record.position().map_or(0, |place| line_of(text, place));
        let fields: Vec<String> = record.iter().map(str::to_owned).collect();
        if fields.iter().all(String::is_empty) {
            continue;
        }
        check_width(number, fields.len(), lines.first())?;
        lines.push(Line { number, fields });
    }
    match lines.is_empty() {
        true => Err(TableError::Empty),
        false => Ok(lines),
    }
}

/// The line on which a record begins: the reader's place is where it began to look for one, before
/// blank lines.
fn line_of(text: &str, place: &csv::Position) -> u64 {
    let from_there = text.as_bytes().iter().skip(place.byte() as usize);
    let skipped = from_there.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    place.line() + skipped.filter(|byte| **byte == b'\n').count() as u64
}

/// What the reader refuses of text without a limit on columns: nothing but bytes that are no text.
fn refusal(error: &csv::Error) -> TableError {
    let place = error.position();
    TableError::Encoding {
        line: place.map_or(0, csv::Position::line),
        offset: place.map_or(0, |place| place.byte() as usize),
    }
}

/// The bytes as text without a byte order mark, no line of it absurdly long.
fn checked_text(bytes: &[u8]) -> Result<&str, TableError> {
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.len() > MOST_BYTES {
            return Err(TableError::LongLine {
                line: index as u64 + 1,
                received: line.len(),
                most: MOST_BYTES,
            });
        }
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let before = bytes.iter().take(offset);
        TableError::Encoding {
            line: before.filter(|byte| **byte == b'\n').count() as u64 + 1,
            offset,
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The one delimiter that occurs in the first line with anything on it; comma where none does.
fn detected(text: &str) -> Result<Delimiter, TableError> {
    let mut lines = text.lines().zip(1..);
    let (first, line) = lines
        .find(|(line, _)| !line.trim().is_empty())
        .ok_or(TableError::Empty)?;
    let occurs = |d: &Delimiter| first.as_bytes().contains(&d.byte());
    let found: Vec<Delimiter> = Delimiter::ALL.into_iter().filter(occurs).collect();
    match found.as_slice() {
        [] => Ok(Delimiter::Comma),
        [only] => Ok(*only),
        several => {
            let names: Vec<_> = several.iter().map(|d| d.name()).collect();
            let found = names.join(" and ");
            Err(TableError::Delimiter { line, found })
        }
    }
}

fn check_width(line: u64, received: usize, first: Option<&Line>) -> Result<(), TableError> {
    match first {
        _ if received > MOST_COLUMNS => Err(TableError::ManyColumns {
            line,
            received,
            most: MOST_COLUMNS,
        }),
        None if received < 2 => Err(TableError::OneColumn { line }),
        Some(first) if first.fields.len() != received => Err(TableError::Ragged {
            line,
            expected: first.fields.len(),
            received,
        }),
        _ => Ok(()),
    }
}
