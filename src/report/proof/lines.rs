//! The pieces that all formats of a proof share: rules, conditions, moments, declarations by need.

use crate::report::proof::Proved;
use crate::symbolic::derive::Need;
use crate::symbolic::derive::Requirement;
use crate::symbolic::kernel::Theorem;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The rules that the steps name, in the order of their first use.
pub(in crate::report::proof) fn rules(proved: &Proved) -> Vec<String> {
    let words = proved.steps.iter().flat_map(|step| &step.links);
    let mut rules: Vec<String> = Vec::new();
    for (_, by) in words {
        let rule = by.split_whitespace().next().unwrap_or_default().to_owned();
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

/// What must not vanish, `D != 0`.
pub(in crate::report::proof) fn conditions(proved: &Proved) -> Vec<String> {
    let all = proved.theorems.iter().flat_map(Theorem::conditions);
    let texts: BTreeSet<String> = all.map(|condition| format!("{condition} != 0")).collect();
    texts.into_iter().collect()
}

/// The absolute moments that must exist, `E|w|^2`.
pub(in crate::report::proof) fn moments(proved: &Proved) -> BTreeMap<&str, u32> {
    let mut orders: BTreeMap<&str, u32> = BTreeMap::new();
    for (name, order) in proved.theorems.iter().flat_map(Theorem::moments) {
        let highest = orders.entry(name).or_insert(0);
        *highest = (*highest).max(*order);
    }
    orders
}

/// The same as words: E|w|^2 < inf.
pub(in crate::report::proof) fn moment_words(proved: &Proved) -> Vec<String> {
    let moments = moments(proved).into_iter();
    moments
        .map(|(name, order)| match order {
            1 => format!("E|{name}|"),
            _ => format!("E|{name}|^{order}"),
        })
        .collect()
}

pub(in crate::report::proof) fn used(proved: &Proved) -> Vec<&Need> {
    let is_used = |need: &&Need| need.requirement != Requirement::NotNeeded;
    proved.needs.iter().filter(is_used).collect()
}

pub(in crate::report::proof) fn unused(proved: &Proved) -> Vec<&Need> {
    let is_unused = |need: &&Need| need.requirement == Requirement::NotNeeded;
    proved.needs.iter().filter(is_unused).collect()
}

/// The declaration, with what would be enough in its place.
pub(in crate::report::proof) fn need(need: &Need) -> String {
    match &need.requirement {
        Requirement::Weaker(enough) => format!("{}  (`{enough}` is enough)", need.declaration),
        _ => need.declaration.clone(),
    }
}

/// `a, b`, or `none`.
pub(in crate::report::proof) fn list(words: &[String]) -> String {
    if words.is_empty() {
        return "none".to_owned();
    }
    words.join(", ")
}
