//! From a point to its rows: predicted, simulated, laid side by side.
//!
//! It judges nothing. χ of a layer is measured as the mean over networks of the ratio
//! R = ⟨(∂J/∂a_{l−1})²⟩/⟨(∂J/∂a_l)²⟩ of mean squares before and behind the layer. Were the weights
//! independent of the gradient that meets them, as the recursion assumes, R would have the
//! conditional mean width·Var(W)·⟨φ′(z)²⟩ given forward pass and gradient, whose expectation tends
//! to χ with the width: so the mean of R needs no correction for being a mean of ratios, and its
//! standard error is the plain one over networks. The ratio of the two means would be led, deep
//! down, by the few networks with the largest gradients.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Detail;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::EngineChoice;
use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Settings as SimulationSettings;
use crate::empirical::simulate::Summary;
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::prediction::Prediction;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Point;
use crate::evidence::sweep::Row;
use crate::evidence::sweep::SweepError;
use crate::evidence::sweep::grid::Common;
use crate::num::Interval;
use crate::num::real;
use crate::theory::mean_field::LayerMoments;

/// The rows of a point, its written layers in order. The draws depend on the seed and the point's
/// index alone.
///
/// # Errors
/// [`SweepError::Point`] when the point cannot be computed.
///
/// # Example
/// ```
/// # use std::num::NonZeroUsize;
/// # use varprop::evidence::{Settings, sweep};
/// let text = r#"
/// widths = [200]
/// depths = [3]
/// activations = ["relu"]
/// initializers = ["he-normal"]
/// replicates = 5
/// "#;
/// let grid = sweep::parse("grid.toml", text)?;
/// let point = grid.point(0).unwrap();
/// let rows = sweep::rows(&grid, &point, &Settings::new(1, NonZeroUsize::MIN))?;
/// assert_eq!(rows.len(), 3);
/// // He et al. (2015): E[z²] = 2·E[x²] in every layer.
/// let (q, error) = rows[2].q_predicted.zip(rows[2].q_predicted_error).unwrap();
/// assert!((q - 2.0).abs() <= error && error < 1e-13);
/// # Ok::<(), sweep::SweepError>(())
/// ```
pub fn rows(grid: &Grid, point: &Point, settings: &Settings) -> Result<Vec<Row>, SweepError> {
    let found = compute(grid.common(), point, settings);
    found.map_err(|source| SweepError::Point {
        point: point.index,
        label: point.label(),
        source: Box::new(source),
    })
}

fn compute(common: &Common, point: &Point, settings: &Settings) -> Result<Vec<Row>, EvidenceError> {
    let specimen = point.specimen(common)?;
    let experiment = Experiment {
        network: specimen.network()?,
        settings: self::settings(common),
        replicates: common.replicates,
        threads: settings.threads,
        stream: settings.stream("sweep", "point").indexed(point.index),
    };
    let choice = EngineChoice::of(&experiment.network, &experiment.settings)?;
    let measurement = experiment.run(&|_| ())?;
    let prediction = Prediction::of(&specimen)?;
    let layers = common.layers.of(point.depth).into_iter();
    let found = Found {
        engine: name(choice.engine),
        measurement,
        prediction,
    };
    Ok(layers
        .map(|layer| found.row(common, point, layer))
        .collect())
}

/// How the networks of a grid are fed, and what is measured.
pub(in crate::evidence::sweep) fn settings(common: &Common) -> SimulationSettings {
    SimulationSettings {
        input_variance: common.input_variance,
        engine: common.engine,
        precision: common.precision,
        detail: common.detail,
        backward: if common.gradients {
            Backward::Activations
        } else {
            Backward::Skipped
        },
        ..SimulationSettings::forward(common.batch)
    }
}

/// What is known of a point.
struct Found {
    engine: &'static str,
    measurement: Measurement,
    prediction: Option<Prediction>,
}

fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Exact => "exact",
        Engine::Direct | Engine::Automatic => "direct",
    }
}

