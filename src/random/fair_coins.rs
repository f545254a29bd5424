//! How many of n fair coins show heads: Binomial(n, ½) for every n, exactly, with promised bytes.
//!
//! It knows no other probability; statrs is the oracle of the law.

use crate::num::real;
use crate::random::Generator;

/// Up to this many coins are tossed one by one, 64 in a word.
const MOST_TOSSED: u64 = 4096;
/// The most coins of one rejection: their number and its deviations are exact doubles.
const MOST_AT_ONCE: u64 = 1 << 52;

impl Generator {
    /// The number of heads among `n` fair coins: Binomial(n, ½), in expected O(1) beyond 4096.
    ///
    /// Few coins are counted bit by bit. Many are drawn by Hörmann's (1993) transformed rejection
    /// with squeeze, "The generation of binomial random variates", algorithm BTRS.
    ///
    /// # Example
    /// ```
    /// # use varprop::random::Stream;
    /// let mut generator = Stream::root(1).named("signs").generator();
    /// assert_eq!(generator.fair_coins(0), 0);
    /// assert!(generator.fair_coins(3) <= 3);
    /// ```
    pub fn fair_coins(&mut self, n: u64) -> u64 {
        let mut heads = 0;
        let mut left = n;
        while left > MOST_TOSSED {
            // An even number at a time: the rejection below is symmetric about its middle.
            let half = left.min(MOST_AT_ONCE) / 2;
            heads += by_rejection(self, half);
            left -= 2 * half;
        }
        while left > 0 {
            let taken = left.min(64);
            let bits = self.next_u64() >> (64 - taken);
            heads += u64::from(bits.count_ones());
            left -= taken;
        }
        heads
    }
}

/// Heads among 2·`half` coins, BTRS at p = ½.
///
/// A point u of (−½, ½) is mapped to k = ⌊(2a/(½ − |u|) + b)·u + n/2 + ½⌋; the constants are
/// Hörmann's hat around every binomial law with n·p ≥ 10.
fn by_rejection(generator: &mut Generator, half: u64) -> u64 {
    let middle = half as f64;
    let std_dev = (0.5 * middle).sqrt();
    let b = 1.15 + 2.53 * std_dev;
    let a = -0.0873 + 0.0248 * b + 0.01 * 0.5;
    let alpha = (2.83 + 5.1 / b) * std_dev;
    let squeeze = 0.92 - 4.2 / b;
    loop {
        let u = generator.open_uniform() - 0.5;
        let v = generator.open_uniform();
        let edge = 0.5 - u.abs();
        // The deviation from the middle; floor(x + n/2 + ½) − n/2 for a whole n/2.
        let deviation = ((2.0 * a / edge + b) * u + 0.5).floor();
        let is_sure = edge >= 0.07 && v <= squeeze;
        if !is_sure {
            if deviation.abs() > middle {
                continue;
            }
            let height = real::ln(v * alpha / (a / (edge * edge) + b));
            if height > ln_relative_probability(middle, deviation) {
                continue;
            }
        }
        return (middle + deviation) as u64;
    }
}

/// ln of P(K = m + j)/P(K = m) for 2m coins, by Stirling's formula
/// ln x! = (x + ½)·ln(x + 1) − (x + 1) + ½ ln 2π + tail(x).
///
/// The logarithms are taken of ratios near 1, so that nothing of the size of m·ln m cancels.
fn ln_relative_probability(m: f64, j: f64) -> f64 {
    let share = j / (m + 1.0);
    let above = (m + 0.5 + j) * real::ln_1p(share);
    let below = (m + 0.5 - j) * real::ln_1p(-share);
    2.0 * tail(m) - tail(m + j) - tail(m - j) - above - below
}

