//! Every proof script of the corpus is accepted, says in words what it proves, and is complete.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a script that cannot be read or is refused fails the test, and says which"
)]

use std::path::Path;
use std::path::PathBuf;
use varprop::symbolic::derive::Proof;
use varprop::symbolic::derive::RULES;
use varprop::symbolic::derive::missing_hypotheses;
use varprop::symbolic::derive::prove_script;
use varprop::symbolic::syntax::parse_signature;

/// The `.proof` files under a folder of the repository, sorted.
pub(crate) fn scripts(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "proof") {
            found.push(path);
        }
    }
}

/// The theorems of the corpus with the scripts they stand in.
fn theorems() -> Vec<(PathBuf, Proof)> {
    let mut theorems = Vec::new();
    for path in scripts("proofs") {
        let source = std::fs::read_to_string(&path).unwrap();
        let proofs = prove_script(&source);
        let proofs = proofs.unwrap_or_else(|error| {
            panic!("{}: {}", path.display(), error.render(&source));
        });
        theorems.extend(proofs.into_iter().map(|proof| (path.clone(), proof)));
    }
    theorems
}

#[test]
fn every_script_is_accepted_and_owes_nothing() {
    let theorems = theorems();
    assert!(theorems.len() > 150, "{} theorems", theorems.len());
    for (path, proof) in &theorems {
        for goal in &proof.goals {
            assert!(
                goal.suppositions().is_empty(),
                "{}: {}",
                path.display(),
                proof.name
            );
        }
    }
}

#[test]
fn every_theorem_says_in_words_what_it_proves() {
    let silent = |(path, proof): &(PathBuf, Proof)| {
        let place = format!("{}: {}", path.display(), proof.name);
        proof.note.is_none().then_some(place)
    };
    let silent: Vec<String> = theorems().iter().filter_map(silent).collect();
    assert!(silent.is_empty(), "without a note:\n{}", silent.join("\n"));
}

#[test]
fn every_rule_of_the_reference_is_used_by_some_script() {
    let theorems = theorems();
    let used = |name: &str| {
        let steps = theorems.iter().flat_map(|(_, proof)| &proof.steps);
        let mut words = steps.flat_map(|step| step.links.iter().map(|(_, words)| words));
        words.any(|words| words.split_whitespace().next() == Some(name))
    };
    let unused = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|name| !used(name));
    assert_eq!(unused.collect::<Vec<_>>(), [] as [&str; 0]);
}

#[test]
fn a_claim_without_an_assumption_is_not_proved_by_a_theorem_that_needs_it() {
    let theorem = "nat n\niid w : n\ndependent a : n\nindep w | a\nassume E[w] = 0";
    let missing = |claim: &str| {
        let theorem = parse_signature(theorem).unwrap();
        missing_hypotheses(&theorem, &parse_signature(claim).unwrap())
    };
    let stronger = "nat n from 2\niid w : n\niid a : n\nindep w | a\nassume zero: E[w] = 0";
    assert_eq!(missing(stronger), [] as [&str; 0]);
    let weaker = "nat n\nexchangeable w : n\ndependent a : n\nassume E[w] = 0";
    let expected = [
        "the family w, independent and identically distributed",
        "indep w | a",
    ];
    assert_eq!(missing(weaker), expected);
    assert_eq!(
        missing("nat n\niid w : n\ndependent a : n\nindep w | a"),
        ["assume E[w] = 0"]
    );
}
