//! Inequalities: combinations of premises, cancellation, sums and means of inequalities, roots.

use crate::symbolic::expr::Aggregation;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::certificate::Inference;
use crate::symbolic::replay::condition;
use crate::symbolic::replay::equational;
use crate::symbolic::replay::judge::Case;
use crate::symbolic::replay::points::Frame;
use crate::symbolic::replay::sign::Judge;
use crate::symbolic::replay::sign::Sign;
use crate::symbolic::replay::sign::gap;
use crate::symbolic::replay::structural::require_same;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;

/// Points at which signs are looked for.
const POINTS: usize = 10;

/// Points at which a combination of many products is looked for.
const MANY_POINTS: usize = 64;

fn wrong<T>(why: String) -> Found<T> {
    Err(Fault::Wrong(why))
}

/// right − left = Σ multiplier·(right − left of a premise) + Σ coefficient·square² + rest.
pub(in crate::symbolic::replay) fn order(case: &Case<'_>) -> Found<()> {
    let goal = &case.inference.conclusion;
    let multipliers = list(case.argument("multipliers")?)?;
    let coefficients = list(case.argument("coefficients")?)?;
    let squares = list(case.argument("squares")?)?;
    let Some(count) = case.premises.len().checked_sub(multipliers.len()) else {
        return wrong("there are more multipliers than premises".to_owned());
    };
    if coefficients.len() != squares.len() {
        return wrong("each square has one coefficient".to_owned());
    }
    let (cited, combined) = case.premises.split_at(count);
    let facts = case.facts(cited);
    let frame = case.frame(Licences::default(), Case::equations(cited));
    let mut judge = Judge::new(&frame, &facts, POINTS)?;
    let mut rest = gap(goal);
    let mut strict = false;
    for (premise, multiplier) in combined.iter().zip(multipliers) {
        strict |= admit(&mut judge, premise, multiplier)?;
        let part = multiplier
            .clone()
            .with(Operator::Multiply, gap(&premise.conclusion));
        rest = rest.with(Operator::Subtract, part);
    }
    for (coefficient, base) in coefficients.iter().zip(squares) {
        if judge.sign(coefficient).is_none() {
            let why = format!("the coefficient `{coefficient}` may be negative");
            return Err(Fault::Unsupported(why));
        }
        let square = base.clone().with(Operator::Power, Term::integer(2));
        rest = rest.with(
            Operator::Subtract,
            coefficient.clone().with(Operator::Multiply, square),
        );
    }
    let is_equation = |p: &&Inference| p.conclusion.relation == Relation::Equal;
    let equations = combined.iter().all(is_equation) && squares.is_empty();
    if judge.is_zero(&rest) {
        return match goal.relation {
            Relation::Equal if equations => condition::denominators(case, Licences::default()),
            Relation::LessEqual => condition::denominators(case, Licences::default()),
            Relation::Less | Relation::NotEqual if strict => {
                condition::denominators(case, Licences::default())
            }
            _ => wrong("the combination shows a weaker relation".to_owned()),
        };
    }
    if goal.relation == Relation::Equal {
        return wrong("the combination leaves a rest that is not 0".to_owned());
    }
    let by_form = if combined.is_empty() && squares.is_empty() {
        let goal = without_common_factors(&mut judge, goal);
        rest = gap(&goal);
        sign_of_gap(&mut judge, &goal)
    } else {
        judge.sign(&rest)
    };
    let sign = match by_form {
        Some(Sign::Positive) => by_form,
        weaker => in_cone(case, &frame, &facts, &rest)?.or(weaker),
    };
    let holds = match goal.relation {
        Relation::LessEqual => sign.is_some(),
        Relation::Less => sign == Some(Sign::Positive) || (strict && sign.is_some()),
        Relation::NotEqual => {
            sign == Some(Sign::Positive)
                || (strict && sign.is_some())
                || (equations && judge.is_nonzero(&rest))
        }
        Relation::Equal => false,
    };
    if !holds {
        return Err(refuted(&mut judge, &rest, goal));
    }
    condition::denominators(case, Licences::default())
}

