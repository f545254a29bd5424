//! Every statement of the documents has a claim file, or a reason why it cannot have one.

use std::collections::BTreeSet;
use varprop::claim;

const STATEMENTS: &str = include_str!("../data/statements.txt");

/// Each statement's id with the reason why it has no claim file, if it has none.
fn statements() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let lines = STATEMENTS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| match line.split_once(": ") {
        Some((id, reason)) => (id, Some(reason)),
        None => (line, None),
    })
}

/// The ids of the corpus: the stems of its files.
fn claimed() -> BTreeSet<String> {
    let stem = |path: &str| Some(path.rsplit('/').next()?.strip_suffix(".toml")?.to_owned());
    let files = claim::embedded();
    files.iter().filter_map(|file| stem(&file.path)).collect()
}

#[test]
fn every_statement_has_a_claim_file_or_a_reason() {
    let claimed = claimed();
    let missing: Vec<_> = statements()
        .filter(|(id, reason)| reason.is_none() && !claimed.contains(*id))
        .map(|(id, _)| id)
        .collect();
    assert!(missing.is_empty(), "without claim file: {missing:#?}");
}

#[test]
fn no_statement_with_a_claim_file_is_excused() {
    let claimed = claimed();
    let excused: Vec<_> = statements()
        .filter(|(id, reason)| reason.is_some() && claimed.contains(*id))
        .collect();
    assert!(excused.is_empty(), "{excused:?}");
}

#[test]
fn the_documents_make_245_statements_each_listed_once() {
    let ids: Vec<_> = statements().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 245);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}
