//! Inequalities: combinations of premises, cancellation, sums and means of inequalities.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Step;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Licences;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::sign::Sign;
use std::collections::BTreeSet;

/// ⊢ goal, if right − left = Σ multiplier·(right − left of a premise) + Σ coefficient·square² + rest
/// where the rest is surely not negative (positive for `<`, 0 for `=`).
///
/// `cited` premises rewrite and give facts; `combined` are those with multipliers. A multiplier of
/// an inequality, and a square's coefficient, must surely not be negative.
///
/// # Errors
/// [`Refusal`]: `unknown-sign` with the rest or the multiplier.
pub fn order(
    context: &Context,
    goal: &Statement,
    cited: &[Theorem],
    combined: &[(Theorem, Term)],
    squares: &[(Term, Term)],
) -> Result<Theorem, Refusal> {
    let mut n = Normalizer::with_premises(context, Licences::default(), cited)?;
    let mut rest = n.gap(goal)?;
    let mut strict = false;
    for (premise, multiplier) in combined {
        let multiplier = n.normalize(multiplier)?;
        strict |= n.admit_multiplier(premise.conclusion(), &multiplier)?;
        rest = rest.subtract(&multiplier.multiply(&n.gap(premise.conclusion())?)?)?;
    }
    for (coefficient, base) in squares {
        let coefficient = n.normalize(coefficient)?;
        if !Guard::SquareIsNonnegative.met(n.is_nonnegative(&coefficient)) {
            return Err(n.unknown_sign(&coefficient, "a coefficient of a square of at least 0"));
        }
        let square = n.normalize(base)?.powi(2)?;
        rest = rest.subtract(&coefficient.multiply(&square)?)?;
    }
    n.admit_rest(goal, &rest, strict, combined, squares)?;
    let mut premises = cited.to_vec();
    premises.extend(combined.iter().map(|(premise, _)| premise.clone()));
    let list = |terms: Vec<&Term>| Term::List(terms.into_iter().cloned().collect());
    let step = Step {
        rule: Rule::Order,
        premises,
        arguments: vec![
            (
                "multipliers",
                list(combined.iter().map(|(_, m)| m).collect()),
            ),
            (
                "coefficients",
                list(squares.iter().map(|(c, _)| c).collect()),
            ),
            ("squares", list(squares.iter().map(|(_, s)| s).collect())),
        ],
    };
    Theorem::make(context, BTreeSet::new(), goal.clone(), n.finish()?, step)
}

impl Normalizer<'_> {
    /// right − left.
    fn gap(&mut self, statement: &Statement) -> Result<Polynomial, Refusal> {
        let right = self.normalize(&statement.right)?;
        right.subtract(&self.normalize(&statement.left)?)
    }

    /// Whether the premise with this multiplier is strict; refused if it points the wrong way.
    fn admit_multiplier(&mut self, premise: &Statement, m: &Polynomial) -> Result<bool, Refusal> {
        if premise.relation == Relation::Equal {
            return Ok(false);
        }
        if !Guard::PremiseIsOrdered.met(premise.relation != Relation::NotEqual) {
            return Err(Refusal::WrongPremise {
                found: premise.to_string(),
                needed: "an equation or an inequality to combine".to_owned(),
            });
        }
        let sign = self.sign(m);
        if !Guard::MultiplierIsNonnegative.met(sign.is_some()) {
            return Err(self.unknown_sign(m, "a multiplier of at least 0"));
        }
        Ok(premise.relation == Relation::Less && sign == Some(Sign::Positive))
    }

    fn admit_rest(
        &mut self,
        goal: &Statement,
        rest: &Polynomial,
        strict: bool,
        combined: &[(Theorem, Term)],
        squares: &[(Term, Term)],
    ) -> Result<(), Refusal> {
        let is_zero = self.is_zero(rest)?;
        let sign = if is_zero {
            Some(Sign::Nonnegative)
        } else {
            self.sign(rest)
        };
        let is_equation = |(p, _): &(Theorem, Term)| p.conclusion().relation == Relation::Equal;
        let equations = combined.iter().all(is_equation) && squares.is_empty();
        let is_above = sign == Some(Sign::Positive) || (strict && sign.is_some());
        let (holds, needed) = match goal.relation {
            Relation::Equal => (
                Guard::EquationFromEquations.met(is_zero && equations),
                "a rest that is 0, from equations",
            ),
            Relation::LessEqual => (
                Guard::RestIsNonnegative.met(sign.is_some()),
                "a rest of at least 0",
            ),
            Relation::Less => (Guard::RestIsPositive.met(is_above), "a rest above 0"),
            Relation::NotEqual => (
                Guard::RestIsPositive.met(is_above || (equations && self.is_nonzero(rest))),
                "a rest that is not 0",
            ),
        };
        if holds {
            return Ok(());
        }
        Err(self.unknown_sign(rest, needed))
    }
}

