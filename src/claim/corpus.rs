//! The corpus: the claims that are part of the binary, and sets of claims from elsewhere.
//!
//! No file is opened here; texts come from the binary or from `cli`.

use crate::claim::Claim;
use crate::claim::ClaimError;
use crate::claim::parse;
use std::collections::BTreeMap;

/// A claim file's name below its root, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name below the root, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/corpus.rs"));

/// The claim files that are part of the binary, in order of their names.
#[must_use]
pub fn embedded() -> Vec<File> {
    let claims = EMBEDDED.iter().filter(|(path, _)| path.ends_with(".toml"));
    claims
        .map(|(path, text)| File {
            path: (*path).into(),
            text: (*text).into(),
        })
        .collect()
}

/// The proof script with this stem below `proofs/`, if it is part of the binary.
#[must_use]
pub fn embedded_script(stem: &str) -> Option<&'static str> {
    let mut scripts = EMBEDDED.iter();
    let is_meant = |(path, _): &&(&str, &str)| path.strip_suffix(".proof") == Some(stem);
    scripts.find(is_meant).map(|(_, text)| *text)
}

/// The proof scripts that are part of the binary, in order of their names.
#[must_use]
pub fn embedded_scripts() -> Vec<File> {
    let scripts = EMBEDDED.iter().filter(|(path, _)| path.ends_with(".proof"));
    scripts
        .map(|(path, text)| File {
            path: (*path).into(),
            text: (*text).into(),
        })
        .collect()
}

/// Reads a set of claim files; the claims come in order of their ids.
///
/// # Errors
/// The first file that is not a claim, or two files with the same stem.
pub fn parse_all(files: &[File]) -> Result<Vec<Claim>, ClaimError> {
    let mut by_id: BTreeMap<String, (Claim, &str)> = BTreeMap::new();
    for file in files {
        let claim = parse(&file.path, &file.text)?;
        if let Some((_, other)) = by_id.get(&claim.id) {
            let (path, other) = (file.path.clone(), (*other).to_owned());
            return Err(ClaimError::DuplicateId {
                path,
                id: claim.id,
                other,
            });
        }
        by_id.insert(claim.id.clone(), (claim, &file.path));
    }
    Ok(by_id.into_values().map(|(claim, _)| claim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_claim_can_be_read() {
        let claims = parse_all(&embedded());
        assert!(claims.is_ok(), "{}", claims.unwrap_err());
    }
}
