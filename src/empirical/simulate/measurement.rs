//! All records of an experiment in order, and averages over its replicates.
//!
//! It compares nothing with a prediction: see `stat`.

use crate::empirical::simulate::LayerRecord;
use crate::num::sum;

/// What an experiment measured: a record for every replicate and layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Outer: replicates from 0; inner: layers from the first.
    pub replicates: Vec<Vec<LayerRecord>>,
}

impl Measurement {
    /// One quantity of one layer (from 1) over replicates, in their order.
    pub fn values<'a>(
        &'a self,
        layer: usize,
        quantity: impl Fn(&LayerRecord) -> Option<f64> + 'a,
    ) -> impl Iterator<Item = Option<f64>> + 'a {
        let of_layer = move |records: &'a Vec<LayerRecord>| {
            layer.checked_sub(1).and_then(|place| records.get(place))
        };
        let records = self.replicates.iter().map(of_layer);
        records.map(move |record| record.and_then(&quantity))
    }

    /// The average of one quantity of one layer (from 1) over replicates.
    ///
    /// Give a function of the record, for example ln q_l:
    /// `|r| r.pre_activation.second_moment.map(real::ln)`.
    pub fn summary(&self, layer: usize, quantity: impl Fn(&LayerRecord) -> Option<f64>) -> Summary {
        Summary::of(self.values(layer, quantity))
    }
}

/// The average of one number over replicates. Replicates are independent, so its standard error
/// is that of a mean; samples of a batch share their weights and are not counted as replicates.
///
/// # Example
/// ```
/// use varprop::empirical::simulate::Summary;
/// let summary = Summary::of([Some(1.0), Some(3.0), None]);
/// assert_eq!((summary.n, summary.n_missing), (2, 1));
/// assert_eq!(summary.mean, Some(2.0));
/// assert_eq!(summary.standard_error, Some(1.0));
/// assert_eq!(Summary::of([Some(1.0)]).standard_error, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// Replicates that have the number.
    pub n: u64,
    /// Replicates where it is missing or not finite; when there are some, the mean is that of the
    /// others only.
    pub n_missing: u64,
    /// The mean; `None` of no replicates.
    pub mean: Option<f64>,
    /// √(Σ(x − mean)²/(n − 1)/n); `None` below two replicates: missing, never 0.
    pub standard_error: Option<f64>,
    /// The least.
    pub minimum: Option<f64>,
    /// The greatest.
    pub maximum: Option<f64>,
}

impl Summary {
    /// The average of what is present.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = Option<f64>>) -> Self {
        let all: Vec<_> = values.into_iter().collect();
        let finite = |value: &Option<f64>| value.filter(|x| x.is_finite());
        let present: Vec<_> = all.iter().filter_map(finite).collect();
        Self {
            n: present.len() as u64,
            n_missing: (all.len() - present.len()) as u64,
            mean: sum::mean(&present),
            standard_error: standard_error(&present),
            minimum: present.iter().copied().reduce(f64::min),
            maximum: present.iter().copied().reduce(f64::max),
        }
    }
}

fn standard_error(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = sum::mean(values)?;
    let squares = sum::sum(values.iter().map(|x| (x - mean) * (x - mean)));
    (n > 1.0).then(|| (squares / (n - 1.0) / n).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_error_of_one_replicate_is_missing() {
        let summary = Summary::of([Some(7.0)]);
        assert_eq!((summary.mean, summary.standard_error), (Some(7.0), None));
        assert_eq!((summary.minimum, summary.maximum), (Some(7.0), Some(7.0)));
    }

    #[test]
    fn infinite_values_count_as_missing() {
        let summary = Summary::of([
            Some(f64::NEG_INFINITY),
            Some(2.0),
            Some(f64::NAN),
            Some(4.0),
        ]);
        assert_eq!((summary.n, summary.n_missing), (2, 2));
        assert_eq!(summary.mean, Some(3.0));
    }

    #[test]
    fn a_layer_that_does_not_exist_is_missing_in_every_replicate() {
        let measurement = Measurement {
            replicates: vec![Vec::new(), Vec::new()],
        };
        let summary = measurement.summary(0, |record| record.activation.mean);
        assert_eq!((summary.n, summary.n_missing), (0, 2));
        assert_eq!(summary.mean, None);
    }
}
