//! The line under each block of points: how many lines it has, and their fingerprint.

use crate::num::Fingerprint;
use serde::Deserialize;
use serde::Serialize;

/// What a finished block says of itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Block {
    /// Points in it.
    points: u64,
    /// Lines of rows in it.
    rows: u64,
    /// Of their bytes.
    hash: String,
}

/// A block whose lines are met one by one.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli) struct OpenBlock {
    /// Points met.
    pub(in crate::cli) points: u64,
    rows: u64,
    hash: Fingerprint,
}

impl OpenBlock {
    /// With one more line, its end included.
    pub(in crate::cli) fn take(&mut self, line: &[u8]) {
        self.rows += 1;
        self.hash = self.hash.extended(line);
    }

    /// What its last line must say.
    pub(in crate::cli) fn closed(&self) -> Block {
        Block {
            points: self.points,
            rows: self.rows,
            hash: self.hash.to_string(),
        }
    }
}

impl Block {
    /// The block of these rows of so many points.
    pub(in crate::cli) fn of(rows: &str, points: u64) -> Self {
        let mut open = OpenBlock {
            points,
            ..OpenBlock::default()
        };
        rows.split_inclusive('\n')
            .for_each(|line| open.take(line.as_bytes()));
        open.closed()
    }

    pub(in crate::cli) fn read(line: &str) -> Option<Self> {
        serde_json::from_str(line.strip_prefix("# ")?).ok()
    }

    /// The line, with its end.
    pub(in crate::cli) fn line(&self) -> String {
        // Numbers and texts only: they always serialize.
        format!("# {}\n", serde_json::to_string(self).unwrap_or_default())
    }
}
