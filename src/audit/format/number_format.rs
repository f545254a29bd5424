//! How the numbers of a tensor are stored.
//!
//! It turns bytes into doubles, exactly; which reals a stored number stands for is in
//! `empirical::stat::Storage`.

use crate::empirical::stat::Storage;
use multiversion::multiversion;
use std::fmt;

/// A format of numbers, as files name it.
///
/// # Example
/// ```
/// use varprop::audit::format::NumberFormat;
/// use varprop::empirical::stat::Storage;
///
/// let mut values = Vec::new();
/// // 0x3e00 is 1.5 in binary16, 0xfc00 is −∞; the bytes are little-endian.
/// NumberFormat::Float(Storage::F16).decode(&[0x00, 0x3e, 0x00, 0xfc], &mut values);
/// assert_eq!(values, [1.5, f64::NEG_INFINITY]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFormat {
    /// IEEE 754 binary64, binary32, binary16 or bfloat16.
    Float(Storage),
    /// Anything else, in the file's words: integers, booleans, 8-bit floats.
    Other(String),
}

impl NumberFormat {
    /// What [`decode`](Self::decode) reads, for messages.
    pub const AUDITED: &'static str = "floating-point numbers of 64, 32 or 16 bits (bfloat16 too)";

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

    /// Puts the numbers of `bytes` (little-endian) in the place of what `values` held.
    ///
    /// Every number of these formats is a double, so nothing is rounded; signs of zeros, subnormal
    /// numbers, infinities and NaN are kept. Bytes after the last whole number are left out, and
    /// [`Other`](Self::Other) has no numbers.
    pub fn decode(&self, bytes: &[u8], values: &mut Vec<f64>) {
        values.clear();
        match self {
            Self::Float(Storage::F64) => extend(values, bytes, f64::from_le_bytes),
            Self::Float(Storage::F32) => extend(values, bytes, |b| f32::from_le_bytes(b).into()),
            Self::Float(Storage::F16) => extend_halves(values, bytes),
            Self::Float(Storage::Bf16) => extend(values, bytes, |b| brain(u16::from_le_bytes(b))),
            Self::Other(_) => {}
        }
    }
}

impl fmt::Display for NumberFormat {
    /// As safetensors names them; other formats in the file's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Float(Storage::F64) => "F64",
            Self::Float(Storage::F32) => "F32",
            Self::Float(Storage::F16) => "F16",
            Self::Float(Storage::Bf16) => "BF16",
            Self::Other(word) => word,
        })
    }
}

/// One number for every N bytes; the length is known ahead, so that the loop has no branch.
fn extend<const N: usize>(values: &mut Vec<f64>, bytes: &[u8], number: impl Fn([u8; N]) -> f64) {
    let (whole, _) = bytes.as_chunks();
    values.extend(whole.iter().map(|&b| number(b)));
}

/// What [`extend`] does, for binary16 in the widest registers of the processor.
///
/// Sixteen numbers are brought to binary32 before any becomes a double: else the width of doubles
/// would set how many are worked on at once.
#[multiversion(targets("x86_64+avx2"))]
fn extend_halves(values: &mut Vec<f64>, bytes: &[u8]) {
    let (whole, _) = bytes.as_chunks();
    let (groups, rest) = whole.as_chunks::<16>();
    values.reserve(whole.len());
    for group in groups {
        let singles = group.map(|b| half(u16::from_le_bytes(b)));
        values.extend(singles.map(f64::from));
    }
    values.extend(rest.iter().map(|&b| f64::from(half(u16::from_le_bytes(b)))));
}

/// Exponent and significand of binary16 end 13 bits lower than those of binary32.
const SHIFT: u32 = 23 - 10;

/// The difference of the exponents' biases, 127 − 15, at its place in binary32.
const REBIAS: u32 = (127 - 15) << 23;

/// The number that a binary16 pattern stands for, which binary32 holds too, without a branch.
///
/// A normal number has its exponent moved. At the upper end of the exponents (31: infinities and
/// NaN) it is moved twice, 31 + 2·112 = 255. At the lower end (0: zeros and subnormal numbers) the
/// pattern counts units of 2⁻²⁴.
#[inline]
fn half(pattern: u16) -> f32 {
    let magnitude = u32::from(pattern & 0x7fff);
    let sign = u32::from(pattern & 0x8000) << 16;
    let normal = (magnitude << SHIFT) + REBIAS;
    let special = normal + REBIAS;
    let subnormal = (f32::from(pattern & 0x7fff) * (1.0 / 16_777_216.0)).to_bits();
    let finite = if magnitude < 0x0400 {
        subnormal
    } else {
        normal
    };
    f32::from_bits(sign | if magnitude < 0x7c00 { finite } else { special })
}

