//! Tests of truncated moments against 40-digit numbers, in the tails and in tiny windows.

use super::*;
use crate::num::Tolerance;

const INF: f64 = f64::INFINITY;

/// (parent mean, parent std_dev, low, high; mean, variance, fourth central moment), by
/// tanh-sinh quadrature in 40-digit arithmetic.
const COMPUTED: [(f64, f64, f64, f64, f64, f64, f64); 11] = [
    (
        0.0,
        1.0,
        8.0,
        9.0,
        8.121_188_992_979_797,
        0.014_148_542_782_748_11,
        0.001_537_004_446_201_735,
    ),
    (
        0.0,
        1.0,
        -9.0,
        -8.0,
        -8.121_188_992_979_797,
        0.014_148_542_782_748_11,
        0.001_537_004_446_201_735,
    ),
    (
        0.0,
        1.0,
        3.0,
        INF,
        3.283_098_654_930_436_5,
        0.070_559_186_785_268_12,
        0.033_866_343_621_472_44,
    ),
    (
        1.0,
        2.0,
        -INF,
        0.0,
        -1.282_155_540_736_129,
        1.073_921_628_623_515_8,
        5.108_112_914_244_383,
    ),
    (
        0.0,
        1.0,
        -1.0,
        3.0,
        0.282_786_110_727_154,
        0.616_141_735_357_829_3,
        1.060_756_088_952_412,
    ),
    (
        0.0,
        1.0,
        30.0,
        INF,
        30.033_259_667_433_677,
        0.001_103_771_511_890_091,
        1.090_087_186_236_075_4e-5,
    ),
    (
        0.0,
        1.0,
        1.0,
        1.000_976_562_5,
        1.000_488_201_738_339,
        7.947_285_338_088_427e-8,
        1.136_868_316_974_296_3e-14,
    ),
    (
        0.0,
        1.0,
        40.0,
        41.0,
        40.024_968_847_207_26,
        6.226_683_785_913_863e-4,
        3.477_917_772_982_177e-6,
    ),
    (
        0.5,
        0.25,
        0.0,
        1.0,
        0.5,
        0.048_358_831_471_870_2,
        0.005_531_988_768_943_214,
    ),
    (
        0.0,
        1.0,
        0.0,
        INF,
        0.797_884_560_802_865_4,
        0.363_380_227_632_418_7,
        0.510_906_251_556_784,
    ),
    (
        0.0,
        1.0,
        100.0,
        INF,
        100.009_998_000_999_26,
        9.994_004_994_826_345e-5,
        8.984_425_037_872_172e-8,
    ),
];

/// exp's argument is at most 60 and carries 3 roundings of its own size where the density is
/// e⁻⁶⁰; where it counts (argument near 1) about 10 with `MAX_ULP`, 16 more in the power, the
/// sums and quotients; the mean's rounding enters a central moment in second order.
const OPERATIONS: u32 = 64;

#[test]
fn moments_have_the_values_of_an_independent_computation() {
    for (mean, std_dev, low, high, m, v, q) in COMPUTED {
        let law = TruncatedNormal::new(mean, std_dev, low, high).unwrap();
        let close = |x, y| Tolerance::rounding(OPERATIONS, y).accepts(x, y);
        assert!(
            close(law.mean(), m),
            "{law:?}: mean {}, {:e}",
            law.mean(),
            law.mean() - m
        );
        assert!(close(law.variance(), v), "{law:?}: {}", law.variance());
        let fourth = law.fourth_central_moment();
        assert!(close(fourth, q), "{law:?}: fourth {fourth}");
    }
}

#[test]
fn truncation_at_two_sigma_leaves_the_published_variance_and_kurtosis() {
    let law = TruncatedNormal::two_sigma(1.0).unwrap();
    let (std_dev, variance) = (TWO_SIGMA_STD_DEV, 0.773_741_303_549_923_2);
    assert!(Tolerance::rounding(OPERATIONS, 1.0).accepts(law.std_dev(), std_dev));
    assert!(Tolerance::rounding(OPERATIONS, 1.0).accepts(law.variance(), variance));
    assert!(Tolerance::printed(4).accepts(law.kurtosis().unwrap(), 2.3655));
}

#[test]
fn the_corrected_law_has_the_standard_deviation_asked_for() {
    let law = TruncatedNormal::corrected_two_sigma(0.02).unwrap();
    assert!(Tolerance::rounding(OPERATIONS, 0.02).accepts(law.std_dev(), 0.02));
}

#[test]
fn no_truncation_leaves_the_normal_law() {
    let law = TruncatedNormal::new(3.0, 0.5, -INF, INF).unwrap();
    assert!(Tolerance::rounding(OPERATIONS, 0.25).accepts(law.variance(), 0.25));
    assert!(Tolerance::rounding(2 * OPERATIONS, 3.0).accepts(law.kurtosis().unwrap(), 3.0));
    assert_eq!(law.cdf(3.0), 0.5);
}

#[test]
fn the_cdf_has_the_values_of_an_independent_computation() {
    // P(X ≤ a + (b−a)/4) by the same 40-digit quadrature.
    for (low, high, expected) in [
        (-2.0, 2.0, 0.142_383_613_994_546_97),
        (8.0, 9.0, 0.872_851_220_924_385_7),
        (-9.0, -8.0, 0.001_533_650_585_931_886),
        (-1.0, 3.0, 0.406_365_285_294_634_16),
        (1.0, 1.000_976_562_5, 0.250_091_597_440_585_06),
        (40.0, 41.0, 0.999_956_269_853_122_7),
        (-0.000_976_562_5, 0.000_976_562_5, 0.249_999_970_197_678_2),
    ] {
        let law = TruncatedNormal::new(0.0, 1.0, low, high).unwrap();
        let cdf = law.cdf(low + 0.25 * (high - low));
        // erfc's argument is within 1 ulp at condition number 2·(z²/2) ≤ 81 at z = 9.
        let tolerance = Tolerance::rounding(OPERATIONS + 4 * 81, 1.0);
        assert!(tolerance.accepts(cdf, expected), "[{low}, {high}]: {cdf}");
    }
}

#[test]
fn windows_that_hold_no_law_are_refused() {
    let code = |low, high| {
        let refused = TruncatedNormal::new(0.0, 1.0, low, high);
        refused.unwrap_err().code()
    };
    assert_eq!(code(2.0, -2.0), "empty-interval");
    assert_eq!(code(f64::NAN, 2.0), "empty-interval");
    assert_eq!(code(1.0, 1.0_f64.next_up()), "interval-too-narrow");
    assert_eq!(code(1001.0, INF), "tail-too-far");
    assert_eq!(code(INF, INF), "empty-interval");
    assert_eq!(code(0.0, 1e-70), "scale-out-of-range");
}
