//! χ² numbers of a whole number of degrees, with promised bytes.
//!
//! Logarithms come from `num::real`; statrs is the oracle of the law.

use crate::num::real;
use crate::random::Generator;

impl Generator {
    /// A χ² number with this many degrees of freedom: the sum of so many squared normals. 0 for
    /// none; O(1) whatever their number.
    ///
    /// One degree is a squared normal, two are −2·ln U; from three on it is twice a Gamma number
    /// of shape k/2 ≥ 3/2 by Marsaglia & Tsang (2000), "A simple method for generating gamma
    /// variables", whose shapes need no boost from 1 on.
    ///
    /// # Example
    /// ```
    /// # use varprop::random::Stream;
    /// let mut generator = Stream::root(1).named("energy").generator();
    /// assert_eq!(generator.chi_squared(0), 0.0);
    /// // A million degrees: mean 10⁶, standard deviation √(2·10⁶) = 1414.
    /// let seven = varprop::num::Tolerance::standard_errors(7.0, 2e6_f64.sqrt());
    /// assert!(seven.accepts(generator.chi_squared(1_000_000), 1e6));
    /// ```
    pub fn chi_squared(&mut self, degrees: u64) -> f64 {
        match degrees {
            0 => 0.0,
            1 => {
                let x = self.normal();
                x * x
            }
            2 => -2.0 * real::ln(self.open_uniform()),
            _ => 2.0 * gamma(self, 0.5 * degrees as f64),
        }
    }
}

/// A Gamma number of shape at least 1 and scale 1: d·(1 + c·x)³ with d = shape − 1/3,
/// c = 1/√(9d) and x normal, accepted where ln U < x²/2 + d − d·v + d·ln v.
fn gamma(generator: &mut Generator, shape: f64) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = generator.normal();
        // v − 1 and ln v from t = c·x, so that d·(1 − v + ln v) keeps its digits for large shapes.
        let t = c * x;
        if t <= -1.0 {
            continue;
        }
        let excess = t * (3.0 + t * (3.0 + t));
        let bound = 0.5 * x * x + d * (3.0 * real::ln_1p(t) - excess);
        if real::ln(generator.open_uniform()) < bound {
            return d * (1.0 + excess);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;
    use statrs::distribution::ChiSquared;
    use statrs::distribution::ContinuousCDF;

    const DRAWS: usize = 40_000;

    /// Massart's (1990) bound on sup|F_n − F| at a false-alarm rate of 10⁻⁹.
    fn radius() -> f64 {
        (real::ln(2.0 / 1e-9) / (2.0 * DRAWS as f64)).sqrt()
    }

    fn distance(drawn: u64, promised: f64) -> f64 {
        let mut generator = Stream::root(1).named("chi²").indexed(drawn).generator();
        let mut draws: Vec<f64> = (0..DRAWS).map(|_| generator.chi_squared(drawn)).collect();
        draws.sort_unstable_by(f64::total_cmp);
        let law = ChiSquared::new(promised).unwrap();
        let n = DRAWS as f64;
        let places = draws.iter().enumerate().map(|(i, x)| {
            let f = law.cdf(*x);
            (f - i as f64 / n).max((i + 1) as f64 / n - f)
        });
        places.fold(0.0, f64::max)
    }

    #[test]
    fn chi_squared_numbers_have_the_law_of_statrs() {
        for degrees in [1, 2, 3, 4, 5, 17, 1000, 1_000_000] {
            let found = distance(degrees, degrees as f64);
            assert!(found < radius(), "{degrees}: {found}");
        }
    }

    #[test]
    fn a_law_of_a_tenth_more_degrees_is_told_apart() {
        for degrees in [1, 2, 3, 17] {
            let found = distance(degrees, 1.1 * degrees as f64);
            assert!(found > radius(), "{degrees}: {found}");
        }
    }
}
