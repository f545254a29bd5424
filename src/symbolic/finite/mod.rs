//! Exact finite probability models, and the search for one that refutes a statement.
//!
//! All probabilities and values are rational; there is no tolerance. A statement that no model
//! refutes is not thereby proved.

mod blocks;
mod candidate;
mod error;
mod evaluation;
mod hypothesis;
mod law;
mod layout;
mod level;
mod model;
mod prepared;
mod search;

pub use error::ModelError;
pub use evaluation::Quantity;
pub use model::Member;
pub use model::Model;
pub use search::Refutation;
pub use search::Search;
pub use search::Witness;
pub use search::refute;
