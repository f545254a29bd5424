//! What made these tensors: which law, which scale rule, which bug.
//!
//! An audit reads a checkpoint tensor by tensor, in one pass and without holding it, and says what
//! each tensor is: an initial one under these laws, or none. It opens no files and draws nothing.
//!
//! | file | what it is for |
//! |---|---|
//! | [`format`](mod@format) | files of tensors: names, shapes, formats, bytes in order |
//! | [`Scan`] | one pass over a tensor: moments, extremes, rows and columns, a sample |

mod error;
pub mod format;
mod role;
mod scan;

pub use error::AuditError;
pub use role::{Reading, Role};
pub use scan::{Repeats, Sampled, Scan, Scanner};
