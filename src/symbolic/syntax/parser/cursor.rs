//! The parser's hands: looking at the next token, taking it, refusing it.

use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::lexer::Kind;
use crate::symbolic::syntax::parser::Parser;
use std::ops::Range;

impl Parser<'_> {
    pub(in crate::symbolic::syntax::parser) fn refuse_greater(
        &self,
        found: &'static str,
        instead: &'static str,
    ) -> Diagnostic {
        self.refuse(SyntaxError::Greater { found, instead })
    }

    pub(in crate::symbolic::syntax) fn peek(&self) -> &Kind {
        self.tokens
            .get(self.position)
            .map_or(&Kind::End, |token| &token.kind)
    }

    pub(in crate::symbolic::syntax) fn advance(&mut self) {
        self.position = (self.position + 1).min(self.tokens.len());
    }

    /// Whether the next token is this word; reads it if so.
    pub(in crate::symbolic::syntax) fn skip_word(&mut self, word: &str) -> bool {
        let present = matches!(self.peek(), Kind::Name(name) if name == word);
        if present {
            self.advance();
        }
        present
    }

    /// Whether the next token is this mark; reads it if so.
    pub(in crate::symbolic::syntax) fn skip(&mut self, mark: &'static str) -> bool {
        let present = *self.peek() == Kind::Mark(mark);
        if present {
            self.advance();
        }
        present
    }

    pub(in crate::symbolic::syntax) fn expect(
        &mut self,
        mark: &'static str,
        expected: &'static str,
    ) -> Result<(), Diagnostic> {
        if self.skip(mark) {
            return Ok(());
        }
        Err(self.unexpected(expected))
    }

    pub(in crate::symbolic::syntax) fn expect_end(&self) -> Result<(), Diagnostic> {
        match self.peek() {
            Kind::End => Ok(()),
            Kind::Mark(">") => Err(self.refuse_greater(">", "<")),
            Kind::Mark(">=") => Err(self.refuse_greater(">=", "<=")),
            _ => Err(self.unexpected("an operator or the end")),
        }
    }

    /// A refusal of the next token.
    pub(in crate::symbolic::syntax) fn refuse(&self, reason: SyntaxError) -> Diagnostic {
        let end = self.source.len()..self.source.len();
        let span = self
            .tokens
            .get(self.position)
            .map_or(end, |token| token.span.clone());
        Diagnostic::new(reason, self.source, span)
    }

    /// A refusal of a part of the text.
    pub(in crate::symbolic::syntax) fn refuse_at(
        &self,
        span: Range<usize>,
        reason: impl Into<SyntaxError>,
    ) -> Diagnostic {
        Diagnostic::new(reason.into(), self.source, span)
    }

    /// Where the next token begins.
    pub(in crate::symbolic::syntax) fn place(&self) -> usize {
        self.place_of(self.position)
    }

    pub(in crate::symbolic::syntax::parser) fn place_of(&self, position: usize) -> usize {
        self.tokens
            .get(position)
            .map_or(self.source.len(), |token| token.span.start)
    }

    pub(in crate::symbolic::syntax::parser) fn end_of_last(&self) -> usize {
        let last = self.position.checked_sub(1);
        last.and_then(|at| self.tokens.get(at))
            .map_or(self.source.len(), |token| token.span.end)
    }

    /// What was read since `place`.
    pub(in crate::symbolic::syntax) fn span_from(&self, place: usize) -> Range<usize> {
        place..self.end_of_last().max(place)
    }

    pub(in crate::symbolic::syntax) fn unexpected(&self, expected: &'static str) -> Diagnostic {
        let found = self.found();
        self.refuse(SyntaxError::Unexpected { expected, found })
    }

    pub(in crate::symbolic::syntax::parser) fn found(&self) -> String {
        let token = self.tokens.get(self.position);
        match token.filter(|token| token.kind != Kind::End) {
            Some(token) => {
                let text = self.source.get(token.span.clone()).unwrap_or_default();
                format!("`{text}`")
            }
            None => "the end".to_owned(),
        }
    }
}
