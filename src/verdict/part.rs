//! What a piece of evidence speaks of: which sentence of the claim, and how much of it.

use serde::{Deserialize, Serialize};

/// The sentence that a piece of evidence judges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The statement as its source makes it.
    #[default]
    Statement,
    /// The amended statement that the claim offers in its place.
    Amendment,
}

/// How much of that sentence it covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Some instances: enough to refute or to support, never to verify.
    #[default]
    Instance,
    /// The whole domain that the sentence names.
    Whole,
}
