//! The first correction for finite width: mean and variance of q_l over networks, to order 1/n.
//!
//! One fixed input, weights drawn anew. The exact laws of scale-invariant activations, at any n,
//! are in [`super::homogeneous`]; batches of inputs through one network in [`super::batch`].
//!
//! # What fluctuates
//! Given the activations a^{l−1} of a network, the entries of z^l are independent over the rows of
//! W^l with the same variance
//!
//! ```text
//! Q_l = n_{l−1}·Var(W^l)·â_{l−1} + σ_b²,  â_l = |a^l|²/n_l,  â_0 = |x|²/n_0.
//! ```
//!
//! Q₁ is a number: the input is fixed. For Gaussian weights Q₁, Q₂, … is a Markov chain, exactly:
//! given Q_l = Q, â_l is a mean of n_l independent copies of φ(√Q z)², so with U(q) = E[φ(√q z)²]
//!
//! ```text
//! E[â_l | Q] = U(Q),  Var(â_l | Q) = (E[φ(√Q z)⁴] − U(Q)²)/n_l.
//! ```
//!
//! # Derivation
//! Let Q_l have mean q_l + m_l and variance v_l, m_l and v_l of order 1/n, higher central moments
//! of smaller order. Taylor's formula in the two conditional moments, and the law of total
//! variance, give at order 1/n
//!
//! ```text
//! E[â_l] − U(q_l) = U′·m_l + ½U″·v_l + U″·k_l/6
//! Var(â_l)        = U′²·v_l + (E[φ⁴] − U²)/n_l
//! ```
//!
//! and Q_{l+1} is affine in â_l. The last term of the mean is the only trace, at this order, of
//! weights that are not Gaussian: z has fourth cumulant k_l = (κ − 3)·Var(W^l)²·Σ_j (a_j^{l−1})⁴
//! given a^{l−1}, the Edgeworth expansion moves `E[g(z)]` by k/24·`E[g⁗(z)]`, and d²/dq² is ¼E∘d⁴/dz⁴.
//!
//! Sources: Hanin & Rolnick (2018), failure mode 2, for the sum Σ 1/n_l in ReLU nets; the expansion for
//! a general φ is derived above.

use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;
use crate::theory::mean_field::network::Network;
use crate::theory::mean_field::recursion::Recursion;

/// What is needed of the input: its empirical moments |x|²/n₀ and Σx⁴/n₀.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// |x|²/n₀.
    pub second_moment: f64,
    /// Σx⁴/n₀; it matters only for weights that are not Gaussian.
    pub fourth_moment: f64,
}

/// A random quantity to order 1/n: E = value + mean_shift, Var = variance; what is left out is of
/// order 1/n².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The infinite-width value.
    pub value: f64,
    /// The mean's distance from it.
    pub mean_shift: f64,
    /// The variance over networks.
    pub variance: f64,
}

impl Estimate {
    /// E[ln X] − ln value = m/value − v/(2·value²), to order 1/n.
    #[must_use]
    pub fn log_mean_shift(&self) -> f64 {
        self.mean_shift / self.value - 0.5 * self.log_variance()
    }

    /// Var(ln X) = v/value², to order 1/n.
    #[must_use]
    pub fn log_variance(&self) -> f64 {
        self.variance / (self.value * self.value)
    }
}

/// The fluctuations of one layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fluctuation {
    /// l, from 1.
    pub layer: usize,
    /// Q_l, the variance of z^l given the layer before.
    pub conditional_variance: Estimate,
    /// |z^l|²/n_l: Q_l and the sampling of n_l entries, Var = v_l + 2q_l²/n_l.
    pub pre_activation: Estimate,
    /// â_l = |a^l|²/n_l.
    pub activation: Estimate,
}

impl Network<'_> {
    /// Mean and variance, over networks, of the empirical second moments of each layer.
    ///
    /// `weight_kurtosis` is κ = `E[w⁴]/E[w²]²` of the law of the weights: 3 normal, 1.8 uniform. The
    /// law must be symmetric about 0; biases, if any, are Gaussian.
    ///
    /// # Errors
    /// `Kurtosis` for κ < 1; `Variance` for input moments that are negative or not finite;
    /// `Diverged` when q leaves the doubles.
    pub fn fluctuations(
        &self,
        input: Input,
        weight_kurtosis: f64,
    ) -> Result<Vec<Fluctuation>, MeanFieldError> {
        let excess = excess_kurtosis(weight_kurtosis)?;
        let mut below = input.checked()?;
        let mut found = Vec::with_capacity(self.depth());
        let recursions = self.recursions()?;
        for (index, (recursion, fans)) in recursions.iter().zip(self.fans()).enumerate() {
            let (_, fan_in, width) = fans;
            let q = forward(recursion, below.second);
            if !q.value.is_finite() {
                return Err(MeanFieldError::Diverged { layer: index + 1 });
            }
            let gain = recursion.weight_variance();
            let cumulant = excess * gain * gain * below.fourth / fan_in;
            below = through_activation(recursion, q, cumulant, width)?;
            found.push(Fluctuation {
                layer: index + 1,
                conditional_variance: q,
                pre_activation: sampled(q, width),
                activation: below.second,
            });
        }
        Ok(found)
    }
}

