//! The perceptron in exact rationals: training, margins, separability, mistake bounds.
//!
//! It parses no file and draws no picture. One algorithm serves exact rationals and doubles
//! ([`Scalar`]); everything that claims to be exact is computed in rationals alone.
//!
//! References: F. Rosenblatt (1958), "The perceptron"; A. B. J. Novikoff (1962), "On convergence
//! proofs on perceptrons"; M. Minsky and S. Papert (1969), "Perceptrons".

mod boolean;
mod elimination;
mod enclosure;
mod error;
mod examination;
mod family;
mod known;
mod label;
mod nearest;
mod oracle;
mod order;
mod plane;
mod rule;
mod samples;
mod scalar;
mod search;
mod separation;
mod settings;
#[cfg(test)]
mod specimen;
mod trace;
mod train;

pub use boolean::BooleanFunction;
pub use error::PerceptronError;
pub use examination::{Bound, Examination};
pub use family::{Arrangement, orthonormal};
pub use known::Known;
pub use label::Label;
pub use order::Order;
pub use plane::Plane;
pub use rule::{SignOfZero, StepAtZero, UpdateRule};
pub use samples::{Sample, Samples};
pub use scalar::Scalar;
pub use search::{Counterexample, Judge, Judged, SearchReport, Space, search};
pub use separation::{Boundary, Separation, Separator, separate, shows_inseparable};
pub use settings::Settings;
pub use trace::{Trace, Update};
pub use train::train;
