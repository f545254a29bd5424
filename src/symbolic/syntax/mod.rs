//! The written language of terms: parse, print, LaTeX, and diagnostics with their place.
//!
//! It neither evaluates nor simplifies. `parse(print(t)) = t` for every term that was parsed.

mod declaration;
mod diagnostic;
mod error;
mod latex;
mod lexer;
mod parser;
mod print;

pub use declaration::Goal;
pub use declaration::parse_goal;
pub use declaration::parse_signature;
pub use diagnostic::Diagnostic;
pub use error::SyntaxError;
pub use latex::statement_to_latex;
pub use latex::to_latex;
pub use parser::parse_statement;
pub use parser::parse_term;

/// The longest text that is read, in bytes.
pub const MAX_LENGTH: usize = 16_384;
/// The deepest term that is built: recursion over a term is bounded by this.
pub const MAX_DEPTH: usize = 200;
