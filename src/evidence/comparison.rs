//! A network predicted and measured: the two side by side, layer by layer.
//!
//! The unit of replication is a network: inputs that share weights are one observation.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::EngineChoice;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Settings as SimulationSettings;
use crate::empirical::stat::PooledLayer;
use crate::evidence::EvidenceError;
use crate::evidence::observation;
use crate::evidence::prediction::Prediction;
use crate::evidence::specimen::Specimen;
use crate::random::Stream;
use std::num::NonZeroUsize;

/// Predictions and measurements of one network.
pub(in crate::evidence) struct Comparison {
    pub(in crate::evidence) specimen: Specimen,
    pub(in crate::evidence) prediction: Option<Prediction>,
    pub(in crate::evidence) measurement: Measurement,
    /// The engine that ran, and why.
    pub(in crate::evidence) choice: EngineChoice,
    /// The layer-local statistics of all networks, one a layer; empty unless weights are normal
    /// and drawn.
    pub(in crate::evidence) local: Vec<PooledLayer>,
    /// ln(q_L/q_0) of the first input of each network that did not die on the way.
    pub(in crate::evidence) log_growth: Vec<f64>,
}

/// How much of each network is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::evidence) enum Extent {
    /// The signal alone.
    Forward,
    /// The signal, the gradients, and what a batch is worth.
    Everything,
}

impl Comparison {
    /// Predicts and simulates; `progress` hears how many networks are done.
    pub(in crate::evidence) fn of(
        specimen: Specimen,
        extent: Extent,
        stream: Stream,
        threads: NonZeroUsize,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Self, EvidenceError> {
        let experiment = Experiment {
            network: specimen.network()?,
            settings: settings(&specimen, extent),
            replicates: specimen.replicates,
            threads,
            stream,
        };
        let choice = EngineChoice::of(&experiment.network, &experiment.settings)?;
        let (measurement, local, log_growth) = match choice.engine {
            Engine::Exact => {
                let (measurement, growths) = experiment.run_exact(progress)?;
                let growths = observation::living(growths.into_iter());
                (measurement, Vec::new(), growths)
            }
            Engine::Direct | Engine::Automatic => direct(&specimen, &experiment, progress)?,
        };
        let prediction = Prediction::of(&specimen)?;
        Ok(Self {
            specimen,
            prediction,
            measurement,
            choice,
            local,
            log_growth,
        })
    }

    /// How many layers there are.
    pub(in crate::evidence) fn depth(&self) -> usize {
        self.specimen.widths.len() - 1
    }

    /// One quantity of a layer (from 1), one value a network, where it is a finite number.
    pub(in crate::evidence) fn values(
        &self,
        layer: usize,
        quantity: impl Fn(&LayerRecord) -> Option<f64>,
    ) -> Vec<f64> {
        self.measurement
            .values(layer, quantity)
            .flatten()
            .filter(|x| x.is_finite())
            .collect()
    }
}

/// What drawn layers tell besides their records: layer-local statistics and ln growths.
fn direct(
    specimen: &Specimen,
    experiment: &Experiment,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<(Measurement, Vec<PooledLayer>, Vec<f64>), EvidenceError> {
    let laws = specimen.laws()?;
    let bias_std_dev = specimen.bias_std_dev;
    let observe = |seen: Observation<'_>| observation::of(&laws, bias_std_dev, &seen);
    let (measurement, observed) = experiment.run_observed(&observe, progress)?;
    let local = observation::pool(&observed);
    let log_growth = observation::log_growth(&observed);
    Ok((measurement, local, log_growth))
}

fn settings(specimen: &Specimen, extent: Extent) -> SimulationSettings {
    let forward = SimulationSettings {
        input_variance: specimen.input_variance,
        engine: specimen.engine,
        precision: specimen.precision,
        detail: specimen.detail,
        ..SimulationSettings::forward(specimen.batch)
    };
    match extent {
        Extent::Forward => forward,
        Extent::Everything => SimulationSettings {
            backward: Backward::Activations,
            effective_samples: EffectiveSamples::Measured,
            ..forward
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::NetworkRequest;
    use crate::random::Stream;

    fn request(initializer: &str, replicates: u64) -> NetworkRequest {
        NetworkRequest {
            widths: vec![6, 5, 4],
            depth: None,
            activation: "tanh".into(),
            initializer: initializer.into(),
            bias_std_dev: None,
            batch: 3,
            replicates,
            input_variance: 1.0,
            engine: None,
            precision: None,
            detail: None,
        }
    }

    fn comparison(initializer: &str, replicates: u64) -> Comparison {
        let specimen = Specimen::new(&request(initializer, replicates)).unwrap();
        Comparison::of(
            specimen,
            Extent::Forward,
            Stream::root(1),
            NonZeroUsize::MIN,
            &|_| (),
        )
        .unwrap()
    }

    #[test]
    fn pooled_degrees_are_units_times_inputs_times_networks() {
        // Three inputs of width 6 and then 5 are independent directions: rank 3 in both layers.
        let degrees: Vec<f64> = comparison("lecun-normal", 4)
            .local
            .iter()
            .map(|layer| layer.degrees())
            .collect();
        assert_eq!(degrees, [4.0 * 5.0 * 3.0, 4.0 * 4.0 * 3.0]);
    }

    #[test]
    fn weights_that_are_not_independent_normals_are_not_pooled() {
        for initializer in ["lecun-uniform", "orthogonal", "zeros"] {
            assert!(comparison(initializer, 2).local.is_empty(), "{initializer}");
        }
    }

    #[test]
    fn the_exact_engine_has_growths_and_no_weights_to_judge() {
        let request = NetworkRequest {
            engine: Some("exact".into()),
            ..request("he-normal", 7)
        };
        let specimen = Specimen::new(&request).unwrap();
        let one = NonZeroUsize::MIN;
        let compared = Comparison::of(specimen, Extent::Everything, Stream::root(1), one, &|_| ());
        let compared = compared.unwrap();
        assert_eq!(compared.choice.engine, Engine::Exact);
        assert_eq!((compared.local.len(), compared.log_growth.len()), (0, 7));
    }

    #[test]
    fn values_are_one_a_network() {
        let compared = comparison("lecun-normal", 7);
        let values = compared.values(1, |record| record.pre_activation.second_moment);
        assert_eq!((values.len(), compared.depth()), (7, 2));
    }
}
