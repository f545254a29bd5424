//! Random words: ChaCha with 8 rounds (Bernstein 2008), 16 blocks of it side by side.
//!
//! A block is a function of the key and its number alone, so one lane computes one block and the
//! compiler fills the vector registers with lanes. The words are those of `rand_chacha`'s
//! `ChaCha8Rng`, its oracle in the tests; nothing here is meant to keep a secret.

use multiversion::multiversion;

/// Blocks that are computed side by side.
const LANES: usize = 16;
/// 32-bit words of one block, and of the state that it is made of.
const STATE: usize = 16;
/// 64-bit words of one group of blocks.
const GROUP: usize = LANES * STATE / 2;
/// "expand 32-byte k", the state's first words (Bernstein 2008, "ChaCha, a variant of Salsa20").
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// One 32-bit word of every block.
type Column = [u32; LANES];

/// The words under one key, in order.
#[derive(Clone, Debug)]
pub(in crate::random) struct Words {
    key: [u32; 8],
    /// The number of the next block.
    block: u64,
    /// The last group of words, and how many of it are drawn.
    group: [u64; GROUP],
    n_drawn: usize,
}

impl Words {
    /// At the first word.
    pub(in crate::random) fn new(key: [u8; 32]) -> Self {
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(key.as_chunks().0) {
            *word = u32::from_le_bytes(*bytes);
        }
        Self {
            key: words,
            block: 0,
            group: [0; GROUP],
            n_drawn: GROUP,
        }
    }

    /// The next word.
    pub(in crate::random) fn next(&mut self) -> u64 {
        if self.n_drawn == GROUP {
            self.refill();
        }
        let word = self.group[self.n_drawn];
        self.n_drawn += 1;
        word
    }

    /// Fills a slice with the next words.
    pub(in crate::random) fn fill(&mut self, words: &mut [u64]) {
        let words = self.take_left(words);
        let (groups, rest) = words.as_chunks_mut();
        for group in groups {
            self.compute(group);
        }
        if !rest.is_empty() {
            self.refill();
            self.take_left(rest);
        }
    }

    /// Moves what is left of the group to the beginning of the slice, and gives its rest.
    fn take_left<'w>(&mut self, words: &'w mut [u64]) -> &'w mut [u64] {
        let left = &self.group[self.n_drawn..];
        let (taken, rest) = words.split_at_mut(words.len().min(left.len()));
        taken.copy_from_slice(&left[..taken.len()]);
        self.n_drawn += taken.len();
        rest
    }

    fn refill(&mut self) {
        let mut group = [0; GROUP];
        self.compute(&mut group);
        self.group = group;
        self.n_drawn = 0;
    }

    /// The next group of words.
    fn compute(&mut self, group: &mut [u64; GROUP]) {
        let ([mut low, mut high], mut columns) = ([[0; LANES]; 2], [[0; LANES]; STATE]);
        for lane in 0..LANES {
            let number = self.block.wrapping_add(lane as u64);
            (low[lane], high[lane]) = (number as u32, (number >> 32) as u32);
        }
        blocks(&self.key, &low, &high, &mut columns);
        transpose(&columns, group);
        self.block = self.block.wrapping_add(LANES as u64);
    }
}

/// The blocks of these numbers, given by their low and high halves, each in its lane.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
fn blocks(key: &[u32; 8], low: &Column, high: &Column, columns: &mut [Column; STATE]) {
    let ([c0, c1, c2, c3], [k0, k1, k2, k3, k4, k5, k6, k7]) = (CONSTANTS, *key);
    for lane in 0..LANES {
        let words = block([
            c0, c1, c2, c3, k0, k1, k2, k3, k4, k5, k6, k7, low[lane], high[lane], 0, 0,
        ]);
        for (column, word) in columns.iter_mut().zip(words) {
            column[lane] = word;
        }
    }
}

/// One block: eight rounds, and the state added.
#[inline(always)]
fn block(state: [u32; STATE]) -> [u32; STATE] {
    let mut s = state;
    // Written out: a loop of loops over lanes would keep the compiler from vectorizing.
    double_round(&mut s);
    double_round(&mut s);
    double_round(&mut s);
    double_round(&mut s);
    for (word, first) in s.iter_mut().zip(state) {
        *word = word.wrapping_add(first);
    }
    s
}

/// A round over the columns of the 4×4 state, and one over its diagonals.
#[inline(always)]
fn double_round(s: &mut [u32; STATE]) {
    quarter_round(s, [0, 4, 8, 12]);
    quarter_round(s, [1, 5, 9, 13]);
    quarter_round(s, [2, 6, 10, 14]);
    quarter_round(s, [3, 7, 11, 15]);
    quarter_round(s, [0, 5, 10, 15]);
    quarter_round(s, [1, 6, 11, 12]);
    quarter_round(s, [2, 7, 8, 13]);
    quarter_round(s, [3, 4, 9, 14]);
}

#[inline(always)]
fn quarter_round(s: &mut [u32; STATE], [a, b, c, d]: [usize; 4]) {
    for (first, second) in [(16, 12), (8, 7)] {
        s[a] = s[a].wrapping_add(s[b]);
        s[d] = (s[d] ^ s[a]).rotate_left(first);
        s[c] = s[c].wrapping_add(s[d]);
        s[b] = (s[b] ^ s[c]).rotate_left(second);
    }
}

/// Puts the columns' words in order of the blocks, two to a word, the first one low.
///
/// It is no part of [`blocks`]: with registers of 512 bits the compiler would scatter single words,
/// at half the speed.
#[multiversion(targets("x86_64+avx2"))]
fn transpose(columns: &[Column; STATE], group: &mut [u64; GROUP]) {
    for (lane, block) in group
        .as_chunks_mut::<{ STATE / 2 }>()
        .0
        .iter_mut()
        .enumerate()
    {
        for (i, word) in block.iter_mut().enumerate() {
            let (low, high) = (columns[2 * i][lane], columns[2 * i + 1][lane]);
            *word = u64::from(low) | u64::from(high) << 32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_core::Rng;
    use rand_core::SeedableRng;

    fn key() -> [u8; 32] {
        std::array::from_fn(|i| (7 * i + 3) as u8)
    }

    #[expect(clippy::disallowed_methods, reason = "the oracle has no name")]
    fn oracle() -> ChaCha8Rng {
        ChaCha8Rng::from_seed(key())
    }

    #[test]
    fn the_words_are_those_of_rand_chacha() {
        let (mut ours, mut theirs) = (Words::new(key()), oracle());
        for n in 0..1000 {
            assert_eq!(ours.next(), theirs.next_u64(), "word {n}");
        }
    }

    #[test]
    fn the_words_do_not_depend_on_how_they_are_cut_into_calls() {
        let (mut ours, mut theirs) = (Words::new(key()), oracle());
        for n in [1, 127, 128, 0, 5, 300, 123, 1] {
            let mut words = vec![0; n];
            ours.fill(&mut words);
            assert!(words.iter().all(|word| *word == theirs.next_u64()), "{n}");
        }
    }

    #[test]
    fn the_number_of_a_block_carries_into_its_high_half() {
        let (mut ours, mut theirs) = (Words::new(key()), oracle());
        ours.block = (1 << 32) - 1;
        // A block is sixteen words of 32 bits.
        theirs.set_word_pos(16 * ((1 << 32) - 1));
        assert!((0..32).all(|_| ours.next() == theirs.next_u64()));
    }
}
