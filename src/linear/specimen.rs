//! Matrices for tests, here and in the rooms that multiply them.

use crate::linear::Matrix;
use crate::random::Stream;

/// A matrix of standard normal numbers, named.
pub(crate) fn matrix(rows: usize, columns: usize, name: &str) -> Matrix {
    let mut values = vec![0.0; rows * columns];
    Stream::root(1)
        .named(name)
        .generator()
        .fill_normal(&mut values);
    Matrix::new(rows, columns, values).unwrap()
}

/// The identity matrix.
pub(crate) fn identity(size: usize) -> Matrix {
    let entry = |place: usize| f64::from(u8::from(place / size == place % size));
    Matrix::of(size, size, (0..size * size).map(entry).collect())
}