/// Wrong if the rest is a number of the wrong sign, else not known.
fn refuted(judge: &mut Judge<'_>, rest: &Term, goal: &Statement) -> Fault {
    let negative = Term::Negation(Box::new(rest.clone()));
    if judge.sign(&negative) == Some(Sign::Positive) {
        return Fault::Wrong("the combination leaves a negative rest".to_owned());
    }
    Fault::Unsupported(format!("the sign of the rest of `{goal}`"))
}

/// The statement without the positive factors that both sides have.
fn without_common_factors(judge: &mut Judge<'_>, goal: &Statement) -> Statement {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    split(&goal.left, &mut left);
    split(&goal.right, &mut right);
    let mut kept = Vec::new();
    for factor in left {
        match right.iter().position(|other| *other == factor) {
            Some(place) if judge.sign(&factor) == Some(Sign::Positive) => _ = right.remove(place),
            _ => kept.push(factor),
        }
    }
    let product = |factors: Vec<Term>| {
        let product = factors.into_iter();
        let product = product.reduce(|a, b| a.with(Operator::Multiply, b));
        product.unwrap_or_else(|| Term::integer(1))
    };
    Statement {
        left: product(kept),
        relation: goal.relation,
        right: product(right),
    }
}

/// The factors of a product.
fn split(term: &Term, factors: &mut Vec<Term>) {
    match term {
        Term::Binary {
            operator: Operator::Multiply,
            left,
            right,
        } => {
            split(left, factors);
            split(right, factors);
        }
        other => factors.push(other.clone()),
    }
}

/// The sign of right − left where one of the sides is 0, by the form of the other.
fn sign_of_gap(judge: &mut Judge<'_>, goal: &Statement) -> Option<Sign> {
    if goal.left == Term::integer(0) {
        return judge.sign(&goal.right);
    }
    if goal.relation == Relation::NotEqual && goal.right == Term::integer(0) {
        return judge.sign(&goal.left);
    }
    judge.sign(&gap(goal))
}

fn in_cone(
    case: &Case<'_>,
    frame: &Frame<'_>,
    facts: &[Statement],
    rest: &Term,
) -> Found<Option<Sign>> {
    let mut judge = Judge::new(frame, facts, MANY_POINTS)?;
    let mut parts = vec![case.inference.conclusion.left.clone()];
    parts.push(case.inference.conclusion.right.clone());
    parts.extend(facts.iter().map(gap));
    parts.extend(case.inference.arguments.values().cloned());
    for premise in &case.premises {
        parts.push(premise.conclusion.left.clone());
        parts.push(premise.conclusion.right.clone());
    }
    Ok(judge.sign_in_cone(case.signature, rest, &parts))
}

/// Whether the premise with this multiplier is strict; refused if it may point the other way.
fn admit(judge: &mut Judge<'_>, premise: &Inference, multiplier: &Term) -> Found<bool> {
    match premise.conclusion.relation {
        Relation::Equal => Ok(false),
        Relation::NotEqual => wrong("what differs cannot be combined".to_owned()),
        relation => match judge.sign(multiplier) {
            Some(sign) => Ok(relation == Relation::Less && sign == Sign::Positive),
            None if judge
                .sign(&Term::Negation(Box::new(multiplier.clone())))
                .is_some() =>
            {
                wrong(format!("the multiplier `{multiplier}` is negative"))
            }
            None => {
                let why = format!("the multiplier `{multiplier}` may be negative");
                Err(Fault::Unsupported(why))
            }
        },
    }
}

fn list(term: &Term) -> Found<&[Term]> {
    match term {
        Term::List(items) => Ok(items),
        _ => wrong(format!("`{term}` is no list")),
    }
}

