//! Two Gaussian clouds: the problem that one straight line solves.
//!
//! It checks no parameter that all shapes share: `recipe` does.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::Planar;
use crate::learning::data::registry;
use crate::random::Stream;
use crate::spec::Parameter;

/// Two Gaussian blobs, centred at −(½, ½) for class 0 and (½, ½) for class 1.
///
/// # Definition
/// x = ±(½, ½) + noise·g, g ~ N(0, I), drawn again until x ∈ [−1, 1]².
///
/// # Errors
/// [`DataError::Samples`] outside 2..=100000; [`DataError::ParameterOutOfRange`] for noise
/// outside 0..=1.
///
/// # Example
/// ```
/// use varprop::learning::data::{Blobs, Recipe};
/// use varprop::random::Stream;
/// let data = Blobs::new(2, 0.0)?.draw(Stream::root(1));
/// assert_eq!(data.inputs().values(), [-0.5, -0.5, 0.5, 0.5]);
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # References
/// Smilkov & Carter (2016), the TensorFlow playground, "Gaussian".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blobs(Planar);

/// The entry of blobs in `ALL`.
pub(in crate::learning::data) const ENTRY: Entry = Entry {
    name: "blobs",
    aliases: &["gaussians"],
    summary: "two Gaussian clouds on a diagonal; a line separates them while noise is small",
    parameters: &[
        registry::SAMPLES,
        Parameter::optional("noise", "0.15", "the standard deviation of each cloud"),
    ],
    build: |given| {
        Ok(Box::new(Blobs::new(
            given.count("samples")?,
            given.number("noise")?,
        )?))
    },
};

impl Blobs {
    /// So many samples of clouds of this standard deviation.
    ///
    /// # Errors
    /// As the type says.
    pub fn new(samples: usize, noise: f64) -> Result<Self, DataError> {
        Ok(Self(Planar::new(samples, noise)?))
    }
}

impl Recipe for Blobs {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn label(&self) -> String {
        self.0.label(ENTRY.name)
    }

    fn draw(&self, stream: Stream) -> Dataset {
        self.0.draw(stream, |class, _| match class {
            0 => [-0.5; 2],
            _ => [0.5; 2],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::num::sum::mean;

    #[test]
    fn each_cloud_has_its_centre_and_its_spread() {
        let data = Blobs::new(20_000, 0.1).unwrap().draw(Stream::root(2));
        let values = |class: usize| -> Vec<f64> {
            let rows = data.inputs().values().chunks(2).zip(data.labels());
            let of_class = rows.filter(|(_, label)| **label == class);
            of_class.flat_map(|(row, _)| row.to_vec()).collect()
        };
        for (class, centre) in [(0, -0.5), (1, 0.5)] {
            // 20,000 coordinates; five deviations to the edge of the square: it moves nothing.
            let values = values(class);
            let error = 0.1 / f64::sqrt(values.len() as f64);
            let near = Tolerance::standard_errors(5.0, error);
            assert!(near.accepts(mean(&values).unwrap(), centre));
            let squares: Vec<f64> = values.iter().map(|x| (x - centre) * (x - centre)).collect();
            // The variance of a squared normal is 2σ⁴.
            let near = Tolerance::standard_errors(5.0, error * 0.1 * f64::sqrt(2.0));
            assert!(near.accepts(mean(&squares).unwrap(), 0.01));
        }
    }
}
