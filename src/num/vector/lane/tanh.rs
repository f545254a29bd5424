//! tanh in three steps: each is short, so that a processor works on many numbers at once.
//!
//! Taken whole, its operations wait for one another longer than a processor looks ahead.

use crate::num::vector::lane::BIAS;
use crate::num::vector::lane::Double;
use crate::num::vector::lane::at_most;
use crate::num::vector::lane::power_of_two;
use crate::num::vector::lane::reduce;
use crate::num::vector::lane::rest;
use crate::num::vector::lane::scaled_exp_m1;

/// tanh x = −E/(2 + E) with E = e^(−2|x|) − 1, carried in two doubles.
#[inline(always)]
pub(crate) fn tanh(x: f64) -> f64 {
    quotient(x, exp_m1(exponent(x)))
}

/// Numbers that pass a step before the next begins: what the steps hand on stays in the first cache.
const STRETCH: usize = 256;

/// [`tanh`] of every value, a stretch of them step by step.
#[inline(always)]
pub(in crate::num::vector) fn tanh_in_steps(values: &mut [f64]) {
    let [mut first, mut second, mut third] = [[0.0; STRETCH]; 3];
    for values in values.chunks_mut(STRETCH) {
        // By index: adaptors of iterators are not always inlined into the versions for a processor.
        let n = values.len().min(STRETCH);
        for i in 0..n {
            [first[i], second[i], third[i]] = exponent(values[i]);
        }
        for i in 0..n {
            [first[i], second[i]] = exp_m1([first[i], second[i], third[i]]);
        }
        for i in 0..n {
            values[i] = quotient(values[i], [first[i], second[i]]);
        }
    }
}

/// −2|x| = k·ln 2 + r + c: r, e^(r + c) − 1 − r, and 2^k.
#[inline(always)]
fn exponent(x: f64) -> [f64; 3] {
    // From 22 on the result is 1.
    let reduced = reduce(-2.0 * at_most(x.abs(), 22.0), BIAS);
    [reduced.r, rest(&reduced), power_of_two(reduced.k)]
}

/// E in two doubles.
#[inline(always)]
fn exp_m1([r, rest, scale]: [f64; 3]) -> [f64; 2] {
    let Double { high, low } = scaled_exp_m1(r, rest, scale, 1.0).normalized();
    [high, low]
}

/// −E/(2 + E), with the sign of x.
#[inline(always)]
fn quotient(x: f64, [high, low]: [f64; 2]) -> f64 {
    let below = 2.0 + high;
    let below_low = (2.0 - below + high) + low;
    let reciprocal = 1.0 / below;
    let quotient = high * reciprocal;
    let remainder = quotient.mul_add(-below, high) + quotient.mul_add(-below_low, low);
    remainder.mul_add(reciprocal, quotient).copysign(x)
}
