//! Setting the values that a role asks for. Whether a hypothesis then holds is verified elsewhere.

use crate::num::Rational;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::mention::Atom;
use crate::symbolic::finite::moment;
use crate::symbolic::finite::moment::PLACEHOLDER;
use crate::symbolic::finite::moment::square_root;
use crate::symbolic::finite::quantity::Quantity;
use crate::symbolic::finite::role::Role;

/// Runs a role in a model; `false` if no value does it.
pub(in crate::symbolic::finite) fn run(
    role: &Role<'_>,
    statement: &Statement,
    indices: &Indices,
    model: &mut Model,
) -> Result<bool, ModelError> {
    match role {
        Role::Define { target, value } => {
            let value = model.evaluate_at(value, indices)?;
            Ok(set(model, target, value))
        }
        Role::Root { target, square } => {
            let square = model.evaluate_at(square, indices)?;
            let Some(root) = root(&square, &get(model, target)) else {
                return Ok(false);
            };
            Ok(set(model, target, root))
        }
        Role::Solve { target } => {
            let number = |x| Quantity::Constant(x);
            let solution = solve(statement, indices, model, |model, x| {
                set(model, target, number(x));
            })?;
            Ok(solution.is_some_and(|x| set(model, target, number(x))))
        }
        Role::Normalize { targets, square } => match model.evaluate_at(square, indices)? {
            Quantity::Constant(square) => normalize(model, targets, square),
            Quantity::Random(_) => Ok(false),
        },
        Role::Adjust {
            targets,
            moment,
            equation,
        } => {
            let Some(wanted) = wanted(equation, indices, model)? else {
                return Ok(false);
            };
            moment::adjust(model, *moment, targets, wanted)?;
            Ok(true)
        }
        Role::Bound {
            target,
            square,
            upper,
            by,
        } => {
            let strict = statement.relation == Relation::Less;
            let limit = model.evaluate_at(by, indices)?;
            bound(model, target, &limit, *square, *upper, strict)
        }
    }
}

/// The value of a moment that its equation prescribes.
pub(in crate::symbolic::finite) fn wanted(
    equation: &Statement,
    indices: &Indices,
    model: &mut Model,
) -> Result<Option<Rational>, ModelError> {
    if let (Term::Symbol(name), value) | (value, Term::Symbol(name)) =
        (&equation.left, &equation.right)
        && name == PLACEHOLDER
    {
        return Ok(match model.evaluate_at(value, indices)? {
            Quantity::Constant(x) => Some(x),
            Quantity::Random(_) => None,
        });
    }
    let wanted = solve(equation, indices, model, |model, x| {
        model.numbers.insert(PLACEHOLDER.to_owned(), x);
    });
    model.numbers.remove(PLACEHOLDER);
    wanted
}

/// The number at which the sides agree, as if their difference were linear in it; 0 is not tried,
/// since it may be a divisor.
fn solve(
    statement: &Statement,
    indices: &Indices,
    model: &mut Model,
    mut put: impl FnMut(&mut Model, Rational),
) -> Result<Option<Rational>, ModelError> {
    put(model, Rational::ONE);
    let at_one = difference(statement, indices, model)?;
    put(model, Rational::integer(2));
    let at_two = difference(statement, indices, model)?;
    let Some((one, two)) = at_one.zip(at_two).filter(|(one, two)| one != two) else {
        return Ok(None);
    };
    let slope = two.checked_sub(one)?;
    Ok(Some(Rational::ONE.checked_sub(one.checked_div(slope)?)?))
}

fn difference(
    statement: &Statement,
    indices: &Indices,
    model: &Model,
) -> Result<Option<Rational>, ModelError> {
    let left = model.evaluate_at(&statement.left, indices)?;
    let right = model.evaluate_at(&statement.right, indices)?;
    Ok(match (left, right) {
        (Quantity::Constant(a), Quantity::Constant(b)) => Some(a.checked_sub(b)?),
        _ => None,
    })
}

