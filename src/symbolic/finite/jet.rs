//! A value with its exact derivatives: truncated multilinear arithmetic (forward mode).
//!
//! For k variables of differentiation part S of a jet, S a subset written as k bits, is the mixed
//! derivative along the variables in S. With k = 0 a jet is a value. It does not know terms.

use crate::num::Rational;
use crate::symbolic::finite::ModelError;
use crate::symbolic::finite::quantity::Quantity;

/// 2^k mixed derivatives; the first is the value.
#[derive(Clone, Debug)]
pub(in crate::symbolic::finite) struct Jet(Vec<Quantity>);

impl Jet {
    /// A value that does not change along any of `depth` variables.
    pub(in crate::symbolic::finite) fn fixed(value: Quantity, depth: usize) -> Self {
        let mut parts = vec![value];
        parts.resize(1 << depth, Quantity::ZERO);
        Self(parts)
    }

    /// The value of a variable of differentiation, given the places it has among them.
    pub(in crate::symbolic::finite) fn variable(
        value: Quantity,
        depth: usize,
        places: impl Iterator<Item = usize>,
    ) -> Self {
        let mut jet = Self::fixed(value, depth);
        for place in places {
            if let Some(part) = jet.0.get_mut(1 << place) {
                *part = Quantity::Constant(Rational::ONE);
            }
        }
        jet
    }

    /// The value.
    pub(in crate::symbolic::finite) fn into_value(self) -> Quantity {
        self.0.into_iter().next().unwrap_or(Quantity::ZERO)
    }

    /// The derivative along the last variable.
    pub(in crate::symbolic::finite) fn last_derivative(mut self) -> Self {
        let half = self.0.len() / 2;
        Self(self.0.split_off(half))
    }

    /// Whether all derivatives are 0.
    pub(in crate::symbolic::finite) fn is_fixed(&self) -> bool {
        self.0.iter().skip(1).all(Quantity::is_zero)
    }

    /// Applies a linear operation to each part.
    pub(in crate::symbolic::finite) fn each(
        self,
        f: impl FnMut(Quantity) -> Result<Quantity, ModelError>,
    ) -> Result<Self, ModelError> {
        Ok(Self(self.0.into_iter().map(f).collect::<Result<_, _>>()?))
    }

    pub(in crate::symbolic::finite) fn add(self, other: &Self) -> Result<Self, ModelError> {
        let parts = self.0.into_iter().zip(&other.0);
        let sums = parts.map(|(x, y)| x.zip(y, Rational::checked_add));
        Ok(Self(sums.collect::<Result<_, _>>()?))
    }

    pub(in crate::symbolic::finite) fn subtract(self, other: &Self) -> Result<Self, ModelError> {
        let parts = self.0.into_iter().zip(&other.0);
        let differences = parts.map(|(x, y)| x.zip(y, Rational::checked_sub));
        Ok(Self(differences.collect::<Result<_, _>>()?))
    }

    /// (fg)_S = Σ_{T ⊆ S} f_T · g_{S∖T}.
    pub(in crate::symbolic::finite) fn multiply(self, other: &Self) -> Result<Self, ModelError> {
        if let ([_], [right]) = (self.0.as_slice(), other.0.as_slice()) {
            return self.each(|left| left.zip(right, Rational::checked_mul));
        }
        let mut parts = Vec::with_capacity(self.0.len());
        for set in 0..self.0.len() {
            let mut sum = Quantity::ZERO;
            for subset in (0..=set).filter(|subset| subset & set == *subset) {
                add_product(&mut sum, &self.0, subset, &other.0, set ^ subset)?;
            }
            parts.push(sum);
        }
        Ok(Self(parts))
    }

    /// h = f/g from f = hg, the smallest sets first.
    pub(in crate::symbolic::finite) fn divide(self, other: &Self) -> Result<Self, ModelError> {
        if let ([_], [right]) = (self.0.as_slice(), other.0.as_slice()) {
            return self.each(|left| left.zip(right, Rational::checked_div));
        }
        let divisor = other.0.first().cloned().unwrap_or(Quantity::ZERO);
        let mut parts: Vec<Quantity> = Vec::with_capacity(self.0.len());
        for (set, part) in self.0.into_iter().enumerate() {
            let mut known = Quantity::ZERO;
            for subset in (0..set).filter(|subset| subset & set == *subset) {
                add_product(&mut known, &parts, subset, &other.0, set ^ subset)?;
            }
            let rest = part.zip(&known, Rational::checked_sub)?;
            parts.push(rest.zip(&divisor, Rational::checked_div)?);
        }
        Ok(Self(parts))
    }

    /// A whole power; a negative one inverts.
    pub(in crate::symbolic::finite) fn power(self, exponent: i32) -> Result<Self, ModelError> {
        if let [_] = self.0.as_slice() {
            return self.each(|x| {
                let exponent = Quantity::Constant(Rational::integer(exponent.into()));
                x.zip(&exponent, |x, n| x.powi(n.numerator() as i32))
            });
        }
        let depth = self.0.len().trailing_zeros() as usize;
        let mut product = Self::fixed(Quantity::Constant(Rational::ONE), depth);
        for _ in 0..exponent.unsigned_abs() {
            product = product.multiply(&self)?;
        }
        if exponent >= 0 {
            return Ok(product);
        }
        Self::fixed(Quantity::Constant(Rational::ONE), depth).divide(&product)
    }

    /// A polynomial of the jet, its constant coefficient first (Horner).
    pub(in crate::symbolic::finite) fn polynomial(
        &self,
        coefficients: &[Rational],
    ) -> Result<Self, ModelError> {
        let depth = self.0.len().trailing_zeros() as usize;
        let mut sum = Self::fixed(Quantity::ZERO, depth);
        for coefficient in coefficients.iter().rev() {
            let constant = Self::fixed(Quantity::Constant(*coefficient), depth);
            sum = sum.multiply(self)?.add(&constant)?;
        }
        Ok(sum)
    }
}

/// sum += left_i · right_j, where most parts are the number 0.
fn add_product(
    sum: &mut Quantity,
    left: &[Quantity],
    i: usize,
    right: &[Quantity],
    j: usize,
) -> Result<(), ModelError> {
    let (Some(x), Some(y)) = (left.get(i), right.get(j)) else {
        return Ok(());
    };
    if x.is_zero() || y.is_zero() {
        return Ok(());
    }
    let product = x.clone().zip(y, Rational::checked_mul)?;
    *sum = product.zip(sum, Rational::checked_add)?;
    Ok(())
}
