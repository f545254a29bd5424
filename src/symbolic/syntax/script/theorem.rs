//! A theorem from its name to `qed`: declarations, abbreviations, goals; `step` reads the proof.

use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::syntax::Abbreviation;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::Located;
use crate::symbolic::syntax::MAX_LENGTH;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::TheoremScript;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::abbreviation::applies;
use crate::symbolic::syntax::declaration::check_unprimed;
use crate::symbolic::syntax::declaration::declare;
use crate::symbolic::syntax::declaration::is_keyword;
use crate::symbolic::syntax::parser::Parser;
use crate::symbolic::syntax::parser::statement_with;
use crate::symbolic::syntax::script::line::Reader;
use crate::symbolic::syntax::script::line::first_word;
use crate::symbolic::syntax::script::line::is_kebab_case;
use crate::symbolic::syntax::script::line::trimmed;
use crate::symbolic::syntax::script::step::steps;
use std::ops::Range;

/// What stands between `theorem` and `proof`.
#[derive(Default)]
struct Header {
    signature: Signature,
    abbreviations: Vec<Abbreviation>,
    goals: Vec<Located<Statement>>,
}

/// Reads the theorem whose first line was just read.
pub(in crate::symbolic::syntax::script) fn theorem(
    reader: &mut Reader<'_>,
    first: Range<usize>,
    note: Option<String>,
) -> Result<TheoremScript, Diagnostic> {
    reader.abbreviations.clear();
    let name = name(reader, &first)?;
    let header = header(reader, &first, &name)?;
    if header.goals.is_empty() {
        let theorem = name;
        return Err(reader.refuse(first, SyntaxError::MissingGoal { theorem }));
    }
    let (steps, end) = steps(reader, &name, &header.signature)?;
    Ok(TheoremScript {
        name,
        signature: header.signature,
        abbreviations: header.abbreviations,
        goals: header.goals,
        steps,
        span: first.start..end,
        note,
    })
}

fn name(reader: &Reader<'_>, first: &Range<usize>) -> Result<String, Diagnostic> {
    let span = trimmed(reader.source, first.start + "theorem".len()..first.end);
    let name = reader.text(span.clone());
    if is_kebab_case(name) {
        return Ok(name.to_owned());
    }
    let reason = SyntaxError::MalformedWord {
        expected: "the name of a theorem",
        found: quoted(name),
    };
    Err(reader.refuse(span, reason))
}

/// The text in quotes, or that there is none.
pub(in crate::symbolic::syntax::script) fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "the end of the line".to_owned();
    }
    format!("`{text}`")
}

/// Reads up to and including `proof`.
fn header(
    reader: &mut Reader<'_>,
    first: &Range<usize>,
    theorem: &str,
) -> Result<Header, Diagnostic> {
    let mut header = Header::default();
    loop {
        let next = reader.peek().map(|code| reader.text(code));
        if next.is_none_or(|text| matches!(first_word(text), "theorem" | "qed")) {
            let (theorem, found) = (theorem.to_owned(), reader.found());
            let place = reader.peek().unwrap_or(first.clone());
            return Err(reader.refuse(place, SyntaxError::MissingProof { theorem, found }));
        }
        let code = logical_line(reader);
        let length = code.end - first.start;
        if length > MAX_LENGTH {
            return Err(reader.refuse(code, SyntaxError::TooLong { length }));
        }
        if reader.text(code.clone()) == "proof" {
            return Ok(header);
        }
        let start = code.start;
        header
            .line(code, reader)
            .map_err(|diagnostic| diagnostic.within(reader.source, start))?;
    }
}

/// The next line with the lines that continue it: they begin with an operator. Nothing continues
/// `proof`.
fn logical_line(reader: &mut Reader<'_>) -> Range<usize> {
    let continues = |text: &str| text.starts_with(|c| "+-*/^=<>!,)]|".contains(c));
    let mut code = reader.advance().unwrap_or_default();
    if reader.text(code.clone()) == "proof" {
        return code;
    }
    while let Some(next) = reader.advance_if(continues) {
        code.end = next.end;
    }
    code
}

