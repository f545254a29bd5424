//! Records of this room's own tests, in the form of `empirical::stat`, and two tail bounds.
//!
//! It decides nothing: Holm's procedure in `conformity` does.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::num::real;

/// A property that holds or does not, whatever was drawn: `violations` is 0 where it holds.
pub(in crate::conformance) fn fact(
    name: &'static str,
    null: &str,
    counted: &'static str,
    violations: usize,
    n_samples: usize,
) -> TestRecord {
    let p_value = if violations == 0 {
        PValue::ONE
    } else {
        PValue::ZERO
    };
    let statistic = Statistic {
        name: counted,
        value: violations as f64,
    };
    TestRecord {
        name,
        null: null.to_owned(),
        n_samples: n_samples as u64,
        statistic,
        p_value,
        guarantee: Guarantee::Exact,
        detectable: None,
    }
}

/// A statistic with a bound on its tail.
pub(in crate::conformance) fn bounded(
    name: &'static str,
    null: String,
    statistic: (&'static str, f64),
    p_value: PValue,
    n_samples: usize,
) -> TestRecord {
    TestRecord {
        name,
        null,
        n_samples: n_samples as u64,
        statistic: Statistic {
            name: statistic.0,
            value: statistic.1,
        },
        p_value,
        guarantee: Guarantee::Bound,
        detectable: None,
    }
}

/// P(Bin(n, p) ≥ k) ≤ exp(−n·KL(k/n ‖ p)) for k/n > p, else 1.
///
/// Hoeffding (1963), Probability inequalities for sums of bounded random variables, eq. (2.1).
pub(in crate::conformance) fn at_least(n: f64, p: f64, k: f64) -> f64 {
    let share = k / n;
    if share <= p {
        return 1.0;
    }
    let term = |a: f64, b: f64| if a == 0.0 { 0.0 } else { a * real::ln(a / b) };
    real::exp(-n * (term(share, p) + term(1.0 - share, 1.0 - p)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn the_bound_lies_above_the_exact_tail() {
        // scipy.stats.binom.sf(39, 2000, 0.01) = 4.8115e-5.
        let bound = at_least(2000.0, 0.01, 40.0);
        assert!((4.811e-5..1e-3).contains(&bound), "{bound}");
        assert_eq!(at_least(10.0, 0.5, 5.0), 1.0);
        // All of n: p^n.
        let allowed = Tolerance::rounding(64, 1.0 / 1024.0);
        assert!(allowed.accepts(at_least(10.0, 0.5, 10.0), 1.0 / 1024.0));
    }
}
