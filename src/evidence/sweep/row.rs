//! One line of a sweep's answer: a point and a layer, flat, so that it reads straight into a table.
//!
//! What is missing is `None`, never 0; every number is finite.

use serde::Deserialize;
use serde::Serialize;

/// Declares the row and the meaning of each column from the same words.
macro_rules! row {
    ($($name:ident: $kind:ty, $meaning:literal;)+) => {
        /// One point and one layer. Columns come in this order in every format.
        ///
        /// It reads back from the CSV that it is written as, and from the JSON too: to the last bit
        /// where `serde_json` has its feature `float_roundtrip`.
        #[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
        pub struct Row {
            $(#[doc = $meaning] pub $name: $kind,)+
        }

        /// The name of each column, in order, and what it means.
        pub const COLUMNS: &[(&str, &str)] = &[$((stringify!($name), $meaning),)+];

        impl Row {
            /// What stands in each of [`COLUMNS`], in order.
            ///
            /// # Example
            /// ```
            /// # use varprop::evidence::sweep::{COLUMNS, Field, Row};
            /// let row = Row { width: 3, ..Row::default() };
            /// let named = |name| COLUMNS.iter().position(|(column, _)| *column == name).unwrap();
            /// assert_eq!(row.fields()[named("width")], Field::Count(3));
            /// assert_eq!(row.fields()[named("q")], Field::Number(None));
            /// ```
            #[must_use]
            pub fn fields(&self) -> [Field<'_>; COLUMNS.len()] {
                [$(Field::from(&self.$name),)+]
            }
        }
    };
}

row! {
    point: u64, "the point's place in the grid, from 0";
    width: u64, "units of the input and of every layer";
    depth: u64, "layers of the network";
    activation: String, "as the grid writes it";
    initializer: String, "as the grid writes it, the place for sigma_w unfilled";
    sigma_w: Option<f64>, "what fills the place in the initializer, by default the square root of fan_in·Var(W)";
    sigma_b: Option<f64>, "standard deviation of the biases, where the grid has that axis";
    layer: u64, "from 1";
    replicates: u64, "independent networks";
    engine: String, "what computed the layers: direct or exact";
    q: Option<f64>, "mean over networks of the mean square of the pre-activations z";
    q_se: Option<f64>, "standard error of q over networks";
    q_n: u64, "networks that q is the mean of; the others left the doubles";
    log_q: Option<f64>, "mean over networks of ln of the mean square of z";
    log_q_se: Option<f64>, "standard error of log_q over networks";
    log_q_n: u64, "networks that log_q is the mean of; in the others the signal died or left the doubles";
    q_predicted: Option<f64>, "the mean of z² by the recursion of infinite width";
    q_predicted_error: Option<f64>, "bound on the error of q_predicted as the value of that recursion";
    q_finite: Option<f64>, "the mean of z² to order 1/width, of independent weights";
    chi: Option<f64>, "mean over networks of the ratio of the mean squares of ∂J/∂a before and behind the layer";
    chi_se: Option<f64>, "standard error of chi over networks";
    chi_n: u64, "networks that chi is the mean of; in the others the gradient died or left the doubles";
    chi_predicted: Option<f64>, "width·Var(W) times the mean of φ′(z)² by the recursion of infinite width";
    chi_predicted_error: Option<f64>, "bound on the error of chi_predicted";
    kurtosis: Option<f64>, "mean over networks of the kurtosis of the activations; of few units it lies below the law's";
    kurtosis_se: Option<f64>, "standard error of kurtosis over networks";
    kurtosis_n: u64, "networks that kurtosis is the mean of; in the others activations are all equal or left the doubles";
    kurtosis_predicted: Option<f64>, "of the activation of a normal z of variance q_predicted";
    kurtosis_predicted_error: Option<f64>, "bound on the error of kurtosis_predicted";
    dead: Option<f64>, "mean share of units that are 0 for the whole batch, over networks whose activations are all doubles";
    dead_se: Option<f64>, "standard error of dead over networks";
    saturated: Option<f64>, "mean share of activations within 1 % of an asymptote, over networks whose activations are all doubles";
    saturated_se: Option<f64>, "standard error of saturated over networks";
    saturated_predicted: Option<f64>, "its probability for a normal z of variance q_predicted";
    saturated_predicted_error: Option<f64>, "bound on the error of saturated_predicted";
}

/// What stands in one column of a row: every column holds one kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field<'a> {
    /// How many, or which.
    Count(u64),
    /// A word.
    Text(&'a str),
    /// A finite number, where there is one.
    Number(Option<f64>),
}

impl From<&u64> for Field<'_> {
    fn from(count: &u64) -> Self {
        Self::Count(*count)
    }
}

impl<'a> From<&'a String> for Field<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<&Option<f64>> for Field<'_> {
    fn from(number: &Option<f64>) -> Self {
        Self::Number(*number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_once_and_as_programs_like_it() {
        let mut names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        let is_plain = |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(names.iter().all(is_plain));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COLUMNS.len());
    }
}
