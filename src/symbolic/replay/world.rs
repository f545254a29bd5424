//! A point at which terms are evaluated: numbers for the naturals and indices, pseudo-random field
//! elements for everything that is free, and what the premises fix. It applies no rule.

use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::Signature;
use crate::symbolic::replay::field::Field;
use crate::symbolic::replay::field::words;
use crate::symbolic::replay::value::Product;
use crate::symbolic::replay::value::Value;
use crate::symbolic::replay::value::joined;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::symbolic::replay) enum Fault {
    /// This checker does not read the term.
    Unsupported(String),
    /// A denominator is 0 at this point, or a root does not exist: another point is needed.
    Undefined,
    /// Too many products at this point: a smaller one is needed.
    TooLarge,
    /// The certificate is wrong.
    Wrong(String),
}

pub(in crate::symbolic::replay) type Found<T> = Result<T, Fault>;

/// What a rule may look into.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::symbolic::replay) struct Licences {
    pub(super) definitions: bool,
    pub(super) linearity: bool,
    pub(super) independence: bool,
    pub(super) derivatives: bool,
}

/// The declarations that an inference says it used: no other is used to check it.
#[derive(Clone, Debug, Default)]
pub(in crate::symbolic::replay) struct Recorded {
    pub(super) assumptions: BTreeSet<String>,
    pub(super) independence: BTreeSet<usize>,
    pub(super) members: BTreeSet<String>,
    pub(super) same_law: BTreeSet<String>,
}

/// A free number: a symbol, a deterministic member, a function's value, a moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::replay) enum Scalar {
    Symbol(String),
    Member(Member),
    /// A function at an argument.
    Call(String, u64),
    /// E of a product of atoms.
    Moment(Product),
    /// E of a product over members of one law: the family, its steps, and what tells the products
    /// apart when the members are renamed.
    Pattern(String, Vec<i64>, Vec<u64>),
    /// A mean, variance, covariance or derivative that is not looked into.
    Closed(&'static str, Vec<u64>),
}

/// A member of a family, or a variable, which has no indices.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::replay) struct Member {
    pub(super) name: String,
    pub(super) steps: Vec<i64>,
    pub(super) indices: Vec<i64>,
}

/// A random atom: a base name, or a function of a random argument, by the argument's print.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::replay) enum Random {
    Base(Member),
    Call(String, u64),
}

/// What is known of a random atom.
#[derive(Clone, Debug)]
pub(in crate::symbolic::replay) struct Atom {
    pub(super) random: Random,
    /// Its value at one outcome: prints of values are compared in place of values.
    pub(super) print: u64,
    pub(super) sources: BTreeSet<Member>,
    pub(super) argument: Option<Value>,
}

/// Which free numbers and atoms were read, in order.
#[derive(Clone, Debug, Default)]
pub(in crate::symbolic::replay) struct Trail {
    pub(super) scalars: Vec<usize>,
    pub(super) atoms: Vec<usize>,
}

/// More terms and products than these are not worked out at one point.
const MOST_OPERATIONS: usize = 400_000;

/// The point.
#[derive(Clone)]
pub(in crate::symbolic::replay) struct World<'s> {
    pub(super) signature: &'s Signature,
    pub(super) recorded: &'s Recorded,
    pub(super) licences: Licences,
    pub(super) field: Field,
    pub(super) seed: u64,
    /// Naturals, indices, and what aggregates bind.
    pub(super) names: BTreeMap<String, i64>,
    pub(super) scalars: Vec<Scalar>,
    scalar_ids: BTreeMap<Scalar, usize>,
    pub(super) atoms: Vec<Atom>,
    atom_ids: BTreeMap<Random, usize>,
    /// Numbers that premises fix.
    pub(super) fixed: BTreeMap<usize, u64>,
    /// Atoms that premises replace.
    pub(super) replaced: BTreeMap<usize, Value>,
    /// Powers of atoms that premises replace: the exponent, and by what.
    pub(super) reduced: BTreeMap<usize, (i32, Value)>,
    pub(super) trail: Trail,
    /// The orders of moments that were met, by name.
    pub(super) needed: BTreeMap<String, u32>,
    /// Where exponents of e are evaluated.
    pub(super) exponents: Option<Box<World<'s>>>,
    /// Something was met whose identities are not all seen: a difference may be no difference.
    pub(super) is_partial: bool,
    work: usize,
}

