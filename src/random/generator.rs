//! The generator: `ChaCha8`, and the few ways of drawing from it whose bytes are promised.
//!
//! A change of any bit drawn here is value-breaking and belongs in the CHANGELOG.

use crate::random::normal;
use crate::random::normal::BLOCK;
use crate::random::words::Words;

/// 2⁻⁵³, the spacing of the uniform numbers.
const UNIFORM_STEP: f64 = 1.0 / (1_u64 << 53) as f64;

/// Blocks of normal numbers that are made in one go: as many words as are made side by side.
const BLOCKS_AT_ONCE: usize = 8;

/// A deterministic generator at some place of a [`crate::random::Stream`].
///
/// Words are taken one by one, normal numbers in blocks of 16 from 16 words: words that are drawn
/// between normal numbers continue behind the last block begun.
#[derive(Clone, Debug)]
pub struct Generator {
    words: Words,
    /// The last block of normal numbers, and how many of it are drawn.
    normals: [f64; BLOCK],
    n_drawn: usize,
}

impl Generator {
    /// The one place where a generator is built.
    pub(in crate::random) fn from_key(key: [u8; 32]) -> Self {
        Self {
            words: Words::new(key),
            normals: [0.0; BLOCK],
            n_drawn: BLOCK,
        }
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.words.next()
    }

    /// A number uniform on {0, 2⁻⁵³, …, 1 − 2⁻⁵³}.
    pub fn uniform(&mut self) -> f64 {
        unit(self.next_u64())
    }

    /// Fills a slice with the numbers that as many calls of [`Generator::uniform`] give.
    pub fn fill_uniform(&mut self, values: &mut [f64]) {
        let mut words = [0; BLOCK * BLOCKS_AT_ONCE];
        for values in values.chunks_mut(words.len()) {
            let words = &mut words[..values.len()];
            self.words.fill(words);
            for (value, word) in values.iter_mut().zip(words) {
                *value = unit(*word);
            }
        }
    }

    /// A number uniform on {½, 1½, …}·2⁻⁵²: never 0, never 1.
    pub fn open_uniform(&mut self) -> f64 {
        normal::open_unit(self.next_u64())
    }

    /// A standard normal number (Box & Muller 1958).
    ///
    /// It is not 0, and its magnitude at most √(106 ln 2) = 8.5717: a true normal number is
    /// larger with probability 1.0·10⁻¹⁷.
    pub fn normal(&mut self) -> f64 {
        if self.n_drawn == BLOCK {
            self.refill();
        }
        let drawn = self.normals[self.n_drawn];
        self.n_drawn += 1;
        drawn
    }

    /// Fills a slice with the numbers that as many calls of [`Generator::normal`] give.
    pub fn fill_normal(&mut self, values: &mut [f64]) {
        let values = self.take_left(values);
        let (blocks, rest) = values.as_chunks_mut();
        let mut words = [[0; BLOCK]; BLOCKS_AT_ONCE];
        for blocks in blocks.chunks_mut(BLOCKS_AT_ONCE) {
            let words = &mut words[..blocks.len()];
            self.words.fill(words.as_flattened_mut());
            normal::transform(words, blocks);
        }
        if !rest.is_empty() {
            self.refill();
            self.take_left(rest);
        }
    }

    /// Moves what is left of the block to the beginning of the slice, and gives its rest.
    fn take_left<'v>(&mut self, values: &'v mut [f64]) -> &'v mut [f64] {
        let left = &self.normals[self.n_drawn..];
        let (taken, rest) = values.split_at_mut(values.len().min(left.len()));
        taken.copy_from_slice(&left[..taken.len()]);
        self.n_drawn += taken.len();
        rest
    }

    /// Makes the next block of normal numbers.
    fn refill(&mut self) {
        let mut words = [0; BLOCK];
        self.words.fill(&mut words);
        normal::transform(&[words], std::slice::from_mut(&mut self.normals));
        self.n_drawn = 0;
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

/// One of {0, 2⁻⁵³, …, 1 − 2⁻⁵³}, chosen by the top bits.
fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * UNIFORM_STEP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// Lengths around a block of 16 and around the 128 words drawn at once.
    const CUTS: [usize; 11] = [1, 3, 16, 0, 17, 127, 128, 500, 512, 1100, 31];

    #[test]
    fn normal_numbers_do_not_depend_on_how_they_are_cut_into_calls() {
        let stream = Stream::root(3).named("cuts");
        let (mut whole, mut cut) = (stream.generator(), stream.generator());
        for n in CUTS {
            let mut values = vec![0.0; n];
            cut.fill_normal(&mut values);
            assert!(
                values
                    .iter()
                    .all(|x| x.to_bits() == whole.normal().to_bits()),
                "{n}"
            );
        }
    }

    #[test]
    fn uniform_numbers_do_not_depend_on_how_they_are_cut_into_calls() {
        let stream = Stream::root(3).named("cuts");
        let (mut whole, mut cut) = (stream.generator(), stream.generator());
        for n in CUTS {
            let mut values = vec![0.0; n];
            cut.fill_uniform(&mut values);
            assert!(
                values
                    .iter()
                    .all(|x| x.to_bits() == whole.uniform().to_bits()),
                "{n}"
            );
        }
    }

    #[test]
    fn words_between_normal_numbers_continue_behind_the_block() {
        let stream = Stream::root(3).named("between");
        let (mut words, mut mixed) = (stream.generator(), stream.generator());
        mixed.normal();
        (0..BLOCK).for_each(|_| _ = words.next_u64());
        assert_eq!(mixed.next_u64(), words.next_u64());
    }

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
