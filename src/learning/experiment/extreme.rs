//! The ends of a list of measured numbers. One NaN among them makes both ends NaN: `f64::max`
//! would leave it out, and a network that has diverged would look like one that stands still.

/// The greatest, −∞ of none.
pub(in crate::learning::experiment) fn greatest(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(f64::NEG_INFINITY, |most, x| {
        if x > most || x.is_nan() { x } else { most }
    })
}

/// The least, ∞ of none.
pub(in crate::learning::experiment) fn least(numbers: impl Iterator<Item = f64>) -> f64 {
    -greatest(numbers.map(|x| -x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_nan_leaves_no_end_wherever_it_stands() {
        for numbers in [
            [f64::NAN, 1.0, 2.0],
            [1.0, f64::NAN, 2.0],
            [1.0, 2.0, f64::NAN],
        ] {
            assert!(greatest(numbers.into_iter()).is_nan());
            assert!(least(numbers.into_iter()).is_nan());
        }
    }

    #[test]
    fn the_ends_are_members() {
        let numbers = || [2.0, -3.0, 1.0].into_iter();
        assert_eq!((least(numbers()), greatest(numbers())), (-3.0, 2.0));
    }
}