impl<'s> World<'s> {
    pub(super) fn new(
        signature: &'s Signature,
        recorded: &'s Recorded,
        licences: Licences,
        names: BTreeMap<String, i64>,
        seed: u64,
    ) -> Self {
        let mut world = Self::single(signature, recorded, licences, names, seed);
        let mut exponents = world.clone();
        exponents.field = Field::EXPONENTS;
        world.exponents = Some(Box::new(exponents));
        world
    }

    fn single(
        signature: &'s Signature,
        recorded: &'s Recorded,
        licences: Licences,
        names: BTreeMap<String, i64>,
        seed: u64,
    ) -> Self {
        Self {
            signature,
            recorded,
            licences,
            field: Field::VALUES,
            seed,
            names,
            scalars: Vec::new(),
            scalar_ids: BTreeMap::new(),
            atoms: Vec::new(),
            atom_ids: BTreeMap::new(),
            fixed: BTreeMap::new(),
            replaced: BTreeMap::new(),
            reduced: BTreeMap::new(),
            trail: Trail::default(),
            needed: BTreeMap::new(),
            exponents: None,
            is_partial: false,
            work: 0,
        }
    }

    /// The value of a free number: what a premise fixes it to, or its hash.
    pub(super) fn scalar(&mut self, scalar: Scalar) -> u64 {
        let next = self.scalars.len();
        let id = *self.scalar_ids.entry(scalar.clone()).or_insert(next);
        if id == next {
            self.scalars.push(scalar);
        }
        self.trail.scalars.push(id);
        self.scalar_at(id)
    }

    pub(super) fn scalar_at(&self, id: usize) -> u64 {
        match self.fixed.get(&id) {
            Some(value) => *value,
            None => self.hash_of(&self.scalars[id]),
        }
    }

    fn hash_of(&self, scalar: &Scalar) -> u64 {
        let mut key = vec![self.seed];
        match scalar {
            Scalar::Symbol(name) => key.extend([1].into_iter().chain(words(name))),
            Scalar::Member(member) => {
                key.push(2);
                key.extend(member.words());
            }
            Scalar::Call(function, argument) => {
                key.push(3);
                key.extend(words(function).chain([*argument]));
            }
            Scalar::Moment(product) => {
                key.push(4);
                for (id, exponent) in product {
                    key.extend([self.atoms[*id].print, word(i64::from(*exponent))]);
                }
            }
            Scalar::Pattern(family, steps, shape) => {
                key.push(5);
                key.extend(words(family).chain(steps.iter().map(|s| word(*s))));
                key.extend(shape);
            }
            Scalar::Closed(what, arguments) => {
                key.push(6);
                key.extend(words(what).chain(arguments.iter().copied()));
            }
        }
        self.field.hash(key)
    }

    /// The number of a base atom.
    pub(super) fn base(&mut self, member: Member) -> usize {
        let key = Random::Base(member.clone());
        if let Some(id) = self.atom_ids.get(&key) {
            return *id;
        }
        let print = self
            .field
            .hash([self.seed, 7].into_iter().chain(member.words()));
        let sources = BTreeSet::from([member]);
        self.insert(key, print, sources, None)
    }

    /// The number of a function's value at a random argument.
    pub(super) fn composite(&mut self, function: &str, argument: &Value, print: u64) -> usize {
        let key = Random::Call(function.to_owned(), self.print(argument));
        if let Some(id) = self.atom_ids.get(&key) {
            return *id;
        }
        let inner = argument
            .atoms()
            .flat_map(|id| self.atoms[id].sources.iter());
        let sources = inner.cloned().collect();
        self.insert(key, print, sources, Some(argument.clone()))
    }

