//! Features of mean 0 and variance 1, by the statistics of the training samples.
//!
//! It does not split: the test samples' statistics never enter.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::linear::Matrix;
use crate::num::sum::sum;

/// The mean and standard deviation of each feature of the samples it was made from.
///
/// # Definition
/// x_j ↦ (x_j − m_j)/s_j with m_j = (1/n)·Σ x_ij and s_j² = (1/n)·Σ (x_ij − m_j)². A feature that
/// is the same in every sample becomes 0: there s_j counts as 1.
///
/// # Example
/// ```
/// use varprop::learning::data::{Dataset, Standardizer};
/// use varprop::linear::Matrix;
/// let inputs = Matrix::new(2, 2, vec![1.0, 7.0, 3.0, 7.0]).unwrap();
/// let data = Dataset::new(inputs, vec![0, 1], 2)?;
/// let standardized = Standardizer::of(&data).apply(&data)?;
/// assert_eq!(standardized.inputs().values(), [-1.0, 0.0, 1.0, 0.0]);
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Standardizer {
    means: Vec<f64>,
    std_devs: Vec<f64>,
}

impl Standardizer {
    /// The statistics of these samples, with divisor n.
    #[must_use]
    pub fn of(training: &Dataset) -> Self {
        let (means, std_devs) = (0..training.features())
            .map(|feature| moments(training, feature))
            .unzip();
        Self { means, std_devs }
    }

    /// The mean of each feature.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The standard deviation of each feature, 1 where it is constant.
    #[must_use]
    pub fn std_devs(&self) -> &[f64] {
        &self.std_devs
    }

    /// The samples in units of these statistics.
    ///
    /// # Errors
    /// [`DataError::Features`] unless there are as many features as the statistics have.
    pub fn apply(&self, data: &Dataset) -> Result<Dataset, DataError> {
        if data.features() != self.means.len() {
            return Err(DataError::Features {
                expected: self.means.len(),
                received: data.features(),
            });
        }
        let statistics = self.means.iter().zip(&self.std_devs).cycle();
        let values = data.inputs().values().iter().zip(statistics);
        let values = values.map(|(x, (mean, std_dev))| (x - mean) / std_dev);
        let inputs = Matrix::of(data.samples(), data.features(), values.collect());
        Dataset::new(inputs, data.labels().to_vec(), data.n_classes())
    }
}

/// Mean and standard deviation of a feature.
fn moments(data: &Dataset, feature: usize) -> (f64, f64) {
    let values = || {
        let from_here = data.inputs().values().iter().skip(feature);
        from_here.step_by(data.features()).copied()
    };
    let is_constant = values().zip(values().skip(1)).all(|(x, y)| x == y);
    if is_constant {
        // The mean of equal numbers may be rounded, which would leave a variance that is none.
        return (values().next().unwrap_or_default(), 1.0);
    }
    let (mean, std_dev) = in_units_of(1.0, values);
    if std_dev.is_normal() {
        return (mean, std_dev);
    }
    // Squares left the range of doubles; in units of the largest value they do not.
    let largest = values().fold(0.0, |most: f64, x| most.max(x.abs()));
    in_units_of(largest, values)
}

/// Mean and standard deviation, computed from x/unit.
fn in_units_of<I: ExactSizeIterator<Item = f64>>(unit: f64, values: impl Fn() -> I) -> (f64, f64) {
    let n = values().len() as f64;
    let mean = sum(values().map(|x| x / unit)) / n;
    let variance = sum(values().map(|x| (x / unit - mean) * (x / unit - mean))) / n;
    (unit * mean, unit * variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::data::parse;
    use crate::num::Tolerance;
    use crate::random::Stream;

    #[test]
    fn training_samples_get_mean_0_and_variance_1() {
        let data = parse("blobs(501)").unwrap().draw(Stream::root(1));
        let standardized = Standardizer::of(&data).apply(&data).unwrap();
        let again = Standardizer::of(&standardized);
        for (mean, std_dev) in again.means().iter().zip(again.std_devs()) {
            // A value is at most 4 and rounded in its difference, its quotient and two statistics.
            let near = Tolerance::rounding(8, 4.0);
            assert!(near.accepts(*mean, 0.0) && near.accepts(*std_dev, 1.0));
        }
    }

    #[test]
    fn a_constant_feature_becomes_0_even_where_its_mean_is_rounded() {
        let inputs = Matrix::new(3, 1, vec![0.1; 3]).unwrap();
        let data = Dataset::new(inputs, vec![0, 1, 1], 2).unwrap();
        let standardized = Standardizer::of(&data).apply(&data).unwrap();
        assert_eq!(standardized.inputs().values(), [0.0; 3]);
    }

    /// ±1e200 and 0, 1e-200: two values are one standard deviation from their mean.
    #[test]
    fn features_whose_squares_leave_the_doubles_are_standardized_too() {
        let inputs = Matrix::new(2, 2, vec![1e200, 0.0, -1e200, 1e-200]).unwrap();
        let data = Dataset::new(inputs, vec![0, 1], 2).unwrap();
        let standardized = Standardizer::of(&data).apply(&data).unwrap();
        assert_eq!(standardized.inputs().values(), [1.0, -1.0, -1.0, 1.0]);
    }

    #[test]
    fn other_features_than_those_of_the_training_are_refused() {
        let plane = parse("blobs").unwrap().draw(Stream::root(1));
        let digits = parse("digits").unwrap().draw(Stream::root(1));
        let refusal = Standardizer::of(&plane).apply(&digits).unwrap_err();
        assert_eq!(refusal.to_string(), "samples need 2 features, got 64");
    }
}
