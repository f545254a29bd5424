//! The reference of claim files: what it lists is what exists.

use std::fs;
use std::path::Path;

/// The table of functions that formulas can call, as `proofs/README.md` must have it.
fn function_table() -> String {
    let mut table = String::from("| call | answers |\n|---|---|\n");
    for entry in varprop::evidence::functions() {
        let meaning = entry.meaning.replace('|', "\\|");
        table.push_str(&format!("| `{}` | {meaning} |\n", entry.signature));
    }
    table
}

#[test]
fn the_reference_lists_every_function_that_claims_can_call() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/README.md");
    let reference = fs::read_to_string(path).unwrap();
    let table = function_table();
    assert!(
        reference.contains(&table),
        "proofs/README.md should hold this table:\n\n{table}"
    );
}

/// The table of rules that proof scripts can name.
fn rule_table() -> String {
    let mut table = String::from("| rule | shows | needs |\n|---|---|---|\n");
    for rule in varprop::symbolic::derive::RULES {
        let (shows, needs) = (rule.shows, rule.needs);
        table.push_str(&format!("| `{}` | {shows} | {needs} |\n", rule.name));
    }
    table
}

#[test]
fn the_reference_lists_every_rule_that_scripts_can_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/README.md");
    let reference = fs::read_to_string(path).unwrap();
    let table = rule_table();
    assert!(
        reference.contains(&table),
        "proofs/README.md should hold this table:\n\n{table}"
    );
}

#[test]
fn the_reference_lists_every_function_that_is_certified() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs/README.md");
    let reference = fs::read_to_string(path).unwrap();
    let names: Vec<String> = varprop::evidence::certified_names()
        .map(|name| format!("`{name}`"))
        .collect();
    let line = format!("with the same arguments: {}.", names.join(", "));
    assert!(
        reference.contains(&line),
        "proofs/README.md should say: {line}"
    );
    let known: Vec<&str> = varprop::evidence::functions()
        .map(|entry| entry.name)
        .collect();
    assert!(varprop::evidence::certified_names().all(|name| known.contains(&name)));
}
