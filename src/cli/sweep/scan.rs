//! Reads a shard from its beginning and says how far it is sound.
//!
//! It trusts nothing: a line may have any bytes and any length that a line of a shard has not.

use crate::cli::sweep::block::Block;
use crate::cli::sweep::block::OpenBlock;
use crate::cli::sweep::manifest::Manifest;
use crate::evidence::sweep::Shard;
use std::io;
use std::io::BufRead;
use std::io::Read;

/// The longest line that is read: names in a row are at most as long as a grid file.
const MOST_LINE_BYTES: u64 = 4 * crate::evidence::sweep::MAX_BYTES as u64;

/// How far a shard is sound.
#[derive(Debug)]
pub(in crate::cli) struct Scan {
    pub(in crate::cli) manifest: Manifest,
    /// Bytes of the manifest and the sound blocks after it.
    pub(in crate::cli) sound_bytes: u64,
    /// Sound blocks.
    pub(in crate::cli) n_blocks: usize,
    /// Their points.
    pub(in crate::cli) n_points: u64,
    /// Where and why it is not sound further on; nothing if it ends there.
    pub(in crate::cli) damage: Option<Damage>,
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Damage {
    pub(in crate::cli) line: u64,
    pub(in crate::cli) reason: String,
}

impl Scan {
    /// Whether all points of the shard are there, and nothing else.
    pub(in crate::cli) fn is_complete(&self) -> bool {
        self.damage.is_none() && self.n_points == self.n_expected()
    }

    /// Points that the shard should have.
    pub(in crate::cli) fn n_expected(&self) -> u64 {
        self.shard().n_points(self.manifest.n_points())
    }

    pub(in crate::cli) fn shard(&self) -> Shard {
        self.manifest.shard().unwrap_or(Shard::WHOLE)
    }
}

/// Reads to the end or the first unsound line; `None` if the first line is no manifest.
pub(in crate::cli) fn scan(mut reader: impl BufRead) -> io::Result<Option<Scan>> {
    let mut line = Vec::new();
    read_line(&mut reader, &mut line)?;
    let Some(manifest) = ended(&line).and_then(Manifest::read) else {
        return Ok(None);
    };
    let mut scan = Scan {
        sound_bytes: line.len() as u64,
        manifest,
        n_blocks: 0,
        n_points: 0,
        damage: None,
    };
    scan.damage = scan.follow(&mut reader)?;
    Ok(Some(scan))
}

impl Scan {
    /// Takes block after block.
    fn follow(&mut self, reader: &mut impl BufRead) -> io::Result<Option<Damage>> {
        let mut points = self.shard().points(self.manifest.n_points()).peekable();
        let (mut line, mut open, mut bytes, mut current) =
            (Vec::new(), OpenBlock::default(), 0, None);
        for number in 2.. {
            read_line(reader, &mut line)?;
            if line.is_empty() && bytes == 0 {
                return Ok(None);
            }
            let damage = |reason: &str| {
                Ok(Some(Damage {
                    line: number,
                    reason: reason.into(),
                }))
            };
            let Some(text) = ended(&line) else {
                return damage("a line that does not end, or is no text");
            };
            bytes += line.len() as u64;
            if text.starts_with('#') {
                if Block::read(text) != Some(open.closed()) || open.points == 0 {
                    return damage("the lines above are not those that this line vouches for");
                }
                self.sound_bytes += bytes;
                self.n_blocks += 1;
                self.n_points += open.points;
                (open, bytes, current) = (OpenBlock::default(), 0, None);
                continue;
            }
            let point = self.manifest.format().point_of(text);
            if point.is_none() || point != current {
                if point.is_none() || point != points.next() {
                    return damage("a row of another point than the next of this shard");
                }
                open.points += 1;
                current = point;
            }
            open.take(&line);
        }
        Ok(None)
    }
}

/// One line with its end, of bounded length.
pub(in crate::cli) fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    reader
        .by_ref()
        .take(MOST_LINE_BYTES)
        .read_until(b'\n', line)?;
    Ok(())
}

/// The text of a line that has an end.
pub(in crate::cli) fn ended(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line.strip_suffix(b"\n")?).ok()
}
