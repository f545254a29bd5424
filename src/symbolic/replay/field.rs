//! Arithmetic modulo a prime, and hashes into it. It knows nothing of terms.
//!
//! The prime p is chosen so that its field imitates the signs of the reals: −1 is no square and
//! every prime up to 59 is one, so "x is a square" behaves like 0 < x under products, under −x and
//! under factors that are quotients of such numbers. p = 2q + 1 with q prime: a square g ≠ 1
//! generates a group of order q, and t ↦ g^t turns sums modulo q into products modulo p.

use crate::num::Rational;

/// The safe prime 2⁶¹ − 636873: 23 modulo 24, found by search and checked by Fermat's test to 12
/// bases and by Euler's criterion for the primes up to 59.
const P: u64 = 2_305_843_009_213_057_079;
/// (P − 1)/2, a prime.
const Q: u64 = 1_152_921_504_606_528_539;

/// The integers modulo one of the two primes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::symbolic::replay) struct Field {
    prime: u64,
}

impl Field {
    /// Where terms are evaluated.
    pub(super) const VALUES: Self = Self { prime: P };
    /// Where exponents of e are evaluated.
    pub(super) const EXPONENTS: Self = Self { prime: Q };

    pub(super) fn add(self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        if sum >= self.prime {
            sum - self.prime
        } else {
            sum
        }
    }

    pub(super) fn negate(self, a: u64) -> u64 {
        if a == 0 { 0 } else { self.prime - a }
    }

    pub(super) fn subtract(self, a: u64, b: u64) -> u64 {
        self.add(a, self.negate(b))
    }

    pub(super) fn multiply(self, a: u64, b: u64) -> u64 {
        self.reduce(u128::from(a) * u128::from(b))
    }

    pub(super) fn power(self, mut base: u64, mut exponent: u64) -> u64 {
        let mut product = 1;
        while exponent > 0 {
            if exponent & 1 == 1 {
                product = self.multiply(product, base);
            }
            base = self.multiply(base, base);
            exponent >>= 1;
        }
        product
    }

    /// 1/a; `None` for 0.
    pub(super) fn inverse(self, a: u64) -> Option<u64> {
        (a != 0).then(|| self.power(a, self.prime - 2))
    }

    /// base^exponent with an exponent of either sign.
    pub(super) fn signed_power(self, base: u64, exponent: i64) -> Option<u64> {
        let power = self.power(base, exponent.unsigned_abs());
        if exponent < 0 {
            self.inverse(power)
        } else {
            Some(power)
        }
    }

    pub(super) fn integer(self, n: i128) -> u64 {
        let prime = i128::from(self.prime);
        u64::try_from(n.rem_euclid(prime)).unwrap_or(0)
    }

    pub(super) fn rational(self, x: Rational) -> Option<u64> {
        let below = self.inverse(self.integer(x.denominator()))?;
        Some(self.multiply(self.integer(x.numerator()), below))
    }

    /// Whether the number counts as positive: a square other than 0.
    pub(super) fn is_positive(self, a: u64) -> bool {
        a != 0 && self.power(a, (self.prime - 1) / 2) == 1
    }

    /// A root of a square.
    pub(super) fn square_root(self, a: u64) -> Option<u64> {
        let root = self.power(a, self.prime.div_ceil(4));
        (self.multiply(root, root) == a).then_some(root)
    }

    /// e^t for an exponent t modulo Q, in the field of values.
    pub(super) fn exponential(self, t: u64) -> u64 {
        // 4 is a square, so its order is Q.
        self.power(4, t)
    }

    /// The fraction ±a/b with a, b ≤ `most` that a number stands for.
    pub(super) fn fraction(self, x: u64, most: i128) -> Option<Rational> {
        (1..=most).find_map(|below| {
            let above = self.multiply(x, self.integer(below));
            let signed = if above > self.prime / 2 {
                i128::from(above) - i128::from(self.prime)
            } else {
                i128::from(above)
            };
            (signed.abs() <= most)
                .then(|| Rational::new(signed, below).ok())
                .flatten()
        })
    }

    /// A number that depends on the words in no simple way.
    pub(super) fn hash(self, words: impl IntoIterator<Item = u64>) -> u64 {
        let (high, low) = mixed(words);
        self.reduce((u128::from(high) << 64) | u128::from(low))
    }

    fn reduce(self, x: u128) -> u64 {
        u64::try_from(x % u128::from(self.prime)).unwrap_or(0)
    }
}

/// 128 bits from words, by two streams of the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(words: impl IntoIterator<Item = u64>) -> (u64, u64) {
    let (mut a, mut b) = (0x9e37_79b9_7f4a_7c15_u64, 0xd1b5_4a32_d192_ed03_u64);
    for word in words {
        a = finalized(a ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        b = finalized(b.rotate_left(23) ^ word.wrapping_mul(0xd6e8_feb8_6659_fd93));
    }
    (finalized(a ^ b.rotate_left(32)), finalized(b ^ a))
}

fn finalized(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The words of a text.
pub(in crate::symbolic::replay) fn words(text: &str) -> impl Iterator<Item = u64> {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    std::iter::once(length).chain(text.bytes().map(u64::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_primes_are_positive_and_their_negatives_are_not() {
        let field = Field::VALUES;
        for prime in [
            2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59,
        ] {
            assert!(field.is_positive(prime), "{prime}");
            assert!(!field.is_positive(field.negate(prime)), "-{prime}");
        }
    }

    #[test]
    fn exponentials_of_sums_are_products() {
        let (values, exponents) = (Field::VALUES, Field::EXPONENTS);
        let (a, b) = (123_456_789_012_345_678, 987_654_321_098_765_432);
        let sum = values.exponential(exponents.add(a, b));
        let product = values.multiply(values.exponential(a), values.exponential(b));
        assert_eq!(sum, product);
    }

    #[test]
    fn fractions_are_read_back() {
        let field = Field::VALUES;
        let x = Rational::new(-3, 7).unwrap();
        assert_eq!(field.fraction(field.rational(x).unwrap(), 100), Some(x));
    }
}
