//! Tactics: ways to look for a proof. What they find is proved by the kernel, step by step.
//!
//! To add a tactic: a file, a `mod` line, an entry in [`ALL`].

mod equality;
mod hint;
mod inequality;
mod layers;
mod mean;

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;

pub(in crate::symbolic::derive) use equality::Found;

/// A way to look for a proof.
pub(in crate::symbolic::derive) struct Tactic {
    /// Its name in reports.
    pub(in crate::symbolic::derive) name: &'static str,
    /// `None` if it is not for such goals.
    pub(in crate::symbolic::derive) run: fn(&Context, &Statement) -> Option<Attempt>,
}

/// The steps to the goal, or what was missing.
pub(in crate::symbolic::derive) type Attempt = Result<Vec<NamedTheorem>, Near>;

/// How near a tactic came.
#[derive(Clone, Debug)]
pub(in crate::symbolic::derive) struct Near {
    pub(in crate::symbolic::derive) why: String,
    pub(in crate::symbolic::derive) nearest: Option<Term>,
}

/// Every tactic, in the order in which they are tried; the last that applies gives the reason.
pub(in crate::symbolic::derive) const ALL: [Tactic; 4] = [
    mean::TACTIC,
    inequality::TACTIC,
    layers::TACTIC,
    equality::TACTIC,
];
