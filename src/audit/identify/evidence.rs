//! Tests of one law against what a scan found: mean, variance, extremes, shape.
//!
//! Each bounds its false alarms for every n, with the budget of low precision taken off first; it
//! knows nothing of other laws.

use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Scan;
use crate::audit::identify::ratio_interval;
use crate::audit::identify::shape::Shape;
use crate::audit::precision;
use crate::empirical::stat::Null;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::VarianceCheck;
use crate::num::real;
use crate::theory::distribution::Distribution;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;

/// What all laws are tested against.
#[derive(Debug)]
pub(in crate::audit) struct Evidence<'a> {
    scan: &'a Scan,
    pub storage: Storage,
    pub n: f64,
    pub energy: f64,
    mean: f64,
    largest: f64,
    shape: OnceCell<Shape>,
}

/// Generators draw normal numbers up to 5.3 to 6 standard deviations only, so that the largest of
/// many more values than this is smaller than the law says.
const MOST_FOR_LOWER_TAIL: f64 = (1 << 20) as f64;

/// Beyond, Chernoff's bound stands for the exact law of χ², whose series grows with √n.
const MOST_EXACT: f64 = 1e6;

impl<'a> Evidence<'a> {
    /// # Errors
    /// `InvalidParameter` unless the moments are finite and some value is not 0.
    pub(in crate::audit) fn of(scan: &'a Scan, storage: Storage) -> Result<Self, StatError> {
        let refused = || StatError::InvalidParameter {
            what: "the sum of squares",
            allowed: "finite and positive",
            value: scan.energy().unwrap_or(f64::NAN),
        };
        let found = scan.energy().filter(|energy| *energy > 0.0);
        Ok(Self {
            scan,
            storage,
            n: scan.n() as f64,
            energy: found.ok_or_else(refused)?,
            mean: scan.mean().ok_or_else(refused)?,
            largest: scan.largest().ok_or_else(refused)?,
            shape: OnceCell::new(),
        })
    }

    /// √(Σx²/n).
    pub(in crate::audit) fn spread(&self) -> f64 {
        (self.energy / self.n).sqrt()
    }

    /// Whether some test rejects the law at this rate.
    pub(in crate::audit) fn refuses(&self, law: Law, rate: f64) -> Result<bool, StatError> {
        Ok(self.mean_p_value(law) <= rate
            || self.extreme_p_value(law) <= rate
            || self.variance_refuses(law, rate)?
            || self.shape_p_value(law) <= rate)
    }

    /// P(|x̄| ≥ m) ≤ 2exp(−nm²/(2σ²)): all families are strictly sub-Gaussian.
    pub(in crate::audit) fn mean_p_value(&self, law: Law) -> f64 {
        let shift = self.mean.abs() / law.std_dev - precision::shift(self.storage);
        let shift = shift.max(0.0);
        2.0 * real::exp(-0.5 * self.n * shift * shift)
    }

    /// Two-sided for max|x|; values of low precision, and many, have the upper tail alone.
    pub(in crate::audit) fn extreme_p_value(&self, law: Law) -> f64 {
        let upper = self.upper_extreme_p_value(law);
        if precision::is_low(self.storage) || self.n > MOST_FOR_LOWER_TAIL {
            return upper;
        }
        let outer = self.storage.cell(self.largest).1;
        let lower = real::exp(self.n * real::ln_1p(-law.beyond(outer)));
        2.0 * upper.min(lower)
    }

    /// P(M ≥ m) of M = max|x| at the inner edge of the rounding cell of m.
    pub(in crate::audit) fn upper_extreme_p_value(&self, law: Law) -> f64 {
        let inner = self.storage.cell(self.largest).0;
        -real::exp_m1(self.n * real::ln_1p(-law.beyond(inner)))
    }

    /// χ² for normal laws, Chernoff's bound for the others and beyond a million values.
    fn variance_refuses(&self, law: Law, rate: f64) -> Result<bool, StatError> {
        let ratio = self.energy / self.n / (law.std_dev * law.std_dev);
        if law.family == Family::Normal {
            return Ok(self.normal_variance_p_value(ratio)? <= rate);
        }
        let (low, high) = accepted(law.family, self.n as u64, rate);
        Ok(ratio < low || high < ratio)
    }

    fn normal_variance_p_value(&self, ratio: f64) -> Result<f64, StatError> {
        if self.n > MOST_EXACT {
            let exponent = 0.5 * self.n * (ratio - 1.0 - real::ln(ratio));
            return Ok(2.0 * real::exp(-exponent));
        }
        match unit_check(Family::Normal) {
            Some(check) => Ok(check.p_value(self.n * ratio, self.n)?.0.value()),
            None => Ok(1.0),
        }
    }

    /// DKW's bound, less the steps of a coarse generator.
    pub(in crate::audit) fn shape_p_value(&self, law: Law) -> f64 {
        let count = || Shape::of(self.scan, self.storage);
        let shape = self.shape.get_or_init(count);
        let lattice = precision::lattice(self.storage);
        let distance = (shape.distance(law) - lattice).max(0.0);
        2.0 * real::exp(-2.0 * shape.n() * distance * distance)
    }
}

/// The accepted ratios by family, size and rate (its bits).
type Accepted = BTreeMap<(Family, u64, u64), (f64, f64)>;

/// The ratios of variances between which n values of this family are not refused at this rate.
///
/// Kept: a file has tensors of few sizes, and every law of a family asks.
fn accepted(family: Family, n: u64, rate: f64) -> (f64, f64) {
    /// So many sizes are kept.
    const MOST: usize = 1 << 12;
    static KEPT: Mutex<Accepted> = Mutex::new(BTreeMap::new());
    let key = (family, n, rate.to_bits());
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = kept.get(&key) {
        return *found;
    }
    let around = ratio_interval(family, n, rate);
    let found = around.map_or((0.0, f64::INFINITY), |(low, high)| (1.0 / high, 1.0 / low));
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, found);
    found
}

/// The test of the variance at scale 1, tabulated once a family; ratios are the same at any scale.
pub(in crate::audit) fn unit_check(family: Family) -> Option<&'static VarianceCheck<'static>> {
    static LAWS: [OnceLock<Option<Box<dyn Distribution>>>; 3] = [const { OnceLock::new() }; 3];
    static CHECKS: [OnceLock<Option<VarianceCheck<'static>>>; 3] = [const { OnceLock::new() }; 3];
    let law = LAWS[family as usize].get_or_init(|| {
        let unit = Law {
            family,
            std_dev: 1.0,
        };
        unit.distribution().ok()
    });
    let check = CHECKS[family as usize].get_or_init(|| {
        let null = Null::new(law.as_deref()?).ok()?;
        Some(VarianceCheck::new(null))
    });
    check.as_ref()
}
