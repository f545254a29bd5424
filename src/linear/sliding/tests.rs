//! Sliding against loops that follow the definition, and the identities of textbooks.

use super::*;
use crate::num::Tolerance;

/// Small whole numbers, so that every sum is exact: a multiplicative walk through residues.
fn whole(n: usize, seed: usize) -> Vec<f64> {
    (1..=n)
        .map(|k| ((k * 37 + seed * 11) * (k + seed) % 13) as f64 - 6.0)
        .collect()
}

fn image(channels: usize, sizes: &[usize], seed: usize) -> Signal {
    let n = channels * sizes.iter().product::<usize>();
    Signal::new(channels, sizes, whole(n, seed)).unwrap()
}

fn bank(outputs: usize, channels: usize, sizes: &[usize], seed: usize) -> Kernels {
    let n = outputs * channels * sizes.iter().product::<usize>();
    Kernels::new(outputs, channels, sizes, whole(n, seed)).unwrap()
}

fn plain(signal: &Signal, kernels: &Kernels) -> Signal {
    let slide = Slide::new(signal.sizes(), kernels.sizes()).unwrap();
    correlate(signal, kernels, &slide, Work::OneThread).unwrap()
}

/// x at a place that may lie outside: 0 there, or wrapped around.
fn value(x: &Signal, c: usize, at: [i64; 2], border: Border) -> f64 {
    let sizes = [x.sizes()[0] as i64, x.sizes()[1] as i64];
    let wrapped = [at[0].rem_euclid(sizes[0]), at[1].rem_euclid(sizes[1])];
    if border == Border::Zero && wrapped != at {
        return 0.0;
    }
    x.at(c, &wrapped.map(|place| place as usize)).unwrap()
}

