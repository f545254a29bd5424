//! Putting something in the place of an index or a symbol of a normal form, and closing sums over
//! members. Whatever is touched is built anew, so the answer is in normal form again.

use crate::num::Rational;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;

type Checked<T> = Result<T, Refusal>;

/// What is put in the place of what.
#[derive(Clone, Debug)]
pub(in crate::symbolic::kernel) enum Replacement {
    /// An index of members by another.
    Index(Name, Index),
    /// A symbol by a value.
    Symbol(Name, Polynomial),
}

impl Replacement {
    fn name(&self) -> &Name {
        match self {
            Self::Index(name, _) | Self::Symbol(name, _) => name,
        }
    }
}

/// Sums with more indices than this are not brought into their least form.
const MOST_PERMUTED: usize = 6;

impl Normalizer<'_> {
    /// The polynomial after a replacement. Only names that stand for all their values are replaced,
    /// and a denominator is recorded for all of them: a replacement adds no condition.
    pub(super) fn replace(&mut self, p: &Polynomial, by: &Replacement) -> Checked<Polynomial> {
        let recorded = std::mem::take(&mut self.nonzero);
        let replaced = self.replace_each(p, by);
        self.nonzero = recorded;
        replaced
    }

    fn replace_each(&mut self, p: &Polynomial, by: &Replacement) -> Checked<Polynomial> {
        let mut replaced = Polynomial::default();
        for (monomial, c) in p.0.iter() {
            replaced = replaced.add(&self.replace_in(monomial, by)?.scale(*c)?)?;
        }
        Ok(replaced)
    }

    fn replace_in(&mut self, m: &Monomial, by: &Replacement) -> Checked<Polynomial> {
        let (touched, kept) = m.split(|atom| atom.mentions(by.name()));
        let mut product = Polynomial::monomial(kept);
        for (atom, exponent) in &touched.0 {
            let factor = match atom {
                Atom::Group(p) => self.replace(p, by)?,
                _ => self.rebuild(atom, by)?,
            };
            product = product.multiply(&self.powi(&factor, *exponent)?)?;
        }
        Ok(product)
    }

    fn rebuild(&mut self, atom: &Atom, by: &Replacement) -> Checked<Polynomial> {
        Ok(match atom {
            Atom::Symbol(name) => match by {
                Replacement::Symbol(old, value) if old == name => value.clone(),
                _ => Polynomial::atom(atom.clone()),
            },
            Atom::Member {
                family,
                steps,
                indices,
            } => {
                let member = Atom::Member {
                    family: family.clone(),
                    steps: self.replace_all(steps, by)?,
                    indices: indices.iter().map(|at| replaced_index(at, by)).collect(),
                };
                self.rewrite(Polynomial::atom(member))?
            }
            Atom::Call {
                function,
                arguments,
            } => {
                let arguments = self.replace_all(arguments, by)?;
                self.call(function, arguments)?
            }
            Atom::Power { base, exponent } => {
                let base = self.replace(base, by)?;
                let exponent = self.replace_in(exponent, by)?;
                self.power_of(&base, &exponent)?
            }
            Atom::Group(p) => self.replace(p, by)?,
            Atom::Sum { bound, factors } => {
                let (bound, factors) = self.open(bound, factors)?;
                let body = self.replace(&factors, by)?;
                self.close(&bound, &body)?
            }
            Atom::Aggregate {
                aggregation,
                index,
                from,
                to,
                body,
            } => Polynomial::atom(Atom::Aggregate {
                aggregation: *aggregation,
                index: index.clone(),
                from: self.replace(from, by)?,
                to: self.replace(to, by)?,
                body: self.replace(body, by)?,
            }),
            Atom::Expectation(x) => {
                let x = self.replace(x, by)?;
                self.expectation(&x)?
            }
            Atom::Variance(x) => {
                let x = self.replace(x, by)?;
                self.variance(&x)?
            }
            Atom::Covariance(x, y) => {
                let (x, y) = (self.replace(x, by)?, self.replace(y, by)?);
                self.covariance(&x, &y)?
            }
            Atom::Derivative { body, variable } => self.rebuild_derivative(body, variable, by)?,
        })
    }

    /// At other indices a derivative is by another member; what is cited stays outside of it.
    fn rebuild_derivative(
        &mut self,
        body: &Polynomial,
        variable: &Atom,
        by: &Replacement,
    ) -> Checked<Polynomial> {
        let cited = std::mem::take(&mut self.rewrites);
        let rebuilt = self
            .replace(body, by)
            .and_then(|body| Ok((body, self.rebuild(variable, by)?)));
        self.rewrites = cited;
        let (body, variable) = rebuilt?;
        let variable = variable.as_atom().cloned().ok_or(Refusal::TooLarge)?;
        let variable = Box::new(variable);
        Ok(Polynomial::atom(Atom::Derivative { body, variable }))
    }

    fn replace_all(&mut self, all: &[Polynomial], by: &Replacement) -> Checked<Vec<Polynomial>> {
        all.iter().map(|p| self.replace(p, by)).collect()
    }

    /// The bound indices of a sum under fresh names, and its factors with them.
    pub(super) fn open(
        &mut self,
        bound: &[Bound],
        factors: &Monomial,
    ) -> Checked<(Vec<Bound>, Polynomial)> {
        let mut opened = Vec::with_capacity(bound.len());
        let mut body = Polynomial::monomial(factors.clone());
        for old in bound {
            let name = self.fresh('@');
            self.extents.insert(name.clone(), old.extent.clone());
            let by = Replacement::Index(old.name.clone(), Index::Name(name.clone()));
            body = self.replace(&body, &by)?;
            opened.push(Bound {
                name,
                extent: old.extent.clone(),
            });
        }
        Ok((opened, body))
    }

    /// Σ over all values of the bound indices, which may coincide.
    pub(super) fn close(&mut self, bound: &[Bound], body: &Polynomial) -> Checked<Polynomial> {
        let mut sum = Polynomial::default();
        for (monomial, c) in body.0.iter() {
            sum = sum.add(
                &self
                    .close_one(bound.to_vec(), monomial.clone())?
                    .scale(*c)?,
            )?;
        }
        Ok(sum)
    }

    /// Σ of one product: what is connected by shared indices stays in one sum, the rest factors.
    fn close_one(&mut self, mut bound: Vec<Bound>, factors: Monomial) -> Checked<Polynomial> {
        let Some(first) = bound.pop() else {
            return Ok(Polynomial::monomial(factors));
        };
        let (mut inside, mut outside) = factors.split(|atom| atom.mentions(&first.name));
        if inside.0.is_empty() {
            return self.close_one(bound, outside)?.multiply(&first.extent);
        }
        let mut together = vec![first];
        loop {
            let touches = |b: &Bound| inside.0.keys().any(|atom| atom.mentions(&b.name));
            let (joined, rest): (Vec<Bound>, Vec<Bound>) = bound.into_iter().partition(touches);
            bound = rest;
            if joined.is_empty() {
                break;
            }
            let joins = |atom: &Atom| joined.iter().any(|b| atom.mentions(&b.name));
            let (more, rest) = outside.split(joins);
            (inside, outside) = (inside.product(&more)?, rest);
            together.extend(joined);
        }
        let sum = self.sum_atom(together, &inside)?;
        self.close_one(bound, outside)?.multiply(&sum)
    }

    /// The sum over connected factors; sums among the factors are opened into it.
    fn sum_atom(&mut self, mut bound: Vec<Bound>, factors: &Monomial) -> Checked<Polynomial> {
        let is_sum = |(atom, e): (&Atom, &i32)| matches!(atom, Atom::Sum { .. }) && *e > 0;
        let inner = factors.0.iter().find(|entry| is_sum(*entry));
        let Some((
            Atom::Sum {
                bound: b,
                factors: f,
            },
            _,
        )) = inner
        else {
            return Ok(Polynomial::atom(canonical(&bound, factors, self)?));
        };
        let (opened, body) = self.open(b, f)?;
        let mut rest = factors.clone();
        let atom = Atom::Sum {
            bound: b.clone(),
            factors: f.clone(),
        };
        rest.multiply(atom, -1)?;
        bound.extend(opened);
        let body = body.multiply(&Polynomial::monomial(rest))?;
        self.close(&bound, &body)
    }
}

