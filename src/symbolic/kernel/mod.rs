//! The proof kernel: theorems, and the rules that make them. The trusted base.
//!
//! Trusted are this room, `symbolic::expr`, and the checked rationals of `num`. Nothing outside can
//! make or change a [`Theorem`]. A rule that cannot see that it applies refuses; what it cannot
//! discharge it writes into the theorem. There are no floats, no input or output, no parsing here.
//!
//! ```
//! use std::collections::BTreeMap;
//! use varprop::symbolic::kernel::{Context, Rule, equation};
//! use varprop::symbolic::syntax::{parse_signature, parse_statement};
//! let signature = parse_signature("var X, Y\nindep X | Y")?;
//! let context = Context::new(signature)?;
//! let goal = parse_statement("Var[X + Y] = Var[X] + Var[Y]")?;
//! let theorem = equation(&context, &goal, Rule::Moments, &[])?;
//! assert_eq!(theorem.moments()["X"], 2);
//! let wrong = parse_statement("Var[X - Y] = Var[X] - Var[Y]")?;
//! assert_eq!(equation(&context, &wrong, Rule::Moments, &[]).unwrap_err().code(), "sides-differ");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod aggregate;
mod call;
mod chance;
mod context;
mod derivative;
mod equational;
mod guard;
mod mean;
mod normal;
mod order;
mod part;
mod pattern;
mod polynomial;
mod power;
mod read_back;
mod readable;
mod refusal;
mod replace;
mod rewrite;
mod rule;
mod sign;
mod structural;
#[cfg(test)]
mod tests;
mod theorem;

pub use chance::{law, sign_flip};
pub use context::Context;
pub use equational::{equation, normal_form, square_root};
pub use order::{cancel, mean_monotone, order, sum_monotone};
pub use refusal::Refusal;
pub use rule::Rule;
pub use structural::{assumption, discharge, induction, instantiate, nonzero, suppose};
pub use theorem::{Dependence, Step, Theorem};