impl Header {
    /// Reads one line; refusals are located in it.
    fn line(&mut self, code: Range<usize>, reader: &mut Reader<'_>) -> Result<(), Diagnostic> {
        let text = reader.text(code.clone());
        let abbreviations = &mut reader.abbreviations;
        match first_word(text) {
            "let" => {
                let abbreviation = abbreviation(text, code, &self.signature, abbreviations)?;
                self.abbreviations.push(abbreviation);
            }
            "goal" => self.goals.push(goal(text, code.start, abbreviations)?),
            word if is_keyword(word) => {
                declare(text, &mut self.signature, abbreviations)?;
                let signature = &self.signature;
                if let Some(name) = abbreviations.name_where(|name| signature.is_declared(name)) {
                    let name = name.to_owned();
                    let reason = ExprError::DeclaredTwice { name }.into();
                    return Err(Diagnostic::new(reason, text, 0..text.len()));
                }
            }
            word => {
                let expected = "a declaration, `let`, `goal` or `proof`";
                let found = quoted(word);
                let reason = SyntaxError::Unexpected { expected, found };
                return Err(Diagnostic::new(reason, text, 0..word.len()));
            }
        }
        Ok(())
    }
}

fn goal(
    text: &str,
    start: usize,
    abbreviations: &mut Abbreviations,
) -> Result<Located<Statement>, Diagnostic> {
    let span = trimmed(text, "goal".len()..text.len());
    let value = statement_with(&text[span.clone()], abbreviations);
    let value = value.map_err(|diagnostic| diagnostic.within(text, span.start))?;
    let span = start + span.start..start + span.end;
    Ok(Located { value, span })
}

/// `let q = TERM` or `let s(z) = TERM`.
fn abbreviation(
    text: &str,
    span: Range<usize>,
    signature: &Signature,
    abbreviations: &mut Abbreviations,
) -> Result<Abbreviation, Diagnostic> {
    let mut parser = Parser::with(text, abbreviations)?;
    parser.advance();
    let place = parser.place();
    let name = parser.name("the name of an abbreviation")?;
    let name_span = parser.span_from(place);
    let refuse = |reason| Diagnostic::new(reason, text, name_span.clone());
    check_unprimed(&name).map_err(refuse)?;
    let parameters = parameters(&mut parser, &name)?;
    parser.expect("=", "`=` and what it abbreviates")?;
    let body = parser.term_of(&parameters)?;
    parser.expect_end()?;
    if let Some(name) = parameters.iter().find(|name| applies(&body, name)) {
        let name = name.clone();
        return Err(refuse(SyntaxError::AppliedParameter { name }));
    }
    let is_taken = abbreviations.name_where(|other| other == name).is_some();
    if is_taken || signature.is_declared(&name) {
        return Err(refuse(ExprError::DeclaredTwice { name }.into()));
    }
    let abbreviation = Abbreviation {
        name,
        parameters,
        body,
        span,
    };
    let defined = abbreviations.define(abbreviation.clone());
    defined.map_err(|(_, reason)| refuse(reason))?;
    Ok(abbreviation)
}

/// `(x, y)`, or nothing.
fn parameters(parser: &mut Parser<'_>, abbreviated: &str) -> Result<Vec<String>, Diagnostic> {
    let mut parameters: Vec<String> = Vec::new();
    if !parser.skip("(") {
        return Ok(parameters);
    }
    loop {
        let place = parser.place();
        let name = parser.name("the name of a parameter")?;
        if name == abbreviated || parameters.contains(&name) {
            let span = parser.span_from(place);
            return Err(parser.refuse_at(span, SyntaxError::DuplicateArgument { name }));
        }
        parameters.push(name);
        if !parser.skip(",") {
            parser.expect(")", "`,` or `)`")?;
            return Ok(parameters);
        }
    }
}
