//! Proof scripts: theorems with declarations, goals and labelled steps. Reads them; it knows no
//! rule and proves nothing.
//!
//! ```text
//! # What it says, for readers: comment lines directly above are its note.
//! theorem NAME                     kebab-case, once in the file
//!   DECLARATION                    one a line, as in a claim
//!   let s(z) = 1/(1 + exp(-z))     abbreviation, with or without parameters
//!   goal STATEMENT                 one or more
//! proof
//!   LABEL: STATEMENT               by RULE ARGUMENTS
//!        = TERM                    by RULE ARGUMENTS
//!   LABEL: suppose STATEMENT
//! qed
//! ```
//!
//! - A relation at the beginning of a line continues the chain above: its left side is the last
//!   right side.
//! - A statement may be broken over lines; it ends with ` by `. Above `proof`, a line that begins
//!   with an operator continues the line above. Arguments may go on after a comma.
//! - A label is letters, digits, `-`, `_` and `.`; it differs from the other labels of the theorem,
//!   those of its assumptions included.
//! - ARGUMENTS are separated by commas. Each is `LABEL`, with terms for symbols
//!   `LABEL(x = TERM, y = TERM)` and a multiplier `LABEL times TERM`; or `square TERM`, with a
//!   multiplier `square TERM times TERM`; or `on NAME`.
//! - An abbreviation holds for all formulas of its theorem that come after it, and is expanded when
//!   they are read, without capture: with `let c = j`, Σ_{j ≤ n} c·w[j] becomes Σ_{j_1 ≤ n} j·w[j_1].
//!   Function names are no symbols: a parameter cannot be applied to arguments.
//! - `#` begins a comment.

mod argument;
mod line;
mod step;
mod theorem;
mod tree;

pub use tree::Argument;
pub use tree::Link;
pub use tree::Located;
pub use tree::Script;
pub use tree::ScriptStep;
pub use tree::StepBody;
pub use tree::TheoremScript;

use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::script::line::Reader;
use crate::symbolic::syntax::script::line::first_word;
use std::collections::BTreeSet;

/// Reads a file of theorems and proofs.
///
/// # Errors
/// The first [`Diagnostic`], located in the whole file; no text makes it panic. A file has at
/// most [`MAX_SCRIPT_LENGTH`] bytes; what stands above one proof, and each formula, at most
/// [`crate::symbolic::syntax::MAX_LENGTH`].
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::{StepBody, parse_script};
/// let script = parse_script(
///     "theorem mean-of-a-sum
///        nat n
///        iid w : n
///        assume mean: E[w] = m
///        goal E[sum(j:n, w[j])] = n*m
///      proof
///        1: E[sum(j:n, w[j])] = n*E[w]    by linear
///                             = n*m       by calc mean
///      qed",
/// )?;
/// let StepBody::Chain { links } = &script.theorems[0].steps[0].body else { unreachable!() };
/// assert_eq!(links[1].statement.to_string(), "n*E[w] = n*m");
/// assert_eq!(links[1].rule, "calc");
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
pub fn parse_script(source: &str) -> Result<Script, Diagnostic> {
    let length = source.len();
    if length > MAX_SCRIPT_LENGTH {
        let reason = SyntaxError::ScriptTooLong { length };
        return Err(Diagnostic::new(reason, source, 0..0));
    }
    let mut reader = Reader::new(source);
    let (mut theorems, mut names) = (Vec::new(), BTreeSet::new());
    while let Some((first, note)) = reader.advance_with_note() {
        let word = first_word(reader.text(first.clone()));
        if word != "theorem" {
            let found = word.to_owned();
            return Err(reader.refuse(first, SyntaxError::OutsideTheorem { found }));
        }
        let theorem = theorem::theorem(&mut reader, first.clone(), note)?;
        if !names.insert(theorem.name.clone()) {
            let name = theorem.name;
            return Err(reader.refuse(first, SyntaxError::DuplicateTheorem { name }));
        }
        theorems.push(theorem);
    }
    if theorems.is_empty() {
        return Err(reader.refuse(length..length, SyntaxError::NoTheorem));
    }
    Ok(Script { theorems })
}

#[cfg(test)]
mod tests;
