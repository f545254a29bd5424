//! Cited equations as rewriting rules. Each replaces a product by its equal, so whatever is
//! rewritten stays equal; nothing is claimed of the order or of an end.

use crate::num::Rational;
use crate::symbolic::expr::IndexRange;
use crate::symbolic::expr::Statement;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::polynomial::is_free;
use crate::symbolic::kernel::replace::Replacement;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// left = right, for all values of the schematic member indices.
#[derive(Clone, Debug)]
pub(in crate::symbolic::kernel) struct Rewrite {
    left: Monomial,
    right: Polynomial,
    indices: Vec<(Name, Term)>,
}

impl Normalizer<'_> {
    /// Takes an equation as a rule, after the rules before it were applied to it.
    pub(super) fn cite(&mut self, equation: &Statement) -> Checked<()> {
        let left = self.normalize(&equation.left)?;
        let right = self.normalize(&equation.right)?;
        if left == right {
            return Ok(());
        }
        let side = |p: &Polynomial| {
            p.as_term()
                .filter(|(m, _)| !m.0.is_empty())
                .map(|(m, c)| (m.clone(), c))
        };
        let (product, c, other) = match (side(&left), side(&right)) {
            (Some((m, c)), _) => (m, c, right),
            (None, Some((m, c))) => (m, c, left),
            (None, None) => {
                return Err(Refusal::WrongPremise {
                    found: equation.to_string(),
                    needed: "an equation with a single product on one side".to_owned(),
                });
            }
        };
        let indices = self.schematic(&product);
        self.rewrites.push(Rewrite {
            left: product,
            right: other.scale(Rational::ONE.checked_div(c)?)?,
            indices,
        });
        Ok(())
    }

    /// The schematic member indices that a product mentions, with their extents.
    fn schematic(&self, product: &Monomial) -> Vec<(Name, Term)> {
        let mut found = Vec::new();
        for index in self.signature().indices() {
            let name: Name = index.name.as_str().into();
            let IndexRange::Member { extent } = &index.range else {
                continue;
            };
            if product.0.keys().any(|atom| atom.mentions(&name)) {
                found.push((name, extent.clone()));
            }
        }
        found
    }

    /// The polynomial after all rules, as often as they apply. A step costs as much as there are
    /// terms to look at, so that rules which feed one another are refused before they fill the
    /// machine.
    pub(super) fn rewrite(&mut self, mut p: Polynomial) -> Checked<Polynomial> {
        while let Some((monomial, replacement)) = self.applicable(&p)? {
            let cost = p.0.len() + replacement.0.len();
            self.fuel = self.fuel.checked_sub(cost).ok_or(Refusal::Diverges)?;
            let c = p.take(&monomial);
            p = p.add(&replacement.scale(c)?)?;
        }
        Ok(p)
    }

    /// The first term that a rule applies to, and what it becomes.
    fn applicable(&mut self, p: &Polynomial) -> Checked<Option<(Monomial, Polynomial)>> {
        for place in 0..self.rewrites.len() {
            for monomial in p.0.keys() {
                let rule = self.rewrites[place].clone();
                if let Some((rest, right)) = self.matched(&rule, monomial)? {
                    let becomes = Polynomial::monomial(rest).multiply(&right)?;
                    return Ok(Some((monomial.clone(), becomes)));
                }
            }
        }
        Ok(None)
    }

    /// monomial = rest·left for some values of the rule's indices: the rest and the right side.
    fn matched(&mut self, rule: &Rewrite, m: &Monomial) -> Checked<Option<(Monomial, Polynomial)>> {
        if rule.indices.is_empty() {
            let rest = m.quotient(&rule.left);
            return Ok(rest.map(|rest| (rest, rule.right.clone())));
        }
        let rules = std::mem::take(&mut self.rewrites);
        let found = self.matched_at_some(rule, m);
        self.rewrites = rules;
        found
    }

    fn matched_at_some(
        &mut self,
        rule: &Rewrite,
        m: &Monomial,
    ) -> Checked<Option<(Monomial, Polynomial)>> {
        let mut assignments: Vec<Vec<(Name, Index)>> = vec![Vec::new()];
        for (name, extent) in &rule.indices {
            let mut longer = Vec::new();
            for at in self.candidates(m, extent) {
                let with = assignments.iter().map(|a| {
                    a.iter()
                        .cloned()
                        .chain([(name.clone(), at.clone())])
                        .collect()
                });
                longer.extend(with);
            }
            assignments = longer;
        }
        for assignment in assignments {
            if !self.keeps_apart(&assignment) {
                continue;
            }
            let left = self.at(&Polynomial::monomial(rule.left.clone()), &assignment)?;
            let Some((left, Rational::ONE)) = left.as_term() else {
                continue;
            };
            if let Some(rest) = m.quotient(left) {
                let right = self.at(&rule.right, &assignment)?;
                // At these indices the equation may say nothing: w[i] = w[1] at i = 1.
                if right != Polynomial::monomial(left.clone()) {
                    return Ok(Some((rest, right)));
                }
            }
        }
        Ok(None)
    }

    /// The polynomial at other indices, all replaced at once.
    fn at(&mut self, p: &Polynomial, assignment: &[(Name, Index)]) -> Checked<Polynomial> {
        let mut p = p.clone();
        let mut fresh = Vec::with_capacity(assignment.len());
        for (name, _) in assignment {
            let between = self.fresh('@');
            let by = Replacement::Index(name.clone(), Index::Name(between.clone()));
            p = self.replace(&p, &by)?;
            fresh.push(between);
        }
        for (between, (_, index)) in fresh.into_iter().zip(assignment) {
            p = self.replace(&p, &Replacement::Index(between, index.clone()))?;
        }
        Ok(p)
    }

    /// The indices of this extent that a product mentions.
    fn candidates(&self, m: &Monomial, extent: &Term) -> BTreeSet<Index> {
        let mut found = BTreeSet::new();
        m.visit(&mut |atom| {
            if let Atom::Member {
                family, indices, ..
            } = atom
                && let Some(family) = self.signature().family(family)
            {
                let places = family.extents.iter().zip(indices);
                found.extend(places.filter(|(e, _)| *e == extent).map(|(_, i)| i.clone()));
            }
            true
        });
        // What a sum or a mean inside the product binds is no value here.
        found.retain(|index| Guard::ValueIsFree.met(is_free(index)));
        found
    }

    /// Whether indices that are declared distinct get values known to differ.
    fn keeps_apart(&self, assignment: &[(Name, Index)]) -> bool {
        self.signature().distinct().iter().all(|names| {
            let value = |name: &String| {
                let given = assignment.iter().find(|(other, _)| **other == **name);
                given.map_or_else(|| Index::Name(name.as_str().into()), |(_, at)| at.clone())
            };
            let touched = names
                .iter()
                .any(|n| assignment.iter().any(|(o, _)| **o == **n));
            let values: Vec<Index> = names.iter().map(value).collect();
            let differ =
                |(place, a): (usize, &Index)| values[..place].iter().all(|b| self.are_apart(a, b));
            !touched || Guard::ValuesKeptApart.met(values.iter().enumerate().all(differ))
        })
    }
}
