//! Samples with class labels. It knows nothing of networks.

use crate::learning::data::DataError;
use crate::linear::Matrix;

/// Samples × features, and the class of each sample.
///
/// # Example
/// ```
/// use varprop::learning::data::Dataset;
/// use varprop::linear::Matrix;
/// let inputs = Matrix::new(2, 1, vec![-1.0, 1.0]).unwrap();
/// let data = Dataset::new(inputs, vec![0, 1], 2).unwrap();
/// assert_eq!(data.one_hot().values(), [1.0, 0.0, 0.0, 1.0]);
/// assert_eq!(data.signs(), Some(vec![-1.0, 1.0]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    inputs: Matrix,
    labels: Vec<usize>,
    n_classes: usize,
}

impl Dataset {
    /// These samples, one row each, with classes 0 to `n_classes` − 1.
    ///
    /// # Errors
    /// [`DataError::Empty`] without samples, [`DataError::Labels`] unless there is one label a
    /// sample, [`DataError::Class`] for a label that is not a class.
    pub fn new(inputs: Matrix, labels: Vec<usize>, n_classes: usize) -> Result<Self, DataError> {
        if inputs.rows() == 0 {
            return Err(DataError::Empty);
        }
        if inputs.rows() != labels.len() {
            return Err(DataError::Labels {
                samples: inputs.rows(),
                labels: labels.len(),
            });
        }
        if let Some(sample) = labels.iter().position(|label| *label >= n_classes) {
            let label = labels.get(sample).copied().unwrap_or_default();
            return Err(DataError::Class {
                sample,
                label,
                n_classes,
            });
        }
        Ok(Self {
            inputs,
            labels,
            n_classes,
        })
    }

    /// The dataset of parts that the caller made to agree.
    pub(in crate::learning::data) fn of(
        inputs: Matrix,
        labels: Vec<usize>,
        n_classes: usize,
    ) -> Self {
        debug_assert!(inputs.rows() == labels.len() && inputs.rows() > 0);
        debug_assert!(labels.iter().all(|label| *label < n_classes));
        Self {
            inputs,
            labels,
            n_classes,
        }
    }

    /// Samples × features.
    #[must_use]
    pub fn inputs(&self) -> &Matrix {
        &self.inputs
    }

    /// The class of each sample.
    #[must_use]
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// How many classes there are; some may have no sample.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }

    /// How many samples there are, at least 1.
    #[must_use]
    pub fn samples(&self) -> usize {
        self.labels.len()
    }

    /// How many features a sample has.
    #[must_use]
    pub fn features(&self) -> usize {
        self.inputs.columns()
    }

    /// How many samples each class has.
    #[must_use]
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.n_classes];
        for label in &self.labels {
            if let Some(count) = counts.get_mut(*label) {
                *count += 1;
            }
        }
        counts
    }

    /// Samples × classes: 1 at the sample's class, 0 elsewhere.
    #[must_use]
    pub fn one_hot(&self) -> Matrix {
        let classes = 0..self.n_classes;
        let row = |label: &usize| {
            let label = *label;
            classes
                .clone()
                .map(move |class| f64::from(u8::from(class == label)))
        };
        let values: Vec<f64> = self.labels.iter().flat_map(row).collect();
        Matrix::of(self.samples(), self.n_classes, values)
    }

    /// Samples × 1: the class as a number, the target of one output unit for two classes.
    #[must_use]
    pub fn column(&self) -> Matrix {
        let values = self.labels.iter().map(|label| *label as f64).collect();
        Matrix::of(self.samples(), 1, values)
    }

    /// −1 for class 0 and +1 for class 1; `None` unless there are two classes.
    #[must_use]
    pub fn signs(&self) -> Option<Vec<f64>> {
        let sign = |label: &usize| if *label == 0 { -1.0 } else { 1.0 };
        (self.n_classes == 2).then(|| self.labels.iter().map(sign).collect())
    }
}