/// Γ ⊢ m·l ≤ m·r gives Γ ⊢ l ≤ r if 0 < m; the same for `<`, and for `=` and `≠` if m ≠ 0.
///
/// # Errors
/// `wrong-premise` if the premise is not the goal times the factor, `unknown-sign` for the factor.
pub fn cancel(
    context: &Context,
    goal: &Statement,
    premise: &Theorem,
    factor: &Term,
    facts: &[Theorem],
) -> Result<Theorem, Refusal> {
    let mut n = Normalizer::with_premises(context, Licences::default(), facts)?;
    let m = n.normalize(factor)?;
    let larger = n.gap(premise.conclusion())?;
    let scaled = n.gap(goal)?.multiply(&m)?;
    let differ = larger.subtract(&scaled)?;
    let is_scaled = goal.relation == premise.conclusion().relation && n.is_zero(&differ)?;
    if !Guard::PremiseIsScaled.met(is_scaled) {
        return Err(Refusal::WrongPremise {
            found: premise.conclusion().to_string(),
            needed: format!("`{goal}` with both sides times {factor}"),
        });
    }
    let is_ordered = matches!(goal.relation, Relation::Less | Relation::LessEqual);
    if is_ordered && !Guard::FactorIsPositive.met(n.sign(&m) == Some(Sign::Positive)) {
        return Err(n.unknown_sign(&m, "a factor above 0"));
    }
    if !is_ordered && !Guard::FactorIsNonzero.met(n.is_nonzero(&m)) {
        return Err(n.unknown_sign(&m, "a factor that is not 0"));
    }
    let step = Step {
        rule: Rule::Cancel,
        premises: [premise.clone()]
            .into_iter()
            .chain(facts.iter().cloned())
            .collect(),
        arguments: vec![("factor", factor.clone())],
    };
    Theorem::make(context, BTreeSet::new(), goal.clone(), n.finish()?, step)
}

/// Γ ⊢ l(i) ≤ r(i) gives Γ ⊢ Σᵢ l(i) ≤ Σᵢ r(i), for a member index i; the same for `<` and `=`.
///
/// # Errors
/// `bad-index` for another index, `wrong-premise` for `≠`.
pub fn sum_monotone(theorem: &Theorem, index: &str) -> Result<Theorem, Refusal> {
    let signature = theorem.signature();
    let is_free = Guard::SummedIndexIsFree.met(!signature.must_differ(index));
    let extent = match signature.index(index).map(|i| &i.range) {
        Some(IndexRange::Member { extent }) if is_free => extent,
        _ => {
            return Err(Refusal::BadIndex {
                found: index.to_owned(),
                needed: "a member index that need not differ from others".to_owned(),
            });
        }
    };
    let sum = |body: &Term| Term::Aggregate {
        aggregation: Aggregation::Sum,
        index: index.to_owned(),
        from: Box::new(Term::integer(1)),
        to: Box::new(extent.clone()),
        body: Box::new(body.clone()),
    };
    let step = Step {
        rule: Rule::SumMonotone,
        premises: vec![theorem.clone()],
        arguments: vec![("index", Term::symbol(index))],
    };
    both_sides(theorem, sum, step)
}

/// Γ ⊢ l ≤ r almost surely gives Γ ⊢ E\[l\] ≤ E\[r\]; the same for `<` and `=`.
///
/// # Errors
/// `wrong-premise` for `≠`; `not-readable` if the moments that must exist cannot be stated.
pub fn mean_monotone(theorem: &Theorem) -> Result<Theorem, Refusal> {
    let mean = |body: &Term| Term::Expectation(Box::new(body.clone()));
    let step = Step {
        rule: Rule::MeanMonotone,
        premises: vec![theorem.clone()],
        arguments: Vec::new(),
    };
    both_sides(theorem, mean, step)
}

fn both_sides(
    theorem: &Theorem,
    apply: impl Fn(&Term) -> Term,
    step: Step,
) -> Result<Theorem, Refusal> {
    let premise = theorem.conclusion();
    if !Guard::PremiseIsOrdered.met(premise.relation != Relation::NotEqual) {
        return Err(Refusal::WrongPremise {
            found: premise.to_string(),
            needed: "an equation or an inequality".to_owned(),
        });
    }
    let conclusion = Statement {
        left: apply(&premise.left),
        relation: premise.relation,
        right: apply(&premise.right),
    };
    let linear = Licences {
        linearity: true,
        ..Licences::default()
    };
    let mut n = Normalizer::new(theorem.context(), linear);
    let _finite = n.difference(&conclusion)?;
    Theorem::make(
        theorem.context(),
        BTreeSet::new(),
        conclusion,
        n.finish()?,
        step,
    )
}
