//! How the numbers of a tensor are stored.
//!
//! It turns bytes into doubles, exactly; which reals a stored number stands for is in
//! `empirical::stat::Storage`.

use crate::empirical::stat::Storage;

/// A format of numbers, as files name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// IEEE 754 binary64, binary32, binary16 or bfloat16.
    Float(Storage),
    /// Anything else, in the file's words: integers, booleans, 8-bit floats.
    Other(String),
}

impl NumberFormat {
    /// Bytes of one number, if it can be audited.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        match self {
            Self::Float(Storage::F64) => Some(8),
            Self::Float(Storage::F32) => Some(4),
            Self::Float(Storage::F16 | Storage::Bf16) => Some(2),
            Self::Other(_) => None,
        }
    }
}
