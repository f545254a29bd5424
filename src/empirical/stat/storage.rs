//! How values were stored, and which real numbers a stored one stands for.
//!
//! It rounds nothing; it answers where the rounding cells of a format have their edges.

/// The floating-point format in which the values under test were stored.
///
/// # Example
/// ```
/// use varprop::empirical::stat::Storage;
/// // bf16 has 8 significant bits: above 1 its numbers are 2⁻⁷ apart, below 1 half as far.
/// assert_eq!(Storage::Bf16.cell(1.0), (1.0 - 0.001_953_125, 1.0 + 0.003_906_25));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// IEEE 754 binary64.
    #[default]
    F64,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary16.
    F16,
    /// bfloat16: the upper half of binary32.
    Bf16,
}

impl Storage {
    /// Significant bits, the leading one included.
    #[must_use]
    pub fn significand_bits(self) -> i32 {
        match self {
            Self::F64 => 53,
            Self::F32 => 24,
            Self::F16 => 11,
            Self::Bf16 => 8,
        }
    }

    /// The exponent of the smallest normal number.
    fn least_exponent(self) -> i32 {
        match self {
            Self::F64 => -1022,
            Self::F32 | Self::Bf16 => -126,
            Self::F16 => -14,
        }
    }

    /// The nearest number of the format, ties away from zero; overflow is not modelled.
    #[must_use]
    pub fn round(self, value: f64) -> f64 {
        if self == Self::F64 {
            return value;
        }
        let exponent = exponent(value.abs()).max(self.least_exponent());
        let spacing = power_of_two(exponent - (self.significand_bits() - 1));
        (value / spacing).round() * spacing
    }

    /// The ends of the interval of reals that round to `value`, which the format holds exactly.
    #[must_use]
    pub fn cell(self, value: f64) -> (f64, f64) {
        let magnitude = value.abs();
        let exponent = exponent(magnitude).max(self.least_exponent());
        let half = half_spacing(exponent - (self.significand_bits() - 1));
        let at_power = magnitude == power_of_two(exponent) && exponent > self.least_exponent();
        let inner = magnitude - if at_power { 0.5 * half } else { half };
        let outer = magnitude + half;
        if value < 0.0 {
            (-outer, -inner)
        } else {
            (inner, outer)
        }
    }
}

/// ⌊log₂ x⌋ of a normal positive number; at most −1023 for what is smaller.
fn exponent(x: f64) -> i32 {
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023
}

/// 2^k, or 0 where that is below the normal doubles.
fn power_of_two(k: i32) -> f64 {
    if k < -1022 {
        return 0.0;
    }
    f64::from_bits(((k.min(1023) + 1023) as u64) << 52)
}

/// Half of 2^k.
fn half_spacing(k: i32) -> f64 {
    power_of_two(k - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_neighbours_in_single_precision_touch() {
        for value in [1.0_f32, 0.1, -3.7, 1e-40, 0.0, f32::MIN_POSITIVE] {
            let (_, high) = Storage::F32.cell(f64::from(value));
            let (low, _) = Storage::F32.cell(f64::from(value.next_up()));
            assert_eq!(high, low, "between {value:e} and its successor");
        }
    }

    #[test]
    fn half_precision_is_coarse_below_its_normal_range() {
        // Subnormal binary16 numbers are 2⁻²⁴ apart, so 0 stands for ±2⁻²⁵.
        let edge = 1.0 / f64::from(1 << 25);
        assert_eq!(Storage::F16.cell(0.0), (-edge, edge));
    }

    #[test]
    fn rounding_agrees_with_single_precision() {
        for value in [0.1, -3.7e5, 1e-39, 123.456_789, 0.0] {
            assert_eq!(Storage::F32.round(value), f64::from(value as f32));
        }
    }

    #[test]
    fn a_cell_is_mirrored_with_its_value() {
        let (low, high) = Storage::Bf16.cell(1.5);
        assert_eq!(Storage::Bf16.cell(-1.5), (-high, -low));
    }
}
