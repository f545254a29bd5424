//! Why an engine cannot answer: always the request's fault, and always located.

use crate::empirical::simulate::SimulateError;
use crate::empirical::stat::StatError;
use crate::evidence::formula::EvaluationError;
use crate::initializer::InitializerError;
use crate::learning::data::DataError;
use crate::learning::experiment::ExperimentError;
use crate::learning::network::NetworkError;
use crate::symbolic::finite::ModelError;
use crate::theory::activation::ActivationError;
use crate::theory::mean_field::MeanFieldError;
use crate::theory::shape::ShapeError;
use thiserror::Error;

/// Why a request cannot be served.
#[derive(Debug, Error)]
pub enum EvidenceError {
    /// An activation that does not exist, or a moment that does not.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// An initializer that does not exist, or cannot serve these fans.
    #[error(transparent)]
    Initializer(#[from] InitializerError),
    /// A recursion that cannot be followed.
    #[error(transparent)]
    MeanField(#[from] MeanFieldError),
    /// A convolution that does not exist.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// A network that cannot be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// A test that cannot be made.
    #[error(transparent)]
    Stat(#[from] StatError),
    /// A finite model that cannot be built.
    #[error(transparent)]
    Finite(#[from] ModelError),
    /// Data that do not exist.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A network, optimizer or dropout that does not exist.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// An experiment that cannot be run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// A formula without a value.
    #[error("in `{formula}`: {source}")]
    Formula {
        /// The formula as written.
        formula: String,
        /// What is wrong with it.
        source: EvaluationError,
    },
    /// Keys of a request that contradict one another.
    #[error("{0}")]
    Request(String),
    /// Any of these, in a claim.
    #[error("claim `{claim}`, [[evidence.{engine}]]: {source}")]
    InClaim {
        /// The claim's id.
        claim: String,
        /// The engine that was asked.
        engine: &'static str,
        /// What is wrong.
        source: Box<EvidenceError>,
    },
}

impl EvidenceError {
    /// A stable name for the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Activation(error) => error.code(),
            Self::Initializer(error) => error.code(),
            Self::MeanField(error) => error.code(),
            Self::Shape(error) => error.code(),
            Self::Simulate(error) => error.code(),
            Self::Stat(error) => error.code(),
            Self::Finite(error) => error.code(),
            Self::Data(error) => error.code(),
            Self::Network(error) => error.code(),
            Self::Experiment(error) => error.code(),
            Self::Formula { source, .. } => source.code(),
            Self::Request(_) => "request-inconsistent",
            Self::InClaim { source, .. } => source.code(),
        }
    }

    /// The same reason, with the claim and the engine it arose in.
    pub(in crate::evidence) fn in_claim(self, claim: &str, engine: &'static str) -> Self {
        Self::InClaim {
            claim: claim.to_owned(),
            engine,
            source: Box::new(self),
        }
    }

    /// A formula's error, with the formula.
    pub(in crate::evidence) fn formula(formula: &str, source: EvaluationError) -> Self {
        Self::Formula {
            formula: formula.to_owned(),
            source,
        }
    }
}
