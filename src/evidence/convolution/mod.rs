//! Convolutions as people ask for them: shapes and counts as sheets, and a simulated signal.
//!
//! It computes no shape: `theory::shape` does.

mod request;
mod sheets;
mod signal;
#[cfg(test)]
mod tests;

pub use request::{ConvolutionRequest, SignalOptions};
pub use signal::{SignalRequest, convolution_signal};

use crate::evidence::EvidenceError;
use crate::verdict::Sheet;

/// The layers of a stack over an input, or one layer until the input is small.
///
/// # Errors
/// Sizes that cannot be read, a shape that does not exist, a kernel that does not fit, a repeated
/// layer that shrinks nothing.
///
/// # Example
/// ```
/// use varprop::evidence::{ConvolutionRequest, convolution};
/// use varprop::verdict::Cell;
/// let request = ConvolutionRequest { until: Some(1), ..ConvolutionRequest::new("199", "3") };
/// let sheets = convolution(&request)?;
/// assert_eq!(sheets[0].rows().len(), 99);
/// assert_eq!(sheets[0].rows()[98][2], Cell::text("1x1"));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn convolution(request: &ConvolutionRequest) -> Result<Vec<Sheet>, EvidenceError> {
    let (sizes, channels) = request.input()?;
    let stack = request.stack(channels, sizes.len())?;
    if let Some(until) = request.until {
        return Ok(vec![sheets::repeated(&stack, sizes, until)?]);
    }
    let mut found = vec![sheets::layers(&stack, &sizes, channels)?];
    if let [layer] = stack.as_slice() {
        found.extend(sheets::threes(layer)?);
    }
    Ok(found)
}
