//! A dataset in two parts, to train with and to test with.
//!
//! It keeps the share of each class; it does not standardize.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::linear::Matrix;
use crate::random::Stream;

/// Samples to train with and samples that training never sees.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// To train with.
    pub train: Dataset,
    /// To test with.
    pub test: Dataset,
}

impl Dataset {
    /// Splits at random, each class on its own: of a class of n samples, round(`test_share`·n)
    /// become test samples. Both parts keep the order of the samples.
    ///
    /// # Example
    /// ```
    /// use varprop::learning::data::parse;
    /// use varprop::random::Stream;
    /// let data = parse("blobs(samples=10)")?.draw(Stream::root(1));
    /// let split = data.split(0.2, Stream::root(1).named("split"))?;
    /// assert_eq!((split.train.samples(), split.test.samples()), (8, 2));
    /// assert_eq!(split.test.class_counts(), [1, 1]);
    /// # Ok::<(), varprop::learning::data::DataError>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError::ParameterOutOfRange`] for a share outside 0..1; [`DataError::Empty`] where one
    /// of the parts would hold no sample.
    pub fn split(&self, test_share: f64, stream: Stream) -> Result<Split, DataError> {
        if !(0.0..1.0).contains(&test_share) {
            return Err(DataError::ParameterOutOfRange {
                parameter: "test_share",
                allowed: "at least 0 and below 1",
                received: test_share,
            });
        }
        let mut is_test = vec![false; self.samples()];
        for class in 0..self.n_classes() {
            for sample in self.test_samples(class, test_share, stream) {
                if let Some(flag) = is_test.get_mut(sample) {
                    *flag = true;
                }
            }
        }
        Ok(Split {
            train: self.filtered(&is_test, false)?,
            test: self.filtered(&is_test, true)?,
        })
    }

    /// The samples of a class that become test samples.
    fn test_samples(&self, class: usize, share: f64, stream: Stream) -> Vec<usize> {
        let labels = self.labels().iter().enumerate();
        let of_class = labels.filter(|(_, label)| **label == class);
        let mut samples: Vec<usize> = of_class.map(|(sample, _)| sample).collect();
        stream
            .indexed(class as u64)
            .generator()
            .shuffle(&mut samples);
        samples.truncate((share * samples.len() as f64).round() as usize);
        samples
    }

    /// The samples whose flag has this value.
    fn filtered(&self, flags: &[bool], wanted: bool) -> Result<Self, DataError> {
        let mut values = Vec::new();
        let mut labels = Vec::new();
        for (sample, (flag, label)) in flags.iter().zip(self.labels()).enumerate() {
            if *flag == wanted {
                values.extend_from_slice(self.inputs().row(sample).unwrap_or_default());
                labels.push(*label);
            }
        }
        let inputs = Matrix::of(labels.len(), self.features(), values);
        Self::new(inputs, labels, self.n_classes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::data::parse;

    fn data() -> Dataset {
        parse("digits(100)").unwrap().draw(Stream::root(1))
    }

    #[test]
    fn every_sample_is_in_one_part_and_every_class_in_both() {
        let data = data();
        let split = data.split(0.3, Stream::root(2)).unwrap();
        assert_eq!(split.test.class_counts(), [3; 10]);
        assert_eq!(split.train.class_counts(), [7; 10]);
        let mut rows: Vec<&[f64]> = Vec::new();
        for part in [&split.train, &split.test] {
            rows.extend(part.inputs().values().chunks(64));
        }
        for sample in 0..100 {
            let row = data.inputs().row(sample).unwrap();
            assert_eq!(rows.iter().filter(|other| **other == row).count(), 1);
        }
    }

    #[test]
    fn the_stream_decides_which_samples_are_kept_for_the_test() {
        let test = |seed| data().split(0.3, Stream::root(seed)).unwrap().test;
        assert_eq!(test(1), test(1));
        assert_ne!(test(1), test(2));
    }

    #[test]
    fn a_split_without_test_samples_is_refused() {
        assert_eq!(data().split(0.0, Stream::root(1)), Err(DataError::Empty));
        let share = data().split(1.0, Stream::root(1)).unwrap_err();
        assert_eq!(share.code(), "parameter-out-of-range");
    }
}