/// The moments of the layer below: |a|²/n with its fluctuation, and `E[a⁴]` at infinite width.
#[derive(Clone, Copy, Debug)]
struct Below {
    second: Estimate,
    fourth: f64,
}

impl Input {
    fn checked(self) -> Result<Below, MeanFieldError> {
        let what = "a moment of the input";
        Ok(Below {
            second: Estimate {
                value: checked_variance(what, self.second_moment)?,
                mean_shift: 0.0,
                variance: 0.0,
            },
            fourth: checked_variance(what, self.fourth_moment)?,
        })
    }
}

fn excess_kurtosis(kurtosis: f64) -> Result<f64, MeanFieldError> {
    if kurtosis.is_finite() && kurtosis >= 1.0 {
        Ok(kurtosis - 3.0)
    } else {
        Err(MeanFieldError::Kurtosis { value: kurtosis })
    }
}

/// Q = σ_w²·â + σ_b².
fn forward(recursion: &Recursion, below: Estimate) -> Estimate {
    let gain = recursion.weight_variance();
    Estimate {
        value: gain * below.value + recursion.bias_variance(),
        mean_shift: gain * below.mean_shift,
        variance: gain * gain * below.variance,
    }
}

/// |z|²/n of n entries with variance Q: E = Q, and `E[Var]` = 2q²/n.
fn sampled(q: Estimate, width: f64) -> Estimate {
    Estimate {
        variance: q.variance + 2.0 * q.value * q.value / width,
        ..q
    }
}

