//! Meeting premises: equations fix free numbers or replace random atoms until all of them hold.
//!
//! How a point is found does not matter for what is concluded: at the end every equation is
//! evaluated again.

use crate::symbolic::expr::Statement;
use crate::symbolic::replay::value::Value;
use crate::symbolic::replay::world::Fault;
use crate::symbolic::replay::world::Found;
use crate::symbolic::replay::world::World;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// An equation at numbers for its member indices.
#[derive(Clone, Debug)]
pub(in crate::symbolic::replay) struct Instance {
    pub(super) statement: Statement,
    pub(super) at: BTreeMap<String, i64>,
}

/// What an equation has fixed or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Scalar(usize),
    Atom(usize),
}

/// Equations are gone through this often before they are given up.
const MOST_ROUNDS: usize = 16;

impl World<'_> {
    /// left − right of an instance.
    pub(super) fn residual(&mut self, instance: &Instance) -> Found<Value> {
        self.at(&instance.at, |world| world.difference(&instance.statement))
    }

    /// What is evaluated with numbers for some names.
    pub(super) fn at<T>(
        &mut self,
        names: &BTreeMap<String, i64>,
        evaluate: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.names.clone();
        self.names
            .extend(names.iter().map(|(n, k)| (n.clone(), *k)));
        let value = evaluate(self);
        self.names = outer;
        value
    }

    /// Fixes what is free until all equations hold.
    pub(super) fn satisfy(&mut self, equations: &[Instance]) -> Found<()> {
        if let Some(mut exponents) = self.exponents.take() {
            let met = exponents.satisfy(equations);
            self.exponents = Some(exponents);
            met?;
        }
        let mut targets: Vec<Option<Target>> = vec![None; equations.len()];
        for _ in 0..MOST_ROUNDS {
            let mut all_hold = true;
            for (place, equation) in equations.iter().enumerate() {
                self.restart();
                let residual = self.residual(equation)?;
                if self.print(&residual) != 0 {
                    all_hold = false;
                    self.solve(equation, place, &mut targets)?;
                }
            }
            if all_hold {
                self.restart();
                return Ok(());
            }
        }
        Err(Fault::Unsupported(
            "the premises were not met together".to_owned(),
        ))
    }

    /// Makes one equation hold.
    fn solve(
        &mut self,
        equation: &Instance,
        place: usize,
        targets: &mut [Option<Target>],
    ) -> Found<()> {
        match targets[place].take() {
            Some(Target::Scalar(id)) => _ = self.fixed.remove(&id),
            Some(Target::Atom(id)) => {
                self.replaced.remove(&id);
                self.reduced.remove(&id);
            }
            None => {}
        }
        self.restart();
        let residual = self.residual(equation)?;
        let trail = self.trail.clone();
        let taken: BTreeSet<Target> = targets.iter().flatten().copied().collect();
        let mut found = None;
        if residual.as_number().is_some() {
            if trail.scalars.is_empty() {
                // An equation of naturals: it says which points there are.
                return Err(Fault::Undefined);
            }
            found = self.by_scalar(equation, &trail.scalars, &taken)?;
        } else {
            for id in trail.atoms {
                let target = Target::Atom(id);
                if !taken.contains(&target) && self.by_atom(equation, id, &residual)? {
                    found = Some(target);
                    break;
                }
            }
        }
        targets[place] = found;
        match found {
            Some(_) => Ok(()),
            None => {
                let text = &equation.statement;
                Err(Fault::Unsupported(format!(
                    "cannot make the premise `{text}` hold"
                )))
            }
        }
    }

    /// Replaces an atom that stands alone in the residual, or a power of it.
    fn by_atom(&mut self, equation: &Instance, id: usize, residual: &Value) -> Found<bool> {
        let holds = |product: &&Vec<(usize, i32)>| product.iter().any(|(other, _)| *other == id);
        let with: Vec<&Vec<(usize, i32)>> = residual.0.keys().filter(holds).collect();
        let [single] = with.as_slice() else {
            return Ok(false);
        };
        let [(_, exponent)] = single.as_slice() else {
            return Ok(false);
        };
        let coefficient = residual.0.get(*single).copied().unwrap_or(0);
        let Some(scale) = self.field.inverse(self.field.negate(coefficient)) else {
            return Ok(false);
        };
        let mut rest = residual.clone();
        rest.0.remove(*single);
        let by = rest.scale(self.field, scale);
        match exponent {
            1 => _ = self.replaced.insert(id, by),
            2.. => _ = self.reduced.insert(id, (*exponent, by)),
            _ => return Ok(false),
        }
        self.restart();
        let left = self.residual(equation)?;
        let is_met = self.print(&left) == 0 || (*exponent > 1 && left.0.is_empty());
        if !is_met {
            self.replaced.remove(&id);
            self.reduced.remove(&id);
        }
        Ok(is_met)
    }

    /// Fixes a number in which the residual is linear or quadratic.
    fn by_scalar(
        &mut self,
        equation: &Instance,
        candidates: &[usize],
        taken: &BTreeSet<Target>,
    ) -> Found<Option<Target>> {
        let mut tried = BTreeSet::new();
        let mut has_no_root = false;
        for id in candidates {
            let target = Target::Scalar(*id);
            if taken.contains(&target) || self.fixed.contains_key(id) || !tried.insert(*id) {
                continue;
            }
            match self.root(equation, *id) {
                Ok(Some(root)) => {
                    self.fixed.insert(*id, root);
                    self.restart();
                    let residual = self.residual(equation);
                    if matches!(residual, Ok(value) if self.print(&value) == 0) {
                        return Ok(Some(target));
                    }
                    self.fixed.remove(id);
                }
                Ok(None) => {}
                Err(Fault::Undefined) => has_no_root = true,
                Err(fault) => return Err(fault),
            }
        }
        if has_no_root {
            return Err(Fault::Undefined);
        }
        Ok(None)
    }

    /// A zero of the residual as a function of one free number; `Undefined` if it is quadratic
    /// without a root in the field.
    fn root(&mut self, equation: &Instance, id: usize) -> Found<Option<u64>> {
        let field = self.field;
        let mut values = Vec::new();
        for x in 0..4 {
            self.fixed.insert(id, x + 2);
            self.restart();
            let value = self.residual(equation);
            self.fixed.remove(&id);
            match value {
                Ok(value) => match value.as_number() {
                    Some(value) => values.push(value),
                    None => return Ok(None),
                },
                Err(Fault::Undefined) => return Ok(None),
                Err(fault) => return Err(fault),
            }
        }
        let slopes: Vec<u64> = values
            .windows(2)
            .map(|w| field.subtract(w[1], w[0]))
            .collect();
        let bends: Vec<u64> = slopes
            .windows(2)
            .map(|w| field.subtract(w[1], w[0]))
            .collect();
        let ([f, ..], [slope, ..], [bend, other]) = (&values[..], &slopes[..], &bends[..]) else {
            return Ok(None);
        };
        if bend != other {
            return Ok(None);
        }
        let step = if *bend == 0 {
            field
                .inverse(*slope)
                .map(|s| field.negate(field.multiply(*f, s)))
        } else {
            Some(self.quadratic_root(*f, *slope, *bend)?)
        };
        Ok(step.map(|step| field.add(step, 2)))
    }

    /// A root of f + slope·x + bend·x(x − 1)/2, either of the two.
    fn quadratic_root(&self, f: u64, slope: u64, bend: u64) -> Found<u64> {
        let field = self.field;
        let half = field.inverse(2).ok_or(Fault::Undefined)?;
        let a = field.multiply(bend, half);
        let b = field.subtract(slope, a);
        let four = field.multiply(field.multiply(4, a), f);
        let discriminant = field.subtract(field.multiply(b, b), four);
        let root = field.square_root(discriminant).ok_or(Fault::Undefined)?;
        let is_other = field.hash([self.seed, 9, discriminant]).is_multiple_of(2);
        let root = if is_other { field.negate(root) } else { root };
        let below = field
            .inverse(field.multiply(2, a))
            .ok_or(Fault::Undefined)?;
        Ok(field.multiply(field.subtract(root, b), below))
    }
}
