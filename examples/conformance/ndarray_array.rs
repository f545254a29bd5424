//! An array of ndarray's in the layout of Keras, [inputs, outputs], and a bug that shipped.

use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::{Distribution, Uniform};
use varprop::conformance::{Conformance, ConformanceError, Conformity, Layer, Layout};

/// Glorot's uniform initializer, as early Keras had it: the standard deviation √(2/(fan_in +
/// fan_out)) is taken for the bound, which is √3 times as large (keras PR #372, 2015).
#[expect(
    clippy::disallowed_methods,
    reason = "someone else's code: only varprop names its streams"
)]
fn glorot_uniform(seed: u64, inputs: usize, outputs: usize) -> Array2<f32> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let bound = (2.0 / (inputs + outputs) as f32).sqrt();
    let law = Uniform::new_inclusive(-bound, bound);
    Array2::from_shape_fn((inputs, outputs), |_| {
        law.as_ref()
            .map_or(f32::NAN, |law| law.sample(&mut generator))
    })
}

/// What a test of it asks: `assert!(found.holds(), "{found}")` would fail with this answer.
pub(crate) fn check() -> Result<Conformity, ConformanceError> {
    let promise = Conformance::to("keras:GlorotUniform", &Layer::dense(120, 84)?)?;
    promise
        .layout(Layout::Keras)
        .check(|seed, weights: &mut [f32]| {
            let drawn = glorot_uniform(seed, 120, 84);
            weights.iter_mut().zip(&drawn).for_each(|(w, x)| *w = *x);
        })
}
