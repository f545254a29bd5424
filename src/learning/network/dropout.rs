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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn mask(rate: f64) -> Matrix {
        let dropout = Dropout::new(rate).unwrap();
        dropout.mask(500, 80, Stream::root(1).named("dropout"))
    }

    #[test]
    fn what_is_kept_makes_up_for_what_is_dropped() {
        for rate in [0.25_f64, 0.5, 0.75] {
            let mask = mask(rate);
            let factors = mask.values();
            let kept = factors.iter().filter(|factor| **factor != 0.0);
            assert!(kept.clone().all(|factor| *factor == 1.0 / (1.0 - rate)));
            let n = factors.len() as f64;
            let share = kept.count() as f64 / n;
            // Binomial; |Z| > 5 has probability 6·10⁻⁷ under the stated rate.
            let std_error = (rate * (1.0 - rate) / n).sqrt();
            let tolerance = Tolerance::standard_errors(5.0, std_error);
            assert!(tolerance.accepts(share, 1.0 - rate), "{rate}: {share}");
        }
    }

    #[test]
    fn a_rate_of_zero_drops_nothing() {
        assert!(mask(0.0).values().iter().all(|factor| *factor == 1.0));
    }
}
