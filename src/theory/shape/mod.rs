//! Shapes of layers: fans from layer semantics and weight layout.
//!
//! It allocates no tensor and knows no initializer. To add a kind of layer: a variant of
//! [`LayerKind`], its constructor in `layer`, its axes in `layout`.

mod convolution;
mod convolution_arithmetic;
mod error;
mod kernel;
mod layer;
mod layout;
mod padding;
mod receptive_field;

pub use convolution::{Convolution, ConvolvedShape};
pub use convolution_arithmetic::ConvolutionAxis;
pub use error::ShapeError;
pub use kernel::Kernel;
pub use layer::{Layer, LayerKind, MeanFans};
pub use layout::Layout;
pub use padding::Padding;
pub use receptive_field::{ReceptiveField, StackOfThrees};

/// How many weights meet at one output unit, and at one input unit.
///
/// # Example
/// ```
/// use varprop::theory::shape::Fans;
/// let fans = Fans { fan_in: 500, fan_out: 300 };
/// assert_eq!(fans.average(), 400.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fans {
    /// Inputs that one output unit sums over.
    pub fan_in: u64,
    /// Outputs that one input unit feeds.
    pub fan_out: u64,
}

impl Fans {
    /// (fan_in + fan_out)/2.
    #[must_use]
    pub fn average(self) -> f64 {
        0.5 * (self.fan_in as f64 + self.fan_out as f64)
    }
}
