//! Activations, initializers, engines, precisions and details by the names that people write.

use crate::empirical::simulate::Detail;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Precision;
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

/// The engine of this name; direct where none is given, since a claim may be about the very
/// invariance that the exact engine assumes.
pub(in crate::evidence) fn engine(name: Option<&str>) -> Result<Engine, EvidenceError> {
    match name {
        None | Some("direct") => Ok(Engine::Direct),
        Some("exact") => Ok(Engine::Exact),
        Some("automatic") => Ok(Engine::Automatic),
        Some(other) => Err(unknown("engine", "direct, exact or automatic", other)),
    }
}

/// The precision of this name; double where none is given.
pub(in crate::evidence) fn precision(name: Option<&str>) -> Result<Precision, EvidenceError> {
    match name {
        None | Some("double") => Ok(Precision::Double),
        Some("single") => Ok(Precision::Single),
        Some(other) => Err(unknown("precision", "double or single", other)),
    }
}

/// The detail of this name; everything where none is given.
pub(in crate::evidence) fn detail(name: Option<&str>) -> Result<Detail, EvidenceError> {
    match name {
        None | Some("everything") => Ok(Detail::Everything),
        Some("second-moments") => Ok(Detail::SecondMoments),
        Some(other) => Err(unknown("detail", "everything or second-moments", other)),
    }
}

fn unknown(what: &str, allowed: &str, received: &str) -> EvidenceError {
    EvidenceError::Request(format!("{what} must be {allowed}, got `{received}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_draw_every_weight_unless_they_say_otherwise() {
        assert_eq!(engine(None).unwrap(), Engine::Direct);
        assert_eq!(engine(Some("automatic")).unwrap(), Engine::Automatic);
        assert_eq!(precision(Some("single")).unwrap(), Precision::Single);
        assert_eq!(
            detail(Some("second-moments")).unwrap(),
            Detail::SecondMoments
        );
    }

    #[test]
    fn unknown_words_are_told_what_is_allowed() {
        let errors = [
            engine(Some("fast")).unwrap_err().to_string(),
            precision(Some("half")).unwrap_err().to_string(),
            detail(Some("all")).unwrap_err().to_string(),
        ];
        let expected = [
            "engine must be direct, exact or automatic, got `fast`",
            "precision must be double or single, got `half`",
            "detail must be everything or second-moments, got `all`",
        ];
        for (error, expected) in errors.iter().zip(expected) {
            assert!(error.contains(expected), "{error}");
        }
    }
}
