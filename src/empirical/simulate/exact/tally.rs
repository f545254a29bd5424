//! What is recorded of one layer from its pre-activations and activations.
//!
//! It measures slices that others filled; gradients are recorded where they are drawn.

use crate::empirical::simulate::Detail;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Moments;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::exact::length;
use crate::empirical::simulate::moments;
use crate::linear::Work;

/// The forward part of a record: samples × units in both slices, `width` units.
pub(super) fn record(
    network: &Network,
    settings: &Settings,
    layer: usize,
    width: usize,
    [pre_activations, activations]: [&[f64]; 2],
) -> LayerRecord {
    match settings.detail {
        Detail::SecondMoments => {
            let second = |values: &[f64]| {
                let n = values.len() as u64;
                second_moment(n, length::length(values))
            };
            second_moments(layer, second(pre_activations), second(activations))
        }
        Detail::Everything => everything(
            network,
            settings.threshold,
            (layer, width),
            [pre_activations, activations],
        ),
    }
}

/// A record that knows second moments only.
pub(super) fn second_moments(
    layer: usize,
    pre_activation: Moments,
    activation: Moments,
) -> LayerRecord {
    LayerRecord {
        layer,
        activation,
        pre_activation,
        saturated_share: None,
        zero_share: None,
        beyond_threshold_share: None,
        unit_magnitude_share: None,
        dead_unit_share: None,
        effective_samples: None,
        gradient: None,
    }
}

/// Moments of n values of which the length alone is known. A length that is not finite leaves
/// open how many values are, so that all of them count as lost.
pub(super) fn second_moment(n: u64, length: f64) -> Moments {
    Moments {
        n,
        non_finite_share: f64::from(u8::from(!length.is_finite())),
        second_moment: length::mean_square(length, n),
        ..Moments::default()
    }
}

fn everything(
    network: &Network,
    threshold: f64,
    (layer, width): (usize, usize),
    [pre_activations, activations]: [&[f64]; 2],
) -> LayerRecord {
    let counts = moments::count(activations, network.activation().unsaturated(), threshold);
    let share = |count: f64| Some(count / activations.len().max(1) as f64);
    LayerRecord {
        activation: Moments::of(activations, Work::OneThread),
        pre_activation: Moments::of(pre_activations, Work::OneThread),
        saturated_share: share(counts.saturated),
        zero_share: share(counts.zero),
        beyond_threshold_share: share(counts.beyond),
        unit_magnitude_share: share(counts.one),
        dead_unit_share: Some(dead_unit_share(activations, width)),
        ..second_moments(layer, Moments::default(), Moments::default())
    }
}

/// The share of columns that are 0 in every row.
fn dead_unit_share(activations: &[f64], width: usize) -> f64 {
    let mut rows = activations.chunks_exact(width.max(1));
    let mut is_dead: Vec<bool> = rows
        .next()
        .map_or_else(Vec::new, |row| row.iter().map(|a| *a == 0.0).collect());
    for row in rows {
        for (is_dead, a) in is_dead.iter_mut().zip(row) {
            *is_dead &= *a == 0.0;
        }
    }
    let n_dead = is_dead.iter().filter(|is_dead| **is_dead).count();
    n_dead as f64 / width.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::linear::Matrix;
    use crate::num::Tolerance;
    use std::sync::Arc;

    #[test]
    fn slices_are_counted_as_the_direct_engine_counts_batches() {
        let tanh = Arc::new(specimen::TANH);
        let network = Network::new(vec![4, 4], tanh, Arc::new(specimen::Constant(1.0))).unwrap();
        let z = vec![0.0, 9.0, 40.0, 0.3, 0.0, -7.0, 0.0, 0.1, 0.0, 0.0, 2.0, 1.0];
        let mut a = z.clone();
        network.activation().apply(&mut a);
        let settings = Settings {
            threshold: 0.97,
            ..Settings::forward(3)
        };
        let found = record(&network, &settings, 1, 4, [&z, &a]);
        let inputs = specimen::batch::<f64>(&Matrix::new(3, 4, z).unwrap());
        let eye = crate::linear::specimen::identity(4);
        let (_, _, direct) = specimen::layer(network.activation(), &eye, None, &inputs);
        let shares = |record: &LayerRecord| {
            [
                record.saturated_share,
                record.zero_share,
                record.beyond_threshold_share,
                record.unit_magnitude_share,
                record.dead_unit_share,
            ]
        };
        assert_eq!(shares(&found), shares(&direct));
        assert_eq!(found.activation.n, direct.activation.n);
        assert_eq!(found.dead_unit_share, Some(0.25));
    }

    #[test]
    fn second_moments_alone_leave_the_rest_missing() {
        let network = Network::new(
            vec![2, 2],
            Arc::new(specimen::IDENTITY),
            Arc::new(specimen::Constant(1.0)),
        );
        let settings = Settings {
            detail: Detail::SecondMoments,
            ..Settings::forward(1)
        };
        let found = record(
            &network.unwrap(),
            &settings,
            1,
            2,
            [&[3.0, 4.0], &[0.0, 2.0]],
        );
        // A sum, a root, a quotient and its square.
        let found_moment = found.pre_activation.second_moment.unwrap();
        assert!(Tolerance::rounding(8, 12.5).accepts(found_moment, 12.5));
        assert_eq!((found.pre_activation.mean, found.zero_share), (None, None));
    }
}
