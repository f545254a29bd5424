//! Speed of the simulation: products, one layer, and the reference job of ten tanh layers.
//!
//! `divan` prints the throughput of a product in operations a second: a fused multiply-add is two.

use divan::Bencher;
use divan::counter::ItemsCount;
use varprop::empirical::simulate::{Matrix, Work, product};

fn main() {
    divan::main();
}

fn ramp(rows: usize, columns: usize) -> Matrix {
    let values = (0..rows * columns).map(|i| (i % 17) as f64 - 8.0).collect();
    Matrix::new(rows, columns, values).expect("the length fits")
}

#[divan::bench(args = [(1000, 500, 500), (64, 64, 64), (1000, 1000, 1000)])]
fn matrix_product(bencher: Bencher<'_, '_>, (m, k, n): (usize, usize, usize)) {
    let (a, w) = (ramp(m, k), ramp(n, k));
    bencher
        .counter(ItemsCount::new(2 * m * k * n))
        .bench_local(|| product(a.view(), w.view().transposed(), None, Work::OneThread));
}
