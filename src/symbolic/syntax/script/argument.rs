//! What stands behind a rule: citations, squares and names, read from the raw text, since a label
//! may hold hyphens and a formula may not.

use crate::symbolic::expr::Term;
use crate::symbolic::syntax::Argument;
use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::lexer::is_label_part;
use crate::symbolic::syntax::lexer::prefix;
use crate::symbolic::syntax::parser::Parser;
use crate::symbolic::syntax::parser::term_with;
use crate::symbolic::syntax::script::line::Reader;
use crate::symbolic::syntax::script::line::trimmed;
use std::ops::Range;

/// Reads the arguments in this span: none, or some separated by commas.
pub(in crate::symbolic::syntax::script) fn arguments(
    reader: &mut Reader<'_>,
    span: Range<usize>,
) -> Result<Vec<Argument>, Diagnostic> {
    let mut scanner = Scanner {
        source: reader.source,
        at: span.start,
        end: span.end,
        abbreviations: &mut reader.abbreviations,
    };
    let mut arguments = Vec::new();
    scanner.skip_blanks();
    if scanner.rest().is_empty() {
        return Ok(arguments);
    }
    loop {
        arguments.push(scanner.argument()?);
        scanner.skip_blanks();
        if scanner.rest().is_empty() {
            return Ok(arguments);
        }
        if !scanner.skip(",") {
            return Err(scanner.unexpected("`,` and another argument, `times TERM`, or the end"));
        }
    }
}

/// A raw text and how far it is read.
struct Scanner<'a> {
    source: &'a str,
    at: usize,
    end: usize,
    abbreviations: &'a mut Abbreviations,
}

impl<'a> Scanner<'a> {
    fn argument(&mut self) -> Result<Argument, Diagnostic> {
        self.skip_blanks();
        let start = self.at;
        match self.label() {
            "" => Err(self.unexpected("a label, `square TERM` or `on NAME`")),
            "square" => {
                let (term, times) = (self.term()?, self.times()?);
                let span = start..self.at;
                Ok(Argument::Square { term, times, span })
            }
            "on" => {
                let name = self.name()?;
                let span = start..self.at;
                Ok(Argument::On { name, span })
            }
            label => {
                let label = label.to_owned();
                let (at, times) = (self.instances()?, self.times()?);
                let span = start..self.at;
                Ok(Argument::Cite {
                    label,
                    at,
                    times,
                    span,
                })
            }
        }
    }

    /// `(x = TERM, …)`, or nothing.
    fn instances(&mut self) -> Result<Vec<(String, Term)>, Diagnostic> {
        let after_label = self.at;
        self.skip_blanks();
        if !self.rest().starts_with('(') {
            self.at = after_label;
            return Ok(Vec::new());
        }
        let open = self.at;
        let inside = open + 1..open + self.closing();
        self.at = inside.end;
        let parsed = instances(&self.source[inside.clone()], self.abbreviations);
        let instances = parsed.map_err(|d| d.within(self.source, inside.start))?;
        if self.skip(")") {
            return Ok(instances);
        }
        Err(self.unexpected("`)`"))
    }

    /// How far the bracket closes that opens here; to the end if it does not.
    fn closing(&self) -> usize {
        let closes = |depth, _: usize, c| depth == 1 && ")]".contains(c);
        self.find(closes)
    }

    /// `times TERM`, or nothing.
    fn times(&mut self) -> Result<Option<Term>, Diagnostic> {
        let before = self.at;
        self.skip_blanks();
        if self.label() == "times" {
            return self.term().map(Some);
        }
        self.at = before;
        Ok(None)
    }

    /// A term up to a comma, `times`, or the end.
    fn term(&mut self) -> Result<Term, Diagnostic> {
        let rest = self.rest();
        let ends = |depth, at: usize, c| {
            let is_times = || is_word_at(rest, at, "times");
            depth == 0 && (c == ',' || c == 't' && is_times())
        };
        let span = trimmed(self.source, self.at..self.at + self.find(ends));
        self.at = span.end;
        if span.is_empty() {
            return Err(self.unexpected("a term"));
        }
        let term = term_with(&self.source[span.clone()], self.abbreviations);
        term.map_err(|d| d.within(self.source, span.start))
    }

    /// A name up to a comma or the end.
    fn name(&mut self) -> Result<String, Diagnostic> {
        let length = self.find(|_, _, c| c == ',');
        let span = trimmed(self.source, self.at..self.at + length);
        let name = name(&self.source[span.clone()]);
        self.at = span.end;
        name.map_err(|d| d.within(self.source, span.start))
    }

    /// The place of the first character, outside quotes and comments, that satisfies the
    /// predicate of bracket depth, place and character; else the end.
    fn find(&self, wanted: impl Fn(usize, usize, char) -> bool) -> usize {
        let (mut depth, mut is_quoted, mut is_comment) = (0_usize, false, false);
        for (at, c) in self.rest().char_indices() {
            is_comment = c != '\n' && (is_comment || c == '#' && !is_quoted);
            is_quoted ^= c == '"' && !is_comment;
            if is_comment || is_quoted {
                continue;
            }
            if wanted(depth, at, c) {
                return at;
            }
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        self.rest().len()
    }

    fn label(&mut self) -> &'a str {
        let source = self.source;
        let label = &source[self.at..self.end];
        let label = &label[..prefix(label, is_label_part)];
        self.at += label.len();
        label
    }

    fn rest(&self) -> &'a str {
        &self.source[self.at..self.end]
    }

    fn skip(&mut self, mark: &str) -> bool {
        let present = self.rest().starts_with(mark);
        if present {
            self.at += mark.len();
        }
        present
    }

    /// Skips blanks and comments.
    fn skip_blanks(&mut self) {
        loop {
            self.at = self.end - self.rest().trim_start().len();
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += prefix(self.rest(), |c| c != '\n');
        }
    }

    fn unexpected(&self, expected: &'static str) -> Diagnostic {
        let rest = self.rest();
        let length = rest.find([' ', '\t', '\n', ',']).unwrap_or(rest.len());
        let length = length.max(rest.chars().next().map_or(0, char::len_utf8));
        let found = match &rest[..length] {
            "" => "the end".to_owned(),
            text => format!("`{text}`"),
        };
        let reason = SyntaxError::Unexpected { expected, found };
        Diagnostic::new(reason, self.source, self.at..self.at + length)
    }
}

/// Whether the word stands at this place of a text, with no letter beside it.
fn is_word_at(text: &str, at: usize, word: &str) -> bool {
    let is_part = |c: char| is_label_part(c) || c == '\'';
    let rest = text[at..].strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(is_part)) && !text[..at].ends_with(is_part)
}

/// `x = TERM, y = TERM`: each name once.
fn instances(
    text: &str,
    abbreviations: &mut Abbreviations,
) -> Result<Vec<(String, Term)>, Diagnostic> {
    let mut parser = Parser::with(text, abbreviations)?;
    let mut instances: Vec<(String, Term)> = Vec::new();
    loop {
        let place = parser.place();
        let name = parser.name("the name of a symbol")?;
        if instances.iter().any(|(other, _)| *other == name) {
            let span = parser.span_from(place);
            return Err(parser.refuse_at(span, SyntaxError::DuplicateArgument { name }));
        }
        parser.expect("=", "`=` and a term")?;
        instances.push((name, parser.term()?));
        if !parser.skip(",") {
            parser.expect_end()?;
            return Ok(instances);
        }
    }
}

fn name(text: &str) -> Result<String, Diagnostic> {
    let mut parser = Parser::new(text)?;
    let name = parser.name("a name")?;
    parser.expect_end()?;
    Ok(name)
}
