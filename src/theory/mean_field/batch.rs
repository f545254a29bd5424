//! Several inputs through one network: how much their layers' second moments fluctuate together.
//!
//! Inputs are not replicates: they share the weights. Only scale-invariant activations, for which
//! the moments of two correlated Gaussians are closed forms; a general φ would need bivariate
//! integrals, which an activation does not owe.

use crate::num::real;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::homogeneous::HomogeneousLayer;

/// The joint fluctuation, at one layer, of X = |a^l|²/E|a^l|² for two inputs a and b of a network
/// of [`HomogeneousLayer`]s, to order 1/n.
///
/// With ρ_l the correlation of their pre-activations at infinite width, ρ₁ that of the inputs,
///
/// ```text
/// Var(X_l)      = Var(X_{l−1})      + v/n_l,               v as in HomogeneousLayer
/// Cov(X_l, Y_l) = Cov(X_{l−1}, Y_{l−1}) + (K₂(ρ_l) − 1)/n_l
/// ρ_{l+1}       = K₁(ρ_l)
/// K_p(ρ) = c^p·E[φ(u)^p·φ(v)^p],  c = 2/(1 + s²),  (u, v) standard normal with correlation ρ
/// ```
///
/// by the law of total covariance: given layer l − 1 the units are independent, and V′ = 1.
/// K₁ and K₂ are the arc-cosine kernels of Cho & Saul (2009), eqs. 3–7, of order 1 and 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JointFluctuation {
    /// l, from 1.
    pub layer: usize,
    /// ρ_l, of the pre-activations.
    pub correlation: f64,
    /// Var(X_l).
    pub variance: f64,
    /// Cov(X_l, Y_l).
    pub covariance: f64,
}

impl JointFluctuation {
    /// Var of the mean of X over B inputs, each pair with this correlation:
    /// Var(X)/B + (1 − 1/B)·Cov(X, Y). B may be infinite.
    #[must_use]
    pub fn batch_variance(&self, size: f64) -> f64 {
        self.variance / size + (1.0 - 1.0 / size) * self.covariance
    }

    /// How many independent networks' worth of one input a batch of B through one network is:
    /// Var(X) over [`JointFluctuation::batch_variance`]; at most B.
    #[must_use]
    pub fn effective_inputs(&self, size: f64) -> f64 {
        self.variance / self.batch_variance(size)
    }
}

/// The joint fluctuations of layers 1…L for two inputs with the given correlation.
///
/// # Example
/// ```
/// use varprop::theory::mean_field::{HomogeneousLayer, joint_fluctuations};
/// let relu = HomogeneousLayer::new(100, 0.0)?;
/// let layers = joint_fluctuations(&[relu; 10], 0.0)?;
/// // At depth 10 an infinite batch of orthogonal inputs is worth fewer than two networks.
/// let worth = layers[9].effective_inputs(f64::INFINITY);
/// assert!(1.9 < worth && worth < 2.0);
/// # Ok::<(), varprop::theory::mean_field::MeanFieldError>(())
/// ```
///
/// # Errors
/// `Correlation` outside [−1, 1].
pub fn joint_fluctuations(
    layers: &[HomogeneousLayer],
    input_correlation: f64,
) -> Result<Vec<JointFluctuation>, MeanFieldError> {
    if !(-1.0..=1.0).contains(&input_correlation) {
        return Err(MeanFieldError::Correlation {
            value: input_correlation,
        });
    }
    let mut correlation = input_correlation;
    let (mut variance, mut covariance) = (0.0, 0.0);
    let mut found = Vec::with_capacity(layers.len());
    for (index, layer) in layers.iter().enumerate() {
        let (first, second) = kernels(correlation, layer.negative_slope());
        variance += layer.relative_variance();
        covariance += (second - 1.0) / f64::from(layer.width());
        found.push(JointFluctuation {
            layer: index + 1,
            correlation,
            variance,
            covariance,
        });
        correlation = first.clamp(-1.0, 1.0);
    }
    Ok(found)
}

