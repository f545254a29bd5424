//! A matrix of nalgebra's, [outputs, inputs], which lies in memory column by column.

use nalgebra::DMatrix;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use varprop::conformance::{Conformance, ConformanceError, Conformity, Layer};

/// He's normal initializer: N(0, 2/fan_in).
#[expect(
    clippy::disallowed_methods,
    reason = "someone else's code: only varprop names its streams"
)]
fn he_normal(seed: u64, outputs: usize, inputs: usize) -> DMatrix<f64> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let std_dev = (2.0 / inputs as f64).sqrt();
    DMatrix::from_fn(outputs, inputs, |_, _| {
        let normal: f64 = StandardNormal.sample(&mut generator);
        std_dev * normal
    })
}

/// What a test of it asks. The slice is row-major: nalgebra's own order is that of the transpose.
pub(crate) fn check() -> Result<Conformity, ConformanceError> {
    let promise = Conformance::to("he-normal", &Layer::dense(784, 256)?)?;
    promise.check(|seed, weights: &mut [f64]| {
        weights.copy_from_slice(he_normal(seed, 256, 784).transpose().as_slice());
    })
}
