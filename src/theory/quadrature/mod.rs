//! Integrals against the standard normal density, each answered with an interval that holds it.
//!
//! Two independent ways to an integral live here: [`gaussian_mean`], the trapezoid rule with its
//! strip bound (fast: the default), and [`HalfLine`], closed forms for e^(kx) on a half-line.
//! A third, slow, that trusts no theorem of complex analysis and no library function, is
//! `theory::certified`; tests make it overlap with what these two say.
//!
//! It does not know of activations: they bring their integrands as [`Monomial`]s in a [`Basis`].

pub mod elementary;

mod basis;
mod erfcx;
mod half_exponential;
mod hermite;
mod monomial;
mod trapezoid;

pub use basis::Basis;
pub use erfcx::erfcx;
pub use half_exponential::ExponentialTerm;
pub use half_exponential::HalfLine;
pub use hermite::Hermite;
pub use monomial::Monomial;
pub use monomial::Polynomial;
pub use trapezoid::Decay;
pub use trapezoid::Integrand;
pub use trapezoid::Rounding;
pub use trapezoid::StripBound;
pub use trapezoid::Term;
pub use trapezoid::gaussian_mean;
