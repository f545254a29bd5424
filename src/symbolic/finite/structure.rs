//! Verifying what a signature declares of laws: independence, identity, exchangeability, symmetry.
//! It does not read assumptions.

use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Signature;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::law;
use crate::symbolic::finite::law::Column;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Whether the model has every declared independence, identity of laws, exchangeability and
/// symmetry. True by construction where nothing is computed; verified all the same before a
/// model is shown.
pub(in crate::symbolic::finite) fn structure_holds(
    signature: &Signature,
    model: &Model,
) -> Result<bool, ModelError> {
    for blocks in signature.independent() {
        if !independent(signature, model, blocks)? {
            return Ok(false);
        }
    }
    for family in signature.families() {
        for members in by_step(signature, model, &family.name).values() {
            let apart: Vec<Vec<&Column>> = members.iter().map(|member| vec![*member]).collect();
            let alike = matches!(family.kind, FamilyKind::Iid | FamilyKind::Exchangeable);
            let iid = family.kind == FamilyKind::Iid;
            if alike && !law::exchangeable(&model.probabilities, members)?
                || iid && !law::independent(&model.probabilities, &apart)?
            {
                return Ok(false);
            }
        }
    }
    let names = signature.variables().iter();
    let names = names.chain(signature.families().iter().map(|family| &family.name));
    for name in names.filter(|name| signature.is_symmetric(name)) {
        if !symmetric(model, name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether blocks of names are mutually independent in the model, families over steps at each
/// step by itself.
pub(in crate::symbolic::finite) fn independent(
    signature: &Signature,
    model: &Model,
    blocks: &[Vec<String>],
) -> Result<bool, ModelError> {
    let mut columns: BTreeMap<&String, Steps<'_>> = BTreeMap::new();
    for name in blocks.iter().flatten() {
        columns.insert(name, by_step(signature, model, name));
    }
    let steps: BTreeSet<&Vec<i64>> = columns.values().flat_map(Steps::keys).collect();
    let last = steps.iter().map(|step| step.len()).max().unwrap_or(0);
    for step in steps.iter().filter(|step| step.len() == last) {
        let at = |name: &String| -> Vec<&Column> {
            let steps = columns.get(name).into_iter().flatten();
            // What has fewer step indices, or none, is there at each of the others.
            let here = steps.filter(|(prefix, _)| step.starts_with(prefix));
            here.flat_map(|(_, columns)| columns.clone()).collect()
        };
        let blocks = blocks
            .iter()
            .map(|block| block.iter().flat_map(at).collect());
        let blocks: Vec<Vec<&Column>> = blocks.collect();
        if !law::independent(&model.probabilities, &blocks)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether every member of a name has the law of its negative.
pub(in crate::symbolic::finite) fn symmetric(
    model: &Model,
    name: &str,
) -> Result<bool, ModelError> {
    for (_, column) in model.members_of(name) {
        if !law::symmetric(&model.probabilities, column)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The columns of a name by step.
type Steps<'a> = BTreeMap<Vec<i64>, Vec<&'a Column>>;

fn by_step<'a>(signature: &Signature, model: &'a Model, name: &'a str) -> Steps<'a> {
    let steps = signature.family(name).map_or(0, |family| family.steps);
    let mut all = Steps::new();
    let step = |member: &Member| member.indices.iter().take(steps).copied().collect();
    for (member, column) in model.members_of(name) {
        all.entry(step(member)).or_default().push(column);
    }
    all
}
