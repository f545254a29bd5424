//! Certified numbers: moments, fixed points and phases that trust + − × ÷ √ on doubles and
//! Taylor's formula, and nothing else.
//!
//! No library function, no contour theorem, no first-order term; and, by its floor, no line of the
//! quadrature and the activations that it checks. It is slower than they are and covers only the
//! activations of [`NAMES`].

mod activation;
mod circular;
mod elementary;
mod error;
mod fixed_point;
mod integral;
mod integrand;
mod jet;
mod moment;
mod recursion;

pub use activation::Activation;
pub use activation::NAMES;
pub use error::CertifiedError;
pub use fixed_point::FixedPoint;
pub use fixed_point::FixedPoints;
pub use fixed_point::Phase;
pub use integrand::Moment;
pub use recursion::Recursion;
