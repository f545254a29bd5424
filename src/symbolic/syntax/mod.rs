//! The written language of terms, declarations and proof scripts: parse, print, LaTeX, and
//! diagnostics with their place.
//!
//! It neither evaluates nor simplifies. `parse(print(t)) = t` for every term that was parsed.

mod abbreviation;
mod declaration;
mod diagnostic;
mod error;
mod latex;
mod latex_name;
mod lexer;
mod parser;
mod print;
mod script;

pub use abbreviation::Abbreviation;
pub use declaration::Goal;
pub use declaration::parse_goal;
pub use declaration::parse_signature;
pub use declaration::signature_lines;
pub use diagnostic::Diagnostic;
pub use diagnostic::excerpt;
pub use diagnostic::position;
pub use error::SyntaxError;
pub use latex::statement_to_latex;
pub use latex::statement_to_latex_in;
pub use latex::to_latex;
pub use latex::to_latex_in;
pub use parser::parse_statement;
pub use parser::parse_term;
pub use script::Argument;
pub use script::Link;
pub use script::Located;
pub use script::Script;
pub use script::ScriptStep;
pub use script::StepBody;
pub use script::TheoremScript;
pub use script::parse_script;

/// The longest text that is read, in bytes.
pub const MAX_LENGTH: usize = 16_384;
/// The longest file of proof scripts that is read, in bytes; also how many nodes the abbreviations
/// of a file may expand to.
pub const MAX_SCRIPT_LENGTH: usize = 1 << 20;
/// The deepest term that is built: recursion over a term is bounded by this.
pub const MAX_DEPTH: usize = 200;
