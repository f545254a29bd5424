//! Tensors of every structure, drawn and spoilt.

use super::*;
use crate::audit::specimen;
use crate::num::Tolerance;
use crate::random::Stream;

fn structure(values: &[f64], shape: &[u64], layout: Layout) -> Option<Structure> {
    Structure::of(&specimen::scan(values, shape), Storage::F32, shape, layout)
}

fn drawn(spec: &str, fan_in: u64, fan_out: u64) -> Vec<f64> {
    let fans = crate::theory::shape::Fans { fan_in, fan_out };
    let stream = Stream::root(1).named(spec);
    crate::initializer::parse(spec)
        .unwrap()
        .draw_matrix(fans, stream)
        .unwrap()
}

#[test]
fn matrices_filled_by_a_rule_are_recognized() {
    let found = |spec, a, b| structure(&drawn(spec, a, b), &[b, a], Layout::PyTorch);
    assert_eq!(found("zeros", 5, 4), Some(Structure::Constant(0.0)));
    assert_eq!(found("constant(0.5)", 5, 4), Some(Structure::Constant(0.5)));
    assert_eq!(
        found("identity", 5, 5),
        Some(Structure::Identity { gain: 1.0 })
    );
    assert_eq!(found("he-normal", 50, 40), None);
    let sparse = found("sparse(0.9)", 40, 50).map(Structure::name);
    assert_eq!(sparse, Some("sparse"));
}

#[test]
fn orthogonal_rows_and_columns_show_their_gain() {
    for (a, b) in [(60, 60), (30, 70), (70, 30)] {
        let found = structure(&drawn("orthogonal(2)", a, b), &[b, a], Layout::PyTorch);
        let Some(Structure::Orthogonal { gain }) = found else {
            panic!("{a}×{b}: {found:?}");
        };
        // A sum of squares of as many entries.
        assert!(Tolerance::rounding(8 * (a * b) as u32, 2.0).accepts(gain, 2.0));
    }
}

#[test]
fn orthogonality_lost_in_one_entry_is_seen() {
    let mut values = drawn("orthogonal", 60, 60);
    values[17] += 1e-3;
    assert_eq!(structure(&values, &[60, 60], Layout::PyTorch), None);
}

#[test]
fn kernels_that_pass_channels_through_are_recognized_in_every_order() {
    let middle = |layout: Layout, out: usize, input: usize| match layout {
        Layout::PyTorch => (out * 4 + input) * 9 + 4,
        Layout::Mlx => (out * 9 + 4) * 4 + input,
        Layout::Keras | Layout::Flax => (4 * 4 + input) * 4 + out,
    };
    let orthogonal = drawn("orthogonal", 4, 4);
    for (layout, shape) in [
        (Layout::PyTorch, [4, 4, 3, 3]),
        (Layout::Keras, [3, 3, 4, 4]),
        (Layout::Mlx, [4, 3, 3, 4]),
    ] {
        let (mut dirac, mut delta) = (vec![0.0; 144], vec![0.0; 144]);
        for out in 0..4 {
            dirac[middle(layout, out, out)] = 1.0;
            for input in 0..4 {
                delta[middle(layout, out, input)] = orthogonal[out * 4 + input];
            }
        }
        let (gain, groups) = (1.0, 1);
        let expected = Structure::Dirac { gain, groups };
        assert_eq!(structure(&dirac, &shape, layout), Some(expected));
        let found = structure(&delta, &shape, layout).map(Structure::name);
        assert_eq!(found, Some("delta-orthogonal"));
    }
}

