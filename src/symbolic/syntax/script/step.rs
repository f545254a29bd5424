//! The steps of a proof: labels, suppositions, and chains of justified statements.

use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::Link;
use crate::symbolic::syntax::ScriptStep;
use crate::symbolic::syntax::StepBody;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::declaration::check_label;
use crate::symbolic::syntax::parser::Parser;
use crate::symbolic::syntax::parser::statement_with;
use crate::symbolic::syntax::script::argument::arguments;
use crate::symbolic::syntax::script::line::Reader;
use crate::symbolic::syntax::script::line::begins_item;
use crate::symbolic::syntax::script::line::first_word;
use crate::symbolic::syntax::script::line::is_kebab_case;
use crate::symbolic::syntax::script::line::label;
use crate::symbolic::syntax::script::line::trimmed;
use crate::symbolic::syntax::script::theorem::quoted;
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads from behind `proof` to `qed`; the steps, and where `qed` ends.
pub(in crate::symbolic::syntax::script) fn steps(
    reader: &mut Reader<'_>,
    theorem: &str,
    signature: &Signature,
) -> Result<(Vec<ScriptStep>, usize), Diagnostic> {
    let assumptions = signature.assumptions().iter();
    let labels = assumptions.filter_map(|assumption| assumption.label.clone());
    let mut labels: BTreeSet<String> = labels.collect();
    let mut steps: Vec<ScriptStep> = Vec::new();
    loop {
        let next = reader.peek().map(|code| reader.text(code));
        if next.is_none_or(|text| label(text).is_none() && first_word(text) == "theorem") {
            return Err(missing_qed(reader, theorem));
        }
        let (code, note) = reader.advance_with_note().unwrap_or_default();
        let text = reader.text(code.clone());
        if let Some((length, body)) = label(text) {
            let place = Place { code, length, body };
            steps.push(labelled(reader, &place, note, &mut labels)?);
        } else if text == "qed" {
            return Ok((steps, code.end));
        } else if text.starts_with(['=', '<', '>']) || text.starts_with("!=") {
            continue_chain(reader, code, steps.last_mut())?;
        } else {
            return Err(reader.refuse(code, SyntaxError::ExpectedStep));
        }
    }
}

fn missing_qed(reader: &Reader<'_>, theorem: &str) -> Diagnostic {
    let (theorem, found) = (theorem.to_owned(), reader.found());
    let end = reader.source.trim_end().len();
    let place = reader.peek().unwrap_or(end..end);
    reader.refuse(place, SyntaxError::MissingQed { theorem, found })
}

/// The first line of a step: how long its label is, and where the text behind the colon begins.
struct Place {
    code: Range<usize>,
    length: usize,
    body: usize,
}

fn labelled(
    reader: &mut Reader<'_>,
    place: &Place,
    note: Option<String>,
    labels: &mut BTreeSet<String>,
) -> Result<ScriptStep, Diagnostic> {
    let start = place.code.start;
    let label_span = start..start + place.length;
    let label = reader.text(label_span.clone()).to_owned();
    let is_new = labels.insert(label.clone());
    check_label(&label, !is_new).map_err(|reason| reader.refuse(label_span, reason))?;
    let mut rest = trimmed(reader.source, start + place.body..place.code.end);
    if rest.is_empty() {
        let next = reader.advance_if(|text| !begins_item(text));
        rest = next.unwrap_or(rest);
    }
    let (body, end) = if first_word(reader.text(rest.clone())) == "suppose" {
        supposition(reader, rest)?
    } else {
        let (link, end) = link(reader, rest, None)?;
        (StepBody::Chain { links: vec![link] }, end)
    };
    let span = start..end;
    Ok(ScriptStep {
        label,
        span,
        note,
        body,
    })
}

/// `suppose STATEMENT`, up to the next step.
fn supposition(
    reader: &mut Reader<'_>,
    first: Range<usize>,
) -> Result<(StepBody, usize), Diagnostic> {
    let mut span = trimmed(reader.source, first.start + "suppose".len()..first.end);
    while let Some(more) = reader.advance_if(|text| !begins_item(text)) {
        span.end = more.end;
    }
    let statement = statement_with(reader.text(span.clone()), &mut reader.abbreviations);
    let statement = statement.map_err(|d| d.within(reader.source, span.start))?;
    Ok((StepBody::Suppose(statement), span.end))
}

