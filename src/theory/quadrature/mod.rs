//! Integrals against the standard normal density, each answered with an interval that holds it.
//!
//! Three independent ways to an integral live here: [`gaussian_mean`], the trapezoid rule with its
//! strip bound (fast: the default); [`HalfLine`], closed forms for e^(kx) on a half-line;
//! and [`enclosure`], Taylor jets in interval arithmetic (slow, trusts no theorem of complex
//! analysis and no library function). Where two of them apply, tests make them overlap.
//!
//! It does not know of activations: they bring their integrands as [`Monomial`]s in a [`Basis`].

pub mod elementary;
pub mod enclosure;

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
