//! Exact terms, the statements made of them, and the signatures that give their symbols a meaning.
//!
//! No floats, no input or output, no parsing: what a proof trusts must fit on a few pages.

mod error;
mod signature;
mod statement;
mod substitution;
mod term;

pub use error::ExprError;
pub use signature::{Assumption, Family, FamilyKind, Index, IndexRange, Natural, Signature};
pub use statement::{Relation, Statement};
pub use term::{Aggregation, Operator, Term};
