//! Deciding a statement without a script: tactics in turn, each ending in rules of the kernel.

use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::ProofError;
use crate::symbolic::derive::run::refused;
use crate::symbolic::derive::scope::Scope;
use crate::symbolic::derive::tactic;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::Goal;
use crate::symbolic::syntax::signature_lines;

/// What the tactics found.
#[derive(Clone, Debug)]
pub enum Decision {
    /// A theorem of the kernel, with the steps to it.
    Proved(Box<Derivation>),
    /// No tactic ended in a theorem; the statement may be true or false.
    NotDecided {
        /// What the last tactic missed.
        why: String,
        /// What the sides still differ by, once all that was found is used.
        nearest: Option<Term>,
    },
}

/// A proof that a tactic found: what a script would say.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The goal, without suppositions.
    pub theorem: Theorem,
    /// The tactic that found it.
    pub tactic: &'static str,
    /// Lemmas first; the last step is the goal.
    pub steps: Vec<NamedTheorem>,
}

impl Derivation {
    /// The derivation as a proof script of this name: run as one, it proves the same.
    #[must_use]
    pub fn script(&self, name: &str) -> String {
        let mut text = format!("theorem {name}\n");
        for line in signature_lines(self.theorem.signature()) {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str(&format!("  goal {}\nproof\n", self.theorem.conclusion()));
        for step in &self.steps {
            text.push_str(&format!("  {}: ", step.label));
            for (place, (link, words)) in step.links.iter().enumerate() {
                let said = link.conclusion();
                let (relation, right) = (said.relation.symbol(), &said.right);
                match place {
                    0 => text.push_str(&format!("{said}  by {words}\n")),
                    _ => text.push_str(&format!("    {relation} {right}  by {words}\n")),
                }
            }
        }
        text.push_str("qed\n");
        text
    }
}

/// Proves the goal, or says what is missing. The answer is the same at every call, and the work is
/// bounded.
///
/// Equations are decided by normal form, with the assumed equations, the declared laws, symmetries
/// and square roots that occur; inequalities by combining assumed ones with squares, variances and
/// means of squares. Independence and symmetry are not proved.
///
/// # Errors
/// [`ProofError`]: `undeclared-name`, or the kernel's refusal of the declarations.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::{Decision, decide};
/// use varprop::symbolic::syntax::{parse_goal, parse_signature};
/// let signature = parse_signature("var X, Y\nindep X | Y")?;
/// let goal = parse_goal("Var[X + Y] = Var[X] + Var[Y]")?;
/// let Decision::Proved(derivation) = decide(&signature, &goal)? else { panic!() };
/// assert_eq!(derivation.theorem.conclusion().to_string(), "Var[X + Y] = Var[X] + Var[Y]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide(signature: &Signature, goal: &Goal) -> Result<Decision, ProofError> {
    let context = Context::new(signature.clone());
    let context = context.map_err(|refusal| refused("declarations", refusal, &(0..0)))?;
    let Goal::Statement(statement) = goal else {
        require_random(signature, goal)?;
        return Ok(Decision::NotDecided {
            why: "independence and symmetry are refuted by a model or stay open".to_owned(),
            nearest: None,
        });
    };
    let scope = Scope::new(context.clone());
    for assumption in signature.assumptions() {
        scope.require_declared(&assumption.statement, &(0..0))?;
    }
    scope.require_declared(statement, &(0..0))?;
    Ok(attempt(&context, statement))
}

/// Refuses a goal about names that are not random.
fn require_random(signature: &Signature, goal: &Goal) -> Result<(), ProofError> {
    let names: Vec<&String> = match goal {
        Goal::Statement(_) => Vec::new(),
        Goal::Independent(blocks) => blocks.iter().flatten().collect(),
        Goal::Symmetric(names) => names.iter().collect(),
    };
    let unknown = names.into_iter().find(|name| !signature.is_random(name));
    unknown.map_or(Ok(()), |name| {
        Err(ProofError::UndeclaredName {
            name: name.clone(),
            span: 0..0,
        })
    })
}

/// Each tactic in turn; what the last one that applies says if none succeeds.
pub(in crate::symbolic::derive) fn attempt(context: &Context, goal: &Statement) -> Decision {
    let mut answer = Decision::NotDecided {
        why: "no tactic is for such a statement".to_owned(),
        nearest: None,
    };
    for tactic in tactic::ALL {
        match (tactic.run)(context, goal) {
            Some(Ok(steps)) => {
                if let Some(derivation) = derivation(goal, tactic.name, steps) {
                    return Decision::Proved(Box::new(derivation));
                }
            }
            Some(Err(near)) => {
                answer = Decision::NotDecided {
                    why: near.why,
                    nearest: near.nearest,
                };
            }
            None => {}
        }
    }
    answer
}

/// Only if the last step is the goal itself and nothing is supposed.
fn derivation(
    goal: &Statement,
    tactic: &'static str,
    steps: Vec<NamedTheorem>,
) -> Option<Derivation> {
    let theorem = steps.last()?.theorem.clone();
    let is_goal = theorem.conclusion() == goal && theorem.suppositions().is_empty();
    is_goal.then_some(Derivation {
        theorem,
        tactic,
        steps,
    })
}
