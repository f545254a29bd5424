//! What a point costs, as a model: it deals out work and estimates time, and enters no number.

use crate::evidence::EvidenceError;
use crate::evidence::Settings;
use crate::evidence::sweep::Point;
use crate::evidence::sweep::grid::Common;
use crate::evidence::sweep::measure;
use std::num::NonZeroUsize;

/// Nanoseconds of one core that a point takes, about: the operations that the engine counts, what φ
/// and the moments of a unit take, and the prediction of each layer once.
///
/// # Errors
/// Whatever running the point would refuse.
pub(in crate::evidence::sweep) fn of(point: &Point, common: &Common) -> Result<f64, EvidenceError> {
    let specimen = point.specimen(common)?;
    let settings = Settings::new(0, NonZeroUsize::MIN);
    let choice = measure::experiment(common, point, &specimen, &settings)?.admit()?;
    let network = OPERATION * choice.operations + ACTIVATION * choice.activations;
    let [replicates, depth] = [common.replicates, point.depth].map(|count| count as f64);
    Ok(replicates * network + depth * PREDICTION)
}

/// An operation as [`crate::empirical::simulate::EngineChoice::of`] counts them: measured between 0.02
/// (products) and 0.05 (draws, reflections), on one core with AVX-512.
const OPERATION: f64 = 0.04;
/// φ of a unit in one pass, and its part of the moments.
const ACTIVATION: f64 = 3.0;
/// To predict a layer.
const PREDICTION: f64 = 20_000.0;

#[cfg(test)]
mod tests {
    use crate::evidence::sweep::parse;

    fn cost(width: u64, engine: &str, activation: &str, initializer: &str, more: &str) -> f64 {
        let text = format!(
            "widths = [{width}]\ndepths = [10]\nactivations = [\"{activation}\"]\nreplicates = 5\n\
             initializers = [\"{initializer}\"]\nengine = \"{engine}\"\n{more}"
        );
        parse("g.toml", &text).unwrap().cost(0)
    }

    #[test]
    fn orthogonal_weights_cost_the_cube_of_the_width_where_they_are_drawn() {
        let [narrow, wide] = [100, 1000].map(|n| cost(n, "direct", "tanh", "orthogonal", ""));
        assert!(wide > 500.0 * narrow, "{wide} {narrow}");
        // 16·n³ of 16·n³ + 128·n² + …
        assert!(wide > 50.0 * cost(1000, "direct", "tanh", "he-normal", ""));
    }

    #[test]
    fn lengths_alone_cost_the_same_at_any_width_and_are_never_too_many() {
        let lengths = |n| {
            cost(
                n,
                "automatic",
                "relu",
                "he-normal",
                "detail = \"second-moments\"\n",
            )
        };
        assert_eq!(lengths(100_000_000), lengths(1000));
        assert!(lengths(1000) < cost(1000, "exact", "tanh", "he-normal", ""));
    }
}
