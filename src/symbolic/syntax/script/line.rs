//! The lines of a file: their code, their comments, and how far they are read.

use crate::symbolic::syntax::Diagnostic;
use crate::symbolic::syntax::SyntaxError;
use crate::symbolic::syntax::abbreviation::Abbreviations;
use crate::symbolic::syntax::lexer::is_label_part;
use crate::symbolic::syntax::lexer::prefix;
use std::ops::Range;

/// A line without what surrounds its code.
struct Line {
    /// Empty for a blank line and for a comment.
    code: Range<usize>,
    /// The text behind `#`.
    comment: Option<Range<usize>>,
}

/// A file and how far it is read, line by line.
pub(in crate::symbolic::syntax::script) struct Reader<'a> {
    pub(in crate::symbolic::syntax::script) source: &'a str,
    /// Those of the theorem that is being read.
    pub(in crate::symbolic::syntax::script) abbreviations: Abbreviations,
    lines: Vec<Line>,
    next: usize,
}

impl<'a> Reader<'a> {
    pub(in crate::symbolic::syntax::script) fn new(source: &'a str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for text in source.split('\n') {
            lines.push(Line::new(source, start..start + text.len()));
            start += text.len() + 1;
        }
        Self {
            source,
            abbreviations: Abbreviations::new(),
            lines,
            next: 0,
        }
    }

    pub(in crate::symbolic::syntax::script) fn text(&self, span: Range<usize>) -> &'a str {
        self.source.get(span).unwrap_or_default()
    }

    pub(in crate::symbolic::syntax::script) fn refuse(
        &self,
        span: Range<usize>,
        reason: SyntaxError,
    ) -> Diagnostic {
        Diagnostic::new(reason, self.source, span)
    }

    /// The code of the next line that has any.
    pub(in crate::symbolic::syntax::script) fn peek(&self) -> Option<Range<usize>> {
        let mut lines = self.lines.iter().skip(self.next);
        lines
            .find(|line| !line.code.is_empty())
            .map(|line| line.code.clone())
    }

    /// The code of the next line that has any; reads it.
    pub(in crate::symbolic::syntax::script) fn advance(&mut self) -> Option<Range<usize>> {
        self.advance_with_note().map(|(code, _)| code)
    }

    /// The same with the comment lines directly above.
    pub(in crate::symbolic::syntax::script) fn advance_with_note(
        &mut self,
    ) -> Option<(Range<usize>, Option<String>)> {
        let mut note: Vec<&str> = Vec::new();
        while let Some(line) = self.lines.get(self.next) {
            self.next += 1;
            if !line.code.is_empty() {
                let note = (!note.is_empty()).then(|| note.join("\n"));
                return Some((line.code.clone(), note));
            }
            match &line.comment {
                Some(comment) => note.push(self.text(comment.clone())),
                None => note.clear(),
            }
        }
        None
    }

    /// Reads the next line if it satisfies the predicate.
    pub(in crate::symbolic::syntax::script) fn advance_if(
        &mut self,
        wanted: impl Fn(&str) -> bool,
    ) -> Option<Range<usize>> {
        let code = self.peek()?;
        if wanted(self.text(code)) {
            self.advance()
        } else {
            None
        }
    }

    /// What stands next, for a message.
    pub(in crate::symbolic::syntax::script) fn found(&self) -> String {
        let next = self.peek().map(|code| first_word(self.text(code)));
        next.map_or_else(|| "the end".to_owned(), |word| format!("`{word}`"))
    }
}

impl Line {
    fn new(source: &str, span: Range<usize>) -> Self {
        let text = &source[span.clone()];
        let hash = comment_start(text);
        let code = trimmed(source, span.start..span.start + hash.unwrap_or(text.len()));
        let comment = hash.map(|hash| {
            let text = &text[hash + 1..];
            let indent = usize::from(text.starts_with(' '));
            let start = span.start + hash + 1 + indent;
            start..start + text[indent..].trim_end().len()
        });
        Self { code, comment }
    }
}

/// Where the comment of a line begins: the first `#` outside quotes.
fn comment_start(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    text.char_indices().find_map(|(at, c)| {
        is_quoted ^= c == '"';
        (c == '#' && !is_quoted).then_some(at)
    })
}

/// The span without the blanks at its ends.
pub(in crate::symbolic::syntax::script) fn trimmed(
    source: &str,
    span: Range<usize>,
) -> Range<usize> {
    let text = source.get(span.clone()).unwrap_or_default();
    let start = span.start + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

pub(in crate::symbolic::syntax::script) fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// The length of the label at the beginning of a line, and where the text behind its colon begins.
pub(in crate::symbolic::syntax::script) fn label(text: &str) -> Option<(usize, usize)> {
    let length = prefix(text, is_label_part);
    let rest = text[length..].trim_start();
    let is_label = length > 0 && rest.starts_with(':');
    is_label.then(|| (length, text.len() - rest.len() + 1))
}

/// Whether a line in a proof begins something new and cannot continue the statement above.
pub(in crate::symbolic::syntax::script) fn begins_item(text: &str) -> bool {
    label(text).is_some() || matches!(first_word(text), "qed" | "theorem" | "proof")
}

/// Small letters, digits and single hyphens between them.
pub(in crate::symbolic::syntax::script) fn is_kebab_case(text: &str) -> bool {
    let is_part = |part: &str| {
        let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        !part.is_empty() && part.chars().all(small)
    };
    text.split('-').all(is_part)
}
