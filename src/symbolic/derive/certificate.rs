//! Certificates: a theorem with every inference below it, as JSON lines. What the theorems recorded
//! is written as it is; nothing is computed again.
//!
//! The first line is the header: format, version, declarations, and the numbers of the theorems
//! that the certificate is about. Then one object an inference, numbered from 0, premises before
//! conclusions, a shared premise once. The same theorem gives the same bytes.

use crate::symbolic::kernel::Dependence;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::signature_lines;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// The version of the format.
const VERSION: u32 = 1;

/// The certificate of theorems that were proved under the same declarations.
///
/// Theorems under other declarations than the first are left out: one certificate, one header.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::{certificate, prove_script};
/// let proofs = prove_script(
///     "theorem mean-of-a-sum
///        var X, Y
///        goal E[X + Y] = E[X] + E[Y]
///      proof
///        1: E[X + Y] = E[X] + E[Y]   by linearity
///      qed",
/// )?;
/// let text = certificate(&proofs[0].goals);
/// assert_eq!(text.lines().count(), 2);
/// assert!(text.ends_with("\n"));
/// # Ok::<(), varprop::symbolic::derive::ProofError>(())
/// ```
#[must_use]
pub fn certificate(theorems: &[Theorem]) -> String {
    let mut inferences = Vec::new();
    let mut proved = Vec::new();
    for theorem in theorems {
        if theorem.context() == theorems[0].context() {
            proved.push(number(theorem, &mut inferences));
        }
    }
    let declarations = theorems.first().map(|t| signature_lines(t.signature()));
    let header = json!({
        "format": "varprop-certificate",
        "version": VERSION,
        "declarations": declarations.unwrap_or_default(),
        "theorems": proved,
    });
    let mut text = format!("{header}\n");
    for (id, (theorem, premises)) in inferences.iter().enumerate() {
        text += &format!("{}\n", inference(id, theorem, premises));
    }
    text
}

/// The theorem's number, after it and all below it were added.
fn number(theorem: &Theorem, inferences: &mut Vec<(Theorem, Vec<usize>)>) -> usize {
    if let Some(id) = inferences.iter().position(|(t, _)| t.is_same_as(theorem)) {
        return id;
    }
    let premises = theorem.step().premises.iter();
    let premises = premises.map(|p| number(p, inferences)).collect();
    inferences.push((theorem.clone(), premises));
    inferences.len() - 1
}

fn inference(id: usize, theorem: &Theorem, premises: &[usize]) -> Value {
    let step = theorem.step();
    let arguments = step.arguments.iter();
    let arguments: Map<String, Value> = arguments
        .map(|(name, term)| ((*name).to_owned(), json!(term.to_string())))
        .collect();
    let texts = |items: Vec<String>| Value::from(items);
    json!({
        "id": id,
        "rule": step.rule.name(),
        "premises": premises,
        "arguments": arguments,
        "suppositions": texts(theorem.suppositions().iter().map(ToString::to_string).collect()),
        "conclusion": theorem.conclusion().to_string(),
        "conditions": texts(theorem.conditions().iter().map(ToString::to_string).collect()),
        "moments": theorem.moments(),
        "dependences": texts(theorem.dependences().iter().map(dependence).collect()),
    })
}

/// A declaration that was used, in two words.
fn dependence(dependence: &Dependence) -> String {
    match dependence {
        Dependence::Assumption(label) => format!("assumption {label}"),
        Dependence::Independence(place) => format!("independence {place}"),
        Dependence::IndependentMembers(family) => format!("independent-members {family}"),
        Dependence::SameLaw(family) => format!("same-law {family}"),
        Dependence::Symmetry(name) => format!("symmetry {name}"),
        Dependence::Law(name) => format!("law {name}"),
    }
}
