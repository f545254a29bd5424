//! E, Var and Cov at a point: E by linearity, products factored by the recorded independence, and
//! what is left an element of the field for each kind of joint moment.

use crate::symbolic::expr::FamilyKind;
use crate::symbolic::replay::value::Product;
use crate::symbolic::replay::value::Value;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::Member;
use crate::symbolic::replay::world::Random;
use crate::symbolic::replay::world::Scalar;
use crate::symbolic::replay::world::World;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Products of more different members of one law than this are not renamed, if functions of them
/// are among the factors.
const MOST_RENAMED: usize = 4;

impl World<'_> {
    /// E[x].
    pub(super) fn mean(&mut self, x: &Value) -> Found<Value> {
        if x.as_number().is_some() {
            return Ok(x.clone());
        }
        if !self.licences.linearity {
            let closed = Scalar::Closed("mean", vec![self.print(x)]);
            return Ok(Value::number(self.scalar(closed)));
        }
        let mut sum = 0;
        for (product, c) in &x.0 {
            let mean = self.mean_of_product(product.clone())?;
            sum = self.field.add(sum, self.field.multiply(*c, mean));
        }
        Ok(Value::number(sum))
    }

    /// E[xy] − E[x]E[y].
    pub(super) fn covariance(&mut self, what: &'static str, x: &Value, y: &Value) -> Found<Value> {
        if !self.licences.definitions {
            let mut prints = vec![self.print(x), self.print(y)];
            prints.sort_unstable();
            let closed = Scalar::Closed(what, prints);
            return Ok(Value::number(self.scalar(closed)));
        }
        let product = self.multiply(x, y)?;
        let mean = self.mean(&product)?;
        let (x, y) = (self.mean(x)?, self.mean(y)?);
        let means = self.multiply(&x, &y)?;
        Ok(mean.subtract(self.field, &means))
    }

    fn mean_of_product(&mut self, product: Product) -> Found<u64> {
        if product.is_empty() {
            return Ok(1);
        }
        let parts = self.parts(&product);
        if parts.len() == 1 {
            return self.moment(product);
        }
        let mut mean = 1;
        for part in parts {
            let part = self.mean_of_product(part)?;
            mean = self.field.multiply(mean, part);
        }
        Ok(mean)
    }

    /// The factors in groups that are independent by a recorded declaration.
    fn parts(&self, product: &Product) -> Vec<Product> {
        if !self.licences.independence {
            return vec![product.clone()];
        }
        let sources = self.sources(product);
        if !are_at_one_step(&sources) {
            return vec![product.clone()];
        }
        for place in &self.recorded.independence {
            let Some(blocks) = self.signature.independent().get(*place) else {
                continue;
            };
            let block = |m: &Member| blocks.iter().position(|b| b.contains(&m.name));
            if sources.iter().all(|m| block(m).is_some()) {
                let parts = self.grouped(product, |m| block(m).unwrap_or(0));
                if parts.len() > 1 {
                    return parts;
                }
            }
        }
        match one_family(&sources) {
            Some(name) if self.recorded.members.contains(name) && self.is_iid(name) => {
                self.grouped(product, |m| m.indices.clone())
            }
            _ => vec![product.clone()],
        }
    }

    fn is_iid(&self, name: &str) -> bool {
        let family = self.signature.family(name);
        family.is_some_and(|f| f.kind == FamilyKind::Iid)
    }

    fn sources(&self, product: &Product) -> BTreeSet<Member> {
        let atoms = product.iter().map(|(id, _)| &self.atoms[*id]);
        atoms
            .flat_map(|atom| atom.sources.iter().cloned())
            .collect()
    }

    /// Factors whose sources share a key are in one group.
    fn grouped<K: Ord>(&self, product: &Product, key: impl Fn(&Member) -> K) -> Vec<Product> {
        let mut groups: Vec<(BTreeSet<K>, Product)> = Vec::new();
        for factor in product {
            let mut keys: BTreeSet<K> = self.atoms[factor.0].sources.iter().map(&key).collect();
            let mut joined = vec![*factor];
            let mut apart = Vec::new();
            for (others, factors) in groups {
                if others.is_disjoint(&keys) {
                    apart.push((others, factors));
                } else {
                    keys.extend(others);
                    joined.extend(factors);
                }
            }
            joined.sort_unstable();
            apart.push((keys, joined));
            groups = apart;
        }
        groups.into_iter().map(|(_, factors)| factors).collect()
    }

    /// E of factors that nothing separates.
    fn moment(&mut self, product: Product) -> Found<u64> {
        if product.iter().any(|(_, exponent)| *exponent < 0) {
            return Err(Fault::Unsupported("a mean of a negative power".to_owned()));
        }
        self.need(&product);
        let sources = self.sources(&product);
        let family = one_family(&sources).filter(|name| self.recorded.same_law.contains(*name));
        if let Some(name) = family.map(ToOwned::to_owned)
            && let Some(shape) = self.shape(&name, &product, &sources)?
        {
            let steps = sources.first().map(|m| m.steps.clone());
            let pattern = Scalar::Pattern(name, steps.unwrap_or_default(), shape);
            return Ok(self.scalar(pattern));
        }
        Ok(self.scalar(Scalar::Moment(product)))
    }

    /// Records the order of the moments that must exist, for products of names.
    fn need(&mut self, product: &Product) {
        let is_base = |(id, _): &(usize, i32)| matches!(self.atoms[*id].random, Random::Base(_));
        if !product.iter().all(is_base) {
            return;
        }
        let order: i32 = product.iter().map(|(_, exponent)| exponent).sum();
        for (id, _) in product {
            if let Random::Base(member) = &self.atoms[*id].random {
                let entry = self.needed.entry(member.name.clone()).or_insert(0);
                *entry = order.unsigned_abs().max(*entry);
            }
        }
    }

    /// What is the same for products that differ in the names of members of one law.
    fn shape(
        &mut self,
        name: &str,
        product: &Product,
        sources: &BTreeSet<Member>,
    ) -> Found<Option<Vec<u64>>> {
        let family = self.signature.family(name);
        let kinds = [FamilyKind::Iid, FamilyKind::Exchangeable];
        if family.is_none_or(|f| !kinds.contains(&f.kind)) {
            return Ok(None);
        }
        let is_base = |(id, _): &(usize, i32)| matches!(self.atoms[*id].random, Random::Base(_));
        if product.iter().all(is_base) {
            let mut exponents: Vec<i32> = product.iter().map(|(_, e)| *e).collect();
            exponents.sort_unstable();
            return Ok(Some(
                exponents
                    .iter()
                    .map(|e| u64::from(e.unsigned_abs()))
                    .collect(),
            ));
        }
        if sources.len() > MOST_RENAMED {
            return Ok(None);
        }
        let mut least: Option<u64> = None;
        let members: Vec<&Member> = sources.iter().collect();
        for order in orders(members.len()) {
            let by = members.iter().zip(&order);
            let by: BTreeMap<Member, Member> =
                by.map(|(m, k)| ((*m).clone(), generic(m, *k))).collect();
            match self.renamed_product(product, &by) {
                Ok(renamed) => {
                    let print = self.print(&renamed);
                    least = Some(least.map_or(print, |other| other.min(print)));
                }
                Err(Fault::Unsupported(_)) => return Ok(None),
                Err(fault) => return Err(fault),
            }
        }
        Ok(least.map(|print| vec![u64::MAX, print]))
    }

    fn renamed_product(
        &mut self,
        product: &Product,
        by: &BTreeMap<Member, Member>,
    ) -> Found<Value> {
        let mut value = Value::number(1);
        for (id, exponent) in product {
            let factor = self.renamed_atom(*id, by)?;
            let power = self.power(&factor, i64::from(*exponent))?;
            value = self.multiply(&value, &power)?;
        }
        Ok(value)
    }

    fn renamed_atom(&mut self, id: usize, by: &BTreeMap<Member, Member>) -> Found<Value> {
        let atom = self.atoms[id].clone();
        match (atom.random, atom.argument) {
            (Random::Base(member), _) => {
                let to = by.get(&member).cloned().unwrap_or(member);
                Ok(Value::atom(self.base(to)))
            }
            (Random::Call(function, _), Some(argument)) => {
                let mut renamed = Value::default();
                for (product, c) in &argument.0 {
                    let term = self.renamed_product(product, by)?.scale(self.field, *c);
                    renamed = renamed.add(self.field, &term);
                }
                self.call(&function, &renamed)
            }
            (Random::Call(function, _), None) => Err(Fault::Unsupported(function)),
        }
    }
}

/// A member that no term can name, so that nothing is known of it.
fn generic(member: &Member, k: usize) -> Member {
    Member {
        name: member.name.clone(),
        steps: member.steps.clone(),
        indices: vec![-1 - i64::try_from(k).unwrap_or(0)],
    }
}

/// The family that all sources belong to.
fn one_family(sources: &BTreeSet<Member>) -> Option<&str> {
    let first = sources.first()?;
    let same = |m: &Member| m.name == first.name && m.steps == first.steps;
    (!first.indices.is_empty() && sources.iter().all(same)).then_some(first.name.as_str())
}

/// Declarations of independence hold step by step.
fn are_at_one_step(sources: &BTreeSet<Member>) -> bool {
    let mut steps = sources.iter().map(|m| &m.steps).filter(|s| !s.is_empty());
    let first = steps.next();
    steps.all(|other| Some(other) == first)
}

/// All orders of 0, 1, …, n − 1.
fn orders(n: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for last in 0..n {
        let longer = |order: &Vec<usize>| {
            let with = |place: usize| {
                let mut order = order.clone();
                order.insert(place, last);
                order
            };
            (0..=order.len()).map(with).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    orders
}
