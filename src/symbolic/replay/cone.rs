//! Terms that are sums of products of what has a known sign, found by their values: a linear
//! system over the points, whose solution must be made of fractions of at least 0.

use crate::num::Rational;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Operator;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::sign::Judge;
use crate::symbolic::replay::sign::Sign;
use crate::symbolic::replay::sign::ratio;
use std::collections::BTreeSet;

/// A product of known sign, and its values.
struct Generator {
    sign: Sign,
    values: Vec<u64>,
}

/// A generator's values reduced by the rows before, and how it is made of generators.
struct Row {
    pivot: usize,
    values: Vec<u64>,
    made: Vec<(usize, u64)>,
}

/// More points than generators, so that a solution is no accident.
const SPARE_POINTS: usize = 8;

/// Coefficients are fractions of at most this height.
const TALLEST: i128 = 5_000;

impl Judge<'_> {
    /// The sign of a term that is a combination of products of signed parts of some terms.
    pub(super) fn sign_in_cone(
        &mut self,
        signature: &Signature,
        term: &Term,
        parts: &[Term],
    ) -> Option<Sign> {
        let wanted = self.vector(term)?;
        let basic = self.basic(signature, parts);
        let mut generators = basic;
        let most = self.worlds.len().saturating_sub(SPARE_POINTS);
        for _ in 0..2 {
            for generator in &generators {
                if ratio(&wanted, &generator.values).is_some_and(|r| r > Rational::ZERO) {
                    return Some(generator.sign);
                }
            }
            if let Some(sign) = combined(&wanted, &generators, most) {
                return Some(sign);
            }
            generators = products(generators);
        }
        for generator in &generators {
            if ratio(&wanted, &generator.values).is_some_and(|r| r > Rational::ZERO) {
                return Some(generator.sign);
            }
        }
        combined(&wanted, &generators, most)
    }

    /// 1, the naturals above their least values, and what has a known sign inside the parts.
    fn basic(&mut self, signature: &Signature, parts: &[Term]) -> Vec<Generator> {
        let mut terms = vec![Term::integer(1)];
        let naturals = signature.naturals().iter().filter(|n| n.value.is_none());
        let mut numbers: Vec<(&str, u32)> = naturals.map(|n| (n.name.as_str(), n.least)).collect();
        for index in signature.indices() {
            if let IndexRange::Step { least } = &index.range {
                numbers.push((&index.name, *least));
            }
        }
        for (name, least) in numbers {
            let least = Term::integer(i64::from(least));
            terms.push(Term::symbol(name).with(Operator::Subtract, least));
        }
        let mut inside = BTreeSet::new();
        parts.iter().for_each(|part| collect(part, &mut inside));
        terms.extend(inside);
        let mut generators: Vec<Generator> = Vec::new();
        for term in terms {
            let Some(values) = self.vector(&term) else {
                continue;
            };
            let Some(sign) = self.sign(&term) else {
                continue;
            };
            if generators
                .iter()
                .all(|g| ratio(&values, &g.values).is_none())
            {
                generators.push(Generator { sign, values });
            }
        }
        generators
    }
}

/// The terms inside a term, outside of aggregates, and the squares of their factors.
fn collect(term: &Term, inside: &mut BTreeSet<Term>) {
    inside.insert(term.clone());
    inside.insert(term.clone().with(Operator::Power, Term::integer(2)));
    if !matches!(term, Term::Aggregate { .. } | Term::Indexed { .. }) {
        term.children().into_iter().for_each(|t| collect(t, inside));
    }
}

/// The generators and the products of two of them.
fn products(generators: Vec<Generator>) -> Vec<Generator> {
    let field = Field::VALUES;
    let mut all: Vec<Generator> = Vec::new();
    for (place, a) in generators.iter().enumerate() {
        for b in &generators[place..] {
            let values = a.values.iter().zip(&b.values);
            let values: Vec<u64> = values.map(|(x, y)| field.multiply(*x, *y)).collect();
            let sign = a.sign.max(b.sign);
            all.push(Generator { sign, values });
        }
    }
    let mut generators = generators;
    generators.extend(all);
    generators.truncate(400);
    generators
}

/// The sign of a combination with coefficients of at least 0, if there is one over the first
/// independent generators.
fn combined(wanted: &[u64], generators: &[Generator], most: usize) -> Option<Sign> {
    let field = Field::VALUES;
    let mut rows: Vec<Row> = Vec::new();
    for (place, generator) in generators.iter().enumerate() {
        if rows.len() == most {
            break;
        }
        let (rest, parts) = reduced(&generator.values, &rows);
        if let Some(pivot) = rest.iter().position(|x| *x != 0) {
            let mut made = vec![(place, 1)];
            made.extend(parts.iter().map(|(k, c)| (*k, field.negate(*c))));
            rows.push(Row {
                pivot,
                values: rest,
                made: total(&made),
            });
        }
    }
    let (rest, parts) = reduced(wanted, &rows);
    if rest.iter().any(|x| *x != 0) {
        return None;
    }
    let mut sign = None;
    for (place, coefficient) in total(&parts) {
        let coefficient = field.fraction(coefficient, TALLEST)?;
        if coefficient < Rational::ZERO {
            return None;
        }
        let generator = generators.get(place)?;
        if coefficient > Rational::ZERO && sign != Some(Sign::Positive) {
            sign = Some(generator.sign);
        }
    }
    sign.or(Some(Sign::Nonnegative))
}

/// The values minus multiples of rows, and the multiples as generators.
fn reduced(values: &[u64], rows: &[Row]) -> (Vec<u64>, Vec<(usize, u64)>) {
    let field = Field::VALUES;
    let mut rest = values.to_vec();
    let mut parts = Vec::new();
    for Row {
        pivot,
        values: row,
        made,
    } in rows
    {
        let Some(inverse) = row.get(*pivot).and_then(|x| field.inverse(*x)) else {
            continue;
        };
        let factor = rest.get(*pivot).map_or(0, |x| field.multiply(*x, inverse));
        if factor == 0 {
            continue;
        }
        for (x, y) in rest.iter_mut().zip(row) {
            *x = field.subtract(*x, field.multiply(factor, *y));
        }
        parts.extend(made.iter().map(|(k, c)| (*k, field.multiply(factor, *c))));
    }
    (rest, parts)
}

fn total(parts: &[(usize, u64)]) -> Vec<(usize, u64)> {
    let mut total = std::collections::BTreeMap::new();
    for (place, c) in parts {
        let entry = total.entry(*place).or_insert(0);
        *entry = Field::VALUES.add(*entry, *c);
    }
    total.into_iter().filter(|(_, c)| *c != 0).collect()
}