#[test]
fn identities_with_gains_and_kernels_of_groups_are_named_with_both() {
    let half: Vec<f64> = (0..25)
        .map(|i| if i % 6 == 0 { 0.5 } else { 0.0 })
        .collect();
    assert_eq!(
        structure(&half, &[5, 5], Layout::PyTorch),
        Some(Structure::Identity { gain: 0.5 })
    );
    // dirac_(groups=2) on [4, 2, 3]: ones at (0, 0), (1, 1), (2, 0), (3, 1), in the middle.
    let mut grouped = vec![0.0; 24];
    for (out, input) in [(0, 0), (1, 1), (2, 0), (3, 1)] {
        grouped[(out * 2 + input) * 3 + 1] = 1.0;
    }
    let (gain, groups) = (1.0, 2);
    let expected = Structure::Dirac { gain, groups };
    assert_eq!(
        structure(&grouped, &[4, 2, 3], Layout::PyTorch),
        Some(expected)
    );
    let depthwise: Vec<f64> = (0..54)
        .map(|i| if i % 9 == 4 { 1.0 } else { 0.0 })
        .collect();
    let groups = 6;
    let expected = Structure::Dirac { gain, groups };
    assert_eq!(
        structure(&depthwise, &[6, 1, 3, 3], Layout::PyTorch),
        Some(expected)
    );
}

#[test]
fn masks_tables_and_open_forget_gates_are_no_laws() {
    let mask: Vec<f64> = (0..64)
        .map(|i| f64::from(u8::from(i % 8 <= i / 8)))
        .collect();
    let of = |values: &[f64], shape: &[u64]| structure(values, shape, Layout::PyTorch);
    assert_eq!(of(&mask, &[1, 1, 8, 8]), Some(Structure::Mask));
    let table: Vec<f64> = (0..48).map(|i| f64::from(i % 16)).collect();
    assert_eq!(of(&table, &[3, 16]), Some(Structure::EqualRows));
    let mut gates = vec![0.0; 32];
    gates[8..16].fill(1.0);
    assert_eq!(of(&gates, &[32]), Some(Structure::UnitForgetBias));
    gates[30] = 1.0;
    assert_eq!(of(&gates, &[32]), None);
}

#[test]
fn zeros_that_are_uneven_or_between_uniform_numbers_are_not_sparse() {
    let sparse = drawn("sparse(0.9)", 40, 50);
    let of = |values: &[f64]| structure(values, &[50, 40], Layout::PyTorch);
    let mut uneven = sparse.clone();
    let first = uneven.iter().position(|x| *x != 0.0).unwrap();
    uneven[first] = 0.0;
    assert_eq!(of(&uneven), None);
    let constant: Vec<f64> = (0..2000)
        .map(|i| {
            if (i / 40 + i % 40) % 5 == 0 {
                f64::from(1 + i % 3)
            } else {
                0.0
            }
        })
        .collect();
    assert_eq!(of(&constant), None);
    // A row of values and zeros is even by itself.
    let mut row = drawn("normal(1)", 100, 1);
    row[..20].fill(0.0);
    assert_eq!(structure(&row, &[1, 100], Layout::PyTorch), None);
}

#[test]
fn orthonormal_rows_are_seen_in_every_precision_and_others_in_none() {
    let rounded = |values: &[f64], storage: Storage| -> Vec<f64> {
        values.iter().map(|x| storage.round(*x)).collect()
    };
    for storage in [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16] {
        for (a, b) in [(64, 64), (16, 200), (200, 16)] {
            // Saved in double precision, whatever they were computed in.
            let values = rounded(&drawn("orthogonal", a, b), storage);
            let found = structure(&values, &[b, a], Layout::PyTorch);
            let expected = Some(Structure::Orthogonal { gain: 1.0 });
            assert_eq!(found, expected, "{storage:?} {a} × {b}");
        }
        for (a, b) in [(64, 64), (4000, 4), (4, 4000), (5000, 2), (16, 16)] {
            let values = rounded(&drawn("lecun-normal", a, b), storage);
            let found = structure(&values, &[b, a], Layout::PyTorch);
            assert_eq!(found, None, "{storage:?} {a} × {b}");
        }
    }
}

