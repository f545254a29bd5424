//! A simulation that a person asks for: the sheets of layers and the tests of the run.

use crate::claim::NetworkRequest;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Settings as SimulationSettings;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::agreement;
use crate::evidence::comparison::Comparison;
use crate::evidence::comparison::Extent;
use crate::evidence::layers;
use crate::evidence::records;
use crate::evidence::specimen::Specimen;
use crate::random::Stream;
use crate::verdict::Sheet;

/// What a person asked for, and whether an exact or bounded test of the simulation was rejected.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulationAnswer {
    /// Signal, shape, gradient, engine; then the tests, if there are any.
    pub sheets: Vec<Sheet>,
    /// Whether a test that may refute is rejected after the correction for their number.
    pub is_rejected: bool,
}

/// Simulates a network and lays theory beside measurement, layer by layer.
///
/// # Errors
/// When the network cannot exist: unknown names, contradictory widths, sizes beyond the limit.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::claim::NetworkRequest;
/// use varprop::evidence::{Settings, simulate};
/// let request = NetworkRequest {
///     widths: vec![20],
///     depth: Some(2),
///     activation: "relu".into(),
///     initializer: "he-normal".into(),
///     bias_std_dev: None,
///     batch: 10,
///     replicates: 20,
///     input_variance: 1.0,
///     engine: None,
///     precision: None,
///     detail: None,
/// };
/// let answer = simulate(&request, &Settings::new(1, NonZeroUsize::MIN), &|| ())?;
/// assert_eq!(answer.sheets[0].rows().len(), 2);
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn simulate(
    request: &NetworkRequest,
    settings: &Settings,
    progress: &(dyn Fn() + Sync),
) -> Result<SimulationAnswer, EvidenceError> {
    answer(request, Extent::Everything, settings, progress)
}

/// As [`simulate`], the signal alone: no gradients, and not what a batch is worth.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_forward(
    request: &NetworkRequest,
    settings: &Settings,
    progress: &(dyn Fn() + Sync),
) -> Result<SimulationAnswer, EvidenceError> {
    answer(request, Extent::Forward, settings, progress)
}

fn answer(
    request: &NetworkRequest,
    extent: Extent,
    settings: &Settings,
    progress: &(dyn Fn() + Sync),
) -> Result<SimulationAnswer, EvidenceError> {
    let comparison = Comparison::of(
        Specimen::new(request)?,
        extent,
        stream(settings),
        settings.threads,
        &|_| progress(),
    )?;
    let mut sheets = layers::sheets(&comparison);
    let mut tests = agreement::tests(&comparison, settings)?;
    records::decide(&mut tests, settings)?;
    let is_rejected = tests.iter().any(|t| t.rejected && t.guarantee.may_refute());
    if !tests.is_empty() {
        sheets.push(records::decided_sheet(tests, settings));
    }
    Ok(SimulationAnswer {
        sheets,
        is_rejected,
    })
}

/// The streams of a simulation that a person asks for.
fn stream(settings: &Settings) -> Stream {
    settings.stream("simulate", "propagation")
}

/// How many activations of each layer of the first network fall into each of `bins` bins of equal
/// width between `low` and `high`; those outside are counted in none. Every weight is drawn,
/// whatever engine the request names.
///
/// # Errors
/// As [`simulate`].
///
/// # Example
/// ```
/// # use std::num::NonZeroUsize;
/// # use varprop::claim::NetworkRequest;
/// # use varprop::evidence::{Settings, activation_histograms};
/// let request = NetworkRequest {
///     widths: vec![20],
///     depth: Some(3),
///     activation: "tanh".into(),
///     initializer: "normal(1)".into(),
///     bias_std_dev: None,
///     batch: 10,
///     replicates: 1,
///     input_variance: 1.0,
///     engine: None,
///     precision: None,
///     detail: None,
/// };
/// let settings = Settings::new(1, NonZeroUsize::MIN);
/// let layers = activation_histograms(&request, &settings, (-1.0, 1.0), 30)?;
/// assert_eq!(layers.len(), 3);
/// assert_eq!(layers[2].iter().sum::<u64>(), 200); // tanh never leaves [−1, 1]
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn activation_histograms(
    request: &NetworkRequest,
    settings: &Settings,
    (low, high): (f64, f64),
    bins: usize,
) -> Result<Vec<Vec<u64>>, EvidenceError> {
    let specimen = Specimen::new(request)?;
    let experiment = Experiment {
        network: specimen.network()?,
        settings: SimulationSettings {
            input_variance: specimen.input_variance,
            ..SimulationSettings::forward(specimen.batch)
        },
        replicates: 1,
        threads: settings.threads,
        stream: stream(settings),
    };
    let count = |seen: Observation<'_>| seen.activations(usize::MAX).histogram(low, high, bins);
    let (_, counts) = experiment.run_observed(&count, &|_| ())?;
    Ok(counts.into_iter().next().unwrap_or_default())
}
