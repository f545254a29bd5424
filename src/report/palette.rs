//! Colours of verdicts on a terminal; whether there is one is for `cli` to know.

use crate::verdict::Verdict;

/// Whether words are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// No escape codes.
    Plain,
    /// ANSI colours.
    Ansi,
}

impl Palette {
    /// A verdict, coloured after it was padded, so that columns stay straight.
    #[must_use]
    pub fn verdict(self, verdict: Verdict, padded: &str) -> String {
        let code = match verdict {
            Verdict::Proved | Verdict::Verified | Verdict::Supported => 32,
            Verdict::Imprecise | Verdict::Inconclusive => 33,
            Verdict::Refuted => 31,
            Verdict::Conflict => 35,
        };
        match self {
            Self::Plain => padded.to_owned(),
            Self::Ansi => format!("\u{1b}[{code}m{padded}\u{1b}[0m"),
        }
    }
}
