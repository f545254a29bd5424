//! Proofs as a document.

use crate::report::proof::ProofEntry;
use crate::report::proof::ProofOutcome;
use crate::report::proof::Proved;
use crate::report::proof::lines;
use crate::symbolic::derive::NamedTheorem;

pub(in crate::report::proof) fn write(entries: &[ProofEntry]) -> String {
    let texts: Vec<String> = entries.iter().map(entry).collect();
    texts.join("\n")
}

fn entry(entry: &ProofEntry) -> String {
    let goals: Vec<String> = entry.goals.iter().map(|g| format!("`{g}`")).collect();
    let title = entry.name.clone().unwrap_or_else(|| goals.join(", "));
    let mut text = format!("## {title}: {}\n\n", entry.outcome.word());
    if let Some(note) = &entry.note {
        text.push_str(&format!("{note}\n\n"));
    }
    text.push_str(&format!(
        "```text\n{}\n```\n\n",
        entry.declarations.join("\n")
    ));
    if entry.name.is_some() {
        goals
            .iter()
            .for_each(|goal| text.push_str(&format!("- {goal}\n")));
        text.push('\n');
    }
    match &entry.outcome {
        ProofOutcome::Proved(proved) => text.push_str(&proof(proved)),
        ProofOutcome::Refuted(witness) | ProofOutcome::Conflict(witness) => {
            text.push_str(&format!("```text\n{witness}```\n"));
        }
        ProofOutcome::NotDecided {
            why,
            nearest,
            search,
        } => {
            text.push_str(&format!("No proof: {why}.\n"));
            if let Some(nearest) = nearest {
                text.push_str(&format!("Left side − right side: `{nearest}`.\n"));
            }
            text.push_str(&format!("No refutation: {search}.\n"));
        }
        ProofOutcome::Refused { message, .. } => {
            text.push_str(&format!("```text\n{}\n```\n", message.trim_end()));
        }
    }
    text
}

fn proof(proved: &Proved) -> String {
    let mut text = String::from("| step | statement | by |\n|---|---|---|\n");
    proved.steps.iter().for_each(|s| text.push_str(&rows(s)));
    text.push('\n');
    let code = |words: Vec<String>| -> Vec<String> {
        words.into_iter().map(|word| format!("`{word}`")).collect()
    };
    let needs = |needs: Vec<&crate::symbolic::derive::Need>| {
        lines::list(&code(
            needs.into_iter().map(|n| n.declaration.clone()).collect(),
        ))
    };
    for (name, words) in [
        ("used", needs(lines::used(proved))),
        ("not needed", needs(lines::unused(proved))),
        ("rules", lines::list(&lines::rules(proved))),
        ("not 0", lines::list(&code(lines::conditions(proved)))),
        ("finite", lines::list(&code(lines::moment_words(proved)))),
        ("oracles", "none".to_owned()),
    ] {
        text.push_str(&format!("- **{name}**: {words}\n"));
    }
    text
}

fn rows(step: &NamedTheorem) -> String {
    if step.links.is_empty() {
        return format!(
            "| {} | `{}` | suppose |\n",
            step.label,
            step.theorem.conclusion()
        );
    }
    let mut text = String::new();
    for (place, (theorem, by)) in step.links.iter().enumerate() {
        let said = theorem.conclusion();
        let line = match place {
            0 => said.to_string(),
            _ => format!("{} {}", said.relation.symbol(), said.right),
        };
        let label = if place == 0 { step.label.as_str() } else { "" };
        let cell = crate::report::markdown::escape(&line);
        text.push_str(&format!("| {label} | `{cell}` | {by} |\n"));
    }
    text
}
