//! Names for streams of random numbers: a path of segments, hashed into a generator's key.
//!
//! It hands out generators; it does not draw.

use crate::num::Fingerprint;
use crate::random::Generator;

/// A named position in the tree of streams under one seed.
///
/// Two streams share bytes only if their seed and their whole path agree: segments are
/// length-prefixed before hashing (FNV-1a, 128 bits), and the hash is part of the ChaCha key.
///
/// # Example
/// ```
/// use varprop::random::Stream;
/// let weights = Stream::root(7).named("weights");
/// let first = weights.indexed(0).generator().next_u64();
/// assert_eq!(first, weights.indexed(0).generator().next_u64());
/// assert_ne!(first, weights.indexed(1).generator().next_u64());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    seed: u64,
    path: Fingerprint,
}

impl Stream {
    /// The root of all streams under a run's seed.
    #[must_use]
    pub fn root(seed: u64) -> Self {
        Self {
            seed,
            path: Fingerprint::default(),
        }
    }

    /// The child with this name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        self.extended(name.as_bytes())
    }

    /// The child with this number, distinct from every named child of at most 7 bytes or more
    /// than 8: the length prefix of a number is that of an eight-byte name.
    #[must_use]
    pub fn indexed(self, index: u64) -> Self {
        self.extended(b"#").extended(&index.to_le_bytes())
    }

    /// A generator at the beginning of this stream.
    #[must_use]
    pub fn generator(self) -> Generator {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..24].copy_from_slice(&self.path.value().to_le_bytes());
        key[24..].copy_from_slice(b"varprop1");
        Generator::from_key(key)
    }

    fn extended(self, segment: &[u8]) -> Self {
        let length = (segment.len() as u64).to_le_bytes();
        let path = self.path.extended(&length).extended(segment);
        Self { path, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_name_is_cut_matters() {
        let root = Stream::root(1);
        assert_ne!(root.named("ab").named("c"), root.named("a").named("bc"));
        assert_ne!(root.named("abc"), root.named("ab").named("c"));
    }

    #[test]
    fn the_seed_changes_every_stream() {
        let draw = |seed| Stream::root(seed).named("x").generator().next_u64();
        assert_ne!(draw(1), draw(2));
    }
}
