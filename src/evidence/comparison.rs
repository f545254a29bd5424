//! A network predicted and measured: the two side by side, layer by layer.
//!
//! The unit of replication is a network: inputs that share weights are one observation.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Settings as SimulationSettings;
use crate::empirical::stat::LayerCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::PooledLayer;
use crate::empirical::stat::Sample;
use crate::evidence::EvidenceError;
use crate::evidence::prediction::Prediction;
use crate::evidence::specimen::Entries;
use crate::evidence::specimen::Specimen;
use crate::random::Stream;
use std::num::NonZeroUsize;

/// Inputs of each network that the layer-local test looks at: its cost grows with their cube.
const LOCAL_BATCH: usize = 16;

/// Predictions and measurements of one network.
pub(in crate::evidence) struct Comparison {
    pub(in crate::evidence) specimen: Specimen,
    pub(in crate::evidence) prediction: Option<Prediction>,
    pub(in crate::evidence) measurement: Measurement,
    /// The layer-local statistics of all networks, one a layer; empty unless weights are normal.
    pub(in crate::evidence) local: Vec<PooledLayer>,
}

impl Comparison {
    /// Predicts and simulates; `progress` hears how many networks are done.
    pub(in crate::evidence) fn of(
        specimen: Specimen,
        stream: Stream,
        threads: NonZeroUsize,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Self, EvidenceError> {
        let experiment = Experiment {
            network: specimen.network()?,
            settings: settings(&specimen),
            replicates: specimen.replicates,
            threads,
            stream,
        };
        let laws = specimen.laws()?;
        let bias_std_dev = specimen.bias_std_dev;
        let observe = |seen: Observation<'_>| local(&laws, bias_std_dev, &seen);
        let (measurement, observed) = experiment.run_observed(&observe, progress)?;
        let prediction = Prediction::of(&specimen)?;
        Ok(Self {
            specimen,
            prediction,
            measurement,
            local: pool(&observed),
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

fn settings(specimen: &Specimen) -> SimulationSettings {
    SimulationSettings {
        input_variance: specimen.input_variance,
        backward: Backward::Activations,
        effective_samples: EffectiveSamples::Measured,
        ..SimulationSettings::forward(specimen.batch)
    }
}

/// The layer-local statistic of one layer of one network; none unless its weights are normal.
fn local(
    laws: &[Option<Entries>],
    bias_std_dev: f64,
    seen: &Observation<'_>,
) -> Option<PooledLayer> {
    let entries = laws.get(seen.layer.index.checked_sub(1)?)?.as_ref()?;
    let null = Null::new(&*entries.law)
        .ok()
        .filter(|_| entries.independent)?;
    let inputs = seen.inputs;
    let rows = inputs.rows().min(LOCAL_BATCH);
    let outputs = &seen.layer.pre_activations;
    let batch = Sample::new(
        inputs.values().get(..rows * inputs.columns())?,
        rows,
        inputs.columns(),
    )
    .ok()?;
    let image = Sample::new(
        outputs.values().get(..rows * outputs.columns())?,
        rows,
        outputs.columns(),
    )
    .ok()?;
    // A batch that died has no direction to test; the dead share tells of it.
    let check = LayerCheck::new(null, &batch, bias_std_dev).ok()?;
    PooledLayer::of(&check, &image).ok()
}

/// Adds up over networks, layer by layer.
fn pool(observed: &[Vec<Option<PooledLayer>>]) -> Vec<PooledLayer> {
    let depth = observed.first().map_or(0, Vec::len);
    let pooled: Vec<PooledLayer> = (0..depth)
        .map(|layer| pool_layer(observed, layer))
        .collect();
    if pooled.iter().all(|layer| layer.degrees() > 0.0) {
        pooled
    } else {
        Vec::new()
    }
}

fn pool_layer(observed: &[Vec<Option<PooledLayer>>], layer: usize) -> PooledLayer {
    let parts = observed
        .iter()
        .filter_map(|network| network.get(layer).copied().flatten());
    parts.fold(PooledLayer::default(), PooledLayer::plus)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::NetworkRequest;
    use crate::random::Stream;

    fn comparison(initializer: &str, replicates: u64) -> Comparison {
        let request = NetworkRequest {
            widths: vec![6, 5, 4],
            depth: None,
            activation: "tanh".into(),
            initializer: initializer.into(),
            bias_std_dev: None,
            batch: 3,
            replicates,
            input_variance: 1.0,
        };
        let specimen = Specimen::new(&request).unwrap();
        Comparison::of(specimen, Stream::root(1), NonZeroUsize::MIN, &|_| ()).unwrap()
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
    fn values_are_one_a_network() {
        let compared = comparison("lecun-normal", 7);
        let values = compared.values(1, |record| record.pre_activation.second_moment);
        assert_eq!((values.len(), compared.depth()), (7, 2));
    }
}
