//! Numbers: exact rationals, intervals, and the only door to transcendental functions.
//!
//! Nothing here knows about networks, and nothing here draws at random.

pub mod decimal;
mod exact;
mod fingerprint;
pub mod interval;
mod interval_exp;
pub mod rational;
pub mod real;
pub mod special;
pub mod sum;
pub mod tolerance;
pub mod vector;

pub use decimal::brief;
pub use decimal::significant;
pub use fingerprint::Fingerprint;
pub use interval::Interval;
pub use rational::{Rational, RationalError};
pub use tolerance::Tolerance;
