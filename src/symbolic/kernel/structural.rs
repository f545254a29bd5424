//! Hypotheses in and out, instantiation, induction.

use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Dependence;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Step;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Licences;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::theorem::Ledger;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// ⊢ the assumption with this label.
///
/// # Errors
/// `unknown-assumption`.
pub fn assumption(context: &Context, label: &str) -> Result<Theorem, Refusal> {
    let statement = context.assumption(label);
    let statement = statement.ok_or_else(|| Refusal::UnknownAssumption {
        label: label.to_owned(),
    })?;
    let mut ledger = Ledger::default();
    let used = Dependence::Assumption(label.to_owned());
    ledger.dependences.insert(used);
    let step = Step {
        rule: Rule::Assumption,
        premises: Vec::new(),
        arguments: vec![("label", Term::Text(label.to_owned()))],
    };
    Theorem::make(context, BTreeSet::new(), statement.clone(), ledger, step)
}

/// {s} ⊢ s. Step indices in s are fixed from here on; member indices stay schematic.
///
/// # Errors
/// Never for a statement whose names are declared.
pub fn suppose(context: &Context, statement: &Statement) -> Result<Theorem, Refusal> {
    let step = Step {
        rule: Rule::Suppose,
        premises: Vec::new(),
        arguments: Vec::new(),
    };
    let suppositions = BTreeSet::from([statement.clone()]);
    let ledger = Ledger::default();
    Theorem::make(context, suppositions, statement.clone(), ledger, step)
}

/// Γ ⊢ s and Δ, s ⊢ t give Γ, Δ ⊢ t.
///
/// # Errors
/// `wrong-premise` if s is no supposition of the theorem; `context-mismatch`.
pub fn discharge(lemma: &Theorem, theorem: &Theorem) -> Result<Theorem, Refusal> {
    if !Guard::OneContext.met(lemma.context() == theorem.context()) {
        return Err(Refusal::ContextMismatch);
    }
    let mut suppositions = theorem.suppositions().clone();
    if !Guard::LemmaIsSupposed.met(suppositions.remove(lemma.conclusion())) {
        return Err(Refusal::WrongPremise {
            found: lemma.conclusion().to_string(),
            needed: "a supposition of the theorem".to_owned(),
        });
    }
    suppositions.extend(lemma.suppositions().iter().cloned());
    let mut ledger = theorem.ledger().clone();
    ledger.join(lemma.ledger());
    let step = Step {
        rule: Rule::Discharge,
        premises: vec![lemma.clone(), theorem.clone()],
        arguments: Vec::new(),
    };
    Ok(theorem.remake(suppositions, theorem.conclusion().clone(), ledger, step))
}

/// Γ ⊢ s(k) gives Γ ⊢ s(term), for schematic indices.
///
/// # Errors
/// `fixed-index` if a supposition fixes the index; `bad-index` for a name that is no index, a value
/// out of its range, or one index of several that must stay distinct.
pub fn instantiate(theorem: &Theorem, by: &BTreeMap<String, Term>) -> Result<Theorem, Refusal> {
    let mut n = Normalizer::new(theorem.context(), Licences::default());
    for (name, term) in by {
        n.admit(theorem, name, term)?;
    }
    let conclusion = theorem.conclusion().substitute(by)?;
    // A condition on a member index may come from a sum over all members: it stays for all.
    let steps: BTreeMap<String, Term> = by
        .iter()
        .filter(|(name, _)| n.is_step(name))
        .map(|(name, term)| (name.clone(), term.clone()))
        .collect();
    let mut ledger = theorem.ledger().clone();
    let conditions = ledger.conditions.iter().map(|c| c.substitute(&steps));
    ledger.conditions = conditions.collect::<Result<_, _>>()?;
    let pair =
        |(name, term): (&String, &Term)| Term::List(vec![Term::Text(name.clone()), term.clone()]);
    let step = Step {
        rule: Rule::Instantiate,
        premises: vec![theorem.clone()],
        arguments: vec![("by", Term::List(by.iter().map(pair).collect()))],
    };
    Ok(theorem.remake(theorem.suppositions().clone(), conclusion, ledger, step))
}

impl Normalizer<'_> {
    fn is_step(&self, name: &str) -> bool {
        let index = self.signature().index(name);
        index.is_some_and(|index| matches!(index.range, IndexRange::Step { .. }))
    }

    /// Refuses a value that an index of the theorem cannot take.
    fn admit(&mut self, theorem: &Theorem, name: &str, term: &Term) -> Result<(), Refusal> {
        let bad = |needed: String| Refusal::BadIndex {
            found: format!("{name} = {term}"),
            needed,
        };
        let Some(index) = self.signature().index(name) else {
            return Err(bad("a declared index".to_owned()));
        };
        if !Guard::InstanceMayCoincide.met(!self.signature().must_differ(name)) {
            return Err(bad("an index that need not differ from others".to_owned()));
        }
        match &index.range {
            IndexRange::Step { least } => {
                refuse_if_fixed(theorem.suppositions().iter(), name)?;
                let value = self.normalize(term)?;
                let room = value.subtract(&Polynomial::integer(i64::from(*least)))?;
                if !Guard::InstanceInRange.met(self.is_natural(&room)) {
                    return Err(bad(format!(
                        "a whole number that is surely at least {least}"
                    )));
                }
            }
            IndexRange::Member { extent } => {
                self.member_index(term, extent)?;
            }
        }
        Ok(())
    }
}

