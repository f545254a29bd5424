//! A guess at which samples carry the margin: the nearest point by an active-set method in doubles.
//!
//! The guess is trusted for nothing: whoever asks proves what comes of it in rationals. It ends
//! where rounding hides progress, so that what it finds is near the answer, not the answer.

use crate::learning::perceptron::elimination::Row;
use crate::learning::perceptron::nearest::Cloud;
use crate::num::Rational;
use std::cmp::Ordering::Equal;

/// Approximate λ of the nearest point, one a vector; none for a cloud without vectors.
///
/// P. Wolfe (1976), "Finding the nearest point in a polytope": at most one weight a dimension and
/// a group is above 0, and those vectors are independent.
pub(in crate::learning::perceptron) fn multipliers(cloud: &Cloud) -> Option<Vec<f64>> {
    /// Steps past one a vector: vectors that enter and leave again are few.
    const MORE_STEPS: usize = 1_000;
    let points = Points::of(cloud);
    let mut support = points.shortest_of_each_group()?;
    let mut nearest = points.combination(&support);
    for _ in 0..points.vectors.len() + MORE_STEPS {
        let Some(entering) = points.most_violated(&nearest, &support) else {
            break;
        };
        let mut wider = support.clone();
        wider.push((entering, 0.0));
        let Some(settled) = points.settle(wider) else {
            break;
        };
        let nearer = points.combination(&settled);
        if dot(&nearest, &nearest) <= dot(&nearer, &nearer) {
            break;
        }
        (support, nearest) = (settled, nearer);
    }
    let mut found = vec![0.0; points.vectors.len()];
    for (place, weight) in support {
        if let Some(multiplier) = found.get_mut(place) {
            *multiplier = weight;
        }
    }
    found.iter().all(|x| x.is_finite()).then_some(found)
}

/// The vectors in order of their approximate weight, without those of next to none.
pub(in crate::learning::perceptron) fn hint(multipliers: &[f64]) -> Vec<usize> {
    /// What rounding leaves on a vector that carries nothing; one that is left out by mistake
    /// enters later.
    const LEAST: f64 = 1e-12;
    let mut places: Vec<usize> = (0..multipliers.len()).collect();
    let weight = |place: usize| multipliers.get(place).copied().unwrap_or_default();
    places.retain(|place| LEAST < weight(*place));
    places.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
    places
}

/// Places with their weights.
type Support = Vec<(usize, f64)>;

/// A cloud in doubles, divided by its largest |coordinate|.
struct Points {
    vectors: Vec<Vec<f64>>,
    groups: Vec<usize>,
    n_groups: usize,
}

impl Points {
    fn of(cloud: &Cloud) -> Self {
        let plain = |row: &Row| row.iter().copied().map(Rational::to_f64).collect();
        let mut vectors: Vec<Vec<f64>> = cloud.vectors.iter().map(plain).collect();
        let sizes = vectors.iter().flatten().map(|x| x.abs());
        let most = sizes.fold(0.0, f64::max);
        if 0.0 < most {
            vectors.iter_mut().flatten().for_each(|x| *x /= most);
        }
        Self {
            vectors,
            groups: cloud.groups.clone(),
            n_groups: cloud.n_groups,
        }
    }

    fn vector(&self, place: usize) -> &[f64] {
        self.vectors.get(place).map_or(&[], Vec::as_slice)
    }

    fn group(&self, place: usize) -> usize {
        self.groups.get(place).copied().unwrap_or_default()
    }

    fn shortest_of_each_group(&self) -> Option<Support> {
        let length = |place: &usize| dot(self.vector(*place), self.vector(*place));
        let shortest = |group| {
            let members = (0..self.vectors.len()).filter(|place| self.group(*place) == group);
            members.min_by(|a, b| length(a).total_cmp(&length(b)))
        };
        (0..self.n_groups)
            .map(|group| Some((shortest(group)?, 1.0)))
            .collect()
    }

    /// z = Σ λᵢvᵢ.
    fn combination(&self, support: &Support) -> Vec<f64> {
        let mut sum = vec![0.0; self.vectors.first().map_or(0, Vec::len)];
        for (place, weight) in support {
            for (total, x) in sum.iter_mut().zip(self.vector(*place)) {
                *total += weight * x;
            }
        }
        sum
    }

    /// The vector that lies farthest below the level of its group, beyond rounding.
    fn most_violated(&self, nearest: &[f64], support: &Support) -> Option<usize> {
        let mut levels = vec![f64::INFINITY; self.n_groups];
        for (place, _) in support {
            if let Some(level) = levels.get_mut(self.group(*place)) {
                *level = level.min(dot(self.vector(*place), nearest));
            }
        }
        // Coordinates are at most 1: a product of two rounded vectors errs by about d·ε.
        let mut worst = (-4.0 * f64::EPSILON * nearest.len() as f64, None);
        for (place, vector) in self.vectors.iter().enumerate() {
            let level = levels.get(self.group(place)).copied().unwrap_or_default();
            let below = dot(vector, nearest) - level;
            if below < worst.0 {
                worst = (below, Some(place));
            }
        }
        worst.1
    }

