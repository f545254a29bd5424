//! Signal propagation through fully connected networks, forward and backward, as measured.
//!
//! Weights are drawn, inputs are drawn, moments are averages over what came out. Of an activation
//! it knows value, derivative and saturation only: no Gaussian moment, gain, recursion or fixed
//! point of `theory` enters, because a measurement must not know the prediction it will judge.
//!
//! | file | what it is for |
//! |---|---|
//! | [`Network`] | widths, activation, initializer, biases |
//! | [`Layer`], [`forward_layer`] | one layer forward: Z = A·Wᵀ + b, A′ = φ(Z) |
//! | [`backward_layer`] | one layer backward |
//! | [`Moments`], [`LayerRecord`] | what is recorded of a layer |
//! | [`propagate`] | one replicate of a network |
//! | [`Experiment`] | many replicates over threads |
//! | [`EngineChoice`] | whether weights are drawn, or outputs from their law |
//! | [`ConvolutionalNetwork`] | the same for stacks of convolutions |
//! | [`Measurement`], [`Summary`] | their records in order, and averages over replicates |

mod backward;
mod convolutional;
mod engine;
mod error;
mod exact;
mod experiment;
mod forward;
#[cfg(test)]
mod laws;
mod measurement;
mod moments;
mod network;
mod propagate;
mod record;
mod settings;
#[cfg(test)]
mod specimen;

pub use backward::{LayerGradients, backward_layer};
pub use convolutional::{ConvolutionRecord, ConvolutionalNetwork};
pub use engine::EngineChoice;
pub use error::SimulateError;
pub use experiment::{Experiment, Observation};
pub use forward::{Layer, forward_layer};
pub use measurement::{Measurement, Summary};
pub use moments::Moments;
pub use network::Network;
pub use propagate::propagate;
pub use record::{GradientRecord, LayerRecord, effective_samples};
pub use settings::{Backward, Detail, EffectiveSamples, Engine, Precision, Settings};
