//! The trapezoid rule on the whole line: E[f(√q z)·He(z)] for an even analytic f.
//!
//! Its error falls off like e^(−2πδ/h) in the half-width δ of the strip where f is analytic, so
//! that some seventy nodes reach the last bits. Every source of error is bounded and added up:
//! discretization, the tail cut off, and rounding.
//!
//! What is trusted: L. N. Trefethen and J. A. C. Weideman (2014), "The exponentially convergent
//! trapezoidal rule", SIAM Review 56(3), Theorem 5.1: if F is analytic in |Im w| < a, tends to 0
//! uniformly as |w| → ∞ there, and ∫|F(x + ib)|dx ≤ M for all |b| < a, then
//! |h Σ F(kh) − ∫F| ≤ 2M/(e^(2πa/h) − 1). It does not check that f is what its bounds say.

use crate::num::Interval;
use crate::num::real;
use crate::num::sum::Sum;
use crate::theory::quadrature::Hermite;

/// The largest number of nodes on one side; when it does not suffice, the interval is wide.
const MAX_NODES: f64 = 262_144.0;

/// How far below the expected value each error is pushed: 2⁻⁶⁰ is hidden by the rounding.
const NEGLIGIBLE: f64 = 8.7e-19;

/// No error is pushed below this, so that quotients by it do not overflow.
const LEAST_TARGET: f64 = 1e-290;

/// One value of an integrand, and what its rounding error is proportional to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// f(x).
    pub value: f64,
    /// At least |f(x)|: the sum of the absolute values of what was added up.
    pub majorant: f64,
}

/// |f(w)| ≤ `constant` + `coefficient`·|w|^`power` for every complex w with |Im w| ≤ `half_width`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StripBound {
    /// Half the width of the strip in which f is analytic and bounded.
    pub half_width: f64,
    /// The bounded part.
    pub constant: f64,
    /// The factor of the growing part.
    pub coefficient: f64,
    /// The exponent of the growing part: 0, 2 or 4.
    pub power: u32,
}

/// |f(x)| ≤ `amplitude`·|x|^`power`·e^(−`rate`·|x|) for real |x| ≥ 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decay {
    /// The factor.
    pub amplitude: f64,
    /// The exponent of |x|.
    pub power: u32,
    /// The rate, positive.
    pub rate: f64,
}

impl Decay {
    /// From here on the tail is at most twice its first value over the rate.
    fn start(self) -> f64 {
        (2.0 * f64::from(self.power) / self.rate).max(2.0)
    }
}

/// The computed f(x̃), |x̃ − x| ≤ ε|x|, differs from f(x) by at most
/// ε·majorant·(`constant` + `linear`·|x| + `quadratic`·x²), where ε = 2⁻⁵².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    /// Units of ε everywhere.
    pub constant: f64,
    /// Units of ε for each unit of |x|.
    pub linear: f64,
    /// Units of ε for each unit of x².
    pub quadratic: f64,
}

/// An even function f on the line, with all that the rule needs to know of it.
#[derive(Clone, Copy, Debug)]
pub struct Integrand<F> {
    /// f at x ≥ 0.
    pub term: F,
    /// A bound in a strip around the real line.
    pub strip: StripBound,
    /// A bound for large real x, where f decays.
    pub decay: Option<Decay>,
    /// A bound on the rounding of one value.
    pub rounding: Rounding,
}

