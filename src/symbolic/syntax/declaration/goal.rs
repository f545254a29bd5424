//! What is asked of a theorem or a model. It does not decide it.

use crate::symbolic::expr::Statement;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::declaration::blocks;
use crate::symbolic::syntax::declaration::names;
use crate::symbolic::syntax::parser::Parser;
use std::fmt;

/// What is to be shown or refuted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A relation between two terms; of random terms, that it holds almost surely.
    Statement(Statement),
    /// The blocks are mutually independent.
    Independent(Vec<Vec<String>>),
    /// Each name has the law of its negative.
    Symmetric(Vec<String>),
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Statement(statement) => write!(f, "{statement}"),
            Self::Independent(blocks) => write!(f, "indep {}", printed_blocks(blocks)),
            Self::Symmetric(names) => write!(f, "symmetric {}", names.join(", ")),
        }
    }
}

/// `X, Y | Z`.
pub(in crate::symbolic::syntax) fn printed_blocks(blocks: &[Vec<String>]) -> String {
    let blocks: Vec<String> = blocks.iter().map(|block| block.join(", ")).collect();
    blocks.join(" | ")
}

/// Reads a goal: a statement, or `indep X | Y`, or `symmetric z`.
///
/// # Errors
/// A located [`Diagnostic`].
pub fn parse_goal(source: &str) -> Result<Goal, Diagnostic> {
    let mut parser = Parser::new(source)?;
    let goal = if parser.skip_word("indep") {
        Goal::Independent(blocks(&mut parser)?)
    } else if parser.skip_word("symmetric") {
        Goal::Symmetric(names(&mut parser)?)
    } else {
        Goal::Statement(parser.statement()?)
    };
    parser.expect_end()?;
    Ok(goal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_print_as_they_are_read() {
        for text in ["indep X, Y | Z", "symmetric z", "E[X] = 0"] {
            assert_eq!(parse_goal(text).unwrap().to_string(), text);
        }
    }
}
