//! Laws by family and scale, with the draws that initializers make of them.
//!
//! Moments and distribution functions are `theory::distribution`'s own: no law is written here.

use varprop::empirical::stat::Null;
use varprop::initializer::EntryLaw;
use varprop::initializer::Family;
use varprop::random::Generator;
use varprop::theory::distribution::Distribution;

/// The symmetric law of mean 0 of a family, with the given standard deviation of its entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Law(pub Family, pub f64);

impl Law {
    fn entries(self) -> EntryLaw {
        EntryLaw::with_variance(self.0, self.1 * self.1).unwrap()
    }

    /// The law, as a test is told of it.
    pub(crate) fn promised(self) -> Box<dyn Distribution> {
        self.entries().boxed()
    }

    /// The same law with another variance.
    pub(crate) fn scaled(self, variance_ratio: f64) -> Self {
        Self(self.0, self.1 * variance_ratio.sqrt())
    }

    pub(crate) fn draws(self, n: usize, draws: &mut Generator) -> Vec<f64> {
        let mut values = vec![0.0; n];
        self.entries().sampler().fill(draws, &mut values);
        values
    }
}

/// The null hypothesis that a law is the truth.
pub(crate) fn null(law: &dyn Distribution) -> Null<'_> {
    Null::new(law).unwrap()
}