/// â of the next layer from Q and its fourth cumulant; see the derivation above.
fn through_activation(
    recursion: &Recursion,
    q: Estimate,
    cumulant: f64,
    width: f64,
) -> Result<Below, MeanFieldError> {
    let phi = recursion.activation();
    let fourth = phi.fourth_moment(q.value)?.midpoint();
    let value = phi.second_moment(q.value)?.midpoint();
    let slope = phi.second_moment_slope(q.value)?.midpoint();
    let bend = 0.5 * q.variance + cumulant / 6.0;
    let curved = if bend == 0.0 {
        0.0 // U″ need not exist at q = 0, and is not needed.
    } else {
        bend * phi.second_moment_curvature(q.value)?.midpoint()
    };
    let second = Estimate {
        value,
        mean_shift: slope * q.mean_shift + curved,
        variance: slope * slope * q.variance + (fourth - value * value).max(0.0) / width,
    };
    Ok(Below { second, fourth })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::activation::GaussianMoments;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    const UNIT: Input = Input {
        second_moment: 1.0,
        fourth_moment: 1.0,
    };

    fn fluctuations(
        activation: &dyn GaussianMoments,
        (weight_variance, bias_variance): (f64, f64),
        widths: &[usize],
        kurtosis: f64,
    ) -> Vec<Fluctuation> {
        let recursion = Recursion::new(activation, weight_variance, bias_variance).unwrap();
        let network = Network::uniform(&recursion, widths).unwrap();
        network.fluctuations(UNIT, kurtosis).unwrap()
    }

    #[test]
    fn a_linear_layer_adds_two_over_n_to_the_variance_of_the_logarithm() {
        let layers = fluctuations(&Identity, (1.0, 0.0), &[7, 100, 50], 3.0);
        // Leading terms of ψ′(n/2) and of ψ(n/2) + ln(2/n).
        let rounding = Tolerance::rounding(50, 1.0);
        let last = layers[1].activation;
        assert!(rounding.accepts(last.log_variance(), 2.0 / 100.0 + 2.0 / 50.0));
        assert!(rounding.accepts(last.log_mean_shift(), -1.0 / 100.0 - 1.0 / 50.0));
    }

    #[test]
    fn a_relu_layer_adds_five_over_n() {
        let layers = fluctuations(&Relu, (2.0, 0.0), &[7, 100, 50, 20], 3.0);
        let sum = 1.0 / 100.0 + 1.0 / 50.0 + 1.0 / 20.0;
        let rounding = Tolerance::rounding(100, 1.0);
        let last = layers[2].activation;
        assert!(rounding.accepts(last.log_variance(), 5.0 * sum));
        assert!(rounding.accepts(last.log_mean_shift(), -2.5 * sum));
    }

    #[test]
    fn the_first_pre_activation_varies_only_by_sampling() {
        let first = fluctuations(&Tanh, (1.5, 0.05), &[9, 40], 3.0)[0];
        assert_eq!(first.conditional_variance.variance, 0.0);
        let q = 1.55;
        assert!(
            Tolerance::rounding(16, q * q)
                .accepts(first.pre_activation.variance, 2.0 * q * q / 40.0)
        );
    }

    /// n·(E Q − q), n·Var Q, n·E ln(Q/q), n·Var ln Q of Q₂…Q₅, each with its standard error:
    /// tanh, σ_w² = 1.5, σ_b² = 0.05, Q₁ = 1, equal widths n. numpy 2 PCG64 (seeds 1 and 2),
    /// 6·10⁶ chains Q → 1.5·mean tanh²(√Q g) + 0.05 each at n = 40 and n = 80, and the
    /// extrapolation 2X₈₀ − X₄₀, which removes the next order.
    const SIMULATED: [[(f64, f64); 4]; 4] = [
        [
            (0.002_552, 0.003_63),
            (0.219_944, 0.000_282),
            (-0.263_249, 0.005_702),
            (0.534_334, 0.000_718),
        ],
        [
            (-0.047_831, 0.003_541),
            (0.209_597, 0.000_269),
            (-0.474_344, 0.006_836),
            (0.765_707, 0.001_028),
        ],
        [
            (-0.092_429, 0.003_437),
            (0.197_294, 0.000_254),
            (-0.639_469, 0.007_369),
            (0.886_792, 0.001_193),
        ],
        [
            (-0.123_224, 0.003_375),
            (0.190_31, 0.000_245),
            (-0.753_535, 0.007_652),
            (0.954_652, 0.001_283),
        ],
    ];

    #[test]
    fn tanh_networks_fluctuate_as_simulated_ones() {
        // Q₁ = 1 by an input of second moment 0.95/1.5; n scaled out, so any width serves.
        let n = 1000_usize;
        let recursion = Recursion::new(&Tanh, 1.5, 0.05).unwrap();
        let network = Network::uniform(&recursion, &[n; 6]).unwrap();
        let input = Input {
            second_moment: 0.95 / 1.5,
            fourth_moment: 0.0,
        };
        let layers = network.fluctuations(input, 3.0).unwrap();
        for (simulated, layer) in SIMULATED.iter().zip(&layers[1..]) {
            let q = layer.conditional_variance;
            let predicted = [
                q.mean_shift,
                q.variance,
                q.log_mean_shift(),
                q.log_variance(),
            ];
            for ((estimate, error), predicted) in simulated.iter().zip(predicted) {
                // 16 comparisons at 4.5 standard errors: a false alarm in 10⁴. The order left after
                // extrapolation, 2·c/(40·80), is below 10⁻³ at c ≤ 1.5.
                let tolerance =
                    Tolerance::standard_errors(4.5, *error).plus(Tolerance::bound(1e-3));
                let scaled = n as f64 * predicted;
                assert!(
                    tolerance.accepts(scaled, *estimate),
                    "{scaled} {estimate} ± {error}"
                );
            }
        }
    }

    #[test]
    fn uniform_weights_shift_the_mean_as_an_exact_convolution_does() {
        // E[tanh²(z)] for z a sum of n uniforms of variance 1/n, by Fourier inversion of sincⁿ on
        // 2¹⁶ points (numpy 2); the Gaussian value is 0.3942944904.
        for (n, exact) in [
            (32, 0.395_373_087_983),
            (64, 0.394_831_778_276),
            (128, 0.394_562_634_426),
        ] {
            let first = fluctuations(&Tanh, (1.0, 0.0), &[n, 5], 1.8)[0].activation;
            // What is left out is 0.0083/n² (its n²-fold was constant from n = 16 on).
            let tolerance = Tolerance::bound(0.0083 / (n * n) as f64).plus(Tolerance::printed(12));
            assert!(
                tolerance.accepts(first.value + first.mean_shift, exact),
                "n = {n}"
            );
            assert!(first.mean_shift > 0.03 / n as f64);
        }
    }

    #[test]
    fn away_from_criticality_the_variance_settles_at_its_fixed_value() {
        let recursion = Recursion::new(&Tanh, 2.5, 0.05).unwrap();
        let point = recursion.fixed_points().unwrap().isolated[0];
        let layers = fluctuations(&Tanh, (2.5, 0.05), &[200; 60], 3.0);
        let q = point.q.midpoint();
        let slope = point.slope.midpoint();
        let (second, fourth) = (
            Tanh.second_moment(q).unwrap(),
            Tanh.fourth_moment(q).unwrap(),
        );
        let spread = 2.5 * 2.5 * (fourth.midpoint() - second.midpoint() * second.midpoint());
        // v = V′²v + s²/n.
        let settled = spread / (200.0 * (1.0 - slope * slope));
        let tolerance = Tolerance::rounding(1000, settled);
        assert!(tolerance.accepts(layers[58].conditional_variance.variance, settled));
    }

    #[test]
    fn an_impossible_kurtosis_is_refused() {
        let recursion = Recursion::new(&Relu, 2.0, 0.0).unwrap();
        let network = Network::uniform(&recursion, &[3, 3]).unwrap();
        for kurtosis in [0.9, f64::NAN, f64::INFINITY] {
            let refusal = network.fluctuations(UNIT, kurtosis).unwrap_err();
            assert_eq!(refusal.code(), "mean-field-kurtosis");
        }
    }
}