fn replaced_index(at: &Index, by: &Replacement) -> Index {
    match (at, by) {
        (Index::Name(name), Replacement::Index(old, new)) if name == old => new.clone(),
        _ => at.clone(),
    }
}

/// The least of the sums that differ in the names of their bound indices.
fn canonical(bound: &[Bound], factors: &Monomial, n: &mut Normalizer<'_>) -> Checked<Atom> {
    let height = 1 + factors.0.keys().map(Atom::height).max().unwrap_or(0);
    let mut least: Option<Atom> = None;
    for order in orders(bound) {
        let mut body = Polynomial::monomial(factors.clone());
        let mut named = Vec::with_capacity(bound.len());
        for (k, b) in order.into_iter().enumerate() {
            let name: Name = format!("#{height}.{k}").into();
            let by = Replacement::Index(b.name.clone(), Index::Name(name.clone()));
            body = n.replace(&body, &by)?;
            named.push(Bound {
                name,
                extent: b.extent.clone(),
            });
        }
        let Some((factors, Rational::ONE)) = body.as_term() else {
            continue;
        };
        let sum = Atom::Sum {
            bound: named,
            factors: factors.clone(),
        };
        if least.as_ref().is_none_or(|atom| sum < *atom) {
            least = Some(sum);
        }
    }
    least.ok_or(Refusal::TooLarge)
}

/// The orders of the bound indices in which their extents ascend; only one of many indices.
fn orders(bound: &[Bound]) -> Vec<Vec<Bound>> {
    let mut sorted = bound.to_vec();
    sorted.sort_by(|a, b| a.extent.cmp(&b.extent));
    if sorted.len() > MOST_PERMUTED {
        return vec![sorted];
    }
    let mut orders: Vec<Vec<Bound>> = vec![Vec::new()];
    for place in 0..sorted.len() {
        let extent = &sorted[place].extent;
        let longer = |order: &Vec<Bound>| {
            let fits = |b: &&Bound| b.extent == *extent && !order.contains(b);
            let next: Vec<Bound> = sorted.iter().filter(fits).cloned().collect();
            let with = |b: Bound| order.iter().cloned().chain([b]).collect::<Vec<_>>();
            next.into_iter().map(with).collect::<Vec<_>>()
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    orders
}
