//! Distribution functions and quantiles of χ², Beta, binomial, Student and the normal law.
//!
//! Incomplete gamma and beta functions come from `statrs` (relative error about 1e-10);
//! quantiles are found here by bisection on the tail itself, so that 1 − α never rounds α away.

use crate::empirical::stat::StatError;
use crate::num::real;
use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::{checked_gamma_lr, checked_gamma_ur};

const GAMMA: StatError = StatError::SpecialFunction {
    function: "the incomplete gamma function",
};
const BETA: StatError = StatError::SpecialFunction {
    function: "the incomplete beta function",
};

/// P(χ²_k ≤ x).
pub(in crate::empirical::stat) fn chi_squared_cdf(k: f64, x: f64) -> Result<f64, StatError> {
    if x <= 0.0 {
        return Ok(0.0);
    }
    checked_gamma_lr(0.5 * k, 0.5 * x).map_err(|_| GAMMA)
}

/// P(χ²_k > x).
pub(in crate::empirical::stat) fn chi_squared_sf(k: f64, x: f64) -> Result<f64, StatError> {
    if x <= 0.0 {
        return Ok(1.0);
    }
    checked_gamma_ur(0.5 * k, 0.5 * x).map_err(|_| GAMMA)
}

/// Up to here quantiles are solved for: the series of the incomplete gamma function has √k terms.
/// Beyond, the tails of Laurent & Massart (2000), Lemma 1, are used: they state no effect too
/// small.
const MOST_DEGREES: f64 = 1e6;

/// The x with P(χ²_k ≤ x) = p; beyond a million degrees of freedom a lower bound on it.
pub(in crate::empirical::stat) fn chi_squared_lower(k: f64, p: f64) -> Result<f64, StatError> {
    if k > MOST_DEGREES {
        return Ok(k - 2.0 * (-k * real::ln(p)).sqrt());
    }
    bisect(0.0, chi_squared_reach(k, p), |x| {
        Ok(chi_squared_cdf(k, x)? < p)
    })
}

/// The x with P(χ²_k > x) = p; beyond a million degrees of freedom an upper bound on it.
pub(in crate::empirical::stat) fn chi_squared_upper(k: f64, p: f64) -> Result<f64, StatError> {
    if k > MOST_DEGREES {
        return Ok(k + 2.0 * (-k * real::ln(p)).sqrt() - 2.0 * real::ln(p));
    }
    bisect(0.0, chi_squared_reach(k, p), |x| {
        Ok(chi_squared_sf(k, x)? > p)
    })
}

/// A point with less than p above it: Laurent & Massart (2000), Lemma 1,
/// P(χ²_k ≥ k + 2√(kx) + 2x) ≤ e^−x.
fn chi_squared_reach(k: f64, p: f64) -> f64 {
    let x = -real::ln(p) + 1.0;
    2.0 * (k + 2.0 * (k * x).sqrt() + 2.0 * x)
}

/// P(Beta(a, b) ≤ x) = I_x(a, b).
pub(in crate::empirical::stat) fn beta_cdf(a: f64, b: f64, x: f64) -> Result<f64, StatError> {
    checked_beta_reg(a, b, x.clamp(0.0, 1.0)).map_err(|_| BETA)
}

/// P(Beta(a, b) > x), accurate where it is small.
pub(in crate::empirical::stat) fn beta_sf(a: f64, b: f64, x: f64) -> Result<f64, StatError> {
    beta_cdf(b, a, 1.0 - x)
}

/// P(Bin(n, p) ≥ k) = I_p(k, n − k + 1).
pub(in crate::empirical::stat) fn binomial_at_least(
    n: u64,
    p: f64,
    k: u64,
) -> Result<f64, StatError> {
    if k == 0 {
        return Ok(1.0);
    }
    if k > n {
        return Ok(0.0);
    }
    beta_cdf(k as f64, (n - k) as f64 + 1.0, p)
}

/// P(|T_ν| > t) of Student's law: I_{ν/(ν+t²)}(ν/2, ½).
pub(in crate::empirical::stat) fn student_beyond(nu: f64, t: f64) -> Result<f64, StatError> {
    beta_cdf(0.5 * nu, 0.5, nu / (nu + t * t))
}

/// The t with P(|T_ν| > t) = α.
pub(in crate::empirical::stat) fn student_two_sided(nu: f64, alpha: f64) -> Result<f64, StatError> {
    // For ν ≥ 1 the tail is at most Cauchy's, 2/(πt).
    bisect(0.0, 1.0 / alpha, |t| Ok(student_beyond(nu, t)? > alpha))
}

/// P(|N(0, 1)| > z) for z ≥ 0.
pub(in crate::empirical::stat) fn normal_beyond(z: f64) -> f64 {
    real::erfc(z.abs() * real::FRAC_1_SQRT_2)
}

/// The z with P(N(0, 1) > z) = p.
pub fn normal_upper(p: f64) -> Result<f64, StatError> {
    bisect(-40.0, 40.0, |z| Ok(real::normal_cdf(-z) > p))
}

/// The place in [low, high] where `below` turns from true to false.
pub(in crate::empirical::stat) fn bisect(
    mut low: f64,
    mut high: f64,
    below: impl Fn(f64) -> Result<bool, StatError>,
) -> Result<f64, StatError> {
    // 200 halvings exhaust the doubles of any bracket met here.
    for _ in 0..200 {
        let middle = 0.5 * low + 0.5 * high;
        if middle <= low || middle >= high || high - low <= 1e-14 * middle.abs() {
            break;
        }
        if below(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * low + 0.5 * high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    /// The relative error promised for incomplete gamma and beta functions.
    fn agrees(ours: f64, published: f64) -> bool {
        Tolerance::bound(1e-9 * published.abs()).accepts(ours, published)
    }

    // Oracles: mpmath's gammainc and betainc at 30 digits; scipy's isf for quantiles.
    #[test]
    fn tails_agree_with_mpmath() {
        assert!(agrees(
            chi_squared_sf(1e5, 100_500.0).unwrap(),
            0.131_854_811_603_383_78
        ));
        assert!(agrees(
            chi_squared_sf(64.0, 300.0).unwrap(),
            3.156_814_045_054_697e-32
        ));
        assert!(agrees(
            beta_sf(0.5, 63.5, 0.3).unwrap(),
            1.848_479_353_474_367e-11
        ));
        assert!(agrees(
            binomial_at_least(2000, 0.01, 40).unwrap(),
            4.811_531_715_232_049e-5
        ));
    }

    #[test]
    fn quantiles_agree_with_scipy() {
        assert!(agrees(
            chi_squared_upper(1e5, 5e-7).unwrap(),
            102_202.913_129_912_49
        ));
        assert!(agrees(
            chi_squared_lower(65_536.0, 1e-6).unwrap(),
            63_829.450_393_762_01
        ));
        assert!(agrees(
            student_two_sided(19.0, 1e-6).unwrap(),
            7.069_118_187_058_833
        ));
        assert!(agrees(normal_upper(5e-14).unwrap(), 7.440_902_150_642_369));
    }
}
