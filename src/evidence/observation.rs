//! What is kept of a layer while it is simulated: the statistics of tests that need its inputs.
//!
//! Matrices are gone after a layer; these few numbers stay.

use crate::empirical::simulate::Observation;
use crate::empirical::stat::LayerCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::PooledLayer;
use crate::empirical::stat::Sample;
use crate::evidence::specimen::Entries;
use crate::num::real;
use crate::num::sum;

/// Inputs of each network that the layer-local test looks at: its cost grows with their cube.
const LOCAL_BATCH: usize = 16;

/// What is kept of one layer of one network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::evidence) struct Kept {
    /// The layer-local statistic; none unless the weights are normal.
    local: Option<PooledLayer>,
    /// ln(q_l/q_{l−1}) of the first input, q the mean square of a layer's output.
    log_growth: Option<f64>,
}

/// Looks at one layer.
pub(in crate::evidence) fn of(
    laws: &[Option<Entries>],
    bias_std_dev: f64,
    seen: &Observation<'_>,
) -> Kept {
    let before = seen.inputs.row(0).and_then(log_mean_square);
    let after = seen.layer.activations.row(0).and_then(log_mean_square);
    Kept {
        local: local(laws, bias_std_dev, seen),
        log_growth: after.zip(before).map(|(after, before)| after - before),
    }
}

/// ln of the mean square; nothing where all values are 0, so small that squares vanish, or not
/// finite.
fn log_mean_square(values: &[f64]) -> Option<f64> {
    let squares: Vec<f64> = values.iter().map(|x| x * x).collect();
    let mean = sum::mean(&squares)?;
    (mean > f64::MIN_POSITIVE && mean.is_finite()).then(|| real::ln(mean))
}

fn local(
    laws: &[Option<Entries>],
    bias_std_dev: f64,
    seen: &Observation<'_>,
) -> Option<PooledLayer> {
    let entries = laws.get(seen.layer.index.checked_sub(1)?)?.as_ref()?;
    let null = Null::new(&*entries.law)
        .ok()
        .filter(|_| entries.independent)?;
    let (inputs, outputs) = (seen.inputs, &seen.layer.pre_activations);
    let rows = inputs.rows().min(LOCAL_BATCH);
    let batch = inputs.values().get(..rows * inputs.columns())?;
    let image = outputs.values().get(..rows * outputs.columns())?;
    let batch = Sample::new(batch, rows, inputs.columns()).ok()?;
    let image = Sample::new(image, rows, outputs.columns()).ok()?;
    // A batch that died has no direction to test; the dead share tells of it.
    let check = LayerCheck::new(null, &batch, bias_std_dev).ok()?;
    PooledLayer::of(&check, &image).ok()
}

/// The layer-local statistics added up over networks, one a layer; empty if any layer has none.
pub(in crate::evidence) fn pool(networks: &[Vec<Kept>]) -> Vec<PooledLayer> {
    let depth = networks.first().map_or(0, Vec::len);
    let pooled: Vec<PooledLayer> = (0..depth)
        .map(|layer| pool_layer(networks, layer))
        .collect();
    if pooled.iter().all(|layer| layer.degrees() > 0.0) {
        pooled
    } else {
        Vec::new()
    }
}

fn pool_layer(networks: &[Vec<Kept>], layer: usize) -> PooledLayer {
    let parts = networks.iter().filter_map(|kept| kept.get(layer)?.local);
    parts.fold(PooledLayer::default(), PooledLayer::plus)
}

/// ln(q_L/q_0) of each network whose signal lives through all layers.
pub(in crate::evidence) fn log_growth(networks: &[Vec<Kept>]) -> Vec<f64> {
    let whole = |kept: &Vec<Kept>| kept.iter().map(|layer| layer.log_growth).sum();
    networks.iter().filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(log_growth: Option<f64>) -> Kept {
        Kept {
            local: None,
            log_growth,
        }
    }

    #[test]
    fn a_network_that_dies_on_the_way_has_no_growth() {
        let lives = vec![kept(Some(0.5)), kept(Some(-0.25))];
        let dies = vec![kept(Some(0.5)), kept(None)];
        assert_eq!(log_growth(&[lives, dies]), [0.25]);
    }

    #[test]
    fn one_layer_without_a_statistic_leaves_no_test_for_any() {
        assert!(pool(&[vec![kept(None)]]).is_empty());
    }

    #[test]
    fn the_logarithm_of_nothing_is_missing() {
        assert_eq!(log_mean_square(&[0.0, 0.0]), None);
        assert_eq!(log_mean_square(&[f64::INFINITY]), None);
        assert_eq!(log_mean_square(&[1.0, -1.0]), Some(0.0));
    }
}
