//! One number per replicate network: intervals, one new observation, equivalence to a value.
//!
//! Inputs through one network are not replicates; each value here has its own weights.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::special;
use crate::num::sum;

/// The fewest replicates from which anything is concluded.
const FEWEST: usize = 20;

/// Mean and deviation of R ≥ 20 independent replicates of a statistic that is about normal,
/// such as ln q_L. Exact if it is normal, else asymptotic in R: it may only warn.
///
/// # Example
/// ```
/// use varprop::empirical::stat::Replicates;
/// let values: Vec<f64> = (0..20).map(f64::from).collect();
/// let replicates = Replicates::new(&values)?;
/// assert_eq!(replicates.mean(), 9.5);
/// assert!(Replicates::new(&values[..19]).is_err());
/// # Ok::<(), varprop::empirical::stat::StatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Replicates {
    n_samples: usize,
    mean: f64,
    std_dev: f64,
}

impl Replicates {
    /// Summarizes replicate values.
    ///
    /// # Errors
    /// `TooFewSamples` for fewer than 20, `InvalidParameter` for a value that is not finite.
    pub fn new(values: &[f64]) -> Result<Self, StatError> {
        if let Some(&value) = values.iter().find(|x| !x.is_finite()) {
            return Err(StatError::InvalidParameter {
                what: "a replicate's value",
                allowed: "finite",
                value,
            });
        }
        let few = StatError::TooFewSamples {
            what: "replicates",
            needed: FEWEST,
            received: values.len(),
        };
        let mean = sum::mean(values)
            .filter(|_| values.len() >= FEWEST)
            .ok_or(few)?;
        let squares = sum::sum(values.iter().map(|x| (x - mean) * (x - mean)));
        Ok(Self {
            n_samples: values.len(),
            mean,
            std_dev: (squares / (values.len() as f64 - 1.0)).sqrt(),
        })
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The sample standard deviation, divisor R − 1.
    #[must_use]
    pub fn std_dev(&self) -> f64 {
        self.std_dev
    }

    /// Half the width t_{R−1,1−α/2}·s/√R of the confidence interval for the expectation.
    ///
    /// # Errors
    /// `InvalidRate` unless 0 < α < 1.
    pub fn half_width(&self, alpha: f64) -> Result<f64, StatError> {
        Ok(self.quantile(alpha)? * self.std_dev / (self.n_samples as f64).sqrt())
    }

    /// Half the width t_{R−1,1−α/2}·s·√(1 + 1/R) of the interval for one new observation.
    ///
    /// # Errors
    /// `InvalidRate` unless 0 < α < 1.
    pub fn prediction_half_width(&self, alpha: f64) -> Result<f64, StatError> {
        Ok(self.quantile(alpha)? * self.new_observation_std_dev())
    }

    /// Whether a published number can be one more replicate; `half_unit` is half a unit of its
    /// last printed place, and is subtracted from the distance.
    ///
    /// # Errors
    /// `InvalidPValue` if all replicates are equal and the number is one of them or NaN.
    pub fn admits(&self, published: f64, half_unit: f64) -> Result<TestRecord, StatError> {
        // `max` would turn a NaN into agreement.
        let beyond = (published - self.mean).abs() - half_unit;
        let distance = if beyond < 0.0 { 0.0 } else { beyond };
        let t = distance / self.new_observation_std_dev();
        self.record("one-new-observation", t)
    }

    /// The t-test of the expectation against a predicted value.
    ///
    /// # Errors
    /// `InvalidPValue` if all replicates equal the prediction or it is NaN.
    pub fn expectation_is(&self, predicted: f64) -> Result<TestRecord, StatError> {
        let standard_error = self.std_dev / (self.n_samples as f64).sqrt();
        self.record(
            "expectation",
            (predicted - self.mean).abs() / standard_error,
        )
    }

    /// Three-way: is the expectation within `tolerance` of `predicted`?
    ///
    /// # Errors
    /// `InvalidRate` unless 0 < α < 1, `InvalidParameter` unless the tolerance is positive.
    pub fn equivalence(
        &self,
        predicted: f64,
        tolerance: f64,
        alpha: f64,
    ) -> Result<Equivalence, StatError> {
        if tolerance.is_nan() || tolerance <= 0.0 || predicted.is_nan() {
            return Err(StatError::InvalidParameter {
                what: "the tolerance around a prediction",
                allowed: "positive",
                value: tolerance,
            });
        }
        let half_width = self.half_width(alpha)?;
        let margin = tolerance - (self.mean - predicted).abs();
        if margin >= half_width {
            return Ok(Equivalence::Inside);
        }
        if -margin > half_width {
            return Ok(Equivalence::Outside);
        }
        let growth = half_width / margin.abs();
        let needed = (self.n_samples as f64 * growth * growth).ceil();
        Ok(Equivalence::Inconclusive {
            // A float beyond the range saturates: that many can never be run.
            needed: needed as u64,
        })
    }

    fn quantile(&self, alpha: f64) -> Result<f64, StatError> {
        if !(alpha > 0.0 && alpha < 1.0) {
            return Err(StatError::InvalidRate {
                what: "the false-alarm rate",
                value: alpha,
            });
        }
        special::student_two_sided(self.n_samples as f64 - 1.0, alpha)
    }

    /// s·√(1 + 1/R): what one new observation's distance from the mean is measured in.
    #[must_use]
    pub fn new_observation_std_dev(&self) -> f64 {
        self.std_dev * (1.0 + 1.0 / self.n_samples as f64).sqrt()
    }

    fn record(&self, name: &'static str, t: f64) -> Result<TestRecord, StatError> {
        if t.is_nan() {
            return Err(StatError::InvalidPValue { value: t });
        }
        let tail = special::student_beyond(self.n_samples as f64 - 1.0, t)?;
        Ok(TestRecord {
            name,
            null: "replicates of one normal law".to_owned(),
            n_samples: self.n_samples as u64,
            statistic: Statistic {
                name: "t",
                value: t,
            },
            p_value: PValue::bound(tail)?,
            guarantee: Guarantee::Asymptotic,
            detectable: None,
        })
    }
}

/// Where an expectation lies relative to a tolerance around a prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Equivalence {
    /// The whole confidence interval is within the tolerance.
    Inside,
    /// The whole confidence interval is outside the tolerance.
    Outside,
    /// The interval crosses an edge; about this many replicates would decide.
    Inconclusive {
        /// The number of replicates.
        needed: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn twenty() -> Replicates {
        let values: Vec<f64> = (0..20).map(|k| f64::from(k) / 10.0).collect();
        Replicates::new(&values).unwrap()
    }

    #[test]
    fn intervals_agree_with_scipy() {
        // scipy 1.x: t.interval(0.95, 19, loc, scale) on 0, 0.1, …, 1.9.
        let allowed = Tolerance::bound(1e-9);
        let half = twenty().half_width(0.05).unwrap();
        assert!(allowed.accepts(half, 0.276881056802));
        let half = twenty().prediction_half_width(0.05).unwrap();
        assert!(allowed.accepts(half, 1.268828401295));
    }

    #[test]
    fn equivalence_has_three_answers() {
        let replicates = twenty();
        let ask = |predicted, tolerance| replicates.equivalence(predicted, tolerance, 0.05);
        assert_eq!(ask(0.95, 0.5).unwrap(), Equivalence::Inside);
        assert_eq!(ask(3.0, 0.5).unwrap(), Equivalence::Outside);
        let Equivalence::Inconclusive { needed } = ask(0.95, 0.1).unwrap() else {
            panic!("an interval wider than the tolerance decides nothing");
        };
        // (0.27687/0.1)²·20 = 153.3.
        assert_eq!(needed, 154);
    }

    #[test]
    fn a_published_number_is_admitted_up_to_its_rounding() {
        let replicates = twenty();
        let half = replicates.prediction_half_width(0.05).unwrap();
        let edge = 0.95 + half + 0.05;
        let just_inside = replicates.admits(edge - 0.001, 0.05).unwrap();
        let just_outside = replicates.admits(edge + 0.001, 0.05).unwrap();
        assert!(just_inside.p_value.value() > 0.05 && just_outside.p_value.value() < 0.05);
    }

    #[test]
    fn a_published_nan_is_not_admitted() {
        let error = twenty().admits(f64::NAN, 0.05).unwrap_err();
        assert_eq!(error.code(), "invalid-p-value");
    }

    #[test]
    fn equal_replicates_do_not_divide_zero_by_zero_silently() {
        let constant = Replicates::new(&[1.0; 20]).unwrap();
        assert_eq!(
            constant.expectation_is(1.0).unwrap_err().code(),
            "invalid-p-value"
        );
        assert_eq!(constant.expectation_is(2.0).unwrap().p_value, PValue::ZERO);
    }
}