/// Stirling's series 1/(12y) − 1/(360y³) + 1/(1260y⁵) at y = x + 1: within 10⁻¹¹ from x = 30 on,
/// and the law gives less than 10⁻¹⁰⁰⁰ to such x here.
fn tail(x: f64) -> f64 {
    let y = x + 1.0;
    let square = y * y;
    (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::random::Stream;
    use statrs::distribution::Binomial;
    use statrs::distribution::Discrete;
    use statrs::distribution::DiscreteCDF;

    const DRAWS: usize = 100_000;

    fn draws(n: u64) -> Vec<u64> {
        let mut generator = Stream::root(1).named("coins").indexed(n).generator();
        let mut draws: Vec<u64> = (0..DRAWS).map(|_| generator.fair_coins(n)).collect();
        draws.sort_unstable();
        draws
    }

    /// sup|F_n − F| against Binomial(n, p).
    fn distance(n: u64, p: f64) -> f64 {
        let (draws, law) = (draws(n), Binomial::new(p, n).unwrap());
        let groups = draws.chunk_by(|a, b| a == b);
        let (mut seen, mut most) = (0, 0.0_f64);
        for group in groups {
            let below = group[0].checked_sub(1).map_or(0.0, |k| law.cdf(k));
            most = most.max((below - seen as f64 / DRAWS as f64).abs());
            seen += group.len();
            most = most.max((law.cdf(group[0]) - seen as f64 / DRAWS as f64).abs());
        }
        most
    }

    /// Massart's (1990) bound at a false-alarm rate of 10⁻⁹, valid for laws with atoms too.
    fn radius() -> f64 {
        (real::ln(2.0 / 1e-9) / (2.0 * DRAWS as f64)).sqrt()
    }

    #[test]
    fn heads_have_the_binomial_law_of_statrs() {
        for n in [1, 2, 63, 64, 65, 4096, 4097, 5000, 100_000] {
            let found = distance(n, 0.5);
            assert!(found < radius(), "{n}: {found}");
        }
    }

    /// statrs 0.19.1 gives 0.14 too much at 10⁷ coins; there the normal law is within Berry and
    /// Esseen's 1/√(2πn), attained for fair coins (Esseen 1956), of the binomial one.
    #[test]
    fn millions_of_heads_are_nearly_normal() {
        for n in [10_000_000, 1_000_000_000_000_u64] {
            let (draws, half) = (draws(n), 0.5 * n as f64);
            let std_dev = (0.25 * n as f64).sqrt();
            let places = draws.iter().enumerate().map(|(i, heads)| {
                let f = real::normal_cdf((*heads as f64 - half) / std_dev);
                (f - i as f64 / DRAWS as f64).abs()
            });
            let allowed = radius() + 1.0 / (2.0 * real::PI * n as f64).sqrt() + 1e-5;
            assert!(places.fold(0.0, f64::max) < allowed, "{n}");
        }
    }

    #[test]
    fn a_coin_that_falls_on_heads_a_little_more_often_is_told_apart() {
        // Shifts of 0.06 standard deviations and more move the cdf by 0.024, twice the radius.
        for n in [64, 4096, 100_000] {
            let p = 0.5 + 0.03 / (n as f64).sqrt();
            assert!(distance(n, p) > radius(), "{n}");
        }
    }

    #[test]
    fn every_single_number_of_heads_is_as_frequent_as_it_must_be() {
        // 600 counts around the middle of 10,000 coins, each Binomial(DRAWS, pmf): a normal
        // quantile of 7.5 with 600·10⁻¹³ to spare for their skewness.
        let (draws, law) = (draws(10_000), Binomial::new(0.5, 10_000).unwrap());
        for heads in 4900..=5100_u64 {
            let count = draws.iter().filter(|k| **k == heads).count() as f64;
            let expected = DRAWS as f64 * law.pmf(heads);
            let allowed = Tolerance::standard_errors(7.5, expected.sqrt());
            assert!(
                allowed.accepts(count, expected),
                "{heads}: {count} {expected}"
            );
        }
    }

    #[test]
    fn as_many_coins_as_there_can_be_are_tossed() {
        // 2⁶⁴ coins have standard deviation 2³¹.
        let heads = Stream::root(2).generator().fair_coins(u64::MAX) as f64;
        let half = 9_223_372_036_854_775_808.0;
        let deviation = Tolerance::standard_errors(7.0, 2_147_483_648.0);
        assert!(deviation.accepts(heads, half));
    }

    #[test]
    fn the_relative_probability_agrees_with_whole_binomial_coefficients() {
        // ln(C(200, 117)/C(200, 100)) by mpmath, 30 digits.
        let expected = -2.889_470_305_218_954_6;
        let found = ln_relative_probability(100.0, 17.0);
        // Two products of size 117·ln(1.17) with 4 roundings each, and the series' 10⁻¹¹.
        let allowed = Tolerance::rounding(8, 20.0).plus(Tolerance::bound(1e-11));
        assert!(allowed.accepts(found, expected), "{found}");
    }
}
