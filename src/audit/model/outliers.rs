//! A few values far outside of the law that all others have: a sampler that fails in its tails.
//!
//! It judges tensors that no candidate explains, and says which one would without those values.

use crate::audit::Candidate;
use crate::audit::Finding;
use crate::audit::Law;
use crate::audit::Scan;
use crate::audit::Step;
use crate::num::real;
use crate::num::significant;

/// The least values of which a few are few.
const LEAST: u64 = 10_000;

/// What would be drawn by a candidate but for values that it gives with probability below α.
///
/// The distribution function decides: at a few hundred places it is within the bound of
/// Dvoretzky, Kiefer & Wolfowitz (1956; Massart 1990) of the candidate's, 2exp(−2nd²) ≥ α, which a few
/// values do not move.
pub(in crate::audit::model) fn finding(
    scan: &Scan,
    candidates: &[Candidate],
    alpha: f64,
) -> Option<Finding> {
    let n = scan.n();
    let largest = scan.largest().filter(|_| n >= LEAST)?;
    let steps = scan.steps();
    let radius = (real::ln(2.0 / alpha) / (2.0 * n as f64)).sqrt();
    let fitting = candidates.iter().filter_map(|candidate| {
        let distance = distance(&steps, n, candidate.law);
        (distance <= radius).then_some((distance, candidate))
    });
    let (_, candidate) = fitting.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let law = candidate.law;
    let reach = reach(law, alpha / n as f64);
    let above = steps.iter().find(|step| step.edge >= reach);
    let below = steps.iter().rfind(|step| step.edge <= -reach);
    let count = above.map_or(0, |step| n - step.n_below) + below.map_or(0, |step| step.n_below);
    let text = format!(
        "{count} of {n} values are beyond {} standard deviations, up to {} ({}): without them the \
         tensor is drawn by {}",
        significant(reach / law.std_dev, 3),
        significant(largest / law.std_dev, 3),
        significant(largest, 4),
        candidate.names.join(" | ")
    );
    (count > 0 && count <= n / 100).then(|| Finding::alarm("outliers", text))
}

/// A multiple of σ/4 beyond which the law has at most this probability.
fn reach(law: Law, probability: f64) -> f64 {
    // A normal law ends at 38 deviations, where doubles do.
    let places = (4..160_u32).map(|quarters| 0.25 * f64::from(quarters) * law.std_dev);
    let mut places = places.filter(|x| law.beyond(*x) <= probability);
    places.next().unwrap_or(f64::INFINITY)
}

/// The largest difference of the distribution functions at the steps.
fn distance(steps: &[Step], n: u64, law: Law) -> f64 {
    let differences = steps.iter().map(|step| {
        let share = step.n_below as f64 / n as f64;
        (share - law.cdf(step.edge)).abs()
    });
    differences.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Family;
    use crate::audit::specimen;
    use crate::random::Stream;

    fn candidate(std_dev: f64) -> Candidate {
        Candidate {
            law: Law {
                family: Family::Normal,
                std_dev,
            },
            names: vec![format!("normal({std_dev})")],
            is_rare: false,
        }
    }

    fn values() -> Vec<f64> {
        let mut values = vec![0.0; 40_000];
        let stream = Stream::root(6).named("outliers");
        stream.generator().fill_normal(&mut values);
        values.iter().map(|x| 0.02 * x).collect()
    }

    #[test]
    fn a_value_of_a_hundred_deviations_is_named_beside_the_law_of_the_others() {
        let mut values = values();
        values[777] = -2.0;
        let scan = specimen::scan(&values, &[200, 200]);
        let candidates = [candidate(0.1), candidate(0.02)];
        let found = finding(&scan, &candidates, 1e-9).unwrap();
        assert_eq!(found.code, "outliers");
        assert!(
            found.text.starts_with("1 of 40000 values"),
            "{}",
            found.text
        );
        assert!(found.text.ends_with("normal(0.02)"), "{}", found.text);
    }

    #[test]
    fn values_that_were_clamped_at_a_bound_are_outliers_too() {
        // PyTorch #145498: a truncated sampler in low precision clamped four values in a thousand
        // to the bound of −2.
        let mut values = values();
        values.iter_mut().step_by(256).for_each(|x| *x = -2.0);
        let scan = specimen::scan(&values, &[200, 200]);
        let found = finding(&scan, &[candidate(0.02)], 1e-9).unwrap();
        assert!(found.text.starts_with("157 of 40000"), "{}", found.text);
    }

    #[test]
    fn draws_and_mixtures_have_no_outliers() {
        let mut values = values();
        let found = |values: &[f64]| {
            finding(
                &specimen::scan(values, &[200, 200]),
                &[candidate(0.02)],
                1e-9,
            )
        };
        assert_eq!(found(&values), None);
        // A third of them is four times as wide: heavy tails of a trained tensor, no slip.
        values.iter_mut().step_by(3).for_each(|x| *x *= 4.0);
        assert_eq!(found(&values), None);
    }
}
