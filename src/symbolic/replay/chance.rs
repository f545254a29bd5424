//! Symmetric laws and the moments of declared laws, by recurrences.

use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::equational;
use crate::symbolic::replay::judge::Case;
use crate::symbolic::replay::structural::require_dependence;
use crate::symbolic::replay::structural::require_same;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;
use std::collections::BTreeSet;

fn wrong<T>(why: String) -> Found<T> {
    Err(Fault::Wrong(why))
}

/// E[f(x)] = E[f(−x)] for a symmetric x that is independent of all else in f.
pub(in crate::symbolic::replay) fn sign_flip(case: &Case<'_>) -> Found<()> {
    let Term::Symbol(name) = case.argument("on")? else {
        return wrong("what changes its sign is no name".to_owned());
    };
    let body = case.argument("body")?;
    let needed = Statement {
        left: Term::Expectation(Box::new(body.clone())),
        relation: Relation::Equal,
        right: Term::Expectation(Box::new(turned(body, name))),
    };
    require_same(&case.inference.conclusion, &needed)?;
    if !case.signature.is_symmetric(name) {
        return wrong(format!("`{name}` is not declared symmetric"));
    }
    require_dependence(case, &format!("symmetry {name}"))?;
    if let Some(family) = case.signature.family(name) {
        if family.kind != FamilyKind::Iid {
            return wrong(format!("the members of `{name}` may depend on one another"));
        }
        require_dependence(case, &format!("independent-members {name}"))?;
    }
    let mut body_names = Names::default();
    body_names.read(case, body)?;
    if body_names.steps.len() > 1 {
        return wrong("members at several steps change their signs".to_owned());
    }
    let mut others = body_names.random;
    others.remove(name.as_str());
    require_apart(case, name, &others)
}

/// A recorded declaration has the name in a block without any of the others, which are all in
/// other blocks.
fn require_apart(case: &Case<'_>, name: &str, others: &BTreeSet<String>) -> Found<()> {
    if others.is_empty() {
        return Ok(());
    }
    let separates = |blocks: &Vec<Vec<String>>| {
        let of = |wanted: &str| blocks.iter().position(|b| b.iter().any(|n| n == wanted));
        let own = of(name);
        own.is_some() && others.iter().all(|o| of(o).is_some() && of(o) != own)
    };
    let mut recorded = case.recorded.independence.iter();
    if recorded.any(|place| {
        case.signature
            .independent()
            .get(*place)
            .is_some_and(separates)
    }) {
        return Ok(());
    }
    wrong(format!("`{name}` may depend on other names in the body"))
}

#[derive(Default)]
struct Names {
    random: BTreeSet<String>,
    steps: BTreeSet<Vec<Term>>,
    bound: Vec<String>,
}

impl Names {
    fn read(&mut self, case: &Case<'_>, term: &Term) -> Found<()> {
        match term {
            Term::Expectation(_) | Term::Variance(_) | Term::Covariance(..) => {
                return wrong("a moment inside a mean is a number already".to_owned());
            }
            Term::Call { function, .. } if function == "diff" => {
                return wrong("a derivative inside a mean".to_owned());
            }
            Term::Symbol(name) => self.name(case, name),
            Term::Indexed { family, indices } => {
                self.name(case, family);
                let steps = case.signature.family(family).map_or(0, |f| f.steps);
                let at: Vec<Term> = indices.iter().take(steps).cloned().collect();
                let free = at.iter().flat_map(Term::free_symbols);
                if free.into_iter().any(|n| self.bound.iter().any(|b| b == n)) {
                    return wrong("members at several steps change their signs".to_owned());
                }
                if steps > 0 {
                    self.steps.insert(at);
                }
            }
            Term::Aggregate {
                index,
                from,
                to,
                body,
                ..
            } => {
                self.read(case, from)?;
                self.read(case, to)?;
                self.bound.push(index.clone());
                let read = self.read(case, body);
                self.bound.pop();
                return read;
            }
            _ => {}
        }
        term.children()
            .into_iter()
            .try_for_each(|inner| self.read(case, inner))
    }

    fn name(&mut self, case: &Case<'_>, name: &str) {
        if case.signature.is_random(name) {
            self.random.insert(name.to_owned());
        }
    }
}

/// The term with −x in the place of x.
fn turned(term: &Term, name: &str) -> Term {
    let is_name = match term {
        Term::Symbol(other) | Term::Indexed { family: other, .. } => other == name,
        _ => false,
    };
    if is_name {
        Term::Negation(Box::new(term.clone()))
    } else {
        term.with_children(|inner| turned(inner, name))
    }
}

