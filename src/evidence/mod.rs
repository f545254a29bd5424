//! Evidence: engines that take a claim's requests and answer with findings.
//!
//! The only room that sees predictions and measurements at once. It ranks nothing: the verdict
//! is `verdict::combine`'s.

mod agreement;
mod comparison;
mod convention;
mod convolution;
mod engine;
mod error;
pub mod formula;
mod functions;
mod gain;
mod init;
mod instances;
mod judgement;
mod layers;
mod lookup;
mod observation;
mod perceptron;
mod prediction;
mod records;
mod run;
mod settings;
mod shape_of_activation;
mod show;
mod simulation;
mod specimen;
pub mod sweep;
mod training;

pub use convention::conventions;
pub use convolution::{
    ConvolutionRequest, SignalOptions, SignalRequest, convolution, convolution_signal,
};
pub use error::EvidenceError;
pub use functions::{Entry as FunctionEntry, all as functions, certified_names};
pub use gain::gain;
pub use init::{InitAnswer, init};
pub use run::run;
pub use settings::Settings;
pub use shape_of_activation::activation_properties;
pub use simulation::{SimulationAnswer, activation_histograms, simulate, simulate_forward};
pub use specimen::default_batch;
pub use training::{TrainingAnswer, train};
