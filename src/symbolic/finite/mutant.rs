//! Small changes to a statement or its signature, most of which make it false: what a proof
//! checker must refuse and a search for models should refute. It does not judge them.

use crate::num::Rational;
use crate::symbolic::expr::Assumption;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use std::collections::BTreeSet;

/// Every mutant with what was changed, in a fixed order: changes to the statement from its
/// beginning to its end, then changes to the signature.
///
/// In the statement: a number plus one, an exponent plus one, a changed sign of a sum, a symbol
/// for another of its kind, a term of a sum left out, E for Var and Var for E, a factor 2. In the
/// signature: an independence or a symmetry or an assumption left out, iid weakened to
/// exchangeable, exchangeable to dependent. A change may leave a true statement: what follows
/// from it is for the reader of the list.
///
/// # Example
/// ```
/// use varprop::symbolic::finite::mutants;
/// use varprop::symbolic::syntax::{parse_signature, parse_statement};
/// let signature = parse_signature("var X, Y\nindep X | Y")?;
/// let statement = parse_statement("E[X*Y] = E[X]*E[Y]")?;
/// let mutants = mutants(&signature, &statement);
/// let (what, signature, _) = mutants.last().unwrap();
/// assert_eq!(what, "independence X | Y dropped");
/// assert!(signature.independent().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn mutants(
    signature: &Signature,
    statement: &Statement,
) -> Vec<(String, Signature, Statement)> {
    let mut all = Vec::new();
    let mut seen = BTreeSet::from([statement.clone()]);
    for (what, mutant) in statement_mutants(signature, statement) {
        if seen.insert(mutant.clone()) {
            all.push((what, signature.clone(), mutant));
        }
    }
    for (what, mutant) in signature_mutants(signature) {
        all.push((what, mutant, statement.clone()));
    }
    all
}

fn statement_mutants(signature: &Signature, s: &Statement) -> Vec<(String, Statement)> {
    let scope = Scope {
        signature,
        bound: Vec::new(),
    };
    let left = scope.mutants(&s.left).into_iter().map(|(what, left)| {
        let (relation, right) = (s.relation, s.right.clone());
        (
            format!("left: {what}"),
            Statement {
                left,
                relation,
                right,
            },
        )
    });
    let right = scope.mutants(&s.right).into_iter().map(|(what, right)| {
        let (left, relation) = (s.left.clone(), s.relation);
        (
            format!("right: {what}"),
            Statement {
                left,
                relation,
                right,
            },
        )
    });
    let double = Statement {
        right: Term::integer(2).with(Operator::Multiply, s.right.clone()),
        ..s.clone()
    };
    let double = ("right: doubled".to_owned(), double);
    left.chain(right).chain([double]).collect()
}

/// A mutant of a term and what was changed.
type Change = (String, Term);

/// The symbols that a term may be changed to.
struct Scope<'a> {
    signature: &'a Signature,
    bound: Vec<String>,
}

