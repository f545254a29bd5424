//! Gauss–Legendre integration of smooth functions over a few unit panels.
//!
//! It serves truncated moments only; integrals with certified bounds are `theory::quadrature`'s.

use crate::num::sum::Sum;

/// Positive nodes and weights of the 16-point rule on [−1, 1], roots of P₁₆ and 2/((1−x²)P₁₆′²),
/// computed to 40 digits by Newton's method and rounded; they agree with Abramowitz & Stegun
/// (1964), table 25.4.
#[expect(clippy::excessive_precision, reason = "digits as computed")]
const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_440_185, 0.189_450_610_455_068_496_29),
    (0.281_603_550_779_258_913_23, 0.182_603_415_044_923_588_87),
    (0.458_016_777_657_227_386_34, 0.169_156_519_395_002_538_19),
    (0.617_876_244_402_643_748_45, 0.149_595_988_816_576_732_08),
    (0.755_404_408_355_003_033_9, 0.124_628_971_255_533_872_05),
    (0.865_631_202_387_831_743_88, 0.095_158_511_682_492_784_81),
    (0.944_575_023_073_232_576_08, 0.062_253_523_938_647_892_863),
    (0.989_400_934_991_649_932_6, 0.027_152_459_411_754_094_852),
];

/// ∫ f over [low, high] in equal panels of length at most 1.
pub(in crate::theory::distribution) fn integrate(
    low: f64,
    high: f64,
    f: impl Fn(f64) -> f64,
) -> f64 {
    let panels = (high - low).ceil().max(1.0);
    let half = 0.5 * (high - low) / panels;
    let mut total = Sum::default();
    for panel in 0..panels as u32 {
        let center = low + half * f64::from(2 * panel + 1);
        for (node, weight) in NODES {
            total.add(weight * f(center - half * node));
            total.add(weight * f(center + half * node));
        }
    }
    half * total.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;
    use crate::num::real;

    #[test]
    fn a_polynomial_of_degree_31_is_integrated_exactly() {
        // ∫₀¹ x³¹ dx = 1/32; each of 32 powers carries at most 10 roundings.
        let integral = integrate(0.0, 1.0, |x| real::powi(x, 31));
        assert!(Tolerance::rounding(45, 1.0 / 32.0).accepts(integral, 1.0 / 32.0));
    }

    #[test]
    fn panels_join_without_gap() {
        assert!(Tolerance::rounding(8, 7.5).accepts(integrate(-2.5, 5.0, |_| 1.0), 7.5));
    }
}
