//! Sweeps: one small experiment at every point of a grid, predicted and measured layer by layer.
//!
//! | file | what it is for |
//! |---|---|
//! | [`Grid`] | the axes and what is common to all points, read from TOML |
//! | [`Axis`] | the values of σ_w or σ_b |
//! | [`Layers`] | which layers are written |
//! | [`Point`] | one point, by its index |
//! | [`Shard`] | which points one of n processes computes, and in which blocks |
//! | [`Row`] | one line of the answer: a point and a layer, its [`Field`]s in columns |
//! | [`rows`] | from a point to its rows |
//! | [`run`] | many points over threads, answered in order |
//! | [`numbers`] | which numbers this build draws and predicts |
//!
//! A point's draws depend on the seed and its index alone, so neither threads nor shards change a
//! byte. Files, progress and the text of rows are `cli`'s.

mod axis;
mod cost;
mod document;
mod error;
mod grid;
mod initializer;
mod layers;
mod measure;
mod names;
mod numbers;
mod place;
mod point;
mod queue;
mod row;
mod run;
mod shard;

pub use axis::{Axis, Spacing};
pub use document::{MAX_BYTES, parse};
pub use error::SweepError;
pub use grid::{Grid, MOST_POINTS};
pub use layers::Layers;
pub use measure::rows;
pub use numbers::numbers;
pub use point::Point;
pub use row::{COLUMNS, Field, Row};
pub use run::run;
pub use shard::Shard;
