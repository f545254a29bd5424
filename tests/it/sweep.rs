//! Sweeps as their user meets them: shards, interruptions, refusals, and whether theory and
//! measurement agree over a grid.
//!
//! Cuts at every kind of place and random damage are tested beside the code, in `cli::sweep`.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

mod format;
#[cfg(feature = "parquet")]
mod parquet;

use crate::program::command;
use crate::program::empty_folder;
use crate::program::names_in;
use crate::program::varprop_in;
use crate::snapshot;
use serde_json::Value;
use statrs::distribution::ContinuousCDF;
use statrs::distribution::StudentsT;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use varprop::evidence::Settings;
use varprop::evidence::sweep;
use varprop::evidence::sweep::Row;

/// 160 points of small nets, the deeper half twice as long.
const GRID: &str = r#"
widths = [3]
depths = [1, 2]
activations = ["relu", "tanh"]
sigma-w = { from = 0.5, to = 3.0, steps = 20 }
sigma-b = [0.0, 0.3]
replicates = 2
"#;

/// A folder with a grid.
fn folder(test: &str, grid: &str) -> std::path::PathBuf {
    let folder = empty_folder(test);
    fs::write(folder.join("grid.toml"), grid).unwrap();
    folder
}

/// Runs the program, which must do as it is told and say nothing.
fn quietly(folder: &Path, arguments: &[&str]) -> String {
    let answer = varprop_in(folder, arguments);
    assert_eq!(
        (answer.code, answer.stderr.as_str()),
        (0, ""),
        "{arguments:?}"
    );
    answer.stdout
}

/// Runs the program, which must refuse.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let answer = varprop_in(folder, arguments);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (2, ""),
        "{arguments:?}"
    );
    answer.stderr
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap()
}

/// Writes all shards of a sweep; their names.
fn shards(folder: &Path, n: u64, more: &[&str]) -> Vec<String> {
    let one = |k| {
        let (name, shard) = (format!("{n}-{k}"), format!("{k}/{n}"));
        let arguments = ["sweep", "grid.toml", "--shard", &shard, "--out", &name];
        quietly(folder, &[&arguments, more].concat());
        name
    };
    (1..=n).map(one).collect()
}

fn merged(folder: &Path, shards: &[String]) -> String {
    let names = shards.iter().map(String::as_str);
    quietly(
        folder,
        &["merge"].into_iter().chain(names).collect::<Vec<_>>(),
    )
}

#[test]
fn any_number_of_shards_merges_to_the_bytes_of_one_process() {
    let folder = folder("any_number_of_shards", GRID);
    for format in ["jsonl", "csv"] {
        let whole = quietly(&folder, &["sweep", "grid.toml", "--format", format]);
        for n in [1, 2, 7, 64] {
            let mut names = shards(&folder, n, &["--format", format, "--threads", "2"]);
            names.reverse();
            assert_eq!(merged(&folder, &names), whole, "{n} shards as {format}");
            // Shards of one format do not make way for those of another by themselves.
            names
                .iter()
                .for_each(|name| fs::remove_file(folder.join(name)).unwrap());
        }
    }
}

#[test]
fn files_and_stdout_and_any_number_of_threads_have_the_same_bytes() {
    let folder = folder("any_number_of_threads", GRID);
    let printed = quietly(&folder, &["sweep", "grid.toml", "--threads", "1"]);
    assert_eq!(printed.lines().count(), 80 + 160);
    for threads in ["1", "2", "3", "100"] {
        quietly(
            &folder,
            &["sweep", "grid.toml", "--threads", threads, "--out", "table"],
        );
        assert_eq!(read(&folder, "table"), printed, "{threads} threads");
        assert_eq!(names_in(&folder), ["grid.toml", "table"]);
    }
    let names = shards(&folder, 3, &[]);
    let arguments = ["merge", &names[0], &names[1], &names[2], "--out", "merged"];
    quietly(&folder, &arguments);
    assert_eq!(read(&folder, "merged"), printed);
}

