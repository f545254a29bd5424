//! Sine and cosine, from + − × ÷ alone: reduction by multiples of π/2, then Taylor's polynomial
//! with its remainder. No library function is called.

use crate::num::Interval;
use crate::theory::certified::jet::whole;

/// The 33 leading bits of π/2, so that a multiple by fewer than 2²⁰ is exact (W. J. Cody,
/// W. Waite 1980, "Software Manual for the Elementary Functions", chapter 8).
const HALF_PI_HEAD: f64 = 1.570_796_326_734_125_6;
/// π/2 less its head, to the nearest double (mpmath 1.3 at 40 digits).
const HALF_PI_TAIL: f64 = 6.077_100_506_506_192e-11;
/// 2/π, only to choose a multiple.
const TWO_OVER_PI: f64 = core::f64::consts::FRAC_2_PI;
/// Beyond this many quarter turns nothing is claimed but [−1, 1].
const MOST_TURNS: f64 = 1_048_576.0;
/// |sin r/r − Σ_{k<9}| ≤ r¹⁸/19! and |cos r − Σ_{k<10}| ≤ r²⁰/20! are below this for |r| ≤ 0.8.
const REMAINDER: f64 = 2e-19;

/// (sin x, cos x) for every member of x: both at the middle, and beside it a slope of at most 1.
pub(super) fn sin_and_cos(x: Interval) -> (Interval, Interval) {
    let middle = x.midpoint();
    let (sin, cos) = of_point(middle);
    if x.low() == x.high() {
        return (sin, cos);
    }
    let beside = (x - Interval::point(middle)) * Interval::new(-1.0, 1.0);
    (within_one(sin + beside), within_one(cos + beside))
}

fn of_point(x: f64) -> (Interval, Interval) {
    let turns = (x * TWO_OVER_PI).round();
    if turns.is_nan() || turns.abs() >= MOST_TURNS {
        return (Interval::new(-1.0, 1.0), Interval::new(-1.0, 1.0));
    }
    let rest = reduced(x, turns);
    let (sin, cos) = (
        within_one(sin_near_zero(rest)),
        within_one(cos_near_zero(rest)),
    );
    match turns.rem_euclid(4.0) as u8 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// x − turns·π/2. The head's multiple is exact, and so is the sum of difference and error (Knuth's
/// two-sum).
fn reduced(x: f64, turns: f64) -> Interval {
    let head = -turns * HALF_PI_HEAD;
    let difference = x + head;
    let part = difference - x;
    let error = (x - (difference - part)) + (head - part);
    let tail = Interval::new(HALF_PI_TAIL.next_down(), HALF_PI_TAIL.next_up());
    Interval::point(difference) + (Interval::point(error) - Interval::point(turns) * tail)
}

/// r·Σ (−r²)^k/(2k + 1)!.
fn sin_near_zero(r: Interval) -> Interval {
    let square = r.square();
    let one = Interval::point(1.0);
    let horner = |sum, k| one - square / whole(2 * k * (2 * k + 1)) * sum;
    let series = (1_usize..9).rev().fold(one, horner);
    r * (series + Interval::around(0.0, REMAINDER))
}

/// Σ (−r²)^k/(2k)!.
fn cos_near_zero(r: Interval) -> Interval {
    let square = r.square();
    let one = Interval::point(1.0);
    let horner = |sum, k| one - square / whole((2 * k - 1) * 2 * k) * sum;
    let series = (1_usize..10).rev().fold(one, horner);
    series + Interval::around(0.0, REMAINDER)
}

fn within_one(x: Interval) -> Interval {
    Interval::new(x.low().clamp(-1.0, 1.0), x.high().clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (x, sin x, cos x): mpmath 1.3 at 55 digits, rounded to doubles.
    const TABLE: [(f64, f64, f64); 6] = [
        (0.25, 0.247_403_959_254_522_93, 0.968_912_421_710_644_8),
        (-2.0, -0.909_297_426_825_681_7, -0.416_146_836_547_142_4),
        (3.0, 0.141_120_008_059_867_2, -0.989_992_496_600_445_5),
        (7.5, 0.937_999_976_774_738_9, 0.346_635_317_835_025_8),
        (100.0, -0.506_365_641_109_758_8, 0.862_318_872_287_683_9),
        (1000.0, 0.826_879_540_532_002_6, 0.562_379_076_290_703),
    ];

    #[test]
    fn both_contain_their_values_narrowly_far_from_zero_too() {
        for (x, sin, cos) in TABLE {
            let found = sin_and_cos(Interval::point(x));
            for (enclosed, value) in [(found.0, sin), (found.1, cos)] {
                let half_ulp = Interval::around(value, 0.5 * f64::EPSILON * f64::abs(value));
                assert!(
                    enclosed.intersects(half_ulp),
                    "{x}: {enclosed}, not {value}"
                );
                assert!(enclosed.radius() <= 8.0 * f64::EPSILON, "{x}: {enclosed}");
            }
        }
    }

    #[test]
    fn the_head_and_the_tail_make_half_a_turn_of_pi() {
        // cos is enclosed about 0 at the double nearest to π/2, whose error is 6.1e-17.
        let (sin, cos) = sin_and_cos(Interval::point(core::f64::consts::FRAC_PI_2));
        assert!(
            sin.contains(1.0) && cos.contains(6.123_233_995_736_766e-17),
            "{cos}"
        );
        assert_eq!(HALF_PI_HEAD.to_bits() & 0xf_ffff, 0);
    }

    #[test]
    fn an_interval_gives_what_all_its_members_give() {
        let (sin, cos) = sin_and_cos(Interval::new(3.0, 3.5));
        for k in 0..=8 {
            let (s, c) = sin_and_cos(Interval::point(3.0 + f64::from(k) / 16.0));
            assert!(sin.intersects(s) && cos.intersects(c));
        }
        assert!(sin.radius() < 0.3 && cos.low() == -1.0);
    }

    #[test]
    fn beyond_a_million_quarter_turns_only_the_range_is_claimed() {
        let (sin, cos) = sin_and_cos(Interval::point(1e9));
        assert_eq!(
            (sin, cos),
            (Interval::new(-1.0, 1.0), Interval::new(-1.0, 1.0))
        );
    }
}
