//! Symmetric laws and declared laws.

use crate::num::Rational;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Dependence;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Step;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::unreadable;
use crate::symbolic::kernel::theorem::Ledger;
use std::collections::BTreeSet;

/// ⊢ E\[body\] = E\[body with −x in the place of x\], for a symmetric x that is independent of
/// everything else that is random in the body.
///
/// A family must be iid: each member may then change its sign without changing the joint law.
///
/// # Errors
/// `not-declared` if x is not declared symmetric, `not-independent` if something in the body may
/// depend on it, `not-readable` for a body with moments or derivatives inside.
pub fn sign_flip(context: &Context, name: &str, body: &Term) -> Result<Theorem, Refusal> {
    let signature = context.signature();
    if !Guard::DeclaredSymmetric.met(signature.is_symmetric(name)) {
        return Err(not_declared(name, "symmetric"));
    }
    let is_iid = |kind: FamilyKind| kind == FamilyKind::Iid;
    let flips = signature.family(name).is_none_or(|f| is_iid(f.kind));
    if !Guard::FlippedIsIid.met(flips) {
        return Err(not_declared(
            name,
            "iid, so that each member may change its sign",
        ));
    }
    let mut seen = Seen::default();
    look(signature, body, &mut seen)?;
    let mut at = seen.steps.iter().flatten();
    let is_open = at.any(|step| mentions(step, &seen.bound));
    if !Guard::FlippedAtOneStep.met(seen.steps.len() <= 1 && !is_open) {
        return Err(unreadable(body, "its members stand at several steps"));
    }
    if !Guard::FlippedIsFree.met(!seen.bound.contains(name)) {
        return Err(unreadable(body, "a sum in it binds the name"));
    }
    let others: Vec<&String> = seen.random.iter().filter(|other| *other != name).collect();
    let mut ledger = Ledger::default();
    if !others.is_empty() {
        let place = separating(signature, name, &others);
        if !Guard::FlippedIsSeparate.met(place.is_some()) {
            return Err(Refusal::NotIndependent {
                name: name.to_owned(),
                term: body.to_string(),
            });
        }
        ledger
            .dependences
            .extend(place.map(Dependence::Independence));
    }
    if signature.family(name).is_some() {
        let members = Dependence::IndependentMembers(name.to_owned());
        ledger.dependences.insert(members);
    }
    ledger
        .dependences
        .insert(Dependence::Symmetry(name.to_owned()));
    let conclusion = Statement {
        left: Term::Expectation(Box::new(body.clone())),
        relation: Relation::Equal,
        right: Term::Expectation(Box::new(flipped(body, name))),
    };
    let step = Step {
        rule: Rule::SignFlip,
        premises: Vec::new(),
        arguments: vec![("on", Term::symbol(name)), ("body", body.clone())],
    };
    Theorem::make(context, BTreeSet::new(), conclusion, ledger, step)
}

/// The random names of a body, the steps of its members, and the names it binds.
#[derive(Default)]
struct Seen {
    random: BTreeSet<String>,
    steps: BTreeSet<Vec<Term>>,
    bound: BTreeSet<String>,
}

fn look(signature: &Signature, term: &Term, seen: &mut Seen) -> Result<(), Refusal> {
    match term {
        Term::Expectation(_) | Term::Variance(_) | Term::Covariance(..)
            if !Guard::FlippedIsPlain.met(false) =>
        {
            return Err(unreadable(term, "a moment inside a mean is not flipped"));
        }
        Term::Call { function, .. } if function == "diff" => {
            return Err(unreadable(
                term,
                "a derivative inside a mean is not flipped",
            ));
        }
        Term::Symbol(name) | Term::Indexed { family: name, .. } if signature.is_random(name) => {
            seen.random.insert(name.clone());
        }
        Term::Aggregate { index, .. } => _ = seen.bound.insert(index.clone()),
        _ => {}
    }
    if let Term::Indexed { family, indices } = term
        && let Some(family) = signature.family(family)
        && family.steps > 0
    {
        seen.steps
            .insert(indices.iter().take(family.steps).cloned().collect());
    }
    term.children()
        .into_iter()
        .try_for_each(|inner| look(signature, inner, seen))
}

fn mentions(term: &Term, names: &BTreeSet<String>) -> bool {
    term.free_symbols().iter().any(|name| names.contains(*name))
}

/// The declaration that has the name in a block of its own, apart from all the others.
fn separating(signature: &Signature, name: &str, others: &[&String]) -> Option<usize> {
    signature.independent().iter().position(|blocks| {
        let block = |wanted: &str| blocks.iter().position(|b| b.iter().any(|n| n == wanted));
        let own = block(name);
        own.is_some()
            && others
                .iter()
                .all(|other| block(other).is_some_and(|b| Some(b) != own))
    })
}

/// The term with −x in the place of x.
fn flipped(term: &Term, name: &str) -> Term {
    match term {
        Term::Symbol(other) | Term::Indexed { family: other, .. } if other == name => {
            Term::Negation(Box::new(term.clone()))
        }
        _ => term.with_children(|inner| flipped(inner, name)),
    }
}

