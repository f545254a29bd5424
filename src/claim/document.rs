//! The claim file: TOML in, a checked [`Claim`] out.
//!
//! Unknown keys, wrong types, missing keys and formulas that do not parse are refused at their
//! place; assumptions that evidence uses must be stated.

use crate::claim::ClaimError;
use crate::claim::Location;
use crate::claim::Request;
use crate::claim::request;
use crate::verdict::Part;
use crate::verdict::Verdict;
use serde::Deserialize;

/// The largest claim file, in bytes: a printed table of a thousand rows fits twice.
pub const MAX_BYTES: usize = 128 * 1024;

/// One checkable statement, with what it asks for.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The stem of the file: letters, digits, `-` and `.`.
    pub id: String,
    /// The statement, restated.
    pub statement: String,
    /// The statement as a formula, for readers.
    pub formula: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// What it assumes.
    pub assumptions: Vec<Assumption>,
    /// What is true instead, where the statement is not.
    pub amendment: Option<Amendment>,
    /// The verdict that its author expects.
    pub expected: Verdict,
    /// Why the verdict is what it is, for a reader who knows the textbook.
    pub remark: Option<String>,
    /// The evidence it asks for.
    pub requests: Vec<Request>,
}

/// Where a statement comes from.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Author, title, year.
    pub work: String,
    /// The section, slide or table.
    pub section: String,
}

/// One thing that a claim takes for granted.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Assumption {
    /// Kebab-case; evidence refers to it.
    pub id: String,
    /// The assumption.
    pub text: String,
}

/// The sentence that a claim offers in its statement's place.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The amended statement.
    pub statement: String,
    /// As a formula, for readers.
    #[serde(default)]
    pub formula: Option<String>,
}

/// The file as TOML has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    statement: String,
    #[serde(default)]
    formula: Option<String>,
    source: Source,
    expected: Verdict,
    #[serde(default)]
    remark: Option<String>,
    #[serde(default)]
    assumption: Vec<Assumption>,
    #[serde(default)]
    amendment: Option<Amendment>,
    evidence: Requests,
}

/// The evidence tables, one array an engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Requests {
    identity: Vec<request::IdentityRequest>,
    theory: Vec<request::TheoryRequest>,
    enclosed: Vec<request::EnclosedRequest>,
    finite: Vec<request::FiniteRequest>,
    table: Vec<request::TableRequest>,
    propagation: Vec<request::PropagationRequest>,
    training: Vec<request::TrainingRequest>,
    draw: Vec<request::DrawRequest>,
    proof: Vec<request::ProofRequest>,
}

impl Requests {
    /// All requests, exact engines first but for `enclosed`.
    fn into_list(self) -> Vec<Request> {
        let mut list: Vec<Request> = Vec::new();
        list.extend(self.proof.into_iter().map(Request::Proof));
        list.extend(self.identity.into_iter().map(Request::Identity));
        list.extend(self.finite.into_iter().map(Box::new).map(Request::Finite));
        list.extend(self.theory.into_iter().map(Request::Theory));
        list.extend(self.table.into_iter().map(Request::Table));
        list.extend(self.propagation.into_iter().map(Request::Propagation));
        list.extend(self.draw.into_iter().map(Request::Draw));
        // Last, because a simulation's draws depend on its place: certifying a number of a claim
        // that has simulations, or training a network, leaves their draws as they were.
        list.extend(self.enclosed.into_iter().map(Request::Enclosed));
        let training = self.training.into_iter().map(Box::new);
        list.extend(training.map(Request::Training));
        list
    }
}

/// Reads one claim file; `path` names it in errors and gives the id by its stem.
///
/// # Errors
/// [`ClaimError`] with the place of the slip.
///
/// # Example
/// ```
/// let text = r#"
/// statement = "The harmonic mean of 1/p and 1/q is 2/(p+q)."
/// expected = "verified"
/// source = { work = "example", section = "1" }
///
/// [[evidence.identity]]
/// shows = "the identity, for all positive integers"
/// scope = "whole"
/// check = ["2/(1/(1/p) + 1/(1/q)) = 2/(p + q)"]
/// "#;
/// let claim = varprop::claim::parse("harmonic-mean.toml", text)?;
/// assert_eq!((claim.id.as_str(), claim.requests.len()), ("harmonic-mean", 1));
/// # Ok::<(), varprop::claim::ClaimError>(())
/// ```
pub fn parse(path: &str, text: &str) -> Result<Claim, ClaimError> {
    if text.len() > MAX_BYTES {
        let (path, found) = (path.to_owned(), text.len());
        return Err(ClaimError::TooLarge {
            path,
            found,
            limit: MAX_BYTES,
        });
    }
    let document: Document = toml::from_str(text).map_err(|error| malformed(path, text, &error))?;
    let claim = into_claim(path, document);
    check(&claim).map_err(|message| ClaimError::Inconsistent {
        path: path.to_owned(),
        message,
    })?;
    Ok(claim)
}

