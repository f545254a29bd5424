//! Formats that shards may or may not become, and what a build without Parquet says.

use super::GRID;
use super::folder;
use super::quietly;
use super::read;
use super::refused;
use super::shards;
#[cfg(not(feature = "parquet"))]
use crate::program::names_in;
use std::fs;

#[test]
fn shards_are_merged_as_the_lines_that_they_hold() {
    let folder = folder("shards_are_merged_as_the_lines", GRID);
    let csv = quietly(&folder, &["sweep", "grid.toml", "--format", "csv"]);
    // The rows of a Parquet table wait as comma-separated values, which are a table too.
    let names = shards(&folder, 1, &["--format", "csv"]);
    for format in ["csv", "parquet"] {
        let shard = read(&folder, &names[0]);
        let asked = format!("\"format\":\"{format}\"");
        let shard = shard.replacen("\"format\":\"csv\"", &asked, 1);
        fs::write(folder.join(format), shard).unwrap();
        let merged = quietly(&folder, &["merge", format, "--format", "csv"]);
        assert!(merged == csv, "{format}");
        let error = refused(&folder, &["merge", format, "--format", "jsonl"]);
        let said = format!("written as {format} cannot be merged as jsonl");
        assert!(error.contains(&said), "{error}");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so_before_it_computes() {
    let folder = folder("a_build_without_parquet", GRID);
    let shard = shards(&folder, 1, &["--format", "csv"]).remove(0);
    let text = read(&folder, &shard);
    let asked = text.replacen("\"format\":\"csv\"", "\"format\":\"parquet\"", 1);
    fs::write(folder.join("asked"), asked).unwrap();
    for arguments in [
        &["sweep", "grid.toml", "--format", "parquet"][..],
        &["sweep", "grid.toml", "--format", "parquet", "--out", "x"],
        &[
            "sweep",
            "grid.toml",
            "--format",
            "parquet",
            "--out",
            "x",
            "--shard",
            "1/2",
        ],
        &["merge", &shard, "--format", "parquet", "--out", "x"],
        &["merge", "asked", "--out", "x"],
    ] {
        let error = refused(&folder, arguments);
        assert!(
            error.contains("built without Parquet") && error.contains("--features parquet"),
            "{error}"
        );
    }
    assert_eq!(names_in(&folder), ["1-1", "asked", "grid.toml"]);
}
