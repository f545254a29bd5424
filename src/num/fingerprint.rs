//! A stable fingerprint of bytes: 128-bit FNV-1a. It guards against accidents, not against
//! adversaries, and never changes: names of streams and manifests of sweeps rest on it.

/// FNV-1a over 128 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): h ← (h ⊕ byte)·(2⁸⁸ + 2⁸ +
/// 0x3b), byte by byte from the offset basis.
///
/// # Example
/// ```
/// use varprop::num::Fingerprint;
/// let whole = Fingerprint::default().extended(b"foobar");
/// let parts = Fingerprint::default().extended(b"foo").extended(b"bar");
/// assert_eq!(whole, parts);
/// assert_eq!(whole.to_string(), "343e1662793c64bf6f0d3597ba446f18"); // the draft's own example
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(u128);

/// The offset basis of 128-bit FNV-1a.
const OFFSET_BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
/// The prime 2⁸⁸ + 2⁸ + 0x3b of 128-bit FNV-1a.
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

impl Fingerprint {
    /// The fingerprint of what was taken so far and then these bytes.
    #[must_use]
    pub fn extended(self, bytes: &[u8]) -> Self {
        let step = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
        Self(bytes.iter().fold(self.0, step))
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> u128 {
        self.0
    }
}

impl Default for Fingerprint {
    /// The fingerprint of no bytes.
    fn default() -> Self {
        Self(OFFSET_BASIS)
    }
}

impl std::fmt::Display for Fingerprint {
    /// 32 hexadecimal digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}
