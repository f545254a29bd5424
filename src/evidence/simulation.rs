//! A simulation that a person asks for: the sheets of layers and the tests of the run.

use crate::claim::NetworkRequest;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::agreement;
use crate::evidence::comparison::Comparison;
use crate::evidence::comparison::Extent;
use crate::evidence::layers;
use crate::evidence::records;
use crate::evidence::specimen::Specimen;
use crate::verdict::Sheet;

/// What a person asked for, and whether an exact or bounded test of the simulation was rejected.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulationAnswer {
    /// Signal, shape, gradient; then the tests, if there are any.
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
    let stream = settings.stream("simulate", "propagation");
    let comparison = Comparison::of(
        Specimen::new(request)?,
        Extent::Everything,
        stream,
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
