//! Why a network cannot be built, run or trained. It holds no logic beyond the messages and codes.

use crate::linear::LinearError;
use crate::num::RationalError;
use crate::spec::SpecError;

/// Why a network, a rule or a training run is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A product or matrix is refused.
    #[error(transparent)]
    Linear(#[from] LinearError),
    /// Exact arithmetic left its range.
    #[error(transparent)]
    Exact(#[from] RationalError),
    /// A function that a kind of number lacks.
    #[error("{function} has no formula over {kind}")]
    NoFormula {
        /// The function.
        function: String,
        /// The kind of number.
        kind: &'static str,
    },
    /// A network without layers.
    #[error("a network needs at least one layer, got none")]
    Empty,
    /// A layer without inputs or without units.
    #[error("a layer needs at least one input and one unit, got weights of {fan_out}×{fan_in}")]
    EmptyLayer {
        /// Rows of the weights.
        fan_out: usize,
        /// Columns of the weights.
        fan_in: usize,
    },
    /// A bias that is not one number a unit.
    #[error("a layer of {expected} units needs a bias of {expected} numbers, got {received}")]
    Bias {
        /// How many units the layer has.
        expected: usize,
        /// How many numbers the bias has.
        received: usize,
    },
    /// Two layers do not chain.
    #[error(
        "layer {layer} receives {expected} activations from below, its weights take {received}"
    )]
    Chain {
        /// The layer, from 1.
        layer: usize,
        /// The units of the layer below.
        expected: usize,
        /// The fan-in of the layer.
        received: usize,
    },
    /// Numbers that do not fit the network or each other.
    #[error("{what}: {expected} expected, got {received}")]
    Shape {
        /// What was received.
        what: &'static str,
        /// The size that would fit.
        expected: usize,
        /// The size received.
        received: usize,
    },
    /// A cross-entropy on something else than logits.
    #[error("{loss} reads logits: the last layer must have the identity, it has {activation}")]
    NotLogits {
        /// The loss.
        loss: &'static str,
        /// The last layer's activation.
        activation: String,
    },
    /// A parameter of a rule out of range.
    #[error("{what} must be {allowed}, got {received}")]
    OutOfRange {
        /// The parameter.
        what: &'static str,
        /// What is allowed.
        allowed: &'static str,
        /// What was received.
        received: f64,
    },
    /// A batch of no samples.
    #[error("a batch needs at least one sample, got 0")]
    EmptyBatch,
    /// The text does not name a rule with its parameters.
    #[error(transparent)]
    Spec(#[from] SpecError),
}

impl NetworkError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Linear(error) => error.code(),
            Self::Exact(_) => "exact-arithmetic",
            Self::NoFormula { .. } => "no-formula",
            Self::Empty => "empty-network",
            Self::EmptyLayer { .. } => "empty-layer",
            Self::Bias { .. } => "bias",
            Self::Chain { .. } => "chain",
            Self::Shape { .. } => "network-shape",
            Self::NotLogits { .. } => "not-logits",
            Self::OutOfRange { .. } => "out-of-range",
            Self::EmptyBatch => "empty-batch",
            Self::Spec(error) => error.code(),
        }
    }

    /// Refuses two sizes that differ.
    pub(in crate::learning) fn require(
        what: &'static str,
        expected: usize,
        received: usize,
    ) -> Result<(), Self> {
        if expected == received {
            return Ok(());
        }
        Err(Self::Shape {
            what,
            expected,
            received,
        })
    }
}
