//! Meeting the hypotheses of a signature by construction, and verifying them exactly.

use crate::num::Rational;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Relation;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::Quantity;
use crate::symbolic::finite::law;
use crate::symbolic::finite::law::Column;

/// A moment of one name that an assumption prescribes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// E[v].
    Mean,
    /// E[v²].
    Second,
    /// Var[v].
    Variance,
}

/// Centres and rescales values so that prescribed moments are met where rationals allow it,
/// then gives parameters the values that the assumptions define.
pub(in crate::symbolic::finite) fn meet(
    signature: &Signature,
    model: &mut Model,
) -> Result<(), ModelError> {
    for wanted in [Moment::Mean, Moment::Second, Moment::Variance] {
        for assumption in signature.assumptions() {
            let prescribed = prescribed(signature, &assumption.statement, model);
            if let Some((name, value)) = prescribed.filter(|p| p.0 == wanted).map(|p| (p.1, p.2)) {
                adjust(model, wanted, name, value)?;
            }
        }
    }
    for assumption in signature.assumptions() {
        define_parameter(signature, &assumption.statement, model)?;
    }
    Ok(())
}

/// The variance or second moment that an assumption prescribes for a name, given the numbers.
pub(in crate::symbolic::finite) fn prescribed_spread(
    signature: &Signature,
    name: &str,
    numbers: &Model,
) -> Option<Rational> {
    let assumptions = signature.assumptions().iter();
    let moments = assumptions.filter_map(|a| prescribed(signature, &a.statement, numbers));
    let spread = moments.filter(|(moment, other, _)| *moment != Moment::Mean && *other == name);
    spread.map(|(_, _, value)| value).next()
}

/// Reads E[v] = c, E[v^2] = c or Var[v] = c, either way round, with a number c.
fn prescribed<'a>(
    signature: &Signature,
    statement: &'a Statement,
    model: &Model,
) -> Option<(Moment, &'a str, Rational)> {
    if statement.relation != Relation::Equal {
        return None;
    }
    let sides = [
        (&statement.left, &statement.right),
        (&statement.right, &statement.left),
    ];
    sides.into_iter().find_map(|(side, other)| {
        let (moment, name) = moment(side).filter(|(_, name)| signature.is_random(name))?;
        if other
            .free_symbols()
            .iter()
            .any(|symbol| signature.is_random(symbol))
        {
            return None;
        }
        match model.evaluate(other) {
            Ok(Quantity::Constant(value)) => Some((moment, name, value)),
            _ => None,
        }
    })
}

