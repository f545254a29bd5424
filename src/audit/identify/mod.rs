//! Which of the candidates explain a tensor.
//!
//! A set of laws that covers the true one at a stated confidence, whatever else is in the list; the
//! empty set says that none of them drew it. It names no bug.

mod evidence;
mod shape;

use crate::audit::Candidate;
use crate::audit::FAMILIES;
use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Scan;
use crate::audit::effective_storage;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::num::real;
use evidence::Evidence;

pub(in crate::audit) use evidence::unit_check;

/// A candidate that was not ruled out.
#[derive(Clone, Debug, PartialEq)]
pub struct Remaining {
    /// The law and its names.
    pub candidate: Candidate,
    /// ln of the likelihood, less that of the likeliest candidate.
    pub log_likelihood: f64,
    /// The second moment that was found over that of the law.
    pub ratio: f64,
}

/// What is left of the candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct Identification {
    /// The laws that remain, the likeliest first.
    pub remaining: Vec<Remaining>,
    /// The families of the laws that remain; if none does, those that fit at the scale that was
    /// found, whatever rule has it.
    pub families: Vec<Family>,
    /// The format that the values have, whatever the file's: its budget of roundings was allowed.
    pub precision: Storage,
}

/// Tests of one candidate beside the likelihood.
const TESTS: f64 = 4.0;

/// The set of candidates that explain these values, with P(the law that drew them is not in it) ≤
/// α.
///
/// Candidate k stays if its mixture e-value (1/K)Σⱼexp(ℓⱼ − ℓₖ) is below 2/α (under law k its mean
/// is at most 1, so Markov's inequality bounds an error by α/2) and no test of mean, variance,
/// extremes or shape rejects it at α/8. Both hold for every n: no normal limit is used, and all are of
/// all values.
///
/// Low precision has budgets, which can only keep a law: its scale may be any within
/// [`rounding`](crate::audit::rounding), its draws may be steps of
/// [`lattice`](crate::audit::lattice) in probability. What counts is the
/// [precision of the values](effective_storage), not of the file.
///
/// Candidates that only some models have ([`Candidate::is_rare`]) are named where no other remains: the
/// promise holds for the others.
///
/// # Errors
/// When values are not finite, or all 0.
pub fn identify(
    scan: &Scan,
    storage: Storage,
    candidates: &[Candidate],
    alpha: f64,
) -> Result<Identification, StatError> {
    let storage = effective_storage(scan, storage);
    let evidence = Evidence::of(scan, storage)?;
    let stated = candidates.iter();
    let stated = stated.filter_map(|one| one.law.log_evidence(scan, storage));
    let mixture = log_mean_exp(&stated.collect::<Vec<_>>());
    let mut remaining = Vec::new();
    for candidate in candidates {
        let laws = candidate.law.within_budget(scan, storage);
        let likelihoods = laws
            .iter()
            .filter_map(|law| law.log_likelihood(scan, storage));
        let found = likelihoods.fold(f64::NEG_INFINITY, f64::max);
        let is_likely = found.is_finite() && mixture - found < real::ln(2.0 / alpha);
        if !is_likely || !is_any_left(&laws, &evidence, alpha)? {
            continue;
        }
        remaining.push(Remaining {
            candidate: candidate.clone(),
            log_likelihood: found,
            ratio: ratio(scan, candidate.law),
        });
    }
    if remaining.iter().any(|one| !one.candidate.is_rare) {
        remaining.retain(|one| !one.candidate.is_rare);
    }
    remaining.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    let best = remaining.first().map_or(0.0, |first| first.log_likelihood);
    remaining
        .iter_mut()
        .for_each(|one| one.log_likelihood -= best);
    Ok(Identification {
        families: families(&remaining, &evidence, alpha)?,
        remaining,
        precision: storage,
    })
}

/// Σx²/n over the law's variance.
#[must_use]
pub fn ratio(scan: &Scan, law: Law) -> f64 {
    let found = scan.energy().unwrap_or(f64::NAN) / scan.n() as f64;
    found / (law.std_dev * law.std_dev)
}

