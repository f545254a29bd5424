//! The error budget of a report: one family-wise false-alarm rate, shared by Holm's procedure.
//!
//! It knows p-values only; where they come from is not its business.

use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;

/// The false-alarm rate of a whole report, and the miss rate of every declared effect.
///
/// # Example
/// ```
/// use varprop::empirical::stat::{Budget, PValue};
/// let budget = Budget::default();
/// let p = [PValue::new(1e-9)?, PValue::new(0.3)?];
/// let rejected: Vec<bool> = budget.decide(&p).iter().map(|d| d.rejected).collect();
/// assert_eq!(rejected, [true, false]);
/// # Ok::<(), varprop::empirical::stat::StatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    total: Level,
}

impl Default for Budget {
    /// α_total = 10⁻⁶ and β = 10⁻⁶.
    fn default() -> Self {
        Self {
            total: Level {
                alpha: 1e-6,
                beta: 1e-6,
            },
        }
    }
}

impl Budget {
    /// A budget with this family-wise false-alarm rate and miss rate.
    ///
    /// # Errors
    /// `InvalidRate` unless both are strictly between 0 and 1.
    pub fn new(alpha_total: f64, beta: f64) -> Result<Self, StatError> {
        let total = Level::new(alpha_total, beta)?;
        Ok(Self { total })
    }

    /// The level that each of m tests can count on: α_total/m, and β.
    #[must_use]
    pub fn level(self, m: usize) -> Level {
        Level {
            alpha: self.total.alpha / m.max(1) as f64,
            beta: self.total.beta,
        }
    }

    /// Holm's decisions on the p-values, in their order.
    #[must_use]
    pub fn decide(self, p_values: &[PValue]) -> Vec<Decision> {
        holm(p_values, self.total.alpha)
    }
}

/// The false-alarm rate α of one test and the miss rate β of its declared effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    alpha: f64,
    beta: f64,
}

impl Level {
    /// A checked pair of rates.
    ///
    /// # Errors
    /// `InvalidRate` unless both are strictly between 0 and 1.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, StatError> {
        rate("the false-alarm rate", alpha)?;
        rate("the miss rate", beta)?;
        Ok(Self { alpha, beta })
    }

    /// The false-alarm rate.
    #[must_use]
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// The miss rate.
    #[must_use]
    pub fn beta(self) -> f64 {
        self.beta
    }
}

fn rate(what: &'static str, value: f64) -> Result<(), StatError> {
    if value > 0.0 && value < 1.0 {
        Ok(())
    } else {
        Err(StatError::InvalidRate { what, value })
    }
}

/// Whether a test of a family rejects, and the threshold its p-value was held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decision {
    /// Whether the null law is rejected at the family-wise rate.
    pub rejected: bool,
    /// α/(m − rank), rank 0 being the smallest p-value.
    pub threshold: f64,
}

/// Holm's step-down procedure: P(any true null law is rejected) ≤ α, whatever the dependence.
///
/// The k-th smallest of m p-values (k from 0, ties in index order) is rejected if it and all
/// smaller ones are at most α/(m − k).
/// Holm (1979), "A simple sequentially rejective multiple test procedure", §3.
#[must_use]
pub fn holm(p_values: &[PValue], alpha: f64) -> Vec<Decision> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&i, &j| p_values[i].value().total_cmp(&p_values[j].value()));
    let unset = Decision {
        rejected: false,
        threshold: alpha,
    };
    let mut decisions = vec![unset; p_values.len()];
    let mut still_rejecting = true;
    for (rank, &index) in order.iter().enumerate() {
        let threshold = alpha / (p_values.len() - rank) as f64;
        still_rejecting &= p_values[index].value() <= threshold;
        decisions[index] = Decision {
            rejected: still_rejecting,
            threshold,
        };
    }
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejections(p: &[f64], alpha: f64) -> Vec<bool> {
        let p: Vec<PValue> = p.iter().map(|&x| PValue::new(x).unwrap()).collect();
        holm(&p, alpha).iter().map(|d| d.rejected).collect()
    }

    #[test]
    fn holm_steps_down_and_stops_at_the_first_failure() {
        // Holm-adjusted by R's p.adjust: 0.04, 0.06, 0.06, 0.02.
        let p = [0.01, 0.04, 0.03, 0.005];
        assert_eq!(rejections(&p, 0.05), [true, false, false, true]);
        assert_eq!(rejections(&p, 0.061), [true, true, true, true]);
    }

    #[test]
    fn a_later_small_enough_p_value_is_not_rejected_after_a_failure() {
        // 0.04 ≤ 0.05/1 on its own, but 0.03 > 0.05/2 stopped the procedure.
        assert_eq!(rejections(&[0.03, 0.04], 0.05), [false, false]);
    }

    #[test]
    fn an_empty_family_decides_nothing() {
        assert!(holm(&[], 0.05).is_empty());
    }

    #[test]
    fn rates_of_zero_and_one_are_refused() {
        for rate in [0.0, 1.0, f64::NAN] {
            assert_eq!(Budget::new(rate, 0.1).unwrap_err().code(), "invalid-rate");
            assert_eq!(Level::new(0.1, rate).unwrap_err().code(), "invalid-rate");
        }
    }
}
