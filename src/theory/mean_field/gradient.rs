//! Second moments of gradients, layer by layer, backward.
//!
//! It takes the forward moments as given. It rests on the textbooks' assumption that the gradient
//! from above is independent of the weights it passes, exact only for infinite width.

use crate::num::Interval;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;
use crate::theory::mean_field::network::Layer;
use crate::theory::mean_field::network::Network;
use crate::theory::mean_field::recursion::weighted;
use crate::theory::mean_field::trajectory::LayerMoments;

/// Second moments (variances: every mean is 0) of the gradient of a loss J at layer l, relative to
/// E[(∂J/∂a^L)²] = 1.
///
/// ```text
/// E[(∂J/∂z^l)²]     = E[φ′(z^l)²]·E[(∂J/∂a^l)²]
/// E[(∂J/∂W^l)²]     = E[(∂J/∂z^l)²]·E[(a^{l−1})²]
/// E[(∂J/∂a^{l−1})²] = n_l·Var(W^l)·E[(∂J/∂z^l)²]
/// ```
///
/// Sources: Glorot & Bengio (2010), eqs. 2–3, 6–7, there with φ′ = 1; He et al. (2015), eqs. 12–13,
/// there with `E[φ′²]` = ½; Schoenholz et al. (2017), on gradients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerGradient {
    /// l, from 1.
    pub layer: usize,
    /// E[(∂J/∂a^l)²], of the layer's output.
    pub output: Interval,
    /// E[(∂J/∂z^l)²], of the pre-activation.
    pub pre_activation: Interval,
    /// E[(∂J/∂W^l)²], of one weight.
    pub weight: Interval,
    /// E[(∂J/∂a^{l−1})²], of the layer's input.
    pub input: Interval,
}

impl Network<'_> {
    /// The gradients of layers 1…L, in this order, from the forward moments of the same network
    /// and the input's second moment.
    ///
    /// # Errors
    /// `Layer` when `forward` does not have the network's depth; `Variance` for a negative or
    /// infinite second moment of the input.
    pub fn gradient(
        &self,
        forward: &[LayerMoments],
        input_second_moment: f64,
    ) -> Result<Vec<LayerGradient>, MeanFieldError> {
        if forward.len() != self.depth() {
            let (layer, depth) = (forward.len(), self.depth());
            return Err(MeanFieldError::Layer { layer, depth });
        }
        let what = "the input's second moment";
        let first = Interval::point(checked_variance(what, input_second_moment)?);
        let inputs = std::iter::once(first).chain(forward.iter().map(|m| m.second_moment));
        let inputs: Vec<Interval> = inputs.take(forward.len()).collect();
        let mut above = Interval::point(1.0);
        let error = self.relative_error();
        let layers = self.fans().zip(forward).zip(inputs).rev();
        let mut gradients: Vec<LayerGradient> = layers
            .map(|(((layer, _, fan_out), moments), input)| {
                let mut gradient = backward(moments, (layer, fan_out), input, above);
                if error > 0.0 {
                    gradient.input = gradient.input * Interval::around(1.0, error);
                }
                above = gradient.input;
                gradient
            })
            .collect();
        gradients.reverse();
        Ok(gradients)
    }
}

fn backward(
    moments: &LayerMoments,
    (layer, fan_out): (Layer, f64),
    input: Interval,
    output: Interval,
) -> LayerGradient {
    let pre_activation = product(moments.derivative_second_moment, output);
    LayerGradient {
        layer: moments.layer,
        output,
        pre_activation,
        weight: product(pre_activation, input),
        input: weighted(fan_out * layer.weight_variance, pre_activation),
    }
}

/// A product that keeps exact powers of two exact.
fn product(left: Interval, right: Interval) -> Interval {
    match (left.radius() == 0.0, right.radius() == 0.0) {
        (true, _) => weighted(left.low(), right),
        (_, true) => weighted(right.low(), left),
        _ => left * right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::mean_field::recursion::Recursion;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;
    use crate::theory::mean_field::test_activation::Tanh;

    fn layer(weight_variance: f64) -> Layer {
        Layer {
            weight_variance,
            bias_variance: 0.0,
        }
    }

    fn gradients(network: &Network, input: f64) -> Vec<LayerGradient> {
        let forward = network.trajectory(input).unwrap();
        network.gradient(&forward, input).unwrap()
    }

    #[test]
    fn he_fan_out_keeps_the_gradient_through_relu_at_every_shape() {
        // Var(W^l) = 2/n_l: the gradient is kept, the signal is not.
        let network = Network::new(&Relu, &[8, 16, 4], &[layer(0.125), layer(0.5)]).unwrap();
        for gradient in gradients(&network, 1.0) {
            assert_eq!(gradient.output, Interval::point(1.0));
            assert_eq!(gradient.input, Interval::point(1.0));
        }
    }

    #[test]
    fn he_fan_in_keeps_the_gradient_up_to_the_ratio_of_the_outer_widths() {
        // Π n_l·Var(W^l)/2 = Π n_l/n_{l−1} = n_L/n_0 (He et al. 2015, section 2.2).
        let layers = [layer(2.0 / 8.0), layer(2.0 / 32.0), layer(2.0 / 4.0)];
        let network = Network::new(&Relu, &[8, 32, 4, 16], &layers).unwrap();
        assert_eq!(gradients(&network, 1.0)[0].input, Interval::point(2.0));
    }

    #[test]
    fn a_weight_gradient_is_the_input_moment_times_that_of_the_pre_activation() {
        let network = Network::new(&Identity, &[2, 4, 4], &[layer(0.5), layer(0.25)]).unwrap();
        let found = gradients(&network, 3.0);
        // E[x²] = 3, E[(a¹)²] = 3: equal in every layer of a norm-preserving square linear net
        // (Glorot & Bengio 2010, eq. 14).
        assert_eq!(found[0].weight, Interval::point(3.0));
        assert_eq!(found[1].weight, Interval::point(3.0));
    }

    #[test]
    fn at_a_fixed_point_of_a_square_net_chi_is_the_factor_of_a_layer() {
        let recursion = Recursion::new(&Tanh, 2.5, 0.05).unwrap();
        let point = recursion.fixed_points().unwrap().isolated[0];
        let network = Network::uniform(&recursion, &[100; 11]).unwrap();
        let input = (point.q.midpoint() - 0.05) / 2.5;
        let found = gradients(&network, input);
        // χ = 1.133516 to six decimals, to the tenth power.
        let chi = 1.133_516_f64;
        let expected = crate::num::real::powi(chi, 10);
        let tolerance = Tolerance::bound(10.0 * expected / chi * Tolerance::printed(6).absolute());
        assert!(tolerance.accepts(found[0].input.midpoint(), expected));
    }

    #[test]
    fn moments_of_another_network_are_refused() {
        let network = Network::new(&Relu, &[2, 2], &[layer(1.0)]).unwrap();
        let refusal = network.gradient(&[], 1.0).unwrap_err();
        assert_eq!(refusal.code(), "mean-field-layer");
        let forward = network.trajectory(1.0).unwrap();
        let refusal = network.gradient(&forward, -1.0).unwrap_err();
        assert_eq!(refusal.code(), "mean-field-variance");
    }
}
