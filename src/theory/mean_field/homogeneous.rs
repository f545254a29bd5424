//! Exact laws at finite width for scale-invariant activations: identity, ReLU, leaky ReLU, |x|.
//!
//! Gaussian weights, no bias. Other activations have only [`super::finite_width`].

use crate::num::Interval;
use crate::num::real;
use crate::num::special::digamma;
use crate::num::special::digamma_error;
use crate::num::special::trigamma;
use crate::num::special::trigamma_error;
use crate::num::sum::Sum;
use crate::num::sum::sum;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;

/// A layer of n units with φ(x) = max(x, 0) + s·min(x, 0) and Gaussian weights of variance
/// c/fan_in, c = 2/(1 + s²), which keeps the second moment (He et al. 2015, eq. 15).
///
/// For any input the ratio X = (|a^l|²/n_l)/(|a^{l−1}|²/n_{l−1}) has the law
///
/// ```text
/// X = (c/n)·(χ²_K + s²·χ²_{n−K}), K ~ Bin(n, ½),
/// ```
///
/// independent over layers, so that ln |a^L|² is a sum of independent terms. `E[X]` = 1. Any other
/// variance g·c/fan_in adds ln g to ln X.
///
/// # Example
/// ```
/// use varprop::theory::mean_field::HomogeneousLayer;
/// let relu = HomogeneousLayer::new(1000, 0.0)?;
/// assert_eq!(relu.relative_variance(), 5.0 / 1000.0);
/// assert!(relu.log_mean().contains(-0.002_504_095_385_627_183)); // close to −2.5/n
/// # Ok::<(), varprop::theory::mean_field::MeanFieldError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HomogeneousLayer {
    width: u32,
    negative_slope: f64,
}

impl HomogeneousLayer {
    /// n units; s = 1 is the identity, 0 ReLU.
    ///
    /// # Errors
    /// `Width` for n = 0; `Variance` for a slope whose square is not finite.
    pub fn new(width: u32, negative_slope: f64) -> Result<Self, MeanFieldError> {
        if width == 0 {
            return Err(MeanFieldError::Width { position: 0 });
        }
        let square = negative_slope * negative_slope;
        checked_variance("the square of the negative slope", square)?;
        Ok(Self {
            width,
            negative_slope,
        })
    }

    /// n.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// s.
    #[must_use]
    pub fn negative_slope(&self) -> f64 {
        self.negative_slope
    }

    /// Var(X) = (6(1 + s⁴)/(1 + s²)² − 1)/n: 2/n for the identity, 5/n for ReLU.
    ///
    /// Over layers, E[|a^L|⁴]/E[|a^L|²]² = Π(1 + Var(X_l)) (Hanin & Rolnick 2018, failure mode 2).
    #[must_use]
    pub fn relative_variance(&self) -> f64 {
        let s = self.negative_slope * self.negative_slope;
        let ratio = (1.0 + s * s) / ((1.0 + s) * (1.0 + s));
        (6.0 * ratio - 1.0) / f64::from(self.width)
    }

    /// P(X = 0): 2⁻ⁿ for ReLU, otherwise 0.
    #[must_use]
    pub fn dead_probability(&self) -> f64 {
        if self.negative_slope == 0.0 {
            real::powi(0.5, self.width)
        } else {
            0.0
        }
    }

    /// E[ln X | X > 0].
    ///
    /// ψ(n/2) + ln(2/n) for |s| = 1; E_K[ψ(K/2)] + ln(4/n), K ≥ 1, for s = 0; otherwise
    /// ∫₀^∞ (e⁻ᵗ − M(t))/t dt with M(t) = E[e^{−tX}], see [`HomogeneousLayer::log_moments`].
    #[must_use]
    pub fn log_mean(&self) -> Interval {
        self.log_moments().0
    }

    /// Var(ln X | X > 0): ψ′(n/2) for |s| = 1, E_K[ψ′(K/2)] + Var_K[ψ(K/2)] for s = 0.
    #[must_use]
    pub fn log_variance(&self) -> Interval {
        self.log_moments().1
    }

    /// Mean and variance of ln X given X > 0, in one evaluation.
    #[must_use]
    pub fn log_moments(&self) -> (Interval, Interval) {
        if self.negative_slope == 0.0 {
            self.relu_moments()
        } else if self.negative_slope.abs() == 1.0 {
            self.linear_moments()
        } else {
            self.leaky_moments()
        }
    }

    /// X = χ²_n/n.
    fn linear_moments(&self) -> (Interval, Interval) {
        let half = 0.5 * f64::from(self.width);
        let mean = digamma(half) - real::ln(half);
        let error = 2.0 * digamma_error(half);
        let variance = Interval::around(trigamma(half), trigamma_error(half));
        (Interval::around(mean, error), variance)
    }

