//! The generator: `ChaCha8`, and the few ways of drawing from it whose bytes are promised.
//!
//! A change of any bit drawn here is value-breaking and belongs in the CHANGELOG.

use crate::random::normal;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// 2⁻⁵³, the spacing of the uniform numbers.
const UNIFORM_STEP: f64 = 1.0 / (1_u64 << 53) as f64;

/// A deterministic generator at some place of a [`crate::random::Stream`].
#[derive(Clone, Debug)]
pub struct Generator(ChaCha8Rng);

impl Generator {
    /// The one place where a generator is built.
    #[expect(clippy::disallowed_methods, reason = "the door that the lint guards")]
    pub(in crate::random) fn from_key(key: [u8; 32]) -> Self {
        Self(ChaCha8Rng::from_seed(key))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number uniform on {0, 2⁻⁵³, …, 1 − 2⁻⁵³}.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * UNIFORM_STEP
    }

    /// A number uniform on {½, 1½, …}·2⁻⁵²: never 0, never 1.
    pub fn open_uniform(&mut self) -> f64 {
        normal::open_unit(self.next_u64())
    }

    /// A standard normal number, by a ziggurat of 256 layers.
    pub fn normal(&mut self) -> f64 {
        normal::draw(self)
    }

    /// Fills a slice with standard normal numbers, in order.
    pub fn fill_normal(&mut self, values: &mut [f64]) {
        values.iter_mut().for_each(|value| *value = self.normal());
    }

    /// A whole number uniform on 0..bound, without bias (Lemire 2019, by rejection); 0 if the
    /// bound is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        loop {
            let product = u128::from(self.next_u64()) * u128::from(bound);
            let (high, low) = ((product >> 64) as u64, product as u64);
            if low >= bound || low >= bound.wrapping_neg() % bound.max(1) {
                return high;
            }
        }
    }

    /// Puts the items in uniformly random order (Fisher & Yates 1938, Durstenfeld's form).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::random::Stream;

    #[test]
    fn below_stays_below() {
        let mut generator = Stream::root(3).named("below").generator();
        assert!((0..1000).all(|_| generator.below(7) < 7));
        assert_eq!(generator.below(0), 0);
        assert_eq!(generator.below(1), 0);
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Stream::root(3)
            .named("shuffle")
            .generator()
            .shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
