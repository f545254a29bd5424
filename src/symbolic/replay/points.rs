//! Points at which the statements of one inference are evaluated: small numbers for the naturals
//! and indices, and a world at each that meets the premises.

use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::replay::evaluate::LONGEST_RANGE;
use crate::symbolic::replay::evaluate::whole;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::field::words;
use crate::symbolic::replay::solve::Instance;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Licences;
use crate::symbolic::replay::world::Recorded;
use crate::symbolic::replay::world::World;
use std::collections::BTreeMap;

/// How often another seed is tried where a denominator vanishes or a root does not exist.
const MOST_SEEDS: u64 = 24;

/// Equations stand for at most this many instances.
const MOST_INSTANCES: usize = 4_000;

/// What the points of one inference share.
pub(in crate::symbolic::replay) struct Frame<'s> {
    pub(super) signature: &'s Signature,
    pub(super) recorded: &'s Recorded,
    pub(super) licences: Licences,
    /// The equations that hold at each point.
    pub(super) equations: Vec<Statement>,
    /// Whether an exponential stands in any statement.
    pub(super) has_exponentials: bool,
    /// The member indices that get a number each.
    pub(super) indices: Vec<String>,
}

impl<'s> Frame<'s> {
    /// The point with this number; `TooLarge` and `Undefined` if there is none here.
    pub(super) fn point(&self, number: u64) -> Found<World<'s>> {
        let names = self.numbers(number)?;
        let mut last = Fault::Undefined;
        for seed in 0..MOST_SEEDS {
            let licences = self.licences;
            let seed = Field::VALUES.hash([number, seed]);
            let mut world =
                World::new(self.signature, self.recorded, licences, names.clone(), seed);
            if !self.has_exponentials {
                world.exponents = None;
            }
            match world.satisfy(&self.instances(&names)?) {
                Ok(()) => return Ok(world),
                Err(Fault::Undefined) => last = Fault::Undefined,
                Err(fault) => return Err(fault),
            }
        }
        Err(last)
    }

    /// Numbers for the naturals, the step indices and the member indices. The first points are
    /// small ones; later ones are larger and differ from natural to natural.
    fn numbers(&self, number: u64) -> Found<BTreeMap<String, i64>> {
        let mut names = BTreeMap::new();
        for natural in self.signature.naturals() {
            let value = natural.value.map(i64::from);
            let value = value.unwrap_or_else(|| from(natural.least, &natural.name, number));
            names.insert(natural.name.clone(), value);
        }
        for index in self.signature.indices() {
            if let IndexRange::Step { least } = &index.range {
                let value = from(*least, &index.name, number);
                names.insert(index.name.clone(), value);
            }
        }
        self.settle(&mut names)?;
        let assigned = assignments(self.signature, &self.indices, &names)?;
        let count = u64::try_from(assigned.len()).unwrap_or(1).max(1);
        let place = Field::VALUES.hash([number, 11]) % count;
        let place = usize::try_from(place).unwrap_or(0);
        let chosen = assigned.into_iter().nth(place).ok_or(Fault::Undefined)?;
        names.extend(chosen);
        if !are_distinct(self.signature, &names) {
            return Err(Fault::Undefined);
        }
        Ok(names)
    }

    /// Gives a natural the value that an equation defines for it.
    fn settle(&self, names: &mut BTreeMap<String, i64>) -> Found<()> {
        for statement in &self.equations {
            let sides = [
                (&statement.left, &statement.right),
                (&statement.right, &statement.left),
            ];
            for (side, other) in sides {
                let Term::Symbol(name) = side else { continue };
                let naturals = self.signature.naturals().iter();
                let mut open = naturals.filter(|n| n.value.is_none() && n.name == *name);
                let Some(natural) = open.next() else { continue };
                match whole(names, other) {
                    Ok(value) if value >= i64::from(natural.least) => {
                        names.insert(name.clone(), value);
                    }
                    Ok(_) | Err(Fault::Undefined) => return Err(Fault::Undefined),
                    Err(_) => continue,
                }
                break;
            }
        }
        Ok(())
    }

    /// The equations at all values of their member indices.
    fn instances(&self, names: &BTreeMap<String, i64>) -> Found<Vec<Instance>> {
        let mut instances = Vec::new();
        for statement in &self.equations {
            let indices = member_indices(self.signature, [statement]);
            for at in assignments(self.signature, &indices, names)? {
                let statement = statement.clone();
                instances.push(Instance { statement, at });
            }
        }
        if instances.len() > MOST_INSTANCES {
            return Err(Fault::TooLarge);
        }
        Ok(instances)
    }
}

/// A value of at least `least`.
fn from(least: u32, name: &str, number: u64) -> i64 {
    let spread = match number {
        0..=3 => number,
        _ => {
            let key = [number, 10].into_iter().chain(words(name));
            Field::VALUES.hash(key) % (3 + number / 2).min(9)
        }
    };
    i64::from(least) + i64::try_from(spread).unwrap_or(0)
}

/// The member indices that are free in statements.
pub(in crate::symbolic::replay) fn member_indices<'t>(
    signature: &Signature,
    statements: impl IntoIterator<Item = &'t Statement>,
) -> Vec<String> {
    let mut found = Vec::new();
    for statement in statements {
        for name in statement.free_symbols() {
            let range = signature.index(name).map(|index| &index.range);
            let is_member = matches!(range, Some(IndexRange::Member { .. }));
            if is_member && !found.iter().any(|other| other == name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// All values of member indices that keep apart what is declared distinct.
pub(in crate::symbolic::replay) fn assignments(
    signature: &Signature,
    indices: &[String],
    names: &BTreeMap<String, i64>,
) -> Found<Vec<BTreeMap<String, i64>>> {
    let mut all = vec![BTreeMap::new()];
    for index in indices {
        let range = signature.index(index).map(|i| &i.range);
        let Some(IndexRange::Member { extent }) = range else {
            continue;
        };
        let last = count(extent, names)?;
        if last > LONGEST_RANGE {
            return Err(Fault::TooLarge);
        }
        let with = |at: &BTreeMap<String, i64>, k: i64| {
            let mut at = at.clone();
            at.insert(index.clone(), k);
            at
        };
        all = all
            .iter()
            .flat_map(|at| (1..=last).map(|k| with(at, k)).collect::<Vec<_>>())
            .filter(|at| are_distinct(signature, at))
            .collect();
        if all.len() > MOST_INSTANCES {
            return Err(Fault::TooLarge);
        }
    }
    Ok(all)
}

fn count(extent: &Term, names: &BTreeMap<String, i64>) -> Found<i64> {
    match extent {
        Term::Symbol(name) => names.get(name).copied(),
        Term::Number(x) if x.is_integer() => i64::try_from(x.numerator()).ok(),
        _ => None,
    }
    .ok_or_else(|| Fault::Unsupported(format!("the extent `{extent}`")))
}

fn are_distinct(signature: &Signature, at: &BTreeMap<String, i64>) -> bool {
    signature.distinct().iter().all(|names| {
        let values: Vec<i64> = names
            .iter()
            .filter_map(|name| at.get(name).copied())
            .collect();
        let differs = |(place, k): (usize, &i64)| !values[..place].contains(k);
        values.iter().enumerate().all(differs)
    })
}

/// Whether a function of this name stands in a term.
pub(in crate::symbolic::replay) fn calls(term: &Term, name: &str) -> bool {
    let is_call = matches!(term, Term::Call { function, .. } if function == name);
    is_call || term.children().into_iter().any(|inner| calls(inner, name))
}
