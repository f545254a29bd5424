//! Inverted dropout: which hidden activations a step keeps. It knows nothing of gradients.

use crate::learning::network::NetworkError;
use crate::linear::Matrix;
use crate::random::Stream;

/// Each hidden activation is 0 with probability `rate`, else multiplied by 1/(1 − rate).
///
/// Hinton et al. (2012), "Improving neural networks by preventing co-adaptation of feature
/// detectors", in the inverted form that needs no change at prediction.
///
/// # Example
/// ```
/// use varprop::learning::network::Dropout;
/// assert_eq!(Dropout::new(0.5).unwrap().rate(), 0.5);
/// assert_eq!(Dropout::new(1.0).unwrap_err().code(), "out-of-range");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dropout {
    rate: f64,
}

impl Dropout {
    /// Dropout at this rate.
    ///
    /// # Errors
    /// [`NetworkError::OutOfRange`] unless 0 ≤ rate < 1.
    pub fn new(rate: f64) -> Result<Self, NetworkError> {
        if (0.0..1.0).contains(&rate) {
            return Ok(Self { rate });
        }
        Err(NetworkError::OutOfRange {
            what: "the dropout rate",
            allowed: "at least 0 and below 1",
            received: rate,
        })
    }

    /// The probability that an activation is dropped.
    #[must_use]
    pub fn rate(self) -> f64 {
        self.rate
    }

    /// The factors of `samples` × `units` activations, drawn from `stream`.
    pub(in crate::learning::network) fn mask(
        self,
        samples: usize,
        units: usize,
        stream: Stream,
    ) -> Matrix {
        let mut generator = stream.generator();
        let kept = 1.0 / (1.0 - self.rate);
        let mut factor = || {
            if generator.uniform() < self.rate {
                0.0
            } else {
                kept
            }
        };
        let factors = (0..samples * units).map(|_| factor()).collect();
        Matrix::of(samples, units, factors)
    }
}
