//! What a table of activations says of each: centred, bounded, dead, its slopes.
//!
//! Every entry is computed from the activation's values, slopes and moments on a stated grid; none
//! is written down by name.

use crate::num::Interval;
use crate::theory::activation::ActivationError;
use crate::theory::activation::GaussianMoments;

/// The shape of φ, as far as values, slopes and moments show it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Properties {
    /// Whether E φ(√q z) = 0 within the enclosures at q = ¼, 1 and 4.
    pub is_zero_centred: bool,
    /// Whether φ is saturated at −10³⁰⁰, at 10³⁰⁰.
    pub saturates: [bool; 2],
    /// Whether φ′ = 0 on the left, on the right, from 2⁻⁶ to 16: where a unit's inputs all lie
    /// there, no gradient reaches its weights.
    pub dies: [bool; 2],
    /// Whether φ′ takes one value on each side of 0, so that neither φ nor φ′ costs more than a
    /// comparison and a product; every other φ here is transcendental.
    pub is_piecewise_linear: bool,
    /// Whether φ never decreases.
    pub is_monotone: bool,
    /// The least and the greatest φ′: at ±10³⁰⁰, where a limit at infinity is met, and on a grid of
    /// 1/64 over [−32, 32], narrowed around the extremum to √ε of its place.
    pub slope: [f64; 2],
    /// φ′(0).
    pub slope_at_zero: f64,
}

/// Where the slopes of a half-line are compared: 2⁻⁶ to 2⁴.
const PROBES: [f64; 11] = [
    0.015_625, 0.031_25, 0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0,
];
/// As far out as values are asked for.
const FAR: f64 = 1e300;
/// Half the width of the grid of slopes, and its steps in one unit.
const GRID: (i32, f64) = (32, 64.0);

/// The properties of φ.
///
/// # Errors
/// None for a valid activation: the moments are asked at positive q.
///
/// # Example
/// ```
/// use varprop::theory::activation::*;
/// let relu = properties(&Relu)?;
/// assert_eq!((relu.dies, relu.saturates, relu.slope), ([true, false], [false, false], [0.0, 1.0]));
/// assert_eq!(properties(&Sigmoid)?.slope[1], 0.25);
/// # Ok::<(), ActivationError>(())
/// ```
pub fn properties(phi: &dyn GaussianMoments) -> Result<Properties, ActivationError> {
    Ok(Properties {
        is_zero_centred: is_zero_centred(phi)?,
        saturates: [-FAR, FAR].map(|x| phi.is_saturated(phi.value(x))),
        dies: [-1.0, 1.0].map(|side| slopes(phi, side).all(|slope| slope == 0.0)),
        is_piecewise_linear: [-1.0, 1.0].iter().all(|side| has_one_slope(phi, *side)),
        is_monotone: phi.is_monotone(),
        slope: [
            -greatest(|x| -phi.derivative(x)),
            greatest(|x| phi.derivative(x)),
        ],
        slope_at_zero: phi.derivative(0.0),
    })
}

fn is_zero_centred(phi: &dyn GaussianMoments) -> Result<bool, ActivationError> {
    let means = [0.25, 1.0, 4.0].map(|q| phi.mean(q));
    let means = means.into_iter().collect::<Result<Vec<Interval>, _>>()?;
    Ok(means.iter().all(|mean| mean.contains(0.0)))
}

fn slopes(phi: &dyn GaussianMoments, side: f64) -> impl Iterator<Item = f64> {
    PROBES.iter().map(move |x| phi.derivative(side * x))
}

fn has_one_slope(phi: &dyn GaussianMoments, side: f64) -> bool {
    let first = phi.derivative(side);
    slopes(phi, side).all(|slope| slope == first)
}

/// The greatest value far out and on the grid, and beside its place by thirds of the two cells
/// around it.
fn greatest(f: impl Fn(f64) -> f64) -> f64 {
    let (half, steps) = GRID;
    let last = half * steps as i32;
    let grid = (-last..=last).map(|k| f64::from(k) / steps);
    let better = |best: (f64, f64), x: f64| if f(x) > best.1 { (x, f(x)) } else { best };
    let (place, best) = grid.fold((0.0, f(0.0)), better);
    let (mut low, mut high) = (place - 1.0 / steps, place + 1.0 / steps);
    // (2/3)⁵⁰ of a cell is below the rounding of the slope.
    for _ in 0..50 {
        let third = (high - low) / 3.0;
        if f(low + third) < f(high - third) {
            low += third;
        } else {
            high -= third;
        }
    }
    let far = f(-FAR).max(f(FAR));
    f(low).max(f(high)).max(best).max(far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::theory::activation::ALL;
    use crate::theory::activation::parse;

    fn of(spec: &str) -> Properties {
        properties(&*parse(spec).unwrap()).unwrap()
    }

    /// What the textbooks' table says: centred; saturates left, right; dies left.
    #[test]
    fn the_table_of_the_textbooks_follows_from_values_and_moments() {
        for (spec, centred, saturates, dies) in [
            ("sigmoid", false, [true, true], [false, false]),
            ("tanh", true, [true, true], [false, false]),
            ("relu", false, [false, false], [true, false]),
            ("leaky-relu", false, [false, false], [false, false]),
            ("leaky-relu(0)", false, [false, false], [true, false]),
            ("elu", false, [true, false], [false, false]),
            ("gelu", false, [false, false], [false, false]),
            ("step", false, [true, true], [true, true]),
            ("sin", true, [false, false], [false, false]),
            ("identity", true, [false, false], [false, false]),
        ] {
            let found = of(spec);
            let shape = (found.is_zero_centred, found.saturates, found.dies);
            assert_eq!(shape, (centred, saturates, dies), "{spec}");
        }
    }

    #[test]
    fn only_thresholds_and_kinks_are_piecewise_linear() {
        let linear = |entry: &&crate::theory::activation::Entry| of(entry.name).is_piecewise_linear;
        let names: Vec<&str> = ALL.iter().filter(linear).map(|entry| entry.name).collect();
        assert_eq!(names, ["identity", "relu", "leaky-relu", "step"]);
    }

    /// mpmath 1.3 at 30 digits: gelu at ±√2, silu at ±2.3993572805154233.
    #[test]
    fn extreme_slopes_are_those_computed_elsewhere() {
        for (spec, least, greatest) in [
            ("sigmoid", 0.0, 0.25),
            ("tanh", 0.0, 1.0),
            ("gelu", GELU[0], GELU[1]),
            ("silu", SILU[0], SILU[1]),
            ("erf", 0.0, core::f64::consts::FRAC_2_SQRT_PI),
            ("sin", -1.0, 1.0),
            ("step", 0.0, 0.0),
            // On the left of the grid the slope is still 10³⁰⁸·e^(−32).
            ("elu(1e308)", 0.0, 1e308),
        ] {
            let found = of(spec).slope;
            let tolerance = Tolerance::rounding(16, f64::abs(greatest).max(1.0));
            assert!(
                Tolerance::rounding(16, 1.0).accepts(found[0], least),
                "{spec} {found:?}"
            );
            assert!(tolerance.accepts(found[1], greatest), "{spec} {found:?}");
        }
    }

    const GELU: [f64; 2] = [-0.12890414518515478, 1.1289041451851547];
    const SILU: [f64; 2] = [-0.09983932012886691, 1.099839320128867];
}
