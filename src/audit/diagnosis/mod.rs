//! The bug that a wrong variance points to.
//!
//! A ratio names a cause only together with what was expected: the same numbers may be another
//! framework's right ones. Naming is a hint; that the variance is wrong is not.

mod dictionary;

use crate::audit::Family;
use crate::audit::Scan;
use crate::audit::ratio;
use crate::empirical::stat::normal_upper;
use crate::num::real;

pub use dictionary::{DICTIONARY, Entry, Setting};

/// Actual over expected variance, and what may have caused it.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Σx²/n over the expected variance.
    pub ratio: f64,
    /// Where the true ratio lies, at the confidence that was asked for.
    pub interval: (f64, f64),
    /// Entries whose ratio lies in the interval, the nearest first; empty if 1 does.
    pub causes: Vec<Entry>,
}

/// Compares a tensor with what was expected of it.
///
/// `families` are those that fit the tensor's shape. The interval is r·exp(±z·√((κ − 1)/n)) with the
/// tensor's own kurtosis κ: the normal limit of ln Σx², at z for a two-sided rate of `alpha`; it
/// serves to name a cause, not to reject.
///
/// # Example
/// ```
/// use varprop::audit::format::{NumberFormat, TensorInfo};
/// use varprop::audit::{Family, Scanner, Setting, diagnose, law_of};
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
/// let setting = Setting {
///     layer: &layer,
///     expected: law_of("he-normal", &layer).ok_or("no law")?,
///     parts: 1,
///     depth: None,
/// };
/// let found = diagnose(&scanner.finish(), &setting, &[Family::Normal], 1e-6);
/// assert!(found.interval.0 < 78.4 && 78.4 < found.interval.1);
/// assert_eq!(found.causes[0].code, "fans-swapped");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn diagnose(scan: &Scan, setting: &Setting<'_>, families: &[Family], alpha: f64) -> Diagnosis {
    let ratio = ratio(scan, setting.expected);
    let kurtosis = scan.kurtosis().unwrap_or(1.0);
    let quantile = normal_upper(alpha / 2.0).unwrap_or(f64::INFINITY);
    let spread = real::exp(quantile * ((kurtosis - 1.0).max(0.0) / scan.n() as f64).sqrt());
    let interval = (ratio / spread, ratio * spread);
    let is_inside = |x: f64| interval.0 <= x && x <= interval.1;
    let mut causes: Vec<(f64, Entry)> = Vec::new();
    if !is_inside(1.0) {
        let matching = DICTIONARY.iter().filter(|entry| {
            let family = entry.leaves.unwrap_or(setting.expected.family);
            families.contains(&family)
        });
        causes.extend(matching.filter_map(|entry| {
            let stated = (entry.ratio)(setting).filter(|stated| is_inside(*stated))?;
            Some((real::ln(ratio / stated).abs(), *entry))
        }));
        causes.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    Diagnosis {
        ratio,
        interval,
        causes: causes.into_iter().map(|(_, entry)| entry).collect(),
    }
}

#[cfg(test)]
mod tests;
