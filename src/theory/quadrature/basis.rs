//! The two families of smooth functions from which sigmoidal integrands are made.
//!
//! Each offers x and three functions of it: t (odd, a step of height 1 around 0), s = ¼ − t²
//! (even, a bump) and a third even one. Bounds in a strip and for rounding are stated here, once;
//! tests check them on a grid. It does not combine them; see `monomial`.

use crate::num::real;
use crate::theory::quadrature::Rounding;

/// Which t, s and e a [`crate::theory::quadrature::Monomial`] speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// t = tanh(x/2)/2, s = t′ = 1/(4cosh²(x/2)), e = ln(2cosh(x/2)): so σ = ½ + t,
    /// softplus = x/2 + e.
    Logistic,
    /// t = Φ(x) − ½, s = Φ(x)Φ(−x), e = e^(−x²/2)/√(2π).
    Normal,
}

/// Suprema in the strip |Im w| ≤ `half_width`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Suprema {
    /// Half the width of the strip.
    pub(super) half_width: f64,
    /// |t(w)| ≤ t.
    pub(super) t: f64,
    /// |w^p·s(w)| ≤ `half_width`^p·s for p ≤ 4.
    pub(super) s: f64,
    /// |w^p·e(w)·u(w)| ≤ `half_width`^p·e·(bound of u), p ≤ 3, where u = s (logistic) or 1 (normal).
    pub(super) e: f64,
}

impl Basis {
    /// t, s and e at x ≥ 0.
    #[must_use]
    pub fn values(self, x: f64) -> [f64; 3] {
        match self {
            Self::Logistic => logistic(x),
            Self::Normal => normal(x),
        }
    }

    /// The bounds in the strip.
    ///
    /// Logistic: |s(x + iy)| = 1/(2(cosh x + cos y)) and |2t|² = (cosh x − cos y)/(cosh x + cos y),
    /// both largest at x = 0 where cos y < 0; |e(w)| ≤ |w|/2 + ln 2 + y/2.
    /// Normal: |Φ(x + iy) − Φ(x)| ≤ g(x)∫₀^|y| e^(v²/2)dv, and ∫₀² e^(v²/2)dv < 4.74.
    pub(super) fn suprema(self) -> Suprema {
        match self {
            Self::Logistic => Suprema {
                half_width: 2.5,
                t: 1.505,
                s: 2.515,
                e: 3.2,
            },
            Self::Normal => Suprema {
                half_width: 2.0,
                t: 2.4,
                s: 7.0,
                e: 2.95,
            },
        }
    }

    /// Amplitude a and rate r with s(x), and for the normal basis e(x) too, at most a·e^(−rx), x ≥ 0.
    ///
    /// Logistic: s < e^−x. Normal: s < Φ(−x) ≤ ½e^(−x²/2) and −x²/2 ≤ 8 − 4x.
    pub(super) fn decay(self) -> (f64, f64) {
        match self {
            Self::Logistic => (1.0, 1.0),
            Self::Normal => (1500.0, 4.0),
        }
    }

    /// Whether e decays, so that a monomial with e but without s does.
    pub(super) fn third_decays(self) -> bool {
        self == Self::Normal
    }

    /// Rounding of t, s and e, each with its sensitivity to one ε of x.
    ///
    /// Logistic: exp or expm1 within 2 ε, three or four roundings, sensitivity |x t′/t| ≤ 1,
    /// |x s′/s| ≤ |x|. Normal: erf, erfc, exp within 2 ε at an argument that carries 1.5 ε more,
    /// sensitivity 1 for t and at most x² + 1 for s and e.
    pub(super) fn rounding(self) -> [Rounding; 3] {
        match self {
            Self::Logistic => [
                units(8.0, 0.0, 0.0),
                units(6.0, 1.0, 0.0),
                units(7.0, 0.0, 0.0),
            ],
            Self::Normal => [
                units(6.0, 0.0, 0.0),
                units(7.0, 0.0, 2.5),
                units(5.0, 0.0, 1.5),
            ],
        }
    }
}

fn units(constant: f64, linear: f64, quadratic: f64) -> Rounding {
    Rounding {
        constant,
        linear,
        quadratic,
    }
}

/// One exponential serves all three; below ln 2 it comes from expm1, so that t keeps its digits.
fn logistic(x: f64) -> [f64; 3] {
    let (complement, e) = if x < real::LN_2 {
        let below = -real::exp_m1(-x);
        (below, 1.0 - below)
    } else {
        let e = real::exp(-x);
        (1.0 - e, e)
    };
    let whole = 1.0 + e;
    let t = 0.5 * complement / whole;
    [t, e / (whole * whole), 0.5 * x + real::ln_1p(e)]
}

fn normal(x: f64) -> [f64; 3] {
    let u = x * real::FRAC_1_SQRT_2;
    let upper = real::erfc(u);
    let t = 0.5 * real::erf(u);
    [t, 0.25 * upper * (2.0 - upper), real::normal_pdf(x)]
}
