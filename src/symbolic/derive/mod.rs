//! Derivations: proof scripts run against the kernel, and identities decided by tactics.
//!
//! Nothing here is trusted: whatever a tactic finds, a kernel rule makes the theorem.

mod error;
mod hypotheses;
mod justify;
mod link;
mod proof;
mod rules;
mod run;
mod scope;

pub use error::ProofError;
pub use hypotheses::missing_hypotheses;
pub use proof::{NamedTheorem, Proof};
pub use rules::{RULES, ScriptRule};
pub use run::{prove_script, prove_theorem};
