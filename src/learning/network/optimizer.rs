//! An optimizer: a rule with what it remembers of earlier gradients. It computes no gradient.

use crate::learning::network::Gradients;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::Rule;

/// A [`Rule`] and its memory of one network.
///
/// A step treats each parameter alone, so it commutes with every permutation of parameters, to
/// the bit.
///
/// # Example
/// ```
/// # use std::sync::Arc;
/// # use varprop::learning::network::{Dense, Loss, Network, Optimizer, Rule};
/// # use varprop::linear::Matrix;
/// # use varprop::theory::activation::Identity;
/// # let one = |x| Matrix::new(1, 1, vec![x]).unwrap();
/// # let layer = Dense::new(one(3.0), vec![0.0], Arc::new(Identity)).unwrap();
/// # let mut network = Network::new(vec![layer]).unwrap();
/// // J = ½(w·2 + b − 5)² at w = 3, b = 0: ∂J/∂w = 2, ∂J/∂b = 1.
/// let mut optimizer = Optimizer::new(Rule::GradientDescent { rate: 0.25 }, &network).unwrap();
/// let forward = network.forward(&one(2.0)).unwrap();
/// let (_, gradients) = network.backward(&forward, Loss::SquaredError, &one(5.0)).unwrap();
/// optimizer.step(&mut network, &gradients).unwrap();
/// assert_eq!(network.parameters().collect::<Vec<_>>(), [2.5, -0.25]);
/// ```
#[derive(Clone, Debug)]
pub struct Optimizer {
    rule: Rule,
    memory: Vec<Memory>,
    powers: [f64; 2],
}

/// What a rule remembers of one parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Memory {
    mean: f64,
    square: f64,
}

impl Optimizer {
    /// The rule, at its first step.
    ///
    /// # Errors
    /// As [`Rule::check`].
    pub fn new(rule: Rule, network: &Network) -> Result<Self, NetworkError> {
        rule.check()?;
        Ok(Self {
            rule,
            memory: vec![Memory::default(); network.n_parameters()],
            powers: [1.0; 2],
        })
    }

    /// The rule.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// One step of every parameter.
    ///
    /// # Errors
    /// [`NetworkError::Shape`] unless network and gradients have as many parameters as the
    /// network that the optimizer was made for.
    pub fn step(
        &mut self,
        network: &mut Network,
        gradients: &Gradients,
    ) -> Result<(), NetworkError> {
        let expected = self.memory.len();
        NetworkError::require(
            "parameters of the network",
            expected,
            network.n_parameters(),
        )?;
        let n_gradients = gradients.parameters().count();
        NetworkError::require("parameters of the gradients", expected, n_gradients)?;
        let corrections = self.corrections();
        let places = network.parameters_mut().zip(&mut self.memory);
        for ((parameter, memory), gradient) in places.zip(gradients.parameters()) {
            *parameter -= memory.step(self.rule, gradient, corrections);
        }
        Ok(())
    }

    /// 1 − β₁ᵗ and 1 − β₂ᵗ of the step t that begins, by repeated multiplication.
    fn corrections(&mut self) -> [f64; 2] {
        if let Rule::Adam { beta1, beta2, .. } = self.rule {
            self.powers[0] *= beta1;
            self.powers[1] *= beta2;
        }
        self.powers.map(|power| 1.0 - power)
    }
}

impl Memory {
    /// What to take from the parameter.
    fn step(&mut self, rule: Rule, g: f64, corrections: [f64; 2]) -> f64 {
        match rule {
            Rule::GradientDescent { rate } => rate * g,
            Rule::Momentum { rate, momentum } => {
                self.mean = momentum * self.mean + g;
                rate * self.mean
            }
            Rule::RmsProp {
                rate,
                decay,
                epsilon,
            } => {
                self.square = decay * self.square + (1.0 - decay) * g * g;
                rate * g / (self.square.sqrt() + epsilon)
            }
            Rule::Adam {
                rate,
                beta1,
                beta2,
                epsilon,
            } => {
                self.mean = beta1 * self.mean + (1.0 - beta1) * g;
                self.square = beta2 * self.square + (1.0 - beta2) * g * g;
                let (mean, square) = (self.mean / corrections[0], self.square / corrections[1]);
                rate * mean / (square.sqrt() + epsilon)
            }
        }
    }
}
