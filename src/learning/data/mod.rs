//! Datasets: built-in shapes, synthetic digits, CSV and IDX bytes.
//!
//! It trains nothing and reads no file: bytes come from the caller.

mod dataset;
mod error;

pub use dataset::Dataset;
pub use error::DataError;
