//! Rows as a Parquet file: counts are signed 64-bit integers, words are UTF-8, numbers are doubles that
//! may be null, and null is what is missing.
//!
//! Rows stand in groups of 65,536, the last one shorter, so that a group and not the table is held in
//! memory. Counts and words are coded by a dictionary a group, numbers are plain, nothing is
//! compressed: the digits of a measurement hardly can be. Nothing enters the file but the rows and the
//! version of the library that writes it: no clock, host or path.

use crate::cli::sweep::format::Lines;
use crate::cli::sweep::format::Table;
use crate::evidence::sweep::COLUMNS;
use crate::evidence::sweep::Field;
use crate::evidence::sweep::Row;
use parquet::basic::Compression;
use parquet::basic::LogicalType;
use parquet::basic::Repetition;
use parquet::basic::Type as PhysicalType;
use parquet::data_type::ByteArray;
use parquet::data_type::ByteArrayType;
use parquet::data_type::DoubleType;
use parquet::data_type::Int64Type;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedColumnWriter;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use parquet::schema::types::Type;
use std::io;
use std::io::Write;
use std::sync::Arc;

/// Rows of a group.
const GROUP_ROWS: usize = 1 << 16;

/// A Parquet file on its way.
pub(in crate::cli) struct Parquet {
    lines: Lines,
    group_rows: usize,
    /// Rows of the group that is not written yet.
    n_rows: usize,
    columns: Vec<Column>,
    /// What it has written is taken from it after each group.
    writer: SerializedFileWriter<Vec<u8>>,
}

impl Parquet {
    /// The file of rows that come as such lines.
    pub(in crate::cli) fn new(lines: Lines) -> io::Result<Self> {
        Self::in_groups(GROUP_ROWS, lines)
    }

    fn in_groups(group_rows: usize, lines: Lines) -> io::Result<Self> {
        let columns: Vec<Column> = Row::default().fields().map(Column::like).into();
        let writer = writer(&columns).map_err(io::Error::other)?;
        Ok(Self {
            lines,
            group_rows,
            n_rows: 0,
            columns,
            writer,
        })
    }

    fn push(&mut self, row: &Row) -> io::Result<()> {
        let fields = row.fields().into_iter();
        let pushed = |(column, field): (&mut Column, Field)| column.push(field);
        self.columns.iter_mut().zip(fields).try_for_each(pushed)?;
        self.n_rows += 1;
        Ok(())
    }

    fn end_group(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.write_group().map_err(io::Error::other)?;
        self.n_rows = 0;
        self.hand_over(to)
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let mut columns = self.columns.iter_mut();
        while let Some((mut chunk, column)) = group.next_column()?.zip(columns.next()) {
            column.write(&mut chunk)?;
            chunk.close()?;
        }
        group.close().map(|_| ())
    }

    /// The bytes so far; the writer counts them itself and does not look back.
    fn hand_over(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.writer.flush()?;
        to.write_all(&std::mem::take(self.writer.inner_mut()))
    }
}

impl Table for Parquet {
    fn begin(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.hand_over(to)
    }

