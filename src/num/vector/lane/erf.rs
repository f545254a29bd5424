//! The error function and its complement on one lane, and what is made of them for the normal law.
//!
//! Where |x| is small erf x is x and x times a polynomial in x²; elsewhere erfc x = e^(−x²)·erfcx x,
//! the scaled function a polynomial in 1/(x + 5⁄2) over x + ½. Both are computed, one is taken.

use crate::num::real::FRAC_1_SQRT_2PI;
use crate::num::vector::lane::BIAS;
use crate::num::vector::lane::at_most;
use crate::num::vector::lane::exp;
use crate::num::vector::lane::polynomial;
use crate::num::vector::lane::reduce;
use crate::num::vector::lane::rest;
use crate::num::vector::lane::scaled;
use core::f64::consts::FRAC_1_SQRT_2;

/// erf(x)/x − 1 in x², for |x| ≤ 1: error 2⁻⁵⁵ of erf(x)/x.
const ERF: [f64; 13] = [
    0.128_379_167_095_512_6,
    -0.376_126_389_031_837_5,
    0.112_837_916_709_548_79,
    -0.026_866_170_645_076_792,
    0.005_223_977_624_818_014_5,
    -0.000_854_832_698_083_379,
    0.000_120_553_311_116_427_1,
    -1.492_559_526_683_118_2e-5,
    1.646_100_048_412_136_8e-6,
    -1.635_031_270_105_469_5e-7,
    1.465_977_527_404_743_6e-8,
    -1.137_284_885_679_167_4e-9,
    5.957_176_147_748_911e-11,
];

/// (x + ½)·e^(x²)·erfc x in `SLOPE`/(x + 5⁄2) − `OFFSET`, for ¾ ≤ x ≤ 28: error 2⁻⁵⁵.
const ERFCX: [f64; 21] = [
    0.622_454_956_635_359_9,
    0.049_013_144_055_038_815,
    -0.009_743_547_738_701_121,
    -0.016_812_805_627_789_994,
    -0.008_786_220_786_636_559,
    -0.002_428_912_629_100_864,
    -0.000_166_780_925_975_922_76,
    0.000_121_132_273_333_484_7,
    2.966_998_159_241_677_5e-5,
    -6.411_019_633_983_533e-6,
    -2.862_308_192_014_773_7e-6,
    5.107_410_397_075_675e-7,
    2.667_377_065_421_665_3e-7,
    -6.223_857_324_595_742e-8,
    -2.381_751_999_744_804_3e-8,
    8.966_644_843_640_743e-9,
    1.689_985_456_616_573_3e-9,
    -1.174_289_731_163_637_7e-9,
    -3.692_582_815_532_398e-11,
    9.649_304_286_247_594e-11,
    -7.423_936_712_233_823e-12,
];
/// With [`OFFSET`], takes 1/(x + 5⁄2) for x from 28 to ¾ onto [−1, 1].
const SLOPE: f64 = 7.275_229_357_798_165;
const OFFSET: f64 = 1.238_532_110_091_743;

/// The error function.
#[inline(always)]
pub(crate) fn erf(x: f64) -> f64 {
    let near = x.mul_add(polynomial(&ERF, x * x), x);
    let far = (1.0 - upper_erfc(x.abs())).copysign(x);
    if x.abs() < 1.0 { near } else { far }
}

/// 1 − erf x.
#[inline(always)]
pub(crate) fn erfc(x: f64) -> f64 {
    let near = x.mul_add(-polynomial(&ERF, x * x), 1.0 - x);
    let tail = upper_erfc(x.abs());
    let far = if x < 0.0 { 2.0 - tail } else { tail };
    // Sooner than erf: 1 − erf x loses digits as it becomes small.
    if x.abs() < 0.75 { near } else { far }
}

/// The standard normal distribution function Φ(x) = ½·erfc(−x/√2).
#[inline(always)]
pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}

/// The standard normal density e^(−x²/2)/√(2π).
#[inline(always)]
pub(crate) fn normal_pdf(x: f64) -> f64 {
    FRAC_1_SQRT_2PI * exp(-0.5 * x * x)
}

/// erfc x for x ≥ ¾.
#[inline(always)]
fn upper_erfc(x: f64) -> f64 {
    // From 27.3 on the result is 0.
    let x = at_most(x, 28.0);
    let square = x * x;
    let reduced = reduce(-square, 2 * BIAS).minus(x.mul_add(x, -square));
    let growth = reduced.r + rest(&reduced);
    let t = (1.0 / (x + 2.5)).mul_add(SLOPE, -OFFSET);
    let factor = polynomial(&ERFCX, t);
    let value = factor.mul_add(growth, factor) / (x + 0.5);
    scaled(value, reduced.k)
}