#[test]
fn both_formats_hold_the_same_numbers_under_the_same_names() {
    let folder = folder("both_formats", GRID);
    let lines = quietly(&folder, &["sweep", "grid.toml"]);
    let table = quietly(&folder, &["sweep", "grid.toml", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let names = reader.headers().unwrap().clone();
    let known: Vec<&str> = sweep::COLUMNS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.iter().collect::<Vec<_>>(), known);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), lines.lines().count());
    for (line, record) in lines.lines().zip(&records) {
        let object = json(line);
        assert_eq!(object.as_object().unwrap().len(), known.len());
        for (name, field) in names.iter().zip(record) {
            // Read by the same reader, the same digits are the same number.
            let same = match &object[name] {
                Value::Null => field.is_empty(),
                Value::String(text) => text == field,
                number => *number == json(field),
            };
            assert!(same, "{name} is {field} in {line}");
        }
    }
}

#[test]
fn a_killed_sweep_goes_on_and_ends_with_the_same_bytes() {
    // Enough points that a process lives while its part is watched.
    let grid = GRID
        .replace("steps = 20", "steps = 100")
        .replace("[3]", "[40]");
    let folder = folder("a_killed_sweep", &grid);
    let arguments = ["sweep", "grid.toml", "--shard", "1/2", "--out", "shard"];
    let part = folder.join("shard.part");
    let mut n_kills = 0;
    while !folder.join("shard").exists() && n_kills < 2 {
        let before = part.metadata().map_or(0, |meta| meta.len());
        let mut process = command(&folder, &arguments)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let has_grown = || part.metadata().map_or(0, |meta| meta.len()) > before + 1000;
        while !has_grown() && process.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        n_kills += 1;
    }
    let resumed = varprop_in(&folder, &arguments);
    assert_eq!(resumed.code, 0);
    assert!(
        resumed
            .stderr
            .contains("of 400 points are finished already"),
        "{}",
        resumed.stderr
    );
    assert_eq!(names_in(&folder), ["grid.toml", "shard"]);
    let resumed = fs::read(folder.join("shard")).unwrap();
    let anew = ["sweep", "grid.toml", "--shard", "1/2", "--out", "anew"];
    quietly(&folder, &anew);
    assert!(
        fs::read(folder.join("anew")).unwrap() == resumed,
        "the bytes differ"
    );
}

#[test]
fn a_table_whose_rows_are_all_there_needs_only_its_name() {
    let folder = folder("a_table_whose_rows_are_all_there", GRID);
    let whole = quietly(&folder, &["sweep", "grid.toml"]);
    // The part of a table is the only shard there is.
    let names = shards(&folder, 1, &[]);
    fs::rename(folder.join(&names[0]), folder.join("table.part")).unwrap();
    let answer = varprop_in(&folder, &["sweep", "grid.toml", "--out", "table"]);
    assert!(
        answer.stderr.contains("160 of 160 points"),
        "{}",
        answer.stderr
    );
    assert_eq!(read(&folder, "table"), whole);
    assert_eq!(names_in(&folder), ["grid.toml", "table"]);
}

#[test]
fn a_part_of_another_sweep_is_refused_and_what_differs_is_named() {
    let folder = folder("a_part_of_another_sweep", GRID);
    let shard = ["sweep", "grid.toml", "--shard", "2/5", "--out"];
    quietly(&folder, &[&shard[..], &["made"]].concat());
    let made = read(&folder, "made");
    fs::write(folder.join("other.toml"), GRID.replace("0.3", "0.4")).unwrap();
    for (arguments, said) in [
        (
            &["sweep", "other.toml", "--shard", "2/5"][..],
            "another grid (",
        ),
        (
            &["sweep", "grid.toml", "--shard", "2/5", "--seed", "7"],
            "another seed (1, expected 7)",
        ),
        (
            &["sweep", "grid.toml", "--shard", "2/6"],
            "another number of shards (5, expected 6)",
        ),
        (
            &["sweep", "grid.toml", "--shard", "3/5"],
            "another shard (2/5, expected 3/5)",
        ),
        (
            &["sweep", "grid.toml", "--shard", "2/5", "--format", "csv"],
            "another format (jsonl",
        ),
    ] {
        fs::write(folder.join("x.part"), &made).unwrap();
        let error = refused(&folder, &[arguments, &["--out", "x"]].concat());
        assert!(error.contains("x.part") && error.contains(said), "{error}");
        assert_eq!(read(&folder, "x.part"), made);
    }
    let version = env!("CARGO_PKG_VERSION");
    fs::write(folder.join("x.part"), made.replacen(version, "0.0.9", 1)).unwrap();
    let error = refused(&folder, &[&shard[..], &["x"]].concat());
    assert!(
        error.contains("another version of varprop (0.0.9,"),
        "{error}"
    );
    fs::write(folder.join("x.part"), "a letter to a friend\n".repeat(20)).unwrap();
    let error = refused(&folder, &[&shard[..], &["x"]].concat());
    assert!(error.contains("not a shard of a sweep"), "{error}");
    assert!(read(&folder, "x.part").starts_with("a letter"));
}