    fn insert(
        &mut self,
        random: Random,
        print: u64,
        sources: BTreeSet<Member>,
        argument: Option<Value>,
    ) -> usize {
        let id = self.atoms.len();
        self.atom_ids.insert(random.clone(), id);
        self.atoms.push(Atom {
            random,
            print,
            sources,
            argument,
        });
        id
    }

    /// The value at one outcome.
    pub(super) fn print(&self, value: &Value) -> u64 {
        let mut sum = 0;
        for (product, c) in &value.0 {
            let mut term = *c;
            for (id, exponent) in product {
                let print = self.atoms[*id].print;
                let power = self.field.signed_power(print, i64::from(*exponent));
                term = self.field.multiply(term, power.unwrap_or(0));
            }
            sum = self.field.add(sum, term);
        }
        sum
    }

    pub(super) fn multiply(&mut self, a: &Value, b: &Value) -> Found<Value> {
        let mut product = Value::default();
        for (x, c) in &a.0 {
            for (y, d) in &b.0 {
                let coefficient = self.field.multiply(*c, *d);
                self.put_reduced(&mut product, joined(x, y), coefficient)?;
            }
        }
        Ok(product)
    }

    /// Adds a product in which powers of relu(t) are powers of t times relu(t), and powers that
    /// premises replace are replaced.
    fn put_reduced(&mut self, sum: &mut Value, product: Product, c: u64) -> Found<()> {
        self.spend()?;
        let Some((id, exponent, kept, by)) = product.iter().find_map(|p| self.reducible(*p)) else {
            sum.put(self.field, product, c);
            return Ok(());
        };
        let mut rest: Product = product
            .into_iter()
            .filter(|(other, _)| *other != id)
            .collect();
        if kept > 0 {
            rest = joined(&rest, &[(id, kept)]);
        }
        let mut power = Value::number(1);
        for _ in 0..exponent {
            power = self.multiply(&power, &by)?;
        }
        for (inner, d) in power.0 {
            let coefficient = self.field.multiply(c, d);
            self.put_reduced(sum, joined(&inner, &rest), coefficient)?;
        }
        Ok(())
    }

    /// Counts one more operation.
    pub(super) fn spend(&mut self) -> Found<()> {
        self.work += 1;
        if self.work > MOST_OPERATIONS {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }

    /// atom^exponent = value^times·atom^kept: the atom, `times`, `kept` and the value.
    fn reducible(&self, (id, exponent): (usize, i32)) -> Option<(usize, i32, i32, Value)> {
        if let Some((power, by)) = self.reduced.get(&id)
            && exponent >= *power
        {
            return Some((id, 1, exponent - power, by.clone()));
        }
        let atom = self.atoms.get(id)?;
        match (&atom.random, &atom.argument) {
            (Random::Call(function, _), Some(t)) if function == "relu" && exponent >= 2 => {
                Some((id, exponent - 1, 1, t.clone()))
            }
            _ => None,
        }
    }

    /// Whether the name has a law: a variable, or a family that is not deterministic.
    pub(super) fn is_random(&self, name: &str) -> bool {
        let is_random = |kind: FamilyKind| kind != FamilyKind::Deterministic;
        let variables = self.signature.variables();
        variables.iter().any(|other| other == name)
            || self
                .signature
                .family(name)
                .is_some_and(|f| is_random(f.kind))
    }

    /// Forgets what was read and counted, not what was fixed.
    pub(super) fn restart(&mut self) {
        self.trail = Trail::default();
        self.work = 0;
        if let Some(exponents) = &mut self.exponents {
            exponents.restart();
        }
    }
}

impl Member {
    fn words(&self) -> Vec<u64> {
        let mut key: Vec<u64> = words(&self.name).collect();
        key.push(word(i64::try_from(self.steps.len()).unwrap_or(0)));
        key.extend(self.steps.iter().chain(&self.indices).map(|i| word(*i)));
        key
    }
}

fn word(x: i64) -> u64 {
    u64::from_ne_bytes(x.to_ne_bytes())
}
