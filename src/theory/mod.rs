//! Predictions: moments of activations, laws of weights, fans, mean-field recursions.
//!
//! Nothing here draws a random number, and nothing here knows of proofs or measurements.

pub mod activation;
pub mod certified;
pub mod distribution;
pub mod mean_field;
pub mod quadrature;
pub mod shape;
