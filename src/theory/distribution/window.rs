//! A truncation window seen from its likeliest point, where nothing cancels.
//!
//! Both the moments of a truncated normal law and its sampler work in these coordinates.
//! It does not check parameters: `TruncatedNormal` does.

use crate::num::real;
use crate::theory::distribution::legendre;

/// Beyond this many nats below the peak the density is left out: e⁻⁶⁰·60⁴ < 10⁻¹⁸.
const CUTOFF_NATS: f64 = 60.0;

/// The window in offsets t from its likeliest point: z = start + t, density ∝ e^(−start·t − t²/2).
///
/// A window below the mean is mirrored (`direction` −1). In the parent's units
/// x = anchor + direction·std_dev·t, so that a point of the window never rounds past the bound
/// it is anchored at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    /// The likeliest point, in the units of x: the mean, or the bound nearer to it.
    pub(crate) anchor: f64,
    /// +1, or −1 where the window is mirrored.
    pub(crate) direction: f64,
    /// The distance of the anchor from the mean, in standard deviations; 0 where the mean lies
    /// inside.
    pub(crate) start: f64,
    /// The smallest offset, at most 0.
    pub(crate) low: f64,
    /// The largest offset, positive; may be infinite.
    pub(crate) high: f64,
}

impl Window {
    /// The window low ≤ x ≤ high of the parent N(mean, std_dev²).
    pub(crate) fn new(mean: f64, std_dev: f64, low: f64, high: f64) -> Self {
        let offset = |from: f64, to: f64| (to - from) / std_dev;
        if low < mean && mean < high {
            return Self {
                anchor: mean,
                direction: 1.0,
                start: 0.0,
                low: offset(mean, low),
                high: offset(mean, high),
            };
        }
        let (anchor, direction) = if mean <= low {
            (low, 1.0)
        } else {
            (high, -1.0)
        };
        Self {
            anchor,
            direction,
            start: offset(mean, anchor).abs(),
            low: 0.0,
            high: offset(low, high),
        }
    }

    /// The parent's probability of the window.
    pub(crate) fn parent_mass(self) -> f64 {
        0.5 * self.doubled_mass(self.low, self.high)
    }

    /// E[(t − center)^power] under the truncated law.
    pub(crate) fn moment(self, power: u32, center: f64) -> f64 {
        let (low, high) = self.effective();
        self.integral(low, high, |t| real::powi(t - center, power))
            / self.integral(low, high, |_| 1.0)
    }

    /// The share of the truncated law at offsets up to t, for t inside the window.
    ///
    /// By error functions where their difference keeps its digits, else by integration: in a
    /// window narrower than the density's own length, and where erfc would underflow.
    pub(crate) fn share_up_to(self, t: f64) -> f64 {
        let is_wide = 1.0 < (self.high - self.low) * self.rate();
        if is_wide && self.start < 20.0 {
            return self.doubled_mass(self.low, t) / self.doubled_mass(self.low, self.high);
        }
        let (low, high) = self.effective();
        let t = t.clamp(low, high);
        self.integral(low, t, |_| 1.0) / self.integral(low, high, |_| 1.0)
    }

    /// Twice the parent's probability of the offsets from..to: of erf where the mean lies inside,
    /// of erfc where it does not, so that the tails keep their digits.
    fn doubled_mass(self, from: f64, to: f64) -> f64 {
        let z = |t: f64| (self.start + t) * real::FRAC_1_SQRT_2;
        if self.start == 0.0 && self.low < 0.0 {
            real::erf(z(to)) - real::erf(z(from))
        } else {
            real::erfc(z(from)) - real::erfc(z(to))
        }
    }

    /// The inverse of the length on which the density decays.
    fn rate(self) -> f64 {
        self.start.max(1.0)
    }

    /// The part of the window that counts in double precision.
    fn effective(self) -> (f64, f64) {
        let reach = 2.0 * CUTOFF_NATS
            / (self.start + real::sqrt(self.start * self.start + 2.0 * CUTOFF_NATS));
        (self.low.max(-reach), self.high.min(reach))
    }

    /// ∫ f(t)·e^(−start·t − t²/2) dt, in panels no longer than the density's own length.
    fn integral(self, low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
        let rate = self.rate();
        let integrand = |u: f64| {
            let t = u / rate;
            f(t) * real::exp(-(self.start * t + 0.5 * t * t))
        };
        legendre::integrate(low * rate, high * rate, integrand) / rate
    }
}
