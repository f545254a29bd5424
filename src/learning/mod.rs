//! Learning: what happens to weights after they were initialized.
//!
//! | room | what it is for |
//! |---|---|
//! | [`data`] | datasets: built-in shapes, synthetic digits, CSV and IDX files |
//! | [`perceptron`] | the perceptron in exact rationals, margins, separability, mistake bounds |
//! | [`network`] | dense networks, back-propagation, optimizers, gradient checks |
//! | [`experiment`] | named experiments: data, network, initializer, optimizer, what was recorded |
//! | [`worked`] | the textbooks' worked examples, number by number |

pub mod data;
pub mod experiment;
pub mod network;
pub mod perceptron;
pub mod worked;
