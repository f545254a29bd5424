//! Sums over members of one law, counted by which of their indices coincide.

use crate::num::Rational;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::polynomial::is_free;
use crate::symbolic::kernel::replace::Replacement;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// The indices in a product that no sum binds, by extent.
type Pinned = BTreeMap<Polynomial, Vec<Index>>;

impl Normalizer<'_> {
    /// Sums of sums, by which of their indices coincide. The patterns are counted by type: sums
    /// come in one after the other, and equal patterns are gathered.
    pub(super) fn mean_by_patterns(
        &mut self,
        sums: &Monomial,
        rest: &Monomial,
    ) -> Checked<Polynomial> {
        self.depth += 1;
        let mean = self.mean_of_patterns(sums, rest);
        self.depth -= 1;
        mean
    }

    fn mean_of_patterns(&mut self, sums: &Monomial, rest: &Monomial) -> Checked<Polynomial> {
        let whole = sums.product(rest)?;
        let pinned = self.pinned(&whole)?.unwrap_or_default();
        let mut patterns = BTreeMap::from([((Vec::new(), rest.clone()), Rational::ONE)]);
        for (atom, exponent) in &sums.0 {
            if *exponent < 0 {
                return Err(self.not_polynomial(atom));
            }
            for _ in 0..*exponent {
                let mut next = BTreeMap::new();
                for ((labels, factors), count) in patterns {
                    self.apart_from(&labels, &pinned, |n| {
                        let (bound, body) = n.opened(atom)?;
                        let body = Polynomial::monomial(factors)
                            .multiply(&body)?
                            .scale(count)?;
                        n.coincide(labels.clone(), &bound, &body, &pinned, &mut next)
                    })?;
                }
                patterns = next;
            }
        }
        let mut sum = Polynomial::default();
        for ((labels, factors), count) in patterns {
            let mean = self.apart_from(&labels, &pinned, |n| {
                let mean = n.mean_of_each(&Polynomial::monomial(factors))?;
                n.sum_apart(&labels, &pinned, mean)
            })?;
            sum = sum.add(&mean.scale(count)?)?;
        }
        Ok(sum)
    }

    /// Works with labels that differ from one another and from the pinned indices.
    fn apart_from<T>(
        &mut self,
        labels: &[Bound],
        pinned: &Pinned,
        work: impl FnOnce(&mut Self) -> Checked<T>,
    ) -> Checked<T> {
        let outer = self.apart.len();
        for (place, label) in labels.iter().enumerate() {
            for other in others(&labels[..place], pinned, &label.extent) {
                self.apart.push((label.name.clone(), other));
            }
        }
        let done = work(self);
        self.apart.truncate(outer);
        done
    }

    /// Lets each bound index be one of the labels, one of the pinned indices, or new.
    fn coincide(
        &mut self,
        labels: Vec<Bound>,
        bound: &[Bound],
        body: &Polynomial,
        pinned: &Pinned,
        patterns: &mut BTreeMap<(Vec<Bound>, Monomial), Rational>,
    ) -> Checked<()> {
        let Some((first, later)) = bound.split_first() else {
            for (monomial, c) in body.0.iter() {
                let key = self.pattern(&labels, monomial, pinned)?;
                let entry = patterns.entry(key).or_insert(Rational::ZERO);
                *entry = entry.checked_add(*c)?;
            }
            return Ok(());
        };
        for choice in others(&labels, pinned, &first.extent) {
            let by = Replacement::Index(first.name.clone(), choice);
            let body = self.replace(body, &by)?;
            self.coincide(labels.clone(), later, &body, pinned, patterns)?;
        }
        let label = Bound {
            name: self.fresh('~'),
            extent: first.extent.clone(),
        };
        self.extents
            .insert(label.name.clone(), label.extent.clone());
        let by = Replacement::Index(first.name.clone(), Index::Name(label.name.clone()));
        let labels: Vec<Bound> = labels.into_iter().chain([label]).collect();
        self.apart_from(&labels, pinned, |n| {
            let body = n.replace(body, &by)?;
            n.coincide(labels.clone(), later, &body, pinned, patterns)
        })
    }

    /// A pattern under standard labels, so that equal ones are found equal.
    fn pattern(
        &mut self,
        labels: &[Bound],
        m: &Monomial,
        pinned: &Pinned,
    ) -> Checked<(Vec<Bound>, Monomial)> {
        let mut keyed = Vec::with_capacity(labels.len());
        for label in labels {
            let (own, _) = m.split(|atom| atom.mentions(&label.name));
            let masked = Replacement::Index(label.name.clone(), Index::Name("~".into()));
            keyed.push((
                label.extent.clone(),
                self.replace(&Polynomial::monomial(own), &masked)?,
                label,
            ));
        }
        keyed.sort();
        // By way of fresh names: a standard label may stand in the pattern already.
        let (mut between, mut body) = (Vec::new(), Polynomial::monomial(m.clone()));
        for (extent, _, label) in keyed {
            let name = self.fresh('@');
            let by = Replacement::Index(label.name.clone(), Index::Name(name.clone()));
            body = self.replace(&body, &by)?;
            between.push((name, extent));
        }
        let mut named = Vec::new();
        for (place, (_, extent)) in between.iter().enumerate() {
            let name: Name = format!("~{}.{place}", self.depth).into();
            let extent = extent.clone();
            self.extents.insert(name.clone(), extent.clone());
            named.push(Bound { name, extent });
        }
        let body = self.apart_from(&named, pinned, |n| {
            let pairs = between.into_iter().zip(&named);
            pairs.into_iter().try_fold(body, |body, ((old, _), new)| {
                let new = Index::Name(new.name.clone());
                n.replace(&body, &Replacement::Index(old, new))
            })
        })?;
        match body.as_term() {
            Some((monomial, Rational::ONE)) => Ok((named, monomial.clone())),
            _ => Ok((labels.to_vec(), m.clone())),
        }
    }

    /// Σ over labels that differ from one another and from the pinned indices:
    /// Σ_{x ∉ D} g(x) = Σ_x g(x) − Σ_{d ∈ D} g(d).
    fn sum_apart(
        &mut self,
        labels: &[Bound],
        pinned: &Pinned,
        g: Polynomial,
    ) -> Checked<Polynomial> {
        let Some((last, before)) = labels.split_last() else {
            return Ok(g);
        };
        let mut sum = self.close(std::slice::from_ref(last), &g)?;
        for at in others(before, pinned, &last.extent) {
            let by = Replacement::Index(last.name.clone(), at);
            sum = sum.subtract(&self.replace(&g, &by)?)?;
        }
        self.sum_apart(before, pinned, sum)
    }

    /// The indices in a product that no sum binds, by extent; `None` if two of one extent are not
    /// known to differ.
    pub(super) fn pinned(&mut self, m: &Monomial) -> Checked<Option<Pinned>> {
        let mut found: BTreeSet<(usize, Name, Index)> = BTreeSet::new();
        m.visit(&mut |atom| {
            if let Atom::Member {
                family, indices, ..
            } = atom
            {
                let places = indices.iter().enumerate().filter(|(_, i)| is_free(i));
                found.extend(places.map(|(place, i)| (place, family.clone(), i.clone())));
            }
            true
        });
        let mut pinned = Pinned::new();
        for (place, family, index) in found {
            let extent = self
                .signature()
                .family(&family)
                .and_then(|f| f.extents.get(place));
            let Some(extent) = extent else { continue };
            let extent = self.extent(extent)?;
            let known = pinned.entry(extent).or_default();
            if known.contains(&index) {
                continue;
            }
            let differs = known.iter().all(|other| self.are_apart(other, &index));
            if !Guard::PinnedDiffer.met(differs) {
                return Ok(None);
            }
            known.push(index);
        }
        Ok(Some(pinned))
    }

    /// Whether two indices surely differ.
    pub(super) fn are_apart(&self, a: &Index, b: &Index) -> bool {
        match (a, b) {
            (Index::Literal(a), Index::Literal(b)) => a != b,
            (Index::Generic(a), Index::Generic(b)) => a != b,
            (Index::Name(a), Index::Name(b)) if self.are_declared_distinct(a, b) => true,
            _ => self.are_labelled_apart(a, b) || self.are_labelled_apart(b, a),
        }
    }

    fn are_declared_distinct(&self, a: &Name, b: &Name) -> bool {
        let listed = |names: &Vec<String>, x: &Name| names.iter().any(|name| **name == **x);
        let mut lists = self.signature().distinct().iter();
        a != b && lists.any(|names| listed(names, a) && listed(names, b))
    }

    /// Whether the first is a label of a pattern that differs from the second.
    fn are_labelled_apart(&self, label: &Index, other: &Index) -> bool {
        let mut pairs = self.apart.iter();
        matches!(label, Index::Name(label) if pairs.any(|(l, o)| l == label && o == other))
    }
}

/// The labels and pinned indices of an extent.
fn others(labels: &[Bound], pinned: &Pinned, extent: &Polynomial) -> Vec<Index> {
    let same = labels.iter().filter(|label| label.extent == *extent);
    let same = same.map(|label| Index::Name(label.name.clone()));
    same.chain(pinned.get(extent).into_iter().flatten().cloned())
        .collect()
}
