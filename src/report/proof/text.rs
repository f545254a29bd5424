//! A proof on a terminal.

use crate::report::proof::ProofEntry;
use crate::report::proof::ProofOutcome;
use crate::report::proof::Proved;
use crate::report::proof::lines;
use crate::report::text::aligned;
use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::finite::Witness;

/// A right side that would end beyond this column stands on a line of its own.
const WIDTH: usize = 96;

pub(in crate::report::proof) fn write(entries: &[ProofEntry]) -> String {
    let texts: Vec<String> = entries.iter().map(entry).collect();
    texts.join("\n")
}

/// One line an entry, then the refusals.
pub(in crate::report::proof) fn list(entries: &[ProofEntry]) -> String {
    let mut rows = vec![
        ["outcome", "script", "theorem", "not needed"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(entries.iter().map(row));
    let mut text = aligned(&rows, &[true; 4]);
    let count = |word: &str| entries.iter().filter(|e| e.outcome.word() == word).count();
    let words = ["proved", "conflict", "refused"].map(|word| (count(word), word));
    let counts = words.iter().filter(|(n, word)| *n > 0 || *word == "proved");
    let counts: Vec<String> = counts.map(|(n, word)| format!("{n} {word}")).collect();
    text.push_str(&format!("\n{}\n", counts.join(", ")));
    for entry in entries {
        if !matches!(entry.outcome, ProofOutcome::Proved(_)) {
            text.push('\n');
            text.push_str(&self::entry(entry));
        }
    }
    text
}

fn row(entry: &ProofEntry) -> Vec<String> {
    let unused = match &entry.outcome {
        ProofOutcome::Proved(proved) => {
            let unused = lines::unused(proved).into_iter().map(lines::need);
            unused.collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        entry.outcome.word().to_owned(),
        word(&entry.file),
        word(&entry.name),
        unused,
    ]
}

fn entry(entry: &ProofEntry) -> String {
    let mut text = head(entry);
    match &entry.outcome {
        ProofOutcome::Proved(proved) => text.push_str(&proof(proved)),
        ProofOutcome::Refuted(found) => text.push_str(&witness(found, "refuted by this model")),
        ProofOutcome::Conflict(found) => {
            text.push_str(&witness(
                found,
                "proved, but refuted by this model; please report it",
            ));
        }
        ProofOutcome::NotDecided {
            why,
            nearest,
            search,
        } => {
            text.push_str(&format!("\n  no proof: {why}\n"));
            if let Some(nearest) = nearest {
                text.push_str(&format!("  left side - right side: {nearest}\n"));
            }
            text.push_str(&format!("  no refutation: {search}\n"));
        }
        ProofOutcome::Refused { code, message } => {
            text.push_str(&format!("\n{}\n[{code}]\n", message.trim_end()));
        }
    }
    text
}

/// The outcome and the goal, or the theorem's name with its goals below it.
fn head(entry: &ProofEntry) -> String {
    let word = entry.outcome.word();
    let goals: Vec<String> = entry.goals.iter().map(ToString::to_string).collect();
    let file = entry
        .file
        .as_ref()
        .map(|file| format!("  ({file})"))
        .unwrap_or_default();
    match &entry.name {
        None => format!("{word}  {}{file}\n", goals.join(", ")),
        Some(name) => {
            let mut text = format!("{word}  {name}{file}\n");
            if let Some(note) = &entry.note {
                note.lines()
                    .for_each(|line| text.push_str(&format!("  # {line}\n")));
            }
            goals
                .iter()
                .for_each(|goal| text.push_str(&format!("  {goal}\n")));
            text
        }
    }
}

fn proof(proved: &Proved) -> String {
    let mut text = String::from("\n");
    proved.steps.iter().for_each(|s| text.push_str(&step(s)));
    text.push('\n');
    section(
        &mut text,
        "used",
        lines::used(proved).into_iter().map(lines::need),
    );
    section(
        &mut text,
        "not needed",
        lines::unused(proved).into_iter().map(lines::need),
    );
    let checked = match proved.models_checked {
        0 => "in no finite model".to_owned(),
        n => format!("in {n} finite models"),
    };
    for (name, words) in [
        ("rules", lines::list(&lines::rules(proved))),
        ("not 0", lines::list(&lines::conditions(proved))),
        ("finite", lines::list(&lines::moment_words(proved))),
        ("oracles", "none".to_owned()),
        ("checked", checked),
    ] {
        text.push_str(&format!("  {name:<11} {words}\n"));
    }
    text
}

/// A line an item, the first behind the name.
fn section(text: &mut String, name: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        text.push_str(&format!("  {name:<11} none\n"));
    }
    for (place, item) in items.iter().enumerate() {
        let name = if place == 0 { name } else { "" };
        text.push_str(&format!("  {name:<11} {item}\n"));
    }
}

/// The statement with its rule, or a chain of them under one label.
fn step(step: &NamedTheorem) -> String {
    let label = &step.label;
    let mut text = String::new();
    if let Some(note) = &step.note {
        note.lines()
            .for_each(|line| text.push_str(&format!("  # {line}\n")));
    }
    if step.links.is_empty() {
        return format!("{text}  {label}: suppose {}\n", step.theorem.conclusion());
    }
    for (place, (theorem, by)) in step.links.iter().enumerate() {
        let said = theorem.conclusion();
        let (relation, right) = (said.relation.symbol(), &said.right);
        if place == 0 && step.links.len() == 1 {
            text.push_str(&justified(&format!("  {label}: {said}"), by));
            continue;
        }
        if place == 0 {
            text.push_str(&format!("  {label}: {}\n", said.left));
        }
        text.push_str(&justified(&format!("      {relation} {right}"), by));
    }
    text
}

/// A line with its rule at the right.
fn justified(line: &str, by: &str) -> String {
    let width = 64;
    let length = line.chars().count();
    if length.max(width) + by.chars().count() + 5 > WIDTH && length > width {
        return format!("{line}\n{:width$}   by {by}\n", "");
    }
    format!("{line:<width$}   by {by}\n")
}

fn witness(witness: &Witness, title: &str) -> String {
    let mut text = format!("\n  {title}, one of the smallest:\n\n");
    witness
        .to_string()
        .lines()
        .for_each(|line| text.push_str(&format!("    {line}\n")));
    text
}
