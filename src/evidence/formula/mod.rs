//! Formulas as evidence: values of terms, exact or enclosed, and identities over all naturals.
//!
//! Exact numbers stay exact; whatever cannot be exact becomes an interval that surely holds the
//! truth. It knows no theory: named functions come from outside through [`Functions`].

mod arithmetic;
mod builtin;
mod comparison;
mod error;
mod evaluation;
mod identity;
mod inequality;
mod nearest;
mod polynomial;
mod ratio;
mod value;

pub use comparison::Comparison;
pub use comparison::compare;
pub use error::EvaluationError;
pub use evaluation::Environment;
pub use evaluation::Functions;
pub use evaluation::NoFunctions;
pub use evaluation::evaluate;
pub use identity::Counterexample;
pub use identity::Identity;
pub use identity::Question;
pub use identity::decide;
pub use nearest::nearest;
pub use value::Value;
