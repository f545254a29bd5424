//! Exact terms and their syntax; the room of proofs.
//!
//! It knows nothing of floats, predictions or measurements.

pub mod expr;
pub mod syntax;
