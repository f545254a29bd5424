//! What intervals can vouch for where exact arithmetic leaves 128 bits.
//!
//! A plane that surely separates bounds γ from below, points of the hulls bound it from above
//! (weak duality). Nothing is taken from the guess but the guess.

use crate::learning::perceptron::Boundary;
use crate::learning::perceptron::Known;
use crate::learning::perceptron::Plane;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Separation;
use crate::learning::perceptron::Separator;
use crate::num::Interval;
use crate::num::Rational;

/// The answer as far as it is sure, from approximate multipliers, one a sample.
pub(in crate::learning::perceptron) fn separation(
    samples: &Samples,
    boundary: Boundary,
    guess: &[f64],
) -> Separation {
    let guess: Vec<f64> = guess.iter().map(|weight| weight.max(0.0)).collect();
    let point = hull_difference(samples, boundary, &guess);
    let factor = if boundary == Boundary::Affine {
        0.25
    } else {
        1.0
    };
    let above = (square(&point) * Interval::point(factor)).high();
    let normal: Vec<f64> = point.iter().map(|z| z.midpoint()).collect();
    let best = plane(samples, boundary, &normal).and_then(|plane| {
        let (margin, bias) = measured(samples, &plane)?;
        Some((plane, margin, bias))
    });
    match best {
        Some((plane, low, bias_squared)) => Separation::Separable(Separator {
            plane,
            margin_squared: Known::Enclosed(Interval::new(low, above.max(low))),
            bias_squared: Known::Enclosed(bias_squared),
        }),
        None => Separation::Undecided(Interval::new(0.0, above)),
    }
}

/// Σ λᵢyᵢxᵢ with λ summing to 1 in each class (or in all), enclosed; the whole line where a class
/// has no weight.
fn hull_difference(samples: &Samples, boundary: Boundary, guess: &[f64]) -> Vec<Interval> {
    let zero = Interval::point(0.0);
    let mut sums = vec![vec![zero; samples.dimension()]; 2];
    let mut totals = [zero; 2];
    for (sample, weight) in samples.samples().iter().zip(guess) {
        let group = match boundary {
            Boundary::Affine => usize::from(sample.label.bit()),
            Boundary::Homogeneous => 0,
        };
        let weight = Interval::point(*weight);
        let sign = Interval::point(f64::from(sample.label.sign()));
        if let (Some(sum), Some(total)) = (sums.get_mut(group), totals.get_mut(group)) {
            *total = *total + weight;
            for (sum, x) in sum.iter_mut().zip(&sample.features) {
                *sum = *sum + weight * sign * x.to_interval();
            }
        }
    }
    let share = |group: usize, k: usize| {
        let sum = sums.get(group).and_then(|sum| sum.get(k)).copied();
        sum.zip(totals.get(group))
            .map_or(zero, |(sum, total)| sum / *total)
    };
    let groups = if boundary == Boundary::Affine { 2 } else { 1 };
    let coordinate = |k| (0..groups).fold(zero, |sum, group| sum + share(group, k));
    (0..samples.dimension()).map(coordinate).collect()
}

/// A plane of this normal in small rationals, half way between the classes.
fn plane(samples: &Samples, boundary: Boundary, normal: &[f64]) -> Option<Plane> {
    /// Whole weights up to 2³⁰: a relative error of 10⁻⁹ in the normal costs 10⁻¹⁸ of γ.
    const LARGEST: f64 = (1_u64 << 30) as f64;
    let most = normal.iter().fold(0.0, |most: f64, z| most.max(z.abs()));
    if !(most.is_finite() && 0.0 < most) {
        return None;
    }
    let whole = |z: &f64| Rational::integer((z / most * LARGEST).round() as i64);
    let weights: Vec<Rational> = normal.iter().map(whole).collect();
    let bias = match boundary {
        Boundary::Affine => middle(samples, &weights)?,
        Boundary::Homogeneous => Rational::ZERO,
    };
    Some(Plane { weights, bias })
}

/// −½(max over minus + min over plus) of w·x, to a part in 2³⁰ of their distance.
fn middle(samples: &Samples, weights: &[Rational]) -> Option<Rational> {
    let (mut below, mut above) = (f64::NEG_INFINITY, f64::INFINITY);
    for sample in samples.samples() {
        let side = projection(weights, &sample.features).midpoint();
        if sample.label.sign() < 0 {
            below = below.max(side);
        } else {
            above = above.min(side);
        }
    }
    let target = -0.5 * (below + above);
    let step = (above - below).abs() / (1_u64 << 30) as f64;
    let exponent = (0..60)
        .find(|k| 1.0 / (1_u64 << k) as f64 <= step)
        .unwrap_or(60);
    let scaled = (target * (1_u64 << exponent) as f64).round();
    let fits = scaled.abs() < 1e36;
    fits.then(|| Rational::new(scaled as i128, 1_i128 << exponent).ok())
        .flatten()
}

/// A lower bound of the plane's squared margin, positive, and its b²/‖w‖².
fn measured(samples: &Samples, plane: &Plane) -> Option<(f64, Interval)> {
    let bias = plane.bias.to_interval();
    let mut least = f64::INFINITY;
    for sample in samples.samples() {
        let sign = Interval::point(f64::from(sample.label.sign()));
        let side = sign * (projection(&plane.weights, &sample.features) + bias);
        least = least.min(side.low());
    }
    let weights: Vec<Interval> = plane.weights.iter().map(|w| w.to_interval()).collect();
    let length = square(&weights);
    let margin = (Interval::point(least).square() / length).low();
    (0.0 < least && 0.0 < margin).then(|| (margin, bias.square() / length))
}

fn projection(weights: &[Rational], features: &[Rational]) -> Interval {
    let terms = weights.iter().zip(features);
    terms.fold(Interval::point(0.0), |sum, (w, x)| {
        sum + w.to_interval() * x.to_interval()
    })
}

fn square(vector: &[Interval]) -> Interval {
    vector
        .iter()
        .fold(Interval::point(0.0), |sum, z| sum + z.square())
}
