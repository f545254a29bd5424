//! Why a term has no value.

use thiserror::Error;

/// A refusal of the evaluation.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EvaluationError {
    /// A symbol without a value.
    #[error("unknown symbol `{name}`{}", suggestion(.nearest.as_deref()))]
    UnknownSymbol {
        /// The symbol.
        name: String,
        /// The known symbol with the nearest spelling.
        nearest: Option<String>,
    },
    /// A call of a function that nobody defines.
    #[error("unknown function `{name}`{}", suggestion(.nearest.as_deref()))]
    UnknownFunction {
        /// The function.
        name: String,
        /// The known function with the nearest spelling.
        nearest: Option<String>,
    },
    /// A function that rests on more than + − × ÷ √, where nothing else is trusted.
    #[error("`{function}` is not certified here; certified are {certified}, and + - * / sqrt")]
    NotCertified {
        /// The function.
        function: String,
        /// What may be called instead.
        certified: String,
    },
    /// Too few or too many arguments.
    #[error("`{function}` takes {expected}, received {received}")]
    WrongArity {
        /// The function.
        function: String,
        /// What it takes.
        expected: &'static str,
        /// How many arguments were given.
        received: usize,
    },
    /// An argument of the wrong kind, outside the domain, or missing.
    #[error("wrong argument `{argument}` of `{function}`: {reason}")]
    WrongArgument {
        /// The function.
        function: String,
        /// The argument, by name or by position from 1.
        argument: String,
        /// What was received and what is allowed.
        reason: String,
    },
    /// A number was needed.
    #[error("expected a number, found {found}")]
    NotANumber {
        /// What was found.
        found: &'static str,
    },
    /// An index outside its list.
    #[error("index {index} of `{name}` is outside 1..{length}")]
    OutOfRange {
        /// The list's name.
        name: String,
        /// The index.
        index: String,
        /// How many elements there are.
        length: usize,
    },
    /// A bound of a sum or an index that is not a whole number.
    #[error("expected a whole number for {what}, found {found}")]
    NotWhole {
        /// What the number is for.
        what: &'static str,
        /// What was found.
        found: String,
    },
    /// The divisor is zero, or its enclosure holds zero.
    #[error("division by {divisor}, which is or may be zero")]
    DivisionByZero {
        /// The divisor.
        divisor: String,
    },
    /// A power without a real value, such as (−1)^0.5.
    #[error("{base}^{exponent} has no real value that can be enclosed")]
    UndefinedPower {
        /// The base.
        base: String,
        /// The exponent.
        exponent: String,
    },
    /// A result beyond every double.
    #[error("the value of {what} is too large to enclose")]
    Overflow {
        /// The operation.
        what: &'static str,
    },
    /// More terms than anyone would wait for.
    #[error("sums and products over more than {limit} terms in all are not evaluated")]
    TooManyTerms {
        /// The limit.
        limit: u64,
    },
    /// E, Var or Cov outside a probability model.
    #[error("{operator} needs a probability model; here only numbers are evaluated")]
    NeedsModel {
        /// The operator.
        operator: &'static str,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

impl EvaluationError {
    /// The stable name of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownSymbol { .. } => "unknown-symbol",
            Self::UnknownFunction { .. } => "unknown-function",
            Self::NotCertified { .. } => "not-certified",
            Self::WrongArity { .. } => "wrong-arity",
            Self::WrongArgument { .. } => "wrong-argument",
            Self::NotANumber { .. } => "not-a-number",
            Self::OutOfRange { .. } => "out-of-range",
            Self::NotWhole { .. } => "not-whole",
            Self::DivisionByZero { .. } => "division-by-zero",
            Self::UndefinedPower { .. } => "undefined-power",
            Self::Overflow { .. } => "overflow",
            Self::TooManyTerms { .. } => "too-many-terms",
            Self::NeedsModel { .. } => "needs-model",
        }
    }
}
