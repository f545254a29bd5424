//! Evidence: engines that take a claim's requests and answer with findings.
//!
//! The only room that sees predictions and measurements at once. It ranks nothing: the verdict
//! is `verdict::combine`'s.

mod engine;
mod error;
pub mod finite;
pub mod formula;
mod functions;
mod gain;
mod init;
mod layers;
mod run;
mod settings;
mod simulation;

pub use error::EvidenceError;
pub use gain::gain;
pub use init::{InitAnswer, init};
pub use run::run;
pub use settings::Settings;
pub use simulation::{SimulationRequest, expand_widths, simulate};
