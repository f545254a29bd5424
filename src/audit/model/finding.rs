//! Something to look at in a tensor: what, by a stable code, and the figure that shows it.

/// A number and the interval in which the truth lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// What was measured.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// One thing that was found.
///
/// | code | meaning |
/// |---|---|
/// | `not-finite` | values that are NaN or infinite |
/// | `not-as-expected` | no draw of what was expected |
/// | `outliers` | a few values far outside of the law that all others have |
/// | `not-haar` | orthogonal, but not uniformly so |
/// | `orthogonal-rearranged` | orthogonal as a matrix of other axes than the tensor's |
/// | `mean-shifted` | a law about another centre than 0 |
/// | `not-centred` | a uniform law's half: drawn from 0 to its bound |
/// | `orthogonal-not-excluded` | too large to tell whether it is orthogonal |
/// | `repeated-rows`, `repeated-columns` | equal or opposite ones, beyond accident |
/// | `repeated-blocks` | runs of equal rows at one distance: identical shards |
/// | `same-values` | another tensor with the same values |
/// | `reused-seed` | another tensor that begins with the same values times a factor |
/// | `tied` | the same values as an embedding: shared on purpose |
/// | `unreadable` | its bytes cannot be read |
/// | a code of [`DICTIONARY`](crate::audit::DICTIONARY) | the bug that a wrong variance points to |
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// Whether it stands against the tensor; a note does not.
    pub is_alarm: bool,
    /// One sentence with the figure that decides.
    pub text: String,
    /// Actual over expected variance, where that is what was found.
    pub ratio: Option<Span>,
}

impl Finding {
    /// Something that stands against a tensor.
    #[must_use]
    pub fn alarm(code: &'static str, text: String) -> Self {
        Self {
            code,
            is_alarm: true,
            text,
            ratio: None,
        }
    }

    /// Something worth knowing.
    #[must_use]
    pub fn note(code: &'static str, text: String) -> Self {
        Self {
            is_alarm: false,
            ..Self::alarm(code, text)
        }
    }
}
