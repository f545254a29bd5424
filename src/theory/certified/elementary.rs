//! Values where a jet starts, from + − × ÷ √ and `Interval::exp`: e^x − 1, ln(1 + u), tanh, sech²,
//! the normal density and its integral.
//!
//! Each is a series with its remainder; no library function is called. Every function takes an
//! interval and is monotone or handled at its extremum, so that the ends decide.

use crate::num::Interval;
use crate::theory::certified::jet::whole;

/// The degree of Taylor's polynomial of (e^x − 1)/x.
const DEGREE: usize = 15;
/// (e^x − 1)/x − Σ_{k<16} x^k/(k + 1)! ≤ ½¹⁶·e^½/17! < 7.1e-20 for |x| ≤ ½.
const EXP_M1_REMAINDER: f64 = 1e-19;
/// atanh(s)/s − Σ_{k<19} s^(2k)/(2k + 1) ≤ 9⁻¹⁹/39·9/8 < 2.2e-20 for |s| ≤ ⅓.
const ATANH_REMAINDER: f64 = 3e-20;
/// From here on the normal integral comes from its tail.
const FAR: f64 = 3.0;
/// Depth of the tail's continued fraction: at x = 3 it leaves 1e-15, where the density is 0.0044.
const DEPTH: usize = 48;

/// 1/√(2π); `f64::consts::PI` lies below π by less than one ulp.
pub(super) fn normal_constant() -> Interval {
    let pi = core::f64::consts::PI;
    let two_pi = Interval::point(2.0) * Interval::new(pi, pi.next_up());
    Interval::point(1.0) / two_pi.sqrt()
}

/// e^x − 1, near 0 without cancellation.
pub(super) fn exp_m1(x: Interval) -> Interval {
    increasing(x, |x| {
        let point = Interval::point(x);
        if x.abs() > 0.5 {
            return point.exp() - Interval::point(1.0);
        }
        let horner = |sum, k| Interval::point(1.0) + point / whole(k) * sum;
        let series = (2..=DEGREE + 1).rev().fold(Interval::point(1.0), horner);
        point * (series + Interval::around(0.0, EXP_M1_REMAINDER))
    })
}

/// ln(1 + u) for 0 ≤ u ≤ 1, as 2·atanh(u/(2 + u)); the whole line elsewhere.
pub(super) fn ln_1p(u: Interval) -> Interval {
    if u.low() < 0.0 || u.high() > 1.0 {
        return Interval::WHOLE;
    }
    increasing(u, |u| {
        let two = Interval::point(2.0);
        let s = Interval::point(u) / (two + Interval::point(u));
        let square = s.square();
        let horner = |sum, k| square * sum + Interval::point(1.0) / whole(2 * k + 1);
        let series = (0_usize..19).rev().fold(Interval::point(0.0), horner);
        two * s * (series + Interval::around(0.0, ATANH_REMAINDER))
    })
}

/// tanh x, from e^(2|x|) − 1, and sech² x, from e^(−2|x|).
pub(super) fn tanh_and_square_of_sech(x: Interval) -> (Interval, Interval) {
    let far = x.abs();
    let sech = |x: f64| {
        let e = Interval::point(-2.0 * x).exp();
        Interval::point(4.0) * e / (Interval::point(1.0) + e).square()
    };
    let bump = Interval::new(
        sech(far.high()).low().max(0.0),
        sech(far.low()).high().min(1.0),
    );
    (increasing(x, tanh_of_point), bump)
}

/// −E/(2 + E) with E = e^(−2|x|) − 1, which loses no digit at either end.
fn tanh_of_point(x: f64) -> Interval {
    let below = exp_m1(Interval::point(-2.0 * x.abs()));
    let size = -below / (Interval::point(2.0) + below);
    let size = Interval::new(size.low().max(0.0), size.high().min(1.0));
    if x < 0.0 { -size } else { size }
}

/// e^(−x²/2), the normal density but for its constant.
pub(super) fn bell(x: Interval) -> Interval {
    (-(x.square() * Interval::point(0.5))).exp()
}

/// T(x) = ∫₀^x g, with g the normal density: Φ(x) − ½. Of an interval, the value at the middle
/// and the density beside it.
///
/// Near 0 g(x)·Σ x^(2k+1)/(1·3·5⋯(2k + 1)) (Abramowitz & Stegun 26.2.11), whose terms have one
/// sign, so that no digit is lost; far out ½ less the tail.
pub(super) fn normal_integral(x: Interval) -> Interval {
    let middle = x.midpoint();
    let value = normal_integral_of_point(middle);
    if x.low() == x.high() {
        return value;
    }
    let beside = bell(x) * normal_constant() * (x - Interval::point(middle));
    let half = Interval::new(-0.5, 0.5);
    let sum = value + beside;
    Interval::new(sum.low().max(half.low()), sum.high().min(half.high()))
}

