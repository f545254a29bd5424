//! Reading an initializer from text: `he-normal(mode=fan_out, slope=0.2)`.

use crate::initializer::ALL;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::spec;

/// The initializer that the text names, with its parameters.
///
/// # Example
/// ```
/// use varprop::initializer::parse;
/// assert_eq!(parse("normal(std_dev=0.01)")?.label(), "normal(0.01)");
/// assert_eq!(parse("kaiming-normal(fan_out)")?.label(), "he-normal(mode=fan_out)");
/// assert_eq!(parse("he-norml").unwrap_err().code(), "unknown-name");
/// # Ok::<(), varprop::initializer::InitializerError>(())
/// ```
///
/// # Errors
/// `Spec`, located by column, or what the initializer's constructor refuses.
pub fn parse(text: &str) -> Result<Box<dyn Initializer>, InitializerError> {
    let (entry, given) = spec::parse(text, ALL)?;
    (entry.build)(&given)
}

#[cfg(test)]
mod tests;
