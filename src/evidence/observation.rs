//! What is kept of a layer while it is simulated: the statistics of tests that need its inputs.
//!
//! Matrices are gone after a layer; these few numbers stay.

use crate::empirical::simulate::Observation;
use crate::empirical::stat::LayerCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::PooledLayer;
use crate::empirical::stat::Sample;
use crate::evidence::specimen::Entries;
use crate::linear::Matrix;
use crate::num::real;
use crate::num::sum;

/// Inputs of each network that the layer-local test looks at: its cost grows with their cube.
const LOCAL_BATCH: usize = 16;

/// What is kept of one layer of one network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::evidence) struct Kept {
    /// The layer-local statistic; none unless the weights are normal.
    local: Option<PooledLayer>,
    /// ln(q_l/q_{l−1}) of the first input, q the mean square of a layer's output: −∞ where the
    /// signal died, NaN where it left the doubles or was dead before.
    log_growth: f64,
}

/// Looks at one layer.
pub(in crate::evidence) fn of(
    laws: &[Option<Entries>],
    bias_std_dev: f64,
    seen: &Observation<'_>,
) -> Kept {
    let before = log_mean_square(seen.inputs(1).values());
    let after = log_mean_square(seen.activations(1).values());
    Kept {
        local: local(laws, bias_std_dev, seen),
        log_growth: after - before,
    }
}

/// ln of the mean square, also where squares under- or overflow; −∞ of zeros, NaN where a value is
/// not finite.
fn log_mean_square(values: &[f64]) -> f64 {
    let largest = values.iter().fold(
        0.0,
        |most: f64, x| if x.is_nan() { *x } else { most.max(x.abs()) },
    );
    if largest == 0.0 || !largest.is_finite() || values.iter().any(|x| x.is_nan()) {
        return if largest == 0.0 {
            f64::NEG_INFINITY
        } else {
            f64::NAN
        };
    }
    let squares: Vec<f64> = values
        .iter()
        .map(|x| (x / largest) * (x / largest))
        .collect();
    sum::mean(&squares).map_or(f64::NAN, |mean| 2.0 * real::ln(largest) + real::ln(mean))
}

fn local(
    laws: &[Option<Entries>],
    bias_std_dev: f64,
    seen: &Observation<'_>,
) -> Option<PooledLayer> {
    let entries = laws.get(seen.layer.checked_sub(1)?)?.as_ref()?;
    let null = Null::new(&*entries.law)
        .ok()
        .filter(|_| entries.independent)?;
    let (inputs, outputs) = (seen.inputs(LOCAL_BATCH), seen.pre_activations(LOCAL_BATCH));
    let (batch, image) = (sample(&inputs)?, sample(&outputs)?);
    // A batch that died has no direction to test; the dead share tells of it.
    let check = LayerCheck::new(null, &batch, bias_std_dev).ok()?;
    PooledLayer::of(&check, &image).ok()
}

fn sample(rows: &Matrix) -> Option<Sample<'_>> {
    Sample::new(rows.values(), rows.rows(), rows.columns()).ok()
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

/// ln(q_L/q_0) of each network whose signal lives through all layers; nothing at all if any left
/// the doubles, since the others would speak for it.
pub(in crate::evidence) fn log_growth(networks: &[Vec<Kept>]) -> Vec<f64> {
    living(networks.iter().map(|kept| through(kept)))
}

/// The growths of the networks whose signal did not die; nothing at all if any left the doubles.
pub(in crate::evidence) fn living(growths: impl Iterator<Item = f64>) -> Vec<f64> {
    let living: Vec<f64> = growths
        .filter(|growth| *growth != f64::NEG_INFINITY)
        .collect();
    if living.iter().all(|growth| growth.is_finite()) {
        living
    } else {
        Vec::new()
    }
}

/// The growth through all layers of one network; −∞ as soon as it dies.
fn through(kept: &[Kept]) -> f64 {
    let mut total = 0.0;
    for layer in kept {
        if layer.log_growth == f64::NEG_INFINITY {
            return f64::NEG_INFINITY;
        }
        total += layer.log_growth;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(log_growth: f64) -> Kept {
        Kept {
            local: None,
            log_growth,
        }
    }

    #[test]
    fn a_network_that_dies_on_the_way_is_counted_apart() {
        let lives = vec![kept(0.5), kept(-0.25)];
        let dies = vec![kept(0.5), kept(f64::NEG_INFINITY), kept(f64::NAN)];
        assert_eq!(log_growth(&[lives, dies]), [0.25]);
    }

    #[test]
    fn survivors_do_not_speak_for_a_network_that_left_the_doubles() {
        assert!(log_growth(&[vec![kept(0.5)], vec![kept(f64::NAN)]]).is_empty());
    }

    #[test]
    fn one_layer_without_a_statistic_leaves_no_test_for_any() {
        assert!(pool(&[vec![kept(0.0)]]).is_empty());
    }

    #[test]
    fn small_signals_are_not_taken_for_dead_ones() {
        assert_eq!(log_mean_square(&[0.0, 0.0]), f64::NEG_INFINITY);
        assert!(log_mean_square(&[f64::INFINITY]).is_nan());
        assert_eq!(log_mean_square(&[1.0, -1.0]), 0.0);
        assert_eq!(log_mean_square(&[1e-200; 4]), 2.0 * real::ln(1e-200));
    }
}
