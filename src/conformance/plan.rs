//! How many seeds a check needs, and what a number of seeds can see.
//!
//! It draws nothing; it asks the variance check for its exact power.

use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::Level;
use crate::empirical::stat::StatError;
use crate::empirical::stat::VarianceCheck;
use crate::num::real;

/// The fewest seeds of any check: one draw says nothing about the next.
pub(in crate::conformance) const FEWEST_SEEDS: u64 = 2;

/// What must be seen, and how surely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::conformance) struct Power {
    /// The smallest variance ratio, both ways.
    pub ratio: f64,
    /// The rates of one test.
    pub level: Level,
}

impl Power {
    /// The smallest ratio, r or 1/r whichever is harder, that n values show at these rates.
    ///
    /// With scale families S/r ~ the null law: an excess is seen where q_{1−α/2} ≤ r·q_β, a lack
    /// where r⁻¹·q_{1−β} ≤ q_{α/2}, which is the former with α/2 and β exchanged.
    pub(in crate::conformance) fn visible(
        self,
        variance: &VarianceCheck<'_>,
        n: u64,
    ) -> Result<f64, StatError> {
        let extent = Extent::flat(n);
        let excess = variance.minimum_detectable(extent, self.level)?;
        let beta = self.level.beta().min(0.49);
        let exchanged = Level::new(2.0 * beta, 0.5 * self.level.alpha())?;
        let lack = variance.minimum_detectable(extent, exchanged)?;
        Ok(1.0 + excess.max(lack))
    }

    /// The seeds of draws of `size` values that show the ratio: as few as its power law says,
    /// within a part in a thousand.
    pub(in crate::conformance) fn seeds(
        self,
        variance: &VarianceCheck<'_>,
        size: usize,
    ) -> Result<u64, StatError> {
        let ln_ratio = real::ln(self.ratio);
        // About (z_{α/2} + z_β)²·(κ − 1)/δ², to begin with.
        let mut seeds = to_seeds(100.0 / (ln_ratio * ln_ratio), size);
        for step in 0..MOST_STEPS {
            let visible = self.visible(variance, seeds.saturating_mul(size as u64))?;
            let shortfall = real::ln(visible) / ln_ratio;
            let is_enough = shortfall <= 1.0;
            if is_enough && (0.999 <= shortfall || seeds == FEWEST_SEEDS || SETTLED <= step) {
                return Ok(seeds);
            }
            let wanted = seeds as f64 * shortfall * shortfall;
            let next = wanted.ceil().clamp(1.0, MOST_SEEDS) as u64;
            let next = if is_enough { next } else { next.max(seeds + 1) };
            if is_enough && seeds <= next {
                return Ok(seeds);
            }
            seeds = next.max(FEWEST_SEEDS);
        }
        Err(StatError::EffectOutOfReach {
            check: "variance",
            effect: self.ratio,
        })
    }
}

/// Steps of the search: the first few settle it, the others only climb.
const MOST_STEPS: u32 = 64;
/// Steps after which enough is good enough.
const SETTLED: u32 = 4;
const MOST_SEEDS: f64 = 1e15;

fn to_seeds(values: f64, size: usize) -> u64 {
    let seeds = (values / size as f64).ceil().clamp(1.0, MOST_SEEDS);
    (seeds as u64).max(FEWEST_SEEDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::Null;
    use crate::theory::distribution::Normal;
    use crate::theory::distribution::Uniform;

    fn power(ratio: f64) -> Power {
        Power {
            ratio,
            level: Level::new(1e-6, 1e-6).unwrap(),
        }
    }

    #[test]
    fn two_percent_of_a_normal_variance_needs_half_a_million_values() {
        let law = Normal::new(0.0, 0.1).unwrap();
        let variance = VarianceCheck::new(Null::new(&law).unwrap());
        // 2·((4.8916 + 4.7534)/ln 1.02)² = 474,000 by the normal limit.
        let seeds = power(1.02).seeds(&variance, 1000).unwrap();
        assert!((470..=480).contains(&seeds), "{seeds}");
        let visible = power(1.02).visible(&variance, 1000 * seeds).unwrap();
        assert!(visible <= 1.02);
        let short = power(1.02).visible(&variance, 990 * seeds).unwrap();
        assert!(1.02 < short);
    }

    #[test]
    fn small_tensors_are_drawn_more_often_and_no_tensor_only_once() {
        let law = Uniform::symmetric(0.3).unwrap();
        let variance = VarianceCheck::new(Null::new(&law).unwrap());
        let seeds = |size| power(1.1).seeds(&variance, size).unwrap();
        let (small, large) = (seeds(10), seeds(100));
        assert!(small.abs_diff(10 * large) <= 20, "{small}, {large}");
        assert_eq!(seeds(10_000_000), FEWEST_SEEDS);
    }

    #[test]
    fn effects_from_tiny_to_vast_have_a_plan() {
        let law = Normal::new(0.0, 1.0).unwrap();
        let variance = VarianceCheck::new(Null::new(&law).unwrap());
        let mut before = u64::MAX;
        for ratio in [1.000_1, 1.001, 1.01, 1.1, 1.5, 3.0, 100.0] {
            let seeds = power(ratio).seeds(&variance, 4).unwrap();
            assert!(seeds < before, "{ratio}: {seeds}");
            before = seeds;
        }
    }
}
