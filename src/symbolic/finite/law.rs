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
    if let Some(mean) = mean_of_like_fractions(probabilities, column) {
        return Ok(mean);
    }
    let mut sum = Rational::ZERO;
    for (p, x) in probabilities.iter().zip(column) {
        sum = sum.checked_add(p.checked_mul(*x)?)?;
    }
    Ok(sum)
}

/// The mean over a denominator that grows by whole factors and is reduced once; `None` where
/// that does not do. Most laws have one denominator, and reducing costs more than adding.
fn mean_of_like_fractions(probabilities: &[Rational], column: &[Rational]) -> Option<Rational> {
    let (mut numerator, mut denominator) = (0_i128, 1_i128);
    for (p, x) in probabilities.iter().zip(column) {
        let n = p.numerator().checked_mul(x.numerator())?;
        let d = p.denominator().checked_mul(x.denominator())?;
        if d == denominator {
            numerator = numerator.checked_add(n)?;
        } else if d % denominator == 0 {
            numerator = numerator.checked_mul(d / denominator)?.checked_add(n)?;
            denominator = d;
        } else if denominator % d == 0 {
            numerator = numerator.checked_add(n.checked_mul(denominator / d)?)?;
        } else {
            return None;
        }
    }
    Rational::new(numerator, denominator).ok()
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
    fn a_mean_is_the_same_with_like_and_unlike_denominators() {
        let fraction = |n, d| Rational::new(n, d).unwrap();
        let weights = [fraction(1, 2), fraction(1, 4), fraction(1, 4)];
        // 1/2·1 + 1/4·(−3) + 1/4·1/2 = −1/8, and 1/2·1/3 + 1/4·1/5 + 1/4·0 = 13/60.
        let like = [fraction(1, 1), fraction(-3, 1), fraction(1, 2)];
        let unlike = [fraction(1, 3), fraction(1, 5), Rational::ZERO];
        assert_eq!(mean(&weights, &like).unwrap(), fraction(-1, 8));
        assert_eq!(mean(&weights, &unlike).unwrap(), fraction(13, 60));
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
