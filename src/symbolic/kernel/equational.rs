//! Equations by normal form.

use crate::symbolic::expr::Operator;
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
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::theorem::Ledger;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// ⊢ left = right by one of the equational rules, see [`Rule`]; equations among the premises
/// rewrite, inequalities are facts about signs.
///
/// # Errors
/// [`Refusal`]: `wrong-form` for another relation or rule, `sides-differ` with the difference.
pub fn equation(
    context: &Context,
    goal: &Statement,
    rule: Rule,
    premises: &[Theorem],
) -> Result<Theorem, Refusal> {
    let licences = licences(rule).filter(|_| goal.relation == Relation::Equal);
    let licences = licences.ok_or_else(|| Refusal::WrongForm {
        rule: rule.name(),
        expected: "an equation",
        found: goal.to_string(),
    })?;
    let mut n = Normalizer::with_premises(context, licences, premises)?;
    let difference = n.difference(goal)?;
    if !Guard::SidesAgree.met(n.is_zero(&difference)?) {
        return Err(n.sides_differ(&difference));
    }
    let step = Step {
        rule,
        premises: premises.to_vec(),
        arguments: Vec::new(),
    };
    Theorem::make(context, BTreeSet::new(), goal.clone(), n.finish()?, step)
}

/// The normal form of a term under an equational rule and its premises, written as a term: a
/// suggestion for the next line of a derivation.
///
/// It makes no theorem. That the term equals its normal form is for [`equation`] to show; a normal
/// form whose members nothing declares to exist may not even be readable again.
///
/// # Errors
/// [`Refusal`]: `wrong-form` for another rule, and whatever the normal form is refused for.
///
/// # Example
/// ```
/// use varprop::symbolic::kernel::{Context, Rule, normal_form};
/// use varprop::symbolic::syntax::{parse_signature, parse_term};
/// let context = Context::new(parse_signature("nat n\niid w : n")?)?;
/// let sum = parse_term("Var[sum(i:n, w[i])]")?;
/// let normal = normal_form(&context, &sum, Rule::Moments, &[])?;
/// assert_eq!(normal.to_string(), "n*E[w^2] - n*E[w]^2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn normal_form(
    context: &Context,
    term: &Term,
    rule: Rule,
    premises: &[Theorem],
) -> Result<Term, Refusal> {
    let licences = licences(rule).ok_or_else(|| Refusal::WrongForm {
        rule: rule.name(),
        expected: "an equation",
        found: term.to_string(),
    })?;
    let mut n = Normalizer::with_premises(context, licences, premises)?;
    let normal = n.normalize(term)?;
    n.readable(&normal)
}

/// ⊢ sqrt(radicand)² = radicand, if the premises and assumptions show 0 ≤ radicand.
///
/// # Errors
/// [`Refusal`]: `unknown-sign`.
pub fn square_root(
    context: &Context,
    radicand: &Term,
    premises: &[Theorem],
) -> Result<Theorem, Refusal> {
    let mut n = Normalizer::with_premises(context, Licences::default(), premises)?;
    let value = n.normalize(radicand)?;
    if !Guard::RadicandIsNonnegative.met(n.is_nonnegative(&value)) {
        return Err(n.unknown_sign(&value, "0 <= the radicand"));
    }
    let root = Term::Call {
        function: "sqrt".to_owned(),
        positional: vec![radicand.clone()],
        named: Vec::new(),
    };
    let conclusion = Statement {
        left: root.with(Operator::Power, Term::integer(2)),
        relation: Relation::Equal,
        right: radicand.clone(),
    };
    let step = Step {
        rule: Rule::SquareRoot,
        premises: premises.to_vec(),
        arguments: vec![("radicand", radicand.clone())],
    };
    Theorem::make(context, BTreeSet::new(), conclusion, n.finish()?, step)
}