fn refuse_if_fixed<'s>(
    mut suppositions: impl Iterator<Item = &'s Statement>,
    name: &str,
) -> Result<(), Refusal> {
    let is_fixed = |s: &&Statement| s.free_symbols().contains(name);
    match suppositions.find(|s| !Guard::IndexIsNotFixed.met(!is_fixed(s))) {
        None => Ok(()),
        Some(supposition) => Err(Refusal::FixedIndex {
            name: name.to_owned(),
            supposition: supposition.to_string(),
        }),
    }
}

/// Γ ⊢ P(least) and Γ, P₁(k), …, Pᵣ(k) ⊢ P(k + 1) for each of the P give Γ ⊢ P(k), where the P are
/// given as `properties` and the answer is the theorem of the one in place `wanted`.
///
/// # Errors
/// `wrong-premise` for a case that proves something else, `fixed-index` if k is free in another
/// supposition, `pending-condition` if a side condition on k is pending.
pub fn induction(
    index: &str,
    properties: &[Statement],
    cases: &[(Theorem, Theorem)],
    wanted: usize,
) -> Result<Theorem, Refusal> {
    let Some(((base, _), property)) = cases.first().zip(properties.get(wanted)) else {
        return Err(no_case(index));
    };
    let context = base.context();
    let is_free = Guard::InductionIsUnbroken.met(!context.signature().must_differ(index));
    let least = match context.signature().index(index).map(|i| &i.range) {
        Some(IndexRange::Step { least }) if is_free => Term::integer(i64::from(*least)),
        _ => return Err(no_case(index)),
    };
    if properties.len() != cases.len() {
        return Err(no_case(index));
    }
    let next = Term::symbol(index).with(Operator::Add, Term::integer(1));
    let mut suppositions = BTreeSet::new();
    let mut premises = Vec::new();
    for (property, (base, step)) in properties.iter().zip(cases) {
        require(base, &property.substitute(&at(index, &least))?)?;
        require(step, &property.substitute(&at(index, &next))?)?;
        let others = step
            .suppositions()
            .iter()
            .filter(|s| !properties.contains(s));
        suppositions.extend(others.chain(base.suppositions()).cloned());
        refuse_if_fixed(suppositions.iter(), index)?;
        let is_pending = |c: &Term| c.free_symbols().contains(index);
        let pending = |c: &&Term| !Guard::NothingPending.met(!is_pending(c));
        if let Some(condition) = step.conditions().iter().find(pending) {
            return Err(Refusal::PendingCondition {
                condition: condition.to_string(),
            });
        }
        premises.extend([base.clone(), step.clone()]);
    }
    let mut ledger = Ledger::default();
    for premise in &premises {
        if !Guard::OneContext.met(premise.context() == context) {
            return Err(Refusal::ContextMismatch);
        }
        ledger.join(premise.ledger());
    }
    let step = Step {
        rule: Rule::Induction,
        premises,
        arguments: vec![("index", Term::symbol(index))],
    };
    Ok(base.remake(suppositions, property.clone(), ledger, step))
}

fn at(index: &str, value: &Term) -> BTreeMap<String, Term> {
    BTreeMap::from([(index.to_owned(), value.clone())])
}

fn no_case(index: &str) -> Refusal {
    Refusal::BadIndex {
        found: index.to_owned(),
        needed: "a step index that need not differ from others, and a base and a step for each \
                 property"
            .to_owned(),
    }
}

/// Refuses a case whose conclusion is not literally this one.
fn require(theorem: &Theorem, needed: &Statement) -> Result<(), Refusal> {
    if Guard::CaseIsLiteral.met(theorem.conclusion() == needed) {
        return Ok(());
    }
    Err(Refusal::WrongPremise {
        found: theorem.conclusion().to_string(),
        needed: format!("`{needed}`"),
    })
}

/// Γ ⊢ s on condition that D ≠ 0, and Δ ⊢ D ≠ 0, 0 < D or D < 0, give Γ, Δ ⊢ s.
///
/// # Errors
/// `wrong-premise` if the fact is about none of the theorem's conditions.
pub fn nonzero(theorem: &Theorem, fact: &Theorem) -> Result<Theorem, Refusal> {
    if !Guard::OneContext.met(theorem.context() == fact.context()) {
        return Err(Refusal::ContextMismatch);
    }
    let mut n = Normalizer::new(theorem.context(), Licences::default());
    n.know(fact.conclusion(), None)?;
    // The denominators of the fact itself.
    let needed = std::mem::take(&mut n.nonzero);
    let mut ledger = theorem.ledger().clone();
    let before = ledger.conditions.len();
    for condition in theorem.conditions() {
        let value = n.normalize(condition);
        let is_nonzero = value.is_ok_and(|value| n.is_nonzero(&value));
        if Guard::FactDischarges.met(is_nonzero) {
            ledger.conditions.remove(condition);
        }
    }
    if ledger.conditions.len() == before {
        return Err(Refusal::WrongPremise {
            found: fact.conclusion().to_string(),
            needed: "that a condition of the theorem does not vanish".to_owned(),
        });
    }
    n.nonzero = needed;
    ledger.join(&n.finish()?);
    ledger.join(fact.ledger());
    let mut suppositions = theorem.suppositions().clone();
    suppositions.extend(fact.suppositions().iter().cloned());
    let step = Step {
        rule: Rule::Nonzero,
        premises: vec![theorem.clone(), fact.clone()],
        arguments: Vec::new(),
    };
    Ok(theorem.remake(suppositions, theorem.conclusion().clone(), ledger, step))
}