/// E[f(√q z)·He(z)], z ~ N(0, 1), enclosed. `scale` says roughly how large the answer is: errors
/// are pushed below its last bits, and a wrong guess costs width or time, never truth.
///
/// A q that is negative or not finite gives the whole line.
///
/// # Example
/// E[sech²(z)], where sech² = tanh′:
/// ```
/// use varprop::num::real;
/// use varprop::theory::quadrature::*;
/// let sech2 = |x: f64| {
///     let e = real::exp(-2.0 * x);
///     let value = 4.0 * e / ((1.0 + e) * (1.0 + e));
///     Term { value, majorant: value }
/// };
/// // |sech²(x + iy)| = 2/(cosh 2x + cos 2y) ≤ 2 for |y| ≤ π/4, and sech² x ≤ 4e^(−2x).
/// let strip = StripBound { half_width: 0.785, constant: 2.0, coefficient: 0.0, power: 0 };
/// let decay = Some(Decay { amplitude: 4.0, power: 0, rate: 2.0 });
/// let rounding = Rounding { constant: 10.0, linear: 2.0, quadratic: 0.0 };
/// let integrand = Integrand { term: sech2, strip, decay, rounding };
/// let mean = gaussian_mean(&integrand, 1.0, Hermite::Zero, 1.0);
/// assert!(mean.contains(0.605_705_509_602_158_8) && mean.radius() < 1e-14);
/// ```
#[must_use]
pub fn gaussian_mean<F: Fn(f64) -> Term>(
    integrand: &Integrand<F>,
    q: f64,
    weight: Hermite,
    scale: f64,
) -> Interval {
    if !(0.0..f64::INFINITY).contains(&q) {
        return Interval::WHOLE;
    }
    if q == 0.0 {
        return at_zero(integrand, weight);
    }
    let problem = Problem::new(integrand, q, weight, scale);
    let step = problem.step();
    let n_nodes = problem.node_count(step);
    let (value, rounding) = problem.sum(&integrand.term, step, n_nodes);
    let cut = n_nodes * step;
    let error = problem.discretization_error(step) + problem.tail_error(cut) + rounding;
    // The bounds themselves are rounded a few dozen times: one part in a thousand covers it.
    // `MIN_POSITIVE` covers what underflow takes from the terms.
    Interval::around(value, error * 1.001 + f64::MIN_POSITIVE)
}

/// At q = 0 the expectation is f(0), or 0 against a polynomial of mean 0.
fn at_zero<F: Fn(f64) -> Term>(integrand: &Integrand<F>, weight: Hermite) -> Interval {
    if weight != Hermite::Zero {
        return Interval::point(0.0);
    }
    let Term { value, majorant } = (integrand.term)(0.0);
    Interval::around(value, majorant * integrand.rounding.constant * f64::EPSILON)
}

/// The integral in z, after x = √q z, without the function itself.
struct Problem {
    strip: StripBound,
    decay: Option<Decay>,
    rounding: Rounding,
    root: f64,
    weight: Hermite,
    target: f64,
}

impl Problem {
    fn new<F>(integrand: &Integrand<F>, q: f64, weight: Hermite, scale: f64) -> Self {
        Self {
            strip: integrand.strip,
            decay: integrand.decay,
            rounding: integrand.rounding,
            root: q.sqrt(),
            weight,
            target: (scale.abs() * NEGLIGIBLE).max(LEAST_TARGET),
        }
    }

    /// Half the width of the strip in z that is used: the Gaussian grows like e^(δ²/2) in it, so
    /// that more than √(2·nats) would not pay.
    fn half_width(&self) -> f64 {
        let widest = (self.strip.half_width / self.root).min(8.0);
        let nats = real::ln(2.0 * self.strip_mean(widest) / self.target).max(1.0);
        (self.strip.half_width / self.root).min((2.0 * nats).sqrt())
    }

    /// At least ∫|f(√q(z + iδ'))·He(z + iδ')|·g(z)dz for all |δ'| ≤ δ.
    fn strip_mean(&self, delta: f64) -> f64 {
        let growth = real::powi(self.root, self.strip.power) * self.strip.coefficient;
        self.strip.constant * self.weight.strip_mean(0, delta)
            + growth * self.weight.strip_mean(self.strip.power, delta)
    }

    /// ln of at least ∫|F(z + iδ)|dz, where |g(z + iδ)| = g(z)e^(δ²/2).
    fn log_strip_integral(&self, delta: f64) -> f64 {
        real::ln(self.strip_mean(delta)) + 0.5 * delta * delta
    }

    /// The step whose discretization error meets the target, cut to 24 bits so that k·h is exact.
    fn step(&self) -> f64 {
        let delta = self.half_width();
        let nats = self.log_strip_integral(delta) - real::ln(0.5 * self.target);
        let step = 2.0 * real::PI * delta / nats.max(1.0);
        f64::from_bits(step.to_bits() & !((1 << 29) - 1))
    }

