//! The point nearest to the origin of a sum of convex hulls, exactly, with its proof.
//!
//! Minimize ‖Σ λᵢvᵢ‖² where λ ≥ 0 sums to 1 within each group. With vᵢ = yᵢxᵢ and the classes as
//! groups, the minimum is the distance between the hulls of the classes; with one group, it is the
//! margin of planes through the origin. It knows neither samples nor margins.

use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::elimination::Row;
use crate::learning::perceptron::elimination::independent;
use crate::learning::perceptron::elimination::solve;
use crate::learning::perceptron::scalar::dot;
use crate::num::Rational;
use crate::num::RationalError;

/// Vectors in groups.
#[derive(Clone, Debug)]
pub(in crate::learning::perceptron) struct Cloud {
    /// The vectors, all of one dimension.
    pub(in crate::learning::perceptron) vectors: Vec<Row>,
    /// The group of each vector, below `n_groups`; no group is empty.
    pub(in crate::learning::perceptron) groups: Vec<usize>,
    /// How many groups there are.
    pub(in crate::learning::perceptron) n_groups: usize,
}

/// The nearest point and what proves it.
#[derive(Clone, Debug)]
pub(in crate::learning::perceptron) struct Nearest {
    /// λ, one a vector.
    pub(in crate::learning::perceptron) multipliers: Vec<Rational>,
    /// z = Σ λᵢvᵢ.
    pub(in crate::learning::perceptron) point: Row,
    /// The least vᵢ·z within each group; their sum is ‖z‖².
    pub(in crate::learning::perceptron) levels: Vec<Rational>,
}

/// More steps than any dataset of ordinary size needs; each strictly lowers the distance.
const MOST_STEPS: usize = 10_000;

/// The nearest point, by an active-set method (P. Wolfe 1976, "Finding the nearest point in a
/// polytope") in rationals. `hint` names vectors that are likely to carry weight, the likeliest
/// first: a good one saves all steps, a bad one costs time and nothing else.
///
/// # Errors
/// `Arithmetic` where a number leaves 128 bits.
pub(in crate::learning::perceptron) fn nearest(
    cloud: &Cloud,
    hint: &[usize],
) -> Result<Nearest, PerceptronError> {
    let mut support = start(cloud, hint)?;
    for _ in 0..MOST_STEPS {
        let candidate = cloud.point_of(&support)?;
        match cloud.most_violated(&candidate)? {
            Some(entering) => {
                support.push((entering, Rational::ZERO));
                support = settle(cloud, support)?;
            }
            None if cloud.is_proved(&candidate.multipliers)? => return Ok(candidate),
            None => break,
        }
    }
    // The steps ended without a proof: whatever was found is not handed out.
    Err(RationalError::Overflow.into())
}

/// Vectors with their multipliers.
type Support = Vec<(usize, Rational)>;

/// The independent vectors of the hint if they carry positive weights, else one vector a group.
fn start(cloud: &Cloud, hint: &[usize]) -> Result<Support, PerceptronError> {
    let rows: Vec<Row> = hint.iter().map(|place| cloud.marked(*place)).collect();
    let chosen = independent(&rows)?;
    let chosen: Vec<usize> = chosen
        .iter()
        .filter_map(|k| hint.get(*k).copied())
        .collect();
    let covers = (0..cloud.n_groups).all(|g| chosen.iter().any(|i| cloud.group(*i) == g));
    if covers
        && let Some(weights) = cloud.affine_weights(&chosen)?
        && weights.iter().all(|weight| Rational::ZERO < *weight)
    {
        return Ok(chosen.into_iter().zip(weights).collect());
    }
    let first = |group| cloud.groups.iter().position(|g| *g == group);
    let firsts = (0..cloud.n_groups).filter_map(first);
    Ok(firsts.map(|place| (place, Rational::ONE)).collect())
}

/// Walks to the nearest point of the affine hull, dropping what would turn negative on the way.
fn settle(cloud: &Cloud, mut support: Support) -> Result<Support, PerceptronError> {
    loop {
        let places: Vec<usize> = support.iter().map(|(place, _)| *place).collect();
        let Some(target) = cloud.affine_weights(&places)? else {
            return Err(RationalError::Overflow.into());
        };
        let mut share = Rational::ONE;
        for ((_, from), to) in support.iter().zip(&target) {
            if *to < Rational::ZERO {
                share = share.min(from.checked_div(from.checked_sub(*to)?)?);
            }
        }
        for ((_, weight), to) in support.iter_mut().zip(&target) {
            *weight = weight.checked_add(share.checked_mul(to.checked_sub(*weight)?)?)?;
        }
        support.retain(|(_, weight)| !weight.is_zero());
        if share == Rational::ONE {
            return Ok(support);
        }
    }
}

impl Cloud {
    fn vector(&self, place: usize) -> &[Rational] {
        self.vectors.get(place).map_or(&[], Vec::as_slice)
    }

    fn group(&self, place: usize) -> usize {
        self.groups.get(place).copied().unwrap_or_default()
    }

