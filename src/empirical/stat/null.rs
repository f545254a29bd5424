//! The null law seen by the tests: its moments, tails, and which inequality it obeys.
//!
//! It trusts `theory::distribution` for the law itself and calls no other part of `theory`.

use crate::empirical::stat::StatError;
use crate::num::Tolerance;
use crate::theory::distribution::Distribution;

/// Which inequality or exact law the sums of a law's draws obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TailKind {
    /// Sums are normal and sums of squares are χ²: p-values are exact.
    Normal,
    /// E e^(t(X−μ)) ≤ e^(t²σ²/2) for all t, with bounded support.
    ///
    /// Holds for a law symmetric about its mean with m₂ₖ ≤ (2k−1)σ²·m₂ₖ₋₂ for all k, since its
    /// moments then stay below the normal ones, term by term of the exponential series.
    /// *Uniform on ±b*: b²ᵏ/(2k+1) ≤ (2k−1)(b²/3)·b²ᵏ⁻²/(2k−1) = b²ᵏ/3.
    /// *Normal truncated at ±c* (parent variance 1, d = 2cφ(c)/(2Φ(c)−1), so σ² = 1 − d):
    /// integration by parts gives m₂ₖ = (2k−1)m₂ₖ₋₂ − c²ᵏ⁻²d, so the claim is
    /// (2k−1)m₂ₖ₋₂ ≤ c²ᵏ⁻², which holds because a density that falls with |x| on ±c is
    /// dominated by the uniform one, whose moments are c²ᵏ⁻²/(2k−1).
    StrictlySubGaussian,
    /// Bounded support, nothing else used.
    Bounded,
    /// Unbounded and not normal: only asymptotic statements are made.
    Unbounded,
}

/// A non-degenerate null law with what the tests need of it.
#[derive(Clone, Copy, Debug)]
pub struct Null<'a> {
    law: &'a dyn Distribution,
    kind: TailKind,
    is_symmetric: bool,
}

impl<'a> Null<'a> {
    /// Looks at a law: family by name, symmetry by its distribution function.
    ///
    /// # Errors
    /// `DegenerateLaw` if its variance is not finite and positive.
    pub fn new(law: &'a dyn Distribution) -> Result<Self, StatError> {
        let variance = law.variance();
        if !(variance > 0.0 && variance.is_finite() && law.mean().is_finite()) {
            return Err(StatError::DegenerateLaw { label: law.label() });
        }
        let is_symmetric = is_symmetric(law);
        Ok(Self {
            law,
            kind: tail_kind(law, is_symmetric),
            is_symmetric,
        })
    }

    /// The law as printed.
    #[must_use]
    pub fn label(&self) -> String {
        self.law.label()
    }

    /// E X.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.law.mean()
    }

    /// √Var(X).
    #[must_use]
    pub fn std_dev(&self) -> f64 {
        self.law.std_dev()
    }

    /// E[((X−μ)/σ)⁴]; positive, because the law is not degenerate.
    #[must_use]
    pub fn kurtosis(&self) -> f64 {
        self.law.kurtosis().unwrap_or(1.0)
    }

    /// The inequality that sums obey.
    #[must_use]
    pub fn kind(&self) -> TailKind {
        self.kind
    }

    /// Whether sums of draws are exactly normal.
    #[must_use]
    pub fn is_normal(&self) -> bool {
        self.kind == TailKind::Normal
    }

    /// P(X ≤ x).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.law.cdf(x)
    }

    /// P(X < x).
    #[must_use]
    pub fn cdf_below(&self, x: f64) -> f64 {
        self.law.cdf(x.next_down())
    }

    /// P(|X − μ| > m) for m ≥ 0: from the lower tail alone where the law is symmetric, so that
    /// far tails are not lost to 1 − cdf.
    #[must_use]
    pub fn beyond(&self, m: f64) -> f64 {
        let lower = self.cdf_below(self.mean() - m);
        if self.is_symmetric {
            return 2.0 * lower;
        }
        lower + (1.0 - self.cdf(self.mean() + m)).max(0.0)
    }

    /// The support.
    #[must_use]
    pub fn support(&self) -> (f64, f64) {
        self.law.support()
    }

    /// The largest |X − μ|/σ; infinite for unbounded laws.
    #[must_use]
    pub fn reach(&self) -> f64 {
        let (low, high) = self.law.support();
        (self.mean() - low).max(high - self.mean()) / self.std_dev()
    }
}

/// Points, in standard deviations, at which symmetry is checked.
const PROBES: [f64; 8] = [0.0, 0.25, 0.5, 1.0, 1.5, 1.75, 2.5, 4.0];

fn is_symmetric(law: &dyn Distribution) -> bool {
    let (mean, std_dev) = (law.mean(), law.std_dev());
    // Two distribution functions, each good to a few hundred ulps of 1.
    let allowed = Tolerance::rounding(1024, 1.0);
    PROBES.iter().all(|z| {
        let below = law.cdf((mean - z * std_dev).next_down());
        allowed.accepts(below + law.cdf(mean + z * std_dev), 1.0)
    })
}

fn tail_kind(law: &dyn Distribution, is_symmetric: bool) -> TailKind {
    let (low, high) = law.support();
    let is_bounded = low.is_finite() && high.is_finite();
    match law.name() {
        "normal" if !is_bounded => TailKind::Normal,
        "uniform" | "truncated-normal" if is_bounded && is_symmetric => {
            TailKind::StrictlySubGaussian
        }
        _ if is_bounded => TailKind::Bounded,
        _ => TailKind::Unbounded,
    }
}
