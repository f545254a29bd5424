//! The exact four points of a Boolean function of two inputs.
//!
//! XOR with many noisy points is in `quadrants`.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::checked_range;
use crate::linear::Matrix;
use crate::random::Stream;
use crate::spec::Parameter;

/// The truth table of AND, OR or XOR as four samples: (F, F), (F, T), (T, F), (T, T).
///
/// # Definition
/// T is 1 and F is `low`, 0 or −1; the class is the function's value. Nothing is drawn.
///
/// # Errors
/// [`DataError::ParameterOutOfRange`] for a `low` outside −1..=0.
///
/// # Example
/// ```
/// use varprop::learning::data::{Boolean, Recipe};
/// use varprop::random::Stream;
/// let data = Boolean::xor(0.0)?.draw(Stream::root(1));
/// assert_eq!(data.inputs().values(), [0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
/// assert_eq!(data.labels(), [0, 1, 1, 0]);
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boolean {
    name: &'static str,
    table: [usize; 4],
    low: f64,
}

/// What false is, of every function.
const LOW: &[Parameter] = &[Parameter::optional(
    "low",
    "0",
    "the number for false; true is 1",
)];

/// The entry of xor in `ALL`.
pub(in crate::learning::data) const XOR: Entry = Entry {
    name: "xor",
    aliases: &[],
    summary: "the four points of exclusive or",
    parameters: LOW,
    build: |given| Ok(Box::new(Boolean::xor(given.number("low")?)?)),
};

/// The entry of and in `ALL`.
pub(in crate::learning::data) const AND: Entry = Entry {
    name: "and",
    aliases: &[],
    summary: "the four points of and",
    parameters: LOW,
    build: |given| Ok(Box::new(Boolean::and(given.number("low")?)?)),
};

/// The entry of or in `ALL`.
pub(in crate::learning::data) const OR: Entry = Entry {
    name: "or",
    aliases: &[],
    summary: "the four points of or",
    parameters: LOW,
    build: |given| Ok(Box::new(Boolean::or(given.number("low")?)?)),
};

impl Boolean {
    /// Exclusive or.
    ///
    /// # Errors
    /// As the type says.
    pub fn xor(low: f64) -> Result<Self, DataError> {
        Self::new(XOR.name, [0, 1, 1, 0], low)
    }

    /// Both.
    ///
    /// # Errors
    /// As the type says.
    pub fn and(low: f64) -> Result<Self, DataError> {
        Self::new(AND.name, [0, 0, 0, 1], low)
    }

    /// One or both.
    ///
    /// # Errors
    /// As the type says.
    pub fn or(low: f64) -> Result<Self, DataError> {
        Self::new(OR.name, [0, 1, 1, 1], low)
    }

    fn new(name: &'static str, table: [usize; 4], low: f64) -> Result<Self, DataError> {
        let low = checked_range("low", low, (-1.0, 0.0), "in -1..=0")?;
        Ok(Self { name, table, low })
    }
}

impl Recipe for Boolean {
    fn name(&self) -> &'static str {
        self.name
    }

    fn label(&self) -> String {
        if self.low == 0.0 {
            return self.name.to_owned();
        }
        format!("{}(low={})", self.name, self.low)
    }

    fn draw(&self, _stream: Stream) -> Dataset {
        let (f, t) = (self.low, 1.0);
        let inputs = Matrix::of(4, 2, vec![f, f, f, t, t, f, t, t]);
        Dataset::of(inputs, self.table.to_vec(), 2)
    }
}