#[test]
fn rows_of_a_large_orthogonal_matrix_are_enough() {
    // 1024 × 1500 as 4 blocks of rows would be slow to draw; rows of ±1/√n from a Hadamard
    // matrix of 2048 are orthonormal: entry (i, j) has the sign of the parity of i & j.
    let n = 2048_usize;
    let entry = |i: usize, j: usize| 1.0 - 2.0 * f64::from((i & j).count_ones() % 2);
    let scale = 1.0 / (n as f64).sqrt();
    let values: Vec<f64> = (0..n * n).map(|k| scale * entry(k / n, k % n)).collect();
    let side = n as u64;
    let found = structure(&values, &[side, side], Layout::PyTorch);
    assert_eq!(found, Some(Structure::Orthogonal { gain: 1.0 }));
    // Of a tall one rows do not tell.
    let tall = &values[..n * n / 4 * 3];
    let shape = [side * 3 / 2, side / 2];
    assert_eq!(structure(tall, &shape, Layout::PyTorch), None);
}

#[test]
fn signs_that_are_no_coins_show_in_any_shape() {
    for (inputs, outputs) in [(64, 64), (128, 64), (48, 160)] {
        let haar = drawn("orthogonal", inputs, outputs);
        let shape = [outputs, inputs];
        let worst = |values: &[f64]| {
            let scan = specimen::scan(values, &shape);
            Structure::Orthogonal { gain: 1.0 }.worst_haar(
                &scan,
                Storage::F32,
                &shape,
                Layout::PyTorch,
            )
        };
        assert!(worst(&haar).unwrap().1 > 1e-3);
        // The signs of lines that leave their diagonal entries negative: near what QR does.
        let mut signed = haar.clone();
        for i in 0..inputs.min(outputs) as usize {
            let (columns, is_wide) = (inputs as usize, inputs >= outputs);
            let sign = -haar[i * columns + i].signum();
            let place = |k: usize| {
                if is_wide {
                    i * columns + k
                } else {
                    k * columns + i
                }
            };
            (0..inputs.max(outputs) as usize).for_each(|k| signed[place(k)] *= sign);
        }
        let (test, p_value) = worst(&signed).unwrap();
        assert!(test == HaarTest::Signs && p_value < 1e-4, "{p_value}");
    }
}

#[test]
fn transforms_of_cosines_are_orthogonal_and_no_bad_draw() {
    let side = 32_u32;
    let shape = [u64::from(side); 2];
    let entry = |k: u32, i: u32| {
        let angle = f64::from((2 * i + 1) * k) * core::f64::consts::PI / f64::from(2 * side);
        let scale: f64 = if k == 0 { 1.0 } else { 2.0 };
        (scale / f64::from(side)).sqrt() * crate::num::real::cos(angle)
    };
    for is_turned in [false, true] {
        let values: Vec<f64> = (0..side * side)
            .map(|place| (place / side, place % side))
            .map(|(k, i)| if is_turned { entry(i, k) } else { entry(k, i) })
            .map(|x| Storage::F32.round(x))
            .collect();
        let found = structure(&values, &shape, Layout::PyTorch);
        assert!(
            matches!(found, Some(Structure::Orthogonal { .. })),
            "{found:?}"
        );
        let scan = specimen::scan(&values, &shape);
        let worst = found
            .unwrap()
            .worst_haar(&scan, Storage::F32, &shape, Layout::PyTorch);
        assert!(worst.is_none_or(|(_, p_value)| p_value > 1e-9), "{worst:?}");
    }
}

#[test]
fn a_wide_projection_is_not_tested_along_axes_that_it_does_not_have() {
    // [inputs, heads, units] with orthonormal rows of heads·units; as inputs·heads × units, where 64
    // units have the energy of 64 inputs, they are not.
    for (inputs, units) in [(32, 16), (64, 64)] {
        let shape = [inputs, 8, units];
        let layer = crate::theory::shape::Layer::projection(&[inputs], &[8, units]).unwrap();
        let reading = crate::audit::Reading {
            layout: Layout::Flax,
            ..specimen::weights_of(&layer)
        };
        let scan = specimen::scan(&drawn("orthogonal", 8 * units, inputs), &shape);
        let found = Structure::of_other_axes(&scan, Storage::F64, &shape, &reading).unwrap();
        assert_eq!(found, Structure::Orthogonal { gain: 1.0 });
        let worst = found.worst_haar(&scan, Storage::F64, &shape, Layout::Flax);
        assert_eq!(worst, None);
    }
}
