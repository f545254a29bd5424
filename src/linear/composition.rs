//! Which kernels a stack of small ones makes, one channel throughout.
//!
//! It counts dimensions exactly; nothing is measured.

use crate::linear::LinearError;
use crate::linear::product::within_limit;

/// The most products of an elimination: seconds, where the memory alone would allow hours.
const MOST_PRODUCTS: u64 = 1 << 30;
/// 2³¹ − 1, a prime: products of two residues fit 64 bits.
const PRIME: u64 = (1 << 31) - 1;
/// A primitive root of it, whose powers are the entries of the point.
const ROOT: u64 = 7;

/// The dimension of the set of kernels that `layers` correlations by kernels of size `kernel` along
/// each of so many `axes` compose to: for two 3×3 17 of the 25 dimensions of 5×5 kernels.
///
/// # Definition
/// Composing multiplies the kernels' polynomials, so the derivative at (f₁, …, f_m) has the columns
/// x^i·∏_{j≠l} f_j; its greatest rank is the dimension. It is at most the number of entries of the
/// composed kernel, and at most m(k^a − 1) + 1, because scalings of the layers that cancel change
/// nothing. The rank at one point in the integers modulo a prime is at most that over the rationals
/// at that point, which is at most the greatest: where it meets the bound, all three are equal.
///
/// A kernel that no two 3×3 of one channel compose to is 1 + x⁴ + y⁴ (ones at a corner and at the
/// ends of both sides from it): the quartic curve it defines is smooth, so it is irreducible, over
/// the complex numbers too.
///
/// # Errors
/// [`LinearError::Axes`] unless there are 1 to 3 axes; [`LinearError::Window`] for a kernel or a
/// stack of 0; [`LinearError::TooLarge`]; [`LinearError::TooLong`] beyond 2³⁰ products;
/// [`LinearError::Undecided`] where rank and bound differ.
///
/// # Example
/// ```
/// use varprop::linear::reachable_dimension;
/// assert_eq!(reachable_dimension(3, 2, 2)?, 17);
/// assert_eq!(reachable_dimension(3, 3, 2)?, 25);
/// // Every polynomial of degree 4 is a product of two of degree 2 in one variable.
/// assert_eq!(reachable_dimension(3, 2, 1)?, 5);
/// # Ok::<(), varprop::linear::LinearError>(())
/// ```
pub fn reachable_dimension(
    kernel: usize,
    layers: usize,
    axes: usize,
) -> Result<usize, LinearError> {
    if axes == 0 || axes > 3 {
        return Err(LinearError::Axes {
            what: "a kernel",
            received: axes,
        });
    }
    if kernel == 0 || layers == 0 {
        return Err(LinearError::Window {
            span: kernel,
            padded: layers,
            stride: 1,
        });
    }
    let small = volume(kernel, axes);
    let side = (kernel - 1).saturating_mul(layers).saturating_add(1);
    let entries = volume(side, axes);
    let unknowns = small.saturating_mul(layers);
    let size = entries.saturating_mul(unknowns) as u64;
    within_limit(size)?;
    let products = size.saturating_mul(entries.min(unknowns) as u64);
    if products > MOST_PRODUCTS {
        return Err(LinearError::TooLong {
            products,
            limit: MOST_PRODUCTS,
        });
    }
    let bound = entries.min(unknowns - layers + 1);
    let rank = rank(derivative(kernel, layers, axes));
    if rank == bound {
        Ok(rank)
    } else {
        Err(LinearError::Undecided { rank, bound })
    }
}

fn volume(side: usize, axes: usize) -> usize {
    (0..axes).fold(1, |product: usize, _| product.saturating_mul(side))
}

/// A kernel along each of so many axes, as a polynomial modulo the prime.
#[derive(Clone, Debug, PartialEq)]
struct Polynomial {
    side: usize,
    axes: usize,
    coefficients: Vec<u64>,
}

impl Polynomial {
    /// The coefficient sequence of a shift within a kernel of this size.
    fn monomial(side: usize, axes: usize, at: usize) -> Self {
        let mut coefficients = vec![0; volume(side, axes)];
        if let Some(one) = coefficients.get_mut(at) {
            *one = 1;
        }
        Self {
            side,
            axes,
            coefficients,
        }
    }

