//! Dense matrices of doubles and their product, in one order of summation; kernels that slide over
//! signals.
//!
//! Everything that multiplies matrices (simulations, training) does so here, so that its bits do
//! not depend on processor, thread count or block size. It knows nothing of networks.

mod batch;
mod composition;
mod entry;
mod error;
mod kernel;
mod matrix;
mod packed;
mod product;
mod signal;
mod sliding;
#[cfg(test)]
pub(crate) mod specimen;
mod work;

pub use composition::reachable_dimension;
pub use error::LinearError;
pub use matrix::{Matrix, View};
pub use product::{MAX_ENTRIES, product};
pub use signal::{Kernels, Signal};
pub use sliding::{Border, Slide, convolve, correlate, gathered, windows};
pub use work::Work;
pub(crate) use work::keep_memory;
pub(crate) use work::pool;

pub(crate) use batch::Batch;
pub(crate) use entry::Entry;
pub(crate) use kernel::ROWS;
pub(crate) use packed::{Packed, pack_columns, pack_rows};
pub(crate) use product::within_limit;
