//! What holds for every function over slices; their largest errors are pinned in `pinned`.

use super::*;
use crate::num::real;

type OverSlice = fn(&mut [f64]);
type OfOne = fn(f64) -> f64;

const ALL: [(&str, OverSlice, OfOne); 6] = [
    ("exp", exp, real::exp),
    ("exp_m1", exp_m1, real::exp_m1),
    ("ln", ln, real::ln),
    ("ln_1p", ln_1p, real::ln_1p),
    ("sigmoid", sigmoid, real::sigmoid),
    ("tanh", tanh, real::tanh),
];

/// Doubles of every exponent and sign, with the special ones among them.
fn inputs() -> Vec<f64> {
    let special = [
        0.0,
        f64::MIN_POSITIVE,
        5e-324,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
        709.782_712_893_384,
        745.133_219_101_941_2,
    ];
    let mantissas = [0, 1, 0x8_1234_5678_9abc, 0xf_ffff_ffff_ffff];
    let exponents = (0..2047_u64).flat_map(|e| mantissas.map(|m| f64::from_bits(e << 52 | m)));
    let moderate = (0..4000).map(|i| f64::from(i) * 0.011);
    let all = special.into_iter().chain(exponents).chain(moderate);
    all.flat_map(|x| [x, -x]).collect()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn a_slice_gives_the_bits_of_one_number() {
    let inputs = inputs();
    for (name, over_slice, of_one) in ALL {
        let mut values = inputs.clone();
        over_slice(&mut values);
        for (x, y) in inputs.iter().zip(&values) {
            let one = of_one(*x);
            assert!(
                one.to_bits() == y.to_bits() || one.is_nan() && y.is_nan(),
                "{name}({x:e})"
            );
        }
    }
}

#[test]
fn the_place_in_a_slice_does_not_matter() {
    let inputs: Vec<f64> = inputs().into_iter().filter(|x| !x.is_nan()).collect();
    for (name, over_slice, _) in ALL {
        let mut whole = inputs.clone();
        over_slice(&mut whole);
        whole.iter_mut().for_each(|y| *y = y.max(f64::MIN));
        for n in [1, 7, 9, 40] {
            let mut cut = inputs.clone();
            cut.chunks_mut(n).for_each(over_slice);
            cut.iter_mut().for_each(|y| *y = y.max(f64::MIN));
            assert_eq!(bits(&cut), bits(&whole), "{name} in pieces of {n}");
        }
    }
}