    /// Walks to the nearest point of the affine hull, dropping what would turn negative on the
    /// way; none where the vectors have become dependent.
    fn settle(&self, mut support: Support) -> Option<Support> {
        loop {
            let target = self.affine_weights(&support)?;
            let reach = |((_, from), to): (&(usize, f64), &f64)| from / (from - to);
            let places = support.iter().zip(&target).enumerate();
            // What is 0 and stays 0 reaches it nowhere: 0/0, whose sign is the processor's.
            let negative = places.filter(|(_, ((_, from), to))| **to <= 0.0 && *from != **to);
            let first = negative
                .map(|(k, pair)| (k, reach(pair)))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            let share = first.map_or(1.0, |(_, share)| share);
            for ((_, weight), to) in support.iter_mut().zip(&target) {
                *weight += share * (to - *weight);
            }
            let Some((leaving, _)) = first else {
                return Some(support);
            };
            support.remove(leaving);
        }
    }

    /// Weights, of any sign, of the nearest point of the affine hulls: Gλ = Eμ, Eᵀλ = 1, with
    /// G = (vᵢ·vⱼ) and E the membership of groups.
    fn affine_weights(&self, support: &Support) -> Option<Vec<f64>> {
        let member = |place: usize, group| f64::from(u8::from(self.group(place) == group));
        let mut rows = Vec::new();
        for (i, _) in support {
            let products = support.iter();
            let products = products.map(|(j, _)| dot(self.vector(*i), self.vector(*j)));
            let marks = (0..self.n_groups).map(|group| -member(*i, group));
            rows.push(products.chain(marks).chain([0.0]).collect());
        }
        for group in 0..self.n_groups {
            let marks = support.iter().map(|(place, _)| member(*place, group));
            let zeros = (0..self.n_groups).map(|_| 0.0);
            rows.push(marks.chain(zeros).chain([1.0]).collect());
        }
        let mut solution = solve(rows)?;
        solution.truncate(support.len());
        Some(solution)
    }
}

/// Gauss–Jordan elimination with the largest pivot; none where it is lost in rounding.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let size = |row: &usize| rows.get(*row)?.get(column).map(|x| x.abs());
        let pivot = (column..n).max_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(Equal))?;
        rows.swap(column, pivot);
        let mut pivot_row = std::mem::take(rows.get_mut(column)?);
        let divisor = *pivot_row.get(column)?;
        if divisor.is_nan() || divisor.abs() <= f64::EPSILON {
            return None;
        }
        pivot_row.iter_mut().for_each(|x| *x /= divisor);
        for row in rows.iter_mut().filter(|row| !row.is_empty()) {
            let factor = *row.get(column)?;
            let entries = row.iter_mut().zip(&pivot_row).skip(column);
            entries.for_each(|(x, p)| *x -= factor * p);
        }
        *rows.get_mut(column)? = pivot_row;
    }
    rows.iter().map(|row| row.last().copied()).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    fn guess(vectors: &[[i64; 2]], groups: &[usize]) -> Vec<f64> {
        let row = |v: &[i64; 2]| v.map(Rational::integer).to_vec();
        let cloud = Cloud {
            vectors: vectors.iter().map(row).collect(),
            groups: groups.to_vec(),
            n_groups: groups.iter().max().map_or(0, |most| most + 1),
        };
        multipliers(&cloud).unwrap()
    }

    #[test]
    fn the_guess_is_near_the_exact_multipliers() {
        // The nearest point of the line through (3, 0) and (0, 4): 16/25 and 9/25.
        let guess = guess(&[[5, 5], [3, 0], [0, 4]], &[0; 3]);
        // A system of three equations, its numbers at most 1 and its condition about 10.
        let tolerance = Tolerance::rounding(300, 1.0);
        assert!(tolerance.accepts(guess[1], 0.64) && tolerance.accepts(guess[2], 0.36));
        assert_eq!(hint(&guess), [1, 2]);
    }

    #[test]
    fn a_guess_at_inseparable_classes_balances_them() {
        // Exclusive or: each diagonal's middle, seen from the other class.
        let guess = guess(&[[0, 0], [-1, -1], [0, 1], [1, 0]], &[0, 0, 1, 1]);
        let tolerance = Tolerance::rounding(300, 1.0);
        assert!(
            guess.iter().all(|x| tolerance.accepts(*x, 0.5)),
            "{guess:?}"
        );
    }

    #[test]
    fn a_vector_given_twice_carries_its_weight_once() {
        let guess = guess(&[[1, 2], [1, 2], [1, -2], [1, -2]], &[0; 4]);
        assert_eq!(hint(&guess).len(), 2, "{guess:?}");
    }
}
