//! Activations, one file each: value, derivative, Gaussian moments, gain.
//!
//! To add one: a file, a `mod` line, an entry in [`ALL`].
//! Nothing here is simulated; the recursion over layers lives in `theory::mean_field`.

use std::fmt::Debug;

/// A pointwise non-linearity φ: ℝ → ℝ.
///
/// This trait is all that a simulation may know of it; its moments are [`GaussianMoments`].
pub trait Activation: Debug + Send + Sync {
    /// The kebab-case name by which a user asks for it, without parameters: `leaky-relu`.
    fn name(&self) -> &'static str;

    /// The name with its parameters, as printed: `leaky-relu(0.01)`.
    fn label(&self) -> String {
        self.name().to_owned()
    }

    /// φ(x).
    fn value(&self, x: f64) -> f64;

    /// φ′(x); at a kink the value that PyTorch uses (0 for ReLU at 0).
    fn derivative(&self, x: f64) -> f64;

    /// φ over a slice, in place; the same bits as [`Activation::value`] on each.
    fn apply(&self, values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = self.value(*x));
    }

    /// Whether a unit with this output is saturated: within 1 % of its asymptotes' distance of an
    /// asymptote (|tanh| > 0.99 counts as saturated by the textbooks); `false` where φ has none.
    fn is_saturated(&self, output: f64) -> bool;
}
