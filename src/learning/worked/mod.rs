//! The textbooks' worked examples, number by number: what is printed beside what is true.
//!
//! Every number is enclosed (`num::Interval`), exact (`num::Rational`), or marked as a double. To
//! add an example: a file, a `mod` line, an entry in [`ALL`]. It decides nothing and prints nothing.

mod bp_222;
mod chain;
mod comparison;
mod delta_rule;
mod error;
mod example;
mod xor_221;
mod xor_handbuilt;
mod xor_run;
mod xor_vectorized;

pub use comparison::Comparison;
pub use error::WorkedError;
pub use example::{Example, Number, Row, Section};
pub use xor_run::{XorRun, run_xor};

/// What a person may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many epochs a training run is continued for.
    pub epochs: u64,
}

impl Default for Settings {
    /// 300 000 epochs: where the run of `xor-221` has come to rest.
    fn default() -> Self {
        Self { epochs: 300_000 }
    }
}

impl Settings {
    /// The most epochs: a hundred million, about a minute.
    pub const MAX_EPOCHS: u64 = 100_000_000;

    fn check(self) -> Result<(), WorkedError> {
        let (limit, received) = (Self::MAX_EPOCHS, self.epochs);
        if received <= limit {
            return Ok(());
        }
        Err(WorkedError::Epochs { limit, received })
    }
}

/// An example as a user meets it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The kebab-case name.
    pub name: &'static str,
    /// One line on what it works out.
    pub summary: &'static str,
    build: fn(&Settings) -> Result<Example, WorkedError>,
}

/// Every example.
pub static ALL: &[Entry] = &[
    Entry {
        name: "xor-221",
        summary: "back-propagation on XOR with two sigmoid units, the printed numbers compared",
        build: xor_221::example,
    },
    Entry {
        name: "xor-vectorized",
        summary: "the same in matrices, tanh below: shapes, values, one update",
        build: xor_vectorized::example,
    },
    Entry {
        name: "xor-handbuilt",
        summary: "XOR from three threshold neurons, and what else can stand for the threshold",
        build: xor_handbuilt::example,
    },
    Entry {
        name: "bp-222",
        summary: "the formulas of back-propagation in a 2-2-2 network, derived three ways",
        build: bp_222::example,
    },
    Entry {
        name: "delta-rule",
        summary: "one layer of two outputs under squared error, its gradient in blocks",
        build: delta_rule::example,
    },
];

/// The example with this name, worked out.
///
/// # Errors
/// [`WorkedError::Unknown`] for a name that is not in [`ALL`], [`WorkedError::Epochs`] beyond
/// [`Settings::MAX_EPOCHS`].
///
/// # Examples
/// Which numbers of the XOR example are printed with the wrong sign:
/// ```
/// use varprop::learning::worked::{Comparison, Settings, example};
/// let worked = example("xor-221", &Settings { epochs: 10 })?;
/// let rows = worked.sections.iter().flat_map(|section| &section.rows);
/// let wrong = rows.filter(|row| row.comparison == Some(Comparison::SignError));
/// assert_eq!(wrong.map(|row| row.symbol.as_str()).collect::<Vec<_>>(), ["w13", "w23"]);
/// # Ok::<(), varprop::learning::worked::WorkedError>(())
/// ```
/// Why a matrix of ones and inputs does not meet weights without a row for the bias:
/// ```
/// # use varprop::learning::worked::{Settings, example};
/// let worked = example("xor-vectorized", &Settings { epochs: 10 })?;
/// let refused = &worked.sections[0].rows[0];
/// assert_eq!(refused.remark, "the inner side of a product needs 3 numbers, got 2");
/// # Ok::<(), varprop::learning::worked::WorkedError>(())
/// ```
/// From which steepness sigmoid units replace the thresholds of the hand-built network:
/// ```
/// # use varprop::learning::worked::{Number, Settings, example};
/// let worked = example("xor-handbuilt", &Settings::default())?;
/// let Number::Enclosed(k) = worked.sections[2].rows[0].exact else { panic!() };
/// assert!(k.low() > 3.218_875_82 && k.high() < 3.218_875_83);
/// # Ok::<(), varprop::learning::worked::WorkedError>(())
/// ```
/// The twelve derivatives of the 2-2-2 network:
/// ```
/// # use varprop::learning::worked::{Number, Settings, example};
/// let worked = example("bp-222", &Settings::default())?;
/// let derivatives = &worked.sections[2].rows;
/// assert_eq!(derivatives.len(), 12);
/// assert!(derivatives.iter().all(|row| row.remark.starts_with("duals overlap")));
/// # Ok::<(), varprop::learning::worked::WorkedError>(())
/// ```
/// The delta rule of a linear output, exactly:
/// ```
/// # use varprop::learning::worked::{Number, Settings, example};
/// let worked = example("delta-rule", &Settings::default())?;
/// let eighth = "1/8".parse().map(Number::Exact);
/// assert_eq!(Ok(&worked.sections[0].rows[0].exact), eighth.as_ref());
/// # Ok::<(), varprop::learning::worked::WorkedError>(())
/// ```
pub fn example(name: &str, settings: &Settings) -> Result<Example, WorkedError> {
    let entry = ALL.iter().find(|entry| entry.name == name);
    let entry = entry.ok_or_else(|| WorkedError::Unknown {
        received: name.to_owned(),
        allowed: ALL
            .iter()
            .map(|entry| entry.name)
            .collect::<Vec<_>>()
            .join(", "),
    })?;
    settings.check()?;
    (entry.build)(settings)
}

#[cfg(test)]
mod tests;
