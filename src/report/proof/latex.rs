//! Proofs as LaTeX: a theorem and a proof environment each, with `align*` for the chains.

use crate::report::proof::ProofEntry;
use crate::report::proof::ProofOutcome;
use crate::report::proof::Proved;
use crate::report::proof::lines;
use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::expr::Relation;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::statement_to_latex;
use crate::symbolic::syntax::to_latex;

pub(in crate::report::proof) fn write(entries: &[ProofEntry]) -> String {
    let texts: Vec<String> = entries.iter().map(entry).collect();
    texts.join("\n")
}

fn entry(entry: &ProofEntry) -> String {
    let name = entry
        .name
        .as_deref()
        .map(|name| format!("[{}]", escaped(name)));
    let mut text = format!("\\begin{{theorem}}{}\n", name.unwrap_or_default());
    if !entry.declarations.is_empty() {
        text.push_str("Given\n\\begin{itemize}\n");
        for line in &entry.declarations {
            text.push_str(&format!("\\item \\texttt{{{}}}\n", escaped(line)));
        }
        text.push_str("\\end{itemize}\n");
    }
    for goal in &entry.goals {
        match goal {
            Goal::Statement(s) => text.push_str(&format!("\\[ {} \\]\n", statement_to_latex(s))),
            other => text.push_str(&format!("\\texttt{{{}}}\n", escaped(&other.to_string()))),
        }
    }
    text.push_str("\\end{theorem}\n");
    match &entry.outcome {
        ProofOutcome::Proved(proved) => text.push_str(&proof(proved)),
        ProofOutcome::Refuted(witness) | ProofOutcome::Conflict(witness) => {
            text.push_str(&format!(
                "This is false:\n\\begin{{verbatim}}\n{witness}\\end{{verbatim}}\n"
            ));
        }
        ProofOutcome::NotDecided { .. } => text.push_str("This was neither proved nor refuted.\n"),
        ProofOutcome::Refused { message, .. } => text.push_str(&format!(
            "The proof is refused:\n\\begin{{verbatim}}\n{}\n\\end{{verbatim}}\n",
            message.trim_end()
        )),
    }
    text
}

fn proof(proved: &Proved) -> String {
    let mut text = String::from("\\begin{proof}\n");
    for step in &proved.steps {
        if step.links.is_empty() {
            let supposed = statement_to_latex(step.theorem.conclusion());
            text.push_str(&format!(
                "({}) Suppose ${supposed}$.\n",
                escaped(&step.label)
            ));
        } else {
            text.push_str(&chain(step));
        }
    }
    let conditions = lines::conditions(proved);
    if !conditions.is_empty() {
        let conditions = escaped(&lines::list(&conditions));
        text.push_str(&format!("Here \\texttt{{{conditions}}}.\n"));
    }
    text.push_str("\\end{proof}\n");
    text
}

fn chain(step: &NamedTheorem) -> String {
    let mut text = format!("({})\n\\begin{{align*}}\n", escaped(&step.label));
    for (place, (theorem, by)) in step.links.iter().enumerate() {
        let said = theorem.conclusion();
        let left = if place == 0 {
            to_latex(&said.left)
        } else {
            String::new()
        };
        let relation = match said.relation {
            Relation::Equal => "=",
            Relation::NotEqual => "\\neq",
            Relation::Less => "<",
            Relation::LessEqual => "\\leq",
        };
        let right = to_latex(&said.right);
        let end = if place + 1 == step.links.len() {
            ""
        } else {
            " \\\\"
        };
        let by = escaped(by);
        text.push_str(&format!(
            "{left} &{relation} {right} && \\text{{by {by}}}{end}\n"
        ));
    }
    text.push_str("\\end{align*}\n");
    text
}

/// Text in which no character has a meaning to LaTeX.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '_' | '#' | '$' | '%' | '&' | '{' | '}' => plain.extend(['\\', c]),
            '^' => plain.push_str("\\^{}"),
            '~' => plain.push_str("\\~{}"),
            '\\' => plain.push_str("\\textbackslash{}"),
            _ => plain.push(c),
        }
    }
    plain
}
