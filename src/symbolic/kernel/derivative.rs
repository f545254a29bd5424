//! diff(f, x): the derivative of f by x, all other symbols held fixed.
//!
//! diff binds x: nothing that is known of the value of x enters f. Linearity, the product rule,
//! the chain rule, exp′ = exp, ln′ = 1/x, √′ = 1/(2√), (b^n)′ = n·b^(n−1)·b′.

use crate::num::Rational;
use crate::symbolic::expr::Term;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::call::opaque;
use crate::symbolic::kernel::guard::Guard;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Bound;
use crate::symbolic::kernel::polynomial::Index;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Name;
use crate::symbolic::kernel::polynomial::Polynomial;
use crate::symbolic::kernel::replace::Replacement;

type Checked<T> = Result<T, Refusal>;

impl Normalizer<'_> {
    /// diff(f, x), worked out if the licences say so.
    pub(super) fn derivative(&mut self, body: &Term, variable: &Term) -> Checked<Polynomial> {
        // What is cited holds at the value of x, not around it.
        if Guard::NothingCitedAround.met(false) {
            return self.derivative_at_large(body, variable);
        }
        let cited = std::mem::take(&mut self.rewrites);
        let normal = self.derivative_at_large(body, variable);
        self.rewrites = cited;
        normal
    }

    fn derivative_at_large(&mut self, body: &Term, variable: &Term) -> Checked<Polynomial> {
        let x = self.normalize(variable)?;
        let bad = || Refusal::NotDifferentiable {
            term: variable.to_string(),
            why: "the variable is a constant or a deterministic member",
        };
        let x = x.as_atom().cloned().ok_or_else(bad)?;
        let is_variable = match &x {
            Atom::Symbol(name) => {
                !self.is_whole(&Polynomial::atom(x.clone())) && !name.starts_with('#')
            }
            Atom::Member { .. } => true,
            _ => false,
        };
        if !Guard::VariableIsReal.met(is_variable && !self.is_random(&x)) {
            return Err(bad());
        }
        let body = self.normalize(body)?;
        if self.licences.derivatives {
            return self.slope(&body, &x);
        }
        let variable = Box::new(x);
        Ok(Polynomial::atom(Atom::Derivative { body, variable }))
    }

    fn slope(&mut self, p: &Polynomial, x: &Atom) -> Checked<Polynomial> {
        let mut sum = Polynomial::default();
        for (monomial, c) in p.0.iter() {
            sum = sum.add(&self.slope_of_product(monomial, x)?.scale(*c)?)?;
        }
        Ok(sum)
    }

    /// (Π a_i^{e_i})′ = Σ_i e_i·a_i′·a_i^{e_i − 1}·Π_{j ≠ i} a_j^{e_j}.
    fn slope_of_product(&mut self, m: &Monomial, x: &Atom) -> Checked<Polynomial> {
        let mut sum = Polynomial::default();
        for (atom, exponent) in &m.0 {
            let slope = self.slope_of_atom(atom, x)?;
            let mut rest = m.clone();
            rest.multiply(atom.clone(), -1)?;
            let rest = Polynomial::monomial(rest).scale(Rational::integer(i64::from(*exponent)))?;
            sum = sum.add(&slope.multiply(&rest)?)?;
        }
        Ok(sum)
    }

    fn slope_of_atom(&mut self, atom: &Atom, x: &Atom) -> Checked<Polynomial> {
        if atom == x {
            return Ok(Polynomial::integer(1));
        }
        match atom {
            Atom::Symbol(_) => Ok(Polynomial::default()),
            Atom::Member { .. } => self.slope_of_member(atom, x),
            Atom::Call {
                function,
                arguments,
            } => self.slope_of_call(function, arguments, x),
            Atom::Power { base, exponent } => {
                let is_fixed = !self.depends(&Polynomial::monomial(exponent.clone()), x);
                if !is_fixed {
                    return Err(self.no_slope(atom, "the variable is in an exponent"));
                }
                let inner = self.slope(base, x)?;
                let exponent = Polynomial::monomial(exponent.clone());
                let below = exponent.subtract(&Polynomial::integer(1))?;
                let power = self.power_of(base, &below)?;
                exponent.multiply(&power)?.multiply(&inner)
            }
            Atom::Group(p) => self.slope(p, x),
            Atom::Sum { bound, factors } => {
                let (bound, body) = self.open(bound, factors)?;
                match single_term(&bound, &body, x) {
                    Some((only, at)) => self.slope_of_term(&bound, &only, at, &body, x),
                    None => self.slope_of_terms(&bound, &body, x),
                }
            }
            Atom::Expectation(_) | Atom::Variance(_) | Atom::Covariance(..)
                if self.may_move_laws(x) =>
            {
                Err(self.no_slope(atom, "laws or assumptions mention the variable"))
            }
            _ if self.is_fixed(atom, x) => Ok(Polynomial::default()),
            _ => Err(self.no_slope(atom, "its derivative is not worked out")),
        }
    }

    /// Only the term at one value of an index holds the variable: its derivative, summed over the
    /// other indices.
    fn slope_of_term(
        &mut self,
        bound: &[Bound],
        only: &Name,
        at: Index,
        body: &Polynomial,
        x: &Atom,
    ) -> Checked<Polynomial> {
        let term = self.replace(body, &Replacement::Index(only.clone(), at))?;
        let rest: Vec<Bound> = bound.iter().filter(|b| b.name != *only).cloned().collect();
        let term = self.close(&rest, &term)?;
        self.slope(&term, x)
    }

    /// The derivative of a sum in which factors are the variable at some values of the indices.
    fn slope_of_terms(
        &mut self,
        bound: &[Bound],
        body: &Polynomial,
        x: &Atom,
    ) -> Checked<Polynomial> {
        let open: Vec<Name> = bound.iter().map(|b| b.name.clone()).collect();
        let (terms, singled) = self.slope_of_sum(&open, body, x)?;
        let mut sum = self.close(bound, &terms)?;
        for (fixed, term) in singled {
            let rest = bound.iter().filter(|b| !fixed.contains(&b.name));
            let rest: Vec<Bound> = rest.cloned().collect();
            sum = sum.add(&self.close(&rest, &term)?)?;
        }
        Ok(sum)
    }

    /// Whether a law or an assumption mentions the variable, so that moments may depend on it.
    fn may_move_laws(&self, x: &Atom) -> bool {
        let (Atom::Symbol(name) | Atom::Member { family: name, .. }) = x else {
            return true;
        };
        let signature = self.signature();
        let laws = signature
            .laws()
            .iter()
            .flat_map(|(_, law)| law.free_symbols());
        let assumed = signature
            .assumptions()
            .iter()
            .flat_map(|a| a.statement.free_symbols());
        laws.chain(assumed).any(|other| *other == **name)
    }

    /// The derivative inside a sum over open indices: the part that is summed as before, and for
    /// each factor that is the variable at some values of the indices, those indices and the rest.
    #[expect(
        clippy::type_complexity,
        reason = "two parts of one answer, taken apart at once"
    )]
    fn slope_of_sum(
        &mut self,
        open: &[Name],
        body: &Polynomial,
        x: &Atom,
    ) -> Checked<(Polynomial, Vec<(Vec<Name>, Polynomial)>)> {
        let (mut terms, mut singled) = (Polynomial::default(), Vec::new());
        for (monomial, c) in body.0.iter() {
            for (atom, exponent) in &monomial.0 {
                let mut rest = monomial.clone();
                rest.multiply(atom.clone(), -1)?;
                let c = c.checked_mul(Rational::integer(i64::from(*exponent)))?;
                let mut rest = Polynomial::monomial(rest).scale(c)?;
                match self.hit(atom, x, open)? {
                    Hit::Never => {}
                    Hit::Inside => {
                        let slope = self.slope_of_atom(atom, x)?;
                        terms = terms.add(&slope.multiply(&rest)?)?;
                    }
                    Hit::At(values) => {
                        for (name, index) in &values {
                            let by = Replacement::Index(name.clone(), index.clone());
                            rest = self.replace(&rest, &by)?;
                        }
                        let names = values.into_iter().map(|(name, _)| name).collect();
                        singled.push((names, rest));
                    }
                }
            }
        }
        Ok((terms, singled))
    }

    /// Where a factor under a sum is the variable.
    fn hit(&mut self, atom: &Atom, x: &Atom, open: &[Name]) -> Checked<Hit> {
        let (
            Atom::Member {
                family: f,
                steps: s,
                indices: i,
            },
            Atom::Member {
                family,
                steps,
                indices,
            },
        ) = (atom, x)
        else {
            return Ok(if matches!(atom, Atom::Member { .. }) {
                Hit::Never
            } else {
                Hit::Inside
            });
        };
        if f != family {
            return Ok(Hit::Never);
        }
        if !self.same_steps(s, steps, atom)? {
            return Ok(Hit::Never);
        }
        let mut values: Vec<(Name, Index)> = Vec::new();
        for (at, wanted) in i.iter().zip(indices) {
            match at {
                Index::Name(name) if open.contains(name) => {
                    if values.iter().any(|(other, _)| other == name) {
                        return Err(self.no_slope(atom, "an index stands in two places"));
                    }
                    values.push((name.clone(), wanted.clone()));
                }
                at if at == wanted => {}
                at if Guard::MemberIsDecided.met(self.are_apart(at, wanted)) => {
                    return Ok(Hit::Never);
                }
                _ => {
                    return Err(
                        self.no_slope(atom, "it is not known whether its index is the variable's")
                    );
                }
            }
        }
        Ok(Hit::At(values))
    }

    fn slope_of_member(&mut self, atom: &Atom, x: &Atom) -> Checked<Polynomial> {
        match self.hit(atom, x, &[])? {
            Hit::Never => Ok(Polynomial::default()),
            _ => Ok(Polynomial::integer(1)),
        }
    }

    /// Whether two steps are the same; refused if that is not known.
    fn same_steps(&mut self, a: &[Polynomial], b: &[Polynomial], atom: &Atom) -> Checked<bool> {
        for (a, b) in a.iter().zip(b) {
            match a.subtract(b)?.as_constant() {
                Some(Rational::ZERO) => {}
                Some(_) => return Ok(false),
                None => return Err(self.no_slope(atom, "its step may be the variable's or not")),
            }
        }
        Ok(true)
    }

    fn slope_of_call(
        &mut self,
        function: &str,
        arguments: &[Polynomial],
        x: &Atom,
    ) -> Checked<Polynomial> {
        let [argument] = arguments else {
            return Err(self.no_slope(x, "a function of several arguments holds it"));
        };
        let inner = self.slope(argument, x)?;
        if inner == Polynomial::default() {
            return Ok(inner);
        }
        let here = opaque(function, vec![argument.clone()]);
        let outer = match function {
            "exp" => here,
            "ln" => self.inverse(argument)?,
            "sqrt" => self.inverse(&here.scale(Rational::integer(2))?)?,
            "relu" | "normal_density" | "normal_mass" => {
                let atom = here.as_atom().cloned().unwrap_or_else(|| x.clone());
                return Err(self.no_slope(&atom, "this function has no derivative here"));
            }
            _ => self.call(&format!("{function}'"), vec![argument.clone()])?,
        };
        outer.multiply(&inner)
    }

    fn is_fixed(&self, atom: &Atom, x: &Atom) -> bool {
        Guard::SlopeIsKnown.met(!self.depends(&Polynomial::atom(atom.clone()), x))
    }

    /// Whether the variable stands anywhere inside.
    fn depends(&self, p: &Polynomial, x: &Atom) -> bool {
        let mut found = false;
        p.visit(&mut |atom| {
            found |= match (atom, x) {
                (Atom::Member { family: a, .. }, Atom::Member { family: b, .. }) => a == b,
                _ => atom == x,
            };
            !found
        });
        found
    }

    fn no_slope(&mut self, atom: &Atom, why: &'static str) -> Refusal {
        let term = self.read_back(&Polynomial::atom(atom.clone()));
        Refusal::NotDifferentiable {
            term: term.map_or_else(|_| "a term".to_owned(), |term| term.to_string()),
            why,
        }
    }
}

/// An open index that stands in one place of every occurrence of the variable's family: all terms
/// but the one at the variable's own index are free of the variable.
fn single_term(bound: &[Bound], body: &Polynomial, x: &Atom) -> Option<(Name, Index)> {
    let Atom::Member {
        family: wanted,
        indices: at,
        ..
    } = x
    else {
        return None;
    };
    let mut occurrences: Vec<&Vec<Index>> = Vec::new();
    body.visit(&mut |atom| {
        if let Atom::Member {
            family, indices, ..
        } = atom
            && family == wanted
        {
            occurrences.push(indices);
        }
        true
    });
    bound.iter().find_map(|b| {
        let index = Index::Name(b.name.clone());
        let place = occurrences
            .first()?
            .iter()
            .position(|other| *other == index)?;
        let everywhere = occurrences
            .iter()
            .all(|indices| indices.get(place) == Some(&index));
        let at = at.get(place).filter(|_| everywhere)?;
        Some((b.name.clone(), at.clone()))
    })
}

/// Where a factor is the variable.
enum Hit {
    /// Nowhere.
    Never,
    /// Perhaps inside the factor.
    Inside,
    /// It is the variable when these indices have these values.
    At(Vec<(Name, Index)>),
}
