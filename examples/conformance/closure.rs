//! A plain function that fills a slice, with a generator of its own.
//!
//! It knows nothing of varprop: `fill_lecun_uniform` is the code under test.

use varprop::conformance::{Conformance, ConformanceError, Conformity, Layer};

/// LeCun's uniform initializer: U(−b, b) with b = √(3/fan_in).
fn fill_lecun_uniform(seed: u64, fan_in: usize, weights: &mut [f32]) {
    let bound = (3.0 / fan_in as f32).sqrt();
    let mut state = seed;
    for weight in weights {
        // 24 bits of SplitMix64 (Steele, Lea & Flood 2014), as many as a single holds.
        let unit = (split_mix(&mut state) >> 40) as f32 / 16_777_216.0;
        *weight = bound * (2.0 * unit - 1.0);
    }
}

fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a test of it asks, by the name that Keras gives the law.
pub(crate) fn check() -> Result<Conformity, ConformanceError> {
    let layer = Layer::convolution(16, 32, &[3, 3], 1)?;
    Conformance::to("keras:LecunUniform", &layer)?
        .check(|seed, weights: &mut [f32]| fill_lecun_uniform(seed, 16 * 9, weights))
}
