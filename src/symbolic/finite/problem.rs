//! A question about all models of a signature. It does not say how they are searched.

use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::ExprError;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::evaluation::not_exact;
use crate::symbolic::finite::evaluation::unknown;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::mention::Ground;
use crate::symbolic::finite::mention::members;
use crate::symbolic::syntax::Goal;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Does the goal hold, where no condition is 0, in every model of the signature?
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) struct Problem {
    /// Its assumptions are all hypotheses, each at every value of its indices.
    pub(in crate::symbolic::finite) signature: Signature,
    /// Where one of these is 0 somewhere, the goal says nothing.
    pub(in crate::symbolic::finite) conditions: Vec<Term>,
    pub(in crate::symbolic::finite) goal: Goal,
    /// Indices that have a value for the whole problem.
    pub(in crate::symbolic::finite) fixed: Indices,
}

impl Problem {
    /// The problem, once every symbol of it is known and every term of it exact.
    pub(in crate::symbolic::finite) fn new(
        signature: &Signature,
        hypotheses: &[Statement],
        conditions: &[Term],
        goal: &Goal,
    ) -> Result<Self, ModelError> {
        let mut signature = signature.clone();
        for statement in hypotheses {
            signature.assume(Assumption {
                label: None,
                statement: statement.clone(),
            });
        }
        let problem = Self {
            signature,
            conditions: conditions.to_vec(),
            goal: goal.clone(),
            fixed: Indices::new(),
        };
        problem.refuse_unknown_symbols()?;
        problem.refuse_inexact_terms()?;
        Ok(problem)
    }

    /// The problem with numbers for indices in the goal, the conditions and more hypotheses.
    pub(in crate::symbolic::finite) fn at(
        &self,
        indices: &Indices,
        hypotheses: &[Statement],
    ) -> Result<Self, ExprError> {
        let by = indices.iter();
        let by: BTreeMap<String, Term> = by
            .map(|(name, value)| (name.clone(), Term::Number(*value)))
            .collect();
        let mut problem = self.clone();
        for statement in hypotheses {
            problem.signature.assume(Assumption {
                label: None,
                statement: statement.substitute(&by)?,
            });
        }
        if let Goal::Statement(statement) = &self.goal {
            problem.goal = Goal::Statement(statement.substitute(&by)?);
        }
        let conditions = self.conditions.iter().map(|term| term.substitute(&by));
        problem.conditions = conditions.collect::<Result<_, _>>()?;
        problem.fixed.clone_from(indices);
        Ok(problem)
    }

    /// The symbols that assumptions mention without a declaration, in order.
    pub(in crate::symbolic::finite) fn parameters(&self) -> BTreeSet<&str> {
        let assumptions = self.signature.assumptions().iter();
        let mentioned = assumptions.flat_map(|a| a.statement.free_symbols());
        mentioned
            .filter(|name| !self.signature.is_declared(name))
            .collect()
    }

    /// The values of the free indices of the goal and its conditions.
    pub(in crate::symbolic::finite) fn cases(
        &self,
        ground: Ground<'_>,
        horizon: i64,
    ) -> Result<Vec<Indices>, ModelError> {
        let mut names: BTreeSet<&str> = self
            .conditions
            .iter()
            .flat_map(Term::free_symbols)
            .collect();
        if let Goal::Statement(statement) = &self.goal {
            names.extend(statement.free_symbols());
        }
        ground.assignments(&names, horizon)
    }

    /// What the goal and its conditions mention in one case.
    pub(in crate::symbolic::finite) fn atoms(
        &self,
        ground: Ground<'_>,
        case: &Indices,
        horizon: i64,
    ) -> Result<BTreeSet<Atom>, ModelError> {
        let mut atoms = BTreeSet::new();
        for condition in &self.conditions {
            atoms.extend(ground.atoms(condition, case)?);
        }
        match &self.goal {
            Goal::Statement(statement) => atoms.extend(ground.statement_atoms(statement, case)?),
            Goal::Independent(blocks) => {
                for name in blocks.iter().flatten() {
                    atoms.extend(named(ground, name, horizon)?);
                }
            }
            Goal::Symmetric(names) => {
                for name in names {
                    atoms.extend(named(ground, name, horizon)?);
                }
            }
        }
        Ok(atoms)
    }

