//! Names in a file, each of which may stand there once.

use std::collections::BTreeSet;

/// The first name that stands there a second time.
pub(super) fn repeated<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    names.into_iter().find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_second_occurrence_is_named() {
        assert_eq!(repeated(["a", "b", "c", "b", "a"]), Some("b"));
        assert_eq!(repeated(["a", "A", ""]), None);
    }
}
