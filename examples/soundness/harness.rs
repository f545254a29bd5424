//! Every inference of a proof, and mutants of what is proved, against exact finite models.
//!
//! A finite model cannot prove; but one that refutes an accepted statement is a hole in the kernel.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use varprop::symbolic::derive::Proof;
use varprop::symbolic::expr::IndexRange;
use varprop::symbolic::expr::Operator;
use varprop::symbolic::expr::Signature;
use varprop::symbolic::expr::Statement;
use varprop::symbolic::expr::Term;
use varprop::symbolic::finite::ModelError;
use varprop::symbolic::finite::Refutation;
use varprop::symbolic::finite::Search;
use varprop::symbolic::finite::check;
use varprop::symbolic::finite::mutants;
use varprop::symbolic::kernel::Context;
use varprop::symbolic::kernel::Rule;
use varprop::symbolic::kernel::Theorem;
use varprop::symbolic::kernel::assumption;
use varprop::symbolic::kernel::cancel;
use varprop::symbolic::kernel::equation;
use varprop::symbolic::kernel::order;
use varprop::symbolic::syntax::Goal;

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Inferences that at least one model met and none refuted.
    pub(crate) checked: usize,
    /// Inferences that no model met, or that finite models do not evaluate.
    pub(crate) unchecked: usize,
    /// Models in which inferences were evaluated.
    pub(crate) models: usize,
    /// Changed statements and declarations.
    pub(crate) mutants: usize,
    /// Mutants that the kernel accepts all the same.
    pub(crate) accepted: usize,
    /// Accepted mutants that at least one model met.
    pub(crate) accepted_and_checked: usize,
    /// Accepted inferences or mutants that a model refutes: there may be none.
    pub(crate) refuted: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "inferences checked     {}", self.checked)?;
        writeln!(f, "inferences unchecked   {}", self.unchecked)?;
        writeln!(f, "models                 {}", self.models)?;
        writeln!(f, "mutants                {}", self.mutants)?;
        writeln!(f, "mutants accepted       {}", self.accepted)?;
        writeln!(f, "  of these checked     {}", self.accepted_and_checked)?;
        writeln!(f, "accepted and refuted   {}", self.refuted.len())?;
        self.refuted
            .iter()
            .try_for_each(|line| writeln!(f, "  {line}"))
    }
}

impl Tally {
    /// Checks every inference of a proof.
    pub(crate) fn check_inferences(&mut self, proof: &Proof, search: Search) {
        for theorem in inferences(proof) {
            match verdict(&theorem, search) {
                Ok((Some(witness), _)) => self.refuted.push(format!("{}: {witness}", proof.name)),
                Ok((None, models)) if models > 0 => {
                    self.checked += 1;
                    self.models += models;
                }
                _ => self.unchecked += 1,
            }
        }
    }

    /// Checks the mutants of what a proof's goals and inferences say, at most so many for each.
    pub(crate) fn check_mutants(&mut self, proof: &Proof, most: usize, search: Search) {
        for theorem in inferences(proof) {
            let all = mutants(theorem.signature(), theorem.conclusion());
            // A fixed share from the whole list, not its beginning.
            let stride = all.len().div_ceil(most.max(1)).max(1);
            for (what, signature, mutant) in all.into_iter().step_by(stride) {
                self.mutants += 1;
                for accepted in acceptances(&theorem, &signature, &mutant) {
                    self.judge(&accepted, &what, search);
                }
            }
        }
    }

    /// Holds an accepted theorem against models.
    pub(crate) fn judge(&mut self, accepted: &Theorem, what: &str, search: Search) {
        self.accepted += 1;
        match verdict(accepted, search) {
            Ok((Some(witness), _)) => {
                let statement = accepted.conclusion();
                self.refuted.push(format!("{what}: {statement}: {witness}"));
            }
            Ok((None, models)) if models > 0 => self.accepted_and_checked += 1,
            _ => {}
        }
    }
}

/// All theorems on which the goals and steps of a proof rest, each once.
pub(crate) fn inferences(proof: &Proof) -> Vec<Theorem> {
    let mut found: BTreeMap<String, Theorem> = BTreeMap::new();
    let links = proof.steps.iter().flat_map(|step| &step.links);
    let steps = proof.steps.iter().map(|step| &step.theorem);
    let roots = proof.goals.iter().chain(steps);
    let mut open: Vec<&Theorem> = roots.chain(links.map(|(theorem, _)| theorem)).collect();
    while let Some(theorem) = open.pop() {
        let said = format!(
            "{} | {:?} | {:?}",
            theorem.conclusion(),
            theorem.suppositions(),
            theorem.conditions()
        );
        if found.insert(said, theorem.clone()).is_none() {
            open.extend(&theorem.step().premises);
        }
    }
    found.into_values().collect()
}

/// A model that refutes the theorem, if one was found, and in how many models it was evaluated.
///
/// A supposition fixes its step indices, so small values are put in for them; its member indices
/// take all values, as those of an assumption do. A model has only the steps that its goal speaks
/// of: one in which the theorem fails must also have those of the premises, and meet them.
pub(crate) fn verdict(
    theorem: &Theorem,
    search: Search,
) -> Result<(Option<String>, usize), ModelError> {
    let supposed: Vec<&Statement> = theorem.suppositions().iter().collect();
    let goal = theorem.conclusion();
    let (witness, models) = in_models(theorem, goal, &supposed, search)?;
    if witness.is_none() {
        return Ok((None, models));
    }
    let premises = theorem.step().premises.iter();
    let held = premises.filter(|p| p.suppositions().is_subset(theorem.suppositions()));
    let held: Vec<&Statement> = held.map(Theorem::conclusion).collect();
    let goal = speaking_of(goal, &held);
    let given: Vec<&Statement> = held.into_iter().chain(supposed).collect();
    in_models(theorem, &goal, &given, search)
}