fn moment(term: &Term) -> Option<(Moment, &str)> {
    match term {
        Term::Variance(x) => match &**x {
            Term::Symbol(name) => Some((Moment::Variance, name)),
            _ => None,
        },
        Term::Expectation(x) => match &**x {
            Term::Symbol(name) => Some((Moment::Mean, name)),
            Term::Binary {
                operator: Operator::Power,
                left,
                right,
            } => match (&**left, &**right) {
                (Term::Symbol(name), two) if *two == Term::integer(2) => {
                    Some((Moment::Second, name))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// Moves a name's values to a prescribed moment; leaves them if no rational factor does it.
fn adjust(
    model: &mut Model,
    moment: Moment,
    name: &str,
    wanted: Rational,
) -> Result<(), ModelError> {
    let Some(column) = model.members_of(name).next() else {
        return Ok(());
    };
    let mean = law::mean(&model.probabilities, column)?;
    let squares = column
        .iter()
        .map(|x| x.checked_mul(*x))
        .collect::<Result<Column, _>>()?;
    let second = law::mean(&model.probabilities, &squares)?;
    let (centre, present) = match moment {
        Moment::Mean => {
            let shift = wanted.checked_sub(mean)?;
            return transform(model, name, |x| Ok(x.checked_add(shift)?));
        }
        Moment::Second => (Rational::ZERO, second),
        Moment::Variance => (mean, second.checked_sub(mean.checked_mul(mean)?)?),
    };
    if present.is_zero() {
        return Ok(());
    }
    let Some(factor) = square_root(wanted.checked_div(present)?) else {
        return Ok(());
    };
    transform(model, name, |x| {
        Ok(x.checked_sub(centre)?
            .checked_mul(factor)?
            .checked_add(centre)?)
    })
}

fn transform(
    model: &mut Model,
    name: &str,
    f: impl Fn(Rational) -> Result<Rational, ModelError>,
) -> Result<(), ModelError> {
    let columns = model
        .values
        .iter_mut()
        .filter(|(member, _)| member.name == name);
    for value in columns.flat_map(|(_, column)| column) {
        *value = f(*value)?;
    }
    Ok(())
}

fn square_root(x: Rational) -> Option<Rational> {
    let root = |n: i128| n.checked_isqrt().filter(|root| root * root == n);
    Rational::new(root(x.numerator())?, root(x.denominator())?).ok()
}

/// Solves an equation for its one undefined parameter as if it were linear in it; whether the
/// assumption then holds is verified like any other.
fn define_parameter(
    signature: &Signature,
    statement: &Statement,
    model: &mut Model,
) -> Result<(), ModelError> {
    let free = statement.free_symbols();
    let undefined =
        |name: &&&str| !signature.is_declared(name) && !model.numbers.contains_key(**name);
    let unknown: Vec<&&str> = free.iter().filter(undefined).collect();
    let ([name], Relation::Equal) = (unknown.as_slice(), statement.relation) else {
        return Ok(());
    };
    let name = (**name).to_owned();
    let at_zero = difference_at(statement, model, &name, Rational::ZERO)?;
    let at_one = difference_at(statement, model, &name, Rational::ONE)?;
    model.numbers.remove(&name);
    if let Some((zero, one)) = at_zero.zip(at_one)
        && zero != one
    {
        let value = zero.checked_div(zero.checked_sub(one)?)?;
        model.numbers.insert(name, value);
    }
    Ok(())
}

/// left − right at a value of the parameter, if both are numbers.
fn difference_at(
    statement: &Statement,
    model: &mut Model,
    name: &str,
    value: Rational,
) -> Result<Option<Rational>, ModelError> {
    model.numbers.insert(name.to_owned(), value);
    let (left, right, _) = model.compare(statement)?;
    Ok(match (left, right) {
        (Quantity::Constant(a), Quantity::Constant(b)) => Some(a.checked_sub(b)?),
        _ => None,
    })
}

/// Whether every assumption holds in the model; a parameter without a value makes it false.
pub(in crate::symbolic::finite) fn assumptions_hold(
    signature: &Signature,
    model: &Model,
) -> Result<bool, ModelError> {
    for assumption in signature.assumptions() {
        match model.compare(&assumption.statement) {
            Ok((_, _, true)) => {}
            Ok(_) | Err(ModelError::UnknownSymbol { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
    }
    Ok(true)
}

/// Whether the model has every declared independence, identity of laws, exchangeability and
/// symmetry. True by construction; verified all the same before a model is shown.
pub(in crate::symbolic::finite) fn structure_holds(
    signature: &Signature,
    model: &Model,
) -> Result<bool, ModelError> {
    for blocks in signature.independent() {
        if !independent(model, blocks)? {
            return Ok(false);
        }
    }
    for family in signature.families() {
        let members: Vec<&Column> = model.members_of(&family.name).collect();
        let apart: Vec<Vec<&Column>> = members.iter().map(|member| vec![*member]).collect();
        let iid = family.kind == FamilyKind::Iid;
        if !law::exchangeable(&model.probabilities, &members)?
            || iid && !law::independent(&model.probabilities, &apart)?
        {
            return Ok(false);
        }
    }
    let names = signature.variables().iter();
    let names = names.chain(signature.families().iter().map(|family| &family.name));
    for name in names.filter(|name| signature.is_symmetric(name)) {
        if !symmetric(model, name)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether blocks of names are mutually independent in the model.
pub(in crate::symbolic::finite) fn independent(
    model: &Model,
    blocks: &[Vec<String>],
) -> Result<bool, ModelError> {
    let columns = |block: &Vec<String>| -> Vec<&Column> {
        let columns = |name: &String| -> Vec<&Column> { members_named(model, name) };
        block.iter().flat_map(columns).collect()
    };
    let blocks: Vec<Vec<&Column>> = blocks.iter().map(columns).collect();
    Ok(law::independent(&model.probabilities, &blocks)?)
}

/// Whether every member of a name has the law of its negative.
pub(in crate::symbolic::finite) fn symmetric(
    model: &Model,
    name: &str,
) -> Result<bool, ModelError> {
    for column in members_named(model, name) {
        if !law::symmetric(&model.probabilities, column)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn members_named<'a>(model: &'a Model, name: &str) -> Vec<&'a Column> {
    let members = model
        .values
        .iter()
        .filter(|(member, _)| member.name == name);
    members.map(|(_, column)| column).collect()
}
