//! A convolutional network's signal: the recursion of its fans beside what was measured.

use crate::empirical::simulate::ConvolutionRecord;
use crate::empirical::simulate::ConvolutionalNetwork;
use crate::empirical::simulate::Summary;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::lookup;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::linear::Border;
use crate::theory::activation::GaussianMoments;
use crate::theory::shape::Layer;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// A convolutional network to simulate.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalRequest {
    /// The sizes of the image's axes.
    pub sizes: Vec<u64>,
    /// The odd size of every kernel.
    pub kernel: u64,
    /// The image's channels, then each layer's.
    pub channels: Vec<u64>,
    /// What lies beyond the ends.
    pub border: Border,
    /// φ by its name.
    pub activation: String,
    /// The initializer by its name.
    pub initializer: String,
    /// Independent networks, each with one image of N(0, 1): the unit of replication.
    pub replicates: u64,
}

const COLUMNS: [Column; 10] = [
    Column::new("layer", "l"),
    Column::new("fan-in", "∏k·c"),
    Column::new("fan-out", "∏k·c′"),
    Column::new(
        "q-theory",
        "q₍ₗ₎ = fan_in·Var(W)·E φ² of the layer before, 1 for the image",
    ),
    Column::new(
        "q-measured",
        "the mean of z² over places, channels and networks",
    ),
    Column::new("q-error", "its standard error over networks").with_digits(2),
    Column::new(
        "interior",
        "the same over places that no border has reached",
    ),
    Column::new("rim", "the same over places at an end of an axis"),
    Column::new(
        "gradient-theory",
        "fan_out·Var(W)·E φ′² of every layer from here on, multiplied",
    ),
    Column::new(
        "gradient-measured",
        "the mean of (∂J/∂a₍ₗ₋₁₎)² for a cotangent N(0, 1)",
    ),
];

/// Simulates a convolutional network and lays the recursion beside the measurement.
///
/// The recursion is that of a dense layer with fan_in = ∏k·c: places of an image are counted on a
/// circle, so a border of zeros loses signal at the rim. There is none, and its cells are empty, for
/// weights with a mean, or with different laws at different places.
///
/// # Errors
/// When the network cannot exist: unknown names, an even kernel, sizes beyond the limit.
///
/// # Example
/// ```
/// use std::num::NonZeroUsize;
/// use varprop::evidence::{Settings, SignalRequest, convolution_signal};
/// use varprop::linear::Border;
/// use varprop::verdict::Cell;
/// let request = SignalRequest {
///     sizes: vec![6, 6],
///     kernel: 3,
///     channels: vec![4, 8, 8],
///     border: Border::Circular,
///     activation: "relu".into(),
///     initializer: "he-normal".into(),
///     replicates: 10,
/// };
/// let sheet = convolution_signal(&request, &Settings::new(1, NonZeroUsize::MIN))?;
/// // The image has E x² = 1 where He's law counts on ½: q₁ = q₂ = 2.
/// assert_eq!(sheet.rows()[1][3], Cell::Number(2.0));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn convolution_signal(
    request: &SignalRequest,
    settings: &Settings,
) -> Result<Sheet, EvidenceError> {
    let phi = lookup::activation(&request.activation)?;
    let initializer = lookup::initializer(&request.initializer)?;
    let whole = |size: &u64| usize::try_from(*size).unwrap_or(usize::MAX);
    let sizes: Vec<usize> = request.sizes.iter().map(whole).collect();
    let network = ConvolutionalNetwork::new(
        &sizes,
        whole(&request.kernel),
        &request.channels,
        request.border,
        phi.clone(),
        initializer.clone(),
    )?;
    let variances = network
        .layers()
        .iter()
        .map(|layer| variance(&*initializer, layer))
        .collect::<Result<Vec<_>, _>>()?;
    let predicted = predicted(&*phi, network.layers(), &variances)?;
    let stream = settings.stream("convolution", "signal");
    let measured = network.run(request.replicates, settings.threads, stream)?;
    let mut sheet = Sheet::new(
        format!("Signal of {} networks, one image each", request.replicates),
        COLUMNS.to_vec(),
    );
    for (place, (layer, [q, gradient])) in network.layers().iter().zip(predicted).enumerate() {
        sheet.push(row(place, layer, q, gradient, &measured));
    }
    Ok(sheet)
}