    /// X = 2χ²_K/n.
    ///
    /// The weights come from ratios of neighbours, outward from the mode, each step within 2⁻⁵²:
    /// after normalization a weight is relatively wrong by at most 2n·2⁻⁵², so a mean by that times
    /// the standard deviation. Weights below 10⁻³⁰ of the largest are dropped.
    fn relu_moments(&self) -> (Interval, Interval) {
        let n = f64::from(self.width);
        let terms: Vec<(f64, f64)> = binomial_weights(self.width);
        let total = sum(terms.iter().map(|&(_, w)| w));
        let average =
            |f: &dyn Fn(f64) -> f64| sum(terms.iter().map(|&(k, w)| w * f(0.5 * k))) / total;
        let mean = average(&digamma);
        let centred = average(&|x| (digamma(x) - mean) * (digamma(x) - mean));
        let inner = average(&trigamma);
        let rounding = 2.0 * (n + 4.0) * f64::EPSILON;
        let single = digamma_error(0.5).max(digamma_error(0.5 * n));
        let mean_error = 2.0 * single + rounding * centred.sqrt();
        let variance_error = rounding * (centred + inner) + 4.0 * single * centred.sqrt();
        (
            Interval::around(mean - real::ln(0.25 * n), mean_error),
            Interval::around(
                inner + centred,
                variance_error + trigamma_error(0.5) * inner,
            ),
        )
    }

    /// By the Laplace transform M(t) = E[e^{−tX}] = [½(1 + 2ct/n)^{−½} + ½(1 + 2cs²t/n)^{−½}]ⁿ:
    ///
    /// ```text
    /// E[ln X]  = −∫ (M(eᵘ) − e^{−eᵘ}) du
    /// E[ln² X] = 2∫ (M(eᵘ) − e^{−eᵘ})·u du − 2γ·E[ln X],
    /// ```
    ///
    /// which follow from ∫₀^∞ tᵖ⁻¹(e^{−xt} − e^{−t}) dt = Γ(p)(x^{−p} − 1) at p → 0. The integrands
    /// are analytic for |Im u| < π/2, so the trapezoid rule of step 1/8 errs by less than e^{−60}
    /// times the range (Trefethen & Weideman 2014, theorem 5.1); a value carries 16·2⁻⁵² at most.
    fn leaky_moments(&self) -> (Interval, Interval) {
        let (n, s) = (
            f64::from(self.width),
            self.negative_slope * self.negative_slope,
        );
        let c = 2.0 / ((1.0 + s) * n);
        // M ≤ (2cst/n)^{−n/2} < 10⁻²⁰ from `high` on; |M − e^{−t}| ≤ 6t² < 10⁻²⁰ below `low`.
        let (low, high) = (-24.0, (92.0 / n - real::ln(2.0 * c * s.min(1.0))).max(5.0));
        let steps = ((high - low) / STEP).ceil() as u32;
        let (mut first, mut second) = (Sum::default(), Sum::default());
        for k in 0..=steps {
            let u = low + STEP * f64::from(k);
            let difference = laplace_difference(real::exp(u), n, (c, c * s));
            first.add(difference);
            second.add(difference * u);
        }
        let mean = -STEP * first.value();
        let square = 2.0 * STEP * second.value() - 2.0 * EULER_GAMMA * mean;
        let unit = 16.0 * f64::EPSILON;
        let mean_error = unit * (high - low);
        let square_error = unit * (low * low + high * high) + 2.0 * mean_error;
        (
            Interval::around(mean, mean_error),
            Interval::around(
                square - mean * mean,
                square_error + 3.0 * mean.abs() * mean_error,
            ),
        )
    }
}

/// Step of the trapezoid rule in u = ln t.
const STEP: f64 = 0.125;

/// γ, to the nearest double (OEIS A001620).
const EULER_GAMMA: f64 = 0.577_215_664_901_532_9;

/// M(t) − e^{−t}, without cancellation in the base of the n-th power.
fn laplace_difference(t: f64, n: f64, (positive, negative): (f64, f64)) -> f64 {
    let shrink = |rate: f64| real::exp_m1(-0.5 * real::ln_1p(2.0 * rate * t));
    let base = 0.5 * shrink(positive) + 0.5 * shrink(negative);
    real::exp(n * real::ln_1p(base)) - real::exp(-t)
}