    fn times(&self, other: &Self) -> Self {
        let side = self.side + other.side - 1;
        let mut product = vec![0; volume(side, self.axes)];
        for (i, a) in self.coefficients.iter().enumerate() {
            for (j, b) in other.coefficients.iter().enumerate() {
                let at = self.moved(i, side) + other.moved(j, side);
                if let Some(sum) = product.get_mut(at) {
                    *sum = (*sum + a * b) % PRIME;
                }
            }
        }
        Self {
            side,
            axes: self.axes,
            coefficients: product,
        }
    }

    /// Where this place lies in a box of another side.
    fn moved(&self, mut at: usize, side: usize) -> usize {
        let mut moved = 0;
        let mut weight = 1;
        for _ in 0..self.axes {
            moved += at % self.side * weight;
            at /= self.side;
            weight *= side;
        }
        moved
    }
}

/// Rows x^i·∏_{j≠l} f_j at the point whose entries are successive powers of a primitive root.
fn derivative(kernel: usize, layers: usize, axes: usize) -> Vec<Vec<u64>> {
    let mut power = 1;
    let mut next = || {
        power = power * ROOT % PRIME;
        power
    };
    // Squared and shifted, so that no kernel is a multiple of another.
    let point: Vec<Polynomial> = (0..layers)
        .map(|layer| Polynomial {
            side: kernel,
            axes,
            coefficients: (0..volume(kernel, axes))
                .map(|_| (next() + layer as u64) % PRIME)
                .map(|x| x * x % PRIME)
                .collect(),
        })
        .collect();
    let mut rows = Vec::new();
    for left_out in 0..layers {
        let others = point
            .iter()
            .enumerate()
            .filter(|(layer, _)| *layer != left_out);
        let one = Polynomial::monomial(1, axes, 0);
        let product = others.fold(one, |product, (_, factor)| product.times(factor));
        for at in 0..volume(kernel, axes) {
            let shift = Polynomial::monomial(kernel, axes, at);
            rows.push(product.times(&shift).coefficients);
        }
    }
    rows
}

/// The rank modulo the prime, by elimination.
fn rank(mut rows: Vec<Vec<u64>>) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let mut rank = 0;
    for column in 0..columns {
        let leads = |row: &Vec<u64>| row.get(column).is_some_and(|entry| *entry != 0);
        let Some(found) = rows.iter().skip(rank).position(leads) else {
            continue;
        };
        rows.swap(rank, rank + found);
        let (above, below) = rows.split_at_mut(rank + 1);
        if let Some(pivot) = above.last() {
            below
                .iter_mut()
                .for_each(|row| eliminate(row, pivot, column));
        }
        rank += 1;
    }
    rank
}

/// row − (row[column]/pivot[column])·pivot.
fn eliminate(row: &mut [u64], pivot: &[u64], column: usize) {
    let at = |row: &[u64]| row.get(column).copied().unwrap_or(0);
    let factor = at(row) * inverse(at(pivot)) % PRIME;
    for (entry, above) in row.iter_mut().zip(pivot) {
        *entry = (*entry + PRIME - factor * above % PRIME) % PRIME;
    }
}

