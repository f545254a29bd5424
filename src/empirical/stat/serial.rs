//! Correlation between draws a fixed distance apart: exact for normal laws, by conditioning.
//!
//! It looks at one lag; the battery asks for neighbours in a row and in a column.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::linear_form;
use crate::num::sum;

/// z = Σ_odd x_i·(x_{i−L} + x_{i+L}) / √Σ_odd (x_{i−L} + x_{i+L})², x standardized.
///
/// Blocks of L consecutive values are coloured alternately; both neighbours at distance L of an
/// odd value are even. Given the even values, z is a linear form with unit norm in independent
/// draws: N(0, 1) exactly for normal laws, sub-Gaussian for the bounded ones. Every product
/// x_i·x_{i+L} enters, so z ≈ ρ√N, as much as the usual serial correlation yields.
#[derive(Clone, Copy, Debug)]
pub struct SerialCheck<'a> {
    null: Null<'a>,
    lag: usize,
}

impl<'a> SerialCheck<'a> {
    /// Tests draws `lag` ≥ 1 places apart.
    ///
    /// # Errors
    /// `InvalidParameter` for lag 0.
    pub fn new(null: Null<'a>, lag: usize) -> Result<Self, StatError> {
        if lag == 0 {
            return Err(StatError::InvalidParameter {
                what: "the lag",
                allowed: "at least 1",
                value: 0.0,
            });
        }
        Ok(Self { null, lag })
    }

    /// Numerator Σ x_i·c_i and Σ c_i² over the odd values, c_i the sum of both neighbours.
    fn form(&self, x: &[f64]) -> (f64, f64) {
        let (mut numerator, mut norm) = (sum::Sum::default(), sum::Sum::default());
        for (i, value) in x.iter().enumerate() {
            if (i / self.lag).is_multiple_of(2) {
                continue;
            }
            let after = x.get(i + self.lag).copied().unwrap_or(0.0);
            let neighbours = x[i - self.lag] + after;
            numerator.add(value * neighbours);
            norm.add(neighbours * neighbours);
        }
        (numerator.value(), norm.value())
    }
}

impl Check for SerialCheck<'_> {
    fn name(&self) -> &'static str {
        if self.lag == 1 {
            "serial-correlation"
        } else {
            "lagged-correlation"
        }
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "serial correlation"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let needed = self.lag + 1;
        if sample.values().len() < needed {
            return Err(StatError::TooFewSamples {
                what: self.name(),
                needed,
                received: sample.values().len(),
            });
        }
        let x = linear_form::standardized(&self.null, sample.values());
        let (numerator, norm) = self.form(&x);
        let z = if norm == 0.0 {
            0.0
        } else {
            numerator / norm.sqrt()
        };
        let (p_value, guarantee) = linear_form::p_value(&self.null, z)?;
        let name = "z of x_i given its neighbours at the lag";
        Ok(Measurement::new(name, z, p_value, guarantee))
    }

    /// For a first-order autoregression with this correlation ρ, to leading order ρ√N.
    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let reject = linear_form::quantile(&self.null, 0.5 * level.alpha())?;
        let miss = linear_form::quantile(&self.null, level.beta())?;
        let effect = (reject + miss) / (extent.n_samples() as f64).sqrt();
        if effect < 1.0 {
            Ok(effect)
        } else {
            Err(StatError::EffectOutOfReach {
                check: self.name(),
                effect,
            })
        }
    }
}
