//! Assumptions with a label, and which words can be labels.

use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::Signature;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::lexer::is_label_part;
use crate::symbolic::syntax::parser::statement_with;
use std::ops::Range;

/// Words that stand before or between the arguments of a rule, with their use.
const RESERVED_LABELS: [(&str, &str); 5] = [
    ("by", "x = y by RULE"),
    ("on", "by RULE on l"),
    ("square", "by RULE square x - y"),
    ("suppose", "LABEL: suppose x = y"),
    ("times", "by RULE LABEL times x"),
];

/// Finds the label of `assume zero-mean: E[w] = 0` and where the statement begins, since a label
/// may hold hyphens and a formula may not.
pub(in crate::symbolic::syntax::declaration) fn labelled(
    text: &str,
) -> Option<(Range<usize>, usize)> {
    let start = text.len() - text.trim_start().len();
    let rest = text[start..].strip_prefix("assume")?;
    let colon = rest
        .find(':')
        .filter(|_| rest.starts_with(char::is_whitespace))?;
    let raw = &rest[..colon];
    let label = raw.trim();
    if label.is_empty() || !label.chars().all(is_label_part) {
        return None;
    }
    let colon = text.len() - rest.len() + colon;
    let label_end = colon - (raw.len() - raw.trim_end().len());
    Some((label_end - label.len()..label_end, colon + 1))
}

/// Reads the statement of an assumption that has a label.
pub(in crate::symbolic::syntax::declaration) fn assume_labelled(
    text: &str,
    label: Range<usize>,
    body: usize,
    signature: &mut Signature,
    abbreviations: &mut Abbreviations,
) -> Result<(), Diagnostic> {
    let statement = statement_with(&text[body..], abbreviations)
        .map_err(|diagnostic| diagnostic.within(text, body))?;
    let name = text[label.clone()].to_owned();
    let mut others = signature.assumptions().iter();
    let is_taken = others.any(|other| other.label.as_ref() == Some(&name));
    check_label(&name, is_taken).map_err(|reason| Diagnostic::new(reason, text, label))?;
    let label = Some(name);
    signature.assume(Assumption { label, statement });
    Ok(())
}

/// Refuses a label that is taken, or that could not be told from a word of the language.
pub(in crate::symbolic::syntax) fn check_label(
    label: &str,
    is_taken: bool,
) -> Result<(), SyntaxError> {
    if let Some((_, usage)) = RESERVED_LABELS.iter().find(|(word, _)| *word == label) {
        let name = label.to_owned();
        return Err(SyntaxError::ReservedName { name, usage });
    }
    if is_taken {
        let label = label.to_owned();
        return Err(SyntaxError::DuplicateLabel { label });
    }
    Ok(())
}
