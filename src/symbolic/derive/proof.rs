//! What a script that was accepted proves.

use crate::symbolic::expr::Signature;
use crate::symbolic::kernel::Theorem;

/// A theorem of a script with all that was inferred on the way.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The theorem's name.
    pub name: String,
    /// What the script's author says of it.
    pub note: Option<String>,
    /// Its declarations.
    pub signature: Signature,
    /// The goals, in order, each without suppositions.
    pub goals: Vec<Theorem>,
    /// Every labelled step, in order.
    pub steps: Vec<NamedTheorem>,
}

/// A step of a script.
#[derive(Clone, Debug)]
pub struct NamedTheorem {
    /// Its label.
    pub label: String,
    /// What the script's author says of it.
    pub note: Option<String>,
    /// What it proves.
    pub theorem: Theorem,
    /// The links of its chain, with the rule and the arguments as they are written.
    pub links: Vec<(Theorem, String)>,
}
