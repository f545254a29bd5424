//! A fully connected network of given widths, each layer with its own variances.
//!
//! It holds the numbers and follows them forward; [`super::gradient`] goes backward.

use crate::num::Interval;
use crate::theory::activation::GaussianMoments;
use crate::theory::mean_field::error::MeanFieldError;
use crate::theory::mean_field::error::checked_variance;
use crate::theory::mean_field::recursion::Recursion;
use crate::theory::mean_field::trajectory::LayerMoments;
use crate::theory::mean_field::trajectory::follow;

/// The parameters of one layer: entries with mean 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Var(W): of one weight, not multiplied by the fan_in.
    pub weight_variance: f64,
    /// Var(b).
    pub bias_variance: f64,
}

/// A network z^l = W^l a^{l−1} + b^l, a^l = φ(z^l), l = 1…L, W^l of shape n_l × n_{l−1}.
///
/// # Example
/// ```
/// use varprop::theory::activation::Identity;
/// use varprop::theory::mean_field::{Layer, Network};
/// // Var(W) = 2/(fan_in + fan_out) (Glorot & Bengio 2010, eq. 12), for 100 inputs and 300 outputs.
/// let layers = [Layer { weight_variance: 2.0 / 400.0, bias_variance: 0.0 }];
/// let network = Network::new(&Identity, &[100, 300], &layers)?;
/// let forward = network.trajectory(1.0)?;
/// assert!(forward[0].q.contains(0.5)); // 100 · 2/400: the signal shrinks,
/// let backward = network.gradient(&forward, 1.0)?;
/// assert!(backward[0].input.contains(1.5)); // 300 · 2/400: the gradient grows.
/// # Ok::<(), varprop::theory::mean_field::MeanFieldError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Network<'a> {
    activation: &'a dyn GaussianMoments,
    widths: Vec<usize>,
    layers: Vec<Layer>,
    relative_error: f64,
}

impl<'a> Network<'a> {
    /// From the widths n₀…n_L, the input's first, and the L layers.
    ///
    /// # Errors
    /// `WidthCount` unless there is one width more than layers; `Width` for a width of 0;
    /// `Variance` for a variance that is negative or not finite.
    pub fn new(
        activation: &'a dyn GaussianMoments,
        widths: &[usize],
        layers: &[Layer],
    ) -> Result<Self, MeanFieldError> {
        if widths.len() != layers.len() + 1 {
            return Err(MeanFieldError::WidthCount {
                layers: layers.len(),
                widths: widths.len(),
            });
        }
        if let Some(position) = widths.iter().position(|&width| width == 0) {
            return Err(MeanFieldError::Width { position });
        }
        for layer in layers {
            checked_variance("the weight variance", layer.weight_variance)?;
            checked_variance("the bias variance", layer.bias_variance)?;
        }
        Ok(Self {
            activation,
            widths: widths.to_vec(),
            layers: layers.to_vec(),
            relative_error: 0.0,
        })
    }

    /// The same network, where every variance is only known up to this relative error.
    #[must_use]
    pub fn with_relative_error(self, relative_error: f64) -> Self {
        Self {
            relative_error,
            ..self
        }
    }

    /// A bound on the relative error of n·Var(W): that of the variance, and one rounding.
    pub(super) fn relative_error(&self) -> f64 {
        if self.relative_error == 0.0 {
            return 0.0;
        }
        self.relative_error + f64::EPSILON
    }

    /// A network whose layers share σ_w² = fan_in·Var(W) and σ_b²: Var(W^l) = σ_w²/n_{l−1}.
    ///
    /// # Errors
    /// As [`Network::new`]; `WidthCount` for no widths.
    pub fn uniform(recursion: &Recursion<'a>, widths: &[usize]) -> Result<Self, MeanFieldError> {
        let fans_in = widths.iter().take(widths.len().saturating_sub(1));
        let layers: Vec<Layer> = fans_in
            .map(|&fan_in| Layer {
                weight_variance: recursion.weight_variance() / fan_in as f64,
                bias_variance: recursion.bias_variance(),
            })
            .collect();
        Self::new(recursion.activation(), widths, &layers)
    }

