//! The chain rule as the textbooks write it: a network with one hidden layer, unit by unit, over
//! any scalar. It shares no line with the matrix form of `learning::network`.

use crate::learning::network::Dense;
use crate::learning::network::Loss;
use crate::learning::network::Network;
use crate::learning::network::NetworkError;
use crate::learning::network::scalar::Dual;
use crate::learning::network::scalar::Scalar;
use crate::learning::network::scalar::ScalarNetwork;
use crate::learning::network::scalar::by_formula;
use crate::learning::network::scalar::cost;
use crate::linear::Matrix;
use crate::num::Interval;
use crate::num::Rational;
use crate::theory::activation::Activation;
use crate::theory::activation::Sigmoid;
use crate::theory::activation::Tanh;
use std::sync::Arc;

/// An activation of which the derivative is a formula of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// σ, with σ′ = o(1 − o).
    Logistic,
    /// tanh, with tanh′ = 1 − o².
    Tanh,
}

impl Form {
    pub(super) fn activation(self) -> Arc<dyn Activation> {
        match self {
            Self::Logistic => Arc::new(Sigmoid),
            Self::Tanh => Arc::new(Tanh),
        }
    }

    fn derivative<S: Scalar>(self, output: &S) -> Result<S, NetworkError> {
        let one = S::from_f64(1.0)?;
        match self {
            Self::Logistic => output.times(&one.minus(output)?),
            Self::Tanh => one.minus(&output.times(output)?),
        }
    }
}

/// Two layers and their parameters, ordered as in [`Network::parameters`].
#[derive(Clone, Debug)]
pub(super) struct Chain<S> {
    /// Inputs, hidden units, outputs.
    pub(super) widths: [usize; 3],
    /// Of the hidden and of the output layer.
    pub(super) forms: [Form; 2],
    pub(super) parameters: Vec<S>,
}

/// What one sample leaves, in the textbooks' names.
#[derive(Clone, Debug)]
pub(super) struct Pass<S> {
    pub(super) hidden: Vec<S>,
    pub(super) outputs: Vec<S>,
    pub(super) output_deltas: Vec<S>,
    /// Σⱼ δⱼ·wᵢⱼ: what comes back to each hidden unit.
    pub(super) errors: Vec<S>,
    pub(super) hidden_deltas: Vec<S>,
}

impl<S: Scalar> Chain<S> {
    /// Feed forward, then the sensitivities.
    pub(super) fn pass(&self, x: &[S], y: &[S]) -> Result<Pass<S>, NetworkError> {
        let (lower, upper) = self.layers();
        let hidden = outputs(lower, x, self.forms[0])?;
        let outputs = outputs(upper, &hidden, self.forms[1])?;
        let mut output_deltas = Vec::new();
        for (o, y) in outputs.iter().zip(y) {
            // −(y − o)·φ′.
            let error = o.minus(y)?;
            output_deltas.push(error.times(&self.forms[1].derivative(o)?)?);
        }
        let errors = self.errors(&output_deltas)?;
        let mut hidden_deltas = Vec::new();
        for (o, error) in hidden.iter().zip(&errors) {
            hidden_deltas.push(error.times(&self.forms[0].derivative(o)?)?);
        }
        Ok(Pass {
            hidden,
            outputs,
            output_deltas,
            errors,
            hidden_deltas,
        })
    }

    /// errorᵢ = Σⱼ δⱼ·wᵢⱼ, by the output weights as they are now.
    pub(super) fn errors(&self, deltas: &[S]) -> Result<Vec<S>, NetworkError> {
        let n_hidden = self.widths[1];
        let (_, upper) = self.layers();
        let error = |unit: usize| {
            let rows = upper.chunks(n_hidden).zip(deltas);
            rows.into_iter()
                .try_fold(S::from_f64(0.0)?, |sum, (row, delta)| match row.get(unit) {
                    Some(weight) => sum.plus_product(delta, weight),
                    None => Ok(sum),
                })
        };
        (0..n_hidden).map(error).collect()
    }

