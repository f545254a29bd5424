//! Elementary functions over slices, one definition for every processor.
//!
//! Each is a lane function of selects and fused multiply-adds that the compiler turns into
//! AVX-512, AVX2 or plain code; the processor is asked once. A value's bits do not depend on the
//! path, nor on its place in the slice. [`crate::num::real`] gives the same bits for one number.

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
pub fn tanh(values: &mut [f64]) {
    map(values, lane::tanh);
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
