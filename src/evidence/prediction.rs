//! What theory says of a network, layer by layer; missing where it says nothing.
//!
//! It measures nothing.

use crate::evidence::EvidenceError;
use crate::evidence::specimen::Entries;
use crate::evidence::specimen::Specimen;
use crate::num::Interval;
use crate::theory::activation;
use crate::theory::mean_field;
use crate::theory::mean_field::Fluctuation;
use crate::theory::mean_field::Input;
use crate::theory::mean_field::LayerGradient;
use crate::theory::mean_field::LayerMoments;
use crate::theory::mean_field::MeanFieldError;

/// The roundings of a law's variance: its parameters are a few roundings of the fans, its moment a
/// few more.
pub(in crate::evidence) const LAW_ULPS: f64 = 16.0;

/// The predictions for one network.
pub(in crate::evidence) struct Prediction {
    /// Infinite width, forward.
    pub(in crate::evidence) forward: Vec<LayerMoments>,
    /// Infinite width, backward, relative to the output.
    pub(in crate::evidence) backward: Vec<LayerGradient>,
    /// Mean and variance of second moments to order 1/n; only for independent weights.
    pub(in crate::evidence) finite: Option<Vec<Fluctuation>>,
    /// The probability that a unit is saturated.
    pub(in crate::evidence) saturated: Vec<Option<Interval>>,
}

impl Prediction {
    /// Predicts; `None` for weights that theory has no recursion for: fixed ones, and any whose
    /// mean is not 0.
    pub(in crate::evidence) fn of(specimen: &Specimen) -> Result<Option<Self>, EvidenceError> {
        let laws: Option<Vec<Entries>> = specimen.laws()?.into_iter().collect();
        let Some(laws) = laws.filter(|laws| laws.iter().all(|entries| entries.law.mean() == 0.0))
        else {
            return Ok(None);
        };
        match predict(specimen, &laws) {
            // A signal beyond every double is seen in the measurement; no number predicts it.
            Err(EvidenceError::MeanField(MeanFieldError::Diverged { .. })) => Ok(None),
            other => other.map(Some),
        }
    }
}

fn predict(specimen: &Specimen, laws: &[Entries]) -> Result<Prediction, EvidenceError> {
    let bias_variance = specimen.bias_std_dev * specimen.bias_std_dev;
    let layer = |entries: &Entries| mean_field::Layer {
        weight_variance: entries.law.variance(),
        bias_variance,
    };
    let layers: Vec<_> = laws.iter().map(layer).collect();
    let widths: Vec<usize> = specimen
        .widths
        .iter()
        .map(|width| *width as usize)
        .collect();
    let network = mean_field::Network::new(&*specimen.activation, &widths, &layers)?;
    let network = network.with_relative_error(LAW_ULPS * f64::EPSILON);
    let forward = network.trajectory(specimen.input_variance)?;
    let backward = network.gradient(&forward, specimen.input_variance)?;
    let finite = finite(specimen, laws, &network)?;
    let saturated = forward
        .iter()
        .map(|layer| saturation(specimen, layer))
        .collect();
    Ok(Prediction {
        forward,
        backward,
        finite,
        saturated,
    })
}

/// The 1/n correction, for independent weights that share one kurtosis.
fn finite(
    specimen: &Specimen,
    laws: &[Entries],
    network: &mean_field::Network<'_>,
) -> Result<Option<Vec<Fluctuation>>, EvidenceError> {
    let kurtosis = laws.first().and_then(|entries| entries.law.kurtosis());
    let Some(kurtosis) = kurtosis.filter(|_| laws.iter().all(|entries| entries.independent)) else {
        return Ok(None);
    };
    let width = specimen.widths.first().map_or(1, |width| *width as usize);
    let input = Input::normal(specimen.input_variance, width);
    // Where the moments have no second derivative (a kink at q = 0) there is no such correction.
    Ok(network.fluctuations(input, kurtosis).ok())
}

/// P(a unit counts as saturated), where the event is |a| beyond a threshold.
fn saturation(specimen: &Specimen, layer: &LayerMoments) -> Option<Interval> {
    let phi = &*specimen.activation;
    let q = layer.q.midpoint();
    activation::saturated_probability(phi, q).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::NetworkRequest;

    fn prediction(activation: &str, initializer: &str) -> Option<Prediction> {
        let request = NetworkRequest {
            widths: vec![8],
            depth: Some(3),
            activation: activation.into(),
            initializer: initializer.into(),
            bias_std_dev: None,
            batch: 1,
            replicates: 1,
            input_variance: 2.0,
            engine: None,
            precision: None,
            detail: None,
        };
        Prediction::of(&Specimen::new(&request).unwrap()).unwrap()
    }

    #[test]
    fn weights_fixed_by_place_or_with_a_mean_have_no_prediction() {
        for initializer in ["identity", "constant(0.1)"] {
            assert!(prediction("tanh", initializer).is_none(), "{initializer}");
        }
    }

    #[test]
    fn orthogonal_weights_have_the_recursion_but_no_correction_in_one_over_n() {
        let orthogonal = prediction("tanh", "orthogonal").unwrap();
        assert!(orthogonal.finite.is_none());
        // n·Var(W) = 1 for a square orthogonal matrix.
        assert!(orthogonal.forward[0].q.contains(2.0));
    }

    #[test]
    fn he_weights_keep_the_second_moment_and_are_corrected() {
        let he = prediction("relu", "he-normal").unwrap();
        assert_eq!(
            (he.forward.len(), he.backward.len(), he.saturated.len()),
            (3, 3, 3)
        );
        // 2·E[x²] = 4 in the first layer, kept by all others.
        assert!(he.forward.iter().all(|layer| layer.q.contains(4.0)));
        assert_eq!(he.finite.map(|layers| layers.len()), Some(3));
    }
}
