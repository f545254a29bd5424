//! q and the moments of the activation, layer by layer, forward.
//!
//! Errors are carried along: each layer takes the enclosure of the one before.
//! Gradients go the other way: see [`super::gradient`].

use crate::num::Interval;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;
use crate::theory::mean_field::recursion::Recursion;
use crate::theory::mean_field::recursion::non_negative;
use crate::theory::mean_field::recursion::spread;

/// What the infinite-width recursion says of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerMoments {
    /// l, from 1.
    pub layer: usize,
    /// q_l = `E[z²]`, the second moment (and variance) of the pre-activation.
    pub q: Interval,
    /// `E[a]` of a = φ(z).
    pub mean: Interval,
    /// `E[a²]`.
    pub second_moment: Interval,
    /// `E[a³]`.
    pub third_moment: Interval,
    /// `E[a⁴]`.
    pub fourth_moment: Interval,
    /// E[φ′(z)²].
    pub derivative_second_moment: Interval,
    /// χ_l = σ_w²·E[φ′(z)²] with the σ_w² of this layer.
    pub chi: Interval,
}

impl LayerMoments {
    /// Var(a) = `E[a²] − E[a]²`.
    #[must_use]
    pub fn variance(&self) -> Interval {
        if self.mean == Interval::point(0.0) {
            return self.second_moment;
        }
        non_negative(self.second_moment - self.mean.square())
    }

    /// √Var(a).
    #[must_use]
    pub fn std_dev(&self) -> Interval {
        self.variance().sqrt()
    }

    /// E[(a − `E[a]`)⁴]/Var(a)², the kurtosis; the whole line at q = 0.
    #[must_use]
    pub fn kurtosis(&self) -> Interval {
        if self.mean == Interval::point(0.0) {
            return self.kurtosis_about_zero();
        }
        let [three, four, six] = [3.0, 4.0, 6.0].map(Interval::point);
        let squares = six * self.mean.square() * self.second_moment;
        let corrections = four * self.mean * self.third_moment + three * self.mean.powi(4);
        (self.fourth_moment + squares - corrections) / self.variance().square()
    }

    /// `E[a⁴]/E[a²]²`: the kurtosis about 0, which is the kurtosis where `E[a]` = 0 (odd φ); the whole
    /// line at q = 0. It is 3 for the identity and 6 for ReLU.
    #[must_use]
    pub fn kurtosis_about_zero(&self) -> Interval {
        self.fourth_moment / self.second_moment.square()
    }
}

impl Recursion<'_> {
    /// Layers 1…`depth`, all with this σ_w² and σ_b², from q₁.
    ///
    /// For inputs x, q₁ = fan_in·Var(W)·`E[x²]` + σ_b²: the first layer takes `E[x²]` and no
    /// activation ([`super::Network`] computes it, and lets layers differ).
    ///
    /// # Errors
    /// `Variance` when q₁ is negative or not finite; `Diverged` when q leaves the doubles.
    pub fn trajectory(&self, q_1: f64, depth: usize) -> Result<Vec<LayerMoments>, MeanFieldError> {
        let q_1 = checked_variance("q of the first layer", q_1)?;
        self.trajectory_from(Interval::point(q_1), depth)
    }

    /// As [`Recursion::trajectory`], from a q₁ that is itself only enclosed.
    ///
    /// # Errors
    /// As [`Recursion::trajectory`].
    pub fn trajectory_from(
        &self,
        q_1: Interval,
        depth: usize,
    ) -> Result<Vec<LayerMoments>, MeanFieldError> {
        follow(q_1, (0..depth).map(|_| *self))
    }
}

/// The moments of every layer, each from the second moment of the activation before it.
pub(super) fn follow<'a>(
    q_1: Interval,
    layers: impl Iterator<Item = Recursion<'a>>,
) -> Result<Vec<LayerMoments>, MeanFieldError> {
    let mut moments: Vec<LayerMoments> = Vec::new();
    for (index, recursion) in layers.enumerate() {
        let q = moments
            .last()
            .map_or(q_1, |before| recursion.forward(before.second_moment));
        moments.push(layer_moments(index + 1, q, &recursion)?);
    }
    Ok(moments)
}

