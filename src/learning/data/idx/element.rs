//! The element types of IDX files, and how their big-endian bytes become doubles.
//!
//! Every one of them is a double exactly.

/// The type of a tensor's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ElementType {
    /// Unsigned bytes, code 08: MNIST's images and labels.
    U8,
    /// Signed bytes, code 09.
    I8,
    /// 16-bit integers, code 0b.
    I16,
    /// 32-bit integers, code 0c.
    I32,
    /// 32-bit floats, code 0d.
    F32,
    /// 64-bit floats, code 0e.
    F64,
}

impl ElementType {
    /// Every type.
    pub const ALL: [Self; 6] = [
        Self::U8,
        Self::I8,
        Self::I16,
        Self::I32,
        Self::F32,
        Self::F64,
    ];

    /// The third byte of a file of this type.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::U8 => 0x08,
            Self::I8 => 0x09,
            Self::I16 => 0x0b,
            Self::I32 => 0x0c,
            Self::F32 => 0x0d,
            Self::F64 => 0x0e,
        }
    }

    /// Its name in Rust.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Bytes of one element.
    #[must_use]
    pub fn size(self) -> usize {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::I16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The elements of these bytes; a last part of an element is left out.
    pub(in crate::learning::data) fn decode(self, bytes: &[u8]) -> Vec<f64> {
        match self {
            Self::U8 => bytes.iter().copied().map(f64::from).collect(),
            Self::I8 => each(bytes, |b| i8::from_be_bytes(b).into()),
            Self::I16 => each(bytes, |b| i16::from_be_bytes(b).into()),
            Self::I32 => each(bytes, |b| i32::from_be_bytes(b).into()),
            Self::F32 => each(bytes, |b| f32::from_be_bytes(b).into()),
            Self::F64 => each(bytes, f64::from_be_bytes),
        }
    }
}

fn each<const N: usize>(bytes: &[u8], decode: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    bytes
        .as_chunks::<N>()
        .0
        .iter()
        .copied()
        .map(decode)
        .collect()
}
