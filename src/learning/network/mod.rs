//! Dense networks: forward, back-propagation, losses, optimizers, gradient checks.
//!
//! Every product of matrices is `linear::product` on one thread: each number is one chain over
//! ascending unit or sample. So units with equal weights stay equal to the bit, and a permutation
//! of the units a sum runs over may move its last bit. It draws no weights and reads no file.

mod backward;
mod check;
mod dense;
mod dropout;
mod error;
mod forward;
mod loss;
mod net;
mod optimizer;
mod rule;
pub mod scalar;
mod training;

#[cfg(test)]
pub(in crate::learning) mod specimen;
#[cfg(test)]
mod tests;

pub use backward::Gradients;
pub use check::{Check, Deviation, check_gradients};
pub use dense::Dense;
pub use dropout::Dropout;
pub use error::NetworkError;
pub use forward::Forward;
pub use loss::Loss;
pub use net::Network;
pub use optimizer::Optimizer;
pub use rule::{ALL, Entry, Rule};
pub use training::{Order, Outcome, Training, train};
