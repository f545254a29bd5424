//! E, Var and Cov of normal forms, term by term and sum by sum.

use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;

type Checked<T> = Result<T, Refusal>;

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

    pub(super) fn opened(&mut self, atom: &Atom) -> Checked<(Vec<Bound>, Polynomial)> {
        match atom {
            Atom::Sum { bound, factors } => self.open(bound, factors),
            other => Ok((Vec::new(), Polynomial::atom(other.clone()))),
        }
    }

    /// The independent parts' means, term by term, with the cited equations applied.
    pub(super) fn mean_of_each(&mut self, body: &Polynomial) -> Checked<Polynomial> {
        let mut sum = Polynomial::default();
        for (monomial, c) in body.0.iter() {
            let (random, fixed) = monomial.split(|atom| self.is_random(atom));
            let mean = self.mean_of_parts(random.0.into_iter().collect())?;
            let mean = self.rewrite(mean)?;
            sum = sum.add(&Polynomial::monomial(fixed).scale(*c)?.multiply(&mean)?)?;
        }
        Ok(sum)
    }
}
