//! Verdicts: evidence as plain data, and the one function that ranks it.
//!
//! It computes no evidence and prints nothing; see `evidence` and `report`.

mod combine;
mod finding;
mod part;
mod run;
mod sheet;
mod test_summary;
mod word;

pub use combine::combine;
pub use finding::{Finding, Outcome};
pub use part::{Part, Scope};
pub use run::{ClaimResult, Run, Summary};
pub use sheet::{Cell, Column, Sheet};
pub use test_summary::{Guarantee, Judges, TestSummary};
pub use word::Verdict;
