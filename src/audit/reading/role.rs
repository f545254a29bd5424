//! What a tensor does in its model.
//!
//! It reads no names: that is `guess`.

/// What a tensor does in its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Multiplies activations.
    Weight,
    /// Is added to them.
    Bias,
    /// Rows that are looked up.
    Embedding,
    /// The factor of a normalization: 1 at first.
    NormScale,
    /// The offset of a normalization: 0 at first.
    NormOffset,
    /// A running average, a counter, a table, norms of a weight: no initializer draws it.
    Buffer,
    /// Nothing in the name says.
    Unknown,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Weight,
        Self::Bias,
        Self::Embedding,
        Self::NormScale,
        Self::NormOffset,
        Self::Buffer,
        Self::Unknown,
    ];

    /// The kebab-case name: `norm-scale`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Bias => "bias",
            Self::Embedding => "embedding",
            Self::NormScale => "norm-scale",
            Self::NormOffset => "norm-offset",
            Self::Buffer => "buffer",
            Self::Unknown => "unknown",
        }
    }
}