/// Whether one of these laws is rejected by no test.
fn is_any_left(laws: &[Law], evidence: &Evidence<'_>, alpha: f64) -> Result<bool, StatError> {
    for law in laws {
        if !evidence.refuses(*law, alpha / 2.0 / TESTS)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn families(
    remaining: &[Remaining],
    evidence: &Evidence<'_>,
    alpha: f64,
) -> Result<Vec<Family>, StatError> {
    let mut found = Vec::new();
    for family in FAMILIES {
        let remains = remaining
            .iter()
            .any(|one| one.candidate.law.family == family);
        if remains || (remaining.is_empty() && fits(family, evidence, alpha)?) {
            found.push(family);
        }
    }
    Ok(found)
}

/// Whether the family fits at the scale that was found. That is one which these values chose, so a
/// test rejects it more rarely than it says, never more often; the largest value is held against
/// the largest scale that values of this spread can have come from.
fn fits(family: Family, evidence: &Evidence<'_>, alpha: f64) -> Result<bool, StatError> {
    let std_dev = evidence.spread();
    let law = Law { family, std_dev };
    let rate = alpha / 2.0 / TESTS;
    if evidence.mean_p_value(law) <= rate || evidence.shape_p_value(law) <= rate {
        return Ok(false);
    }
    // The interval is slow to compute, and seldom needed.
    if evidence.upper_extreme_p_value(law) > rate {
        return Ok(true);
    }
    let farthest = ratio_interval(family, evidence.n as u64, alpha).map_or(1.0, |(_, high)| high);
    let slack = 1.0 + crate::audit::rounding(evidence.storage, std_dev);
    let law = Law {
        family,
        std_dev: std_dev * farthest.sqrt() * slack,
    };
    Ok(evidence.upper_extreme_p_value(law) > rate)
}

/// The factors on an observed variance between which the true one lies at confidence 1 − α, for
/// values of this family.
pub(in crate::audit) fn ratio_interval(family: Family, n: u64, alpha: f64) -> Option<(f64, f64)> {
    unit_check(family)?.ratio_interval(1.0, n, alpha).ok()
}

/// ln of the mean of exp(xᵢ), without overflow.
fn log_mean_exp(values: &[f64]) -> f64 {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return most;
    }
    let sum: f64 = values.iter().map(|x| real::exp(x - most)).sum();
    most + real::ln(sum / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::candidates;
    use crate::audit::specimen;
    use crate::audit::specimen::scan;
    use crate::initializer;
    use crate::random::Stream;
    use crate::theory::shape::Layer;

    /// One in a million for all tests of this file.
    const ALPHA: f64 = 1e-8;

    fn drawn(spec: &str, layer: &Layer, seed: u64) -> Vec<f64> {
        let initializer = initializer::parse(spec).unwrap();
        let stream = Stream::root(seed).named(spec);
        initializer.draw_matrix(layer.fans(), stream).unwrap()
    }

    fn identified(values: &[f64], layer: &Layer, storage: Storage) -> Identification {
        let values: Vec<f64> = values.iter().map(|x| storage.round(*x)).collect();
        let fans = layer.fans();
        let scan = scan(&values, &[fans.fan_out, fans.fan_in]);
        identify(
            &scan,
            storage,
            &candidates(&specimen::weights_of(layer), &[]),
            ALPHA,
        )
        .unwrap()
    }

    #[test]
    fn a_layer_of_some_size_leaves_the_law_that_drew_it_alone() {
        let layer = Layer::dense(260, 150).unwrap();
        for spec in [
            "he-normal",
            "he-uniform(mode=fan_out)",
            "glorot-uniform",
            "variance-scaling(1)",
            "pytorch-linear",
            "normal(0.02)",
        ] {
            for storage in [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16] {
                let found = identified(&drawn(spec, &layer, 5), &layer, storage);
                let first = &found.remaining[0].candidate;
                // A fixed scale may be that of a rule by chance.
                assert!(first.names.iter().any(|name| name == spec), "{first:?}");
                // bfloat16 does not tell laws apart that are within the budgets of both.
                let slack = 4.0 * crate::audit::rounding(found.precision, first.law.std_dev);
                for other in &found.remaining {
                    let ratio = other.candidate.law.std_dev / first.law.std_dev;
                    assert!(
                        (ratio - 1.0).abs() < slack,
                        "{spec} in {storage:?}: {other:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_small_layer_leaves_the_truth_among_others() {
        let layer = Layer::dense(6, 5).unwrap();
        let found = identified(&drawn("lecun-normal", &layer, 2), &layer, Storage::F32);
        assert!(found.remaining.len() > 1);
        let has = |name: &str| {
            found
                .remaining
                .iter()
                .any(|one| one.candidate.names.iter().any(|n| n == name))
        };
        assert!(has("lecun-normal"));
        assert!(!has("normal(0.001)"));
    }

    #[test]
    fn a_scale_that_no_rule_has_leaves_the_family_alone() {
        let layer = Layer::dense(100, 100).unwrap();
        let values: Vec<f64> = drawn("lecun-normal", &layer, 1)
            .iter()
            .map(|x| 1.2 * x)
            .collect();
        let found = identified(&values, &layer, Storage::F32);
        assert_eq!(found.remaining, []);
        assert_eq!(found.families, [Family::Normal]);
    }

    #[test]
    fn a_mixture_of_two_scales_is_no_initial_law() {
        let layer = Layer::dense(100, 100).unwrap();
        let mut values = drawn("lecun-normal", &layer, 1);
        values.iter_mut().step_by(3).for_each(|x| *x *= 4.0);
        let found = identified(&values, &layer, Storage::F32);
        assert_eq!((found.remaining, found.families), (Vec::new(), Vec::new()));
    }

    #[test]
    fn one_outlier_is_enough_to_refuse_a_law() {
        let layer = Layer::dense(100, 100).unwrap();
        let mut values = drawn("lecun-normal", &layer, 1);
        values[7] = 1.0;
        assert_eq!(identified(&values, &layer, Storage::F32).remaining, []);
    }

    #[test]
    fn the_ratio_is_that_of_second_moments() {
        let law = Law {
            family: Family::Normal,
            std_dev: 0.5,
        };
        assert_eq!(ratio(&scan(&[1.0, -1.0], &[2]), law), 4.0);
    }
}
