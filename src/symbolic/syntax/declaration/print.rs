//! From a signature to the declarations that make it.

use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Index;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Natural;
use crate::symbolic::expr::Signature;
use crate::symbolic::syntax::declaration::goal::printed_blocks;

/// The declarations of a signature, one a line; read together, they give the signature back.
///
/// # Example
/// ```
/// use varprop::symbolic::syntax::{parse_signature, signature_lines};
/// let signature = parse_signature("var X, Y  # inputs\nindep X | Y\nnat n from 2")?;
/// assert_eq!(signature_lines(&signature), ["nat n from 2", "var X", "var Y", "indep X | Y"]);
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn signature_lines(signature: &Signature) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(signature.naturals().iter().map(natural));
    lines.extend(signature.constants().iter().map(|c| format!("const {c}")));
    lines.extend(
        signature
            .functions()
            .iter()
            .map(|g| format!("function {g}")),
    );
    lines.extend(signature.variables().iter().map(|x| format!("var {x}")));
    lines.extend(signature.families().iter().map(family));
    lines.extend(signature.indices().iter().map(index));
    let distinct = signature.distinct().iter();
    lines.extend(distinct.map(|names| format!("distinct {}", names.join(", "))));
    let laws = signature.laws().iter();
    lines.extend(laws.map(|(name, law)| format!("law {name} = {law}")));
    let independent = signature.independent().iter();
    lines.extend(independent.map(|blocks| format!("indep {}", printed_blocks(blocks))));
    lines.extend(
        signature
            .symmetric()
            .iter()
            .map(|z| format!("symmetric {z}")),
    );
    lines.extend(signature.assumptions().iter().map(assumption));
    lines
}

fn natural(natural: &Natural) -> String {
    let name = &natural.name;
    match (natural.value, natural.least) {
        (Some(value), _) => format!("nat {name} = {value}"),
        (None, 1) => format!("nat {name}"),
        (None, least) => format!("nat {name} from {least}"),
    }
}

fn index(index: &Index) -> String {
    let name = &index.name;
    match &index.range {
        IndexRange::Step { least } => format!("index {name} from {least}"),
        IndexRange::Member { extent } => format!("index {name} : {extent}"),
    }
}

fn family(family: &Family) -> String {
    let Family {
        name,
        kind,
        steps,
        extents,
    } = family;
    let word = match kind {
        FamilyKind::Iid => "iid",
        FamilyKind::Exchangeable => "exchangeable",
        FamilyKind::Dependent => "dependent",
        FamilyKind::Deterministic if *steps == 1 && extents.is_empty() => {
            return format!("sequence {name}");
        }
        FamilyKind::Deterministic => "vector",
    };
    let steps = std::iter::repeat_n("steps".to_owned(), *steps);
    let positions: Vec<String> = steps
        .chain(extents.iter().map(ToString::to_string))
        .collect();
    format!("{word} {name} : {}", positions.join(", "))
}

fn assumption(assumption: &Assumption) -> String {
    let statement = &assumption.statement;
    match &assumption.label {
        Some(label) => format!("assume {label}: {statement}"),
        None => format!("assume {statement}"),
    }
}
