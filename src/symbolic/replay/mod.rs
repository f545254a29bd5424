//! A second checker: it reads certificates and judges every inference anew, with its own arithmetic.
//!
//! It shares terms, their syntax and rationals with the prover, and nothing else: no normal forms of
//! symbolic polynomials, no rewriting. Terms are *evaluated* in a prime field of about 2⁶¹ elements, with
//! pseudo-random elements for what is free, small numbers for the naturals, sums written out, E by
//! linearity over the written-out products, independence as far as the certificate recorded it, and
//! the cited equations met by solving for what is free in them.
//!
//! # What "checked" means
//! - An equation whose sides differ as rational functions of the free numbers is found equal at a
//!   point with probability below (degree + number of hashed atoms squared)/2⁶⁰ (Schwartz 1980,
//!   Zippel 1979), and there are fourteen points, or four where sums are long. It is *not* shown
//!   for widths that no point has: the points have up to nine values of each natural, fewer where
//!   sums are long. A claim of a higher degree in a width that agrees at all of them, and one that
//!   a premise with two roots, such as y² = 1, makes true at the root that each point happens to
//!   take, is not caught.
//! - Signs are shown from the form of terms, declarations and facts, where terms are recognized
//!   by their values as above.
//! - The declarations that an inference did not record are not used to check it.
//!
//! What the checker cannot judge it counts as unsupported; it never passes silently.

mod certificate;
mod chance;
mod condition;
mod cone;
mod equational;
mod error;
mod evaluate;
mod field;
mod judge;
mod mean;
mod order;
mod points;
mod report;
mod sign;
mod slope;
mod solve;
mod structural;
mod value;
mod world;

pub use error::ReplayError;
pub use judge::replay;
pub use report::Check;
pub use report::Report;
pub use report::Verdict;
