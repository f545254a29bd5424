//! `varprop sweep`: a grid of small experiments into one table, in shards if need be.
//!
//! It deals with files and time; what a point is and what its rows hold is `evidence::sweep`'s.

mod block;
mod clock;
mod error;
mod format;
mod manifest;
pub(in crate::cli) mod merging;
mod part;
mod plan;
mod scan;
#[cfg(test)]
mod tests;

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::evidence;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Shard;
use clap::Args;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use clock::Clock;
pub(in crate::cli) use error::SweepFileError;
pub(in crate::cli) use format::RowFormat;
use manifest::Manifest;
use merging::Shards;
use part::Part;
use scan::Damage;

/// Measures and predicts every point of a grid, layer by layer, into one table.
#[derive(Args, Debug)]
#[command(
    after_help = "A grid is a TOML file:\n  widths = [100, 500]\n  depths = [10, 50]\n  activations = [\"tanh\", \"relu\"]\n  sigma-w = { from = 0.5, to = 3.0, steps = 26 }   or initializers = [\"he-normal\", …]\n  sigma-b = [0.0, 0.3]\n  replicates = 20\n  layers = \"last\"\n\nAn interrupted sweep goes on where it stopped when it is started again: FILE.part holds what is finished.\nExamples:\n  varprop sweep examples/grids/small.toml\n  varprop sweep examples/grids/tanh-phase-diagram.toml --out diagram.csv --format csv\n  varprop sweep examples/grids/tanh-phase-diagram.toml --shard 3/64 --out shards/3\n  varprop sweep examples/grids/tanh-phase-diagram.toml --dry-run\n  varprop sweep --columns"
)]
pub(in crate::cli) struct Arguments {
    /// The grid file.
    #[arg(required_unless_present = "columns")]
    grid: Option<PathBuf>,

    /// Where the table goes; `-` is stdout, which cannot be resumed.
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,

    /// How rows are written.
    #[arg(long, value_enum, default_value = "jsonl")]
    format: RowFormat,

    /// Only the points of shard k of n; `varprop merge` joins the files of all n.
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,

    /// Say how many points there are and about what they cost, and compute nothing.
    #[arg(long)]
    dry_run: bool,

    /// Say on stderr how far it is, for logs: when a point is done, every ten seconds at most.
    #[arg(long)]
    progress: bool,

    /// Say what each column of the table means, and compute nothing.
    #[arg(long)]
    columns: bool,
}

/// Who watches the progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    /// Whoever sits before the terminal, if stderr is one.
    Terminal,
    /// The reader of a log.
    Lines,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    if arguments.columns {
        output::print(&plan::columns())?;
        return Ok(Exit::AsExpected);
    }
    let sweep = Sweep::new(arguments, global)?;
    if arguments.dry_run {
        output::print(&plan::of(&sweep.grid, sweep.shard, global.threads))?;
    } else if arguments.out.as_os_str() == "-" {
        sweep.print(&mut std::io::stdout().lock())?;
    } else if files::is_stream(&arguments.out) {
        sweep.print(&mut files::open_stream(&arguments.out)?)?;
    } else {
        sweep.write(&files::resolved(&arguments.out)?)?;
    }
    Ok(Exit::AsExpected)
}

/// What is swept, and how.
struct Sweep {
    grid: Grid,
    settings: evidence::Settings,
    format: RowFormat,
    shard: Shard,
    is_divided: bool,
    watch: Watch,
}

impl Sweep {
    fn new(arguments: &Arguments, global: Global) -> Result<Self, CliError> {
        arguments.format.admit()?;
        let is_divided = arguments.shard.is_some();
        let out = &arguments.out;
        let is_passing = out.as_os_str() == "-" || files::is_stream(out);
        if is_divided && !arguments.dry_run && is_passing {
            return Err(SweepFileError::ShardToStdout.into());
        }
        let path = arguments.grid.clone().unwrap_or_default();
        if files::is_same(&path, out) {
            return Err(SweepFileError::OntoGrid { path: out.clone() }.into());
        }
        let text = files::read_text(&path, evidence::sweep::MAX_BYTES as u64)?;
        Ok(Self {
            grid: evidence::sweep::parse(&files::portable(&path), &text)?,
            settings: evidence::Settings::new(global.seed, global.threads),
            format: arguments.format,
            shard: arguments.shard.unwrap_or(Shard::WHOLE),
            is_divided,
            watch: if arguments.progress {
                Watch::Lines
            } else {
                Watch::Terminal
            },
        })
    }

