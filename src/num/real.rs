//! The only door to transcendental functions: our own where slices of them are needed
//! ([`crate::num::vector`] gives the same bits over a slice), else `libm`, pinned, in software.
//!
//! The platform's own functions give other bits on other machines, so clippy forbids them
//! elsewhere. Each function here is deterministic on every target with IEEE 754 doubles.
//! It does not hold special functions of statistics (see `num::special`).

use crate::num::vector;
use crate::num::vector::lane;

pub use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, LN_2, PI, SQRT_2};

/// 1/√(2π), to the nearest double (OEIS A231863).
pub const FRAC_1_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// A bound on the relative error of one call here, in units of 2⁻⁵²: `libm`'s functions are
/// ports of FreeBSD's msun, whose documented errors stay below 1 ulp (erf, erfc, tgamma: 2 ulp);
/// our own are measured to stay below 1.6 ([`crate::num::vector`] has the table).
pub const MAX_ULP: f64 = 2.0;

/// e^x.
#[must_use]
pub fn exp(x: f64) -> f64 {
    vector::at(x, lane::exp)
}

/// e^x − 1, accurate near 0.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    vector::at(x, lane::exp_m1)
}

/// The natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    vector::at(x, lane::ln)
}

/// ln(1 + x), accurate near 0.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    vector::at(x, lane::ln_1p)
}

/// x^y for real y; see [`powi`] for whole exponents.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// x^n by repeated squaring, in a fixed order.
#[must_use]
pub fn powi(x: f64, n: u32) -> f64 {
    let (mut base, mut left, mut product) = (x, n, 1.0);
    while left > 0 {
        if left & 1 == 1 {
            product *= base;
        }
        base *= base;
        left >>= 1;
    }
    product
}

/// The square root: IEEE 754 fixes its bits.
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The sine of an angle in radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The cosine of an angle in radians.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The arcsine, in radians.
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// The arctangent, in radians.
#[must_use]
pub fn atan(x: f64) -> f64 {
    libm::atan(x)
}

/// The hyperbolic tangent.
#[must_use]
pub fn tanh(x: f64) -> f64 {
    vector::at(x, lane::tanh)
}

/// The inverse hyperbolic tangent.
#[must_use]
pub fn atanh(x: f64) -> f64 {
    libm::atanh(x)
}

/// The logistic function 1/(1 + e^−x), without overflow for any x.
#[must_use]
pub fn sigmoid(x: f64) -> f64 {
    vector::at(x, lane::sigmoid)
}

/// The error function.
#[must_use]
pub fn erf(x: f64) -> f64 {
    vector::at(x, lane::erf)
}

/// 1 − erf(x), accurate for large x.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    vector::at(x, lane::erfc)
}

/// ln Γ(x) for x > 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The standard normal density e^(−x²/2)/√(2π).
#[must_use]
pub fn normal_pdf(x: f64) -> f64 {
    vector::at(x, lane::normal_pdf)
}

/// The standard normal distribution function Φ(x), accurate in the lower tail.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    vector::at(x, lane::normal_cdf)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn powi_agrees_with_a_product_of_small_integers() {
        assert_eq!(powi(3.0, 5), 243.0);
        assert_eq!(powi(-2.0, 3), -8.0);
        assert_eq!(powi(7.0, 0), 1.0);
    }

    #[test]
    fn sigmoid_never_overflows() {
        assert_eq!(sigmoid(-800.0), 0.0);
        assert_eq!(sigmoid(800.0), 1.0);
        assert_eq!(sigmoid(0.0), 0.5);
    }

    #[test]
    fn normal_cdf_has_the_tabled_lower_tail() {
        // Φ(−5) = 2.866515718791939e−7 (Abramowitz & Stegun, table 26.2).
        let published = 2.866_515_718_791_939e-7;
        // erfc within MAX_ULP, its argument within 1 ulp at condition number 2x² = 25.
        let tolerance = Tolerance::rounding(4 + 2 * 25, published);
        assert!(tolerance.accepts(normal_cdf(-5.0), published));
    }
}
