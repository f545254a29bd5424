//! Patterns of names: `*` for any letters, `?` for one.
//!
//! Neither stops at a separator: frameworks do not agree on one.

/// A pattern of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::audit::specification) struct Pattern {
    letters: Vec<char>,
}

impl Pattern {
    pub(in crate::audit::specification) fn new(text: &str) -> Self {
        let mut letters: Vec<char> = text.chars().collect();
        // Two stars are one, and cost more.
        letters.dedup_by(|a, b| *a == '*' && *b == '*');
        Self { letters }
    }

    /// Whether the whole name is like this.
    ///
    /// Only the last star that was met is ever extended, which suffices and takes at most
    /// pattern·name steps.
    pub(in crate::audit::specification) fn is_of(&self, name: &str) -> bool {
        let mut rest = name;
        let mut at = 0;
        let mut star = None;
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            match self.letters.get(at) {
                Some('*') => {
                    star = Some((at, rest));
                    at += 1;
                }
                Some(expected) if *expected == '?' || *expected == letter => {
                    rest = after;
                    at += 1;
                }
                _ => {
                    let Some((place, begun)) = star else {
                        return false;
                    };
                    let mut begun = begun.chars();
                    begun.next();
                    star = Some((place, begun.as_str()));
                    rest = begun.as_str();
                    at = place + 1;
                }
            }
        }
        self.letters[at..].iter().all(|letter| *letter == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::test_runner::TestRunner;

    #[test]
    fn stars_and_question_marks_stand_for_letters() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("h.*.attn.*.weight", "h.11.attn.c_proj.weight", true),
            ("h.*.attn.*.weight", "h.11.attn.c_proj.bias", false),
            ("h.?.w", "h.1.w", true),
            ("h.?.w", "h.11.w", false),
            ("*ab", "aab", true),
            ("a*b*c", "aXbXbXc", true),
            ("a*b*c", "aXcXb", false),
            ("?", "ß", true),
            ("**?**", "x", true),
            ("dense/kernel", "dense/kernel:0", false),
        ] {
            assert_eq!(
                Pattern::new(pattern).is_of(name),
                expected,
                "{pattern} {name}"
            );
        }
    }

    /// The definition, tried in every way.
    fn slow(pattern: &[char], name: &[char]) -> bool {
        match (pattern, name) {
            ([], _) => name.is_empty(),
            (['*', rest @ ..], _) => (0..=name.len()).any(|n| slow(rest, &name[n..])),
            (['?', rest @ ..], [_, after @ ..]) => slow(rest, after),
            ([one, rest @ ..], [other, after @ ..]) => one == other && slow(rest, after),
            _ => false,
        }
    }

    #[test]
    fn a_pattern_is_found_wherever_the_definition_finds_it() {
        let mut runner = TestRunner::deterministic();
        let run = runner.run(&("[ab*?]{0,7}", "[ab]{0,9}"), |(pattern, name)| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let expected = slow(&letters(&pattern), &letters(&name));
            assert_eq!(
                Pattern::new(&pattern).is_of(&name),
                expected,
                "{pattern} {name}"
            );
            Ok(())
        });
        run.unwrap();
    }
}
