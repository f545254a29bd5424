//! What may help with the sign of a difference: squares, variances, means of squares, assumptions.
//! Guesses; the kernel checks the combination.

use crate::num::Rational;
use crate::symbolic::derive::NamedTheorem;
use crate::symbolic::derive::supply::visit;
use crate::symbolic::derive::tactic::inequality::squared;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel;
use crate::symbolic::kernel::Context;
use crate::symbolic::kernel::Rule;
use crate::symbolic::kernel::Theorem;
use crate::symbolic::kernel::equation;
use crate::symbolic::kernel::normal_form;
use std::collections::BTreeSet;

/// Something to add with a multiplier.
#[derive(Clone)]
pub(in crate::symbolic::derive) enum Hint {
    /// coefficient·base².
    Square { coefficient: Term, base: Term },
    /// A theorem with its multiplier, and the steps that prove it.
    Lemma {
        theorem: Theorem,
        cite: String,
        multiplier: Term,
        steps: Vec<NamedTheorem>,
    },
}

/// More hints than this are not combined.
const MOST: usize = 24;

/// Guesses about a difference in normal form.
pub(in crate::symbolic::derive) fn hints(
    context: &Context,
    goal: &Statement,
    rest: &Term,
) -> Vec<Hint> {
    let addends = addends(rest);
    let mut found = squares(goal, &addends);
    found.extend(assumed(context, &addends));
    found.extend(variances(context, &addends));
    found.extend(mean_squares(context, &addends));
    found.truncate(MOST);
    found
}

/// A term of a sum: its number and its factors.
struct Addend {
    coefficient: Rational,
    factors: Vec<Term>,
}

impl Addend {
    /// The product of all factors but this one, with the number's size.
    fn without(&self, factor: &Term) -> Option<Term> {
        let place = self.factors.iter().position(|f| f == factor)?;
        let size = self.coefficient.max(self.coefficient.checked_neg().ok()?);
        let mut rest = self.factors.clone();
        rest.remove(place);
        if size != Rational::ONE || rest.is_empty() {
            rest.insert(0, Term::Number(size));
        }
        let times = |a: Term, b| a.with(Operator::Multiply, b);
        rest.into_iter().reduce(times)
    }
}

fn addends(term: &Term) -> Vec<Addend> {
    match term {
        Term::Binary {
            operator: Operator::Add | Operator::Subtract,
            left,
            right,
        } => addends(left).into_iter().chain(addends(right)).collect(),
        _ => vec![addend(term)],
    }
}

fn addend(term: &Term) -> Addend {
    let mut all = Addend {
        coefficient: Rational::ONE,
        factors: Vec::new(),
    };
    factors(term, &mut all);
    all
}

/// A quotient is one factor behind those above its bar: 1/n.
fn factors(term: &Term, all: &mut Addend) {
    match term {
        Term::Number(x) => {
            all.coefficient = all.coefficient.checked_mul(*x).unwrap_or(Rational::ONE);
        }
        Term::Binary {
            operator: Operator::Multiply,
            left,
            right,
        } => {
            factors(left, all);
            factors(right, all);
        }
        Term::Binary {
            operator: Operator::Divide,
            left,
            right,
        } => {
            factors(left, all);
            let one = Term::integer(1);
            all.factors
                .push(one.with(Operator::Divide, (**right).clone()));
        }
        other => all.factors.push(other.clone()),
    }
}

