//! A guess at which samples carry the margin, by an interior-point solver in doubles.
//!
//! The guess is trusted for nothing: whoever asks proves what comes of it. A solver that fails is
//! no guess.

use crate::learning::perceptron::nearest::Cloud;
use clarabel::algebra::CscMatrix;
use clarabel::solver::DefaultSettings;
use clarabel::solver::DefaultSolver;
use clarabel::solver::IPSolver;
use clarabel::solver::NonnegativeConeT;
use clarabel::solver::ZeroConeT;

/// Approximate λ of the nearest point, one a vector; none where the solver has no answer.
///
/// Minimizes ½‖z‖² over (z, λ) with z = Σ λᵢvᵢ, λ summing to 1 in each group, λ ≥ 0. The problem
/// always has a solution, so that no infeasible case has to be told from a failure.
pub(in crate::learning::perceptron) fn multipliers(cloud: &Cloud) -> Option<Vec<f64>> {
    let dimension = cloud.vectors.first()?.len();
    let n = cloud.vectors.len();
    let equations = dimension + cloud.n_groups;
    let scale = largest(cloud);
    let mut triplets = Triplets::default();
    for k in 0..dimension {
        triplets.push(k, k, 1.0);
    }
    for (i, (vector, group)) in cloud.vectors.iter().zip(&cloud.groups).enumerate() {
        for (k, x) in vector.iter().enumerate().filter(|(_, x)| !x.is_zero()) {
            triplets.push(k, dimension + i, -x.to_f64() / scale);
        }
        triplets.push(dimension + group, dimension + i, 1.0);
        triplets.push(equations + i, dimension + i, -1.0);
    }
    let constraints = triplets.into_matrix(equations + n, dimension + n);
    let mut squares = Triplets::default();
    (0..dimension).for_each(|k| squares.push(k, k, 1.0));
    let objective = squares.into_matrix(dimension + n, dimension + n);
    let mut right = vec![0.0; equations + n];
    right
        .iter_mut()
        .skip(dimension)
        .take(cloud.n_groups)
        .for_each(|sum| *sum = 1.0);
    let cones = [ZeroConeT(equations), NonnegativeConeT(n)];
    let settings = DefaultSettings {
        verbose: false,
        max_threads: 1,
        ..DefaultSettings::default()
    };
    let linear = vec![0.0; dimension + n];
    let mut solver =
        DefaultSolver::new(&objective, &linear, &constraints, &right, &cones, settings).ok()?;
    solver.solve();
    let found: Vec<f64> = solver.solution.x.iter().skip(dimension).copied().collect();
    (found.len() == n && found.iter().all(|x| x.is_finite())).then_some(found)
}

/// The vectors in order of their approximate weight, without those of next to none.
pub(in crate::learning::perceptron) fn hint(multipliers: &[f64]) -> Vec<usize> {
    /// Well above what the solver leaves on vectors that carry nothing, about 10⁻⁹; a vector that
    /// is left out by mistake enters later.
    const LEAST: f64 = 1e-6;
    let mut places: Vec<usize> = (0..multipliers.len()).collect();
    let weight = |place: usize| multipliers.get(place).copied().unwrap_or_default();
    places.retain(|place| LEAST < weight(*place));
    places.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
    places
}

/// The largest |coordinate|, 1 if all are 0: the solver sees numbers of at most 1.
fn largest(cloud: &Cloud) -> f64 {
    let sizes = cloud.vectors.iter().flatten().map(|x| x.to_f64().abs());
    let most = sizes.fold(0.0, f64::max);
    if most == 0.0 { 1.0 } else { most }
}

/// Entries of a sparse matrix.
#[derive(Default)]
struct Triplets {
    rows: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
}

impl Triplets {
    fn push(&mut self, row: usize, column: usize, value: f64) {
        self.rows.push(row);
        self.columns.push(column);
        self.values.push(value);
    }

    fn into_matrix(self, rows: usize, columns: usize) -> CscMatrix<f64> {
        CscMatrix::new_from_triplets(rows, columns, self.rows, self.columns, self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Rational;
    use crate::num::Tolerance;

    #[test]
    fn the_guess_is_near_the_exact_multipliers() {
        // The nearest point of the line through (3, 0) and (0, 4): 16/25 and 9/25.
        let vectors = [[5, 5], [3, 0], [0, 4]];
        let cloud = Cloud {
            vectors: vectors
                .iter()
                .map(|v| v.map(Rational::integer).to_vec())
                .collect(),
            groups: vec![0; 3],
            n_groups: 1,
        };
        let guess = multipliers(&cloud).unwrap();
        // The solver's own tolerance is 10⁻⁸ in the objective, √ of that in λ.
        let tolerance = Tolerance::bound(1e-4);
        assert!(tolerance.accepts(guess[1], 0.64) && tolerance.accepts(guess[2], 0.36));
        assert_eq!(hint(&guess), [1, 2]);
    }
}
