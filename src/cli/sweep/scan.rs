//! Reads a shard from its beginning and says how far it is sound.
//!
//! It trusts nothing: a line may have any bytes and any length that a line of a shard has not.

use crate::cli::sweep::block::Block;
use crate::cli::sweep::manifest::Manifest;
use crate::cli::sweep::manifest::NoManifest;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Damage {
    pub(in crate::cli) line: u64,
    pub(in crate::cli) reason: &'static str,
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

/// Reads to the end or the first unsound line; why not, if the first line is no manifest.
pub(in crate::cli) fn scan(mut reader: impl BufRead) -> io::Result<Result<Scan, NoManifest>> {
    let mut line = Vec::new();
    read_line(&mut reader, &mut line)?;
    let manifest = match ended(&line).map_or(Err(NoManifest::Other), Manifest::read) {
        Ok(manifest) => manifest,
        Err(why) => return Ok(Err(why)),
    };
    let shard = manifest.shard().unwrap_or(Shard::WHOLE);
    let mut points = shard.points(manifest.n_points());
    let mut scan = Scan {
        sound_bytes: line.len() as u64,
        manifest,
        n_blocks: 0,
        n_points: 0,
        damage: None,
    };
    let mut block = Block::default();
    for number in 2.. {
        read_line(&mut reader, &mut line)?;
        if line.is_empty() && block.n_bytes() == 0 {
            break;
        }
        if let Err(reason) = scan.take(&line, &mut block, &mut points) {
            scan.damage = Some(Damage {
                line: number,
                reason,
            });
            break;
        }
    }
    Ok(Ok(scan))
}

impl Scan {
    /// Takes one line: a row of the open block, or the line that closes it.
    fn take(
        &mut self,
        line: &[u8],
        block: &mut Block,
        points: &mut impl Iterator<Item = u64>,
    ) -> Result<(), &'static str> {
        let text = ended(line).ok_or("a line that does not end, or is no text")?;
        if text.starts_with('#') {
            if block.n_points() == 0 || block.line().as_bytes() != line {
                return Err("the lines above are not those that this line vouches for");
            }
            self.sound_bytes += block.n_bytes() + line.len() as u64;
            self.n_blocks += 1;
            self.n_points += block.n_points();
            *block = Block::default();
            return Ok(());
        }
        let point = self.manifest.format().lines().point_of(text);
        let next = point
            .filter(|_| point == block.current())
            .or_else(|| points.next());
        match next {
            Some(next) if point == Some(next) => block.enter(next),
            _ => return Err("a row of another point than the next of this shard"),
        }
        block.take(line);
        Ok(())
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
