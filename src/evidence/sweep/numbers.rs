//! Which numbers this build draws and predicts, in one word.
//!
//! Nobody counts it up by hand: it is what the build answers for a few small networks.

use crate::evidence::Settings;
use crate::evidence::sweep::measure::rows;
use crate::evidence::sweep::parse;
use crate::num::Fingerprint;
use std::num::NonZeroUsize;

/// Networks that meet both engines, three laws of weights and two kinds of activation.
const PROBE: &str = r#"
widths = [7]
depths = [3]
activations = ["relu", "tanh"]
initializers = ["he-normal", "glorot-uniform", "orthogonal"]
sigma-b = [0.25]
replicates = 2
"#;

/// A fingerprint of what this build answers for a few small networks, with seed 1: two builds of one
/// version that draw or predict other numbers differ in it, and their shards are no one sweep.
///
/// # Example
/// ```
/// use varprop::evidence::sweep::numbers;
/// assert_eq!(numbers(), numbers());
/// ```
#[must_use]
pub fn numbers() -> Fingerprint {
    of(PROBE)
}

/// Of the rows of a grid; of the words of its refusal, where it is refused.
fn of(grid: &str) -> Fingerprint {
    let settings = Settings::new(1, NonZeroUsize::MIN);
    let answer = parse("probe", grid).and_then(|grid| {
        let points = (0..grid.n_points()).filter_map(|index| grid.point(index));
        points
            .map(|point| rows(&grid, &point, &settings))
            .collect::<Result<Vec<_>, _>>()
    });
    let text = match &answer {
        Ok(rows) => serde_json::to_string(rows).unwrap_or_default(),
        Err(error) => error.to_string(),
    };
    Fingerprint::default().extended(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_probe_is_a_grid_that_both_engines_answer() {
        let grid = parse("probe", PROBE).unwrap();
        let settings = Settings::new(1, NonZeroUsize::MIN);
        let point = |index| rows(&grid, &grid.point(index).unwrap(), &settings).unwrap();
        let engines: Vec<String> = (0..grid.n_points())
            .flat_map(point)
            .map(|row| row.engine)
            .collect();
        for engine in ["direct", "exact"] {
            assert!(engines.iter().any(|name| name == engine), "{engines:?}");
        }
    }

    #[test]
    fn another_number_is_another_fingerprint() {
        let other = PROBE.replace("0.25", "0.2500000000000001");
        assert_ne!(of(PROBE), of(&other));
        assert_ne!(of(PROBE), of("widths = []"));
    }
}