fn malformed(path: &str, text: &str, error: &toml::de::Error) -> ClaimError {
    let offset = error.span().map_or(0, |span| span.start);
    let location = Location::of_offset(text, offset);
    ClaimError::Malformed {
        path: path.to_owned(),
        location,
        message: in_plain_words(error.message()),
    }
}

/// The message without Rust's names of types.
fn in_plain_words(message: &str) -> String {
    let count = "expected a whole number that is not negative";
    message
        .replace("expected u64", count)
        .replace("expected u32", count)
}

fn into_claim(path: &str, document: Document) -> Claim {
    let name = path.rsplit('/').next().unwrap_or(path);
    Claim {
        id: name.strip_suffix(".toml").unwrap_or(name).to_owned(),
        statement: document.statement,
        formula: document.formula,
        source: document.source,
        assumptions: document.assumption,
        amendment: document.amendment,
        expected: document.expected,
        remark: document.remark,
        requests: document.evidence.into_list(),
    }
}

/// Refuses a claim that contradicts itself.
fn check(claim: &Claim) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if claim.id.is_empty() || !claim.id.chars().all(is_plain) {
        let id = &claim.id;
        return Err(format!(
            "the file's stem `{id}` is not an id: letters, digits, - and ."
        ));
    }
    if claim.requests.is_empty() {
        return Err("a claim must ask for evidence: no [[evidence.…]] table found".into());
    }
    claim
        .requests
        .iter()
        .try_for_each(|request| check_request(claim, request))
}

fn check_request(claim: &Claim, request: &Request) -> Result<(), String> {
    let (common, engine) = (request.common(), request.engine());
    if common.part == Part::Amendment && claim.amendment.is_none() {
        return Err(format!(
            "[[evidence.{engine}]] judges an amendment, but there is none"
        ));
    }
    if request.checks_nothing() {
        return Err(format!(
            "[[evidence.{engine}]] has an empty `check`: it would hold of anything"
        ));
    }
    let stated = |id: &&String| claim.assumptions.iter().any(|a| a.id == **id);
    match common.uses.iter().find(|id| !stated(id)) {
        Some(id) => Err(format!(
            "[[evidence.{engine}]] uses `{id}`, which no [[assumption]] states"
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "statement = \"s\"\nexpected = \"refuted\"\nsource = { work = \"w\", section = \"1\" }\n";

    fn error_of(tail: &str) -> String {
        parse("x.toml", &format!("{HEAD}{tail}"))
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn an_unknown_key_is_refused_at_its_place() {
        let error = error_of("[[evidence.theory]]\nshows = \"\"\nchek = []\n");
        assert!(
            error.starts_with("x.toml:6:1: unknown field `chek`"),
            "{error}"
        );
        assert!(error.contains("`check`"), "{error}");
    }

    #[test]
    fn a_missing_key_and_a_wrong_type_are_refused() {
        assert!(error_of("[[evidence.theory]]\ncheck = []\n").contains("missing field `shows`"));
        assert!(error_of("[[evidence.theory]]\nshows = 3\n").contains("x.toml:5:9: invalid type"));
    }

    #[test]
    fn a_claim_without_evidence_is_refused() {
        assert!(error_of("[evidence]\n").contains("must ask for evidence"));
    }

    #[test]
    fn evidence_may_use_only_what_is_stated() {
        let tail = "[[evidence.theory]]\nshows = \"\"\ncheck = [\"1 = 1\"]\nuses = [\"iid\"]\n";
        assert!(error_of(tail).contains("uses `iid`"));
    }

    #[test]
    fn an_absurd_size_is_refused_before_it_is_read() {
        let text = "#".repeat(MAX_BYTES + 1);
        assert_eq!(
            parse("x.toml", &text).unwrap_err().code(),
            "claim-too-large"
        );
    }
}
