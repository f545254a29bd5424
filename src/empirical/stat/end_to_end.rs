//! ln(q_L/q_0) over replicate networks: a sum of independent log-increments of known law.
//!
//! The layers' scales, means and variances come from the caller: this room predicts nothing.
//! Raw moments of q_L are heavy-tailed and are not tested.

use crate::empirical::stat::Guarantee;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::chernoff;
use crate::empirical::stat::chernoff::Cumulants;
use crate::empirical::stat::special;
use crate::num::real;
use crate::num::sum;
use statrs::function::gamma::digamma;

/// The law of q_l/q_{l−1}, q_l the mean square of the layer's output, normal weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Increment {
    /// Identity: scale·χ²_n/n.
    Linear {
        /// n, the layer's output width.
        width: u64,
        /// σ²·fan_in.
        scale: f64,
    },
    /// ReLU: scale·χ²_K/n with K ~ Bin(n, ½) active units, given that K is not 0.
    Relu {
        /// n, the layer's output width.
        width: u64,
        /// σ²·fan_in: 2 for He's initialization.
        scale: f64,
    },
}

/// P(sum of the logarithms deviates this far) by Chernoff's bound, with the exact
/// E (χ²_n)^t = 2^t Γ(n/2 + t)/Γ(n/2); for ReLU its average over K.
///
/// Very few active units make negative powers of χ²_K diverge, so K is taken given K ≥ k₀, and
/// the probability (at most 1e−12) that any layer of any replicate has fewer is added.
/// Dead networks (ln q = −∞) are counted apart and must not be passed.
///
/// # Errors
/// `TooFewSamples` without layers or replicates; `InvalidParameter` for a width of 0, a scale
/// that is not positive, or a logarithm that is not finite.
pub fn end_to_end_bound(layers: &[Increment], ln_ratios: &[f64]) -> Result<TestRecord, StatError> {
    let mean = checked_mean(ln_ratios)?;
    let total = Total::new(layers, ln_ratios.len())?;
    let exponent = ln_ratios.len() as f64 * chernoff::rate(&total, mean);
    let p_value = PValue::bound(2.0 * real::exp(-exponent) + total.neglected)?;
    Ok(record(ln_ratios, mean, p_value, Guarantee::Bound))
}

/// z = √R (mean − Σ means)/√Σ variances against N(0, 1): asymptotic, so it may only warn.
///
/// `means` and `variances` are those of the layers' log-increments, as the caller predicts them.
///
/// # Errors
/// `TooFewSamples` without replicates; `InvalidParameter` for a logarithm that is not finite or
/// variances without a positive finite sum.
pub fn end_to_end_z(
    means: &[f64],
    variances: &[f64],
    ln_ratios: &[f64],
) -> Result<TestRecord, StatError> {
    let mean = checked_mean(ln_ratios)?;
    let variance = sum::sum(variances.iter().copied());
    if !(variance > 0.0 && variance.is_finite()) {
        return Err(StatError::InvalidParameter {
            what: "the sum of the variances",
            allowed: "positive and finite",
            value: variance,
        });
    }
    let predicted = sum::sum(means.iter().copied());
    let z = (mean - predicted) / (variance / ln_ratios.len() as f64).sqrt();
    let p_value = PValue::new(special::normal_beyond(z))?;
    Ok(record(ln_ratios, mean, p_value, Guarantee::Asymptotic))
}

fn record(ln_ratios: &[f64], mean: f64, p_value: PValue, guarantee: Guarantee) -> TestRecord {
    TestRecord {
        name: "end-to-end",
        null: "independent log-increments of the stated layers".to_owned(),
        n_samples: ln_ratios.len() as u64,
        statistic: Statistic {
            name: "mean of ln(q_L/q_0)",
            value: mean,
        },
        p_value,
        guarantee,
        detectable: None,
    }
}

fn checked_mean(ln_ratios: &[f64]) -> Result<f64, StatError> {
    if let Some(&value) = ln_ratios.iter().find(|x| !x.is_finite()) {
        return Err(StatError::InvalidParameter {
            what: "ln(q_L/q_0)",
            allowed: "finite (dead networks are counted apart)",
            value,
        });
    }
    sum::mean(ln_ratios).ok_or(StatError::TooFewSamples {
        what: "end-to-end",
        needed: 1,
        received: 0,
    })
}

/// The probability of very few active units that may be neglected in a whole test.
const NEGLIGIBLE: f64 = 1e-12;

/// The cumulants of ln(q_L/q_0): the sum of the layers', equal neighbours counted together.
struct Total {
    layers: Vec<(LogIncrement, f64)>,
    neglected: f64,
}