/// m·l ≤ m·r gives l ≤ r.
pub(in crate::symbolic::replay) fn cancel(case: &Case<'_>) -> Found<()> {
    let goal = &case.inference.conclusion;
    let premise = &case.premise(0)?.conclusion;
    let factor = case.argument("factor")?;
    if goal.relation != premise.relation {
        return wrong("the premise has another relation".to_owned());
    }
    let cited = case.premises.get(1..).unwrap_or_default();
    let frame = case.frame(Licences::default(), Case::equations(cited));
    let scaled = Statement {
        left: factor.clone().with(Operator::Multiply, gap(goal)),
        relation: Relation::Equal,
        right: gap(premise),
    };
    equational::holds(case, &frame, &scaled)?;
    let mut judge = Judge::new(&frame, &case.facts(cited), POINTS)?;
    let is_ordered = matches!(goal.relation, Relation::Less | Relation::LessEqual);
    let fits = if is_ordered {
        judge.sign(factor) == Some(Sign::Positive)
    } else {
        judge.is_nonzero(factor)
    };
    if !fits {
        return Err(Fault::Unsupported(format!(
            "the sign of the factor `{factor}`"
        )));
    }
    condition::denominators(case, Licences::default())
}

/// l(i) ≤ r(i) gives Σ l(i) ≤ Σ r(i).
pub(in crate::symbolic::replay) fn sum_monotone(case: &Case<'_>) -> Found<()> {
    let premise = &case.premise(0)?.conclusion;
    let Term::Symbol(index) = case.argument("index")? else {
        return wrong("the index is no name".to_owned());
    };
    let mut apart = case.signature.distinct().iter().flatten();
    let range = case.signature.index(index).map(|i| &i.range);
    let Some(IndexRange::Member { extent }) = range.filter(|_| apart.all(|n| n != index)) else {
        return wrong(format!("`{index}` does not count members freely"));
    };
    let sum = |body: &Term| Term::Aggregate {
        aggregation: Aggregation::Sum,
        index: index.clone(),
        from: Box::new(Term::integer(1)),
        to: Box::new(extent.clone()),
        body: Box::new(body.clone()),
    };
    both_sides(case, premise, sum)?;
    condition::denominators(case, Licences::default())
}

/// l ≤ r almost surely gives E[l] ≤ E[r].
pub(in crate::symbolic::replay) fn mean_monotone(case: &Case<'_>) -> Found<()> {
    let premise = &case.premise(0)?.conclusion;
    both_sides(case, premise, |body| {
        Term::Expectation(Box::new(body.clone()))
    })?;
    let linear = Licences {
        linearity: true,
        ..Licences::default()
    };
    // The moments of both sides must exist: an equation of a side with itself finds them.
    let frame = case.frame(linear, Vec::new());
    let sides = &case.inference.conclusion;
    for side in [&sides.left, &sides.right] {
        let reflexive = Statement {
            left: side.clone(),
            relation: Relation::Equal,
            right: side.clone(),
        };
        equational::holds(case, &frame, &reflexive)?;
    }
    condition::denominators(case, linear)
}

fn both_sides(case: &Case<'_>, premise: &Statement, apply: impl Fn(&Term) -> Term) -> Found<()> {
    if premise.relation == Relation::NotEqual {
        return wrong("what differs may be equal on the whole".to_owned());
    }
    let needed = Statement {
        left: apply(&premise.left),
        relation: premise.relation,
        right: apply(&premise.right),
    };
    require_same(&case.inference.conclusion, &needed)
}

/// sqrt(t)² = t for 0 ≤ t.
pub(in crate::symbolic::replay) fn square_root(case: &Case<'_>) -> Found<()> {
    let radicand = case.argument("radicand")?;
    let root = Term::Call {
        function: "sqrt".to_owned(),
        positional: vec![radicand.clone()],
        named: Vec::new(),
    };
    let needed = Statement {
        left: root.with(Operator::Power, Term::integer(2)),
        relation: Relation::Equal,
        right: radicand.clone(),
    };
    require_same(&case.inference.conclusion, &needed)?;
    let facts = case.facts(&case.premises);
    let frame = case.frame(Licences::default(), Case::equations(&case.premises));
    let mut judge = Judge::new(&frame, &facts, POINTS)?;
    if judge.sign(radicand).is_none() && in_cone(case, &frame, &facts, radicand)?.is_none() {
        return Err(Fault::Unsupported(format!("the sign of `{radicand}`")));
    }
    condition::denominators(case, Licences::default())
}