    /// ∂E/∂w of every parameter, in their order: δ·o for weights, δ for biases.
    pub(super) fn gradient(&self, x: &[S], pass: &Pass<S>) -> Result<Vec<S>, NetworkError> {
        let mut gradient = Vec::new();
        let layers = [
            (&pass.hidden_deltas, x),
            (&pass.output_deltas, &pass.hidden[..]),
        ];
        for (deltas, below) in layers {
            for delta in deltas {
                for o in below {
                    gradient.push(delta.times(o)?);
                }
            }
            gradient.extend(deltas.iter().cloned());
        }
        Ok(gradient)
    }

    /// w ← w − rate·gradient.
    pub(super) fn stepped(&self, gradient: &[S], rate: &S) -> Result<Self, NetworkError> {
        let mut parameters = Vec::new();
        for (w, g) in self.parameters.iter().zip(gradient) {
            parameters.push(w.minus(&rate.times(g)?)?);
        }
        Ok(Self {
            parameters,
            ..self.clone()
        })
    }

    /// The parameters of the hidden and of the output layer.
    fn layers(&self) -> (&[S], &[S]) {
        let [inputs, hidden, _] = self.widths;
        let cut = (hidden * (inputs + 1)).min(self.parameters.len());
        self.parameters.split_at(cut)
    }
}

/// φ(b + Σ w·o) of each unit of a layer whose parameters are weights row after row, then biases.
fn outputs<S: Scalar>(layer: &[S], below: &[S], form: Form) -> Result<Vec<S>, NetworkError> {
    let n_units = layer.len() / (below.len() + 1);
    let (weights, biases) = layer.split_at(n_units * below.len());
    let mut outputs = Vec::new();
    for (row, bias) in weights.chunks(below.len()).zip(biases) {
        let mut pairs = row.iter().zip(below);
        let sum = pairs.try_fold(bias.clone(), |sum, (w, o)| sum.plus_product(w, o))?;
        outputs.push(by_formula(form.activation().as_ref(), &sum)?);
    }
    Ok(outputs)
}

/// The enclosures of these decimals.
pub(super) fn enclosures(decimals: &[&str]) -> Result<Vec<Interval>, NetworkError> {
    let enclosure = |text: &&str| Ok(text.parse::<Rational>()?.to_interval());
    decimals.iter().map(enclosure).collect()
}

impl Chain<Interval> {
    /// The chain of these decimals.
    pub(super) fn of(
        widths: [usize; 3],
        forms: [Form; 2],
        decimals: &[&str],
    ) -> Result<Self, NetworkError> {
        Ok(Self {
            widths,
            forms,
            parameters: enclosures(decimals)?,
        })
    }

    /// The same network in matrices of the doubles nearest to its numbers.
    pub(super) fn matrices(&self) -> Result<Network, NetworkError> {
        let [inputs, hidden, outputs] = self.widths;
        let (lower, upper) = self.layers();
        let doubles = |part: &[Interval]| part.iter().map(|x| x.midpoint()).collect::<Vec<_>>();
        let layer = |part: &[Interval], fan_out: usize, fan_in: usize, form: Form| {
            let (weights, bias) = part.split_at(fan_out * fan_in);
            let weights = Matrix::new(fan_out, fan_in, doubles(weights))?;
            Dense::new(weights, doubles(bias), form.activation())
        };
        Network::new(vec![
            layer(lower, hidden, inputs, self.forms[0])?,
            layer(upper, outputs, hidden, self.forms[1])?,
        ])
    }

    /// ∂E/∂w of every parameter under ½Σ(y − o)², by dual numbers with enclosed parts.
    pub(super) fn dual_gradient(
        &self,
        x: &[Interval],
        y: &[Interval],
    ) -> Result<Vec<Interval>, NetworkError> {
        let network = self.matrices()?;
        let constants = |part: &[Interval]| part.iter().map(|x| Dual::constant(*x)).collect();
        let (x, y): (Result<Vec<_>, _>, Result<Vec<_>, _>) = (constants(x), constants(y));
        let (x, y) = (x?, y?);
        let derivative = |place: usize| {
            let units = ScalarNetwork::new(&network, |index, _| {
                let value = self
                    .parameters
                    .get(index)
                    .copied()
                    .unwrap_or(Interval::WHOLE);
                if index == place {
                    Dual::variable(value)
                } else {
                    Dual::constant(value)
                }
            })?;
            let trace = units.forward(&x)?;
            Ok(cost(Loss::SquaredError, trace.outputs(), &y)?.slope)
        };
        (0..self.parameters.len()).map(derivative).collect()
    }
}
