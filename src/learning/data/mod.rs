//! Datasets: built-in shapes, synthetic digits, CSV and IDX bytes.
//!
//! To add a built-in dataset: a file, a `mod` line, an entry in [`ALL`]. It trains nothing and
//! reads no file: bytes come from the caller.

mod blobs;
mod boolean;
mod circle;
mod dataset;
mod digits;
mod error;
mod idx;
mod quadrants;
mod recipe;
mod registry;
mod spec;
mod spiral;
mod split;
mod standardizer;
mod table;

pub use blobs::Blobs;
pub use boolean::Boolean;
pub use circle::Circle;
pub use dataset::Dataset;
pub use digits::Digits;
pub use error::DataError;
pub use idx::{ElementType, IdxError, IdxTensor, from_idx};
pub use quadrants::Quadrants;
pub use recipe::{MAX_SAMPLES, Recipe};
pub use registry::{ALL, Entry};
pub use spec::parse;
pub use spiral::Spiral;
pub use split::Split;
pub use standardizer::Standardizer;
pub use table::{ColumnName, Delimiter, Table, TableError, TableOptions};
