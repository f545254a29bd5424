//! Which members and numbers a term mentions once naturals and indices have values, and which
//! values the schematic indices may take. It evaluates no random term.

use crate::num::Rational;
use crate::num::RationalError;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Signature;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::finite::Member;
use crate::symbolic::finite::Model;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::evaluation::Indices;
use crate::symbolic::finite::evaluation::MAX_TERMS;
use crate::symbolic::finite::evaluation::not_exact;
use crate::symbolic::finite::quantity::Quantity;
use std::collections::BTreeSet;

/// A constant or variable (no indices) or a member of a family.
pub(in crate::symbolic::finite) type Atom = Member;

/// A signature whose naturals have values.
#[derive(Clone, Copy)]
pub(in crate::symbolic::finite) struct Ground<'a> {
    pub(in crate::symbolic::finite) signature: &'a Signature,
    /// The naturals, nothing else.
    pub(in crate::symbolic::finite) naturals: &'a Model,
}

/// More assignments of indices than are gone through.
const MAX_ASSIGNMENTS: usize = 256;

impl Ground<'_> {
    /// The atoms of both sides.
    pub(in crate::symbolic::finite) fn statement_atoms(
        &self,
        statement: &Statement,
        indices: &Indices,
    ) -> Result<BTreeSet<Atom>, ModelError> {
        let mut atoms = self.atoms(&statement.left, indices)?;
        atoms.extend(self.atoms(&statement.right, indices)?);
        Ok(atoms)
    }

    /// The atoms of a term.
    ///
    /// `OutOfRange` if one of them does not exist.
    pub(in crate::symbolic::finite) fn atoms(
        &self,
        term: &Term,
        indices: &Indices,
    ) -> Result<BTreeSet<Atom>, ModelError> {
        let mut atoms = BTreeSet::new();
        self.collect(term, &mut indices.clone(), &mut atoms)?;
        Ok(atoms)
    }

    fn collect(
        &self,
        term: &Term,
        indices: &mut Indices,
        atoms: &mut BTreeSet<Atom>,
    ) -> Result<(), ModelError> {
        match term {
            Term::Symbol(_) | Term::Indexed { .. } => {
                atoms.extend(self.atom(term, indices)?);
                Ok(())
            }
            Term::Aggregate {
                index,
                from,
                to,
                body,
                ..
            } => {
                let (from, to) = (self.whole(from, indices)?, self.whole(to, indices)?);
                for at in from..=to.min(from.saturating_add(MAX_TERMS as i64)) {
                    indices.push((index.clone(), Rational::integer(at)));
                    let inside = self.collect(body, indices, atoms);
                    indices.pop();
                    inside?;
                }
                Ok(())
            }
            _ => {
                let mut children = term.children().into_iter();
                children.try_for_each(|child| self.collect(child, indices, atoms))
            }
        }
    }

    /// The atom that a symbol or a member is; `None` for naturals, indices and other terms.
    pub(in crate::symbolic::finite) fn atom(
        &self,
        term: &Term,
        indices: &Indices,
    ) -> Result<Option<Atom>, ModelError> {
        match term {
            Term::Symbol(name) => {
                let bound = indices.iter().any(|(index, _)| index == name);
                if bound || self.naturals.numbers.contains_key(name) {
                    return Ok(None);
                }
                let Some(family) = self.signature.family(name) else {
                    return Ok(Some(Member::variable(name)));
                };
                // A bare name is the typical member; of many steps there is none.
                if family.steps > 0 {
                    return Err(not_exact(term));
                }
                let indices = vec![1; family.extents.len()];
                self.existing(family, indices).map(Some)
            }
            Term::Indexed {
                family,
                indices: at,
            } => {
                let whole = at.iter().map(|term| self.whole(term, indices));
                let whole = whole.collect::<Result<Vec<i64>, _>>()?;
                let declared = self.signature.family(family).ok_or_else(|| {
                    let name = family.clone();
                    ModelError::UnknownSymbol { name }
                })?;
                self.existing(declared, whole).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn existing(&self, family: &Family, indices: Vec<i64>) -> Result<Atom, ModelError> {
        let shape = self.shape(family)?;
        let exists = indices.len() == family.steps + shape.len()
            && indices.iter().take(family.steps).all(|step| *step >= 0)
            && indices
                .iter()
                .skip(family.steps)
                .zip(&shape)
                .all(|(index, extent)| (1..=*extent).contains(index));
        let member = Member {
            name: family.name.clone(),
            indices,
        };
        match exists {
            true => Ok(member),
            false => Err(ModelError::OutOfRange {
                member: member.to_string(),
            }),
        }
    }

    /// The extents of a family.
    pub(in crate::symbolic::finite) fn shape(
        &self,
        family: &Family,
    ) -> Result<Vec<i64>, ModelError> {
        let extents = family.extents.iter();
        extents
            .map(|extent| self.whole(extent, &Vec::new()))
            .collect()
    }

    fn whole(&self, term: &Term, indices: &Indices) -> Result<i64, ModelError> {
        match self.naturals.evaluate_at(term, indices)? {
            Quantity::Constant(x) if x.is_integer() => {
                i64::try_from(x.numerator()).map_err(|_| RationalError::Overflow.into())
            }
            other => Err(ModelError::NotWhole {
                found: other.to_string(),
            }),
        }
    }

    /// How many leading indices of an atom are steps.
    pub(in crate::symbolic::finite) fn steps(&self, atom: &Atom) -> usize {
        self.signature
            .family(&atom.name)
            .map_or(0, |family| family.steps)
    }

    /// Whether an atom has a law.
    pub(in crate::symbolic::finite) fn is_random(&self, atom: &Atom) -> bool {
        self.signature.is_random(&atom.name)
    }

    /// The atoms that a declaration ties to this one: the members of one step of a family with
    /// one law, itself alone otherwise.
    pub(in crate::symbolic::finite) fn alike(&self, atom: &Atom) -> Result<Vec<Atom>, ModelError> {
        let family = self.signature.family(&atom.name);
        let Some(family) = family
            .filter(|family| matches!(family.kind, FamilyKind::Iid | FamilyKind::Exchangeable))
        else {
            return Ok(vec![atom.clone()]);
        };
        let step: Vec<i64> = atom.indices.iter().take(family.steps).copied().collect();
        Ok(members(&family.name, &step, &self.shape(family)?))
    }

    /// Every assignment of values to the free indices among the names, distinct ones apart.
    pub(in crate::symbolic::finite) fn assignments(
        &self,
        names: &BTreeSet<&str>,
        horizon: i64,
    ) -> Result<Vec<Indices>, ModelError> {
        let mut all = vec![Indices::new()];
        for index in self.signature.indices() {
            if !names.contains(index.name.as_str()) {
                continue;
            }
            let range = match &index.range {
                IndexRange::Step { least } => {
                    let least = i64::from(*least);
                    least..=horizon.max(least)
                }
                IndexRange::Member { extent } => 1..=self.whole(extent, &Vec::new())?,
            };
            let mut longer = Vec::new();
            for indices in &all {
                for value in range.clone() {
                    let mut next: Indices = indices.clone();
                    next.push((index.name.clone(), Rational::integer(value)));
                    if self.is_distinct(&next) {
                        longer.push(next);
                    }
                }
            }
            longer.truncate(MAX_ASSIGNMENTS);
            all = longer;
        }
        Ok(all)
    }

    /// Whether the last index differs from those it is declared to differ from.
    pub(in crate::symbolic::finite) fn is_distinct(&self, indices: &Indices) -> bool {
        let Some((last, before)) = indices.split_last() else {
            return true;
        };
        let apart = |other: &str| {
            let mut entries = self.signature.distinct().iter();
            entries.any(|names| names.contains(&last.0) && names.iter().any(|name| name == other))
        };
        before
            .iter()
            .all(|(name, value)| *value != last.1 || !apart(name))
    }
}

/// The members of one step of a family, in order.
pub(in crate::symbolic::finite) fn members(name: &str, step: &[i64], shape: &[i64]) -> Vec<Member> {
    let tails = positions(shape).into_iter();
    let member = |tail: Vec<i64>| Member {
        name: name.to_owned(),
        indices: step.iter().copied().chain(tail).collect(),
    };
    tails.map(member).collect()
}

/// All index tuples of a shape in lexicographic order; one empty tuple for the empty shape.
pub(in crate::symbolic::finite) fn positions(shape: &[i64]) -> Vec<Vec<i64>> {
    let start = vec![Vec::new()];
    shape.iter().fold(start, |tuples, n| {
        let longer =
            |tuple: Vec<i64>| (1..=*n).map(move |i| tuple.iter().copied().chain([i]).collect());
        tuples.into_iter().flat_map(longer).collect()
    })
}
