//! Reading a dataset from text: `spiral(samples=200, noise=0.1)`.

use crate::learning::data::ALL;
use crate::learning::data::DataError;
use crate::learning::data::Recipe;
use crate::spec;

/// The dataset that the text names, with its parameters.
///
/// # Example
/// ```
/// use varprop::learning::data::parse;
/// assert_eq!(parse("blobs(50, noise=0.1)")?.label(), "blobs(samples=50, noise=0.1)");
/// assert_eq!(parse("blob").unwrap_err().code(), "unknown-name");
/// assert_eq!(parse("xor(low=-1)")?.label(), "xor(low=-1)");
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # Errors
/// [`DataError::Spec`], located by column, or what the dataset's constructor refuses.
pub fn parse(text: &str) -> Result<Box<dyn Recipe>, DataError> {
    let (entry, given) = spec::parse(text, ALL)?;
    (entry.build)(&given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> (&'static str, String) {
        let error = parse(text).unwrap_err();
        (error.code(), error.to_string())
    }

    #[test]
    fn a_refusal_names_its_place_and_what_is_allowed() {
        for (text, code, message) in [
            ("", "syntax", "column 1: expected a name"),
            ("blobs(2", "syntax", "column 8: expected a closing ')'"),
            ("blobs(,)", "syntax", "column 7: expected a value"),
            (
                "blobs(noise=0, 3)",
                "syntax",
                "column 16: expected 'parameter=value' after a named parameter",
            ),
            (
                "spiral(turn=2)",
                "unknown-parameter",
                "column 8: spiral has no parameter 'turn', nearest is 'turns'; allowed: samples, noise, turns",
            ),
            (
                "blobs(5, samples=5)",
                "repeated-parameter",
                "column 18: blobs takes each of (samples, noise) at most once",
            ),
            (
                "xor(0, 1)",
                "repeated-parameter",
                "column 8: xor takes each of (low) at most once",
            ),
            (
                "blobs(samples=-2)",
                "malformed-value",
                "column 15: samples must be a whole number, got '-2'",
            ),
            (
                "blobs(2, noise= x)",
                "malformed-value",
                "column 17: noise must be a number, got 'x'",
            ),
            (
                "blobs(1)",
                "samples",
                "this dataset has 2 to 100000 samples, got 1",
            ),
            (
                "digits(9)",
                "samples",
                "this dataset has 10 to 100000 samples, got 9",
            ),
            (
                "circle(noise=nan)",
                "parameter-out-of-range",
                "noise must be in 0..=1, got NaN",
            ),
            (
                "digits(shift=2)",
                "parameter-out-of-range",
                "shift must be 0 or 1, got 2",
            ),
        ] {
            assert_eq!(refusal(text), (code, message.to_owned()), "{text}");
        }
        let (code, message) = refusal("blob");
        assert_eq!(code, "unknown-name");
        assert!(message.contains("blobs, circle, quadrants, spiral, digits, xor, and, or"));
    }
}
