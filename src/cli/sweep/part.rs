//! The file of a sweep that is not finished: `FILE.part`, a shard that grows block by block.
//!
//! It is the shard: finishing renames it. A block is written in one go; what an interruption leaves
//! of one is recognized and dropped when the sweep goes on.

use crate::cli::error::CliError;
use crate::cli::sweep::block::Block;
use crate::cli::sweep::error::SweepFileError;
use crate::cli::sweep::manifest::Difference;
use crate::cli::sweep::manifest::Manifest;
use crate::cli::sweep::scan;
use crate::cli::sweep::scan::Damage;
use crate::cli::sweep::scan::Scan;
use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// An unfinished shard, held by this process alone.
#[derive(Debug)]
pub(in crate::cli) struct Part {
    path: PathBuf,
    file: File,
    /// Points that were in it, in sound blocks, when it was opened.
    pub(in crate::cli) n_points: u64,
    /// Where it was no longer sound although it went on: no interruption leaves that.
    pub(in crate::cli) damage: Option<Damage>,
}

impl Part {
    /// The part of the file `out`, new or gone on with: everything after its last sound block is
    /// dropped.
    pub(in crate::cli) fn open(out: &Path, manifest: &Manifest) -> Result<Self, CliError> {
        let path = beside(out, ".part");
        let about = about(&path);
        let options = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let file = options.map_err(&about)?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(SweepFileError::Busy { path }.into());
        }
        // A file system without locks has none to respect.
        let mut part = Self {
            path: path.clone(),
            file,
            n_points: 0,
            damage: None,
        };
        if part.is_beginning(manifest).map_err(&about)? {
            part.begin(manifest).map_err(&about)?;
        } else {
            part.go_on(manifest)?;
        }
        Ok(part)
    }

    /// Whether the file was cut within its first line, or is new.
    fn is_beginning(&mut self, manifest: &Manifest) -> io::Result<bool> {
        let line = manifest.line();
        let mut head = Vec::new();
        (&self.file)
            .take(line.len() as u64)
            .read_to_end(&mut head)?;
        Ok(head.len() < line.len() && line.as_bytes().starts_with(&head))
    }

    fn begin(&mut self, manifest: &Manifest) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(manifest.line().as_bytes())
    }

    fn go_on(&mut self, manifest: &Manifest) -> Result<(), CliError> {
        self.file.rewind().map_err(about(&self.path))?;
        let found = scan::scan(BufReader::new(&self.file)).map_err(about(&self.path))?;
        let path = self.path.clone();
        let found = found.map_err(|why| SweepFileError::without_manifest(&path, why))?;
        if let Some(difference) = difference(&found, manifest) {
            return Err(SweepFileError::OtherPart { path, difference }.into());
        }
        self.n_points = found.n_points;
        let goes_on = self.goes_on(found.sound_bytes).map_err(about(&path))?;
        self.damage = found.damage.filter(|_| goes_on);
        self.cut(found.sound_bytes).map_err(about(&self.path))
    }

    /// Whether a block was closed after so many bytes: one that an interruption left was not.
    fn goes_on(&mut self, bytes: u64) -> io::Result<bool> {
        self.file.seek(SeekFrom::Start(bytes))?;
        let (mut reader, mut line) = (BufReader::new(&self.file), Vec::new());
        loop {
            scan::read_line(&mut reader, &mut line)?;
            if line.is_empty() || (line.starts_with(b"# ") && line.ends_with(b"\n")) {
                return Ok(!line.is_empty());
            }
        }
    }

    fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.file.set_len(bytes)?;
        self.file.seek(SeekFrom::Start(bytes)).map(|_| ())
    }

    /// Adds a block of rows of so many points.
    pub(in crate::cli) fn append(&mut self, rows: &str, points: u64) -> Result<(), CliError> {
        let text = format!("{rows}{}", Block::of(rows, points).line());
        self.file
            .write_all(text.as_bytes())
            .map_err(about(&self.path))
    }

    /// Where it is.
    pub(in crate::cli) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the shard its name.
    pub(in crate::cli) fn finish(self, out: &Path) -> Result<(), CliError> {
        self.file.sync_all().map_err(about(&self.path))?;
        fs::rename(&self.path, out).map_err(about(out))
    }

    /// Removes it: its rows are elsewhere.
    pub(in crate::cli) fn remove(self) -> Result<(), CliError> {
        fs::remove_file(&self.path).map_err(about(&self.path))
    }
}

/// Where a shard that was found is not the one that is asked for.
pub(in crate::cli) fn difference(found: &Scan, asked: &Manifest) -> Option<Difference> {
    let shards = (found.manifest.shard(), asked.shard());
    found.manifest.differs_from(asked).or(match shards {
        (Some(found), Some(asked)) if found != asked => Some(Difference::of_shards(found, asked)),
        _ => None,
    })
}

/// The name with something after it.
pub(in crate::cli) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// An error of the system, with the file.
pub(in crate::cli) fn about(path: &Path) -> impl Fn(io::Error) -> CliError + use<> {
    let path = path.to_owned();
    move |source| CliError::File {
        path: path.clone(),
        source,
    }
}
