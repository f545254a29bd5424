//! Training experiments by name: data, network, initializer, optimizer, and what was recorded.
//!
//! Everything is drawn from one stream, so the same plan, stream and replicate give the same bytes.
//! It measures and decides nothing; no prediction of `theory` enters.
//!
//! | file | what it is for |
//! |---|---|
//! | [`Plan`] | what is trained, on what, how |
//! | [`Output`] | the last layer and the loss that goes with it |
//! | [`State`], [`LayerState`] | a network on its data, at one moment |
//! | [`Record`] | the state before and after, and the loss in between |
//! | [`Cppn`] | the picture that an untrained network paints |
//! | [`Grid`] | what a picture of the plane shows |
//! | [`over_replicates`] | many runs over threads, in order |

mod cppn;
mod error;
mod extreme;
mod grid;
mod output;
mod plan;
mod record;
mod replicates;
mod run;
mod state;
#[cfg(test)]
mod tests;

pub use cppn::Cppn;
pub use error::ExperimentError;
pub use grid::Grid;
pub use output::Output;
pub use plan::Plan;
pub use record::{CurvePoint, Record};
pub use replicates::{MAX_REPLICATES, over_replicates};
pub use state::{LayerState, State};
