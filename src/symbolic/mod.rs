//! Exact terms, their syntax, the proof kernel and its users; the room of proofs.
//!
//! It knows nothing of predictions or measurements.

pub mod derive;
pub mod expr;
pub mod finite;
pub mod kernel;
pub mod replay;
pub mod syntax;
