//! Two samples of one unknown continuous law: do two engines agree?
//!
//! It assumes independence within and between the samples, and nothing of the law.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::whole_law;
use crate::num::real;

/// D = sup|Fₙ − G_m|.
///
/// *n = m*: P(D ≥ k/n) = 2Σ_{j≥1} (−1)^(j+1) C(2n, n − jk)/C(2n, n) exactly (Gnedenko & Korolyuk
/// 1951); ties only lower D. *n ≠ m*: D ≤ Dₙ + D_m, and each obeys Massart's bound, the split
/// chosen so that both radii have the same exponent.
///
/// # Errors
/// `TooFewSamples` if a sample is empty, `InvalidPValue` if a value is NaN.
pub fn two_sample(first: &[f64], second: &[f64]) -> Result<TestRecord, StatError> {
    let received = first.len().min(second.len());
    if received == 0 {
        return Err(StatError::TooFewSamples {
            what: "two-sample",
            needed: 1,
            received,
        });
    }
    let distance = distance(first, second);
    let (p_value, guarantee) = p_value(distance, first.len(), second.len())?;
    Ok(TestRecord {
        name: "two-sample",
        null: "one continuous law".to_owned(),
        n_samples: (first.len() + second.len()) as u64,
        statistic: Statistic {
            name: "sup |F_n - G_m|",
            value: distance,
        },
        p_value,
        guarantee,
        detectable: None,
    })
}

fn p_value(distance: f64, n: usize, m: usize) -> Result<(PValue, Guarantee), StatError> {
    if n == m && !distance.is_nan() {
        let k = (distance * n as f64).round() as u64;
        return Ok((PValue::bound(equal_sizes(n as u64, k))?, Guarantee::Exact));
    }
    // Equal exponents n·a² = m·b² with a + b = distance.
    let (root_n, root_m) = ((n as f64).sqrt(), (m as f64).sqrt());
    let radius = distance * root_m / (root_n + root_m);
    let bound = 2.0 * whole_law::dkw(n as f64, radius);
    Ok((PValue::bound(bound)?, Guarantee::Bound))
}

/// P(D ≥ k/n) for two samples of n.
fn equal_sizes(n: u64, k: u64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    let ln_factorial = |x: u64| real::ln_gamma(x as f64 + 1.0);
    let term = |j: u64| {
        let shift = j * k;
        let ln_ratio = 2.0 * ln_factorial(n) - ln_factorial(n - shift) - ln_factorial(n + shift);
        if j % 2 == 1 {
            real::exp(ln_ratio)
        } else {
            -real::exp(ln_ratio)
        }
    };
    let total: f64 = (1..=n / k).map(term).sum();
    (2.0 * total).clamp(0.0, 1.0)
}

/// sup|Fₙ − G_m| by one merge; NaN if a value is.
fn distance(first: &[f64], second: &[f64]) -> f64 {
    if first.iter().chain(second).any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let (a, b) = (sorted(first), sorted(second));
    let (mut i, mut j, mut most) = (0, 0, 0.0_f64);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let here = x.min(*y);
        i += a[i..].iter().take_while(|x| **x <= here).count();
        j += b[j..].iter().take_while(|y| **y <= here).count();
        let difference = i as f64 / a.len() as f64 - j as f64 / b.len() as f64;
        most = most.max(difference.abs());
    }
    most
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::test_law::generator;
    use crate::num::Tolerance;

    #[test]
    fn equal_sizes_agree_with_a_count_of_lattice_paths() {
        // 1 − (lattice paths that stay inside |i − j| < k)/C(2n, n), counted in exact integers.
        let allowed = Tolerance::bound(1e-12);
        assert!(allowed.accepts(equal_sizes(10, 3), 0.7869297884777761));
        assert!(allowed.accepts(equal_sizes(100, 30), 0.00022487393174924783));
    }

    #[test]
    fn a_sample_agrees_with_itself_and_not_with_its_shift() {
        let mut draws = generator("two-sample");
        let a: Vec<f64> = (0..2000).map(|_| draws.normal()).collect();
        let b: Vec<f64> = (0..2000).map(|_| draws.normal()).collect();
        let shifted: Vec<f64> = b.iter().map(|x| x + 0.3).collect();
        assert_eq!(two_sample(&a, &a).unwrap().p_value, PValue::ONE);
        assert!(two_sample(&a, &b).unwrap().p_value.value() > 1e-4);
        assert!(two_sample(&a, &shifted).unwrap().p_value.value() < 1e-6);
        assert!(two_sample(&a[..1500], &b).unwrap().p_value.value() > 1e-4);
        let unequal = two_sample(&a[..1500], &shifted).unwrap();
        assert!(unequal.p_value.value() < 1e-6);
        assert_eq!(unequal.guarantee, Guarantee::Bound);
    }

    #[test]
    fn nan_is_a_hard_error() {
        for other in [vec![0.0], vec![0.0, 1.0]] {
            let error = two_sample(&[f64::NAN], &other).unwrap_err();
            assert_eq!(error.code(), "invalid-p-value");
        }
    }
}
