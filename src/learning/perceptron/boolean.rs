//! The sixteen Boolean functions of two inputs, as samples. It separates none of them.

use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::num::Rational;

/// A Boolean function of two inputs x, y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BooleanFunction(u8);

/// Names in the order of the answers at (0, 0), (0, 1), (1, 0), (1, 1), read as a binary number.
const NAMES: [&str; 16] = [
    "false",
    "and",
    "x-and-not-y",
    "x",
    "y-and-not-x",
    "y",
    "xor",
    "or",
    "nor",
    "xnor",
    "not-y",
    "x-or-not-y",
    "not-x",
    "y-or-not-x",
    "nand",
    "true",
];

impl BooleanFunction {
    /// All sixteen.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..16).map(Self)
    }

    /// The function of this name: `and`, `xor`, `x-or-not-y`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|function| function.name() == name)
    }

    /// All names, in order.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        &NAMES
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.get(usize::from(self.0)).copied().unwrap_or_default()
    }

    /// Its answer.
    #[must_use]
    pub fn value(self, x: bool, y: bool) -> bool {
        let place = 2 * u8::from(x) + u8::from(y);
        self.0 >> (3 - place) & 1 == 1
    }

    /// The four cases (0, 0), (0, 1), (1, 0), (1, 1), with + where the function is true.
    ///
    /// # Errors
    /// None: four points of two features are samples.
    pub fn samples(self) -> Result<Samples, PerceptronError> {
        let cases = [(false, false), (false, true), (true, false), (true, true)];
        let sample = |(x, y): (bool, bool)| Sample {
            features: [x, y].map(|bit| Rational::integer(bit.into())).to_vec(),
            label: if self.value(x, y) {
                Label::Plus
            } else {
                Label::Minus
            },
        };
        Samples::new(cases.map(sample).to_vec())
    }
}
