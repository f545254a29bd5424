//! Which of the candidates explain a tensor.
//!
//! A set of laws that covers the true one at a stated confidence, whatever else is in the list; the
//! empty set says that none of them drew it. It names no bug.

use crate::audit::Candidate;
use crate::audit::FAMILIES;
use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Scan;
use crate::empirical::stat::Check;
use crate::empirical::stat::Extent;
use crate::empirical::stat::ExtremeCheck;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Level;
use crate::empirical::stat::MeanCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::VarianceCheck;
use crate::empirical::stat::WholeLawCheck;
use crate::num::real;

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
    /// The families that fit at the scale that was found, whatever rule has it.
    pub families: Vec<Family>,
}

/// Tests of one candidate beside the likelihood.
const TESTS: f64 = 4.0;

/// The set of candidates that explain these values, with P(the law that drew them is not in it) ≤
/// α.
///
/// Candidate k stays if its mixture e-value (1/K)Σⱼexp(ℓⱼ − ℓₖ) is below 2/α (under law k its mean
/// is at most 1, so Markov's inequality bounds an error by α/2) and no test of mean, variance,
/// extremes or shape rejects it at α/8. Both hold for every n: no normal limit is used. In formats of
/// low precision a candidate stays if it does so at one of several scales within the budget of
/// roundings, which can only keep it.
///
/// # Errors
/// When values are not finite.
pub fn identify(
    scan: &Scan,
    storage: Storage,
    candidates: &[Candidate],
    alpha: f64,
) -> Result<Identification, StatError> {
    let likelihood = |law: Law| law.log_likelihood(scan, storage);
    let stated: Vec<f64> = candidates
        .iter()
        .filter_map(|c| likelihood(c.law))
        .collect();
    let mixture = log_mean_exp(&stated);
    let mut remaining = Vec::new();
    for candidate in candidates {
        let mut laws = candidate.law.within_budget(scan, storage);
        laws.retain(|law| likelihood(*law).is_some_and(f64::is_finite));
        let found = laws.iter().filter_map(|law| likelihood(*law));
        let found = found.fold(f64::NEG_INFINITY, f64::max);
        if mixture - found >= real::ln(2.0 / alpha) || !is_any_left(&laws, scan, storage, alpha)? {
            continue;
        }
        remaining.push(Remaining {
            candidate: candidate.clone(),
            log_likelihood: found,
            ratio: ratio(scan, candidate.law),
        });
    }
    remaining.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    let best = remaining.first().map_or(0.0, |first| first.log_likelihood);
    remaining
        .iter_mut()
        .for_each(|one| one.log_likelihood -= best);
    Ok(Identification {
        remaining,
        families: families(scan, storage, alpha)?,
    })
}

/// Σx²/n over the law's variance.
#[must_use]
pub fn ratio(scan: &Scan, law: Law) -> f64 {
    let found = scan.energy().unwrap_or(f64::NAN) / scan.n() as f64;
    found / (law.std_dev * law.std_dev)
}

/// Families that fit at the scale that was found: their scale is one that these values chose, so a
/// test rejects them more rarely than it says, never more often.
fn families(scan: &Scan, storage: Storage, alpha: f64) -> Result<Vec<Family>, StatError> {
    let Some(energy) = scan.energy().filter(|energy| *energy > 0.0) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for family in FAMILIES {
        let std_dev = (energy / scan.n() as f64).sqrt();
        let law = Law { family, std_dev };
        if is_within_reach(law, scan, storage, alpha)?
            && !is_refused_by_shape(law, scan, storage, alpha)?
        {
            found.push(family);
        }
    }
    Ok(found)
}

/// Whether all values lie within the support of the family at the largest scale that values of this
/// spread can have come from.
fn is_within_reach(law: Law, scan: &Scan, storage: Storage, alpha: f64) -> Result<bool, StatError> {
    let Ok(distribution) = law.distribution() else {
        return Ok(false);
    };
    let level = Level::new(alpha / 2.0, alpha / 2.0)?;
    let extent = Extent {
        rows: scan.n(),
        cols: 1,
    };
    let variance = VarianceCheck::new(Null::new(&*distribution)?);
    let Ok(error) = variance.minimum_detectable(extent, level) else {
        return Ok(true);
    };
    let largest = Law {
        std_dev: law.std_dev * (1.0 + error).sqrt(),
        ..law
    };
    let likelihood = largest.log_likelihood(scan, storage);
    Ok(likelihood.is_some_and(f64::is_finite))
}

/// Whether one of these laws is rejected by no test.
fn is_any_left(laws: &[Law], scan: &Scan, storage: Storage, alpha: f64) -> Result<bool, StatError> {
    for law in laws {
        if !is_refused(*law, scan, storage, alpha)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a test that holds for every n rejects the law at its share of α.
fn is_refused(law: Law, scan: &Scan, storage: Storage, alpha: f64) -> Result<bool, StatError> {
    run(law, scan, storage, alpha, |null| {
        vec![
            Box::new(VarianceCheck::new(null)),
            Box::new(MeanCheck::new(null)),
            Box::new(ExtremeCheck::new(null)),
            Box::new(WholeLawCheck::new(null)),
        ]
    })
}

fn is_refused_by_shape(
    law: Law,
    scan: &Scan,
    storage: Storage,
    alpha: f64,
) -> Result<bool, StatError> {
    run(law, scan, storage, alpha, |null| {
        vec![Box::new(WholeLawCheck::new(null))]
    })
}

/// The tests of one null law.
type Checks<'a> = Vec<Box<dyn Check + 'a>>;

fn run(
    law: Law,
    scan: &Scan,
    storage: Storage,
    alpha: f64,
    checks: impl for<'a> Fn(Null<'a>) -> Checks<'a>,
) -> Result<bool, StatError> {
    let Ok(law) = law.distribution() else {
        return Ok(true);
    };
    let sample = Sample::flat(&scan.sample().values)?.stored_as(storage);
    for check in checks(Null::new(&*law)?) {
        let found = check.measure(&sample)?;
        let may_refuse = matches!(found.guarantee, Guarantee::Exact | Guarantee::Bound);
        if may_refuse && found.p_value.value() <= alpha / 2.0 / TESTS {
            return Ok(true);
        }
    }
    Ok(false)
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
            &candidates(&specimen::weights_of(layer)),
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
                let [alone] = &found.remaining[..] else {
                    panic!("{spec} in {storage:?}: {found:?}");
                };
                // A fixed scale may be that of a rule by chance.
                let names = &alone.candidate.names;
                assert!(names.iter().any(|name| name == spec), "{names:?}");
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
