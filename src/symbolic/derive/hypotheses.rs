//! Whether one signature allows all that another assumes.

use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;

/// The declarations of a theorem that a claim does not allow: what the theorem assumes must be
/// declared for the claim in the same words, or by something stronger (iid where exchangeable or
/// dependent is needed, `from 2` where `from 1` is needed).
///
/// # Example
/// ```
/// use varprop::symbolic::derive::missing_hypotheses;
/// use varprop::symbolic::syntax::parse_signature;
/// let theorem = parse_signature("nat n\niid w : n\ndependent a : n\nassume zero: E[w] = 0")?;
/// let claim = parse_signature("nat n\niid w : n\niid a : n\nindep w | a")?;
/// assert_eq!(missing_hypotheses(&theorem, &claim), ["assume E[w] = 0"]);
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn missing_hypotheses(theorem: &Signature, claim: &Signature) -> Vec<String> {
    let mut missing = Vec::new();
    let mut need = |given: bool, what: String| {
        if !given {
            missing.push(what);
        }
    };
    for natural in theorem.naturals() {
        let given = claim.naturals().iter().any(|other| narrows(other, natural));
        need(
            given,
            format!("nat {} from {}", natural.name, natural.least),
        );
    }
    for name in theorem.variables() {
        need(claim.variables().contains(name), format!("var {name}"));
    }
    for name in theorem.functions() {
        need(claim.functions().contains(name), format!("function {name}"));
    }
    for family in theorem.families() {
        let given = claim
            .family(&family.name)
            .is_some_and(|other| is_stronger(other, family));
        need(
            given,
            format!("the family {}, {}", family.name, kind(family.kind)),
        );
    }
    for index in theorem.indices() {
        need(
            claim.index(&index.name) == Some(index),
            format!("index {}", index.name),
        );
    }
    for names in theorem.distinct() {
        need(
            claim.distinct().contains(names),
            format!("distinct {}", names.join(", ")),
        );
    }
    for law in theorem.laws() {
        need(
            claim.laws().contains(law),
            format!("law {} = {}", law.0, law.1),
        );
    }
    for blocks in theorem.independent() {
        let texts: Vec<String> = blocks.iter().map(|names| names.join(", ")).collect();
        need(
            claim.independent().contains(blocks),
            format!("indep {}", texts.join(" | ")),
        );
    }
    for name in theorem.symmetric() {
        need(claim.is_symmetric(name), format!("symmetric {name}"));
    }
    for assumption in theorem.assumptions() {
        let mut given = claim.assumptions().iter().map(|other| &other.statement);
        let is_given = given.any(|statement| *statement == assumption.statement);
        need(is_given, format!("assume {}", assumption.statement));
    }
    missing
}

fn kind(kind: FamilyKind) -> &'static str {
    match kind {
        FamilyKind::Iid => "independent and identically distributed",
        FamilyKind::Exchangeable => "exchangeable",
        FamilyKind::Dependent => "random",
        FamilyKind::Deterministic => "of numbers",
    }
}

fn is_stronger(claim: &Family, theorem: &Family) -> bool {
    let rank = |kind: FamilyKind| match kind {
        FamilyKind::Deterministic => None,
        FamilyKind::Dependent => Some(0),
        FamilyKind::Exchangeable => Some(1),
        FamilyKind::Iid => Some(2),
    };
    if claim == theorem {
        return true;
    }
    let same_shape = claim.extents == theorem.extents && claim.steps == theorem.steps;
    same_shape
        && rank(claim.kind)
            .zip(rank(theorem.kind))
            .is_some_and(|(c, t)| c >= t)
}

fn narrows(claim: &Natural, theorem: &Natural) -> bool {
    if claim.name != theorem.name {
        return false;
    }
    match (claim.value, theorem.value) {
        (Some(c), Some(t)) => c == t,
        (Some(c), None) => c >= theorem.least,
        (None, None) => claim.least >= theorem.least,
        (None, Some(_)) => false,
    }
}