/// E[x^k] = the moment of the declared law.
pub(in crate::symbolic::replay) fn law(case: &Case<'_>) -> Found<()> {
    let Term::Symbol(name) = case.argument("on")? else {
        return wrong("what has the law is no name".to_owned());
    };
    require_dependence(case, &format!("law {name}"))?;
    let order = match case.argument("order")? {
        Term::Number(k) if k.is_integer() => u32::try_from(k.numerator()).ok(),
        _ => None,
    };
    let Some(order) = order.filter(|k| (1..=16).contains(k)) else {
        return wrong("the order is no whole number from 1 to 16".to_owned());
    };
    let mut laws = case.signature.laws().iter();
    let Some((_, law)) = laws.find(|(other, _)| other == name) else {
        return wrong(format!("`{name}` has no declared law"));
    };
    let mut names = Names::default();
    names.read(case, law)?;
    if let Some(random) = names.random.first() {
        return wrong(format!(
            "the law of `{name}` has the random parameter `{random}`"
        ));
    }
    let conclusion = &case.inference.conclusion;
    let power = match order {
        1 => Term::symbol(name),
        k => Term::symbol(name).with(Operator::Power, Term::integer(i64::from(k))),
    };
    if conclusion.left != Term::Expectation(Box::new(power)) {
        return wrong(format!("the left side is not the moment of order {order}"));
    }
    let moment = moment(law, order)?;
    let needed = Statement {
        left: conclusion.right.clone(),
        relation: conclusion.relation,
        right: moment,
    };
    if needed.relation != Relation::Equal {
        return wrong("a law gives equations".to_owned());
    }
    let frame = case.frame(Licences::default(), Vec::new());
    equational::holds(case, &frame, &needed)
}

fn moment(law: &Term, order: u32) -> Found<Term> {
    let Term::Call {
        function,
        positional,
        ..
    } = law
    else {
        return wrong(format!("`{law}` is no law"));
    };
    match (function.as_str(), positional.as_slice()) {
        ("uniform", [a, b]) => Ok(uniform(a, b, order)),
        ("normal", [mean, variance]) => Ok(normal(mean, variance, order)),
        ("rademacher", []) => Ok(Term::integer(i64::from(order.is_multiple_of(2)))),
        ("bernoulli", [p]) => Ok(p.clone()),
        ("truncated_normal", [c]) => Ok(truncated(c, order)),
        _ => Err(Fault::Unsupported(format!("the law `{law}`"))),
    }
}

/// ∫ x^k dx / (b − a) = (b^{k+1} − a^{k+1})/((k + 1)(b − a)).
fn uniform(a: &Term, b: &Term, order: u32) -> Term {
    let next = Term::integer(i64::from(order) + 1);
    let power = |x: &Term| x.clone().with(Operator::Power, next.clone());
    let width = b.clone().with(Operator::Subtract, a.clone());
    power(b)
        .with(Operator::Subtract, power(a))
        .with(Operator::Divide, times(next.clone(), width))
}

/// By parts: M_k = m·M_{k−1} + (k − 1)·v·M_{k−2}.
fn normal(mean: &Term, variance: &Term, order: u32) -> Term {
    let (mut before, mut last) = (Term::integer(1), mean.clone());
    for k in 2..=order {
        let factor = times(Term::integer(i64::from(k) - 1), variance.clone());
        let next = times(mean.clone(), last.clone()).with(Operator::Add, times(factor, before));
        (before, last) = (last, next);
    }
    last
}

/// By parts over [−c, c], with x·density the derivative of −density:
/// M_k·mass = (k − 1)·M_{k−2}·mass − 2·c^{k−1}·density(c) for even k, unrolled from M_k downwards.
fn truncated(c: &Term, order: u32) -> Term {
    if order % 2 == 1 {
        return Term::integer(0);
    }
    let call = |function: &str| Term::Call {
        function: function.to_owned(),
        positional: vec![c.clone()],
        named: Vec::new(),
    };
    let edge = times(Term::integer(2), call("normal_density"));
    let edge = edge.with(Operator::Divide, call("normal_mass"));
    let (mut factor, mut sum, mut k) = (1, Term::integer(0), order);
    while k >= 2 {
        let power = c
            .clone()
            .with(Operator::Power, Term::integer(i64::from(k) - 1));
        let part = times(Term::integer(factor), times(power, edge.clone()));
        sum = sum.with(Operator::Subtract, part);
        factor *= i64::from(k) - 1;
        k -= 2;
    }
    sum.with(Operator::Add, Term::integer(factor))
}

fn times(a: Term, b: Term) -> Term {
    a.with(Operator::Multiply, b)
}
