//! How many bits the numbers of a tensor really have, and what rounding may have done to them.
//!
//! It states budgets; what they are compared with is computed elsewhere.

use crate::audit::Scan;
use crate::empirical::stat::Storage;
use crate::num::real;

/// Fewer values than this may all be short by accident.
const FEWEST: usize = 16;

/// So many, at even distances, are enough.
const MOST: usize = 1 << 14;

/// The coarsest format that holds the values, of which up to 16,384 are asked: that in which they were computed or to which
/// they were rounded, whatever format they are stored in.
///
/// bfloat16 values saved in single precision keep the errors of bfloat16, and single precision ones
/// saved as doubles those of single precision. With fewer than 16 values other than 0 the answer is
/// `stored`. A value of single precision is one of bfloat16 by accident with probability 2⁻¹⁶.
///
/// # Example
/// ```
/// use varprop::audit::format::{NumberFormat, TensorInfo};
/// use varprop::audit::{Scanner, effective_storage};
/// use varprop::empirical::stat::Storage;
/// let info = TensorInfo {
///     name: "weight".to_owned(),
///     shape: vec![100],
///     format: NumberFormat::Float(Storage::F64),
/// };
/// let mut scanner = Scanner::new(&info);
/// (1..=100_u8).for_each(|i| scanner.take(&f64::from(1.0 / f32::from(i)).to_le_bytes()));
/// let scan = scanner.finish();
/// assert_eq!(effective_storage(&scan, Storage::F64), Storage::F32);
/// ```
#[must_use]
pub fn effective_storage(scan: &Scan, stored: Storage) -> Storage {
    let values = &scan.sample().values;
    let stride = values.len().div_ceil(MOST).max(1);
    let values = || values.iter().step_by(stride);
    let n_nonzero = values().filter(|x| **x != 0.0).take(FEWEST).count();
    if n_nonzero < FEWEST {
        return stored;
    }
    let narrower = [Storage::Bf16, Storage::F16, Storage::F32];
    let narrower = narrower
        .into_iter()
        .filter(|one| one.significand_bits() <= stored.significand_bits());
    let holds = |one: &Storage| values().all(|x| is_number_of(*one, *x));
    narrower.into_iter().find(holds).unwrap_or(stored)
}

fn is_number_of(storage: Storage, x: f64) -> bool {
    /// The largest numbers of binary16, and of binary32 (of bfloat16 about the same).
    const LARGEST: [f64; 2] = [65504.0, f32::MAX as f64];
    let largest = LARGEST[usize::from(storage != Storage::F16)];
    storage.round(x) == x && x.abs() <= largest
}

/// How far the scale of a law may be off in this format, relatively.
///
/// Two units of the last place of bfloat16 and binary16, whose frameworks round the bound or the
/// deviation and the factor that corrects it (JAX 0.10 in bfloat16: the variance of `lecun_normal`
/// is 1.1 % low); four of finer formats, for the products and roots of a rule. Where the deviation
/// itself is so small that the format's numbers are sparse, their distance as well.
#[must_use]
pub fn rounding(storage: Storage, std_dev: f64) -> f64 {
    let units = if is_low(storage) { 1.0 } else { 2.0 };
    let (low, high) = storage.cell(storage.round(std_dev));
    let sparse = (high - low) / std_dev;
    // Rounding adds a twelfth of the squared distance to the variance.
    (units * lattice(storage) + sparse * sparse / 12.0).min(0.5)
}

/// The steps of probability in which a generator of this format draws: a uniform number of as many
/// bits as the significand has after its first (JAX 0.10 draws bfloat16 from 128 numbers, PyTorch up
/// to 2.6 from 256).
#[must_use]
pub fn lattice(storage: Storage) -> f64 {
    real::powi(0.5, storage.significand_bits().unsigned_abs() - 1)
}

/// How far such steps shift the mean, in standard deviations: a step times the range of the law,
/// which is at most five of them (observed: 2.3 steps for truncated laws, 1.7 for uniform ones).
#[must_use]
pub(in crate::audit) fn shift(storage: Storage) -> f64 {
    4.0 * lattice(storage)
}

/// Whether constants are rounded by so much that a test could see it.
#[must_use]
pub(in crate::audit) fn is_low(storage: Storage) -> bool {
    storage.significand_bits() < 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::random::Stream;

    fn normals(storage: Storage) -> Vec<f64> {
        let mut values = vec![0.0; 500];
        let stream = Stream::root(1).named("precision");
        stream.generator().fill_normal(&mut values);
        values.iter().map(|x| storage.round(*x)).collect()
    }

    #[test]
    fn the_format_of_the_values_shows_through_that_of_the_file() {
        for made in [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16] {
            let scan = specimen::scan(&normals(made), &[500]);
            assert_eq!(effective_storage(&scan, Storage::F64), made);
        }
    }

    #[test]
    fn a_few_short_values_say_nothing() {
        let scan = specimen::scan(&[0.5, 0.25, 1.0, 0.0], &[4]);
        assert_eq!(effective_storage(&scan, Storage::F32), Storage::F32);
    }

    #[test]
    fn budgets_are_a_few_units_of_the_last_place() {
        assert_eq!(lattice(Storage::Bf16), 1.0 / 128.0);
        let rounding = |storage| rounding(storage, 0.02);
        assert!((1.0 / 128.0..1.01 / 128.0).contains(&rounding(Storage::Bf16)));
        assert!((1.0 / 1024.0..1.01 / 1024.0).contains(&rounding(Storage::F16)));
        assert!(rounding(Storage::F32) < 1e-6);
        // binary16 has numbers 6·10⁻⁸ apart at 10⁻⁷.
        assert!(super::rounding(Storage::F16, 1e-7) > 0.02);
    }
}