fn normal_integral_of_point(x: f64) -> Interval {
    let point = Interval::point(x.abs());
    let density = bell(point) * normal_constant();
    let value = if x.abs() < FAR {
        density * odd_factorial_series(x.abs())
    } else {
        let tail = density * ratio_of_mills(point);
        Interval::point(0.5) - Interval::new(tail.low().max(0.0), tail.high())
    };
    if x < 0.0 { -value } else { value }
}

/// (½ − T(x))/g(x) = 1/(x + 1/(x + 2/(x + 3/(x + …)))) for x > 0 (Laplace; Abramowitz & Stegun
/// 26.2.14): all elements are positive, so that what follows n steps lies in [0, n/x].
fn ratio_of_mills(x: Interval) -> Interval {
    let rest = Interval::new(0.0, (whole(DEPTH) / x).high());
    let inner = (1..DEPTH).rev().fold(rest, |rest, k| whole(k) / (x + rest));
    Interval::point(1.0) / (x + inner)
}

/// Σ x^(2k+1)/(1·3·5⋯(2k + 1)) for 0 ≤ x ≤ [`FAR`]: once x²/(2k + 3) ≤ ½ the rest is at most the
/// last term.
fn odd_factorial_series(x: f64) -> Interval {
    let (point, square) = (Interval::point(x), Interval::point(x).square());
    let (mut term, mut sum, mut k) = (point, point, 1_usize);
    while term.high() > 1e-19 * sum.low() || square.high() > k as f64 {
        term = term * square / whole(2 * k + 1);
        sum = sum + term;
        k += 1;
        if term.high() == 0.0 || k > 200 {
            break;
        }
    }
    sum + Interval::new(0.0, term.high().max(0.0))
}

/// An increasing function by its ends.
fn increasing(x: Interval, f: impl Fn(f64) -> Interval) -> Interval {
    if x.low() == x.high() {
        return f(x.low());
    }
    Interval::new(f(x.low()).low(), f(x.high()).high())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 1.3 at 30 digits, rounded to doubles.
    #[test]
    fn every_start_contains_its_value_narrowly() {
        let at = Interval::point;
        let table = [
            (exp_m1(at(1e-5)), 1.000_005_000_016_666_7e-5),
            (exp_m1(at(-0.5)), -0.393_469_340_287_366_6),
            (exp_m1(at(0.75)), 1.117_000_016_612_674_7),
            (ln_1p(at(1.0)), core::f64::consts::LN_2),
            (ln_1p(at(0.015625)), 0.015_504_186_535_965_254),
            (
                tanh_and_square_of_sech(at(0.25)).0,
                0.244_918_662_403_709_13,
            ),
            (
                tanh_and_square_of_sech(at(-2.0)).0,
                -0.964_027_580_075_816_9,
            ),
            (
                tanh_and_square_of_sech(at(-2.0)).1,
                0.070_650_824_853_164_47,
            ),
            (normal_integral(at(0.5)), 0.191_462_461_274_013_1),
            (normal_integral(at(-3.0)), -0.498_650_101_968_369_9),
            (normal_integral(at(8.0)), 0.499_999_999_999_999_4),
            (normal_constant(), 0.398_942_280_401_432_7),
        ];
        for (enclosed, value) in table {
            let half_ulp = Interval::around(value, 0.5 * f64::EPSILON * f64::abs(value));
            assert!(enclosed.intersects(half_ulp), "{enclosed}, not {value}");
            let narrow = 24.0 * f64::EPSILON * f64::abs(value);
            assert!(enclosed.radius() <= narrow, "{enclosed} of {value}");
        }
    }

    #[test]
    fn an_interval_gives_what_all_its_members_give() {
        let x = Interval::new(-1.0, 2.0);
        let (tanh, sech) = tanh_and_square_of_sech(x);
        assert!(sech.contains(1.0) && sech.contains(0.070_650_824_853_164_47));
        assert!(tanh.low() <= -0.761_594_155_955_764_9 && tanh.high() >= 0.964_027_580_075_816_8);
        assert!(normal_integral(x).contains(-0.341_344_746_068_542_9));
        assert!(normal_integral(Interval::new(-20.0, 20.0)).contains(-0.499));
    }

    #[test]
    fn far_out_the_values_stay_inside_their_range() {
        for x in [-800.0, -40.0, 40.0, 800.0] {
            let (tanh, sech) = tanh_and_square_of_sech(Interval::point(x));
            assert!(tanh.abs().contains(1.0) && tanh.abs().high() <= 1.0 && sech.low() >= 0.0);
            assert!(normal_integral(Interval::point(x)).abs().contains(0.5));
        }
        assert_eq!(ln_1p(Interval::point(1.5)), Interval::WHOLE);
    }
}
