//! Which claims a person means: filters on the corpus, or paths to their own files.

use crate::claim::Claim;
use crate::claim::embedded;
use crate::claim::parse_all;
use crate::cli::error::CliError;
use crate::cli::files;
use std::path::Path;

/// The claims that any of the words selects; all of the corpus without words.
///
/// A word with a `/` or ending in `.toml` is a path to claim files; any other is part of the
/// name of an embedded claim.
pub(in crate::cli) fn select(words: &[String]) -> Result<Vec<Claim>, CliError> {
    let (paths, filters): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| is_path(word));
    let mut chosen = Vec::new();
    for path in &paths {
        chosen.extend(files::read_claims(Path::new(path))?);
    }
    let corpus = embedded();
    if words.is_empty() {
        return Ok(parse_all(&corpus)?);
    }
    for filter in filters {
        let before = chosen.len();
        chosen.extend(
            corpus
                .iter()
                .filter(|file| file.path.contains(filter.as_str()))
                .cloned(),
        );
        if chosen.len() == before {
            return Err(CliError::NoMatch {
                filter: filter.clone(),
            });
        }
    }
    chosen.sort_by(|a, b| a.path.cmp(&b.path));
    chosen.dedup();
    Ok(parse_all(&chosen)?)
}

/// The one claim with this id, or the only one that the word selects.
pub(in crate::cli) fn select_one(word: &str) -> Result<Claim, CliError> {
    let mut claims = select(&[word.to_owned()])?;
    if let Some(exact) = claims.iter().position(|claim| claim.id == word) {
        return Ok(claims.swap_remove(exact));
    }
    match claims.len() {
        1 => Ok(claims.swap_remove(0)),
        count => Err(CliError::Ambiguous {
            filter: word.into(),
            count,
            first: claims.swap_remove(0).id,
        }),
    }
}

fn is_path(word: &str) -> bool {
    word.contains('/') || word.ends_with(".toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(words: &[&str]) -> Vec<String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let claims = select(&words).unwrap();
        claims.into_iter().map(|claim| claim.id).collect()
    }

    #[test]
    fn no_words_select_the_whole_corpus() {
        assert_eq!(ids(&[]).len(), embedded().len());
    }

    #[test]
    fn words_that_overlap_select_a_claim_once() {
        let one = ids(&["gb-table-xavier"]);
        assert_eq!(one, ["gb-table-xavier"]);
        assert_eq!(ids(&["gb-table-xavier", "table-xavier"]), one);
        assert!(ids(&["gb-table"]).len() > 1);
    }

    #[test]
    fn a_word_that_selects_nothing_is_refused_even_beside_one_that_does() {
        let words = ["gb-table-xavier", "no-such-claim"].map(str::to_owned);
        let error = select(&words).unwrap_err();
        assert!(matches!(&error, CliError::NoMatch { filter } if filter == "no-such-claim"));
    }

    #[test]
    fn one_claim_must_be_meant_without_doubt() {
        assert_eq!(select_one("table-xavier").unwrap().id, "gb-table-xavier");
        let error = select_one("gb-table").unwrap_err();
        assert!(matches!(error, CliError::Ambiguous { .. }), "{error}");
    }

    #[test]
    fn a_word_with_a_slash_or_ending_in_toml_is_a_path() {
        assert!(is_path("./claims") && is_path("my.toml") && !is_path("xavier"));
    }
}
