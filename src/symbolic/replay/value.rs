//! Values: sums of products of random atoms with coefficients in the field. A number is a value
//! without atoms.

use crate::symbolic::replay::field::Field;
use std::collections::BTreeMap;

/// Random atoms by number, ascending, with their exponents.
pub(in crate::symbolic::replay) type Product = Vec<(usize, i32)>;

/// Σ coefficient·product.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::symbolic::replay) struct Value(pub(super) BTreeMap<Product, u64>);

impl Value {
    pub(super) fn number(x: u64) -> Self {
        let mut value = Self::default();
        value.put(Field::VALUES, Product::new(), x);
        value
    }

    pub(super) fn atom(id: usize) -> Self {
        Self(BTreeMap::from([(vec![(id, 1)], 1)]))
    }

    /// The number, if no atom is in it.
    pub(super) fn as_number(&self) -> Option<u64> {
        match self.0.len() {
            0 => Some(0),
            1 => self.0.get(&Product::new()).copied(),
            _ => None,
        }
    }

    /// Adds coefficient·product.
    pub(super) fn put(&mut self, field: Field, product: Product, coefficient: u64) {
        if coefficient == 0 {
            return;
        }
        let sum = self.0.get(&product).copied().unwrap_or(0);
        let sum = field.add(sum, coefficient);
        if sum == 0 {
            self.0.remove(&product);
        } else {
            self.0.insert(product, sum);
        }
    }

    pub(super) fn add(&self, field: Field, other: &Self) -> Self {
        let (mut sum, fewer) = if self.0.len() < other.0.len() {
            (other.clone(), self)
        } else {
            (self.clone(), other)
        };
        for (product, c) in &fewer.0 {
            sum.put(field, product.clone(), *c);
        }
        sum
    }

    pub(super) fn scale(&self, field: Field, by: u64) -> Self {
        if by == 0 {
            return Self::default();
        }
        let scaled = self.0.iter();
        let scaled = scaled.map(|(product, c)| (product.clone(), field.multiply(*c, by)));
        Self(scaled.collect())
    }

    pub(super) fn subtract(&self, field: Field, other: &Self) -> Self {
        self.add(field, &other.scale(field, field.integer(-1)))
    }

    /// The atoms in it.
    pub(super) fn atoms(&self) -> impl Iterator<Item = usize> {
        self.0.keys().flatten().map(|(id, _)| *id)
    }
}

/// The product of two products.
pub(in crate::symbolic::replay) fn joined(a: &[(usize, i32)], b: &[(usize, i32)]) -> Product {
    let mut product = Product::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x.0 == y.0 => {
                let exponent = x.1 + y.1;
                if exponent != 0 {
                    product.push((x.0, exponent));
                }
                a.next();
                b.next();
            }
            (Some(x), Some(y)) if x.0 < y.0 => product.extend(a.next().copied()),
            (_, Some(_)) => product.extend(b.next().copied()),
            (Some(_), None) => product.extend(a.next().copied()),
            (None, None) => return product,
        }
    }
}