/// What is squared in the goal; sums and differences of two numbers whose product occurs.
fn squares(goal: &Statement, addends: &[Addend]) -> Vec<Hint> {
    let mut bases: Vec<(Term, Term)> = Vec::new();
    let is_plain = |term: &Term| {
        !matches!(
            term,
            Term::Binary {
                operator: Operator::Divide,
                ..
            }
        )
    };
    for addend in addends {
        if let [a, b] = addend.factors.as_slice()
            && a != b
            && is_plain(a)
            && is_plain(b)
            && let Some(rest) = addend.without(a)
        {
            let one = addend.without(b).filter(|_| rest == *b);
            let coefficient = one.map_or_else(|| half(addend.coefficient), |_| half(Rational::ONE));
            for operator in [Operator::Subtract, Operator::Add] {
                let base = a.clone().with(operator, b.clone());
                bases.push((coefficient.clone(), base.clone()));
                bases.push((Term::integer(1), base));
            }
        }
    }
    for side in [&goal.left, &goal.right] {
        bases.extend(
            squared(side)
                .into_iter()
                .map(|base| (Term::integer(1), base)),
        );
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (coefficient, base) in bases {
        if seen.insert((coefficient.clone(), base.clone())) {
            found.push(Hint::Square { coefficient, base });
        }
    }
    found
}

fn half(coefficient: Rational) -> Term {
    let size = coefficient.max(coefficient.checked_neg().unwrap_or(coefficient));
    let half = Rational::new(1, 2).and_then(|half| half.checked_mul(size));
    Term::Number(half.unwrap_or(Rational::ONE))
}

/// The assumed inequalities, alone and times what occurs.
fn assumed(context: &Context, addends: &[Addend]) -> Vec<Hint> {
    let mut found = Vec::new();
    for (place, assumption) in context.signature().assumptions().iter().enumerate() {
        let relation = assumption.statement.relation;
        if !matches!(relation, Relation::Less | Relation::LessEqual) {
            continue;
        }
        let cite = context.label(place);
        let Ok(theorem) = kernel::assumption(context, &cite) else {
            continue;
        };
        let mut multipliers = BTreeSet::from([Term::integer(1)]);
        for factor in addends.iter().flat_map(|a| &a.factors) {
            multipliers.insert(factor.clone());
        }
        let with = |multiplier| Hint::Lemma {
            theorem: theorem.clone(),
            cite: cite.clone(),
            multiplier,
            steps: Vec::new(),
        };
        found.extend(multipliers.into_iter().map(with));
    }
    found
}

/// Var[x] = E[x²] − E[x]², times what stands before E[x²].
fn variances(context: &Context, addends: &[Addend]) -> Vec<Hint> {
    let mut found = Vec::new();
    let mut labels = 0;
    for factor in means(addends) {
        let Some(x) = square_root_of_mean(&factor) else {
            continue;
        };
        let variance = Term::Variance(Box::new(x));
        let Some(theorem) = normal(context, &variance, Rule::Moments) else {
            continue;
        };
        labels += 1;
        let cite = format!("variance-{labels}");
        let step = step(&cite, &theorem, "moments");
        for addend in addends {
            let Some(multiplier) = addend.without(&factor) else {
                continue;
            };
            found.push(Hint::Lemma {
                theorem: theorem.clone(),
                cite: cite.clone(),
                multiplier,
                steps: vec![step.clone()],
            });
        }
    }
    found
}

/// 0 ≤ E[(x ± y)²] for the products xy whose means occur.
fn mean_squares(context: &Context, addends: &[Addend]) -> Vec<Hint> {
    let mut found = Vec::new();
    for factor in means(addends) {
        let Term::Expectation(body) = &factor else {
            continue;
        };
        let Term::Binary {
            operator: Operator::Multiply,
            left,
            right,
        } = &**body
        else {
            continue;
        };
        for operator in [Operator::Subtract, Operator::Add] {
            let base = (**left).clone().with(operator, (**right).clone());
            let number = found.len() + 1;
            found.extend(mean_square(context, &base, number, addends, &factor));
        }
    }
    found
}

fn mean_square(
    context: &Context,
    base: &Term,
    number: usize,
    addends: &[Addend],
    factor: &Term,
) -> Option<Hint> {
    let square = base.clone().with(Operator::Power, Term::integer(2));
    let goal = Statement {
        left: Term::integer(0),
        relation: Relation::LessEqual,
        right: square.clone(),
    };
    let squares = [(Term::integer(1), base.clone())];
    let inside = kernel::order(context, &goal, &[], &[], &squares).ok()?;
    let mean = kernel::mean_monotone(&inside).ok()?;
    let linear = normal(context, &Term::Expectation(Box::new(square)), Rule::Moments)?;
    let whole = Statement {
        left: Term::integer(0),
        relation: Relation::LessEqual,
        right: linear.conclusion().right.clone(),
    };
    let one = Term::integer(1);
    let combined = [(mean.clone(), one.clone()), (linear.clone(), one)];
    let theorem = kernel::order(context, &whole, &[], &combined, &[]).ok()?;
    let name = |word: &str| format!("{word}-{number}");
    let by = format!("order {} times 1, {} times 1", name("mean"), name("linear"));
    let steps = vec![
        step(&name("square"), &inside, &format!("order square {base}")),
        step(
            &name("mean"),
            &mean,
            &format!("mean-monotone {}", name("square")),
        ),
        step(&name("linear"), &linear, "moments"),
        step(&name("mean-square"), &theorem, &by),
    ];
    // The product has the coefficient 2 in the square.
    let multiplier = addends.iter().find_map(|addend| addend.without(factor))?;
    let multiplier = Term::Number(Rational::new(1, 2).ok()?).with(Operator::Multiply, multiplier);
    Some(Hint::Lemma {
        theorem,
        cite: name("mean-square"),
        multiplier: normal_form(context, &multiplier, Rule::Algebra, &[]).ok()?,
        steps,
    })
}

/// The means among the factors, each once.
fn means(addends: &[Addend]) -> BTreeSet<Term> {
    let mut found = BTreeSet::new();
    for factor in addends.iter().flat_map(|a| &a.factors) {
        visit(factor, &mut |inner| {
            if matches!(inner, Term::Expectation(_)) {
                found.insert(inner.clone());
            }
        });
    }
    found
}

/// x of E[x²].
fn square_root_of_mean(mean: &Term) -> Option<Term> {
    let Term::Expectation(body) = mean else {
        return None;
    };
    let Term::Binary {
        operator: Operator::Power,
        left,
        right,
    } = &**body
    else {
        return None;
    };
    match &**right {
        Term::Number(k) if k.is_integer() && k.numerator() % 2 == 0 => {
            let half = i64::try_from(k.numerator() / 2).ok()?;
            Some(match half {
                1 => (**left).clone(),
                n => (**left).clone().with(Operator::Power, Term::integer(n)),
            })
        }
        _ => None,
    }
}

/// term = its normal form.
fn normal(context: &Context, term: &Term, rule: Rule) -> Option<Theorem> {
    let goal = Statement {
        left: term.clone(),
        relation: Relation::Equal,
        right: normal_form(context, term, rule, &[]).ok()?,
    };
    equation(context, &goal, rule, &[]).ok()
}

fn step(label: &str, theorem: &Theorem, by: &str) -> NamedTheorem {
    NamedTheorem {
        label: label.to_owned(),
        note: None,
        theorem: theorem.clone(),
        links: vec![(theorem.clone(), by.to_owned())],
    }
}
