//! The first line of a shard: of which sweep it is, and which part of it.

use crate::cli::sweep::format::RowFormat;
use crate::evidence::sweep;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Shard;
use serde::Deserialize;
use serde::Serialize;
use std::fmt;

/// What must agree for two shards to be of one sweep, and which shard this is.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Manifest {
    /// The layout of the file itself.
    sweep: u32,
    /// The version of varprop.
    varprop: String,
    /// The fingerprint of the numbers that this build draws and predicts.
    numbers: String,
    seed: u64,
    /// The fingerprint of the grid.
    grid: String,
    /// Points of the whole grid.
    points: u64,
    format: RowFormat,
    k: u64,
    n: u64,
}

/// The layout that this program writes.
const LAYOUT: u32 = 2;

/// What every manifest of every layout has.
#[derive(Deserialize)]
struct Layout {
    sweep: u64,
}

/// Why a line is no manifest of this program's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum NoManifest {
    /// It is something else.
    Other,
    /// It is of another layout.
    Layout { found: u64, expected: u64 },
}

/// The field in which two manifests differ, and both values.
#[derive(Debug)]
pub(in crate::cli) struct Difference {
    field: &'static str,
    found: String,
    expected: String,
}

impl Manifest {
    pub(in crate::cli) fn new(grid: &Grid, seed: u64, format: RowFormat, shard: Shard) -> Self {
        Self {
            sweep: LAYOUT,
            varprop: env!("CARGO_PKG_VERSION").to_owned(),
            numbers: sweep::numbers().to_string(),
            seed,
            grid: grid.fingerprint().to_string(),
            points: grid.n_points(),
            format,
            k: shard.k(),
            n: shard.n(),
        }
    }

    /// The manifest of a first line, without its end.
    ///
    /// # Errors
    /// [`NoManifest`]; a manifest of another layout may have other fields, and is told by its first.
    pub(in crate::cli) fn read(line: &str) -> Result<Self, NoManifest> {
        let text = line.strip_prefix("# ").ok_or(NoManifest::Other)?;
        let layout: Layout = serde_json::from_str(text).map_err(|_| NoManifest::Other)?;
        if layout.sweep != u64::from(LAYOUT) {
            let (found, expected) = (layout.sweep, u64::from(LAYOUT));
            return Err(NoManifest::Layout { found, expected });
        }
        let manifest: Option<Self> = serde_json::from_str(text).ok();
        let manifest = manifest.filter(|manifest| manifest.shard().is_some());
        manifest.ok_or(NoManifest::Other)
    }

    /// The first line, with its end.
    pub(in crate::cli) fn line(&self) -> String {
        // Numbers and texts only: they always serialize.
        format!("# {}\n", serde_json::to_string(self).unwrap_or_default())
    }

    /// Which shard it is; `None` if there is no such shard.
    pub(in crate::cli) fn shard(&self) -> Option<Shard> {
        Shard::new(self.k, self.n).ok()
    }

    /// Points of the whole grid.
    pub(in crate::cli) fn n_points(&self) -> u64 {
        self.points
    }

    pub(in crate::cli) fn format(&self) -> RowFormat {
        self.format
    }

    /// Where the sweep of this one is not that of the other, if anywhere.
    pub(in crate::cli) fn differs_from(&self, expected: &Self) -> Option<Difference> {
        let pairs = self.fields().into_iter().zip(expected.fields());
        pairs
            .map(|((field, found), (_, expected))| Difference {
                field,
                found,
                expected,
            })
            .find(|difference| difference.found != difference.expected)
    }

    /// What shards of one sweep share, by name.
    fn fields(&self) -> [(&'static str, String); 8] {
        [
            ("layout", self.sweep.to_string()),
            ("version of varprop", self.varprop.clone()),
            (
                "build, by the numbers that it draws and predicts",
                self.numbers.clone(),
            ),
            ("grid", self.grid.clone()),
            ("number of points", self.points.to_string()),
            ("seed", self.seed.to_string()),
            ("format", self.format.name().to_owned()),
            ("number of shards", self.n.to_string()),
        ]
    }
}

impl Difference {
    /// The difference of two shards that should be the same.
    pub(in crate::cli) fn of_shards(found: Shard, expected: Shard) -> Self {
        let (found, expected) = (found.to_string(), expected.to_string());
        Self {
            field: "shard",
            found,
            expected,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            found,
            expected,
        } = self;
        write!(f, "{field} ({found}, expected {expected})")
    }
}
