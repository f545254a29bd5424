//! The header of a NumPy array: one Python dictionary of three keys.
//!
//! It reads text into what NumPy wrote there; how long the header is and what follows it is in
//! `array`. It is no parser of Python: the three values that can stand there are read, and no
//! nesting is followed by recursion.
//!
//! Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays", and the format's
//! description in NumPy's reference, `numpy.lib.format`.

/// The three values, each in the header's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NpyHeader {
    /// A type such as `<f4`, or the list of fields of a structured array as it stands there.
    pub(super) descr: String,
    /// Whether the first axis is the fastest.
    pub(super) fortran_order: bool,
    /// Empty for a single number.
    pub(super) shape: Vec<u64>,
}

/// What is wrong, and where in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) at: usize,
    pub(super) problem: String,
}

impl NpyHeader {
    /// Reads the dictionary; only white space may follow it.
    pub(super) fn parse(text: &str) -> Result<Self, Slip> {
        let mut reader = Reader { text, rest: text };
        let mut found = Found::default();
        reader.expect('{')?;
        while !reader.accept('}') {
            reader.entry(&mut found)?;
            if !reader.accept(',') {
                reader.expect('}')?;
                break;
            }
        }
        reader.skip_space();
        if !reader.rest.is_empty() {
            return Err(reader.slip("the end of the header was expected"));
        }
        let missing = |key: &str| reader.slip(format!("the key '{key}' is missing"));
        Ok(Self {
            descr: found.descr.ok_or_else(|| missing("descr"))?,
            fortran_order: found
                .fortran_order
                .ok_or_else(|| missing("fortran_order"))?,
            shape: found.shape.ok_or_else(|| missing("shape"))?,
        })
    }
}

#[derive(Default)]
struct Found {
    descr: Option<String>,
    fortran_order: Option<bool>,
    shape: Option<Vec<u64>>,
}

