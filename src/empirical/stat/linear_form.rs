//! Tails of Σ c_i (X_i − μ)/σ with Σ c_i² = 1 and coefficients independent of the X_i.
//!
//! The common core of tests that condition on one part of the data and look at the other.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TailKind;
use crate::empirical::stat::special;
use crate::num::real;

/// P(|Z| ≥ |z|): normal exactly; 2e^(−z²/2) if strictly sub-Gaussian; Hoeffding's
/// 2exp(−2z²σ²/(b−a)²) if bounded; the normal limit otherwise.
pub(in crate::empirical::stat) fn p_value(
    null: &Null<'_>,
    z: f64,
) -> Result<(PValue, Guarantee), StatError> {
    let normal = special::normal_beyond(z);
    Ok(match null.kind() {
        TailKind::Normal => (PValue::new(normal)?, Guarantee::Exact),
        TailKind::Unbounded => (PValue::new(normal)?, Guarantee::Asymptotic),
        _ => {
            let bound = 2.0 * real::exp(-z * z / (2.0 * proxy(null)));
            (PValue::bound(bound)?, Guarantee::Bound)
        }
    })
}

/// The variance proxy s in P(Z ≥ z) ≤ e^(−z²/2s).
fn proxy(null: &Null<'_>) -> f64 {
    if null.kind() == TailKind::StrictlySubGaussian {
        return 1.0;
    }
    let (low, high) = null.support();
    let width = (high - low) / null.std_dev();
    0.25 * width * width
}

/// The z that one tail exceeds with probability at most p.
pub(in crate::empirical::stat) fn quantile(null: &Null<'_>, p: f64) -> Result<f64, StatError> {
    match null.kind() {
        TailKind::Normal | TailKind::Unbounded => special::normal_upper(p),
        _ => Ok((-2.0 * proxy(null) * real::ln(p)).sqrt()),
    }
}

/// Σ a_i b_i in a fixed order: eight interleaved sums, added in index order.
pub(in crate::empirical::stat) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_blocks, a_rest) = a.as_chunks::<8>();
    let (b_blocks, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for (x, y) in a_blocks.iter().zip(b_blocks) {
        for (lane, (x, y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += x * y;
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}

/// The values as (x − μ)/σ.
pub(in crate::empirical::stat) fn standardized(null: &Null<'_>, values: &[f64]) -> Vec<f64> {
    let (mean, std_dev) = (null.mean(), null.std_dev());
    values.iter().map(|x| (x - mean) / std_dev).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_takes_the_rest_along() {
        let a: Vec<f64> = (1..=11).map(f64::from).collect();
        // Σ k² for k ≤ 11 is 11·12·23/6 = 506.
        assert_eq!(dot(&a, &a), 506.0);
    }
}