    /// Every symbol of the goal must be declared, or be mentioned by an assumption.
    fn refuse_unknown_symbols(&self) -> Result<(), ModelError> {
        let parameters = self.parameters();
        let mut names: Vec<&str> = match &self.goal {
            Goal::Statement(statement) => statement.free_symbols().into_iter().collect(),
            Goal::Independent(blocks) => blocks.iter().flatten().map(String::as_str).collect(),
            Goal::Symmetric(names) => names.iter().map(String::as_str).collect(),
        };
        let must_be_random = !matches!(self.goal, Goal::Statement(_));
        let random = |name: &&&str| !self.signature.is_random(name);
        if let Some(name) = names.iter().find(random).filter(|_| must_be_random) {
            return Err(unknown(name));
        }
        names.extend(self.conditions.iter().flat_map(Term::free_symbols));
        let known = |name: &&str| self.signature.is_declared(name) || parameters.contains(*name);
        match names.into_iter().find(|name| !known(name)) {
            Some(name) => Err(unknown(name)),
            None => Ok(()),
        }
    }

    /// Functions without rational values, and names with a law that no finite model has.
    fn refuse_inexact_terms(&self) -> Result<(), ModelError> {
        let assumptions = self.signature.assumptions().iter();
        let mut terms: Vec<&Term> = assumptions
            .flat_map(|a| [&a.statement.left, &a.statement.right])
            .collect();
        terms.extend(&self.conditions);
        if let Goal::Statement(statement) = &self.goal {
            terms.extend([&statement.left, &statement.right]);
        }
        terms
            .iter()
            .try_for_each(|term| self.refuse_inexact(term))?;
        let goal = match &self.goal {
            Goal::Statement(_) => Vec::new(),
            Goal::Independent(blocks) => blocks.iter().flatten().map(String::as_str).collect(),
            Goal::Symmetric(names) => names.iter().map(String::as_str).collect(),
        };
        let mentioned = terms.iter().flat_map(|term| term.free_symbols());
        let mentioned: BTreeSet<&str> = mentioned.chain(goal).collect();
        let mut laws = self.signature.laws().iter();
        match laws.find(|(name, _)| mentioned.contains(name.as_str())) {
            Some((_, law)) => Err(not_exact(law)),
            None => Ok(()),
        }
    }

    fn refuse_inexact(&self, term: &Term) -> Result<(), ModelError> {
        match term {
            Term::Text(_) | Term::List(_) => return Err(not_exact(term)),
            Term::Call {
                function,
                positional,
                named,
            } => {
                let declared = function.trim_end_matches('\'');
                let declared = self
                    .signature
                    .functions()
                    .iter()
                    .any(|name| name == declared);
                let arity = match function.as_str() {
                    "relu" | "step" | "sign" | "abs" => 1,
                    "max" | "min" | "diff" => 2,
                    _ if declared => 1,
                    _ => return Err(not_exact(term)),
                };
                if positional.len() != arity || !named.is_empty() {
                    return Err(not_exact(term));
                }
            }
            _ => {}
        }
        let mut children = term.children().into_iter();
        children.try_for_each(|child| self.refuse_inexact(child))
    }
}

/// All members of a name, those of the first steps if there are steps.
fn named(ground: Ground<'_>, name: &str, horizon: i64) -> Result<Vec<Atom>, ModelError> {
    let Some(family) = ground.signature.family(name) else {
        return Ok(vec![Atom::variable(name)]);
    };
    let shape = ground.shape(family)?;
    let mut steps = vec![Vec::new()];
    for _ in 0..family.steps {
        let longer = |step: &Vec<i64>| -> Vec<Vec<i64>> {
            let with = |at| step.iter().copied().chain([at]).collect();
            (0..=horizon).map(with).collect()
        };
        steps = steps.iter().flat_map(longer).collect();
    }
    Ok(steps
        .iter()
        .flat_map(|step| members(name, step, &shape))
        .collect())
}
