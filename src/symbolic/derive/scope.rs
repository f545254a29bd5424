//! What a step can cite: assumptions and the steps above it, at terms for their indices.

use crate::symbolic::derive::ProofError;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::assumption;
use crate::symbolic::kernel::instantiate;
use crate::symbolic::syntax::Argument;
use std::collections::BTreeMap;
use std::ops::Range;

/// The theorems in reach, by label.
pub(in crate::symbolic::derive) struct Scope {
    pub(in crate::symbolic::derive) context: Context,
    steps: BTreeMap<String, Theorem>,
    /// Whether names that nothing declares are taken for arbitrary numbers.
    has_parameters: bool,
}

/// A cited theorem with its multiplier.
pub(in crate::symbolic::derive) struct Cited {
    pub(in crate::symbolic::derive) theorem: Theorem,
    pub(in crate::symbolic::derive) times: Option<Term>,
}

/// The arguments of a link, sorted by kind.
#[derive(Default)]
pub(in crate::symbolic::derive) struct Arguments {
    pub(in crate::symbolic::derive) cited: Vec<Cited>,
    pub(in crate::symbolic::derive) squares: Vec<(Term, Term)>,
    pub(in crate::symbolic::derive) on: Vec<String>,
}

impl Arguments {
    /// The first cited theorem.
    pub(in crate::symbolic::derive) fn first(&self) -> Option<&Theorem> {
        self.cited.first().map(|c| &c.theorem)
    }

    /// The cited theorems.
    pub(in crate::symbolic::derive) fn theorems(&self) -> Vec<Theorem> {
        self.cited.iter().map(|c| c.theorem.clone()).collect()
    }
}

impl Scope {
    pub(in crate::symbolic::derive) fn new(context: Context) -> Self {
        Self {
            context,
            steps: BTreeMap::new(),
            has_parameters: false,
        }
    }

    /// A scope for declarations of which some were left out: a parameter that nothing defines any
    /// longer is an arbitrary number.
    pub(in crate::symbolic::derive) fn with_parameters(context: Context) -> Self {
        Self {
            has_parameters: true,
            ..Self::new(context)
        }
    }

    /// Whether a citation of this label finds a theorem.
    pub(in crate::symbolic::derive) fn has(&self, label: &str) -> bool {
        self.steps.contains_key(label) || self.context.assumption(label).is_some()
    }

    pub(in crate::symbolic::derive) fn add(&mut self, label: &str, theorem: Theorem) {
        self.steps.insert(label.to_owned(), theorem);
    }

    pub(in crate::symbolic::derive) fn arguments(
        &self,
        arguments: &[Argument],
    ) -> Result<Arguments, ProofError> {
        let mut sorted = Arguments::default();
        for argument in arguments {
            match argument {
                Argument::Cite {
                    label,
                    at,
                    times,
                    span,
                } => sorted.cited.push(Cited {
                    theorem: self.cite(label, at, span)?,
                    times: times.clone(),
                }),
                Argument::Square { term, times, .. } => {
                    let times = times.clone().unwrap_or_else(|| Term::integer(1));
                    sorted.squares.push((times, term.clone()));
                }
                Argument::On { name, .. } => sorted.on.push(name.clone()),
            }
        }
        Ok(sorted)
    }

    /// The theorem of this label, at the given terms for its indices.
    fn cite(
        &self,
        label: &str,
        at: &[(String, Term)],
        span: &Range<usize>,
    ) -> Result<Theorem, ProofError> {
        let refused = |refusal: Refusal| ProofError::Refused {
            rule: "citation".to_owned(),
            refusal,
            span: span.clone(),
        };
        let theorem = match self.steps.get(label) {
            Some(theorem) => theorem.clone(),
            None => assumption(&self.context, label).map_err(|_| ProofError::UnknownLabel {
                label: label.to_owned(),
                span: span.clone(),
            })?,
        };
        if at.is_empty() {
            return Ok(theorem);
        }
        instantiate(&theorem, &at.iter().cloned().collect()).map_err(refused)
    }

    /// Refuses names that nothing declares or defines.
    pub(in crate::symbolic::derive) fn require_declared(
        &self,
        statement: &Statement,
        span: &Range<usize>,
    ) -> Result<(), ProofError> {
        let signature = self.context.signature();
        let assumed = signature.assumptions().iter().map(|a| &a.statement);
        let laws = signature
            .laws()
            .iter()
            .flat_map(|(_, law)| law.free_symbols());
        let defined: Vec<&str> = assumed
            .flat_map(Statement::free_symbols)
            .chain(laws)
            .collect();
        for name in statement.free_symbols() {
            let is_known = signature.is_declared(name) || defined.contains(&name);
            if !is_known && !self.has_parameters {
                return Err(ProofError::UndeclaredName {
                    name: name.to_owned(),
                    span: span.clone(),
                });
            }
        }
        Ok(())
    }
}
