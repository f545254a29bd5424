//! Why a text names nothing, or gives a parameter wrongly. Columns count bytes from 1.

/// Why a text is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// The text is not of the form `name` or `name(parameter=value, …)`.
    #[error("column {column}: expected {expected}")]
    Syntax {
        /// Where, in bytes from 1.
        column: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// Nothing has this name.
    #[error(
        "column {column}: no {kind} is named '{received}', nearest is '{nearest}'; allowed: {allowed}"
    )]
    UnknownName {
        /// Where, in bytes from 1.
        column: usize,
        /// What was looked for: `initializer`.
        kind: &'static str,
        /// The name received.
        received: String,
        /// The nearest name or alias.
        nearest: &'static str,
        /// All names, separated by commas.
        allowed: String,
    },
    /// There is no such parameter.
    #[error(
        "column {column}: {callee} has no parameter '{received}', nearest is '{nearest}'; allowed: {allowed}"
    )]
    UnknownParameter {
        /// Where, in bytes from 1.
        column: usize,
        /// What takes the parameters: `he-normal`.
        callee: &'static str,
        /// The parameter received.
        received: String,
        /// The nearest parameter, or `none`.
        nearest: &'static str,
        /// All its parameters, separated by commas.
        allowed: String,
    },
    /// More values than parameters, or one parameter twice.
    #[error("column {column}: {callee} takes {}", at_most_once(allowed))]
    RepeatedParameter {
        /// Where, in bytes from 1.
        column: usize,
        /// What takes the parameters: `he-normal`.
        callee: &'static str,
        /// All its parameters, separated by commas.
        allowed: String,
    },
    /// A parameter without default is missing.
    #[error("{callee} needs a value for '{parameter}'")]
    MissingParameter {
        /// What takes the parameters: `he-normal`.
        callee: &'static str,
        /// The parameter that is missing.
        parameter: &'static str,
    },
    /// A value is not of the parameter's kind.
    #[error("column {column}: {parameter} must be {expected}, got '{received}'")]
    MalformedValue {
        /// Where, in bytes from 1.
        column: usize,
        /// Which parameter.
        parameter: &'static str,
        /// What was expected.
        expected: String,
        /// The value received.
        received: String,
    },
}

impl SpecError {
    /// The stable kebab-case code of this variant.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::UnknownName { .. } => "unknown-name",
            Self::UnknownParameter { .. } => "unknown-parameter",
            Self::RepeatedParameter { .. } => "repeated-parameter",
            Self::MissingParameter { .. } => "missing-parameter",
            Self::MalformedValue { .. } => "malformed-value",
        }
    }
}

/// How often parameters may be given, or that there are none.
fn at_most_once(allowed: &str) -> String {
    match allowed {
        "" => "no parameter".to_owned(),
        _ => format!("each of ({allowed}) at most once"),
    }
}