/// What each equational rule may look into.
fn licences(rule: Rule) -> Option<Licences> {
    let none = Licences::default();
    let linear = Licences {
        linearity: true,
        ..none
    };
    let independent = Licences {
        independence: true,
        ..linear
    };
    let summed = Licences {
        same_law: true,
        ..independent
    };
    match rule {
        Rule::Algebra => Some(none),
        Rule::Definition => Some(Licences {
            definitions: true,
            ..none
        }),
        Rule::Linearity => Some(linear),
        Rule::Independence => Some(independent),
        Rule::IidSum => Some(summed),
        Rule::Moments => Some(Licences {
            definitions: true,
            ..summed
        }),
        Rule::Differentiate => Some(Licences {
            derivatives: true,
            ..none
        }),
        _ => None,
    }
}

impl<'a> Normalizer<'a> {
    /// A normalizer that knows what the assumptions say of signs, and the premises: equations as
    /// rules, inequalities as facts.
    pub(super) fn with_premises(
        context: &'a Context,
        licences: Licences,
        premises: &[Theorem],
    ) -> Checked<Self> {
        let are_ours = premises.iter().all(|premise| premise.context() == context);
        if !Guard::OneContext.met(are_ours) {
            return Err(Refusal::ContextMismatch);
        }
        let mut n = Self::new(context, licences);
        n.know_assumptions();
        for premise in premises {
            match premise.conclusion().relation {
                Relation::Equal => n.cite(premise.conclusion())?,
                _ => n.know(premise.conclusion(), None)?,
            }
        }
        if !n.rewrites.is_empty() {
            n.know_assumptions();
        }
        Ok(n)
    }

    /// Whether the polynomial is 0 once its denominators are cleared.
    pub(super) fn is_zero(&mut self, p: &Polynomial) -> Checked<bool> {
        let mut cleared = p.clone();
        while let Some((group, power)) = deepest_denominator(&cleared) {
            self.fuel = self.fuel.checked_sub(1).ok_or(Refusal::Diverges)?;
            let mut next = Polynomial::default();
            for (monomial, c) in cleared.0.iter() {
                let mut rest = monomial.clone();
                let atom = Atom::Group(group.clone());
                let exponent = rest.0.remove(&atom).unwrap_or(0);
                let factor = group.powi((power + exponent).unsigned_abs())?;
                let term = Polynomial::monomial(rest).scale(*c)?;
                next = next.add(&term.multiply(&factor)?)?;
            }
            cleared = self.rewrite(next)?;
        }
        Ok(cleared == Polynomial::default())
    }

    /// The ledger: conditions that the facts discharge are dropped, the others are carried.
    pub(super) fn finish(mut self) -> Checked<Ledger> {
        for denominator in std::mem::take(&mut self.nonzero) {
            if !Guard::ConditionHolds.met(self.is_nonzero(&denominator)) {
                let condition = self.condition(&denominator)?;
                self.ledger.conditions.insert(condition);
            }
        }
        Ok(self.ledger)
    }

    fn sides_differ(&mut self, difference: &Polynomial) -> Refusal {
        let term = self.readable(difference);
        Refusal::SidesDiffer {
            difference: term.map_or_else(|_| "a non-zero term".to_owned(), |t| t.to_string()),
        }
    }

    pub(super) fn unknown_sign(&mut self, p: &Polynomial, needed: &'static str) -> Refusal {
        let term = self.readable(p);
        Refusal::UnknownSign {
            term: term.map_or_else(|_| "a term".to_owned(), |t| t.to_string()),
            needed,
        }
    }
}

/// A denominator of several terms and the largest power of it.
fn deepest_denominator(p: &Polynomial) -> Option<(Polynomial, i32)> {
    let mut powers: BTreeMap<&Polynomial, i32> = BTreeMap::new();
    let factors = p.0.keys().flat_map(|Monomial(factors)| factors);
    for (atom, exponent) in factors {
        if let Atom::Group(group) = atom {
            let power = powers.entry(group).or_insert(0);
            *power = (*power).max(-exponent);
        }
    }
    powers
        .into_iter()
        .next()
        .map(|(group, power)| (group.clone(), power))
}