/// ⊢ E[x^order] = the moment of the law that is declared for x.
///
/// - `uniform(a, b)`: (Σ_{i ≤ k} aⁱ·b^{k−i})/(k + 1)
/// - `normal(m, v)`: Σ_{2j ≤ k} C(k, 2j)·(2j − 1)‼·v^j·m^{k−2j}
/// - `rademacher()`: 1 for even k, 0 for odd
/// - `bernoulli(p)`: p
/// - `truncated_normal(c)`, the standard normal law given |x| ≤ c: 0 for odd k, and by parts
///   M_k = (k − 1)·M_{k−2} − 2·c^{k−1}·normal_density(c)/normal_mass(c)
///
/// # Errors
/// `not-declared` without a known law; `wrong-form` for an order of 0 or above 16.
pub fn law(context: &Context, name: &str, order: u32) -> Result<Theorem, Refusal> {
    let laws = context.signature().laws();
    let law = laws
        .iter()
        .find(|(other, _)| other == name)
        .map(|(_, law)| law);
    let moment = law.and_then(|law| moment(law, order));
    let moment = moment.ok_or_else(|| not_declared(name, "with a law whose moments are known"))?;
    if order == 0 || order > 16 {
        return Err(Refusal::WrongForm {
            rule: Rule::Law.name(),
            expected: "a moment of order 1 to 16",
            found: order.to_string(),
        });
    }
    let power = power(Term::symbol(name), order);
    let conclusion = Statement {
        left: Term::Expectation(Box::new(power)),
        relation: Relation::Equal,
        right: moment?,
    };
    let mut ledger = Ledger::default();
    ledger.dependences.insert(Dependence::Law(name.to_owned()));
    let step = Step {
        rule: Rule::Law,
        premises: Vec::new(),
        arguments: vec![
            ("on", Term::symbol(name)),
            ("order", Term::integer(i64::from(order))),
        ],
    };
    Theorem::make(context, BTreeSet::new(), conclusion, ledger, step)
}

/// The moment of a law; `None` for a law that is not known.
fn moment(law: &Term, k: u32) -> Option<Result<Term, Refusal>> {
    let Term::Call {
        function,
        positional,
        named,
    } = law
    else {
        return None;
    };
    if !named.is_empty() {
        return None;
    }
    match (function.as_str(), positional.as_slice()) {
        ("uniform", [a, b]) => Some(uniform(a, b, k)),
        ("normal", [m, v]) => Some(normal(m, v, k)),
        ("rademacher", []) => Some(Ok(Term::integer(i64::from(k.is_multiple_of(2))))),
        ("bernoulli", [p]) => Some(Ok(p.clone())),
        ("truncated_normal", [c]) => Some(truncated_normal(c, k)),
        _ => None,
    }
}

fn uniform(a: &Term, b: &Term, k: u32) -> Result<Term, Refusal> {
    let terms = (0..=k).map(|i| times(power(a.clone(), i), power(b.clone(), k - i)));
    let share = Rational::new(1, i128::from(k) + 1)?;
    Ok(times(Term::Number(share), sum(terms.collect())))
}

fn normal(m: &Term, v: &Term, k: u32) -> Result<Term, Refusal> {
    let mut terms = Vec::new();
    let mut coefficient = Rational::ONE;
    for j in 0..=k / 2 {
        let moment = times(power(v.clone(), j), power(m.clone(), k - 2 * j));
        terms.push(times(Term::Number(coefficient), moment));
        // C(k, 2j + 2)·(2j + 1)‼ from C(k, 2j)·(2j − 1)‼.
        let pairs = i128::from(k - 2 * j) * i128::from((k - 2 * j).saturating_sub(1));
        let step = Rational::new(pairs, 2 * (i128::from(j) + 1))?;
        coefficient = coefficient.checked_mul(step)?;
    }
    Ok(sum(terms))
}

fn truncated_normal(c: &Term, k: u32) -> Result<Term, Refusal> {
    if k % 2 == 1 {
        return Ok(Term::integer(0));
    }
    let call = |function: &str| Term::Call {
        function: function.to_owned(),
        positional: vec![c.clone()],
        named: Vec::new(),
    };
    let edge = call("normal_density").with(Operator::Divide, call("normal_mass"));
    let mut moment = Term::integer(1);
    for order in (2..=k).step_by(2) {
        let below = times(Term::integer(i64::from(order) - 1), moment);
        let boundary = times(
            times(Term::integer(2), power(c.clone(), order - 1)),
            edge.clone(),
        );
        moment = below.with(Operator::Subtract, boundary);
    }
    Ok(moment)
}

fn power(base: Term, exponent: u32) -> Term {
    match exponent {
        0 => Term::integer(1),
        1 => base,
        n => base.with(Operator::Power, Term::integer(i64::from(n))),
    }
}

/// a·b without factors of 1.
fn times(a: Term, b: Term) -> Term {
    let one = Term::integer(1);
    match (a == one, b == one) {
        (true, _) => b,
        (_, true) => a,
        _ => a.with(Operator::Multiply, b),
    }
}

fn sum(terms: Vec<Term>) -> Term {
    let added = terms.into_iter().reduce(|a, b| a.with(Operator::Add, b));
    added.unwrap_or_else(|| Term::integer(0))
}

fn not_declared(name: &str, needed: &'static str) -> Refusal {
    Refusal::NotDeclared {
        name: name.to_owned(),
        needed,
    }
}