impl Found {
    fn row(&self, common: &Common, point: &Point, layer: u64) -> Row {
        let measured = |quantity: Quantity| self.measurement.summary(layer as usize, quantity);
        let (q, log_q) = (measured(second_moment), measured(log_second_moment));
        let (chi, kurtosis) = (
            measured(gradient_ratio),
            measured(|r| r.activation.kurtosis),
        );
        let dead = measured(|r| r.dead_unit_share);
        let saturated = measured(|r| r.saturated_share);
        let predicted = Predicted::of(common, layer, self.prediction.as_ref());
        Row {
            point: point.index,
            width: point.width,
            depth: point.depth,
            activation: point.activation.clone(),
            initializer: point.initializer.clone(),
            sigma_w: point.sigma_w,
            sigma_b: point.sigma_b,
            layer,
            replicates: common.replicates,
            engine: self.engine,
            q: finite(q.mean),
            q_se: standard_error(&q),
            q_n: q.n,
            log_q: finite(log_q.mean),
            log_q_se: standard_error(&log_q),
            log_q_n: log_q.n,
            q_predicted: predicted.q.map(|(value, _)| value),
            q_predicted_error: predicted.q.map(|(_, error)| error),
            q_finite: predicted.q_finite,
            chi: finite(chi.mean),
            chi_se: standard_error(&chi),
            chi_n: chi.n,
            chi_predicted: predicted.chi.map(|(value, _)| value),
            chi_predicted_error: predicted.chi.map(|(_, error)| error),
            kurtosis: finite(kurtosis.mean),
            kurtosis_se: standard_error(&kurtosis),
            kurtosis_n: kurtosis.n,
            kurtosis_predicted: predicted.kurtosis.map(|(value, _)| value),
            kurtosis_predicted_error: predicted.kurtosis.map(|(_, error)| error),
            dead: finite(dead.mean),
            dead_se: standard_error(&dead),
            saturated: finite(saturated.mean),
            saturated_se: standard_error(&saturated),
            saturated_predicted: predicted.saturated.map(|(value, _)| value),
            saturated_predicted_error: predicted.saturated.map(|(_, error)| error),
        }
    }
}

/// One number of a layer of a network.
type Quantity = fn(&LayerRecord) -> Option<f64>;

fn second_moment(record: &LayerRecord) -> Option<f64> {
    record.pre_activation.second_moment
}

fn log_second_moment(record: &LayerRecord) -> Option<f64> {
    second_moment(record).filter(|q| *q > 0.0).map(real::ln)
}

/// ⟨(∂J/∂a_{l−1})²⟩/⟨(∂J/∂a_l)²⟩; missing where no gradient arrives.
fn gradient_ratio(record: &LayerRecord) -> Option<f64> {
    let gradient = record.gradient?;
    let behind = gradient.output_second_moment.filter(|g| *g > 0.0)?;
    Some(gradient.input_second_moment? / behind)
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|x| x.is_finite())
}

fn standard_error(summary: &Summary) -> Option<f64> {
    finite(summary.standard_error)
}

/// A number and a bound on its error.
type Enclosed = Option<(f64, f64)>;

/// What theory says of a layer, of what is measured only.
struct Predicted {
    q: Enclosed,
    q_finite: Option<f64>,
    chi: Enclosed,
    kurtosis: Enclosed,
    saturated: Enclosed,
}

impl Predicted {
    fn of(common: &Common, layer: u64, prediction: Option<&Prediction>) -> Self {
        let place = layer as usize - 1;
        let forward = prediction.and_then(|p| p.forward.get(place));
        let fluctuations = prediction.and_then(|p| p.finite.as_ref());
        let estimate = fluctuations.and_then(|layers| Some(layers.get(place)?.pre_activation));
        let saturated = prediction.and_then(|p| p.saturated.get(place).copied().flatten());
        let is_everything = common.detail == Detail::Everything;
        Self {
            q: enclosed(forward.map(|layer| layer.q)),
            q_finite: finite(estimate.map(|q| q.value + q.mean_shift)),
            chi: enclosed(forward.map(|layer| layer.chi).filter(|_| common.gradients)),
            kurtosis: enclosed(
                forward
                    .map(LayerMoments::kurtosis)
                    .filter(|_| is_everything),
            ),
            saturated: enclosed(saturated.filter(|_| is_everything)),
        }
    }
}

/// The middle and the radius; nothing where nothing bounds it.
fn enclosed(interval: Option<Interval>) -> Enclosed {
    let interval = interval.filter(|interval| interval.radius().is_finite())?;
    Some((interval.midpoint(), interval.radius()))
}
