//! The kernel's own tests: a smallest theorem for each rule, known theorems, what must be refused,
//! and what each side condition is needed for.

mod corpus;
mod guard;
mod hole;
mod known;
mod readable;
mod seed;

use super::*;
use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::prove_script;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::syntax::parse_signature;
use crate::symbolic::syntax::parse_statement;
use crate::symbolic::syntax::parse_term;

fn context(declarations: &str) -> Result<Context, Refusal> {
    Context::new(parse_signature(declarations).unwrap())
}

fn statement(text: &str) -> Statement {
    parse_statement(text).unwrap()
}

fn term(text: &str) -> Term {
    parse_term(text).unwrap()
}

/// The goal by an equational rule that cites assumptions.
fn decide(declarations: &str, goal: &str, rule: Rule, cite: &[&str]) -> Result<Theorem, Refusal> {
    let context = context(declarations)?;
    let premises: Result<Vec<Theorem>, Refusal> =
        cite.iter().map(|l| assumption(&context, l)).collect();
    equation(&context, &statement(goal), rule, &premises?)
}

fn holds(declarations: &str, goal: &str, cite: &[&str]) -> Theorem {
    decide(declarations, goal, Rule::Moments, cite).unwrap_or_else(|e| panic!("{goal}: {e}"))
}

/// The theorem of a script with these declarations, goal and steps.
fn script(declarations: &str, goal: &str, steps: &str) -> Result<Theorem, ProofError> {
    let source = format!("theorem t\n{declarations}\ngoal {goal}\nproof\n{steps}\nqed\n");
    let proofs = prove_script(&source)?;
    Ok(proofs[0].goals[0].clone())
}

fn conditions(theorem: &Theorem) -> Vec<String> {
    let conditions = theorem.conditions().iter();
    conditions.map(ToString::to_string).collect()
}
