//! Derivations: proof scripts run against the kernel, and identities decided by tactics.
//!
//! Nothing here is trusted: whatever a tactic finds, a kernel rule makes the theorem.

mod certificate;
mod error;
mod justify;
mod link;
mod proof;
mod run;
mod scope;

pub use certificate::certificate;
pub use error::ProofError;
pub use proof::{NamedTheorem, Proof};
pub use run::{prove_script, prove_theorem};
