//! The line under each block of points: how many lines it has, and their fingerprint.

use crate::num::Fingerprint;

/// A block whose lines are met one by one.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli) struct Block {
    points: u64,
    rows: u64,
    bytes: u64,
    hash: Fingerprint,
    /// The point of the last line.
    current: Option<u64>,
}

impl Block {
    /// The block of these lines of so many points.
    pub(in crate::cli) fn of(rows: &str, points: u64) -> Self {
        let mut block = Self::default();
        for line in rows.split_inclusive('\n') {
            block.take(line.as_bytes());
        }
        Self { points, ..block }
    }

    /// One more line, its end included.
    pub(in crate::cli) fn take(&mut self, line: &[u8]) {
        self.rows += 1;
        self.bytes += line.len() as u64;
        self.hash = self.hash.extended(line);
    }

    /// The next line is of this point.
    pub(in crate::cli) fn enter(&mut self, point: u64) {
        if self.current != Some(point) {
            self.current = Some(point);
            self.points += 1;
        }
    }

    /// The point of the last line.
    pub(in crate::cli) fn current(&self) -> Option<u64> {
        self.current
    }

    /// Points met.
    pub(in crate::cli) fn n_points(&self) -> u64 {
        self.points
    }

    /// Bytes met.
    pub(in crate::cli) fn n_bytes(&self) -> u64 {
        self.bytes
    }

    /// The line that closes it, with its end.
    pub(in crate::cli) fn line(&self) -> String {
        let Self {
            points, rows, hash, ..
        } = self;
        format!("# {{\"points\":{points},\"rows\":{rows},\"hash\":\"{hash}\"}}\n")
    }
}
