//! Which results of + × ÷ √ are exact: error-free transformations in plain double arithmetic.
//!
//! It widens nothing; that is `interval`'s. No fused multiply-add: without the instruction it is
//! slow, and the splitting here gives the same answer everywhere.

/// A rounded sum with what rounding took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sum {
    /// The nearest double.
    pub(super) rounded: f64,
    /// The true sum less `rounded`, exactly; NaN where the sum overflows.
    pub(super) error: f64,
}

/// a + b with its error (D. E. Knuth, "The Art of Computer Programming" vol. 2, section 4.2.2,
/// theorem B): exact unless the sum overflows, and then not a number that could pass for 0.
pub(super) fn sum(a: f64, b: f64) -> Sum {
    let rounded = a + b;
    let part = rounded - a;
    let error = (a - (rounded - part)) + (b - part);
    Sum { rounded, error }
}

/// a·b where it is a double.
pub(super) fn product(a: f64, b: f64) -> Option<f64> {
    if a == 0.0 || b == 0.0 {
        return (a.is_finite() && b.is_finite()).then_some(0.0);
    }
    let rounded = a * b;
    (error_of_product(a, b, rounded)? == 0.0).then_some(rounded)
}

/// a/b where it is a double.
pub(super) fn quotient(a: f64, b: f64) -> Option<f64> {
    let rounded = a / b;
    (product(rounded, b)? == a).then_some(rounded)
}

/// √x where it is a double.
pub(super) fn square_root(x: f64) -> Option<f64> {
    let root = x.sqrt();
    (product(root, root)? == x).then_some(root)
}

/// a·b − `rounded`, exactly (T. J. Dekker 1971, "A floating-point technique for extending the
/// available precision"); nothing where a factor is so large or small that a partial
/// product could leave the normal numbers: above 10⁻¹¹⁴ the last bits multiply to 2⁻⁸⁶² at least.
fn error_of_product(a: f64, b: f64, rounded: f64) -> Option<f64> {
    const RANGE: std::ops::Range<f64> = 1e-114..1e114;
    if !RANGE.contains(&a.abs()) || !RANGE.contains(&b.abs()) {
        return None;
    }
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let crossed = ((a_high * b_high - rounded) + a_high * b_low) + a_low * b_high;
    Some(crossed + a_low * b_low)
}

/// The leading 26 bits and the rest (G. W. Veltkamp, after Dekker 1971).
fn split(x: f64) -> (f64, f64) {
    let scaled = 134_217_729.0 * x;
    let high = scaled - (scaled - x);
    (high, x - high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    /// A double as m·2^e with an integer m, 0 for 0.
    fn whole(x: f64) -> (i128, i32) {
        let bits = x.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i32;
        let fraction = i128::from(bits & ((1 << 52) - 1));
        let (m, e) = if exponent == 0 {
            (fraction, -1074)
        } else {
            (fraction | 1 << 52, exponent - 1075)
        };
        (if x < 0.0 { -m } else { m }, e)
    }

    /// Whether a·b = c, in integers: m·n·2^(e + f) against p·2^g.
    fn is_product(a: f64, b: f64, c: f64) -> bool {
        let ((m, e), (n, f), (p, g)) = (whole(a), whole(b), whole(c));
        let (left, shift) = (m * n, e + f - g);
        if shift >= 0 {
            left.checked_shl(shift as u32)
                .is_some_and(|l| l >> shift == left && l == p)
        } else {
            // Beyond 106 places only 0 could match, and the factors are not 0.
            shift > -20 * 53
                && -shift < 127
                && (left >> -shift) << -shift == left
                && left >> -shift == p
        }
    }

    /// Doubles with few and with many bits, so that exact results are common.
    fn number() -> impl Strategy<Value = f64> {
        let short =
            (-4096_i32..4096, -40_i32..40).prop_map(|(m, e)| f64::from(m) * 2.0_f64.powi_exact(e));
        prop_oneof![short, -1e3..1e3_f64, Just(1.0 / 3.0)]
    }

    trait PowerOfTwo {
        fn powi_exact(self, e: i32) -> f64;
    }

    impl PowerOfTwo for f64 {
        fn powi_exact(self, e: i32) -> f64 {
            f64::from_bits(((1023 + i64::from(e)) as u64) << 52)
        }
    }

    #[test]
    fn a_product_is_given_exactly_where_integers_say_that_it_is_exact() {
        let mut runner = TestRunner::deterministic();
        let pairs = (number(), number());
        let checked = runner.run(&pairs, |(a, b)| {
            prop_assume!(a != 0.0 && b != 0.0);
            let exact = is_product(a, b, a * b);
            prop_assert_eq!(product(a, b), exact.then_some(a * b));
            Ok(())
        });
        checked.unwrap();
    }

    #[test]
    fn a_quotient_or_root_that_is_given_multiplies_back() {
        let mut runner = TestRunner::deterministic();
        let checked = runner.run(&(number(), number()), |(a, b)| {
            prop_assume!(a != 0.0 && b != 0.0);
            if let Some(q) = quotient(a, b) {
                prop_assert!(is_product(q, b, a));
            }
            if let Some(root) = square_root(a.abs()) {
                prop_assert!(is_product(root, root, a.abs()));
            }
            prop_assert_eq!(
                square_root((a * a).abs()).is_some() || !is_product(a, a, a * a),
                true
            );
            Ok(())
        });
        checked.unwrap();
    }

    /// Both summands, the rounded sum and the error are integer multiples of 2⁻¹¹².
    #[test]
    fn the_error_of_a_sum_makes_it_whole_again() {
        let scaled = |x: f64| {
            let (m, e) = whole(x);
            if m == 0 { 0 } else { m << (e + 112) }
        };
        let mut runner = TestRunner::deterministic();
        let summand = (-(1_i64 << 53)..1_i64 << 53, -60_i32..-47)
            .prop_map(|(m, e)| m as f64 * 1.0_f64.powi_exact(e));
        let checked = runner.run(&(summand.clone(), summand), |(a, b)| {
            let Sum { rounded, error } = sum(a, b);
            prop_assert_eq!(scaled(a) + scaled(b), scaled(rounded) + scaled(error));
            Ok(())
        });
        checked.unwrap();
    }

    #[test]
    fn nothing_is_called_exact_near_the_ends_of_the_range() {
        assert_eq!(product(f64::MIN_POSITIVE, 0.3), None);
        assert_eq!(product(f64::MAX, 2.0), None);
        assert!(sum(f64::MAX, f64::MAX).error.is_nan());
        assert_eq!(product(0.0, f64::INFINITY), None);
    }
}
