//! Several shards as one table: the rows in the order of the grid, without the shards' own lines.
//!
//! Shards are checked whole before the first row is written. However many there are, one is open at a
//! time: a system lets a process open some thousand files, and a sweep may have ten thousand shards.

use crate::cli::error::CliError;
use crate::cli::sweep::error::SweepFileError;
use crate::cli::sweep::format::Lines;
use crate::cli::sweep::format::RowFormat;
use crate::cli::sweep::format::Table;
use crate::cli::sweep::part::about;
use crate::cli::sweep::scan::Damage;
use crate::cli::sweep::scan::Scan;
use crate::cli::sweep::scan::ended;
use crate::cli::sweep::scan::read_line;
use crate::cli::sweep::scan::scan;
use crate::evidence::sweep::Shard;
use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// All shards of one sweep, complete, in order.
#[derive(Debug)]
pub(in crate::cli) struct Shards {
    paths: Vec<PathBuf>,
    lines: Lines,
    /// The format of the table.
    format: RowFormat,
    n_points: u64,
}

impl Shards {
    /// Checks every shard, and that together they are one sweep.
    pub(in crate::cli) fn check(paths: &[PathBuf]) -> Result<Self, CliError> {
        let scans = paths.iter().map(|path| Ok((path.as_path(), read(path)?)));
        let scans = scans.collect::<Result<Vec<_>, CliError>>()?;
        let Some((_, first)) = scans.first() else {
            return Err(SweepFileError::Missing {
                shards: vec!["1/1".into()],
            }
            .into());
        };
        one_sweep(&scans)?;
        let by_k = each_once(&scans)?;
        none_missing(&by_k, first.shard().n())?;
        scans
            .iter()
            .try_for_each(|(path, scan)| complete(path, scan))?;
        Ok(Self {
            paths: by_k.values().map(|path| (*path).to_owned()).collect(),
            lines: first.manifest.format().lines(),
            format: first.manifest.format(),
            n_points: first.manifest.n_points(),
        })
    }

    /// The shards as a table of another format, if their lines make one.
    pub(in crate::cli) fn becoming(self, format: RowFormat) -> Result<Self, SweepFileError> {
        if format.is_made_of(self.lines) {
            return Ok(Self { format, ..self });
        }
        Err(SweepFileError::OtherFormat {
            found: self.format.name(),
            wanted: format.name(),
        })
    }

    /// Writes the table.
    pub(in crate::cli) fn write(&self, to: &mut dyn Write) -> Result<(), CliError> {
        let share = MOST_BUFFERED / self.paths.len().max(1);
        self.write_in_pieces(share.clamp(LEAST_PIECE, MOST_PIECE), to)
    }

    /// As [`Shards::write`], each shard being read in pieces of so many bytes.
    pub(in crate::cli) fn write_in_pieces(
        &self,
        piece: usize,
        to: &mut dyn Write,
    ) -> Result<(), CliError> {
        let mut table = self.format.table(self.lines)?;
        table.begin(to)?;
        let paths = self.paths.iter();
        let readers = paths.map(|path| Rows::open(path, self.lines, piece));
        let mut readers = readers.collect::<Result<Vec<_>, CliError>>()?;
        let n = readers.len() as u64;
        for point in 0..self.n_points {
            if let Some(rows) = readers.get_mut(Shard::of(point, n) as usize - 1) {
                rows.copy(point, &mut *table, to)?;
            }
        }
        table.finish(to)?;
        Ok(to.flush()?)
    }
}

/// Bytes of all shards that are held at once, as far as pieces are not below their least.
const MOST_BUFFERED: usize = 64 << 20;
/// Bytes of a piece at least: opening a file takes longer than reading less.
const LEAST_PIECE: usize = 8 << 10;
/// Bytes of a piece at most.
const MOST_PIECE: usize = 1 << 20;

/// A shard's soundness.
pub(in crate::cli) fn read(path: &Path) -> Result<Scan, CliError> {
    let file = File::open(path).map_err(about(path))?;
    let found = scan(BufReader::new(file)).map_err(about(path))?;
    found.map_err(|why| SweepFileError::without_manifest(path, why).into())
}

