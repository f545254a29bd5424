//! Tensors that share their draws: one seed used in two layers.
//!
//! It compares tensors entry by entry from the start, also after a change of scale.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Measurement;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::linear_form;
use crate::empirical::stat::linear_form::dot;

/// The largest |z| over pairs of tensors, z = ⟨x, y⟩/‖y‖ over their common length, standardized.
///
/// Given y, z is a linear form of unit norm in the independent x: N(0, 1) exactly for a normal
/// law of x, bounded otherwise; union over pairs. A reused seed gives z ≈ √N.
///
/// # Errors
/// `TooFewSamples` for fewer than two tensors.
pub fn reused_draws(tensors: &[(Sample<'_>, Null<'_>)]) -> Result<TestRecord, StatError> {
    if tensors.len() < 2 {
        return Err(StatError::TooFewSamples {
            what: "reused-draws",
            needed: 2,
            received: tensors.len(),
        });
    }
    let found = most_extreme_pair(tensors)?;
    let n_samples = tensors.iter().map(|(x, _)| x.values().len() as u64).sum();
    Ok(TestRecord {
        name: "reused-draws",
        null: format!("{} independent tensors", tensors.len()),
        n_samples,
        statistic: found.statistic,
        p_value: found.p_value,
        guarantee: found.guarantee,
        detectable: None,
    })
}

fn most_extreme_pair(tensors: &[(Sample<'_>, Null<'_>)]) -> Result<Measurement, StatError> {
    let standardized: Vec<Vec<f64>> = tensors
        .iter()
        .map(|(sample, null)| linear_form::standardized(null, sample.values()))
        .collect();
    let mut extreme = (0.0_f64, PValue::ONE);
    let mut weakest = Guarantee::Exact;
    for (i, x) in standardized.iter().enumerate() {
        for y in &standardized[..i] {
            let z = common_projection(x, y);
            let (p_value, guarantee) = linear_form::p_value(&tensors[i].1, z)?;
            weakest = weakest.max(guarantee);
            if p_value < extreme.1 {
                extreme = (z, p_value);
            }
        }
    }
    let pairs = tensors.len() as u64 * (tensors.len() as u64 - 1) / 2;
    if pairs > 1 {
        weakest = weakest.max(Guarantee::Bound);
    }
    let name = "z of the most alike pair";
    Ok(Measurement::new(
        name,
        extreme.0,
        extreme.1.smallest_of(pairs),
        weakest,
    ))
}

/// ⟨x, y⟩/‖y‖ over the common length; 0 if y is 0 there.
fn common_projection(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len().min(y.len());
    let (x, y) = (&x[..n], &y[..n]);
    let energy = dot(y, y);
    if energy == 0.0 {
        0.0
    } else {
        dot(x, y) / energy.sqrt()
    }
}
