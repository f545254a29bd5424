//! A drift of the variance from the first rows to the last.
//!
//! For normal laws it needs no σ at all, so it tells a drift from a wrong scale.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::chernoff;
use crate::empirical::stat::chernoff::Cumulants;
use crate::empirical::stat::chernoff::Side;
use crate::empirical::stat::special;
use crate::empirical::stat::square_cumulants::SquareCumulants;
use crate::num::real;
use crate::num::sum;

/// S₁/(S₁ + S₂) of the energies of the first and the second half of the values, k each.
///
/// *Normal*: Beta(k/2, k/2) exactly, whatever σ. *Bounded*: Chernoff on S₁ − S₂, whose cumulant
/// generating function is K(t) + K(−t) for each pair. A middle value of an odd number is left out.
#[derive(Clone, Debug)]
pub struct DriftCheck<'a> {
    null: Null<'a>,
    difference: Option<Difference>,
}

impl<'a> DriftCheck<'a> {
    /// Tests for a drift under this law.
    ///
    /// # Errors
    /// `NotApplicable` if the law is neither normal nor bounded with a smooth cdf.
    pub fn new(null: Null<'a>) -> Result<Self, StatError> {
        let difference = SquareCumulants::of(&null).map(Difference);
        if difference.is_none() && !null.is_normal() {
            return Err(StatError::NotApplicable {
                check: "drift",
                label: null.label(),
            });
        }
        Ok(Self { null, difference })
    }

    fn p_value(&self, first: f64, second: f64, k: f64) -> Result<(PValue, Guarantee), StatError> {
        if let Some(difference) = &self.difference {
            let exponent = k * chernoff::rate(difference, (first - second).abs() / k);
            let p_value = PValue::bound(2.0 * real::exp(-exponent))?;
            return Ok((p_value, Guarantee::Bound));
        }
        let share = first.min(second) / (first + second);
        let tail = special::beta_cdf(0.5 * k, 0.5 * k, share)?;
        Ok((PValue::bound(2.0 * tail)?, Guarantee::Exact))
    }
}

impl Check for DriftCheck<'_> {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn null(&self) -> String {
        self.null.label()
    }

    fn effect(&self) -> &'static str {
        "relative excess of one half's variance over the other's"
    }

    fn measure(&self, sample: &Sample<'_>) -> Result<Measurement, StatError> {
        let values = sample.values();
        let half = values.len() / 2;
        if half == 0 {
            return Err(StatError::TooFewSamples {
                what: "drift",
                needed: 2,
                received: values.len(),
            });
        }
        let first = self.energy(&values[..half]);
        let second = self.energy(&values[values.len() - half..]);
        let (p_value, guarantee) = self.p_value(first, second, half as f64)?;
        let name = "energy of the first half / the second";
        Ok(Measurement::new(name, first / second, p_value, guarantee))
    }

    fn minimum_detectable(&self, extent: Extent, level: Level) -> Result<f64, StatError> {
        let k = (extent.n_samples() / 2) as f64;
        if let Some(difference) = &self.difference {
            // The halves' mean energies are 1 + δ and 1; the difference deviates no more under
            // the alternative than its scale (1 + δ) makes it.
            let reject =
                chernoff::level(difference, real::ln(2.0 / level.alpha()) / k, Side::Upper);
            let miss = chernoff::level(difference, -real::ln(level.beta()) / k, Side::Upper);
            return if miss < 1.0 {
                Ok((reject + miss) / (1.0 - miss))
            } else {
                Err(self.out_of_reach())
            };
        }
        let share = |p| {
            special::bisect(
                0.0,
                0.5,
                |x| Ok(special::beta_cdf(0.5 * k, 0.5 * k, x)? < p),
            )
        };
        // F-quantiles multiply: odds (1 − x)/x at which α/2 rejects, times those missed with β.
        let odds = |x: f64| (1.0 - x) / x;
        Ok(odds(share(0.5 * level.alpha())?) * odds(share(level.beta())?) - 1.0)
    }
}

impl DriftCheck<'_> {
    fn energy(&self, values: &[f64]) -> f64 {
        let (mean, std_dev) = (self.null.mean(), self.null.std_dev());
        sum::sum(values.iter().map(|x| {
            let z = (x - mean) / std_dev;
            z * z
        }))
    }

    fn out_of_reach(&self) -> StatError {
        StatError::EffectOutOfReach {
            check: "drift",
            effect: 1.0,
        }
    }
}

/// Cumulants of Y₁ − Y₂ for independent copies: K(t) + K(−t).
#[derive(Clone, Debug)]
struct Difference(SquareCumulants);

impl Cumulants for Difference {
    fn at(&self, t: f64) -> [f64; 3] {
        let [plus, minus] = [self.0.at(t), self.0.at(-t)];
        [plus[0] + minus[0], plus[1] - minus[1], plus[2] + minus[2]]
    }

    fn domain(&self) -> (f64, f64) {
        self.0.domain()
    }
}
