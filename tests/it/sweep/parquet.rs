//! Tables as Parquet files, read by the library's own reader: a build with the feature `parquet`.

use super::GRID;
use super::folder;
use super::json;
use super::quietly;
use super::read;
use super::shards;
use crate::program::command;
use crate::program::names_in;
use crate::program::varprop_in;
use parquet::basic::Repetition;
use parquet::file::reader::FileReader;
use parquet::file::reader::SerializedFileReader;
use parquet::record::Field;
use serde_json::Value;
use std::fs;
use std::path::Path;
use varprop::evidence::sweep;

/// One network has no standard error, and fixed weights have no prediction: nulls beside numbers.
const SPARSE: &str = r#"
widths = [4]
depths = [2]
activations = ["tanh", "leaky-relu(0.1)"]
initializers = ["identity", "he-normal"]
replicates = 1
gradients = false
"#;

fn reader(folder: &Path, name: &str) -> SerializedFileReader<fs::File> {
    SerializedFileReader::new(fs::File::open(folder.join(name)).unwrap()).unwrap()
}

/// The bytes of a table as one process writes it.
fn table(folder: &Path, name: &str, more: &[&str]) -> Vec<u8> {
    let arguments = ["sweep", "grid.toml", "--format", "parquet", "--out", name];
    quietly(folder, &[&arguments, more].concat());
    fs::read(folder.join(name)).unwrap()
}

fn is_same(field: &Field, value: &Value) -> bool {
    match field {
        Field::Null => value.is_null(),
        Field::Long(count) => value.as_i64() == Some(*count),
        Field::Str(text) => value.as_str() == Some(text),
        Field::Double(number) => {
            let bits = |x: f64| x.to_bits();
            value.is_f64() && value.as_f64().map(bits) == Some(bits(*number))
        }
        _ => false,
    }
}

#[test]
fn a_parquet_table_holds_the_rows_of_the_json_lines_to_the_bit() {
    for grid in [GRID, SPARSE] {
        let folder = folder("a_parquet_table_holds_the_rows", grid);
        table(&folder, "table", &[]);
        let lines = quietly(&folder, &["sweep", "grid.toml"]);
        let reader = reader(&folder, "table");
        let rows: Vec<_> = reader.get_row_iter(None).unwrap().collect();
        assert_eq!(rows.len(), lines.lines().count());
        for (row, line) in rows.iter().zip(lines.lines()) {
            let object = json(line);
            let columns = row.as_ref().unwrap().get_column_iter();
            for (name, field) in columns {
                assert!(is_same(field, &object[name]), "{name} is {field} in {line}");
            }
        }
    }
}

#[test]
fn columns_of_a_parquet_table_are_named_and_typed_and_only_numbers_may_be_missing() {
    let folder = folder("columns_of_a_parquet_table", SPARSE);
    table(&folder, "table", &[]);
    let reader = reader(&folder, "table");
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names = schema.columns().iter().map(|column| column.name());
    assert!(names.eq(sweep::COLUMNS.iter().map(|(name, _)| *name)));
    let line = quietly(&folder, &["sweep", "grid.toml"]);
    let object = json(line.lines().next().unwrap());
    for column in schema.columns() {
        let expected = match &object[column.name()] {
            Value::String(_) => ("BYTE_ARRAY", Repetition::REQUIRED),
            Value::Number(number) if number.is_u64() => ("INT64", Repetition::REQUIRED),
            _ => ("DOUBLE", Repetition::OPTIONAL),
        };
        let found = column.self_type().get_basic_info().repetition();
        let found = (column.physical_type().to_string(), found);
        assert_eq!((found.0.as_str(), found.1), expected, "{}", column.name());
    }
}

#[test]
fn a_parquet_table_has_the_same_bytes_however_it_comes_about() {
    let folder = folder("a_parquet_table_has_the_same_bytes", GRID);
    let whole = table(&folder, "whole", &["--threads", "1"]);
    assert!(table(&folder, "threads", &["--threads", "2"]) == whole);
    let printed = command(&folder, &["sweep", "grid.toml", "--format", "parquet"]).output();
    assert!(printed.unwrap().stdout == whole, "printed");
    // The shards of a Parquet table become one by themselves, those of lines when they are told to.
    for (format, told) in [
        ("parquet", &[][..]),
        ("csv", &["--format", "parquet"]),
        ("jsonl", &["--format", "parquet"]),
    ] {
        let names = shards(&folder, 3, &["--format", format]);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        quietly(
            &folder,
            &[&["merge", "--out", "merged"], told, &names].concat(),
        );
        assert!(
            fs::read(folder.join("merged")).unwrap() == whole,
            "{format}"
        );
        names
            .iter()
            .for_each(|name| fs::remove_file(folder.join(name)).unwrap());
    }
}

#[test]
fn a_parquet_table_that_was_interrupted_goes_on_and_leaves_no_part() {
    let folder = folder("a_parquet_table_that_was_interrupted", GRID);
    let whole = table(&folder, "whole", &[]);
    // The part of a table is the only shard there is: cut within its last block.
    let names = shards(&folder, 1, &["--format", "parquet"]);
    let part = read(&folder, &names[0]);
    fs::write(folder.join("table.part"), &part[..part.len() - 100]).unwrap();
    fs::remove_file(folder.join(&names[0])).unwrap();
    let arguments = [
        "sweep",
        "grid.toml",
        "--format",
        "parquet",
        "--out",
        "table",
    ];
    let answer = varprop_in(&folder, &arguments);
    assert!(answer.stderr.contains("of 160 points"), "{}", answer.stderr);
    assert!(fs::read(folder.join("table")).unwrap() == whole);
    assert_eq!(names_in(&folder), ["grid.toml", "table", "whole"]);
}