#[test]
fn every_output_is_the_sum_that_the_definition_names() {
    let (x, k) = (image(2, &[7, 6], 1), bank(3, 2, &[3, 2], 2));
    for border in [Border::Zero, Border::Circular] {
        for (stride, dilation, zeros) in [(1, 1, 0), (2, 1, 1), (1, 2, 2), (3, 2, 1)] {
            let slide = Slide::new(&[7, 6], &[3, 2]).unwrap();
            let slide = slide.with_stride(&[stride, 1]).unwrap();
            let slide = slide.with_dilation(&[dilation, dilation]).unwrap();
            let slide = slide
                .with_padding(&[[zeros, 1], [0, zeros]], border)
                .unwrap();
            let y = correlate(&x, &k, &slide, Work::OneThread).unwrap();
            for o in 0..3 {
                for i in 0..y.sizes()[0] {
                    for j in 0..y.sizes()[1] {
                        let mut sum = 0.0;
                        for c in 0..2 {
                            for u in 0..3 {
                                for v in 0..2 {
                                    let row = (i * stride + u * dilation) as i64 - zeros as i64;
                                    let column = (j + v * dilation) as i64;
                                    let weight = k.values()[((o * 2 + c) * 3 + u) * 2 + v];
                                    sum += weight * value(&x, c, [row, column], border);
                                }
                            }
                        }
                        assert_eq!(
                            y.at(o, &[i, j]),
                            Some(sum),
                            "{border:?} {stride} {dilation}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn lines_and_volumes_slide_like_images_of_one_row() {
    let (line, taps) = (image(1, &[9], 3), bank(1, 1, &[4], 4));
    let flat = Signal::new(1, &[1, 9], line.values().to_vec()).unwrap();
    let wide = Kernels::new(1, 1, &[1, 4], taps.values().to_vec()).unwrap();
    assert_eq!(plain(&line, &taps).values(), plain(&flat, &wide).values());
    let deep = Signal::new(1, &[1, 1, 9], line.values().to_vec()).unwrap();
    let long = Kernels::new(1, 1, &[1, 1, 4], taps.values().to_vec()).unwrap();
    assert_eq!(plain(&deep, &long).values(), plain(&flat, &wide).values());
    assert_eq!(
        plain(&image(1, &[4, 4, 4], 5), &bank(1, 1, &[3, 3, 3], 6)).sizes(),
        [2, 2, 2]
    );
}

#[test]
fn convolution_differs_from_correlation_unless_the_kernel_is_symmetric() {
    let x = image(1, &[5, 5], 7);
    let slide = Slide::new(&[5, 5], &[3, 3]).unwrap();
    let both = |values: [f64; 9]| {
        let k = Kernels::new(1, 1, &[3, 3], values.to_vec()).unwrap();
        let work = Work::OneThread;
        (
            correlate(&x, &k, &slide, work).unwrap(),
            convolve(&x, &k, &slide, work).unwrap(),
        )
    };
    let (a, b) = both([-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0]);
    let negated: Vec<f64> = b.values().iter().map(|y| -y).collect();
    assert_eq!(
        a.values(),
        negated,
        "Sobel's kernel turned around is its negative"
    );
    assert_ne!(a, b);
    let (a, b) = both([0.0, 1.0, 0.0, 1.0, -4.0, 1.0, 0.0, 1.0, 0.0]);
    assert_eq!(a, b);
}

/// Σ over u + v = w of f[u]·g[v]: the full product of the kernels' polynomials.
#[test]
fn two_3x3_correlations_are_one_by_the_composed_5x5_kernel() {
    let (f, g) = (bank(1, 1, &[3, 3], 8), bank(1, 1, &[3, 3], 9));
    let mut composed = vec![0.0; 25];
    for (at, weight) in f.values().iter().enumerate() {
        for (offset, other) in g.values().iter().enumerate() {
            let (row, column) = (at / 3 + offset / 3, at % 3 + offset % 3);
            composed[row * 5 + column] += weight * other;
        }
    }
    let x = image(1, &[9, 8], 10);
    let one = Kernels::new(1, 1, &[5, 5], composed).unwrap();
    assert_eq!(plain(&plain(&x, &f), &g), plain(&x, &one));
}

/// Y = Aᵀ[(GgGᵀ) ⊙ (BᵀdB)]A with 16 products in ⊙ where the definition takes 4·9 = 36
/// (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", eqs. 7–8).
#[test]
fn winograd_makes_four_outputs_of_a_3x3_kernel_with_sixteen_products() {
    let matrix =
        |rows, columns, values: &[f64]| Matrix::new(rows, columns, values.to_vec()).unwrap();
    let by = |a: &Matrix, b: &Matrix| product(a.view(), b.view(), None, Work::OneThread).unwrap();
    let transposed = |m: &Matrix| {
        let one: Vec<f64> = (0..m.rows() * m.rows())
            .map(|k| f64::from(u8::from(k / m.rows() == k % m.rows())))
            .collect();
        product(
            m.view().transposed(),
            matrix(m.rows(), m.rows(), &one).view(),
            None,
            Work::OneThread,
        )
        .unwrap()
    };
    let sandwich = |a: &Matrix, m: &Matrix| by(&by(a, m), &transposed(a));
    let b = [
        1.0, 0.0, -1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 1.0, 0.0, -1.0,
    ];
    let b = matrix(4, 4, &b);
    let g = matrix(
        4,
        3,
        &[1.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0.0, 0.0, 1.0],
    );
    let a = matrix(2, 4, &[1.0, 1.0, 1.0, 0.0, 0.0, 1.0, -1.0, -1.0]);
    for seed in 0..20 {
        let (d, k) = (image(1, &[4, 4], seed), bank(1, 1, &[3, 3], seed + 1));
        let left = sandwich(&g, &matrix(3, 3, k.values()));
        let right = sandwich(&b, &matrix(4, 4, d.values()));
        let pairs = left.values().iter().zip(right.values());
        let products: Vec<f64> = pairs.map(|(x, y)| x * y).collect();
        assert_eq!(products.len(), 16);
        // Quarters of whole numbers: every step is exact.
        let found = sandwich(&a, &matrix(4, 4, &products));
        assert_eq!(found.values(), plain(&d, &k).values());
    }
}

/// ⟨windows(x), w⟩ = ⟨x, gathered(w)⟩.
#[test]
fn gathering_is_the_transpose_of_taking_windows() {
    let x = image(2, &[5, 4], 11);
    for border in [Border::Zero, Border::Circular] {
        let slide = Slide::new(&[5, 4], &[3, 3])
            .unwrap()
            .with_stride(&[2, 1])
            .unwrap();
        let slide = slide.with_padding(&[[1, 1], [1, 0]], border).unwrap();
        let taken = windows(&x, &slide).unwrap();
        let w = Matrix::new(
            taken.rows(),
            taken.columns(),
            whole(taken.values().len(), 12),
        )
        .unwrap();
        let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
        let back = gathered(&w, 2, &slide).unwrap();
        assert_eq!(
            dot(taken.values(), w.values()),
            dot(x.values(), back.values())
        );
    }
}

#[test]
fn identity_and_blur_do_what_their_names_say() {
    let x = image(1, &[6, 6], 13);
    let slide = Slide::new(&[6, 6], &[3, 3]).unwrap();
    let same = slide.with_padding(&[[1, 1], [1, 1]], Border::Zero).unwrap();
    let mut one = vec![0.0; 9];
    one[4] = 1.0;
    let identity = Kernels::new(1, 1, &[3, 3], one).unwrap();
    assert_eq!(correlate(&x, &identity, &same, Work::OneThread).unwrap(), x);
    let blur = Kernels::new(1, 1, &[3, 3], vec![1.0 / 9.0; 9]).unwrap();
    let around = slide
        .with_padding(&[[1, 1], [1, 1]], Border::Circular)
        .unwrap();
    let blurred = correlate(&x, &blur, &around, Work::OneThread).unwrap();
    let total = |signal: &Signal| -> f64 { signal.values().iter().sum() };
    assert!(Tolerance::rounding(36 * 18, 6.0).accepts(total(&blurred), total(&x)));
}

#[test]
fn windows_that_do_not_fit_are_refused() {
    let code = |slide: Result<Slide, LinearError>| slide.map_err(|error| error.code());
    let slide = Slide::new(&[4, 4], &[3, 3]).unwrap();
    assert_eq!(code(slide.with_stride(&[0, 1])), Err("window"));
    assert_eq!(code(slide.with_dilation(&[1, 0])), Err("window"));
    assert_eq!(code(slide.with_stride(&[1])), Err("axes"));
    assert_eq!(code(Slide::new(&[4, 0], &[3, 3])), Err("window"));
    assert_eq!(code(Slide::new(&[4], &[3, 3])), Err("axes"));
    // A kernel larger than its input fits once the input is padded, and not before; the order in
    // which stride, dilation and padding are given makes no difference.
    let large = Slide::new(&[2], &[3]).unwrap();
    let padded = large.with_padding(&[[1, 0]], Border::Zero).unwrap();
    assert_eq!(
        (large.output_sizes(), padded.output_sizes()),
        (&[0][..], &[1][..])
    );
    let dilated = large
        .with_dilation(&[2])
        .and_then(|s| s.with_stride(&[2]))
        .unwrap();
    let before = dilated.with_padding(&[[2, 3]], Border::Zero).unwrap();
    let after = large.with_padding(&[[2, 3]], Border::Zero).unwrap();
    let after = after
        .with_stride(&[2])
        .and_then(|s| s.with_dilation(&[2]))
        .unwrap();
    assert_eq!((before.output_sizes(), before), (&[2][..], after));
    let x = image(1, &[2], 14);
    let refused = correlate(&x, &bank(1, 1, &[3], 15), &large, Work::OneThread).unwrap_err();
    assert_eq!(refused.code(), "window");
    let channels = correlate(&x, &bank(1, 2, &[3], 15), &padded, Work::OneThread);
    assert_eq!(channels.unwrap_err().code(), "shape");
}

/// Sizes whose products no usize holds are refused by the limit, before anything is allocated.
#[test]
fn absurd_paddings_and_strides_neither_overflow_nor_allocate() {
    let x = image(1, &[2, 2], 16);
    let slide = Slide::new(&[2, 2], &[1, 1]).unwrap();
    for border in [Border::Zero, Border::Circular] {
        let huge = slide.with_padding(&[[usize::MAX, 0]; 2], border).unwrap();
        assert_eq!(windows(&x, &huge).unwrap_err().code(), "too-large");
    }
    // One window an axis: the first place of the padding, usize::MAX - 2 before the signal, an odd
    // number, so that on the circle it is the second place of two.
    let far = slide
        .with_padding(&[[usize::MAX - 2, 0]; 2], Border::Circular)
        .unwrap();
    let far = far.with_stride(&[usize::MAX; 2]).unwrap();
    assert_eq!(windows(&x, &far).unwrap().values(), [x.values()[3]]);
    let sparse = Slide::new(&[usize::MAX], &[1]).unwrap();
    let sparse = sparse.with_stride(&[usize::MAX]).unwrap();
    let one = Matrix::new(1, 1, vec![1.0]).unwrap();
    assert_eq!(gathered(&one, 1, &sparse).unwrap_err().code(), "too-large");
}