    fn take(&mut self, lines: &[u8], to: &mut dyn Write) -> io::Result<()> {
        for row in self.lines.rows(lines)? {
            self.push(&row)?;
            if self.n_rows == self.group_rows {
                self.end_group(to)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, to: &mut dyn Write) -> io::Result<()> {
        if self.n_rows > 0 {
            self.end_group(to)?;
        }
        self.writer.finish().map_err(io::Error::other)?;
        self.hand_over(to)
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Count,
    Text,
    Number,
}

/// A column of a group; what is not of its kind stays empty.
struct Column {
    kind: Kind,
    counts: Vec<i64>,
    texts: Vec<ByteArray>,
    numbers: Vec<f64>,
    /// Of each row of a column of numbers, 1 where there is one.
    levels: Vec<i16>,
}

impl Column {
    /// An empty column of such fields.
    fn like(field: Field<'_>) -> Self {
        Self {
            kind: match field {
                Field::Count(_) => Kind::Count,
                Field::Text(_) => Kind::Text,
                Field::Number(_) => Kind::Number,
            },
            counts: Vec::new(),
            texts: Vec::new(),
            numbers: Vec::new(),
            levels: Vec::new(),
        }
    }

    fn push(&mut self, field: Field<'_>) -> io::Result<()> {
        match field {
            Field::Count(count) => {
                let count = i64::try_from(count).map_err(io::Error::other)?;
                self.counts.push(count);
            }
            Field::Text(text) => self.texts.push(text.into()),
            Field::Number(number) => {
                self.numbers.extend(number);
                self.levels.push(number.is_some().into());
            }
        }
        Ok(())
    }

    /// Writes the column and empties it.
    fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self.kind {
            Kind::Count => to
                .typed::<Int64Type>()
                .write_batch(&self.counts, None, None)?,
            Kind::Text => to
                .typed::<ByteArrayType>()
                .write_batch(&self.texts, None, None)?,
            Kind::Number => {
                to.typed::<DoubleType>()
                    .write_batch(&self.numbers, Some(&self.levels), None)?
            }
        };
        self.counts.clear();
        self.texts.clear();
        self.numbers.clear();
        self.levels.clear();
        Ok(())
    }

    fn schema(&self, name: &str) -> Result<Type, ParquetError> {
        let (physical, repetition, logical) = match self.kind {
            Kind::Count => (PhysicalType::INT64, Repetition::REQUIRED, None),
            Kind::Text => (
                PhysicalType::BYTE_ARRAY,
                Repetition::REQUIRED,
                Some(LogicalType::String),
            ),
            Kind::Number => (PhysicalType::DOUBLE, Repetition::OPTIONAL, None),
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
    }
}

fn writer(columns: &[Column]) -> Result<SerializedFileWriter<Vec<u8>>, ParquetError> {
    let named = || columns.iter().zip(COLUMNS.iter().map(|(name, _)| *name));
    let types = named().map(|(column, name)| Ok(Arc::new(column.schema(name)?)));
    let schema = Type::group_type_builder("sweep")
        .with_fields(types.collect::<Result<_, ParquetError>>()?)
        .build()?;
    let properties = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED);
    let properties = named().fold(properties, |properties, (column, name)| {
        properties
            .set_column_dictionary_enabled(ColumnPath::from(name), column.kind != Kind::Number)
    });
    SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::FileReader;
    use parquet::file::reader::SerializedFileReader;
    use std::fs;

    /// Rows with and without a number.
    fn rows() -> Vec<Row> {
        let row = |point: u64| Row {
            point,
            activation: format!("a, \"{point}\""),
            q: (!point.is_multiple_of(3)).then(|| 1.0 / point as f64),
            ..Row::default()
        };
        (0..7).map(row).collect()
    }

    /// The file of these rows, in groups of so many.
    fn written(lines: Lines, group_rows: usize) -> Vec<u8> {
        let mut table = Parquet::in_groups(group_rows, lines).unwrap();
        let mut bytes = Vec::new();
        table.begin(&mut bytes).unwrap();
        for chunk in rows().chunks(4) {
            let text = lines.text(chunk).unwrap();
            table.take(text.as_bytes(), &mut bytes).unwrap();
        }
        table.finish(&mut bytes).unwrap();
        bytes
    }

    /// How many groups a file has, and its rows as text.
    fn read_back(bytes: &[u8], name: &str) -> (usize, Vec<String>) {
        let name = format!("varprop-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::write(&path, bytes).unwrap();
        let reader = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
        fs::remove_file(&path).unwrap();
        let rows = reader.get_row_iter(None).unwrap();
        let rows = rows.map(|row| row.unwrap().to_string()).collect();
        (reader.num_row_groups(), rows)
    }

    #[test]
    fn groups_of_any_length_hold_the_same_rows() {
        let (n_groups, whole) = read_back(&written(Lines::Csv, GROUP_ROWS), "whole");
        assert_eq!((n_groups, whole.len()), (1, 7));
        assert!(whole[2].contains("q: 0.5,") && whole[3].contains("q: null,"));
        for (group_rows, expected) in [(1, 7), (2, 4), (3, 3), (7, 1)] {
            let (n_groups, rows) = read_back(&written(Lines::Csv, group_rows), "groups");
            assert_eq!(n_groups, expected, "groups of {group_rows}");
            assert_eq!(rows, whole, "groups of {group_rows}");
        }
    }

    #[test]
    fn both_kinds_of_lines_become_the_same_bytes() {
        assert_eq!(written(Lines::Json, 3), written(Lines::Csv, 3));
    }

    #[test]
    fn a_line_that_is_no_row_is_refused() {
        for lines in [Lines::Json, Lines::Csv] {
            let mut table = Parquet::new(lines).unwrap();
            let sound = lines.text(&rows()).unwrap();
            let cut = &sound.as_bytes()[..sound.len() / 2];
            assert!(table.take(cut, &mut Vec::new()).is_err(), "{lines:?}");
        }
    }

    #[test]
    fn a_count_beyond_signed_integers_is_refused() {
        let mut column = Column::like(Field::Count(0));
        assert!(column.push(Field::Count(1 << 63)).is_err());
        assert!(column.push(Field::Count((1 << 63) - 1)).is_ok());
    }
}
