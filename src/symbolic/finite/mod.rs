//! Exact finite probability models, and the search for one that refutes a statement.
//!
//! All probabilities and values are rational; there is no tolerance. A statement that no model
//! refutes is not thereby proved.
//!
//! A problem becomes a model in this order. `mention` lists what the goal and the hypotheses
//! speak of once naturals and indices have values; `role` gives each hypothesis a use, such as
//! computing a member from those one step before; `plan` orders the uses; `layout` and
//! `space` make a probability space with the declared independence; `level` chooses sizes and
//! laws; `prepared` builds candidates, and verifies what they must satisfy.

mod action;
mod blocks;
mod error;
mod evaluation;
mod jet;
mod law;
mod layout;
mod level;
mod mention;
mod model;
mod moment;
mod mutant;
mod plan;
mod prepared;
mod problem;
mod quantity;
mod role;
mod search;
mod space;
mod structure;
#[cfg(test)]
mod tests;

pub use error::ModelError;
pub use model::Member;
pub use model::Model;
pub use mutant::mutants;
pub use quantity::Quantity;
pub use search::Refutation;
pub use search::Search;
pub use search::Witness;
pub use search::check;
pub use search::check_supposing;
pub use search::refute;