impl Scope<'_> {
    /// Each change at the head of the term, then each inside it.
    fn mutants(&self, term: &Term) -> Vec<Change> {
        let mut all = self.at_head(term);
        all.extend(self.inside(term));
        all
    }

    fn at_head(&self, term: &Term) -> Vec<Change> {
        let one = |what: String, mutant: Term| vec![(what, mutant)];
        match term {
            Term::Number(x) => {
                let next = x.checked_add(Rational::ONE).unwrap_or(Rational::ZERO);
                one(format!("{x} becomes {next}"), Term::Number(next))
            }
            Term::Symbol(name) => {
                let others = self.others(name).into_iter();
                let change = |other: String| (renamed(name, &other), Term::Symbol(other));
                others.map(change).collect()
            }
            Term::Indexed { family, indices } => {
                let others = self.others(family).into_iter();
                let change = |other: String| {
                    let (family, indices) = (other.clone(), indices.clone());
                    (
                        renamed(&term_name(term), &other),
                        Term::Indexed { family, indices },
                    )
                };
                others.map(change).collect()
            }
            Term::Negation(x) => one(format!("sign of {term}"), (**x).clone()),
            Term::Binary {
                operator,
                left,
                right,
            } => binary(*operator, left, right),
            Term::Expectation(x) => one(format!("{term} becomes Var"), Term::Variance(x.clone())),
            Term::Variance(x) => one(format!("{term} becomes E"), Term::Expectation(x.clone())),
            Term::Covariance(x, y) => {
                let product = (**x).clone().with(Operator::Multiply, (**y).clone());
                let mean = Term::Expectation(Box::new(product));
                one(format!("{term} becomes E"), mean)
            }
            Term::Call { .. } | Term::Aggregate { .. } | Term::List(_) | Term::Text(_) => {
                Vec::new()
            }
        }
    }

    /// The changes of one child at a time. Indices stay as they are: a change could leave their
    /// range.
    fn inside(&self, term: &Term) -> Vec<Change> {
        let along = |x: &Term, wrap: &dyn Fn(Box<Term>) -> Term| -> Vec<Change> {
            let changes = self.mutants(x).into_iter();
            changes.map(|(what, x)| (what, wrap(Box::new(x)))).collect()
        };
        match term {
            Term::Negation(x) => along(x, &Term::Negation),
            Term::Expectation(x) => along(x, &Term::Expectation),
            Term::Variance(x) => along(x, &Term::Variance),
            Term::Covariance(x, y) => {
                let mut all = along(x, &|x| Term::Covariance(x, y.clone()));
                all.extend(along(y, &|y| Term::Covariance(x.clone(), y)));
                all
            }
            Term::Binary {
                operator,
                left,
                right,
            } => {
                let whole = |left, right| Term::Binary {
                    operator: *operator,
                    left,
                    right,
                };
                let mut all = along(left, &|left| whole(left, right.clone()));
                if *operator == Operator::Power && matches!(**right, Term::Number(_)) {
                    return all;
                }
                all.extend(along(right, &|right| whole(left.clone(), right)));
                all
            }
            Term::Call {
                function,
                positional,
                named,
            } => {
                let mut all = Vec::new();
                for (place, argument) in positional.iter().enumerate() {
                    // What a derivative is along stays: f(x + 1) is no variable.
                    if function == "diff" && place == 1 {
                        continue;
                    }
                    all.extend(along(argument, &|argument| {
                        let mut positional = positional.clone();
                        if let Some(slot) = positional.get_mut(place) {
                            *slot = *argument;
                        }
                        Term::Call {
                            function: function.clone(),
                            positional,
                            named: named.clone(),
                        }
                    }));
                }
                all
            }
            Term::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => {
                let scope = Scope {
                    signature: self.signature,
                    bound: self.bound.iter().cloned().chain([index.clone()]).collect(),
                };
                let changes = scope.mutants(body).into_iter();
                let whole = |(what, body)| {
                    let whole = Term::Aggregate {
                        aggregation: *aggregation,
                        index: index.clone(),
                        from: from.clone(),
                        to: to.clone(),
                        body: Box::new(body),
                    };
                    (what, whole)
                };
                changes.map(whole).collect()
            }
            Term::Number(_)
            | Term::Text(_)
            | Term::List(_)
            | Term::Symbol(_)
            | Term::Indexed { .. } => Vec::new(),
        }
    }

    /// The names that may stand for this one: declared alike, and not the same.
    fn others(&self, name: &str) -> Vec<String> {
        if self.bound.iter().any(|index| index == name) {
            return Vec::new();
        }
        let signature = self.signature;
        let alike: Vec<&String> = if let Some(family) = signature.family(name) {
            let families = signature.families().iter();
            let alike = families.filter(|other| is_alike(family, other));
            alike.map(|other| &other.name).collect()
        } else if signature.variables().iter().any(|other| other == name) {
            signature.variables().iter().collect()
        } else if signature.constants().iter().any(|other| other == name) {
            signature.constants().iter().collect()
        } else {
            let naturals = signature.naturals().iter().map(|natural| &natural.name);
            let naturals: Vec<&String> = naturals.collect();
            let is_natural = naturals.iter().any(|other| *other == name);
            if is_natural { naturals } else { Vec::new() }
        };
        let others = alike.into_iter().filter(|other| *other != name);
        others.cloned().collect()
    }
}

/// Whether members of one family can stand where members of the other do.
fn is_alike(a: &Family, b: &Family) -> bool {
    let random = |family: &Family| family.kind != FamilyKind::Deterministic;
    a.steps == b.steps && a.extents == b.extents && random(a) == random(b)
}

/// Changes of an operator or an exponent, and operands left out.
fn binary(operator: Operator, left: &Term, right: &Term) -> Vec<Change> {
    let with = |operator| left.clone().with(operator, right.clone());
    match (operator, right) {
        (Operator::Add | Operator::Subtract, _) => {
            let other = match operator {
                Operator::Add => Operator::Subtract,
                _ => Operator::Add,
            };
            vec![
                (format!("sign of {right}"), with(other)),
                (format!("{right} dropped"), left.clone()),
                (
                    format!("{left} dropped"),
                    match operator {
                        Operator::Add => right.clone(),
                        _ => right.clone().negated(),
                    },
                ),
            ]
        }
        (Operator::Multiply, _) => vec![
            (format!("factor {left} dropped"), right.clone()),
            (format!("factor {right} dropped"), left.clone()),
        ],
        (Operator::Divide, _) => vec![(format!("divisor {right} dropped"), left.clone())],
        (Operator::Power, Term::Number(n)) => {
            let next = n.checked_add(Rational::ONE).unwrap_or(Rational::ONE);
            let power = left.clone().with(Operator::Power, Term::Number(next));
            vec![
                (format!("exponent {n} becomes {next}"), power),
                (format!("exponent {n} dropped"), left.clone()),
            ]
        }
        (Operator::Power, _) => Vec::new(),
    }
}

