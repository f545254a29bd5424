//! A network as requested, looked up and checked: ready to be predicted and simulated.

use crate::claim::NetworkRequest;
use crate::empirical::simulate::Detail;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Precision;
use crate::empirical::simulate::Settings as SimulationSettings;
use crate::evidence::EvidenceError;
use crate::evidence::lookup;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::theory::activation::GaussianMoments;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Fans;
use std::sync::Arc;

/// A network that exists.
pub(in crate::evidence) struct Specimen {
    pub(in crate::evidence) widths: Vec<u64>,
    pub(in crate::evidence) activation: Arc<dyn GaussianMoments>,
    pub(in crate::evidence) initializer: Arc<dyn Initializer>,
    pub(in crate::evidence) bias_std_dev: f64,
    pub(in crate::evidence) input_variance: f64,
    pub(in crate::evidence) batch: u64,
    pub(in crate::evidence) replicates: u64,
    pub(in crate::evidence) engine: Engine,
    pub(in crate::evidence) precision: Precision,
    pub(in crate::evidence) detail: Detail,
}

impl Specimen {
    /// Looks up what a request names.
    pub(in crate::evidence) fn new(request: &NetworkRequest) -> Result<Self, EvidenceError> {
        Ok(Self {
            widths: expand_widths(&request.widths, request.depth)?,
            activation: lookup::activation(&request.activation)?,
            initializer: lookup::initializer(&request.initializer)?,
            bias_std_dev: request.bias_std_dev.unwrap_or(0.0),
            input_variance: request.input_variance,
            batch: request.batch,
            replicates: request.replicates,
            engine: lookup::engine(request.engine.as_deref())?,
            precision: lookup::precision(request.precision.as_deref())?,
            detail: lookup::detail(request.detail.as_deref())?,
        })
    }

    /// The network to simulate.
    pub(in crate::evidence) fn network(&self) -> Result<Network, EvidenceError> {
        let (activation, initializer) = (self.activation.clone(), self.initializer.clone());
        let network = Network::new(self.widths.clone(), activation, initializer)?;
        Ok(network.with_bias(self.bias_std_dev)?)
    }

    /// The fans of each layer.
    pub(in crate::evidence) fn fans(&self) -> impl Iterator<Item = Fans> {
        let pairs = self.widths.iter().zip(self.widths.iter().skip(1));
        pairs.map(|(&fan_in, &fan_out)| Fans { fan_in, fan_out })
    }

    /// The law of each layer's weights; `None` where entries are fixed by their place.
    pub(in crate::evidence) fn laws(&self) -> Result<Vec<Option<Entries>>, EvidenceError> {
        self.fans()
            .map(|fans| Ok(Entries::of(self.initializer.law(fans)?)))
            .collect()
    }

    /// What is simulated, in one line.
    pub(in crate::evidence) fn label(&self) -> String {
        format!(
            "{} layers of {} with {}",
            self.widths.len() - 1,
            self.activation.label(),
            self.initializer.label()
        )
    }
}

/// The inputs that a network sees where a person does not say how many.
const USUAL_BATCH: u64 = 100;

/// How many inputs a simulation takes where none are given, whatever the request's batch: 100; but
/// 1 where the exact engine or second moments alone are asked for, which one input serves best, and
/// where drawing the weights of one network and multiplying 100 inputs by them would pass the direct
/// engine's limits.
///
/// # Errors
/// As [`crate::evidence::simulate`].
///
/// # Example
/// ```
/// use varprop::claim::NetworkRequest;
/// use varprop::evidence::default_batch;
/// let request = |width| NetworkRequest {
///     widths: vec![width],
///     depth: Some(1000),
///     activation: "tanh".into(),
///     initializer: "lecun-normal".into(),
///     bias_std_dev: None,
///     batch: 0,
///     replicates: 1,
///     input_variance: 1.0,
///     engine: Some("automatic".into()),
///     precision: None,
///     detail: None,
/// };
/// assert_eq!(default_batch(&request(500))?, 100);
/// assert_eq!(default_batch(&request(100_000))?, 1);
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn default_batch(request: &NetworkRequest) -> Result<u64, EvidenceError> {
    let specimen = Specimen::new(request)?;
    let is_one = match (specimen.engine, specimen.detail) {
        (Engine::Direct, _) => false,
        (Engine::Exact, _) | (_, Detail::SecondMoments) => true,
        (Engine::Automatic, _) => !specimen
            .network()?
            .fits_direct(&SimulationSettings::forward(USUAL_BATCH)),
    };
    Ok(if is_one { 1 } else { USUAL_BATCH })
}

/// The law of one weight, and whether weights are independent.
#[derive(Debug)]
pub(in crate::evidence) struct Entries {
    pub(in crate::evidence) law: Box<dyn Distribution>,
    pub(in crate::evidence) independent: bool,
}

impl Entries {
    fn of(law: WeightLaw) -> Option<Self> {
        match law {
            WeightLaw::Independent(law) => Some(Self {
                law,
                independent: true,
            }),
            WeightLaw::Dependent(law) => Some(Self {
                law,
                independent: false,
            }),
            WeightLaw::Fixed => None,
        }
    }
}

/// The deepest network that may be asked for.
const MOST_LAYERS: u64 = 100_000;

/// Widths as given, or one width repeated for an input and `depth` layers.
pub(in crate::evidence) fn expand_widths(
    widths: &[u64],
    depth: Option<u64>,
) -> Result<Vec<u64>, EvidenceError> {
    match (widths, depth) {
        (&[width], Some(depth)) if (1..=MOST_LAYERS).contains(&depth) => {
            Ok(vec![width; depth as usize + 1])
        }
        (&[_], Some(depth)) => Err(EvidenceError::Request(format!(
            "depth must be from 1 to {MOST_LAYERS}, got {depth}"
        ))),
        (&[width], None) => Err(EvidenceError::Request(format!(
            "one width ({width}) needs a depth; or give the input width and the width of each layer"
        ))),
        (_, Some(depth)) => Err(EvidenceError::Request(format!(
            "depth {depth} goes with one width, got {} widths",
            widths.len()
        ))),
        _ => Ok(widths.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_width_and_a_depth_repeat_the_width() {
        assert_eq!(expand_widths(&[5], Some(2)).unwrap(), [5, 5, 5]);
        assert_eq!(expand_widths(&[5, 4], None).unwrap(), [5, 4]);
    }

    #[test]
    fn widths_that_contradict_the_depth_are_refused() {
        for (widths, depth) in [
            (&[5_u64][..], None),
            (&[5, 4], Some(1)),
            (&[5], Some(0)),
            (&[5], Some(u64::MAX)),
        ] {
            assert!(
                expand_widths(widths, depth).is_err(),
                "{widths:?} {depth:?}"
            );
        }
    }
}
