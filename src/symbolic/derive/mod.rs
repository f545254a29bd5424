//! Derivations: proof scripts run against the kernel, and identities decided by tactics.
//!
//! Nothing here is trusted: whatever a tactic finds, a kernel rule makes the theorem.

mod certificate;
mod chain;
mod decide;
mod error;
mod hypotheses;
mod justify;
mod link;
mod needs;
mod proof;
mod rules;
mod run;
mod scope;
mod supply;
mod tactic;
#[cfg(test)]
mod tests;
mod weaker;

pub use certificate::certificate;
pub use decide::{Decision, Derivation, decide};
pub use error::ProofError;
pub use hypotheses::missing_hypotheses;
pub use needs::{Need, Requirement, needs, needs_of_decision};
pub use proof::{NamedTheorem, Proof};
pub use rules::{RULES, ScriptRule};
pub use run::{prove_script, prove_theorem};