/// `= TERM by RULE`, below a link.
fn continue_chain(
    reader: &mut Reader<'_>,
    code: Range<usize>,
    step: Option<&mut ScriptStep>,
) -> Result<(), Diagnostic> {
    let above = step.and_then(|step| match &mut step.body {
        StepBody::Chain { links } => Some((links, &mut step.span)),
        StepBody::Suppose(_) => None,
    });
    let left = above.and_then(|(links, span)| {
        let left = links.last()?.statement.right.clone();
        Some((links, span, left))
    });
    let Some((links, span, left)) = left else {
        return Err(reader.refuse(code, SyntaxError::NothingToContinue));
    };
    let (link, end) = link(reader, code, Some(left))?;
    links.push(link);
    span.end = end;
    Ok(())
}

/// A formula and its justification, from `first` on; where it ends.
fn link(
    reader: &mut Reader<'_>,
    first: Range<usize>,
    left: Option<Term>,
) -> Result<(Link, usize), Diagnostic> {
    let (span, rest) = formula(reader, first)?;
    if span.is_empty() {
        let (expected, found) = ("a statement", "`by`".to_owned());
        return Err(reader.refuse(span, SyntaxError::Unexpected { expected, found }));
    }
    let text = reader.text(span.clone());
    let statement = statement(text, left, reader);
    let statement = statement.map_err(|d| d.within(reader.source, span.start))?;
    let rule = reader.text(rest.clone());
    let length = rule.find([' ', '\t', ',']).unwrap_or(rule.len());
    let rule_span = rest.start..rest.start + length;
    let rule = rule[..length].to_owned();
    if !is_kebab_case(&rule) {
        let expected = "a rule";
        let found = quoted(&rule);
        let reason = SyntaxError::MalformedWord { expected, found };
        return Err(reader.refuse(rule_span, reason));
    }
    let end = rest.end;
    let arguments = arguments(reader, rule_span.end..end)?;
    let link = Link {
        statement,
        rule,
        rule_span,
        arguments,
        span,
    };
    Ok((link, end))
}

fn statement(
    text: &str,
    left: Option<Term>,
    reader: &mut Reader<'_>,
) -> Result<Statement, Diagnostic> {
    let Some(left) = left else {
        return statement_with(text, &mut reader.abbreviations);
    };
    let mut parser = Parser::with(text, &mut reader.abbreviations)?;
    let statement = parser.statement_from(left)?;
    parser.expect_end()?;
    Ok(statement)
}

/// The formula before `by`, over as many lines as it takes, and what stands behind `by`, which
/// may go on after a comma.
fn formula(
    reader: &mut Reader<'_>,
    first: Range<usize>,
) -> Result<(Range<usize>, Range<usize>), Diagnostic> {
    let start = first.start;
    let mut line = first;
    let (formula, mut rest) = loop {
        if let Some(by) = by_word(reader.text(line.clone())) {
            let formula = trimmed(reader.source, start..line.start + by);
            let rest = line.start + by + "by".len()..line.end;
            break (formula, trimmed(reader.source, rest));
        }
        line = match reader.advance_if(|text| !begins_item(text)) {
            Some(next) => next,
            None => {
                let found = reader.found();
                let reason = SyntaxError::MissingRule { found };
                return Err(reader.refuse(line.end..line.end, reason));
            }
        };
    };
    while reader.text(rest.clone()).ends_with(',')
        && let Some(next) = reader.advance_if(|text| !begins_item(text))
    {
        rest.end = next.end;
    }
    Ok((formula, rest))
}

/// Where the word `by` stands in a line, outside quotes.
fn by_word(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    let ends = |c: char| c.is_whitespace() || ")]".contains(c);
    text.char_indices().find_map(|(at, c)| {
        is_quoted ^= c == '"';
        let rest = text[at..].strip_prefix("by")?;
        let is_word = (at == 0 || text[..at].ends_with(ends))
            && (rest.is_empty() || rest.starts_with(char::is_whitespace));
        (is_word && !is_quoted).then_some(at)
    })
}
