//! Elementary functions over slices, one definition for every processor.
//!
//! Each is a lane function of selects and fused multiply-adds that the compiler turns into
//! AVX-512, AVX2 or plain code; the processor is asked once. A value's bits depend neither on the
//! path nor on its place in the slice. [`crate::num::real`] gives the same bits for one number.
//!
//! # Accuracy
//! The largest errors found over about 200,000 arguments of each function, against mpmath, and
//! what the tests hold it to. An ulp is the spacing of the doubles around the true value.
//! `benches/accuracy/README.md` says where they were found, and the command that prints them.
//!
//! | function | error, ulp | relative, in 2⁻⁵² | stated, ulp |
//! |---|---|---|---|
//! | [`tanh`] | 0.693 | 0.566 | 1.0 |
//! | [`exp`] | 0.823 | 0.581 | 1.0 |
//! | [`exp_m1`] | 1.04 | 0.716 | 1.25 |
//! | [`sigmoid`] | 1.97 | 1.35 | 2.0 |
//! | [`ln`] | 0.883 | 0.635 | 1.0 |
//! | [`ln_1p`] | 1.32 | 0.953 | 1.5 |
//! | [`erf`] | 1.0 | 0.596 | 1.25 |
//! | [`erfc`] | 2.59 | 1.53 | 3.0 |
//!
//! # Example
//! ```
//! use varprop::num::{real, vector};
//! let mut values = [0.0, 0.5, -3.0];
//! vector::tanh(&mut values);
//! assert_eq!(values, [0.0, real::tanh(0.5), -real::tanh(3.0)]);
//! ```

pub(crate) mod lane;
#[cfg(test)]
mod tests;

#[cfg(doc)]
use crate::num::real;
use multiversion::multiversion;

/// e^x over a slice, in place: the bits of [`real::exp`].
pub fn exp(values: &mut [f64]) {
    map(values, lane::exp);
}

/// e^x − 1, accurate near 0, over a slice, in place: the bits of [`real::exp_m1`].
pub fn exp_m1(values: &mut [f64]) {
    map(values, lane::exp_m1);
}

/// The natural logarithm over a slice, in place: the bits of [`real::ln`].
pub fn ln(values: &mut [f64]) {
    map(values, lane::ln);
}

/// ln(1 + x), accurate near 0, over a slice, in place: the bits of [`real::ln_1p`].
pub fn ln_1p(values: &mut [f64]) {
    map(values, lane::ln_1p);
}

/// The logistic function 1/(1 + e^−x) over a slice, in place: the bits of [`real::sigmoid`].
pub fn sigmoid(values: &mut [f64]) {
    map(values, lane::sigmoid);
}

/// The hyperbolic tangent over a slice, in place: the bits of [`real::tanh`].
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub fn tanh(values: &mut [f64]) {
    lane::tanh_in_steps(values);
}

/// The error function over a slice, in place: the bits of [`real::erf`].
pub fn erf(values: &mut [f64]) {
    map(values, lane::erf);
}

/// 1 − erf x, accurate for large x, over a slice, in place: the bits of [`real::erfc`].
pub fn erfc(values: &mut [f64]) {
    map(values, lane::erfc);
}

/// Applies a lane function to every value, in the widest registers of the processor.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(crate) fn map<F: Fn(f64) -> f64 + Copy>(values: &mut [f64], lane: F) {
    for value in values {
        *value = lane(*value);
    }
}

/// A lane function of one number: the bits of [`map`].
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+avx2+fma", "x86_64+avx2+fma"))]
pub(crate) fn at<F: Fn(f64) -> f64 + Copy>(x: f64, lane: F) -> f64 {
    lane(x)
}
