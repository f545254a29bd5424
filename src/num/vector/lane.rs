//! The elementary functions on one lane: select-only arithmetic on `f64::mul_add`.
//!
//! Every operation is one that IEEE 754 rounds in one way, so the bits depend on the argument
//! alone. They are fast only inside [`crate::num::vector::map`], which compiles them for the
//! processor: elsewhere a fused multiply-add is a call.
//!
//! The polynomials' coefficients come from `benches/accuracy/coefficients.py`, in 60 digits.

mod erf;
mod tanh;

pub(crate) use erf::erf;
pub(crate) use erf::erfc;
pub(crate) use erf::normal_cdf;
pub(crate) use erf::normal_pdf;
pub(crate) use tanh::tanh;
pub(in crate::num::vector) use tanh::tanh_in_steps;

use core::f64::consts::FRAC_PI_4;
use core::f64::consts::LN_2;
use core::f64::consts::LOG2_E;
use core::f64::consts::SQRT_2;

/// ln 2 − `LN_2`.
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
/// Adding 1.5·2⁵² rounds to a whole number, which then stands in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// Where the exponent of a double begins.
const EXPONENT: u32 = 52;
/// The exponent of 1.
const BIAS: u64 = 1023;

/// (e^r − 1 − r − r²/2)/r³ for |r| ≤ ½ln 2: error 2⁻⁵⁸ of e^r − 1.
const EXP_M1: [f64; 10] = [
    0.166_666_666_666_666_69,
    0.041_666_666_666_666_664,
    0.008_333_333_333_330_062,
    0.001_388_888_888_888_655_2,
    0.000_198_412_698_630_536_18,
    2.480_158_731_714_449_8e-5,
    2.755_726_845_999_706_4e-6,
    2.755_728_296_954_995e-7,
    2.510_038_549_551_032e-8,
    2.091_123_663_026_154_5e-9,
];

/// (2atanh(s)/s − 2)/s² in s², for |s| ≤ (√2 − 1)/(√2 + 1): error 2⁻⁵⁷ of 2atanh(s).
const LN: [f64; 7] = [
    0.666_666_666_666_667,
    0.399_999_999_998_994_44,
    0.285_714_286_260_032_7,
    0.222_222_111_302_598_78,
    0.181_828_894_556_749_47,
    0.153_317_106_182_107_73,
    0.146_165_854_248_886_23,
];

/// sin(πu/4)/u in u², for |u| ≤ 1: error 2⁻⁵⁴, that of rounding π/4.
const SIN: [f64; 7] = [
    FRAC_PI_4,
    -0.080_745_512_188_280_54,
    0.002_490_394_570_188_844,
    -3.657_620_415_891_387e-5,
    3.133_616_225_433_416e-7,
    -1.757_150_074_698_393_5e-9,
    6.877_360_573_166_326e-12,
];

/// cos(πu/4) in u², for |u| ≤ 1: error 2⁻⁵⁵.
const COS: [f64; 8] = [
    1.0,
    -0.308_425_137_534_042_44,
    0.015_854_344_243_815_42,
    -0.000_325_991_886_926_737_65,
    3.590_860_446_027_952e-6,
    -2.461_136_403_365_259_7e-8,
    1.150_051_202_821_734_1e-10,
    -3.858_189_007_341_667_5e-13,
];

/// e^x.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    // Beyond these bounds the result is 0 or ∞; twice the bias keeps k positive within.
    let reduced = reduce(at_least(at_most(x, 800.0), -800.0), 2 * BIAS);
    scaled(1.0 + (reduced.r + rest(&reduced)), reduced.k)
}

/// e^x − 1.
#[inline(always)]
pub(crate) fn exp_m1(x: f64) -> f64 {
    // Below −50 the result is −1, from 710 on ∞. Halved, because 2^1024 is no double.
    let reduced = reduce(at_least(at_most(x, 710.0), -50.0), BIAS - 1);
    let half = scaled_exp_m1(reduced.r, rest(&reduced), power_of_two(reduced.k), 0.5);
    let result = 2.0 * (half.high + half.low);
    if x.abs() < f64::EPSILON / 4.0 {
        x
    } else {
        result
    }
}

/// The logistic function 1/(1 + e^−x).
#[inline(always)]
pub(crate) fn sigmoid(x: f64) -> f64 {
    let e = exp(-x.abs());
    let above = if x < 0.0 { e } else { 1.0 };
    above / (1.0 + e)
}

/// ln x.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let lifted = if subnormal { x * TWO_54 } else { x };
    let moved = if subnormal { -54.0 } else { 0.0 };
    let Binary { mantissa, biased } = Binary::of(lifted);
    let e = whole_number(biased) - BIAS as f64 + moved;
    at_the_edge(x, ln_of_product(mantissa - 1.0, e))
}

/// ln(1 + x).
#[inline(always)]
pub(crate) fn ln_1p(x: f64) -> f64 {
    let sum = 1.0 + x;
    let part = sum - 1.0;
    let low = (1.0 - (sum - part)) + (x - part);
    let Binary { mantissa, biased } = Binary::of(sum);
    // Where the exponent is too large for its inverse to be a normal number, `low` is too small.
    let inverse = power_of_two((2 * BIAS).saturating_sub(biased));
    let f = (mantissa - 1.0) + low * inverse;
    let e = whole_number(biased) - BIAS as f64;
    let result = at_the_edge(sum, ln_of_product(f, e));
    if x.abs() < f64::EPSILON / 4.0 {
        x
    } else {
        result
    }
}

/// (sin(πu/4), cos(πu/4)) for 0 ≤ u ≤ 1.
#[inline(always)]
pub(crate) fn sin_cos_of_eighth_turn(u: f64) -> (f64, f64) {
    let square = u * u;
    (u * polynomial(&SIN, square), polynomial(&COS, square))
}