#[test]
fn merging_names_what_is_missing_given_twice_mixed_or_unfinished() {
    let folder = folder("merging_names", GRID);
    let names = shards(&folder, 4, &[]);
    quietly(
        &folder,
        &[
            "sweep",
            "grid.toml",
            "--shard",
            "2/4",
            "--seed",
            "2",
            "--out",
            "seed",
        ],
    );
    let first = read(&folder, "4-1");
    let cut = first.rfind("# ").unwrap();
    fs::write(folder.join("short"), &first[..cut]).unwrap();
    fs::write(
        folder.join("shorter"),
        first.lines().next().unwrap().to_owned() + "\n",
    )
    .unwrap();
    fs::write(
        folder.join("changed"),
        first.replacen("\"width\":3", "\"width\":4", 1),
    )
    .unwrap();
    let [a, b, c, d] = [0, 1, 2, 3].map(|i| names[i].as_str());
    for (given, said) in [
        (&[a, c][..], "shards 2/4 and 4/4 are missing"),
        (&[b, c, d], "shard 1/4 is missing"),
        (&[a, b, c, d, b], "shard 2/4 is given twice: 4-2 and 4-2"),
        (
            &[a, "seed", c, d],
            "seed: not of the same sweep as 4-1: another seed (2, expected 1)",
        ),
        (&["short", b, c, d], "run this shard again"),
        (
            &["shorter", b, c, d],
            "shard 1/4 is not finished: it has 0 of its 40 points",
        ),
        (
            &["changed", b, c, d],
            "the lines above are not those that this line vouches for",
        ),
        (&["grid.toml", b], "grid.toml: not a shard"),
        (&["nowhere"], "nowhere: "),
        (
            &[a, b, c, d, "--out", c],
            "cannot merge shards into one of them",
        ),
        (&[a, b, c, d, "--out", "no/where"], "no/where"),
    ] {
        let error = refused(&folder, &[&["merge"], given].concat());
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(
        merged(&folder, &names),
        quietly(&folder, &["sweep", "grid.toml"])
    );
}

#[test]
fn a_sweep_that_cannot_be_begun_leaves_no_file() {
    let folder = folder("a_sweep_that_cannot_be_begun", GRID);
    fs::write(folder.join("wrong.toml"), GRID.replace("relu", "rely")).unwrap();
    for (arguments, said) in [
        (
            &["sweep", "grid.toml", "--shard", "1/2"][..],
            "a shard needs a file",
        ),
        (
            &["sweep", "grid.toml", "--shard", "3/2", "--out", "x"],
            "1 ≤ k ≤ n",
        ),
        (&["sweep", "wrong.toml", "--out", "x"], "nearest is 'relu'"),
        (&["sweep", "none.toml", "--out", "x"], "none.toml"),
        (
            &["sweep", "grid.toml", "--out", "no/where"],
            "no/where.part",
        ),
        (&["sweep"], "<GRID>"),
        (&["merge"], "<SHARD>"),
    ] {
        let error = refused(&folder, arguments);
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(names_in(&folder), ["grid.toml", "wrong.toml"]);
}

#[test]
fn a_reader_that_leaves_early_ends_the_sweep() {
    let grid = GRID.replace("steps = 20", "steps = 1000");
    let folder = folder("a_reader_that_leaves_early", &grid);
    let mut process = command(&folder, &["sweep", "grid.toml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_dry_run_counts_and_computes_nothing() {
    let folder = folder("a_dry_run", GRID);
    let plan = quietly(
        &folder,
        &["sweep", "grid.toml", "--dry-run", "--shard", "2/3"],
    );
    let value = |name: &str| {
        let line = plan.lines().find(|line| line.starts_with(name)).unwrap();
        line[name.len()..].trim().to_owned()
    };
    let points: Vec<u64> = sweep::Shard::new(2, 3).unwrap().points(160).collect();
    assert_eq!(
        value("points"),
        format!("{} of 160 (shard 2/3)", points.len())
    );
    // The second half of the points are of two layers.
    let n_deep = points.iter().filter(|point| **point >= 80).count();
    assert_eq!(value("rows"), (points.len() + n_deep).to_string());
    assert_eq!(value("networks"), (2 * points.len()).to_string());
    let (first, last) = (points[0], points[points.len() - 1]);
    let begins = format!("{first}: width 3, depth 1, relu,");
    assert!(value("first").starts_with(&begins), "{plan}");
    let begins = format!("{last}: width 3, depth 2, tanh,");
    assert!(value("last").starts_with(&begins), "{plan}");
    assert_eq!(names_in(&folder), ["grid.toml"]);
}

#[test]
fn the_columns_are_these() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    snapshot::assert("sweep-columns", &quietly(root, &["sweep", "--columns"]));
}

#[test]
fn the_grids_of_the_examples_are_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, n_points) in [("small", 16), ("tanh-phase-diagram", 200 * 200)] {
        let text = read(root, &format!("examples/grids/{name}.toml"));
        let grid = sweep::parse(name, &text).unwrap();
        assert_eq!(grid.n_points(), n_points, "{name}");
    }
}

#[test]
fn what_is_not_measured_or_predicted_is_missing_and_never_0() {
    let grid = "widths = [4]\ndepths = [2]\nactivations = [\"tanh\"]\nreplicates = 1\n\
                initializers = [\"identity\"]\ngradients = false\n";
    let row = rows(grid).pop().unwrap();
    assert_eq!((row.sigma_w, row.sigma_b), (None, None));
    // One network has no standard error; fixed weights have no prediction.
    assert!(row.q.is_some() && row.q_n == 1);
    assert_eq!(
        (row.q_se, row.q_predicted, row.q_finite),
        (None, None, None)
    );
    assert_eq!((row.chi, row.chi_n, row.chi_predicted), (None, 0, None));
    assert_eq!(
        (row.kurtosis_predicted, row.saturated_predicted),
        (None, None)
    );
}

#[test]
fn layers_that_are_not_written_change_no_other() {
    let all = rows(GRID);
    let last = rows(&format!("{GRID}layers = \"last\"\n"));
    let of_all = all.into_iter().filter(|row| row.layer == row.depth);
    assert_eq!(of_all.collect::<Vec<_>>(), last);
}

/// All rows of a grid.
fn rows(grid: &str) -> Vec<Row> {
    let grid = sweep::parse("grid.toml", grid).unwrap();
    let points: Vec<u64> = (0..grid.n_points()).collect();
    let settings = Settings::new(1, NonZeroUsize::new(2).unwrap());
    let mut found = Vec::new();
    let mut sink = |rows: Vec<Row>| {
        found.extend(rows);
        Ok::<(), sweep::SweepError>(())
    };
    sweep::run(&grid, &points, &settings, &mut sink).unwrap();
    found
}

/// Wide and shallow, so that what the predictions leave out, of order 1/n² in q and 1/n in χ, lies
/// far below the standard errors of √(5/(100·200)) and more: at most 3·5·3/100² against 0.016.
const AGREEMENT: &str = r#"
widths = [100]
depths = [3]
activations = ["relu", "tanh", "identity"]
sigma-w = [0.8, 1.4142135623730951]
sigma-b = [0.0, 0.5]
replicates = 200
"#;

/// The largest |t| that one of so many tests of 200 networks exceeds by chance once in a million.
fn largest_t(n_tests: usize) -> f64 {
    let t = StudentsT::new(0.0, 1.0, 199.0).unwrap();
    t.inverse_cdf(1.0 - 1e-6 / (2.0 * n_tests as f64))
}

fn z(measured: Option<f64>, expected: f64, standard_error: Option<f64>) -> f64 {
    (measured.unwrap() - expected).abs() / standard_error.unwrap()
}

#[test]
fn theory_and_measurement_agree_over_a_grid_at_the_stated_rate() {
    let rows = rows(AGREEMENT);
    assert_eq!(rows.len(), 36);
    let limit = largest_t(2 * rows.len());
    for row in &rows {
        let q = z(row.q, row.q_finite.unwrap(), row.q_se);
        assert!(q < limit, "q: {q} of {limit} in {row:?}");
        let chi = row.chi_predicted.unwrap();
        // Constant slopes leave nothing but the norm of a random vector, which is not 0 either.
        let chi = z(row.chi, chi, row.chi_se);
        assert!(chi < limit, "χ: {chi} of {limit} in {row:?}");
    }
}

#[test]
fn a_prediction_for_another_sigma_fails_the_test_of_agreement() {
    let rows = rows(AGREEMENT);
    let limit = largest_t(2 * rows.len());
    let (small, large) = (&rows[..6], &rows[6..12]);
    for (small, large) in small.iter().zip(large) {
        assert_eq!((small.sigma_b, small.layer), (large.sigma_b, large.layer));
        assert!(z(small.chi, large.chi_predicted.unwrap(), small.chi_se) > limit);
        assert!(z(small.q, large.q_finite.unwrap(), small.q_se) > limit);
    }
}

#[test]
fn a_network_that_explodes_has_no_slope_and_no_share_whatever_engine_runs() {
    for (activation, engine) in [
        ("relu", "direct"),
        ("relu", "exact"),
        ("leaky-relu", "direct"),
    ] {
        let row = rows(&format!(
            "widths = [50]\ndepths = [20]\nactivations = [\"{activation}\"]\nreplicates = 3\n\
             initializers = [\"normal(1e30)\"]\nengine = \"{engine}\"\n"
        ));
        let row = row.last().unwrap();
        assert_eq!((row.q, row.q_n, row.chi, row.chi_n), (None, 0, None, 0));
        assert_eq!((row.dead, row.saturated, row.kurtosis), (None, None, None));
    }
}

#[cfg(unix)]
#[test]
fn more_shards_are_merged_than_a_process_may_open_files() {
    let folder = folder("more_shards_than_files", GRID);
    let names = shards(&folder, 40, &[]);
    let merge = std::process::Command::new("sh")
        .args([
            "-c",
            "ulimit -n 24 && exec \"$0\" merge \"$@\" --out merged",
        ])
        .arg(env!("CARGO_BIN_EXE_varprop"))
        .args(&names)
        .current_dir(&folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&merge.stderr);
    assert_eq!((merge.status.code(), &*said), (Some(0), ""));
    let whole = quietly(&folder, &["sweep", "grid.toml"]);
    assert!(read(&folder, "merged") == whole, "the bytes differ");
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_link_stay_what_they_are_and_a_grid_is_never_overwritten() {
    let folder = folder("a_pipe_and_a_link", GRID);
    let whole = quietly(&folder, &["sweep", "grid.toml"]);
    let made = std::process::Command::new("mkfifo")
        .arg(folder.join("pipe"))
        .status();
    assert!(made.unwrap().success());
    let pipe = folder.join("pipe");
    let reader = std::thread::spawn(move || fs::read_to_string(pipe).unwrap());
    quietly(&folder, &["sweep", "grid.toml", "--out", "pipe"]);
    assert!(
        reader.join().unwrap() == whole,
        "the pipe carried other bytes"
    );
    fs::write(folder.join("target"), "old").unwrap();
    std::os::unix::fs::symlink("target", folder.join("link")).unwrap();
    quietly(&folder, &["sweep", "grid.toml", "--out", "link"]);
    assert!(read(&folder, "target") == whole && folder.join("link").is_symlink());
    let error = refused(
        &folder,
        &["sweep", "grid.toml", "--shard", "1/2", "--out", "pipe"],
    );
    assert!(error.contains("a shard needs a file"), "{error}");
    for out in ["grid.toml", "./grid.toml"] {
        let error = refused(&folder, &["sweep", "grid.toml", "--out", out]);
        assert!(
            error.contains("cannot write the table over its grid"),
            "{error}"
        );
    }
    assert_eq!(read(&folder, "grid.toml"), GRID);
    assert_eq!(names_in(&folder), ["grid.toml", "link", "pipe", "target"]);
}
