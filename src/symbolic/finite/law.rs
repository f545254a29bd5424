//! Laws of values on a finite space: joint laws, independence, exchangeability, symmetry.

use crate::num::Rational;
use crate::num::RationalError;
use std::collections::BTreeMap;

/// The probability of each tuple of values.
pub(in crate::symbolic::finite) type Law = BTreeMap<Vec<Rational>, Rational>;

/// A random variable as its values at the points.
pub(in crate::symbolic::finite) type Column = Vec<Rational>;

type Result<T> = std::result::Result<T, RationalError>;

/// The joint law of several columns.
pub(in crate::symbolic::finite) fn joint(
    probabilities: &[Rational],
    columns: &[&Column],
) -> Result<Law> {
    let mut law = Law::new();
    for (point, probability) in probabilities.iter().enumerate() {
        let key = columns
            .iter()
            .filter_map(|column| column.get(point).copied());
        let total = law.entry(key.collect()).or_insert(Rational::ZERO);
        *total = total.checked_add(*probability)?;
    }
    Ok(law)
}

/// Whether blocks of columns are mutually independent: P(all) = Π P(block) for every tuple,
/// those of probability 0 included.
pub(in crate::symbolic::finite) fn independent(
    probabilities: &[Rational],
    blocks: &[Vec<&Column>],
) -> Result<bool> {
    let all: Vec<&Column> = blocks.iter().flatten().copied().collect();
    let together = joint(probabilities, &all)?;
    let mut expected = Law::from([(Vec::new(), Rational::ONE)]);
    for block in blocks {
        let law = joint(probabilities, block)?;
        let mut longer = Law::new();
        for (head, p) in &expected {
            for (tail, q) in &law {
                let tuple = head.iter().chain(tail).copied().collect();
                longer.insert(tuple, p.checked_mul(*q)?);
            }
        }
        // Each partial product of laws has all its tuples in the joint law, or there is none.
        if longer.len() > together.len() {
            return Ok(false);
        }
        expected = longer;
    }
    Ok(expected == together)
}

/// Whether any order of the columns has the same joint law; exchanges of neighbours suffice.
pub(in crate::symbolic::finite) fn exchangeable(
    probabilities: &[Rational],
    columns: &[&Column],
) -> Result<bool> {
    let law = joint(probabilities, columns)?;
    for left in 1..columns.len() {
        let mut exchanged = columns.to_vec();
        exchanged.swap(left - 1, left);
        if joint(probabilities, &exchanged)? != law {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a column has the law of its negative.
pub(in crate::symbolic::finite) fn symmetric(
    probabilities: &[Rational],
    column: &Column,
) -> Result<bool> {
    let negative = column
        .iter()
        .map(|x| x.checked_neg())
        .collect::<Result<Column>>()?;
    Ok(joint(probabilities, &[column])? == joint(probabilities, &[&negative])?)
}

/// The mean of a column.
pub(in crate::symbolic::finite) fn mean(
    probabilities: &[Rational],
    column: &[Rational],
) -> Result<Rational> {
    let mut sum = Rational::ZERO;
    for (p, x) in probabilities.iter().zip(column) {
        sum = sum.checked_add(p.checked_mul(*x)?)?;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[i64]) -> Column {
        values.iter().map(|x| Rational::integer(*x)).collect()
    }

    #[test]
    fn two_coins_and_their_parity_are_pairwise_but_not_mutually_independent() {
        let quarter = vec![Rational::new(1, 4).unwrap(); 4];
        let (x, y, parity) = (
            column(&[0, 0, 1, 1]),
            column(&[0, 1, 0, 1]),
            column(&[0, 1, 1, 0]),
        );
        let blocks = |columns: &[&Column]| -> bool {
            let blocks: Vec<Vec<&Column>> = columns.iter().map(|c| vec![*c]).collect();
            independent(&quarter, &blocks).unwrap()
        };
        assert!(blocks(&[&x, &y]) && blocks(&[&x, &parity]));
        assert!(!blocks(&[&x, &y, &parity]));
    }

    #[test]
    fn drawing_without_replacement_is_exchangeable_and_not_independent() {
        let half = vec![Rational::new(1, 2).unwrap(); 2];
        let (first, second) = (column(&[0, 1]), column(&[1, 0]));
        assert!(exchangeable(&half, &[&first, &second]).unwrap());
        assert!(!independent(&half, &[vec![&first], vec![&second]]).unwrap());
        assert!(!symmetric(&half, &first).unwrap());
        assert!(symmetric(&half, &column(&[1, -1])).unwrap());
    }
}
