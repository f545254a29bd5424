//! Drawing the weights, training, measuring before and after.

use crate::initializer::InitializerError;
use crate::learning::experiment::CurvePoint;
use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Plan;
use crate::learning::experiment::Record;
use crate::learning::experiment::State;
use crate::learning::experiment::extreme::greatest;
use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::learning::network::Training;
use crate::learning::network::train;
use crate::linear::Matrix;
use crate::random::Stream;
use crate::theory::shape::Fans;

impl Plan {
    /// The network as initialized: weights from the stream's `weights`, biases from its `biases`,
    /// or all of them as the plan gives them.
    ///
    /// # Errors
    /// When the shapes do not fit the limits, or an initializer cannot draw.
    pub fn network(&self, stream: Stream) -> Result<Network, ExperimentError> {
        self.admit()?;
        let fans = self.fans()?;
        let depth = fans.len();
        let layers: Result<Vec<Dense>, ExperimentError> = fans
            .into_iter()
            .enumerate()
            .map(|(index, fans)| self.layer(index, index + 1 == depth, fans, stream))
            .collect();
        let network = Network::new(layers?)?;
        match &self.parameters {
            Some(parameters) => Ok(network.with_parameters(parameters)?),
            None => Ok(network),
        }
    }

    fn layer(
        &self,
        index: usize,
        is_last: bool,
        fans: Fans,
        stream: Stream,
    ) -> Result<Dense, ExperimentError> {
        let (activation, initializer) = if is_last {
            let own = self.output_initializer.as_ref();
            (self.output.activation(), own.unwrap_or(&self.initializer))
        } else {
            (self.activation.clone(), &self.initializer)
        };
        let at = |purpose| stream.named(purpose).indexed(index as u64);
        let refused = |source| ExperimentError::Initializer {
            layer: index + 1,
            source,
        };
        let weights = initializer
            .draw_matrix(fans, at("weights"))
            .map_err(refused)?;
        let weights = Matrix::of(fans.fan_out as usize, fans.fan_in as usize, weights);
        let bias = self.bias(fans, at("biases")).map_err(refused)?;
        Ok(Dense::new(weights, bias, activation)?)
    }

    fn bias(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let mut bias = vec![0.0; fans.fan_out as usize];
        if let Some(initializer) = &self.bias_initializer {
            let law = initializer.entry_law(fans)?;
            law.sampler().fill(&mut stream.generator(), &mut bias);
        }
        Ok(bias)
    }

    /// Draws, trains and measures once.
    ///
    /// # Errors
    /// As [`Plan::network`]; or when the optimizer's rule or the batch is refused.
    pub fn run(&self, stream: Stream) -> Result<Record, ExperimentError> {
        let mut network = self.network(stream)?;
        let initial = network.clone();
        let measure =
            |network: &Network| State::of(network, &self.output, &self.data, self.test.as_ref());
        let before = measure(&network)?;
        let training = Training {
            loss: self.output.loss(),
            rule: self.rule,
            batch: self.batch,
            order: self.order,
            steps: self.steps,
            stream: stream.named("training"),
            dropout: self.dropout,
        };
        let mut curve: Vec<CurvePoint> = Vec::new();
        let every = self.record_every.max(1);
        let (inputs, targets) = (self.data.inputs(), self.output.targets(&self.data));
        let outcome = train(
            &mut network,
            inputs,
            &targets,
            &training,
            &mut |step, _, loss| {
                if step % every == 0 || step == self.steps || !loss.is_finite() {
                    curve.push(CurvePoint { step, loss });
                }
            },
        )?;
        Ok(Record {
            before,
            after: measure(&network)?,
            curve,
            outcome,
            weights_moved: moved(&initial, &network, |dense| dense.weights().values()),
            biases_moved: moved(&initial, &network, Dense::bias),
            network,
        })
    }
}

/// The largest change of the chosen numbers, layer by layer.
fn moved(before: &Network, after: &Network, chosen: fn(&Dense) -> &[f64]) -> Vec<f64> {
    let pairs = before.layers().iter().zip(after.layers());
    let largest = |(before, after): (&Dense, &Dense)| {
        let pairs = chosen(before).iter().zip(chosen(after));
        greatest(pairs.map(|(x, y)| (x - y).abs()))
    };
    pairs.map(largest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::activation::Identity;
    use std::sync::Arc;

    #[test]
    fn a_weight_that_became_no_number_did_not_stand_still() {
        let of = |weights: [f64; 2]| {
            let weights = Matrix::of(1, 2, weights.to_vec());
            Network::new(vec![
                Dense::new(weights, vec![0.0], Arc::new(Identity)).unwrap(),
            ])
            .unwrap()
        };
        let by = |after| {
            moved(&of([1.0, 2.0]), &of(after), |dense| {
                dense.weights().values()
            })
        };
        assert_eq!(by([1.0, 2.5]), [0.5]);
        assert!(by([f64::NAN, 2.0])[0].is_nan());
    }
}