/// The text and what is left of it.
struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn entry(&mut self, found: &mut Found) -> Result<(), Slip> {
        self.skip_space();
        let before = self.slip("this key stands there twice");
        let key = self.string()?;
        self.expect(':')?;
        let is_new = match key {
            "descr" => found.descr.replace(self.descr()?).is_none(),
            "fortran_order" => found.fortran_order.replace(self.boolean()?).is_none(),
            "shape" => found.shape.replace(self.shape()?).is_none(),
            _ => {
                let problem =
                    format!("no key '{key}' is known: 'descr', 'fortran_order' or 'shape'");
                return Err(Slip { problem, ..before });
            }
        };
        if is_new { Ok(()) } else { Err(before) }
    }

    fn descr(&mut self) -> Result<String, Slip> {
        self.skip_space();
        let is_list = self.rest.starts_with('[');
        let word = if is_list {
            self.list()?
        } else {
            self.string()?
        };
        Ok(word.to_owned())
    }

    /// A string in either quotes; NumPy escapes nothing in the strings that are read here.
    fn string(&mut self) -> Result<&'a str, Slip> {
        self.skip_space();
        let quote = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let quote = quote.ok_or_else(|| self.slip("a string was expected"))?;
        let inner = self.rest.get(1..).unwrap_or_default();
        let (string, rest) = inner
            .split_once(quote)
            .ok_or_else(|| self.slip("this string has no end"))?;
        if string.contains('\\') {
            return Err(self.slip("a string without escapes was expected"));
        }
        self.rest = rest;
        Ok(string)
    }

    /// A list with all that is nested in it, as it stands there.
    fn list(&mut self) -> Result<&'a str, Slip> {
        let mut depth = 0_usize;
        let mut quote = None;
        let mut is_escaped = false;
        for (at, c) in self.rest.char_indices() {
            match (quote, c) {
                _ if is_escaped => is_escaped = false,
                (Some(_), '\\') => is_escaped = true,
                (Some(open), _) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"') => quote = Some(c),
                (None, '[' | '(') => depth += 1,
                (None, ']' | ')') => depth = depth.saturating_sub(1),
                (None, _) => {}
            }
            if depth == 0 {
                let (list, rest) = self.rest.split_at(at + c.len_utf8());
                self.rest = rest;
                return Ok(list);
            }
        }
        Err(self.slip("this list has no end"))
    }

    fn boolean(&mut self) -> Result<bool, Slip> {
        self.skip_space();
        for (word, value) in [("True", true), ("False", false)] {
            if let Some(rest) = self.rest.strip_prefix(word) {
                self.rest = rest;
                return Ok(value);
            }
        }
        Err(self.slip("True or False was expected"))
    }

    fn shape(&mut self) -> Result<Vec<u64>, Slip> {
        let mut shape = Vec::new();
        self.expect('(')?;
        while !self.accept(')') {
            shape.push(self.axis()?);
            if !self.accept(',') {
                self.expect(')')?;
                break;
            }
        }
        Ok(shape)
    }

    /// A length of an axis. Python 2 wrote an L behind long ones.
    fn axis(&mut self) -> Result<u64, Slip> {
        self.skip_space();
        let is_digit = |c: char| c.is_ascii_digit();
        let end = self.rest.find(|c| !is_digit(c)).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        let axis = digits.parse();
        let axis = axis.map_err(|_| self.slip("a length from 0 to 2⁶⁴ − 1 was expected"))?;
        self.rest = rest.strip_prefix('L').unwrap_or(rest);
        Ok(axis)
    }

    fn accept(&mut self, c: char) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, c: char) -> Result<(), Slip> {
        if self.accept(c) {
            Ok(())
        } else {
            Err(self.slip(format!("'{c}' was expected")))
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// Something is wrong with what comes next.
    fn slip(&self, problem: impl Into<String>) -> Slip {
        Slip {
            at: self.text.len() - self.rest.len(),
            problem: problem.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, bool, Vec<u64>) {
        let header = NpyHeader::parse(text).unwrap();
        (header.descr, header.fortran_order, header.shape)
    }

    fn slip(text: &str) -> (usize, String) {
        let slip = NpyHeader::parse(text).unwrap_err();
        (slip.at, slip.problem)
    }

    #[test]
    fn what_numpy_writes_is_read() {
        // Written by numpy.save of NumPy 2.4.
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (150, 60), }     \n";
        assert_eq!(parsed(text), ("<f4".to_owned(), false, vec![150, 60]));
        let text = "{'descr': '>f2', 'fortran_order': True, 'shape': (0, 3), }\n";
        assert_eq!(parsed(text), (">f2".to_owned(), true, vec![0, 3]));
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (), }";
        assert_eq!(parsed(text), ("<f4".to_owned(), false, vec![]));
        let text = "{'descr': [('a', '<i4'), (\"]b'\", '<f8', (2, 3))], 'fortran_order': False, 'shape': (2,), }";
        let (descr, ..) = parsed(text);
        assert_eq!(descr, "[('a', '<i4'), (\"]b'\", '<f8', (2, 3))]");
    }

    #[test]
    fn other_writers_may_order_quote_and_space_as_they_like() {
        let text = "{\"shape\":(7L , 2),\n\"fortran_order\":False,'descr':\"|u1\"}";
        assert_eq!(parsed(text), ("|u1".to_owned(), false, vec![7, 2]));
    }

    #[test]
    fn a_slip_is_refused_at_its_place() {
        let tail = "'fortran_order': False, 'shape': (2,)}";
        for (text, at, problem) in [
            ("", 0, "'{' was expected".to_owned()),
            ("{'descr': <f4, ", 10, "a string was expected".to_owned()),
            ("{'descr': '<f4", 10, "this string has no end".to_owned()),
            (
                "{'descr': [('a', '<f4')",
                10,
                "this list has no end".to_owned(),
            ),
            (
                "{'shape': (2, -1)}",
                14,
                "a length from 0 to 2⁶⁴ − 1 was expected".to_owned(),
            ),
            (
                "{'shape': (18446744073709551616,)}",
                11,
                "a length from 0 to 2⁶⁴ − 1 was expected".to_owned(),
            ),
            ("{'shape': (2.5,)}", 12, "')' was expected".to_owned()),
            (
                "{'fortran_order': 1}",
                18,
                "True or False was expected".to_owned(),
            ),
            (
                "{'shape': (2,), 'shape': (2,)}",
                16,
                "this key stands there twice".to_owned(),
            ),
            (
                "{'order': 'C'}",
                1,
                "no key 'order' is known: 'descr', 'fortran_order' or 'shape'".to_owned(),
            ),
            (
                "{'descr': '<f4'} 'x'",
                17,
                "the end of the header was expected".to_owned(),
            ),
            (
                &format!("{{{tail}"),
                1 + tail.len(),
                "the key 'descr' is missing".to_owned(),
            ),
        ] {
            assert_eq!(slip(text), (at, problem), "{text}");
        }
    }

    #[test]
    fn a_million_open_brackets_are_refused_without_recursion() {
        let text = format!("{{'descr': {}", "[".repeat(1_000_000));
        assert_eq!(slip(&text), (10, "this list has no end".to_owned()));
    }
}