/// The statement with 0 times what others speak of added to its left side.
fn speaking_of(statement: &Statement, others: &[&Statement]) -> Statement {
    let sides = others.iter().flat_map(|other| [&other.left, &other.right]);
    let nothing = |side: &Term| Term::integer(0).with(Operator::Multiply, side.clone());
    let left = sides.fold(statement.left.clone(), |left, side| {
        left.with(Operator::Add, nothing(side))
    });
    Statement {
        left,
        ..statement.clone()
    }
}

fn in_models(
    theorem: &Theorem,
    goal: &Statement,
    given: &[&Statement],
    search: Search,
) -> Result<(Option<String>, usize), ModelError> {
    let mut models = 0;
    for values in fixed_values(theorem) {
        let at = |statement: &Statement| statement.substitute(&values).ok();
        let Some(goal) = at(goal) else {
            continue;
        };
        let given: Vec<Statement> = given.iter().filter_map(|s| at(s)).collect();
        let conditions = theorem.conditions().iter();
        let conditions = conditions.filter_map(|c| c.substitute(&values).ok());
        let conditions: Vec<Term> = conditions.collect();
        let goal = Goal::Statement(goal);
        match check(theorem.signature(), &given, &conditions, &goal, search)? {
            Refutation::Refuted(witness) => {
                return Ok((Some(format!("{goal}\n{witness}")), models));
            }
            Refutation::NotRefuted { models_checked, .. } => models += models_checked,
        }
    }
    Ok((None, models))
}

/// Small values for the step indices that suppositions fix; one empty choice if there are none.
fn fixed_values(theorem: &Theorem) -> Vec<BTreeMap<String, Term>> {
    let suppositions = theorem.suppositions().iter();
    let fixed: BTreeSet<&str> = suppositions.flat_map(Statement::free_symbols).collect();
    let mut choices = vec![BTreeMap::new()];
    for index in theorem.signature().indices() {
        let IndexRange::Step { least } = index.range else {
            continue;
        };
        if !fixed.contains(index.name.as_str()) {
            continue;
        }
        let with = |choice: &BTreeMap<String, Term>| {
            let value = |add: i64| {
                let mut longer = choice.clone();
                let value = Term::integer(i64::from(least) + add);
                longer.insert(index.name.clone(), value);
                longer
            };
            [value(0), value(1)]
        };
        choices = choices.iter().flat_map(with).collect();
    }
    choices
}

/// The ways in which the kernel accepts the mutant: by the theorem's own justification, and by the
/// strongest rule with all assumptions.
fn acceptances(theorem: &Theorem, signature: &Signature, mutant: &Statement) -> Vec<Theorem> {
    let own = (signature == theorem.signature()).then(|| by_own_rule(theorem, mutant));
    let strongest = by_all_assumptions(signature, mutant);
    own.flatten().into_iter().chain(strongest).collect()
}

fn by_own_rule(theorem: &Theorem, mutant: &Statement) -> Option<Theorem> {
    let (context, step) = (theorem.context(), theorem.step());
    let argument = |name: &str| {
        step.arguments
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, t)| t)
    };
    match step.rule {
        Rule::Order => {
            let multipliers = list(argument("multipliers")?)?;
            let pairs = list(argument("coefficients")?)?
                .into_iter()
                .zip(list(argument("squares")?)?);
            let combined = step.premises.len().checked_sub(multipliers.len())?;
            let (cited, combined) = step.premises.split_at(combined);
            let combined: Vec<_> = combined.iter().cloned().zip(multipliers).collect();
            let squares: Vec<_> = pairs.collect();
            order(context, mutant, cited, &combined, &squares).ok()
        }
        Rule::Cancel => {
            let (premise, facts) = step.premises.split_first()?;
            cancel(context, mutant, premise, argument("factor")?, facts).ok()
        }
        rule => equation(context, mutant, rule, &step.premises).ok(),
    }
}

fn list(term: &Term) -> Option<Vec<Term>> {
    match term {
        Term::List(items) => Some(items.clone()),
        _ => None,
    }
}

fn by_all_assumptions(signature: &Signature, mutant: &Statement) -> Option<Theorem> {
    let context = Context::new(signature.clone()).ok()?;
    let zero = Statement {
        left: Term::integer(0),
        relation: varprop::symbolic::expr::Relation::Equal,
        right: Term::integer(0),
    };
    let labels = (0..signature.assumptions().len()).map(|place| context.label(place));
    let premises = labels.filter_map(|label| assumption(&context, &label).ok());
    let citable = |premise: &Theorem| {
        equation(
            &context,
            &zero,
            Rule::Moments,
            std::slice::from_ref(premise),
        )
        .is_ok()
    };
    let premises: Vec<Theorem> = premises.filter(citable).collect();
    equation(&context, mutant, Rule::Moments, &premises)
        .or_else(|_| order(&context, mutant, &premises, &[], &[]))
        .ok()
}