    /// (v, e_g): independent rows make a system with one solution.
    fn marked(&self, place: usize) -> Row {
        let group = self.group(place);
        let marks = (0..self.n_groups).map(|g| {
            if g == group {
                Rational::ONE
            } else {
                Rational::ZERO
            }
        });
        self.vector(place).iter().copied().chain(marks).collect()
    }

    /// Weights, of any sign, of the nearest point of the affine hulls: Gλ = Eμ, Eᵀλ = 1, with
    /// G = (vᵢ·vⱼ) and E the membership of groups; none where the system is singular.
    fn affine_weights(&self, places: &[usize]) -> Result<Option<Vec<Rational>>, PerceptronError> {
        let mut rows = Vec::new();
        for i in places {
            let mut row = Vec::new();
            for j in places {
                row.push(dot(self.vector(*i), self.vector(*j))?);
            }
            let minus_one = Rational::integer(-1);
            let member = |g| {
                if g == self.group(*i) {
                    minus_one
                } else {
                    Rational::ZERO
                }
            };
            row.extend((0..self.n_groups).map(member));
            row.push(Rational::ZERO);
            rows.push(row);
        }
        for group in 0..self.n_groups {
            let member = |i: &usize| {
                if self.group(*i) == group {
                    Rational::ONE
                } else {
                    Rational::ZERO
                }
            };
            let mut row: Row = places.iter().map(member).collect();
            row.extend((0..self.n_groups).map(|_| Rational::ZERO));
            row.push(Rational::ONE);
            rows.push(row);
        }
        Ok(solve(rows)?.map(|mut solution| {
            solution.truncate(places.len());
            solution
        }))
    }

    /// z and the levels of the supporting vectors.
    fn point_of(&self, support: &Support) -> Result<Nearest, PerceptronError> {
        let mut multipliers = vec![Rational::ZERO; self.vectors.len()];
        for (place, weight) in support {
            if let Some(multiplier) = multipliers.get_mut(*place) {
                *multiplier = *weight;
            }
        }
        let point = self.combination(&multipliers)?;
        let mut levels = vec![Rational::ZERO; self.n_groups];
        for (place, _) in support {
            if let Some(level) = levels.get_mut(self.group(*place)) {
                *level = dot(self.vector(*place), &point)?;
            }
        }
        Ok(Nearest {
            multipliers,
            point,
            levels,
        })
    }

    /// Σ λᵢvᵢ.
    fn combination(&self, multipliers: &[Rational]) -> Result<Row, PerceptronError> {
        let dimension = self.vectors.first().map_or(0, Vec::len);
        let mut sum = vec![Rational::ZERO; dimension];
        for (vector, multiplier) in self.vectors.iter().zip(multipliers) {
            if multiplier.is_zero() {
                continue;
            }
            for (total, x) in sum.iter_mut().zip(vector) {
                *total = total.checked_add(multiplier.checked_mul(*x)?)?;
            }
        }
        Ok(sum)
    }

    /// The vector that lies farthest below the level of its group, if any does.
    fn most_violated(&self, candidate: &Nearest) -> Result<Option<usize>, PerceptronError> {
        let mut worst = (Rational::ZERO, None);
        for (place, vector) in self.vectors.iter().enumerate() {
            let level = candidate.levels.get(self.group(place)).copied();
            let below =
                dot(vector, &candidate.point)?.checked_sub(level.unwrap_or(Rational::ZERO))?;
            if below < worst.0 {
                worst = (below, Some(place));
            }
        }
        Ok(worst.1)
    }

    /// Whether λ proves its point nearest, from nothing but λ: λ ≥ 0 sums to 1 in each group, and
    /// the least vᵢ·z of the groups sum to ‖z‖². Then ‖z′‖·‖z‖ ≥ z′·z ≥ ‖z‖² for every other z′.
    pub(in crate::learning::perceptron) fn is_proved(
        &self,
        multipliers: &[Rational],
    ) -> Result<bool, PerceptronError> {
        let point = self.combination(multipliers)?;
        let mut sums = vec![Rational::ZERO; self.n_groups];
        let mut levels: Vec<Option<Rational>> = vec![None; self.n_groups];
        for (place, (vector, multiplier)) in self.vectors.iter().zip(multipliers).enumerate() {
            if *multiplier < Rational::ZERO {
                return Ok(false);
            }
            let level = dot(vector, &point)?;
            if let Some(sum) = sums.get_mut(self.group(place)) {
                *sum = sum.checked_add(*multiplier)?;
            }
            if let Some(least) = levels.get_mut(self.group(place)) {
                *least = Some(least.map_or(level, |least| least.min(level)));
            }
        }
        let mut total = Rational::ZERO;
        for level in levels {
            let Some(level) = level else { return Ok(false) };
            total = total.checked_add(level)?;
        }
        let length = dot(&point, &point)?;
        Ok(sums.iter().all(|sum| *sum == Rational::ONE) && total == length)
    }
}

#[cfg(test)]
mod tests;
