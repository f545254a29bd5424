//! Mean-field recursions over layers: signal, gradient, fixed points, criticality, finite width.
//!
//! Everything follows from the Gaussian moments of one activation; nothing is drawn, and nothing
//! here knows how weights are initialized: it takes Var(W), or σ_w² = fan_in·Var(W), as given.
//!
//! Conventions, in every file: the input is x ∈ ℝ^{n₀}; layer l = 1…L has the pre-activation
//! z^l = W^l a^{l−1} + b^l with a⁰ = x, and the activation a^l = φ(z^l) ∈ ℝ^{n_l}. q_l = E[(z^l)²].
//!
//! References: Glorot & Bengio (2010); He, Zhang, Ren & Sun (2015); Poole et al. (2016);
//! Schoenholz et al. (2017); Hanin & Rolnick (2018).

pub mod batch;
pub mod critical;
pub mod error;
pub mod finite_width;
pub mod fixed_point;
pub mod gradient;
pub mod homogeneous;
pub mod network;
pub mod recursion;
mod root;
#[cfg(test)]
mod test_activation;
pub mod trajectory;

pub use batch::{JointFluctuation, joint_fluctuations};
pub use critical::{CriticalPoint, CriticalPoints, critical_points};
pub use error::MeanFieldError;
pub use finite_width::{Estimate, Fluctuation, Input};
pub use fixed_point::{FixedPoint, FixedPoints, Phase, RESOLUTION, Stability, depth_scale};
pub use gradient::LayerGradient;
pub use homogeneous::HomogeneousLayer;
pub use network::{Layer, Network};
pub use recursion::Recursion;
pub use root::Growth;
pub use trajectory::LayerMoments;
