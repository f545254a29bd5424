//! A network of units over any scalar: forward, sample by sample, unit by unit.

use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Scalar;
use crate::theory::activation::Activation;
use std::sync::Arc;

/// The network of a [`Network`], with numbers of kind `S`.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use varprop::learning::network::{Dense, Network, scalar::ScalarNetwork};
/// use varprop::linear::Matrix;
/// use varprop::num::{Interval, Rational};
/// use varprop::theory::activation::Sigmoid;
/// let weights = Matrix::new(1, 1, vec![0.02]).unwrap();
/// let layer = Dense::new(weights, vec![0.0], Arc::new(Sigmoid)).unwrap();
/// let network = Network::new(vec![layer]).unwrap();
/// // The weight that is meant is 1/50, not the double 0.02.
/// let exact = |_, x: f64| Ok(x.to_string().parse::<Rational>()?.to_interval());
/// let enclosed = ScalarNetwork::new(&network, exact).unwrap();
/// let output = &enclosed.forward(&[Interval::point(1.0)]).unwrap().outputs()[0];
/// // σ(1/50) = 0.50499983334…
/// assert!(output.contains(0.504_999_833_339_999_7) && output.radius() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct ScalarNetwork<S> {
    layers: Vec<Layer<S>>,
}

#[derive(Clone, Debug)]
struct Layer<S> {
    units: Vec<Unit<S>>,
    activation: Arc<dyn Activation>,
}

#[derive(Clone, Debug)]
struct Unit<S> {
    weights: Vec<S>,
    bias: S,
}

/// What one sample leaves in a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace<S> {
    /// z₁ to z_L: `pre_activations[l − 1]` belongs to layer l.
    pub pre_activations: Vec<Vec<S>>,
    /// a₀ to a_L.
    pub activations: Vec<Vec<S>>,
}

impl<S> Trace<S> {
    /// a_L.
    #[must_use]
    pub fn outputs(&self) -> &[S] {
        self.activations.last().map_or(&[], Vec::as_slice)
    }
}

impl<S: Scalar> ScalarNetwork<S> {
    /// The network, each parameter made by `number(index, value)`; indices are those of
    /// [`Network::parameters`].
    ///
    /// # Errors
    /// What `number` refuses.
    pub fn new(
        network: &Network,
        mut number: impl FnMut(usize, f64) -> Result<S, NetworkError>,
    ) -> Result<Self, NetworkError> {
        let mut index = 0;
        let mut layers = Vec::new();
        for layer in network.layers() {
            let mut parameters = Vec::with_capacity(layer.n_parameters());
            for value in layer.parameters() {
                parameters.push(number(index, value)?);
                index += 1;
            }
            layers.push(Layer::new(layer, &parameters));
        }
        Ok(Self { layers })
    }

    /// zᵢ = bᵢ + Σⱼ wᵢⱼ·aⱼ in the order of j, aᵢ = φ(zᵢ), layer after layer.
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless the sample has as many features as the first layer takes;
    /// what the scalar refuses.
    pub fn forward(&self, sample: &[S]) -> Result<Trace<S>, NetworkError> {
        let mut trace = Trace {
            pre_activations: Vec::new(),
            activations: vec![sample.to_vec()],
        };
        let mut below = sample.to_vec();
        for layer in &self.layers {
            let z = layer.pre_activations(&below)?;
            let phi = layer.activation.as_ref();
            below = z
                .iter()
                .map(|z| z.activate(phi))
                .collect::<Result<_, _>>()?;
            trace.pre_activations.push(z);
            trace.activations.push(below.clone());
        }
        Ok(trace)
    }
}

impl<S: Scalar> Layer<S> {
    fn new(layer: &Dense, parameters: &[S]) -> Self {
        let (weights, biases) = parameters.split_at(layer.weights().values().len());
        let rows = weights.chunks(layer.fan_in());
        let unit = |(weights, bias): (&[S], &S)| Unit {
            weights: weights.to_vec(),
            bias: bias.clone(),
        };
        Self {
            units: rows.zip(biases).map(unit).collect(),
            activation: layer.shared_activation(),
        }
    }

    fn pre_activations(&self, below: &[S]) -> Result<Vec<S>, NetworkError> {
        self.units
            .iter()
            .map(|unit| {
                let expected = unit.weights.len();
                NetworkError::require("features of a sample", expected, below.len())?;
                let mut pairs = unit.weights.iter().zip(below);
                pairs.try_fold(unit.bias.clone(), |z, (w, a)| z.plus_product(w, a))
            })
            .collect()
    }
}