    /// L.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.layers.len()
    }

    /// n₀…n_L.
    #[must_use]
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// Each layer with its fan_in and fan_out.
    pub(super) fn fans(
        &self,
    ) -> impl DoubleEndedIterator<Item = (Layer, f64, f64)> + ExactSizeIterator {
        let fans = self.widths.iter().zip(self.widths.iter().skip(1));
        let layers = self.layers.iter().zip(fans);
        layers.map(|(&layer, (&fan_in, &fan_out))| (layer, fan_in as f64, fan_out as f64))
    }

    /// The recursion of each layer: σ_w² = n_{l−1}·Var(W^l).
    ///
    /// # Errors
    /// `Variance` when a product n·Var(W) is not finite.
    pub fn recursions(&self) -> Result<Vec<Recursion<'a>>, MeanFieldError> {
        self.fans()
            .map(|(layer, fan_in, _)| {
                let weight_variance = fan_in * layer.weight_variance;
                let recursion =
                    Recursion::new(self.activation, weight_variance, layer.bias_variance)?;
                Ok(recursion.with_relative_error(self.relative_error()))
            })
            .collect()
    }

    /// The moments of layers 1…L for inputs with second moment `E[x²]`:
    /// q₁ = n₀·Var(W¹)·`E[x²]` + σ_b², then q_l = n_{l−1}·Var(W^l)·E[(a^{l−1})²] + σ_b²
    /// (Glorot & Bengio 2010, eq. 5, without its linearization; He et al. 2015, eq. 8).
    ///
    /// # Errors
    /// `Variance` for a negative or infinite `E[x²]`; `Diverged` when q leaves the doubles.
    pub fn trajectory(
        &self,
        input_second_moment: f64,
    ) -> Result<Vec<LayerMoments>, MeanFieldError> {
        let input = checked_variance("the input's second moment", input_second_moment)?;
        let recursions = self.recursions()?;
        let Some(first) = recursions.first() else {
            return Ok(Vec::new());
        };
        let q_1 = first.forward(Interval::point(input));
        follow(q_1, recursions.into_iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::mean_field::test_activation::Identity;
    use crate::theory::mean_field::test_activation::Relu;

    fn layer(weight_variance: f64) -> Layer {
        Layer {
            weight_variance,
            bias_variance: 0.0,
        }
    }

    #[test]
    fn the_first_layer_takes_the_input_and_no_activation() {
        let network = Network::new(&Relu, &[4, 8, 8], &[layer(0.25), layer(0.25)]).unwrap();
        let layers = network.trajectory(3.0).unwrap();
        assert_eq!(layers[0].q, Interval::point(3.0));
        // 8 · 0.25 · 3/2.
        assert_eq!(layers[1].q, Interval::point(3.0));
    }

    #[test]
    fn a_rectangular_linear_net_multiplies_fan_in_times_variance() {
        let network = Network::new(&Identity, &[3, 5, 7], &[layer(0.5), layer(0.1)]).unwrap();
        let layers = network.trajectory(2.0).unwrap();
        assert!(layers[1].q.contains(1.5));
    }

    #[test]
    fn widths_must_fit_the_layers() {
        let refusal = |widths: &[usize]| Network::new(&Relu, widths, &[layer(1.0)]).unwrap_err();
        assert_eq!(refusal(&[3]).code(), "mean-field-width-count");
        assert_eq!(refusal(&[]).code(), "mean-field-width-count");
        assert_eq!(refusal(&[3, 0]), MeanFieldError::Width { position: 1 });
    }

    #[test]
    fn a_uniform_network_shares_its_recursion() {
        let recursion = Recursion::new(&Relu, 2.0, 0.0).unwrap();
        let network = Network::uniform(&recursion, &[10, 20, 40]).unwrap();
        for layer in network.recursions().unwrap() {
            // 10 · (2/10) and 20 · (2/20): one rounding each at most.
            assert!((layer.weight_variance() - 2.0).abs() <= 2.0 * f64::EPSILON);
        }
        assert!(Network::uniform(&recursion, &[]).is_err());
    }
}
