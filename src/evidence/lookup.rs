//! Activations and initializers by the names that people write.

use crate::evidence::EvidenceError;
use crate::initializer;
use crate::initializer::Initializer;
use crate::theory::activation;
use crate::theory::activation::GaussianMoments;
use std::sync::Arc;

/// The activation of a spec such as `leaky-relu(0.2)`.
pub(in crate::evidence) fn activation(
    spec: &str,
) -> Result<Arc<dyn GaussianMoments>, EvidenceError> {
    Ok(Arc::from(activation::parse(spec)?))
}

/// The initializer of a spec such as `he-normal(mode=fan_out)`, or of another framework's name such
/// as `keras:HeNormal`.
pub(in crate::evidence) fn initializer(spec: &str) -> Result<Arc<dyn Initializer>, EvidenceError> {
    let spec = match spec.contains(':') {
        true => initializer::like(spec)?.spec,
        false => spec,
    };
    Ok(Arc::from(initializer::parse(spec)?))
}
