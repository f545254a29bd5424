//! Values that are drawn about another centre than 0: a mean that was added, a draw that was not
//! centred.
//!
//! It judges tensors of which a law was refused, and says which law has them when they are moved back.

use crate::audit::Candidate;
use crate::audit::Family;
use crate::audit::Finding;
use crate::audit::Law;
use crate::audit::Scan;
use crate::audit::off_centre::explained;
use crate::audit::off_centre::mean_radius;
use crate::empirical::stat::Storage;
use crate::num::significant;

/// Of fewer values some candidate has the scale by accident.
const LEAST: u64 = 1000;

/// The first of the candidates that explains the values about their mean, if that is not 0 at rate α,
/// or from 0 to its bound.
///
/// The mean is refused by P(|x̄| ≥ m) ≤ 2exp(−nm²/(2σ²)), σ² the variance that was found.
pub(in crate::audit::model) fn finding(
    scan: &Scan,
    storage: Storage,
    candidates: &[Candidate],
    alpha: f64,
) -> Option<Finding> {
    let (mean, std_dev) = (scan.mean()?, scan.variance()?.sqrt());
    let radius = mean_radius(std_dev, scan.n(), alpha);
    if scan.n() < LEAST || mean.abs() <= radius {
        return None;
    }
    let one_sided = || one_sided(scan, storage, candidates, alpha);
    let moved = || {
        let found = explained(scan, storage, mean, candidates, alpha)?;
        let names = found
            .remaining
            .into_iter()
            .flat_map(|one| one.candidate.names);
        let text = format!(
            "the mean is {} ± {}, {} standard deviations from 0: about it the values are those of {}",
            significant(mean, 4),
            significant(radius, 2),
            significant(mean.abs() / std_dev, 3),
            names.collect::<Vec<_>>().join(" | ")
        );
        Some(Finding::alarm("mean-shifted", text))
    };
    one_sided().or_else(moved)
}

/// That a uniform law reaches from 0 to its bound, on one side alone.
fn one_sided(
    scan: &Scan,
    storage: Storage,
    candidates: &[Candidate],
    alpha: f64,
) -> Option<Finding> {
    let (least, most) = scan.extremes()?;
    let sign = match (least >= 0.0, most <= 0.0) {
        (true, false) => 1.0,
        (false, true) => -1.0,
        _ => return None,
    };
    let mean = scan.mean()?.abs();
    let halves = candidates.iter().filter_map(|candidate| {
        let half = Law {
            std_dev: 0.5 * candidate.law.std_dev,
            ..candidate.law
        };
        let centre = half.std_dev * half.family.reach();
        let is_near = (mean - centre).abs() <= mean_radius(half.std_dev, scan.n(), alpha);
        let law = (half.family == Family::Uniform && is_near).then_some(half)?;
        let half = [Candidate {
            law,
            ..candidate.clone()
        }];
        explained(scan, storage, sign * centre, &half, alpha)?;
        Some((candidate, sign * 2.0 * centre))
    });
    let (candidate, bound) = halves.into_iter().next()?;
    let text = format!(
        "all values lie between 0 and {}: the draw of {} was not centred, it has one half of it",
        significant(bound, 4),
        candidate.names.join(" | ")
    );
    Some(Finding::alarm("not-centred", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::random::Stream;

    fn candidate(family: Family, std_dev: f64, name: &str) -> Candidate {
        Candidate {
            law: Law { family, std_dev },
            names: vec![name.to_owned()],
            is_rare: false,
        }
    }

    fn found(values: &[f64]) -> Option<(&'static str, String)> {
        let candidates = [
            candidate(Family::Normal, 0.02, "normal(0.02)"),
            candidate(Family::Uniform, 0.3 / 3.0_f64.sqrt(), "uniform(0.3)"),
        ];
        let scan = specimen::scan(values, &[50, 100]);
        let found = finding(&scan, Storage::F64, &candidates, 1e-6)?;
        Some((found.code, found.text))
    }

    fn normals(mean: f64, std_dev: f64) -> Vec<f64> {
        let mut values = vec![0.0; 5000];
        let mut generator = Stream::root(5).named("shift").generator();
        generator.fill_normal(&mut values);
        values.iter().map(|x| mean + std_dev * x).collect()
    }

    #[test]
    fn a_mean_that_was_added_is_named_beside_the_law_about_it() {
        let (code, text) = found(&normals(0.01, 0.02)).unwrap();
        assert_eq!(code, "mean-shifted");
        assert!(text.ends_with("those of normal(0.02)"), "{text}");
    }

    #[test]
    fn a_draw_from_0_to_the_bound_is_not_centred_on_either_side() {
        let mut values = vec![0.0; 5000];
        let mut generator = Stream::root(5).named("one side").generator();
        generator.fill_uniform(&mut values);
        for sign in [1.0, -1.0] {
            let values: Vec<f64> = values.iter().map(|x| sign * 0.3 * x).collect();
            let (code, text) = found(&values).unwrap();
            assert_eq!(code, "not-centred");
            assert!(text.contains("uniform(0.3)"), "{text}");
        }
    }

    #[test]
    fn a_mean_of_accident_and_another_law_about_it_are_nothing() {
        assert_eq!(found(&normals(0.0, 0.02)), None);
        assert_eq!(found(&normals(0.01, 0.025)), None);
    }
}
