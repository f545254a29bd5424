//! What a point costs, as a model: it deals out work and estimates time, and enters no number.

use crate::empirical::simulate::Engine;
use crate::empirical::simulate::EngineChoice;
use crate::empirical::simulate::Network;
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
    let choice = EngineChoice::of(&network, &measure::settings(common))?;
    admit(&network, choice.engine, common.batch)?;
    let [n, depth, batch, replicates] =
        [point.width, point.depth, common.batch, common.replicates].map(|count| count as f64);
    let passes = if common.gradients { 2.0 } else { 1.0 };
    let layer = match choice.engine {
        Engine::Exact => passes * (UNIT * batch * n + MULTIPLY * batch * batch * n),
        Engine::Direct | Engine::Automatic => {
            DRAW * n * n + passes * (UNIT * batch * n + MULTIPLY * batch * n * n)
        }
    };
    Ok(depth * (replicates * layer + PREDICTION))
}

/// Refuses numbers that would not fit memory: where no weight is drawn, a layer's units and
/// gradients; else all weights and, fourfold, the units of all layers.
fn admit(network: &Network, engine: Engine, batch: u64) -> Result<(), SimulateError> {
    let widest = network.widths().iter().copied().max().unwrap_or(0);
    let n_values = match engine {
        Engine::Exact => widest.saturating_mul(batch).saturating_mul(4),
        Engine::Direct | Engine::Automatic if network.fits_direct(batch) => 0,
        // Not less than what does not fit, so that it is refused here.
        Engine::Direct | Engine::Automatic => widest
            .saturating_mul(widest.max(batch))
            .saturating_mul(5 * network.widths().len() as u64),
    };
    Ok(within_limit(n_values)?)
}

/// To draw a weight.
const DRAW: f64 = 5.0;
/// To multiply two numbers of a matrix product.
const MULTIPLY: f64 = 0.05;
/// To compute a unit in one pass, and its part of the moments.
const UNIT: f64 = 30.0;
/// To predict a layer.
const PREDICTION: f64 = 60_000.0;