fn layer_moments(
    layer: usize,
    q: Interval,
    recursion: &Recursion,
) -> Result<LayerMoments, MeanFieldError> {
    let q = non_negative(q);
    if !q.high().is_finite() {
        return Err(MeanFieldError::Diverged { layer });
    }
    let phi = recursion.activation();
    let derivative = spread(q, |q| phi.derivative_second_moment(q))?;
    let derivative_second_moment = non_negative(derivative);
    Ok(LayerMoments {
        layer,
        q,
        mean: spread(q, |q| phi.mean(q))?,
        second_moment: recursion.second_moment_from(q)?,
        third_moment: spread(q, |q| phi.third_moment(q))?,
        fourth_moment: non_negative(spread(q, |q| phi.fourth_moment(q))?),
        derivative_second_moment,
        chi: recursion.weighted(derivative_second_moment),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    fn trajectory(recursion: &Recursion, q_1: f64, depth: usize) -> Vec<LayerMoments> {
        recursion.trajectory(q_1, depth).unwrap()
    }

    fn std_devs(layers: &[LayerMoments]) -> Vec<f64> {
        layers.iter().map(|l| l.std_dev().midpoint()).collect()
    }

    fn assert_printed(found: &[f64], published: &[f64], decimals: u32) {
        assert_eq!(found.len(), published.len());
        for (found, published) in found.iter().zip(published) {
            assert!(
                Tolerance::printed(decimals).accepts(*found, *published),
                "{found} {published}"
            );
        }
    }

    // The settings of the lecture slides "Stanford CS231n (2017), lecture 6" (tanh, ten layers of
    // 500 units, unit inputs), at infinite width: scipy 1.x `quad`, six digits.

    #[test]
    fn unit_weight_variance_lets_tanh_shrink_slowly() {
        let recursion = Recursion::new(&Tanh, 1.0, 0.0).unwrap();
        let published = [
            0.627929, 0.486262, 0.408236, 0.357638, 0.321622, 0.294390, 0.272911, 0.255430,
            0.240856, 0.228473,
        ];
        assert_printed(&std_devs(&trajectory(&recursion, 1.0, 10)), &published, 6);
    }

    #[test]
    fn small_weights_let_tanh_vanish() {
        let recursion = Recursion::new(&Tanh, 500.0 * 1e-4, 0.0).unwrap();
        let published = [
            0.213546, 0.047642, 0.010652, 0.002382, 0.000533, 0.000119, 2.66e-5, 5.95e-6, 1.33e-6,
            2.98e-7,
        ];
        let found = std_devs(&trajectory(&recursion, 0.05, 10));
        assert_printed(&found[..6], &published[..6], 6);
        assert_printed(&found[6..7], &published[6..7], 7);
        assert_printed(&found[7..9], &published[7..9], 8);
        // The absolute error of the test's own quadrature is 4·10⁻¹⁵ in the variance.
        let tolerance = Tolerance::printed(9).plus(Tolerance::bound(4e-15 / (2.0 * 2.98e-7)));
        assert!(tolerance.accepts(found[9], published[9]), "{}", found[9]);
    }

    #[test]
    fn large_weights_saturate_tanh_and_explode_its_gradients() {
        let recursion = Recursion::new(&Tanh, 500.0, 0.0).unwrap();
        let layers = trajectory(&recursion, 500.0, 3);
        assert_printed(&std_devs(&layers), &[0.982012, 0.981680, 0.981673], 6);
        assert!(Tolerance::printed(3).accepts(layers[2].chi.midpoint(), 12.112));
    }

    #[test]
    fn critical_tanh_decays_like_one_over_twice_the_depth() {
        let recursion = Recursion::new(&Tanh, 1.0, 0.0).unwrap();
        let layers = trajectory(&recursion, 1.0, 1000);
        let variance = |l: usize| layers[l - 1].variance().midpoint();
        assert_printed(&[variance(1), variance(2)], &[0.39429, 0.23645], 5);
        assert_printed(&[variance(10)], &[0.052200], 6);
        assert_printed(&[variance(100)], &[0.0050690], 7);
        assert_printed(&[variance(1000)], &[0.00050116], 8);
    }

    #[test]
    fn errors_of_a_thousand_layers_stay_small_and_are_carried() {
        let recursion = Recursion::new(&Tanh, 1.0, 0.0).unwrap();
        let layers = trajectory(&recursion, 1.0, 1000);
        let radii: Vec<f64> = layers.iter().map(|l| l.q.radius()).collect();
        assert!(radii[999] > radii[1], "an error that was forgotten");
        // At most 4·10⁻¹⁵ plus rounding a layer, and V′ ≤ 1.
        assert!(radii[999] < 1000.0 * 8e-15);
    }

    #[test]
    fn he_variance_keeps_the_moments_of_relu_in_every_layer() {
        let recursion = Recursion::new(&Relu, 2.0, 0.0).unwrap();
        let layers = trajectory(&recursion, 2.0, 50);
        let last = layers[49];
        assert_eq!((last.layer, last.q), (50, Interval::point(2.0)));
        // 1/√π and √(1 − 1/π) (He et al. 2015, section 2.2; second moment 1).
        assert!(Tolerance::printed(6).accepts(last.mean.midpoint(), 0.564190));
        assert!(Tolerance::printed(6).accepts(last.std_dev().midpoint(), 0.825645));
        assert!(last.kurtosis_about_zero().contains(6.0));
        // E[(x₊ − 1/√(2π))⁴]/(½ − 1/(2π))²: mpmath 1.3 quadrature of the definition.
        assert!(Tolerance::printed(12).accepts(last.kurtosis().midpoint(), 5.407_639_241_597));
        assert_eq!(last.chi, Interval::point(1.0));
    }

    #[test]
    fn a_linear_net_has_gaussian_kurtosis() {
        let layers = trajectory(&Recursion::new(&Identity, 1.3, 0.0).unwrap(), 1.0, 5);
        assert!(layers[4].kurtosis_about_zero().contains(3.0));
        assert!(layers[4].q.contains(1.3 * 1.3 * 1.3 * 1.3));
    }

    #[test]
    fn a_recursion_that_leaves_the_doubles_is_an_error_with_its_layer() {
        let recursion = Recursion::new(&Identity, 1e100, 0.0).unwrap();
        let refusal = recursion.trajectory(1.0, 10).unwrap_err();
        assert_eq!(refusal, MeanFieldError::Diverged { layer: 5 });
        assert_eq!(refusal.code(), "mean-field-diverged");
    }

    #[test]
    fn no_depth_is_an_empty_trajectory() {
        let recursion = Recursion::new(&Relu, 2.0, 0.0).unwrap();
        assert!(recursion.trajectory(1.0, 0).unwrap().is_empty());
    }
}