/// Gives an atom its value; `false` for a number that would be random.
fn set(model: &mut Model, atom: &Atom, value: Quantity) -> bool {
    if let Some(column) = model.values.get_mut(atom) {
        match value {
            Quantity::Constant(x) => column.fill(x),
            Quantity::Random(values) => *column = values,
        }
        return true;
    }
    let Quantity::Constant(x) = value else {
        return false;
    };
    match atom.indices.is_empty() {
        true => _ = model.numbers.insert(atom.name.clone(), x),
        false => _ = model.entries.insert(atom.clone(), x),
    }
    true
}

fn get(model: &Model, atom: &Member) -> Quantity {
    if let Some(values) = model.values.get(atom) {
        return Quantity::Random(values.clone());
    }
    let entry = model.entries.get(atom);
    let number = entry.or_else(|| model.numbers.get(&atom.name));
    Quantity::Constant(number.copied().unwrap_or(Rational::ZERO))
}

/// The roots of a square with the signs of what was there before.
fn root(square: &Quantity, before: &Quantity) -> Option<Quantity> {
    let signed = |square: Rational, before: Rational| {
        let root = square_root(square)?;
        match before < Rational::ZERO {
            true => root.checked_neg().ok(),
            false => Some(root),
        }
    };
    match (square, before) {
        (Quantity::Constant(square), Quantity::Constant(before)) => {
            signed(*square, *before).map(Quantity::Constant)
        }
        (_, Quantity::Random(values)) | (Quantity::Random(values), _) => {
            let points = 0..values.len();
            let roots = points.map(|point| signed(square.at(point), before.at(point)));
            roots.collect::<Option<_>>().map(Quantity::Random)
        }
    }
}

/// Replaces a vector v by the multiple, of the given norm, of the reflection of the first axis
/// in the plane orthogonal to v, which is rational: e₁ − 2·v₁/⟨v, v⟩·v.
fn normalize(model: &mut Model, targets: &[Atom], square: Rational) -> Result<bool, ModelError> {
    let Some(norm) = square_root(square) else {
        return Ok(false);
    };
    let v = targets.iter().map(|target| get(model, target).at(0));
    let v: Vec<Rational> = v.collect();
    let mut squares = Rational::ZERO;
    for x in &v {
        squares = squares.checked_add(x.checked_mul(*x)?)?;
    }
    let first = v.first().copied().unwrap_or(Rational::ZERO);
    let factor = match squares.is_zero() {
        true => Rational::ZERO,
        false => Rational::integer(2)
            .checked_mul(first)?
            .checked_div(squares)?,
    };
    for (place, (target, x)) in targets.iter().zip(v).enumerate() {
        let axis = Rational::integer((place == 0).into());
        let reflected = axis.checked_sub(factor.checked_mul(x)?)?;
        set(
            model,
            target,
            Quantity::Constant(reflected.checked_mul(norm)?),
        );
    }
    Ok(true)
}

/// Moves a number to its limit, or one beyond for a strict inequality, if it is not there yet.
fn bound(
    model: &mut Model,
    target: &Atom,
    limit: &Quantity,
    square: bool,
    upper: bool,
    strict: bool,
) -> Result<bool, ModelError> {
    let limits = match limit {
        Quantity::Constant(x) => vec![*x],
        Quantity::Random(values) => values.clone(),
    };
    let mut x = get(model, target).at(0);
    for limit in limits {
        let fits = |x: Rational| -> Result<bool, ModelError> {
            let side = if square { x.checked_mul(x)? } else { x };
            let order = if upper {
                side.cmp(&limit)
            } else {
                limit.cmp(&side)
            };
            Ok(order.is_lt() || order.is_eq() && !strict)
        };
        if fits(x)? {
            continue;
        }
        let step = Rational::integer(match (strict, upper) {
            (false, _) => 0,
            (true, true) => -1,
            (true, false) => 1,
        });
        x = if square {
            ceiling_root(limit, strict)
        } else {
            limit.checked_add(step)?
        };
    }
    Ok(set(model, target, Quantity::Constant(x)))
}

/// The least whole number whose square is at least (or more than) the limit.
fn ceiling_root(limit: Rational, strict: bool) -> Rational {
    let whole = (0..1000).map(Rational::integer);
    let mut whole = whole.filter(|x| {
        let order = x.checked_mul(*x).map(|square| limit.cmp(&square));
        order.is_ok_and(|order| order.is_lt() || order.is_eq() && !strict)
    });
    whole.next().unwrap_or(Rational::ZERO)
}
