//! Reports: from verdicts to bytes, in every format.
//!
//! It computes no number that it prints, and it opens no file.
//! To add a format: a file, a `mod` line, an entry in [`ALL`].

mod audit;
mod explain;
mod json;
mod markdown;
mod palette;
mod proof;
mod table;
mod text;
mod worked;

use crate::claim::Claim;
use crate::verdict::Run;
use crate::verdict::Sheet;

pub use audit::AuditFormat;
pub use audit::AuditReport;
pub use audit::audit;
pub use explain::explain;
pub use json::Json;
pub use markdown::Markdown;
pub use palette::Palette;
pub use proof::ProofEntry;
pub use proof::ProofFormat;
pub use proof::ProofOutcome;
pub use proof::Proved;
pub use proof::proof_list;
pub use proof::proofs;
pub use table::Table;
pub use worked::WorkedFormat;
pub use worked::worked;
pub use worked::worked_list;

/// A way of writing results down.
pub trait Format: Sync {
    /// The name by which a user asks for it.
    fn name(&self) -> &'static str;

    /// A whole run; `claims` gives the sentences, in the order of the run.
    fn run(&self, run: &Run, claims: &[Claim]) -> String;

    /// Sheets of numbers, as one document.
    fn sheets(&self, sheets: &[Sheet]) -> String;
}

/// Every format.
pub const ALL: [&dyn Format; 3] = [
    &Table {
        palette: Palette::Plain,
    },
    &Json,
    &Markdown,
];

/// The format with this name.
#[must_use]
pub fn format(name: &str) -> Option<&'static dyn Format> {
    ALL.into_iter().find(|format| format.name() == name)
}

#[cfg(test)]
pub(in crate::report) mod fixture {
    //! One fixed run that every format is tested on.

    use crate::verdict::Cell;
    use crate::verdict::ClaimResult;
    use crate::verdict::Column;
    use crate::verdict::Finding;
    use crate::verdict::Guarantee;
    use crate::verdict::Outcome;
    use crate::verdict::Part;
    use crate::verdict::Run;
    use crate::verdict::Scope;
    use crate::verdict::Sheet;
    use crate::verdict::TestSummary;
    use crate::verdict::Verdict;

    pub(in crate::report) fn sheet() -> Sheet {
        let columns = vec![
            Column::new("layer", "layer, from 1"),
            Column::new("q", "E[z²]"),
        ];
        let mut sheet = Sheet::new("Layers", columns);
        sheet.push(vec![Cell::Count(1), Cell::number(0.394_294_490_39)]);
        sheet.push(vec![Cell::Count(2), Cell::Missing]);
        sheet
    }

    pub(in crate::report) fn run() -> Run {
        let test = TestSummary {
            name: "variance".into(),
            null: "N(0, 1)".into(),
            n_samples: 10,
            statistic: "chi2 = 9.3".into(),
            p_value: 0.4321,
            guarantee: Guarantee::Exact,
            judges: crate::verdict::Judges::Sentence,
            detectable: "5 % of variance".into(),
            rejected: false,
        };
        let finding = Finding {
            engine: "theory",
            part: Part::Statement,
            scope: Scope::Instance,
            outcome: Outcome::Refuted,
            figure: "0.394 | not 1".into(),
            shows: "one layer loses variance".into(),
            uses: vec!["normal".into()],
            instances: 1,
            details: vec!["a detail".into()],
            sheets: vec![sheet()],
            tests: vec![test],
        };
        let claim = |id: &str, verdict| ClaimResult {
            id: id.into(),
            work: "Book (Author, 2000)".into(),
            section: "§1".into(),
            verdict,
            expected: Verdict::Refuted,
            findings: vec![finding.clone()],
            unused_assumptions: vec!["iid".into()],
        };
        let claims = vec![claim("a", Verdict::Refuted), claim("b", Verdict::Supported)];
        Run {
            seed: 1,
            alpha: 1e-6,
            n_tests: 2,
            claims,
        }
    }
}
