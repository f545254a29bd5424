//! Scripts: each theorem proved by its own steps, or refused at its place.

use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::prove::goal::checked;
use crate::report::ProofEntry;
use crate::report::ProofOutcome;
use crate::report::Proved;
use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::needs;
use crate::symbolic::derive::prove_theorem;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::MAX_SCRIPT_LENGTH;
use crate::symbolic::syntax::TheoremScript;
use crate::symbolic::syntax::parse_script;
use crate::symbolic::syntax::signature_lines;
use std::path::Path;

/// The theorems of all scripts.
pub(in crate::cli) struct Checked {
    pub(in crate::cli) entries: Vec<ProofEntry>,
    /// Whether a script could not be read.
    pub(in crate::cli) has_unreadable: bool,
}

pub(in crate::cli) fn check(path: &Path, seed: u64) -> Result<Checked, CliError> {
    let paths = files::paths_below(path, "proof")?;
    if paths.is_empty() {
        return Err(CliError::NoScripts {
            path: path.to_owned(),
        });
    }
    let mut all = Checked {
        entries: Vec::new(),
        has_unreadable: false,
    };
    for path in &paths {
        let source = files::read_text(path, MAX_SCRIPT_LENGTH as u64)?;
        file(&files::portable(path), &source, seed, &mut all);
    }
    Ok(all)
}

fn file(name: &str, source: &str, seed: u64, all: &mut Checked) {
    match parse_script(source) {
        Err(diagnostic) => {
            let error = ProofError::from(diagnostic);
            all.has_unreadable = true;
            all.entries.push(ProofEntry {
                name: None,
                file: Some(name.to_owned()),
                note: None,
                declarations: Vec::new(),
                goals: Vec::new(),
                outcome: refused(&error, source),
            });
        }
        Ok(script) => {
            for theorem in &script.theorems {
                let entry = theorem_entry(name, theorem, source, seed);
                let undeclared = |code: &str| code == "undeclared-name";
                all.has_unreadable |= matches!(
                    entry.outcome,
                    ProofOutcome::Refused { code, .. } if undeclared(code)
                );
                all.entries.push(entry);
            }
        }
    }
}

fn refused(error: &ProofError, source: &str) -> ProofOutcome {
    ProofOutcome::Refused {
        code: error.code(),
        message: error.render(source),
    }
}

fn theorem_entry(file: &str, theorem: &TheoremScript, source: &str, seed: u64) -> ProofEntry {
    let goals = theorem.goals.iter();
    ProofEntry {
        name: Some(theorem.name.clone()),
        file: Some(file.to_owned()),
        note: theorem.note.clone(),
        declarations: signature_lines(&theorem.signature),
        goals: goals.map(|g| Goal::Statement(g.value.clone())).collect(),
        outcome: outcome(theorem, source, seed),
    }
}

fn outcome(theorem: &TheoremScript, source: &str, seed: u64) -> ProofOutcome {
    let proof = match prove_theorem(theorem, source) {
        Ok(proof) => proof,
        Err(error) => return refused(&error, source),
    };
    let mut models = 0;
    for goal in &proof.goals {
        let statement = Goal::Statement(goal.conclusion().clone());
        match checked(&proof.signature, &statement, goal, seed) {
            Ok(checked) => models += checked,
            Err(witness) => return ProofOutcome::Conflict(witness),
        }
    }
    ProofOutcome::Proved(Box::new(Proved {
        theorems: proof.goals,
        steps: proof.steps,
        needs: needs(theorem, source),
        models_checked: models,
    }))
}
