//! What holds for every function over slices; their values are compared in `pinned`.

mod pinned;

use super::*;
use crate::num::real;

/// A function by every way of calling it.
struct Function {
    name: &'static str,
    over_slice: fn(&mut [f64]),
    of_one: fn(f64) -> f64,
    /// The lane compiled for any processor, where a fused multiply-add is a call.
    plain: fn(f64) -> f64,
    /// The lane compiled for AVX2, whatever else this processor has.
    narrow: fn(&mut [f64]),
}

macro_rules! functions {
    ($($name:ident)*) => {
        [$(Function {
            name: stringify!($name),
            over_slice: $name,
            of_one: real::$name,
            plain: lane::$name,
            narrow: |values| map_with_avx2(values, lane::$name),
        }),*]
    };
}

static ALL: [Function; 8] = functions!(erf erfc exp exp_m1 ln ln_1p sigmoid tanh);

#[multiversion(targets("x86_64+avx2+fma"))]
fn map_with_avx2<F: Fn(f64) -> f64 + Copy>(values: &mut [f64], lane: F) {
    for value in values {
        *value = lane(*value);
    }
}

/// Doubles of every exponent and sign, with the special ones among them.
fn inputs() -> Vec<f64> {
    let special = [709.782_712_893_384, 745.133_219_101_941_2, 5e-324, f64::MAX];
    let mantissas = [0, 1, 0x8_1234_5678_9abc, 0xf_ffff_ffff_ffff];
    let every = (0..2048_u64).flat_map(|e| mantissas.map(|m| f64::from_bits(e << 52 | m)));
    let moderate = (0..4000).map(|i| f64::from(i) * 0.011);
    let all = special.into_iter().chain(every).chain(moderate);
    all.flat_map(|x| [x, -x]).collect()
}

/// The bits of every value of a function, NaN being one value.
fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    let canonical = |y: f64| if y.is_nan() { f64::NAN } else { y };
    values.into_iter().map(|y| canonical(y).to_bits()).collect()
}

fn over(function: fn(&mut [f64])) -> Vec<u64> {
    let mut values = inputs();
    function(&mut values);
    bits(values)
}

#[test]
fn a_slice_gives_the_bits_of_one_number() {
    for f in &ALL {
        let singly = inputs().into_iter().map(f.of_one);
        assert_eq!(over(f.over_slice), bits(singly), "{}", f.name);
    }
}

#[test]
fn the_bits_do_not_depend_on_the_processor() {
    for f in &ALL {
        let widest = over(f.over_slice);
        assert_eq!(over(f.narrow), widest, "{}", f.name);
        assert_eq!(
            bits(inputs().into_iter().map(f.plain)),
            widest,
            "{}",
            f.name
        );
    }
}

#[test]
fn the_place_in_a_slice_does_not_matter() {
    for f in &ALL {
        let whole = over(f.over_slice);
        for n in [1, 7, 9, 40] {
            let mut cut = inputs();
            cut.chunks_mut(n).for_each(f.over_slice);
            assert_eq!(bits(cut), whole, "{} in pieces of {n}", f.name);
        }
    }
}

#[test]
fn tanh_and_erf_are_odd_to_the_bit_and_stay_within_one() {
    for f in [real::tanh, real::erf] {
        for x in inputs().into_iter().filter(|x| !x.is_nan()) {
            assert_eq!(f(-x).to_bits(), (-f(x)).to_bits(), "at {x:e}");
            assert!(f(x).abs() <= 1.0, "at {x:e}");
        }
    }
}

/// A function, and its values at some arguments.
type Case = (&'static str, fn(f64) -> f64, &'static [(f64, f64)]);

#[test]
fn special_arguments_give_the_special_values() {
    const INF: f64 = f64::INFINITY;
    let cases: [Case; 8] = [
        ("erf", real::erf, &[(-0.0, -0.0), (INF, 1.0), (-INF, -1.0)]),
        ("erfc", real::erfc, &[(-0.0, 1.0), (INF, 0.0), (-INF, 2.0)]),
        (
            "exp",
            real::exp,
            &[(-0.0, 1.0), (INF, INF), (-INF, 0.0), (710.0, INF)],
        ),
        (
            "exp_m1",
            real::exp_m1,
            &[(-0.0, -0.0), (INF, INF), (-INF, -1.0), (5e-324, 5e-324)],
        ),
        (
            "ln",
            real::ln,
            &[
                (-0.0, -INF),
                (0.0, -INF),
                (INF, INF),
                (1.0, 0.0),
                (-1.0, f64::NAN),
            ],
        ),
        (
            "ln_1p",
            real::ln_1p,
            &[(-0.0, -0.0), (-1.0, -INF), (INF, INF), (-2.0, f64::NAN)],
        ),
        (
            "sigmoid",
            real::sigmoid,
            &[(-0.0, 0.5), (INF, 1.0), (-INF, 0.0)],
        ),
        (
            "tanh",
            real::tanh,
            &[(-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (5e-324, 5e-324)],
        ),
    ];
    for (name, f, points) in cases {
        assert!(f(f64::NAN).is_nan(), "{name}");
        for (x, y) in points {
            assert_eq!(bits([f(*x)]), bits([*y]), "{name}({x:e})");
        }
    }
}
