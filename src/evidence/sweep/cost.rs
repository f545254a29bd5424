//! What a point costs, as a model: it deals out work and estimates time, and enters no number.

use crate::evidence::sweep::Point;
use crate::evidence::sweep::grid::Common;

/// Operations, each about a nanosecond on one core: for each network and layer n² weights to draw
/// and n²·B multiply-adds, thrice with gradients, and n·B units; and the prediction's quadrature
/// once a layer.
pub(in crate::evidence::sweep) fn of(point: &Point, common: &Common) -> f64 {
    let [width, depth, batch, replicates] =
        [point.width, point.depth, common.batch, common.replicates].map(|n| n as f64);
    let passes = if common.gradients { 2.0 } else { 1.0 };
    let weights = width * width;
    let network =
        weights * DRAW + passes * weights * batch * MULTIPLY + passes * width * batch * UNIT;
    depth * (replicates * network + PREDICTION)
}

/// To draw a weight.
const DRAW: f64 = 5.0;
/// To multiply it with an activation.
const MULTIPLY: f64 = 0.1;
/// To apply φ and take moments.
const UNIT: f64 = 30.0;
/// To predict a layer.
const PREDICTION: f64 = 60_000.0;
