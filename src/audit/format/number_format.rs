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

impl NumberFormat {
    /// Appends the numbers of these bytes.
    pub(in crate::audit) fn decode(&self, bytes: &[u8], values: &mut Vec<f64>) {
        match self {
            Self::Float(Storage::F64) => {
                values.extend(bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)));
            }
            Self::Float(Storage::F32) => {
                let numbers = bytes.as_chunks().0.iter();
                values.extend(numbers.map(|b| f64::from(f32::from_le_bytes(*b))));
            }
            Self::Float(Storage::Bf16) => {
                let numbers = bytes.as_chunks::<2>().0.iter();
                values.extend(
                    numbers.map(|b| {
                        f64::from(f32::from_bits(u32::from(u16::from_le_bytes(*b)) << 16))
                    }),
                );
            }
            _ => {}
        }
    }
}