/// (k, C(n, k)/C(n, mode)) for 1 ≤ k ≤ n, those above 10⁻³⁰.
fn binomial_weights(n: u32) -> Vec<(f64, f64)> {
    let mode = n.div_ceil(2);
    let upward = std::iter::successors(Some((mode, 1.0)), |&(k, w)| {
        (k < n).then(|| (k + 1, w * f64::from(n - k) / f64::from(k + 1)))
    });
    let downward = std::iter::successors(Some((mode, 1.0)), |&(k, w)| {
        (k > 1).then(|| (k - 1, w * f64::from(k) / f64::from(n - k + 1)))
    });
    let kept = |&(_, w): &(u32, f64)| w > 1e-30;
    let down = downward.skip(1).take_while(kept);
    upward
        .take_while(kept)
        .chain(down)
        .map(|(k, w)| (f64::from(k), w))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn layer(width: u32, negative_slope: f64) -> HomogeneousLayer {
        HomogeneousLayer::new(width, negative_slope).unwrap()
    }

    /// An interval that holds the published double, itself rounded by half an ulp, and is narrow.
    fn encloses(found: Interval, published: f64) {
        let rounded = Interval::around(published, published * f64::EPSILON);
        assert!(found.intersects(rounded), "{found} {published}");
        // The widest here is a leaky variance: 16·2⁻⁵²·(24² + high²) with high² < 200, and less.
        let narrow = Tolerance::bound(5e-12);
        assert!(narrow.accepts(found.radius(), 0.0), "{found}");
    }

    #[test]
    fn relu_layers_have_the_logarithms_of_high_precision_sums() {
        // Σ_K in mpmath 1.3 at 25 digits.
        let table = [
            (1, -0.577_215_664_901_532_9, 4.934_802_200_544_679),
            (5, -0.623_392_864_965_793_7, 2.362_268_762_076_939),
            (10, -0.307_461_010_691_857_2, 0.866_734_253_052_603_2),
            (64, -0.040_108_598_835_745_69, 0.082_997_350_556_447_58),
            (100, -0.025_420_885_622_756_77, 0.051_939_992_148_725_34),
            (1000, -0.002_504_095_385_627_183, 0.005_018_585_316_652_207),
        ];
        for (n, mean, variance) in table {
            encloses(layer(n, 0.0).log_mean(), mean);
            encloses(layer(n, 0.0).log_variance(), variance);
        }
    }

    #[test]
    fn linear_layers_have_those_of_chi_squared() {
        // ψ(n/2) + ln(2/n), ψ′(n/2) in mpmath 1.3.
        let table = [
            (1, -1.270_362_845_461_478_2, 4.934_802_200_544_679),
            (10, -0.103_320_244_002_299_9, 0.221_322_955_737_115_33),
            (
                1000,
                -0.001_000_333_333_200_000_3,
                0.002_002_001_333_332_266_7,
            ),
        ];
        for (n, mean, variance) in table {
            for negative_slope in [1.0, -1.0] {
                encloses(layer(n, negative_slope).log_mean(), mean);
                encloses(layer(n, negative_slope).log_variance(), variance);
            }
        }
    }

    #[test]
    fn leaky_layers_have_those_of_an_integral_over_the_beta_law() {
        // Given K, ln X = ln χ²_n + ln(P + s²(1 − P)), P ~ Beta(K/2, (n − K)/2): mpmath 1.3.
        encloses(layer(10, 0.2).log_mean(), -0.252_353_984_630_409_84);
        encloses(layer(10, 0.2).log_variance(), 0.598_284_389_888_186);
        encloses(layer(50, 0.01).log_mean(), -0.051_724_764_748_165_42);
        encloses(layer(50, 0.01).log_variance(), 0.108_136_040_024_290_07);
    }

    #[test]
    fn the_laplace_integral_agrees_with_the_digamma_formula_at_slope_one() {
        for n in [1, 2, 7, 300, 20_000] {
            let (mean, variance) = layer(n, 1.0).leaky_moments();
            let (exact_mean, exact_variance) = layer(n, 1.0).linear_moments();
            assert!(
                mean.intersects(exact_mean) && variance.intersects(exact_variance),
                "{n}"
            );
        }
    }

    #[test]
    fn moments_of_deep_nets_are_products() {
        // n = 10, d = 5: (3/2)⁵ = 7.59375; a simulation of Hanin & Rolnick's setting gave 7.515.
        let relu = layer(10, 0.0);
        assert_eq!(real::powi(1.0 + relu.relative_variance(), 5), 7.59375);
        assert_eq!(layer(10, 1.0).relative_variance(), 0.2);
    }

    #[test]
    fn only_relu_dies() {
        assert_eq!(layer(10, 0.0).dead_probability(), 1.0 / 1024.0);
        assert_eq!(layer(10, 0.1).dead_probability(), 0.0);
    }

    #[test]
    fn a_layer_without_units_or_with_an_infinite_slope_is_refused() {
        assert_eq!(
            HomogeneousLayer::new(0, 0.0).unwrap_err().code(),
            "mean-field-width"
        );
        let refusal = HomogeneousLayer::new(3, f64::NAN).unwrap_err();
        assert_eq!(refusal.code(), "mean-field-variance");
    }
}
