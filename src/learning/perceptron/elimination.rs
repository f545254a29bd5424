//! Linear systems over the rationals, solved exactly. It chooses no system.

use crate::learning::perceptron::PerceptronError;
use crate::num::Rational;

/// A row of coefficients.
pub(in crate::learning::perceptron) type Row = Vec<Rational>;

/// The solution of a square system whose rows end with the right side; none if it is singular.
///
/// Gauss–Jordan elimination with the first pivot that is not 0: exact numbers need no other.
pub(in crate::learning::perceptron) fn solve(
    mut rows: Vec<Row>,
) -> Result<Option<Vec<Rational>>, PerceptronError> {
    let n = rows.len();
    for column in 0..n {
        let Some(pivot) = (column..n).find(|row| !entry(&rows, *row, column).is_zero()) else {
            return Ok(None);
        };
        rows.swap(column, pivot);
        let pivot_row = normalized(&rows, column)?;
        for (place, row) in rows.iter_mut().enumerate() {
            if place != column {
                subtract(row, &pivot_row, column)?;
            }
        }
        rows.splice(column..=column, [pivot_row]);
    }
    Ok(Some((0..n).map(|row| entry(&rows, row, n)).collect()))
}

/// The places of vectors that do not depend on those before them.
pub(in crate::learning::perceptron) fn independent(
    vectors: &[Row],
) -> Result<Vec<usize>, PerceptronError> {
    let mut basis: Vec<(usize, Row)> = Vec::new();
    let mut places = Vec::new();
    for (place, vector) in vectors.iter().enumerate() {
        let mut rest = vector.clone();
        for (column, row) in &basis {
            subtract(&mut rest, row, *column)?;
        }
        if let Some(column) = rest.iter().position(|x| !x.is_zero()) {
            let rows = [rest];
            basis.push((column, scaled(&rows, 0, column)?));
            places.push(place);
        }
    }
    Ok(places)
}

fn entry(rows: &[Row], row: usize, column: usize) -> Rational {
    let row = rows.get(row).and_then(|row| row.get(column));
    row.copied().unwrap_or(Rational::ZERO)
}

/// A row over its diagonal entry.
fn normalized(rows: &[Row], place: usize) -> Result<Row, PerceptronError> {
    scaled(rows, place, place)
}

/// A row over one of its entries, which is not 0.
fn scaled(rows: &[Row], place: usize, column: usize) -> Result<Row, PerceptronError> {
    let pivot = entry(rows, place, column);
    let row = rows.get(place).into_iter().flatten();
    row.map(|x| Ok(x.checked_div(pivot)?)).collect()
}

/// row ← row − row\[column\]·pivot, where the pivot row has 1 in that column.
fn subtract(row: &mut Row, pivot: &Row, column: usize) -> Result<(), PerceptronError> {
    let factor = row.get(column).copied().unwrap_or(Rational::ZERO);
    if factor.is_zero() {
        return Ok(());
    }
    for (x, p) in row.iter_mut().zip(pivot) {
        *x = x.checked_sub(factor.checked_mul(*p)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[i64]]) -> Vec<Row> {
        let row = |row: &&[i64]| row.iter().map(|n| Rational::integer(*n)).collect();
        rows.iter().map(row).collect()
    }

    #[test]
    fn a_system_is_solved_in_fractions() {
        // 2x + y = 1, x + 3y = 0: x = 3/5, y = −1/5.
        let solution = solve(rows(&[&[2, 1, 1], &[1, 3, 0]])).unwrap().unwrap();
        let texts: Vec<String> = solution.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["3/5", "-1/5"]);
    }

    #[test]
    fn a_zero_on_the_diagonal_is_no_singular_system() {
        let solution = solve(rows(&[&[0, 1, 2], &[1, 0, 3]])).unwrap().unwrap();
        assert_eq!(solution, [Rational::integer(3), Rational::integer(2)]);
        assert_eq!(solve(rows(&[&[1, 2, 1], &[2, 4, 2]])).unwrap(), None);
    }

    #[test]
    fn a_sum_of_earlier_vectors_is_dependent() {
        let vectors = rows(&[&[1, 0, 1], &[0, 1, 1], &[1, 1, 2], &[0, 0, 3], &[5, 5, 5]]);
        assert_eq!(independent(&vectors).unwrap(), [0, 1, 3]);
    }
}
