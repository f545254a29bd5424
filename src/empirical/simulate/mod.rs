//! Signal propagation through fully connected networks, forward and backward, as measured.
//!
//! Weights are drawn, inputs are drawn, moments are averages over what came out. Of an activation
//! it knows value, derivative and saturation only: no Gaussian moment, gain, recursion or fixed
//! point of `theory` enters, because a measurement must not know the prediction it will judge.
//!
//! | file | what it is for |
//! |---|---|
//! | [`Network`] | widths, activation, initializer, biases |
//! | `weights` | the weights of a layer, drawn block by block when they are needed |
//! | `supply`, `carrier` | the block of weights that is multiplied and the one drawn meanwhile; the batch on its way |
//! | `forward`, `backward`, `region` | one layer: products, and the pointwise half of it |
//! | [`Moments`], [`LayerRecord`] | what is recorded of a layer |
//! | `propagate` | one replicate of a network |
//! | [`Experiment`], [`Observation`] | many replicates over threads, and a look at their layers |
//! | [`EngineChoice`] | whether weights are drawn, or outputs from their law |
//! | [`ConvolutionalNetwork`] | the same for stacks of convolutions |
//! | [`Measurement`], [`Summary`] | their records in order, and averages over replicates |

mod backward;
mod carrier;
mod convolutional;
mod engine;
mod error;
mod exact;
mod experiment;
mod forward;
#[cfg(test)]
mod laws;
mod ledger;
mod measurement;
mod moments;
mod network;
mod observation;
mod propagate;
mod record;
mod region;
mod settings;
#[cfg(test)]
mod specimen;
mod supply;
mod weights;

pub use convolutional::{ConvolutionRecord, ConvolutionalNetwork};
pub use engine::EngineChoice;
pub use error::SimulateError;
pub use experiment::Experiment;
pub use measurement::{Measurement, Summary};
pub use moments::Moments;
pub use network::Network;
pub use observation::Observation;
pub use record::{GradientRecord, LayerRecord, effective_samples};
pub use settings::{Backward, Detail, EffectiveSamples, Engine, Precision, Settings};