    fn discretization_error(&self, step: f64) -> f64 {
        let delta = self.half_width();
        let exponent = 2.0 * real::PI * delta / step - self.log_strip_integral(delta);
        // 2M/(e^t − 1) ≤ 4M/e^t once e^t ≥ 2, and the exponent is off by at most 1e-12.
        if 2.0 * real::PI * delta / step > 1.0 {
            4.0 * real::exp(1e-12 - exponent)
        } else {
            f64::INFINITY
        }
    }

    /// Enough nodes for a negligible tail, by whichever of the two decays is faster.
    fn node_count(&self, step: f64) -> f64 {
        let gaussian = self.cut_by_density();
        let cut = self
            .cut_by_decay()
            .map_or(gaussian, |cut| cut.min(gaussian));
        (cut / step).ceil().min(MAX_NODES)
    }

    /// From the leading factor e^(−T²/2), then upwards until the bound itself is met.
    fn cut_by_density(&self) -> f64 {
        let mut cut = (2.0 * real::ln(1.0 / self.target).max(8.0))
            .sqrt()
            .min(39.0);
        while cut < 40.0 && self.tail_by_density(cut) > self.target {
            cut += 0.25;
        }
        cut
    }

    /// From the leading factor e^(−rx), then upwards until the bound itself is met.
    fn cut_by_decay(&self) -> Option<f64> {
        let decay = self.decay?;
        let nats = real::ln(decay.amplitude / (decay.rate * self.root * self.target));
        let mut x = (nats / decay.rate).max(decay.start());
        let last = x + 40.0 / decay.rate;
        while x < last && self.tail_by_decay(x / self.root) > self.target {
            x += 0.5 / decay.rate;
        }
        Some(x / self.root)
    }

    fn tail_error(&self, cut: f64) -> f64 {
        self.tail_by_density(cut).min(self.tail_by_decay(cut))
    }

    /// 2∫_T^∞ (c + d q^(p/2) z^p)·z^m·g(z)dz, with ∫_T^∞ z^k g ≤ 2T^(k−1)g(T) for k ≤ 8, T ≥ 4.
    fn tail_by_density(&self, cut: f64) -> f64 {
        if cut < 4.0 {
            return f64::INFINITY;
        }
        let growth = real::powi(self.root * cut, self.strip.power) * self.strip.coefficient;
        let bound = (self.strip.constant + growth) * real::powi(cut, self.weight.degree());
        4.0 * bound * real::normal_pdf(cut) / cut
    }

    /// 2∫_T^∞ |f(√q z)|·sup|g·He|dz, with ∫_X^∞ x^p e^(−rx)dx ≤ 2X^p e^(−rX)/r for X ≥ 2p/r.
    fn tail_by_decay(&self, cut: f64) -> f64 {
        let Some(decay) = self.decay else {
            return f64::INFINITY;
        };
        let x = cut * self.root;
        if x < decay.start() {
            return f64::INFINITY;
        }
        let size = decay.amplitude * real::powi(x, decay.power) * real::exp(-decay.rate * x);
        4.0 * size * self.weight.density_supremum() / (decay.rate * self.root)
    }

    /// h Σ f(√q kh)·He(kh)·g(kh) over |k| ≤ n, and a bound on its rounding error.
    fn sum(&self, term: impl Fn(f64) -> Term, step: f64, n_nodes: f64) -> (f64, f64) {
        let (mut total, mut error) = (Sum::default(), 0.0);
        let mut k = n_nodes;
        while k >= 0.0 {
            let z = k * step;
            let x = self.root * z;
            let Term { value, majorant } = term(x);
            let multiplicity = if k == 0.0 { 1.0 } else { 2.0 };
            let mass = multiplicity * step * real::normal_pdf(z);
            total.add(value * self.weight.value(z) * mass);
            error += majorant * self.weight.majorant(z) * mass * self.ulps(x, z);
            k -= 1.0;
        }
        (total.value(), error * f64::EPSILON)
    }

    /// Units of ε that one term may be off: f itself; the density (exp within `MAX_ULP`, its
    /// argument z²/2 rounded once, two products); He, three more products, the sum.
    fn ulps(&self, x: f64, z: f64) -> f64 {
        let f = self.rounding;
        f.constant + f.linear * x + f.quadratic * x * x + 0.5 * z * z + real::MAX_ULP + 6.0
    }
}