fn renamed(from: &str, to: &str) -> String {
    format!("{from} becomes {to}")
}

fn term_name(term: &Term) -> String {
    match term {
        Term::Indexed { family, .. } => family.clone(),
        other => other.to_string(),
    }
}

/// One weakening of the signature at a time.
fn signature_mutants(signature: &Signature) -> Vec<(String, Signature)> {
    let mut all = Vec::new();
    for (place, family) in signature.families().iter().enumerate() {
        let weaker = match family.kind {
            FamilyKind::Iid => (FamilyKind::Exchangeable, "iid becomes exchangeable"),
            FamilyKind::Exchangeable => (FamilyKind::Dependent, "exchangeable becomes dependent"),
            FamilyKind::Dependent | FamilyKind::Deterministic => continue,
        };
        let weakened = Without {
            weaker: Some((place, weaker.0)),
            ..Without::default()
        };
        let what = format!("{}: {}", family.name, weaker.1);
        all.extend(weakened.of(signature).map(|mutant| (what, mutant)));
    }
    let names = signature.variables().iter();
    let names = names.chain(signature.families().iter().map(|family| &family.name));
    for name in names.filter(|name| signature.is_symmetric(name)) {
        let symmetric = Some(name.as_str());
        let without = Without {
            symmetric,
            ..Without::default()
        };
        let what = format!("symmetry of {name} dropped");
        all.extend(without.of(signature).map(|mutant| (what, mutant)));
    }
    for (place, assumption) in signature.assumptions().iter().enumerate() {
        let without = Without {
            assumption: Some(place),
            ..Without::default()
        };
        let what = format!("assumption {} dropped", assumption.statement);
        all.extend(without.of(signature).map(|mutant| (what, mutant)));
    }
    for (place, blocks) in signature.independent().iter().enumerate() {
        let without = Without {
            independent: Some(place),
            ..Without::default()
        };
        let blocks: Vec<String> = blocks.iter().map(|block| block.join(", ")).collect();
        let what = format!("independence {} dropped", blocks.join(" | "));
        all.extend(without.of(signature).map(|mutant| (what, mutant)));
    }
    all
}

/// What a copy of a signature lacks.
#[derive(Clone, Copy, Default)]
struct Without<'a> {
    weaker: Option<(usize, FamilyKind)>,
    symmetric: Option<&'a str>,
    assumption: Option<usize>,
    independent: Option<usize>,
}

impl Without<'_> {
    /// The copy; `None` if the rest cannot be declared, which a signature that exists rules out.
    fn of(self, signature: &Signature) -> Option<Signature> {
        let mut copy = Signature::default();
        for natural in signature.naturals() {
            copy.declare_natural(natural.clone()).ok()?;
        }
        for name in signature.constants() {
            copy.declare_constant(name).ok()?;
        }
        for name in signature.functions() {
            copy.declare_function(name).ok()?;
        }
        for index in signature.indices() {
            copy.declare_index(index.clone()).ok()?;
        }
        for names in signature.distinct() {
            copy.declare_distinct(names.clone()).ok()?;
        }
        for name in signature.variables() {
            copy.declare_variable(name).ok()?;
        }
        for (place, family) in signature.families().iter().enumerate() {
            let weaker = self.weaker.filter(|(other, _)| *other == place);
            let kind = weaker.map_or(family.kind, |(_, kind)| kind);
            copy.declare_family(Family {
                kind,
                ..family.clone()
            })
            .ok()?;
            if signature.is_symmetric(&family.name) && self.symmetric != Some(&family.name) {
                copy.declare_symmetric(&family.name).ok()?;
            }
        }
        for name in signature.variables() {
            if signature.is_symmetric(name) && self.symmetric != Some(name) {
                copy.declare_symmetric(name).ok()?;
            }
        }
        for (place, blocks) in signature.independent().iter().enumerate() {
            if self.independent != Some(place) {
                copy.declare_independent(blocks.clone()).ok()?;
            }
        }
        for (name, law) in signature.laws() {
            copy.declare_law(name, law.clone()).ok()?;
        }
        for (place, assumption) in signature.assumptions().iter().enumerate() {
            if self.assumption != Some(place) {
                copy.assume(Assumption::clone(assumption));
            }
        }
        Some(copy)
    }
}
