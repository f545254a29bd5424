//! The numbers that an initializer writes: single and double precision.
//!
//! It widens; it rounds nothing. Narrower formats arrive as single precision and are declared.

use crate::empirical::stat::Storage;

/// A number that a caller's initializer fills a slice with.
///
/// # Example
/// ```
/// use varprop::conformance::Number;
/// assert_eq!(0.5_f32.widened(), 0.5);
/// assert!(f64::UNFILLED.widened().is_nan());
/// ```
pub trait Number: Copy {
    /// Its format, unless the caller declares a coarser one.
    const STORAGE: Storage;
    /// What a slice holds before it is filled: not a number, so that a place left out is found.
    const UNFILLED: Self;

    /// The same number in double precision.
    fn widened(self) -> f64;
}

impl Number for f32 {
    const STORAGE: Storage = Storage::F32;
    const UNFILLED: Self = f32::NAN;

    fn widened(self) -> f64 {
        f64::from(self)
    }
}

impl Number for f64 {
    const STORAGE: Storage = Storage::F64;
    const UNFILLED: Self = f64::NAN;

    fn widened(self) -> f64 {
        self
    }
}

/// The coarser of two formats.
pub(in crate::conformance) fn coarser(a: Storage, b: Storage) -> Storage {
    if b.significand_bits() < a.significand_bits() {
        b
    } else {
        a
    }
}