impl Total {
    fn new(layers: &[Increment], replicates: usize) -> Result<Self, StatError> {
        if layers.is_empty() {
            return Err(StatError::TooFewSamples {
                what: "end-to-end layers",
                needed: 1,
                received: 0,
            });
        }
        let places = (layers.len() * replicates) as f64;
        let built: Result<Vec<(LogIncrement, f64)>, StatError> = layers
            .chunk_by(|a, b| a == b)
            .filter_map(|equal| Some((equal.first()?, equal.len())))
            .map(|(layer, n)| Ok((LogIncrement::new(*layer, NEGLIGIBLE / places)?, n as f64)))
            .collect();
        let layers = built?;
        let each = layers.iter().map(|(layer, n)| n * layer.neglected);
        let neglected = replicates as f64 * each.sum::<f64>();
        Ok(Self { layers, neglected })
    }
}

impl Cumulants for Total {
    fn at(&self, t: f64) -> [f64; 3] {
        let mut total = [0.0; 3];
        for (layer, n) in &self.layers {
            let part = layer.at(t);
            total
                .iter_mut()
                .zip(part)
                .for_each(|(sum, x)| *sum += n * x);
        }
        total
    }

    fn domain(&self) -> (f64, f64) {
        let lows = self.layers.iter().map(|(layer, _)| layer.domain().0);
        (lows.fold(f64::NEG_INFINITY, f64::max), 1e6)
    }
}

/// ln(scale/n) + ln χ²_K: weights of K, and what was left out.
struct LogIncrement {
    /// ln(2·scale/n): the factor 2 of 2^t joins it.
    offset: f64,
    /// (k, P(K = k | K ≥ k₀)).
    active: Vec<(f64, f64)>,
    neglected: f64,
}

impl LogIncrement {
    fn new(layer: Increment, negligible: f64) -> Result<Self, StatError> {
        let (Increment::Linear { width, scale } | Increment::Relu { width, scale }) = layer;
        if width == 0 || !(scale > 0.0 && scale.is_finite()) {
            return Err(StatError::InvalidParameter {
                what: "the scale of a layer with at least one unit",
                allowed: "positive and finite",
                value: scale,
            });
        }
        let (active, neglected) = match layer {
            Increment::Linear { width, .. } => (vec![(width as f64, 1.0)], 0.0),
            Increment::Relu { width, .. } => active_units(width, negligible),
        };
        let offset = real::ln(2.0 * scale / width as f64);
        Ok(Self {
            offset,
            active,
            neglected,
        })
    }
}

/// P(K = k | K ≥ k₀) for K ~ Bin(n, ½), and P(0 < K < k₀) ≤ `negligible` (k₀ = 1: nothing).
fn active_units(n: u64, negligible: f64) -> (Vec<(f64, f64)>, f64) {
    let ln_choose = |k: u64| {
        real::ln_gamma(n as f64 + 1.0)
            - real::ln_gamma(k as f64 + 1.0)
            - real::ln_gamma((n - k) as f64 + 1.0)
    };
    let weight = |k| real::exp(ln_choose(k) - n as f64 * real::LN_2);
    let (mut first, mut neglected) = (1, 0.0);
    while first < n && neglected + weight(first) <= negligible {
        neglected += weight(first);
        first += 1;
    }
    let total: f64 = (first..=n).map(weight).sum();
    // Upper weights that small change no sum; the lower ones were handled above.
    let kept = (first..=n).map(|k| (k as f64, weight(k) / total));
    (kept.filter(|(_, p)| *p > 0.0).collect(), neglected)
}

impl Cumulants for LogIncrement {
    fn at(&self, t: f64) -> [f64; 3] {
        let ln_power = |k: f64| real::ln_gamma(0.5 * k + t) - real::ln_gamma(0.5 * k);
        let terms: Vec<f64> = self
            .active
            .iter()
            .map(|&(k, p)| real::ln(p) + ln_power(k))
            .collect();
        let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [mut total, mut slope, mut square] = [0.0; 3];
        for (&(k, _), term) in self.active.iter().zip(&terms) {
            let (weight, x) = (real::exp(term - most), 0.5 * k + t);
            let psi = digamma(x);
            total += weight;
            slope += weight * psi;
            // ψ′(x) ≈ 1/x + 1/(2x²): it steers the search only.
            square += weight * (psi * psi + 1.0 / x + 0.5 / (x * x));
        }
        let mean = slope / total;
        [
            t * self.offset + most + real::ln(total),
            self.offset + mean,
            square / total - mean * mean,
        ]
    }

    fn domain(&self) -> (f64, f64) {
        let least = self.active.first().map_or(1.0, |(k, _)| *k);
        (-0.5 * least + 1e-6, 1e6)
    }
}