/// The double that a bfloat16 pattern stands for: it is the upper half of a binary32 pattern.
fn brain(pattern: u16) -> f64 {
    f32::from_bits(u32::from(pattern) << 16).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pattern of 16 bits, decoded.
    fn all(storage: Storage) -> Vec<(u16, f64)> {
        let patterns: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let mut values = Vec::new();
        NumberFormat::Float(storage).decode(&patterns, &mut values);
        (0..=u16::MAX).zip(values).collect()
    }

    /// The value of a pattern as IEEE 754 section 3.4 states it, by exact halving and doubling.
    fn stated(pattern: u16, significand_bits: i32, bias: i32) -> f64 {
        let field = i32::from(pattern & 0x7fff) >> significand_bits;
        let digits = pattern & ((1 << significand_bits) - 1);
        let is_normal = field > 0;
        let whole = f64::from(digits)
            + if is_normal {
                f64::from(1 << significand_bits)
            } else {
                0.0
            };
        let exponent = field.max(1) - bias - significand_bits;
        let step = if exponent < 0 { 0.5 } else { 2.0 };
        let magnitude = (0..exponent.abs()).fold(whole, |value, _| value * step);
        if pattern < 0x8000 {
            magnitude
        } else {
            -magnitude
        }
    }

    fn assert_as_stated(storage: Storage, significand_bits: i32, bias: i32) {
        let largest_field = 2 * bias + 1;
        for (pattern, value) in all(storage) {
            let is_special = i32::from(pattern & 0x7fff) >> significand_bits == largest_field;
            let has_digits = pattern & ((1 << significand_bits) - 1) != 0;
            match (is_special, has_digits) {
                (true, true) => assert!(value.is_nan(), "{pattern:#06x}: {value}"),
                (true, false) => assert!(value.is_infinite(), "{pattern:#06x}: {value}"),
                (false, _) => {
                    assert_eq!(
                        value,
                        stated(pattern, significand_bits, bias),
                        "{pattern:#06x}"
                    );
                }
            }
            let is_negative = pattern >= 0x8000;
            assert_eq!(
                value.is_sign_negative() || value.is_nan(),
                is_negative || value.is_nan()
            );
        }
    }

    #[test]
    fn every_binary16_pattern_has_its_value() {
        assert_as_stated(Storage::F16, 10, 15);
    }

    #[test]
    fn every_bfloat16_pattern_has_its_value() {
        assert_as_stated(Storage::Bf16, 7, 127);
    }

    #[test]
    fn single_and_double_precision_keep_every_bit() {
        let singles = [
            0.1_f32,
            -0.0,
            f32::MIN_POSITIVE / 2.0,
            f32::MAX,
            f32::INFINITY,
        ];
        let bytes: Vec<u8> = singles.iter().flat_map(|x| x.to_le_bytes()).collect();
        let mut values = Vec::new();
        NumberFormat::Float(Storage::F32).decode(&bytes, &mut values);
        let back: Vec<u32> = values.iter().map(|&x| (x as f32).to_bits()).collect();
        assert_eq!(back, singles.map(f32::to_bits));

        let bits = [
            0x3ff8_0000_0000_0001,
            1,
            0x8000_0000_0000_0000,
            0x7ff8_dead_beef_0001,
        ];
        let bytes: Vec<u8> = bits.iter().flat_map(|x: &u64| x.to_le_bytes()).collect();
        NumberFormat::Float(Storage::F64).decode(&bytes, &mut values);
        assert_eq!(values.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), bits);
    }

    #[test]
    fn a_piece_replaces_the_one_before_and_its_torn_number_is_left_out() {
        let mut values = vec![7.0; 9];
        NumberFormat::Float(Storage::Bf16).decode(&[0x80, 0x3f, 0xc0], &mut values);
        assert_eq!(values, [1.0]);
        NumberFormat::Other("I64".to_owned()).decode(&[1; 8], &mut values);
        assert!(values.is_empty());
    }
}
