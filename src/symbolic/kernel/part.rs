//! The mean of one product: its independent parts, and different members of one law renamed.

use crate::num::Rational;
use crate::symbolic::expr::Family;
use crate::symbolic::expr::FamilyKind;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::theorem::Dependence;
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

impl Normalizer<'_> {
    /// E of a product, a factor for each group of factors that is independent of the others.
    pub(super) fn mean_of_parts(&mut self, factors: Factors) -> Checked<Polynomial> {
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
            let keys: Vec<BTreeSet<_>> = sources
                .iter()
                .map(|s| s.iter().filter_map(block).collect())
                .collect();
            let apart = |a: &usize, b: &usize| Guard::BlocksDiffer.met(a != b);
            let parts = grouped(factors, &keys, apart);
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
        let keys: Vec<BTreeSet<_>> = sources
            .iter()
            .map(|s| s.iter().map(|s| s.member.clone()).collect())
            .collect();
        let parts = grouped(factors, &keys, |a, b| self.are_different_members(a, b));
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

    pub(super) fn not_polynomial(&mut self, atom: &Atom) -> Refusal {
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
    keys: &[BTreeSet<K>],
    apart: impl Fn(&K, &K) -> bool,
) -> Vec<Factors> {
    let mut groups: Vec<(Vec<&K>, Factors)> = Vec::new();
    for (factor, keys) in factors.iter().zip(keys) {
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
