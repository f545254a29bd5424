//! Running scripts: each link by its rule, chains joined, goals found among the steps.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::Proof;
use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::justify::joined;
use crate::symbolic::derive::link::link;
use crate::symbolic::derive::scope::Scope;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::suppose;
use crate::symbolic::syntax::Argument;
use crate::symbolic::syntax::Link;
use crate::symbolic::syntax::Located;
use crate::symbolic::syntax::ScriptStep;
use crate::symbolic::syntax::StepBody;
use crate::symbolic::syntax::TheoremScript;
use crate::symbolic::syntax::parse_script;
use std::collections::BTreeSet;
use std::ops::Range;

/// Reads and runs a script.
///
/// # Errors
/// The first [`ProofError`]: a script proves all of its theorems or nothing.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::prove_script;
/// let proofs = prove_script(
///     "theorem variance-of-a-sum
///        var X, Y
///        indep X | Y
///        goal Var[X + Y] = Var[X] + Var[Y]
///      proof
///        1: Var[X + Y] = E[(X + Y)^2] - E[X + Y]^2    by definition
///        2: E[X + Y] = E[X] + E[Y]                    by linearity
///        3: Var[X + Y] = Var[X] + Var[Y]              by moments 1, 2
///      qed",
/// )?;
/// assert_eq!(proofs[0].goals[0].conclusion().to_string(), "Var[X + Y] = Var[X] + Var[Y]");
/// # Ok::<(), varprop::symbolic::derive::ProofError>(())
/// ```
pub fn prove_script(source: &str) -> Result<Vec<Proof>, ProofError> {
    let script = parse_script(source)?;
    let prove = |theorem: &TheoremScript| prove_theorem(theorem, source);
    script.theorems.iter().map(prove).collect()
}

/// Runs one theorem of a script; `source` is the whole text, for the words of its steps.
///
/// # Errors
/// The first [`ProofError`].
pub fn prove_theorem(script: &TheoremScript, source: &str) -> Result<Proof, ProofError> {
    let context = Context::new(script.signature.clone());
    let context = context.map_err(|refusal| refused("declarations", refusal, &script.span))?;
    let mut scope = Scope::new(context);
    for assumption in script.signature.assumptions() {
        scope.require_declared(&assumption.statement, &script.span)?;
    }
    for goal in &script.goals {
        scope.require_declared(&goal.value, &goal.span)?;
    }
    let mut steps = Vec::with_capacity(script.steps.len());
    for step in &script.steps {
        let named = run(step, &scope, source)?;
        scope.add(&named.label, named.theorem.clone());
        steps.push(named);
    }
    let goals = script.goals.iter().map(|goal| reached(goal, &steps));
    Ok(Proof {
        name: script.name.clone(),
        note: script.note.clone(),
        signature: script.signature.clone(),
        goals: goals.collect::<Result<_, _>>()?,
        steps,
    })
}

/// Whether the script still reaches its goals under other declarations, with no condition that
/// `allowed` does not have: steps that no longer hold are passed over, and so are citations of what
/// is gone.
pub(in crate::symbolic::derive) fn still_proves(
    script: &TheoremScript,
    signature: &Signature,
    source: &str,
    allowed: &BTreeSet<Term>,
) -> bool {
    let Ok(context) = Context::new(signature.clone()) else {
        return false;
    };
    let mut scope = Scope::with_parameters(context);
    let mut steps = Vec::with_capacity(script.steps.len());
    for step in &script.steps {
        let step = without_lost_citations(step, &scope);
        if let Ok(named) = run(&step, &scope, source) {
            scope.add(&named.label, named.theorem.clone());
            steps.push(named);
        }
    }
    script
        .goals
        .iter()
        .all(|goal| reached(goal, &steps).is_ok_and(|t| t.conditions().is_subset(allowed)))
}

fn without_lost_citations(step: &ScriptStep, scope: &Scope) -> ScriptStep {
    let mut step = step.clone();
    if let StepBody::Chain { links } = &mut step.body {
        for link in links {
            link.arguments.retain(|argument| match argument {
                Argument::Cite { label, .. } => scope.has(label),
                _ => true,
            });
        }
    }
    step
}

fn run(step: &ScriptStep, scope: &Scope, source: &str) -> Result<NamedTheorem, ProofError> {
    let (theorem, links) = match &step.body {
        StepBody::Suppose(statement) => {
            scope.require_declared(statement, &step.span)?;
            let theorem = suppose(&scope.context, statement);
            (
                theorem.map_err(|r| refused("suppose", r, &step.span))?,
                Vec::new(),
            )
        }
        StepBody::Chain { links } => {
            let mut proved = Vec::with_capacity(links.len());
            for l in links {
                scope.require_declared(&l.statement, &l.span)?;
                proved.push((link(l, scope)?, words(l, source)));
            }
            (chain(step, scope, links, &proved)?, proved)
        }
    };
    Ok(NamedTheorem {
        label: step.label.clone(),
        note: step.note.clone(),
        theorem,
        links,
    })
}

/// The rule and its arguments as they are written.
fn words(link: &Link, source: &str) -> String {
    let last = link
        .arguments
        .last()
        .map_or(link.rule_span.end, |a| a.span().end);
    let text = source.get(link.rule_span.start..last).unwrap_or(&link.rule);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From the first left side to the last right side.
fn chain(
    step: &ScriptStep,
    scope: &Scope,
    links: &[Link],
    proved: &[(Theorem, String)],
) -> Result<Theorem, ProofError> {
    let theorems: Vec<Theorem> = proved.iter().map(|(theorem, _)| theorem.clone()).collect();
    match (theorems.as_slice(), links.last()) {
        ([theorem], _) => Ok(theorem.clone()),
        (_, Some(last)) => {
            let whole = joined(&scope.context, &theorems);
            whole.map_err(|r| refused("chain", r, &last.span))
        }
        (_, None) => Err(ProofError::Arguments {
            rule: "step".to_owned(),
            needed: "a statement",
            span: step.span.clone(),
        }),
    }
}

/// The step that proves the goal without suppositions.
fn reached(goal: &Located<Statement>, steps: &[NamedTheorem]) -> Result<Theorem, ProofError> {
    let proves = |step: &&NamedTheorem| *step.theorem.conclusion() == goal.value;
    let is_done = |step: &&NamedTheorem| step.theorem.suppositions().is_empty();
    if let Some(step) = steps.iter().rev().filter(proves).find(is_done) {
        return Ok(step.theorem.clone());
    }
    let close = steps.iter().rev().find(proves);
    let supposed = close.and_then(|step| step.theorem.suppositions().first());
    Err(ProofError::GoalNotReached {
        goal: goal.value.to_string(),
        pending: supposed.map_or_else(String::new, |s| format!(" without supposing `{s}`")),
        span: goal.span.clone(),
    })
}

pub(in crate::symbolic::derive) fn refused(
    rule: &str,
    refusal: Refusal,
    span: &Range<usize>,
) -> ProofError {
    ProofError::Refused {
        rule: rule.to_owned(),
        refusal,
        span: span.clone(),
    }
}