fn one_sweep(scans: &[(&Path, Scan)]) -> Result<(), SweepFileError> {
    let Some(((first, expected), others)) = scans.split_first() else {
        return Ok(());
    };
    for (path, found) in others {
        if let Some(difference) = found.manifest.differs_from(&expected.manifest) {
            return Err(SweepFileError::OtherShard {
                path: path.to_path_buf(),
                first: first.to_path_buf(),
                difference,
            });
        }
    }
    Ok(())
}

fn each_once<'a>(scans: &[(&'a Path, Scan)]) -> Result<BTreeMap<u64, &'a Path>, SweepFileError> {
    let mut by_k = BTreeMap::new();
    for (path, scan) in scans {
        if let Some(first) = by_k.insert(scan.shard().k(), *path) {
            return Err(SweepFileError::Twice {
                shard: scan.shard().to_string(),
                first: first.to_path_buf(),
                path: path.to_path_buf(),
            });
        }
    }
    Ok(by_k)
}

fn none_missing(by_k: &BTreeMap<u64, &Path>, n: u64) -> Result<(), SweepFileError> {
    let missing = (1..=n).filter(|k| !by_k.contains_key(k));
    let shards: Vec<String> = missing.map(|k| format!("{k}/{n}")).collect();
    if shards.is_empty() {
        return Ok(());
    }
    Err(SweepFileError::Missing { shards })
}

fn complete(path: &Path, scan: &Scan) -> Result<(), SweepFileError> {
    if let Some(Damage { line, reason }) = scan.damage {
        return Err(SweepFileError::Damaged {
            path: path.to_owned(),
            line,
            reason: reason.to_owned(),
        });
    }
    if scan.is_complete() {
        return Ok(());
    }
    Err(SweepFileError::Unfinished {
        path: path.to_owned(),
        shard: scan.shard().to_string(),
        found: scan.n_points,
        expected: scan.n_expected(),
    })
}

/// The rows of a shard, point by point.
struct Rows<'a> {
    path: &'a Path,
    lines: Lines,
    reader: BufReader<Pieces<'a>>,
    line: Vec<u8>,
    number: u64,
}

impl<'a> Rows<'a> {
    fn open(path: &'a Path, lines: Lines, piece: usize) -> Result<Self, CliError> {
        let pieces = Pieces { path, offset: 0 };
        let mut rows = Self {
            path,
            lines,
            reader: BufReader::with_capacity(piece, pieces),
            line: Vec::new(),
            number: 0,
        };
        rows.advance()?;
        Ok(rows)
    }

    /// To the next row.
    fn advance(&mut self) -> Result<(), CliError> {
        loop {
            read_line(&mut self.reader, &mut self.line).map_err(about(self.path))?;
            self.number += 1;
            if self.line.first() != Some(&b'#') {
                return Ok(());
            }
        }
    }

    /// Gives the table the rows of a point, which come next.
    fn copy(
        &mut self,
        point: u64,
        table: &mut dyn Table,
        to: &mut dyn Write,
    ) -> Result<(), CliError> {
        if self.point() != Some(point) {
            return Err(SweepFileError::Damaged {
                path: self.path.to_owned(),
                line: self.number,
                reason: format!("point {point} is no longer there: the file was changed meanwhile"),
            }
            .into());
        }
        while self.point() == Some(point) {
            table.take(&self.line, to)?;
            self.advance()?;
        }
        Ok(())
    }

    fn point(&self) -> Option<u64> {
        ended(&self.line).and_then(|line| self.lines.point_of(line))
    }
}

/// A file that is open only while a piece of it is read.
struct Pieces<'a> {
    path: &'a Path,
    offset: u64,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = File::open(self.path)?;
        file.seek(SeekFrom::Start(self.offset))?;
        let n_bytes = file.read(buffer)?;
        self.offset += n_bytes as u64;
        Ok(n_bytes)
    }
}
