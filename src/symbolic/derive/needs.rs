//! Which declarations a proof needs: what it did not use is left out at once, then each other one
//! is left out or weakened in turn, and the same proof or search is made again.

use crate::symbolic::derive::Decision;
use crate::symbolic::derive::Proof;
use crate::symbolic::derive::decide::attempt;
use crate::symbolic::derive::prove_theorem;
use crate::symbolic::derive::run::still_proves;
use crate::symbolic::derive::weaker::Part;
use crate::symbolic::derive::weaker::Weaker;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Dependence;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::syntax::TheoremScript;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// A declaration, and whether a proof needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The declaration as it is written.
    pub declaration: String,
    /// Whether it is needed.
    pub requirement: Requirement,
}

/// Whether a declaration is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Without it, and with all the others that are needed, this proof does not go through.
    Needed,
    /// The proof goes through without it.
    NotNeeded,
    /// The proof goes through with this in its place.
    Weaker(String),
}

/// The declarations of a script that its goals need, all goals together.
///
/// What is called needed is needed by *this* script: another proof may do without it. What is
/// called not needed can be left out together with everything else that is not needed.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::{Requirement, needs};
/// use varprop::symbolic::syntax::parse_script;
/// let source = "theorem mean-of-a-sum
///   var X, Y
///   indep X | Y
///   goal E[X + Y] = E[X] + E[Y]
/// proof
///   1: E[X + Y] = E[X] + E[Y]  by linearity
/// qed";
/// let needs = needs(&parse_script(source)?.theorems[0], source);
/// assert_eq!(needs[0].declaration, "indep X | Y");
/// assert_eq!(needs[0].requirement, Requirement::NotNeeded);
/// # Ok::<(), varprop::symbolic::syntax::Diagnostic>(())
/// ```
#[must_use]
pub fn needs(script: &TheoremScript, source: &str) -> Vec<Need> {
    let Ok(proof) = prove_theorem(script, source) else {
        return Vec::new();
    };
    needs_of_proof(&proof, script, source)
}

fn needs_of_proof(proof: &Proof, script: &TheoremScript, source: &str) -> Vec<Need> {
    let used = proof.goals.iter().flat_map(Theorem::dependences).cloned();
    let Some(context) = proof.goals.first().map(Theorem::context) else {
        return Vec::new();
    };
    // An assumption that discharges a side condition is needed: without it the theorem says less.
    let conditions = proof.goals.iter().flat_map(Theorem::conditions).cloned();
    let conditions = conditions.collect();
    eliminate(context, &used.collect(), &|signature| {
        still_proves(script, signature, source, &conditions)
    })
}

/// The declarations without which the tactics do not prove the goal of a derivation.
///
/// # Example
/// ```
/// use varprop::symbolic::derive::{Decision, Requirement, decide, needs_of_decision};
/// use varprop::symbolic::syntax::{parse_goal, parse_signature};
/// let signature = parse_signature("nat n\niid w : n")?;
/// let goal = parse_goal("E[sum(j:n, w[j])] = n*E[w]")?;
/// let Decision::Proved(derivation) = decide(&signature, &goal)? else { panic!() };
/// let needs = needs_of_decision(&derivation.theorem);
/// assert_eq!(needs[0].declaration, "iid w : n");
/// assert_eq!(needs[0].requirement, Requirement::Weaker("exchangeable w : n".to_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn needs_of_decision(theorem: &Theorem) -> Vec<Need> {
    let goal: &Statement = theorem.conclusion();
    eliminate(theorem.context(), theorem.dependences(), &|signature| {
        let context = Context::new(signature.clone());
        context.is_ok_and(|context| match attempt(&context, goal) {
            Decision::Proved(found) => {
                let conditions = found.theorem.conditions();
                conditions.is_subset(theorem.conditions())
            }
            _ => false,
        })
    })
}

fn eliminate(
    context: &Context,
    used: &BTreeSet<Dependence>,
    proves: &dyn Fn(&Signature) -> bool,
) -> Vec<Need> {
    let holds = |weaker: &Weaker<'_>| weaker.signature().is_ok_and(|s| proves(&s));
    let mut weakest = Weaker::new(context);
    let parts = weakest.parts();
    let mut found: BTreeMap<Part, Requirement> = BTreeMap::new();
    let unused = parts.iter().filter(|part| weakest.is_unused(**part, used));
    let unused: Vec<Part> = unused.copied().collect();
    let without = unused.iter().fold(weakest.clone(), |weaker, part| {
        let mut ways = weaker.ways(*part).into_iter();
        ways.next().map_or(weaker, |(_, weaker)| weaker)
    });
    if holds(&without) {
        weakest = without;
        found.extend(
            unused
                .into_iter()
                .map(|part| (part, Requirement::NotNeeded)),
        );
    }
    for part in &parts {
        if found.contains_key(part) {
            continue;
        }
        let mut ways = weakest.ways(*part).into_iter();
        let requirement = match ways.find(|(_, weaker)| holds(weaker)) {
            None => Requirement::Needed,
            Some((enough, weaker)) => {
                weakest = weaker;
                enough.map_or(Requirement::NotNeeded, Requirement::Weaker)
            }
        };
        found.insert(*part, requirement);
    }
    let texts = Weaker::new(context);
    let mut needs: Vec<(Part, Requirement)> = found.into_iter().collect();
    needs.sort_by_key(|(part, _)| place(*part));
    let need = |(part, requirement)| Need {
        declaration: texts.text(part),
        requirement,
    };
    needs.into_iter().map(need).collect()
}

/// Declarations in the order in which they are written.
fn place(part: Part) -> (usize, usize) {
    match part {
        Part::Natural(k) => (0, k),
        Part::Family(k) => (1, k),
        Part::Distinct(k) => (2, k),
        Part::Law(k) => (3, k),
        Part::Independence(k) => (4, k),
        Part::Symmetry(k) => (5, k),
        Part::Assumption(k) => (6, k),
    }
}
