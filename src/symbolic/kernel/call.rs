//! Functions of normal forms: those the kernel knows, and declared ones, of which it knows nothing.

use crate::num::Rational;
use crate::symbolic::kernel::Refusal;
use crate::symbolic::kernel::normal::Normalizer;
use crate::symbolic::kernel::polynomial::Atom;
use crate::symbolic::kernel::polynomial::Monomial;
use crate::symbolic::kernel::polynomial::Polynomial;

type Checked<T> = Result<T, Refusal>;

impl Normalizer<'_> {
    /// function(arguments).
    pub(super) fn call(
        &mut self,
        function: &str,
        arguments: Vec<Polynomial>,
    ) -> Checked<Polynomial> {
        let normal = match (function, arguments.as_slice()) {
            ("relu", [t]) => relu(t)?,
            // |t| = 2·relu(t) − t.
            ("abs", [t]) => relu(t)?.scale(Rational::integer(2))?.subtract(t)?,
            // max(a, b) = b + relu(a − b).
            ("max", [a, b]) => b.add(&relu(&a.subtract(b)?)?)?,
            ("min", [a, b]) => a.subtract(&relu(&a.subtract(b)?)?)?,
            ("exp", [t]) => exponential(t)?,
            ("ln", [t]) if *t == Polynomial::integer(1) => Polynomial::default(),
            ("ln" | "sqrt", [_]) => opaque(function, arguments),
            ("normal_density" | "normal_mass", [_]) => opaque(function, arguments),
            (_, [_]) if self.is_declared(function) => opaque(function, arguments),
            _ => {
                return Err(Refusal::NotDeclared {
                    name: function.to_owned(),
                    needed: "as a function of so many arguments",
                });
            }
        };
        self.rewrite(normal)
    }

    /// Whether the name, without the primes of a derivative, is a declared function.
    fn is_declared(&self, function: &str) -> bool {
        let base = function.trim_end_matches('\'');
        self.signature().functions().iter().any(|name| name == base)
    }
}

pub(super) fn opaque(function: &str, arguments: Vec<Polynomial>) -> Polynomial {
    Polynomial::atom(Atom::Call {
        function: function.into(),
        arguments,
    })
}

/// relu(t) = max(t, 0), with a first coefficient of 1 in its argument: relu(−t) = relu(t) − t, and
/// relu(ct) = c·relu(t) for c > 0.
fn relu(t: &Polynomial) -> Checked<Polynomial> {
    let Some((_, first)) = t.0.first_key_value() else {
        return Ok(Polynomial::default());
    };
    if let Some(value) = t.as_constant() {
        return Ok(Polynomial::constant(value.max(Rational::ZERO)));
    }
    let argument = t.scale(Rational::ONE.checked_div(*first)?)?;
    let rectified = opaque("relu", vec![argument.clone()]);
    if *first > Rational::ZERO {
        return rectified.scale(*first);
    }
    rectified.subtract(&argument)?.scale(first.checked_neg()?)
}

/// e^t, a product over the terms of t; whole multiples are powers.
fn exponential(t: &Polynomial) -> Checked<Polynomial> {
    let mut product = Monomial::default();
    for (monomial, c) in t.0.iter() {
        let term = Polynomial::monomial(monomial.clone());
        let whole = i32::try_from(c.numerator()).ok().filter(|_| c.is_integer());
        let (argument, exponent) = match whole {
            Some(n) => (term, n),
            None => (term.scale(*c)?, 1),
        };
        let function = "exp".into();
        let arguments = vec![argument];
        product.multiply(
            Atom::Call {
                function,
                arguments,
            },
            exponent,
        )?;
    }
    Ok(Polynomial::monomial(product))
}
