//! Samplers of the laws of independent entries; their bytes are promised.
//!
//! All arithmetic goes through `num::real` and a `Generator`, so the same stream gives the same
//! bytes on every machine. A change of any bit here is value-breaking. Nothing is clamped: what
//! falls outside a law's support is drawn again.

use crate::num::real;
use crate::random::Generator;
use crate::theory::distribution::Constant;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::Normal;
use crate::theory::distribution::TruncatedNormal;
use crate::theory::distribution::Uniform;
use crate::theory::distribution::Window;

/// The parent's mass from which on plain rejection is used: four tries at most on average.
const PLAIN_REJECTION_MASS: f64 = 0.25;

/// A law made ready for drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampler(Method);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Constant { value: f64 },
    Normal { mean: f64, std_dev: f64 },
    Uniform { low: f64, high: f64 },
    Truncated(Truncated),
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Truncated {
    law: TruncatedNormal,
    low: f64,
    high: f64,
    window: Window,
    proposal: Proposal,
}

/// How a truncated normal number is proposed before it is accepted or refused.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Proposal {
    /// The untruncated parent.
    Parent,
    /// Uniform over the window, accepted in proportion to the density.
    Uniform,
    /// A shifted exponential of this rate from the window's start (Robert 1995).
    Exponential { rate: f64 },
}

impl Sampler {
    pub(in crate::initializer) fn constant(law: Constant) -> Self {
        let value = law.value();
        Self(Method::Constant { value })
    }

    pub(in crate::initializer) fn normal(law: Normal) -> Self {
        let (mean, std_dev) = (law.mean(), law.std_dev());
        Self(Method::Normal { mean, std_dev })
    }

    pub(in crate::initializer) fn uniform(law: Uniform) -> Self {
        let (low, high) = law.support();
        Self(Method::Uniform { low, high })
    }

    /// The truncated sampler.
    ///
    /// Robert (1995), Simulation of truncated normal variables, §2: plain rejection where the
    /// window is likely, a shifted exponential in the tail, uniform proposals in a window so
    /// narrow that they are refused less often.
    pub(in crate::initializer) fn truncated_normal(law: TruncatedNormal) -> Self {
        let window = law.window();
        let (low, high) = law.support();
        let proposal = if PLAIN_REJECTION_MASS < window.parent_mass() {
            Proposal::Parent
        } else if window.high <= uniform_limit(window.start) {
            Proposal::Uniform
        } else {
            let rate = tail_rate(window.start);
            Proposal::Exponential { rate }
        };
        Self(Method::Truncated(Truncated {
            law,
            low,
            high,
            window,
            proposal,
        }))
    }

    /// One number.
    #[must_use]
    pub fn draw(&self, generator: &mut Generator) -> f64 {
        match self.0 {
            Method::Constant { value } => value,
            Method::Normal { mean, std_dev } => mean + std_dev * generator.normal(),
            Method::Uniform { low, high } => draw_uniform(low, high, generator),
            Method::Truncated(truncated) => truncated.draw(generator),
        }
    }

    /// Fills a slice with the numbers that as many draws give.
    pub fn fill(&self, generator: &mut Generator, values: &mut [f64]) {
        match self.0 {
            Method::Normal { mean, std_dev } => fill_normal(mean, std_dev, generator, values),
            Method::Uniform { low, high } => fill_uniform(low, high, generator, values),
            _ => values.iter_mut().for_each(|x| *x = self.draw(generator)),
        }
    }
}

/// Numbers that are drawn before they are scaled, so that they are still in the first cache.
const DRAWN_AT_ONCE: usize = 512;

fn fill_normal(mean: f64, std_dev: f64, generator: &mut Generator, values: &mut [f64]) {
    for values in values.chunks_mut(DRAWN_AT_ONCE) {
        generator.fill_normal(values);
        for x in values {
            *x = mean + std_dev * *x;
        }
    }
}

fn fill_uniform(low: f64, high: f64, generator: &mut Generator, values: &mut [f64]) {
    for mut values in values.chunks_mut(DRAWN_AT_ONCE) {
        while !values.is_empty() {
            generator.fill_uniform(values);
            for x in &mut *values {
                *x = low + (high - low) * *x;
            }
            let n_kept = keep_below(high, values);
            values = &mut values[n_kept..];
        }
    }
}

/// Moves the numbers below `high` to the front, in order, and counts them.
fn keep_below(high: f64, values: &mut [f64]) -> usize {
    if values.iter().all(|x| *x < high) {
        return values.len();
    }
    let mut n_kept = 0;
    for i in 0..values.len() {
        if values[i] < high {
            values[n_kept] = values[i];
            n_kept += 1;
        }
    }
    n_kept
}

/// A number of low ≤ x < high; the rare one that rounds up to `high` is drawn again.
fn draw_uniform(low: f64, high: f64, generator: &mut Generator) -> f64 {
    loop {
        let x = low + (high - low) * generator.uniform();
        if x < high {
            return x;
        }
    }
}

/// λ = (c + √(c² + 4))/2, the best rate for a tail from c (Robert 1995, on one-sided truncation).
fn tail_rate(start: f64) -> f64 {
    0.5 * (start + real::sqrt(start * start + 4.0))
}

/// The width below which uniform proposals beat exponential ones from c (Robert 1995, §2.2):
/// e^½/λ·e^((c² − c√(c²+4))/4), its exponent written as −c/(c + √(c²+4)), which does not cancel.
fn uniform_limit(start: f64) -> f64 {
    let rate = tail_rate(start);
    real::exp(0.5 - 0.5 * start / rate) / rate
}

impl Truncated {
    fn draw(&self, generator: &mut Generator) -> f64 {
        loop {
            if let Some(x) = self.propose(generator)
                && self.low <= x
                && x <= self.high
            {
                return x;
            }
        }
    }

    /// One proposal, or `None` where the density refused it.
    fn propose(&self, generator: &mut Generator) -> Option<f64> {
        let window = self.window;
        match self.proposal {
            Proposal::Parent => {
                Some(self.law.parent_mean() + self.law.parent_std_dev() * generator.normal())
            }
            Proposal::Uniform => {
                let t = window.low + (window.high - window.low) * generator.uniform();
                let height = real::exp(-(window.start * t + 0.5 * t * t));
                (generator.uniform() < height).then(|| self.place(t))
            }
            Proposal::Exponential { rate } => {
                let t = -real::ln(generator.open_uniform()) / rate;
                let miss = t - (rate - window.start);
                let height = real::exp(-0.5 * miss * miss);
                (generator.uniform() < height).then(|| self.place(t))
            }
        }
    }

    fn place(&self, offset: f64) -> f64 {
        self.window.anchor + self.window.direction * self.law.parent_std_dev() * offset
    }
}

#[cfg(test)]
mod tests;