/// K₁(ρ) and K₂(ρ), from φ(x) = x₊ − s·(−x)₊ and the kernels at the angles θ and π − θ.
fn kernels(correlation: f64, s: f64) -> (f64, f64) {
    let angle = 0.5 * real::PI - real::asin(correlation);
    let opposite = 0.5 * real::PI + real::asin(correlation);
    let square = s * s;
    let first = (1.0 + square) * order_one(angle) - 2.0 * s * order_one(opposite);
    let fourth = square * square;
    let second = (1.0 + fourth) * order_two(angle) + 2.0 * square * order_two(opposite);
    let c = 2.0 / (1.0 + square);
    (
        c * first / (2.0 * real::PI),
        c * c * second / (2.0 * real::PI),
    )
}

/// 2π·E[u₊v₊] = sin θ + (π − θ)·cos θ.
fn order_one(angle: f64) -> f64 {
    real::sin(angle) + (real::PI - angle) * real::cos(angle)
}

/// 2π·E[u₊²v₊²] = 3·sin θ·cos θ + (π − θ)·(1 + 2cos² θ).
fn order_two(angle: f64) -> f64 {
    let (sin, cos) = (real::sin(angle), real::cos(angle));
    3.0 * sin * cos + (real::PI - angle) * (1.0 + 2.0 * cos * cos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn deep(negative_slope: f64, correlation: f64) -> Vec<JointFluctuation> {
        let layer = HomogeneousLayer::new(1, negative_slope).unwrap();
        joint_fluctuations(&[layer; 10], correlation).unwrap()
    }

    #[test]
    fn orthogonal_inputs_of_relu_nets_fluctuate_together_as_simulated() {
        // n·Cov(X, Y) after layers 1…5, He weights, orthogonal inputs: numpy 2 PCG64 (seeds 11 and
        // 12), 1.5·10⁶ pairs each at n = 40 and n = 80, extrapolated as 2X₈₀ − X₄₀.
        let simulated = [
            (0.015_119, 0.009_136),
            (1.036_651, 0.019_609),
            (2.878_403, 0.033_481),
            (5.197_765, 0.052_762),
            (7.852_991, 0.079_654),
        ];
        for ((estimate, error), layer) in simulated.into_iter().zip(deep(0.0, 0.0)) {
            // The order left, c/(40·80)·2 with c near n²·(second order) = (7.9²)/2·l: below 0.1.
            let left = Tolerance::bound(0.02 * f64::from(layer.layer as u32));
            let tolerance = Tolerance::standard_errors(4.0, error).plus(left);
            assert!(tolerance.accepts(layer.covariance, estimate), "{layer:?}");
        }
    }

    #[test]
    fn the_same_input_twice_has_its_own_variance_as_covariance() {
        for negative_slope in [0.0, 0.2, 1.0, -1.0] {
            for layer in deep(negative_slope, 1.0) {
                // A correlation that is wrong by an ulp is an angle wrong by √ulp, but K₂ is flat to
                // order θ²: 10 layers of some 30 roundings, amplified by at most 10.
                let tolerance = Tolerance::rounding(3000, layer.variance);
                assert!(
                    tolerance.accepts(layer.covariance, layer.variance),
                    "{layer:?}"
                );
            }
        }
    }

    #[test]
    fn orthogonal_inputs_of_a_linear_net_stay_orthogonal_and_uncorrelated() {
        for layer in deep(1.0, 0.0) {
            let tolerance = Tolerance::rounding(1000, 1.0);
            assert!(tolerance.accepts(layer.covariance, 0.0), "{layer:?}");
            assert!(tolerance.accepts(layer.correlation, 0.0));
        }
    }

    #[test]
    fn one_input_is_a_batch_of_itself() {
        let layer = deep(0.0, 0.3)[4];
        assert_eq!(layer.batch_variance(1.0), layer.variance);
        assert_eq!(layer.effective_inputs(1.0), 1.0);
        assert_eq!(layer.batch_variance(f64::INFINITY), layer.covariance);
    }

    #[test]
    fn a_correlation_above_one_is_refused() {
        for correlation in [1.1, f64::NAN] {
            let refusal = joint_fluctuations(&[], correlation).unwrap_err();
            assert_eq!(refusal.code(), "mean-field-correlation");
        }
    }
}
