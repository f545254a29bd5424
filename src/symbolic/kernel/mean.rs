//! E, Var and Cov of normal forms: linearity, independence, and sums over members of one law.

use crate::num::Rational;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
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
use crate::symbolic::kernel::theorem::Dependence;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

type Checked<T> = Result<T, Refusal>;

/// A random name inside a factor: the family at these steps, and the member if it is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Source {
    name: Name,
    steps: Vec<Polynomial>,
    member: Option<Vec<Index>>,
}

/// Factors with their exponents.
type Factors = Vec<(Atom, i32)>;

/// The indices in a product that no sum binds, by extent.
type Pinned = BTreeMap<Polynomial, Vec<Index>>;

impl Normalizer<'_> {
    /// E[x].
    pub(super) fn expectation(&mut self, x: &Polynomial) -> Checked<Polynomial> {
        let is_random =
            x.0.keys()
                .flat_map(|m| m.0.keys())
                .any(|atom| self.is_random(atom));
        if !is_random {
            return Ok(x.clone());
        }
        if !self.licences.linearity {
            return Ok(Polynomial::atom(Atom::Expectation(x.clone())));
        }
        let mut sum = Polynomial::default();
        for (monomial, c) in x.0.iter() {
            let (random, fixed) = monomial.split(|atom| self.is_random(atom));
            let mean = self.mean(&random)?;
            let fixed = Polynomial::monomial(fixed).scale(*c)?;
            sum = sum.add(&fixed.multiply(&mean)?)?;
        }
        Ok(sum)
    }

    /// Var[x] = E[x²] − E[x]².
    pub(super) fn variance(&mut self, x: &Polynomial) -> Checked<Polynomial> {
        if !self.licences.definitions {
            return Ok(Polynomial::atom(Atom::Variance(x.clone())));
        }
        self.product_minus_means(x, x)
    }

    /// Cov[x, y] = E[xy] − E[x]E[y].
    pub(super) fn covariance(&mut self, x: &Polynomial, y: &Polynomial) -> Checked<Polynomial> {
        if !self.licences.definitions {
            let (x, y) = (x.min(y), x.max(y));
            return Ok(Polynomial::atom(Atom::Covariance(x.clone(), y.clone())));
        }
        self.product_minus_means(x, y)
    }

    fn product_minus_means(&mut self, x: &Polynomial, y: &Polynomial) -> Checked<Polynomial> {
        let mean_of_product = self.expectation(&x.multiply(y)?)?;
        let means = self.expectation(x)?.multiply(&self.expectation(y)?)?;
        mean_of_product.subtract(&means)
    }

    /// E of a product of random factors.
    fn mean(&mut self, m: &Monomial) -> Checked<Polynomial> {
        if m.0.is_empty() {
            return Ok(Polynomial::integer(1));
        }
        let (sums, rest) = m.split(|atom| matches!(atom, Atom::Sum { .. }));
        if !sums.0.is_empty() && self.licences.same_law && self.pinned(m)?.is_some() {
            return self.mean_by_patterns(&sums, &rest);
        }
        let (mut bound, mut body) = (Vec::new(), Polynomial::monomial(rest));
        for (atom, exponent) in &sums.0 {
            for _ in 0..(*exponent).max(0) {
                let (b, f) = self.opened(atom)?;
                bound.extend(b);
                body = body.multiply(&f)?;
            }
            if *exponent < 0 {
                let mut kept = Monomial::default();
                kept.multiply(atom.clone(), *exponent)?;
                body = body.multiply(&Polynomial::monomial(kept))?;
            }
        }
        let split = self.mean_of_each(&body)?;
        self.close(&bound, &split)
    }

    fn opened(&mut self, atom: &Atom) -> Checked<(Vec<Bound>, Polynomial)> {
        match atom {
            Atom::Sum { bound, factors } => self.open(bound, factors),
            other => Ok((Vec::new(), Polynomial::atom(other.clone()))),
        }
    }

    /// The independent parts' means, term by term, with the cited equations applied.
    fn mean_of_each(&mut self, body: &Polynomial) -> Checked<Polynomial> {
        let mut sum = Polynomial::default();
        for (monomial, c) in body.0.iter() {
            let (random, fixed) = monomial.split(|atom| self.is_random(atom));
            let mean = self.mean_of_parts(random.0.into_iter().collect())?;
            let mean = self.rewrite(mean)?;
            sum = sum.add(&Polynomial::monomial(fixed).scale(*c)?.multiply(&mean)?)?;
        }
        Ok(sum)
    }

    /// Sums of sums, by which of their indices coincide. The patterns are counted by type: sums
    /// come in one after the other, and equal patterns are gathered.
    fn mean_by_patterns(&mut self, sums: &Monomial, rest: &Monomial) -> Checked<Polynomial> {
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
    fn pinned(&mut self, m: &Monomial) -> Checked<Option<Pinned>> {
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

    /// E of a product, a factor for each group of factors that is independent of the others.
    fn mean_of_parts(&mut self, factors: Factors) -> Checked<Polynomial> {
        if factors.is_empty() {
            return Ok(Polynomial::integer(1));
        }
        let parts = self.parts(&factors);
        if parts.len() > 1 {
            let mut product = Polynomial::integer(1);
            for part in parts {
                product = product.multiply(&self.mean_of_parts(part)?)?;
            }
            return Ok(product);
        }
        self.mean_of_part(factors)
    }

    /// The factors in independent groups, by the first declaration that separates any.
    fn parts(&mut self, factors: &Factors) -> Vec<Factors> {
        if !self.licences.independence {
            return vec![factors.clone()];
        }
        let sources: Vec<BTreeSet<Source>> = factors.iter().map(|(a, _)| self.sources(a)).collect();
        let all: BTreeSet<&Source> = sources.iter().flatten().collect();
        let signature = self.signature();
        for (place, blocks) in signature.independent().iter().enumerate() {
            let block = |s: &Source| blocks.iter().position(|b| b.iter().any(|n| **n == *s.name));
            let is_covered = all.iter().all(|s| block(s).is_some());
            if !one_step(&all) || !Guard::AllInBlocks.met(is_covered) {
                continue;
            }
            let keys = sources
                .iter()
                .map(|s| s.iter().filter_map(block).collect())
                .collect();
            let apart = |a: &usize, b: &usize| Guard::BlocksDiffer.met(a != b);
            let parts = grouped(factors, keys, apart);
            if parts.len() > 1 {
                self.ledger
                    .dependences
                    .insert(Dependence::Independence(place));
                return parts;
            }
        }
        let Some(name) = self.one_family(&all, &[FamilyKind::Iid]) else {
            return vec![factors.clone()];
        };
        let keys = sources
            .iter()
            .map(|s| s.iter().map(|s| s.member.clone()).collect())
            .collect();
        let parts = grouped(factors, keys, |a, b| self.are_different_members(a, b));
        if parts.len() > 1 {
            self.ledger
                .dependences
                .insert(Dependence::IndependentMembers(name));
        }
        parts
    }

    fn are_different_members(&self, a: &Option<Vec<Index>>, b: &Option<Vec<Index>>) -> bool {
        let (Some(a), Some(b)) = (a, b) else {
            return false;
        };
        Guard::MembersDiffer.met(a.iter().zip(b).any(|(a, b)| self.are_apart(a, b)))
    }

    /// The one family that all sources belong to at one step, if it is of one of these kinds.
    fn one_family(&self, sources: &BTreeSet<&Source>, kinds: &[FamilyKind]) -> Option<String> {
        let first = sources.first()?;
        let family: &Family = self.signature().family(&first.name)?;
        let same = |s: &&Source| s.name == first.name;
        let is_of_kind = match kinds {
            [FamilyKind::Iid] => Guard::MembersAreIid.met(family.kind == FamilyKind::Iid),
            kinds => Guard::MembersHaveOneLaw.met(kinds.contains(&family.kind)),
        };
        let fits = is_of_kind && one_step(sources) && sources.iter().all(same);
        fits.then(|| family.name.clone())
    }

    /// E of factors that nothing separates: an atom, with different members of one law renamed.
    fn mean_of_part(&mut self, factors: Factors) -> Checked<Polynomial> {
        let mut product = Monomial::default();
        for (atom, exponent) in factors {
            if !Guard::MeanIsPolynomial.met(exponent >= 0) {
                return Err(self.not_polynomial(&atom));
            }
            product.multiply(atom, exponent)?;
        }
        self.need_moments(&product)?;
        let sources: BTreeSet<Source> = product.0.keys().flat_map(|a| self.sources(a)).collect();
        let all: BTreeSet<&Source> = sources.iter().collect();
        let kinds = [FamilyKind::Iid, FamilyKind::Exchangeable];
        let same_law = self.one_family(&all, &kinds);
        if let Some(name) = same_law
            && let Some(least) = self.generic(&product, &sources)?
        {
            self.ledger.dependences.insert(Dependence::SameLaw(name));
            product = least;
        }
        Ok(Polynomial::atom(Atom::Expectation(Polynomial::monomial(
            product,
        ))))
    }

    /// The product with its members called 0, 1, … in the order that makes it least; `None` if it
    /// is not known which of them differ.
    fn generic(
        &mut self,
        product: &Monomial,
        sources: &BTreeSet<Source>,
    ) -> Checked<Option<Monomial>> {
        let members: BTreeSet<Option<Vec<Index>>> =
            sources.iter().map(|s| s.member.clone()).collect();
        let list: Vec<&Option<Vec<Index>>> = members.iter().collect();
        let known = |(place, a): (usize, &&Option<Vec<Index>>)| {
            a.is_some()
                && list[..place]
                    .iter()
                    .all(|b| self.are_different_members(a, b))
        };
        let is_plain = product.0.keys().all(|atom| self.is_plain(atom));
        let are_known = Guard::RenamedDiffer.met(list.iter().enumerate().all(known));
        if !is_plain || list.len() > 4 || !are_known {
            return Ok(None);
        }
        let mut least: Option<Monomial> = None;
        for order in permutations(list.len()) {
            let rename = |indices: &[Index]| {
                let at = list.iter().position(|m| m.as_deref() == Some(indices));
                at.and_then(|at| order.get(at).copied())
            };
            let renamed = self.with_members(product, &rename)?;
            let Some((renamed, Rational::ONE)) = renamed.as_term() else {
                return Ok(None);
            };
            if least.as_ref().is_none_or(|m| renamed < m) {
                least = Some(renamed.clone());
            }
        }
        Ok(least)
    }

    /// Whether `with_member` reaches every random member inside.
    fn is_plain(&self, atom: &Atom) -> bool {
        let mut plain = true;
        atom.visit(&mut |inner| {
            plain &=
                matches!(inner, Atom::Member { .. } | Atom::Call { .. }) || !self.is_random(inner);
            plain && matches!(inner, Atom::Call { .. })
        });
        plain
    }

    /// The product with each random member replaced by a generic one.
    fn with_members(
        &mut self,
        product: &Monomial,
        rename: &dyn Fn(&[Index]) -> Option<usize>,
    ) -> Checked<Polynomial> {
        let mut renamed = Polynomial::integer(1);
        for (atom, exponent) in &product.0 {
            let factor = self.with_member(atom, rename)?;
            renamed = renamed.multiply(&self.powi(&factor, *exponent)?)?;
        }
        Ok(renamed)
    }

    fn with_member(
        &mut self,
        atom: &Atom,
        rename: &dyn Fn(&[Index]) -> Option<usize>,
    ) -> Checked<Polynomial> {
        match atom {
            Atom::Member {
                family,
                steps,
                indices,
            } if self.is_random(atom) => {
                let indices =
                    rename(indices).map_or_else(|| indices.clone(), |k| vec![Index::Generic(k)]);
                Ok(Polynomial::atom(Atom::Member {
                    family: family.clone(),
                    steps: steps.clone(),
                    indices,
                }))
            }
            Atom::Call {
                function,
                arguments,
            } if self.is_random(atom) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    let mut value = Polynomial::default();
                    for (m, c) in argument.0.iter() {
                        value = value.add(&self.with_members(m, rename)?.scale(*c)?)?;
                    }
                    values.push(value);
                }
                self.call(function, values)
            }
            other => Ok(Polynomial::atom(other.clone())),
        }
    }

    /// Records that the absolute moments of the product's total order must exist: by Hölder's
    /// inequality they suffice for the mean of the product.
    fn need_moments(&mut self, product: &Monomial) -> Checked<()> {
        let degree: i32 = product.0.values().sum();
        let order = degree.unsigned_abs();
        if Guard::MomentsRecorded.met(false) {
            return Ok(());
        }
        for atom in product.0.keys() {
            let name = match atom {
                Atom::Symbol(name) => name.to_string(),
                Atom::Member { family, .. } => family.to_string(),
                Atom::Call {
                    function,
                    arguments,
                } if &**function == "relu" && arguments.len() == 1 => {
                    self.read_back(&arguments[0])?.to_string()
                }
                other => self
                    .read_back(&Polynomial::atom(other.clone()))?
                    .to_string(),
            };
            self.ledger.needs_moment(&name, order);
        }
        Ok(())
    }

    fn not_polynomial(&mut self, atom: &Atom) -> Refusal {
        let term = self.read_back(&Polynomial::atom(atom.clone()));
        Refusal::NotReadable {
            term: term.map_or_else(|_| "a quotient".to_owned(), |term| term.to_string()),
            why: "the mean of a random denominator is not worked out",
        }
    }

    /// Whether an atom is random.
    pub(super) fn is_random(&self, atom: &Atom) -> bool {
        !self.sources(atom).is_empty()
    }

    /// The random names inside an atom, outside of E, Var and Cov.
    fn sources(&self, atom: &Atom) -> BTreeSet<Source> {
        let mut sources = BTreeSet::new();
        atom.visit(&mut |atom| {
            match atom {
                Atom::Expectation(_) | Atom::Variance(_) | Atom::Covariance(..) => return false,
                Atom::Symbol(name) if self.signature().is_random(name) => {
                    sources.insert(Source {
                        name: name.clone(),
                        steps: Vec::new(),
                        member: None,
                    });
                }
                Atom::Member {
                    family,
                    steps,
                    indices,
                } if self.signature().is_random(family) => {
                    let is_bound = |i: &Index| matches!(i, Index::Name(n) if n.starts_with('#'));
                    let is_one = !indices.iter().any(is_bound);
                    sources.insert(Source {
                        name: family.clone(),
                        steps: steps.clone(),
                        member: is_one.then(|| indices.clone()),
                    });
                }
                _ => {}
            }
            true
        });
        sources
    }
}

