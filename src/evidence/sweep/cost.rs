//! What a point costs, as a model: it deals out work and estimates time, and enters no number.

use crate::empirical::simulate::Engine;
use crate::empirical::simulate::EngineChoice;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::evidence::EvidenceError;
use crate::evidence::sweep::Point;
use crate::evidence::sweep::grid::Common;
use crate::evidence::sweep::measure;
use crate::linear::within_limit;

/// Operations of about a nanosecond on one core, in each of L layers of n units: for each network
/// and pass (backward is another) B·n units and, by the direct engine, n² weights to draw and B·n²
/// multiply-adds; by the exact engine B²·n for the inner products of the batch. And the
/// prediction's quadrature once.
///
/// # Errors
/// When there is no such network, or it would not fit memory.
pub(in crate::evidence::sweep) fn of(point: &Point, common: &Common) -> Result<f64, EvidenceError> {
    let network = point.specimen(common)?.network()?;
    let settings = measure::settings(common);
    let choice = EngineChoice::of(&network, &settings)?;
    admit(&network, choice.engine, &settings)?;
    let [n, depth, batch, replicates] =
        [point.width, point.depth, common.batch, common.replicates].map(|count| count as f64);
    let passes = if common.gradients { 2.0 } else { 1.0 };
    let layer = match choice.engine {
        Engine::Exact => passes * (UNIT * batch * n + MULTIPLY * batch * batch * n),
        Engine::Direct | Engine::Automatic => {
            passes * (DRAW * n * n + UNIT * batch * n + MULTIPLY * batch * n * n)
        }
    };
    Ok(depth * (replicates * layer + PREDICTION))
}

/// Refuses what the engine would not run.
fn admit(network: &Network, engine: Engine, settings: &Settings) -> Result<(), SimulateError> {
    if engine != Engine::Exact {
        return network.admit(settings);
    }
    let widest = network.widths().iter().copied().max().unwrap_or(0);
    Ok(within_limit(
        widest.saturating_mul(settings.batch).saturating_mul(4),
    )?)
}

/// To draw a weight.
const DRAW: f64 = 5.0;
/// To multiply two numbers of a matrix product.
const MULTIPLY: f64 = 0.05;
/// To compute a unit in one pass, and its part of the moments.
const UNIT: f64 = 30.0;
/// To predict a layer.
const PREDICTION: f64 = 60_000.0;
