//! One statement: proved, else refuted, else open.

use crate::cli::error::CliError;
use crate::report::ProofEntry;
use crate::report::ProofOutcome;
use crate::report::Proved;
use crate::symbolic::derive;
use crate::symbolic::derive::Decision;
use crate::symbolic::derive::Derivation;
use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::needs_of_decision;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Term;
use crate::symbolic::finite;
use crate::symbolic::finite::Refutation;
use crate::symbolic::finite::Search;
use crate::symbolic::finite::Witness;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::excerpt;
use crate::symbolic::syntax::parse_goal;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::signature_lines;

pub(in crate::cli) fn decide(
    statement: &str,
    given: &[String],
    seed: u64,
) -> Result<ProofEntry, CliError> {
    let lines = given.join("\n").replace(';', "\n");
    let located = |place: &'static str, text: String| CliError::Formula { place, text };
    let signature = parse_signature(&lines);
    let signature = signature.map_err(|d| located("in the declarations, ", d.render(&lines)))?;
    let goal = parse_goal(statement);
    let goal = goal.map_err(|d| located("in the statement, ", d.render(statement)))?;
    let decision = derive::decide(&signature, &goal);
    let decision = decision.map_err(|error| refused(&error, statement, &lines))?;
    let outcome = match decision {
        Decision::Proved(derivation) => proved(&signature, &goal, *derivation, seed),
        Decision::NotDecided { why, nearest } => not_proved(&signature, &goal, why, nearest, seed),
    };
    Ok(ProofEntry {
        name: None,
        file: None,
        note: None,
        declarations: signature_lines(&signature),
        goals: vec![goal],
        outcome,
    })
}

/// The error under the name that it is about.
fn refused(error: &ProofError, statement: &str, lines: &str) -> CliError {
    let text = match error {
        ProofError::UndeclaredName { name, .. } => {
            let source = if place_of(name, statement).is_some() {
                statement
            } else {
                lines
            };
            let span = place_of(name, source).unwrap_or(0..0);
            format!("{error}\n{}", excerpt(source, span))
        }
        other => other.to_string(),
    };
    CliError::Formula { place: "", text }
}

/// Where a name stands as a word of its own.
fn place_of(name: &str, source: &str) -> Option<std::ops::Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_word = |at: &usize| {
        let before = source[..*at].chars().next_back();
        let after = source[*at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    };
    let mut places = source.match_indices(name).map(|(at, _)| at);
    places.find(is_word).map(|at| at..at + name.len())
}

fn proved(signature: &Signature, goal: &Goal, derivation: Derivation, seed: u64) -> ProofOutcome {
    let checked = match checked(signature, goal, &derivation.theorem, seed) {
        Ok(models) => models,
        Err(witness) => return ProofOutcome::Conflict(witness),
    };
    ProofOutcome::Proved(Box::new(Proved {
        needs: needs_of_decision(&derivation.theorem),
        theorems: vec![derivation.theorem],
        steps: derivation.steps,
        models_checked: checked,
    }))
}

/// In how many models a theorem holds; a model in which it does not is a bug of ours.
pub(in crate::cli) fn checked(
    signature: &Signature,
    goal: &Goal,
    theorem: &Theorem,
    seed: u64,
) -> Result<usize, Box<Witness>> {
    let conditions: Vec<Term> = theorem.conditions().iter().cloned().collect();
    let search = Search::quick(seed);
    match finite::check(signature, &[], &conditions, goal, search) {
        Ok(Refutation::Refuted(witness)) => Err(witness),
        Ok(Refutation::NotRefuted { models_checked, .. }) => Ok(models_checked),
        Err(_) => Ok(0),
    }
}

fn not_proved(
    signature: &Signature,
    goal: &Goal,
    why: String,
    nearest: Option<Term>,
    seed: u64,
) -> ProofOutcome {
    let search = Search {
        seed,
        ..Search::default()
    };
    let search = match finite::refute(signature, goal, search) {
        Ok(Refutation::Refuted(witness)) => return ProofOutcome::Refuted(witness),
        Ok(Refutation::NotRefuted { models_checked, .. }) => match models_checked {
            0 => "no finite model that was tried meets the assumptions".to_owned(),
            n => format!("it holds in {n} finite models"),
        },
        Err(error) => error.to_string(),
    };
    ProofOutcome::NotDecided {
        why,
        nearest,
        search,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_word() {
        assert_eq!(place_of("s", "n*ss + s"), Some(7..8));
        assert_eq!(place_of("q", "n*s"), None);
    }
}
