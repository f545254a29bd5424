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
use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::prediction::Prediction;
use crate::evidence::specimen::Specimen;
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
    let experiment = experiment(common, point, &specimen, settings)?;
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

/// What is simulated at a point.
pub(in crate::evidence::sweep) fn experiment(
    common: &Common,
    point: &Point,
    specimen: &Specimen,
    settings: &Settings,
) -> Result<Experiment, EvidenceError> {
    Ok(Experiment {
        network: specimen.network()?,
        settings: self::settings(common),
        replicates: common.replicates,
        threads: settings.threads,
        stream: settings.stream("sweep", "point").indexed(point.index),
    })
}

/// How the networks of a grid are fed, and what is measured.
fn settings(common: &Common) -> SimulationSettings {
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
        let predicted = Predicted::of(common, layer, self.prediction.as_ref());
        let row = Row {
            point: point.index,
            width: point.width,
            depth: point.depth,
            activation: point.activation.clone(),
            initializer: point.initializer.clone(),
            sigma_w: point.sigma_w,
            sigma_b: point.sigma_b,
            layer,
            replicates: common.replicates,
            engine: self.engine.to_owned(),
            ..Row::default()
        };
        predicted.fill(self.measured(layer, row))
    }

    /// The row with what was measured.
    fn measured(&self, layer: u64, row: Row) -> Row {
        let measured = |quantity: Quantity| {
            let found = self.measurement.summary(layer as usize, quantity);
            (finite(found.mean), finite(found.standard_error), found.n)
        };
        let (q, q_se, q_n) = measured(second_moment);
        let (log_q, log_q_se, log_q_n) = measured(log_second_moment);
        let (chi, chi_se, chi_n) = measured(gradient_ratio);
        let (kurtosis, kurtosis_se, kurtosis_n) = measured(|r| r.activation.kurtosis);
        let (dead, dead_se, _) = measured(|r| r.dead_unit_share);
        let (saturated, saturated_se, _) = measured(|r| r.saturated_share);
        Row {
            q,
            q_se,
            q_n,
            log_q,
            log_q_se,
            log_q_n,
            chi,
            chi_se,
            chi_n,
            kurtosis,
            kurtosis_se,
            kurtosis_n,
            dead,
            dead_se,
            saturated,
            saturated_se,
            ..row
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

impl Predicted {
    /// The row with what is predicted.
    fn fill(self, row: Row) -> Row {
        Row {
            q_predicted: value(self.q),
            q_predicted_error: error(self.q),
            q_finite: self.q_finite,
            chi_predicted: value(self.chi),
            chi_predicted_error: error(self.chi),
            kurtosis_predicted: value(self.kurtosis),
            kurtosis_predicted_error: error(self.kurtosis),
            saturated_predicted: value(self.saturated),
            saturated_predicted_error: error(self.saturated),
            ..row
        }
    }
}

fn value(enclosed: Enclosed) -> Option<f64> {
    enclosed.map(|(value, _)| value)
}

fn error(enclosed: Enclosed) -> Option<f64> {
    enclosed.map(|(_, error)| error)
}

/// The middle and the radius; nothing where nothing bounds it.
fn enclosed(interval: Option<Interval>) -> Enclosed {
    let interval = interval.filter(|interval| interval.radius().is_finite())?;
    Some((interval.midpoint(), interval.radius()))
}