/// x^(p − 2), by Fermat.
fn inverse(x: u64) -> u64 {
    let (mut base, mut exponent, mut power) = (x, PRIME - 2, 1);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % PRIME;
        }
        base = base * base % PRIME;
        exponent /= 2;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Rational;

    /// The rank over the rationals, of small matrices.
    fn rational_rank(rows: &[Vec<u64>]) -> usize {
        let exact = |x: &u64| Rational::new(i128::from(*x), 1).unwrap();
        let mut rows: Vec<Vec<Rational>> = rows
            .iter()
            .map(|row| row.iter().map(exact).collect())
            .collect();
        let zero = Rational::new(0, 1).unwrap();
        let mut rank = 0;
        for column in 0..rows[0].len() {
            let Some(found) = (rank..rows.len()).find(|row| rows[*row][column] != zero) else {
                continue;
            };
            rows.swap(rank, found);
            let pivot = rows[rank].clone();
            for row in rows.iter_mut().skip(rank + 1) {
                let factor = row[column].checked_div(pivot[column]).unwrap();
                for (entry, above) in row.iter_mut().zip(&pivot) {
                    let part = factor.checked_mul(*above).unwrap();
                    *entry = entry.checked_sub(part).unwrap();
                }
            }
            rank += 1;
        }
        rank
    }

    /// (1 + x)·(x^i) and (2 + x)·(x^i) over two axes of size 2: small enough for exact fractions.
    #[test]
    fn the_rank_modulo_a_prime_is_that_over_the_rationals() {
        let polynomial = |coefficients: [u64; 4]| Polynomial {
            side: 2,
            axes: 2,
            coefficients: coefficients.to_vec(),
        };
        let (f, g) = (polynomial([1, 2, 3, 5]), polynomial([2, 1, 1, 4]));
        let shifts = |h: &Polynomial| {
            (0..4)
                .map(|at| h.times(&Polynomial::monomial(2, 2, at)).coefficients)
                .collect::<Vec<_>>()
        };
        let rows = [shifts(&f), shifts(&g)].concat();
        assert_eq!((rational_rank(&rows), rank(rows)), (7, 7));
        assert_eq!(reachable_dimension(2, 2, 2), Ok(7));
    }

    #[test]
    fn two_and_three_3x3_reach_17_of_25_and_25_of_49_dimensions() {
        assert_eq!(reachable_dimension(3, 2, 2), Ok(17));
        assert_eq!(reachable_dimension(3, 3, 2), Ok(25));
        assert_eq!(reachable_dimension(3, 1, 2), Ok(9));
        assert_eq!(reachable_dimension(1, 4, 2), Ok(1));
        assert_eq!(reachable_dimension(3, 2, 3), Ok(53));
        for layers in 1..6 {
            assert_eq!(reachable_dimension(3, layers, 1), Ok(2 * layers + 1));
        }
    }

    /// How many 3×3 kernels modulo 3 divide a 5×5 kernel with a 3×3 quotient. Constant terms are
    /// not 0, so that the quotient is a power series; where its first 5×5 terms end at 3×3, the
    /// product has no others.
    fn n_factors_modulo_3(kernel: [[u32; 5]; 5]) -> usize {
        let is_factor = |code: &u32| {
            let a = |u: usize, v: usize| code / 3_u32.pow((3 * u + v) as u32) % 3;
            let mut b = [[0_u32; 5]; 5];
            for i in 0..5 {
                for j in 0..5 {
                    let taps = (0..=i.min(2)).flat_map(|u| (0..=j.min(2)).map(move |v| (u, v)));
                    let rest = taps.skip(1).map(|(u, v)| a(u, v) * b[i - u][j - v]);
                    // 1 and 2 are their own inverses modulo 3.
                    b[i][j] = (kernel[i][j] + 2 * rest.sum::<u32>()) * a(0, 0) % 3;
                }
            }
            let is_small = |i: usize, j: usize| (i < 3 && j < 3) || b[i][j] == 0;
            a(0, 0) != 0 && (0..25).all(|at| is_small(at / 5, at % 5))
        };
        (0..3_u32.pow(9)).filter(is_factor).count()
    }

    /// Over the rationals a product could be made of whole primitive kernels (Gauss's lemma), and
    /// these would remain factors modulo 3.
    #[test]
    fn the_kernel_1_plus_x4_plus_y4_is_no_product_of_two_3x3() {
        let mut kernel = [[0; 5]; 5];
        (kernel[0][0], kernel[4][0], kernel[0][4]) = (1, 1, 1);
        assert_eq!(n_factors_modulo_3(kernel), 0);
        // (1 + xy)(1 + x²y²), which is one: the search finds it, both factors, each times ±1.
        let mut product = [[0; 5]; 5];
        (0..4).for_each(|k| product[k][k] = 1);
        assert!(n_factors_modulo_3(product) >= 4);
    }

    #[test]
    fn stacks_of_nothing_are_refused() {
        let code = |k, m, a| reachable_dimension(k, m, a).unwrap_err().code();
        assert_eq!(
            (code(0, 2, 2), code(3, 0, 2), code(3, 2, 4)),
            ("window", "window", "axes")
        );
        assert_eq!(code(1000, 1000, 3), "too-large");
        // One axis, a kernel of 1999 places: 2997 rows of 1999 entries fit, 10¹⁰ products do not.
        assert_eq!(code(3, 999, 1), "too-long");
    }
}