/// The labels and pinned indices of an extent.
fn others(labels: &[Bound], pinned: &Pinned, extent: &Polynomial) -> Vec<Index> {
    let same = labels.iter().filter(|label| label.extent == *extent);
    let same = same.map(|label| Index::Name(label.name.clone()));
    same.chain(pinned.get(extent).into_iter().flatten().cloned())
        .collect()
}

/// Whether all stepped sources are at the same step, and not at each step of some range.
fn one_step(sources: &BTreeSet<&Source>) -> bool {
    let mut steps = sources.iter().map(|s| &s.steps).filter(|s| !s.is_empty());
    let Some(first) = steps.next() else {
        return true;
    };
    let mut is_open = false;
    first.iter().for_each(|step| {
        step.visit(&mut |atom| {
            is_open |= matches!(atom, Atom::Symbol(name) if name.starts_with('#'));
            true
        });
    });
    Guard::OneStep.met(!is_open && steps.all(|other| other == first))
}

/// The factors in groups: two share one if any of their keys are not apart.
fn grouped<K: Ord>(
    factors: &Factors,
    keys: Vec<BTreeSet<K>>,
    apart: impl Fn(&K, &K) -> bool,
) -> Vec<Factors> {
    let mut groups: Vec<(Vec<&K>, Factors)> = Vec::new();
    for (factor, keys) in factors.iter().zip(&keys) {
        let mut own: Vec<&K> = keys.iter().collect();
        let touches = |(others, _): &(Vec<&K>, Factors)| {
            own.iter().any(|a| others.iter().any(|b| !apart(a, b)))
        };
        let (joined, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(touches);
        groups = rest;
        let mut members = vec![factor.clone()];
        for (keys, factors) in joined {
            own.extend(keys);
            members.extend(factors);
        }
        groups.push((own, members));
    }
    groups.into_iter().map(|(_, factors)| factors).collect()
}

/// All orders of 0, 1, …, n − 1.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for _ in 0..n {
        let longer = |order: &Vec<usize>| {
            let free: Vec<usize> = (0..n).filter(|k| !order.contains(k)).collect();
            let with = |k: usize| order.iter().copied().chain([k]).collect::<Vec<_>>();
            free.into_iter().map(with).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    orders
}