    /// The whole table to stdout, a pipe or a device; a reader that leaves has seen enough.
    fn print(&self, to: &mut dyn Write) -> Result<(), CliError> {
        match self.write_table(to) {
            Err(CliError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
                Ok(())
            }
            other => other,
        }
    }

    fn write_table(&self, to: &mut dyn Write) -> Result<(), CliError> {
        let mut table = self.format.table(self.format.lines())?;
        table.begin(to)?;
        to.flush()?;
        let blocks = self.shard.blocks(&self.grid, 0);
        self.compute(&blocks, 0, &mut |rows, _| {
            table.take(rows.as_bytes(), to)?;
            Ok(to.flush()?)
        })?;
        table.finish(to)?;
        Ok(to.flush()?)
    }

    /// The table or the shard as a file, going on where an earlier process stopped.
    fn write(&self, out: &Path) -> Result<(), CliError> {
        let manifest = Manifest::new(&self.grid, self.settings.seed, self.format, self.shard);
        if self.is_divided && is_finished(out, &manifest)? {
            say(&format!(
                "{}: shard {} is finished already",
                out.display(),
                self.shard
            ));
            return Ok(());
        }
        let mut part = Part::open(out, &manifest)?;
        if let Some(Damage { line, reason }) = part.damage {
            let path = part.path().display();
            say(&format!(
                "{path}: line {line}: {reason}; every point from there on is computed again"
            ));
        }
        let n_done = part.n_points;
        let rest = self.shard.blocks(&self.grid, n_done);
        if n_done > 0 {
            let n_points = self.shard.n_points(self.grid.n_points());
            say(&format!(
                "{}: {n_done} of {n_points} points are finished already",
                part.path().display()
            ));
        }
        self.compute(&rest, n_done, &mut |rows, points| part.append(rows, points))?;
        if self.is_divided {
            return part.finish(out);
        }
        let shards = Shards::check(&[part.path().to_owned()])?;
        files::write_through(out, |file| shards.write(file))?;
        part.remove()
    }

    /// Computes blocks and hands each to `write` with the number of its points.
    fn compute(
        &self,
        blocks: &[Vec<u64>],
        n_done: u64,
        write: &mut dyn FnMut(&str, u64) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let points = blocks.concat();
        let total: f64 = points.iter().map(|index| self.grid.cost(*index)).sum();
        let mut clock = Clock::new(self.watch, n_done + points.len() as u64, n_done, total);
        let lines = self.format.lines();
        let mut lengths = blocks.iter().map(Vec::len);
        let (mut text, mut n_in_block, mut length) = (String::new(), 0, lengths.next());
        let outcome = evidence::sweep::run(&self.grid, &points, &self.settings, &mut |rows| {
            clock.tick(rows.first().map_or(0.0, |row| self.grid.cost(row.point)));
            text += &lines.text(&rows)?;
            n_in_block += 1;
            if Some(n_in_block) == length {
                write(&text, n_in_block as u64)?;
                (n_in_block, length) = (0, lengths.next());
                text.clear();
            }
            Ok(())
        });
        clock.finish();
        outcome
    }
}

/// Whether this very shard is there, complete: a process that is started again has nothing to do. One
/// that is cut short or damaged is written anew, and so is a file without a byte.
///
/// # Errors
/// What stands there and is something else: hours of another sweep are not overwritten.
fn is_finished(out: &Path, manifest: &Manifest) -> Result<bool, CliError> {
    match fs::metadata(out) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Ok(meta) if meta.is_file() && meta.len() == 0 => return Ok(false),
        _ => {}
    }
    let found = merging::read(out)?;
    if let Some(difference) = part::difference(&found, manifest) {
        let path = out.to_owned();
        return Err(SweepFileError::Taken { path, difference }.into());
    }
    Ok(found.is_complete())
}

/// A word to whoever started it; a closed stderr leaves nobody to tell.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