/// Var(W) where the recursion holds: for one law of mean 0 at every place.
fn variance(initializer: &dyn Initializer, layer: &Layer) -> Result<Option<f64>, EvidenceError> {
    match initializer.tensor_law(layer) {
        Ok(WeightLaw::Independent(law) | WeightLaw::Dependent(law)) => {
            Ok(Some(law.variance()).filter(|_| law.mean() == 0.0))
        }
        Ok(WeightLaw::Fixed) | Err(InitializerError::NoCommonLaw { .. }) => Ok(None),
        Err(refused) => Err(refused.into()),
    }
}

fn row(
    place: usize,
    layer: &Layer,
    q: Option<f64>,
    gradient: Option<f64>,
    measured: &[Vec<ConvolutionRecord>],
) -> Vec<Cell> {
    let of = |quantity: fn(&ConvolutionRecord) -> Option<f64>| {
        Summary::of(
            measured
                .iter()
                .map(|records| records.get(place).and_then(quantity)),
        )
    };
    let second = of(|record| Some(record.second_moment));
    vec![
        Cell::Count(place as u64 + 1),
        Cell::Count(layer.fans().fan_in),
        Cell::Count(layer.fans().fan_out),
        Cell::number(q),
        Cell::number(second.mean),
        Cell::number(second.standard_error),
        Cell::number(of(|record| record.interior).mean),
        Cell::number(of(|record| Some(record.rim)).mean),
        Cell::number(gradient),
        Cell::number(of(|record| Some(record.input_gradient)).mean),
    ]
}

/// q of every layer, and the second moment of the gradient at its input.
fn predicted(
    phi: &dyn GaussianMoments,
    layers: &[Layer],
    variances: &[Option<f64>],
) -> Result<Vec<[Option<f64>; 2]>, EvidenceError> {
    let mut answers = Vec::new();
    let mut carried = Some(1.0);
    for (layer, variance) in layers.iter().zip(variances) {
        let factor = |fan: u64| variance.map(|variance| fan as f64 * variance);
        let q = carried
            .zip(factor(layer.fans().fan_in))
            .map(|(second, factor)| second * factor);
        let slope = q.map(|q| phi.derivative_second_moment(q)).transpose()?;
        let back = slope
            .zip(factor(layer.fans().fan_out))
            .map(|(slope, factor)| slope.midpoint() * factor);
        carried = q
            .map(|q| phi.second_moment(q))
            .transpose()?
            .map(crate::num::Interval::midpoint);
        answers.push([q, back]);
    }
    let mut product = Some(1.0);
    for answer in answers.iter_mut().rev() {
        product = product
            .zip(answer[1])
            .map(|(product, factor)| product * factor);
        answer[1] = product;
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

    fn first_row(initializer: &str) -> Vec<Cell> {
        let request = SignalRequest {
            sizes: vec![5, 5],
            kernel: 3,
            channels: vec![4, 4],
            border: Border::Circular,
            activation: "relu".into(),
            initializer: initializer.into(),
            replicates: 2,
        };
        let settings = Settings::new(1, NonZeroUsize::MIN);
        convolution_signal(&request, &settings).unwrap().rows()[0].clone()
    }

    /// fan_in·Var(W) is 2 for He's law; the others have a mean or no common law.
    #[test]
    fn weights_with_a_mean_or_fixed_by_place_have_no_prediction() {
        assert_eq!(first_row("he-normal")[3], Cell::Number(2.0));
        for initializer in [
            "constant(0.5)",
            "truncated-normal(1, low=0, high=2)",
            "dirac",
            "delta-orthogonal",
        ] {
            let row = first_row(initializer);
            assert_eq!(
                (&row[3], &row[8]),
                (&Cell::Missing, &Cell::Missing),
                "{initializer}"
            );
            assert!(
                matches!(row[4], Cell::Number(q) if q > 0.0),
                "{initializer}"
            );
        }
    }
}
