//! The bug that a wrong variance points to.
//!
//! A ratio names a cause only together with what was expected: the same numbers may be another
//! framework's right ones. Naming is a hint; that the variance is wrong is not. The mistakes
//! themselves stand in `mistake`.

use crate::audit::Family;
use crate::audit::Scan;
use crate::audit::effective_storage;
use crate::audit::identify::ratio_interval;
use crate::audit::lattice;
use crate::empirical::stat::Storage;
use crate::empirical::stat::normal_upper;
use crate::initializer;
use crate::mistake::DICTIONARY;
use crate::mistake::Mistake;
use crate::mistake::Setting;
use crate::num::real;

/// Actual over expected variance, and what may have caused it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Σx²/n over the expected variance.
    pub ratio: f64,
    /// Where the true ratio lies, at the confidence that was asked for.
    pub interval: (f64, f64),
    /// The families whose exact intervals that one spans: those that fit the tensor. Where none
    /// does it is the normal limit of ln Σx² with the tensor's own kurtosis, which promises nothing
    /// at few values or heavy tails; where an orthogonal law was expected, a budget of roundings.
    pub families: Vec<Family>,
    /// Whether some family fits, but not the expected one.
    pub is_of_another_family: bool,
    /// Mistakes whose ratio lies in the interval, the nearest first; empty if 1 does.
    pub causes: Vec<Mistake>,
}

/// Compares a tensor with what was expected of it.
///
/// `families` are those that fit the tensor's shape
/// ([`Identification::families`](crate::audit::Identification)). The interval holds with probability
/// 1 − `alpha` if the tensor's family is one of them: χ² quantiles for normal values, Chernoff's bound
/// for bounded ones.
///
/// # Example
/// ```
/// use varprop::audit::format::{NumberFormat, TensorInfo};
/// use varprop::audit::{Family, Scanner, Setting, diagnose};
/// use varprop::empirical::stat::Storage;
/// use varprop::initializer::{HeNormal, Initializer};
/// use varprop::random::Stream;
/// use varprop::theory::shape::{Fans, Layer};
/// // Weights of a layer 784 → 10, drawn as if it were 10 → 784.
/// let layer = Layer::dense(784, 10)?;
/// let wrong = Fans { fan_in: 10, fan_out: 784 };
/// let weights = HeNormal::default().draw_matrix(wrong, Stream::root(1))?;
/// let mut scanner = Scanner::new(&TensorInfo {
///     name: "weight".to_owned(),
///     shape: vec![10, 784],
///     format: NumberFormat::Float(Storage::F64),
/// });
/// weights.iter().for_each(|x| scanner.take(&x.to_le_bytes()));
/// let expected = HeNormal::default();
/// let setting = Setting::of(&layer, &expected);
/// let found = diagnose(&scanner.finish(), &setting, &[Family::Normal], 1e-6);
/// assert!(found.interval.0 < 78.4 && 78.4 < found.interval.1);
/// assert_eq!(found.causes[0].code, "fans-swapped");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn diagnose(scan: &Scan, setting: &Setting<'_>, families: &[Family], alpha: f64) -> Diagnosis {
    let expected = setting.variance().unwrap_or(f64::NAN);
    let ratio = scan.energy().unwrap_or(f64::NAN) / scan.n() as f64 / expected;
    let (low, high) = factors(scan, setting, families, alpha);
    let interval = (ratio * low, ratio * high);
    Diagnosis {
        ratio,
        interval,
        families: families.to_vec(),
        is_of_another_family: is_of_another_family(setting, families),
        causes: causes(setting, families, ratio, interval),
    }
}

fn is_of_another_family(setting: &Setting<'_>, families: &[Family]) -> bool {
    let family = setting.family().map(family_of);
    !families.is_empty() && family.is_some_and(|family| !families.contains(&family))
}

/// The family of the audit for one of the initializers.
#[must_use]
pub(in crate::audit) fn family_of(family: initializer::Family) -> Family {
    match family {
        initializer::Family::Normal => Family::Normal,
        initializer::Family::Uniform => Family::Uniform,
        initializer::Family::Truncated | initializer::Family::TruncatedUncorrected => {
            Family::Truncated
        }
    }
}

/// Whether the mistake leaves one of these families; any, if none is known.
pub(in crate::audit) fn leaves_one_of(
    mistake: &Mistake,
    setting: &Setting<'_>,
    families: &[Family],
) -> bool {
    let left = mistake.leaves.or_else(|| setting.family()).map(family_of);
    families.is_empty() || left.is_some_and(|left| families.contains(&left))
}

fn causes(
    setting: &Setting<'_>,
    families: &[Family],
    ratio: f64,
    (low, high): (f64, f64),
) -> Vec<Mistake> {
    let is_inside = |x: f64| low <= x && x <= high;
    if is_inside(1.0) {
        return Vec::new();
    }
    // Where the family is wrong as well, a mistake of scale is another one.
    let is_other = is_of_another_family(setting, families);
    let is_possible = |mistake: &&Mistake| {
        leaves_one_of(mistake, setting, families) || is_other && mistake.leaves.is_none()
    };
    let possible = DICTIONARY.iter().filter(is_possible);
    let mut causes: Vec<(f64, Mistake)> = possible
        .filter_map(|mistake| {
            let stated = mistake.ratio(setting).filter(|stated| is_inside(*stated))?;
            Some((real::ln(ratio / stated).abs(), *mistake))
        })
        .collect();
    causes.sort_by(|a, b| a.0.total_cmp(&b.0));
    causes.into_iter().map(|(_, mistake)| mistake).collect()
}

/// The ends of the interval over what was observed.
fn factors(scan: &Scan, setting: &Setting<'_>, families: &[Family], alpha: f64) -> (f64, f64) {
    let n = scan.n();
    let exact = families
        .iter()
        .filter_map(|one| ratio_interval(*one, n, alpha));
    let hull = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
    let budget = 2.0 * lattice(effective_storage(scan, Storage::F64));
    if let Some((low, high)) = exact.reduce(hull) {
        // Constants of low precision may be off as well.
        return (low * (1.0 - budget), high * (1.0 + budget));
    }
    if families.is_empty() && setting.is_dependent() {
        return (1.0 - 2.0 * budget, 1.0 + 2.0 * budget);
    }
    let kurtosis = scan.kurtosis().unwrap_or(1.0);
    let quantile = normal_upper(alpha / 2.0).unwrap_or(f64::INFINITY);
    let spread = real::exp(quantile * ((kurtosis - 1.0).max(0.0) / n as f64).sqrt());
    (1.0 / spread, spread)
}

#[cfg(test)]
mod tests;