/// ln x for a normal positive x.
#[inline(always)]
pub(crate) fn ln_of_normal(x: f64) -> f64 {
    let Binary { mantissa, biased } = Binary::of(x);
    ln_of_product(mantissa - 1.0, whole_number(biased) - BIAS as f64)
}

const TWO_54: f64 = (1_u64 << 54) as f64;

/// The logarithm's values outside of (0, ∞), else the result.
#[inline(always)]
fn at_the_edge(x: f64, result: f64) -> f64 {
    let outside = if x < 0.0 { f64::NAN } else { x };
    let outside = if x == 0.0 { f64::NEG_INFINITY } else { outside };
    if 0.0 < x && x < f64::INFINITY {
        result
    } else {
        outside
    }
}

/// A normal positive number as mantissa·2^(biased − 1023) with √½ ≤ mantissa < √2.
struct Binary {
    mantissa: f64,
    biased: u64,
}

impl Binary {
    #[inline(always)]
    fn of(x: f64) -> Self {
        let bits = x.to_bits();
        let raised = bits.wrapping_add((BIAS << EXPONENT) - (0.5 * SQRT_2).to_bits());
        let biased = raised >> EXPONENT;
        let mantissa = f64::from_bits(bits.wrapping_sub(biased.wrapping_sub(BIAS) << EXPONENT));
        Self { mantissa, biased }
    }
}

/// ln((1 + f)·2^e), for √½ ≤ 1 + f < √2.
///
/// With s = f/(2 + f), ln(1 + f) = 2atanh(s) = f − (f²/2 − s(f²/2 + R)), where f is exact and the
/// rest small (fdlibm's `log`, Sun Microsystems 1993).
#[inline(always)]
fn ln_of_product(f: f64, e: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let small = half_square - s * (z * polynomial(&LN, z) + half_square);
    let sum = e.mul_add(LN_2, f);
    let error = e.mul_add(LN_2, -sum) + f;
    sum + (e.mul_add(LN_2_LOW, error) - small)
}

/// x = k·ln 2 + r + c, where |r| ≤ ½ln 2 and c is below half an ulp of r.
struct Reduced {
    r: f64,
    c: f64,
    /// k + offset, at least 0.
    k: u64,
}

impl Reduced {
    /// The same x less a small number.
    #[inline(always)]
    fn minus(self, small: f64) -> Self {
        let c = self.c - small;
        let r = self.r + c;
        Self {
            r,
            c: (self.r - r) + c,
            ..self
        }
    }
}

/// Reduces x; with r's first part exact, because the product is fused.
#[inline(always)]
fn reduce(x: f64, offset: u64) -> Reduced {
    let rounder = ROUNDER + offset as f64;
    let shifted = x.mul_add(LOG2_E, rounder);
    let k = shifted - rounder;
    let high = k.mul_add(-LN_2, x);
    let r = k.mul_add(-LN_2_LOW, high);
    Reduced {
        r,
        c: k.mul_add(-LN_2_LOW, high - r),
        k: shifted.to_bits().wrapping_sub(ROUNDER.to_bits()),
    }
}

/// e^(r + c) − 1 − r.
#[inline(always)]
fn rest(reduced: &Reduced) -> f64 {
    let r = reduced.r;
    let tail = polynomial(&EXP_M1, r).mul_add(r, 0.5);
    (r * r).mul_add(tail, reduced.c)
}

/// A sum of two doubles, the second smaller than the first.
struct Double {
    high: f64,
    low: f64,
}

impl Double {
    /// The same sum, the second below an ulp of the first (Dekker 1971).
    #[inline(always)]
    fn normalized(self) -> Self {
        let high = self.high + self.low;
        let low = (self.high - high) + self.low;
        Self { high, low }
    }
}

/// one·(e^x − 1) from an x reduced with the offset of 2^−BIAS·one: its r, its rest, its scale 2^k.
#[inline(always)]
fn scaled_exp_m1(r: f64, rest: f64, scale: f64, one: f64) -> Double {
    // The base is 0, or larger than scale·r; what it lost matters where the sum is close to −1.
    let base = scale - one;
    let lost = scale - (base + one);
    let high = scale.mul_add(r, base);
    let error = scale.mul_add(r, base - high) + lost;
    Double {
        high,
        low: scale.mul_add(rest, error),
    }
}

/// p(x), the lowest coefficient first.
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let mut sum = coefficients[N - 1];
    for c in coefficients[..N - 1].iter().rev() {
        sum = sum.mul_add(x, *c);
    }
    sum
}

/// 2^(biased − 1023) for 0 < biased < 2047.
#[inline(always)]
fn power_of_two(biased: u64) -> f64 {
    f64::from_bits(biased << EXPONENT)
}

/// x·2^(twice − 2046), by two factors: neither overflows, and a subnormal result is rounded by the
/// last one alone.
#[inline(always)]
fn scaled(x: f64, twice: u64) -> f64 {
    let half = twice >> 1;
    x * power_of_two(half) * power_of_two(twice - half)
}

/// A whole number below 2⁵¹ as a double; processors without AVX-512 convert none of 64 bits.
#[inline(always)]
fn whole_number(n: u64) -> f64 {
    f64::from_bits(ROUNDER.to_bits().wrapping_add(n)) - ROUNDER
}

/// The smaller of both; NaN if x is.
#[inline(always)]
fn at_most(x: f64, bound: f64) -> f64 {
    if x > bound { bound } else { x }
}

/// The larger of both; NaN if x is.
#[inline(always)]
fn at_least(x: f64, bound: f64) -> f64 {
    if x < bound { bound } else { x }
}
