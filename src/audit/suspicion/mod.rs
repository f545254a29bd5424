//! A tensor that no candidate explains, held against what its layer usually gets: which rule, broken
//! by which mistake, gives this variance.
//!
//! Nothing was promised, so this is a suspicion and not a finding; that it seldom meets a scale that
//! is nobody's mistake is its own promise.

use crate::audit::Candidate;
use crate::audit::Diagnosis;
use crate::audit::Family;
use crate::audit::Origin;
use crate::audit::Reading;
use crate::audit::TensorAudit;
use crate::audit::candidates;
use crate::audit::diagnose;
use crate::audit::diagnosis::leaves_one_of;
use crate::initializer;
use crate::initializer::Initializer;
use crate::mistake::DICTIONARY;
use crate::mistake::Mistake;
use crate::mistake::Setting;
use crate::num::Tolerance;
use crate::num::real;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;

/// A rule, and the mistake that makes it look like the tensor.
#[derive(Clone, Debug)]
pub struct Suspicion {
    /// What may have been meant.
    pub meant: Candidate,
    /// Actual over meant variance, with its interval.
    pub diagnosis: Diagnosis,
    /// What may have been done.
    pub cause: Mistake,
    /// The share of all scales, spread evenly over six decades of variance, that this rule and this
    /// mistake would have been suspected of.
    pub chance: f64,
}

/// The share of scales, spread evenly over six decades of variance, that is suspected of anything
/// at most: three parts of it for mistakes that frameworks make today, one for those of special layers
/// that are history, one for plain factors, in proportion where a kind is missing.
pub const CHANCE: f64 = 0.05;

/// The parts of the kinds of mistakes.
const PARTS: [f64; 3] = [3.0, 1.0, 1.0];

/// ln of six decades.
const RANGE: f64 = 13.815_510_557_964_274;

/// The rules that models are usually given.
const USUAL: &[&str] = &[
    "he-normal",
    "he-normal(mode=fan_out)",
    "he-uniform",
    "he-uniform(mode=fan_out)",
    "glorot-normal",
    "glorot-uniform",
];

/// Those that Keras and Flax have besides.
const USUAL_IN_KERAS: &[&str] = &[
    "lecun-normal",
    "lecun-uniform",
    "variance-scaling(1)",
    "variance-scaling(2)",
    "variance-scaling(1, mode=fan_avg)",
];

/// Truncated laws of other frameworks, whose missing truncation alone is looked for: the libraries
/// that copy such a law do not have their sampler.
const COPIED: &[&str] = &["variance-scaling(1)"];

/// A rule and a mistake that are possible here.
struct Target {
    meant: Candidate,
    rule: Box<dyn Initializer>,
    mistake: &'static Mistake,
    /// ln of the variance that both together give.
    ln_variance: f64,
    /// The mistake's kind, as a place in [`PARTS`].
    kind: usize,
}

/// What may have gone wrong with a tensor whose family is known and whose scale no rule has.
///
/// Every usual rule of the layer that has a possible mistake is a target. The variance must be as
/// near to it as the interval at `alpha` allows, and so near that all targets together cover
/// [`CHANCE`] of the scales: a small tensor is suspected of what it meets closely, or of nothing. The
/// nearest comes first, mistakes of special layers before plain factors.
#[must_use]
pub fn suspicions(audit: &TensorAudit, alpha: f64) -> Vec<Suspicion> {
    let (Origin::Independent(found), Some(energy)) = (&audit.origin, audit.scan.energy()) else {
        return Vec::new();
    };
    if !found.remaining.is_empty() || found.families.is_empty() {
        return Vec::new();
    }
    let ln_variance = real::ln(energy / audit.scan.n() as f64);
    let targets = targets(audit, &found.families);
    let near = targets.iter().filter_map(|target| {
        let distance = (target.ln_variance - ln_variance).abs();
        let widest = widest(&targets, target.kind);
        let suspicion = (distance <= widest)
            .then(|| target.suspicion(audit, &found.families, alpha, widest))??;
        // Targets of one variance, roundings apart, stay in the order of the dictionary.
        Some(((target.kind, (distance * 1e9) as u64), suspicion))
    });
    let mut near: Vec<((usize, u64), Suspicion)> = near.collect();
    near.sort_by_key(|(key, _)| *key);
    let is_same = |a: &Suspicion, b: &Suspicion| a.cause.code == b.cause.code && a.meant == b.meant;
    near.dedup_by(|a, b| is_same(&a.1, &b.1));
    near.into_iter().map(|(_, suspicion)| suspicion).collect()
}

/// All targets of a tensor of these families, in the order of the dictionary; what a rule without a
/// mistake gives was refused already.
fn targets(audit: &TensorAudit, families: &[Family]) -> Vec<Target> {
    let reading = Reading {
        alternative: None,
        ..audit.reading.clone()
    };
    let Some(layer) = reading.layer else {
        return Vec::new();
    };
    let known = candidates(&reading, &audit.info.shape);
    let refused = known
        .iter()
        .filter(|one| families.contains(&one.law.family));
    let is_known = |ln_variance: f64| {
        let std_dev = real::exp(0.5 * ln_variance);
        let is_it =
            |one: &Candidate| Tolerance::rounding(256, std_dev).accepts(one.law.std_dev, std_dev);
        refused.clone().any(is_it)
    };
    let keras = USUAL_IN_KERAS
        .iter()
        .filter(|_| reading.layout == Layout::Keras);
    let rules: Vec<&str> = USUAL.iter().chain(keras).copied().collect();
    let with_copied: Vec<&str> = USUAL.iter().chain(COPIED).copied().collect();
    let mut found = Vec::new();
    for mistake in DICTIONARY.iter().filter(|one| !one.needs_expectation) {
        let Some(kind) = kind(mistake, reading.layout) else {
            continue;
        };
        let is_of_sampler = mistake.leaves == Some(initializer::Family::Normal);
        let is_copied = is_of_sampler && reading.layout == Layout::PyTorch;
        for name in if is_copied { &with_copied } else { &rules } {
            let target = target(audit, &layer, (name, mistake, kind), &known);
            let is_new = |target: &Target| {
                let leaves = setting(audit, &layer, &*target.rule);
                leaves_one_of(mistake, &leaves, families) && !is_known(target.ln_variance)
            };
            found.extend(target.filter(is_new));
        }
    }
    found
}

/// What this rule and this mistake give together.
fn target(
    audit: &TensorAudit,
    layer: &Layer,
    (name, mistake, kind): (&str, &'static Mistake, usize),
    known: &[Candidate],
) -> Option<Target> {
    let meant = known
        .iter()
        .find(|one| one.names.iter().any(|n| n == name))?;
    let rule = initializer::parse(name).ok()?;
    let ratio = mistake.ratio(&setting(audit, layer, &*rule))?;
    Some(Target {
        ln_variance: real::ln(ratio) + 2.0 * real::ln(meant.law.std_dev),
        meant: meant.clone(),
        rule,
        mistake,
        kind,
    })
}

/// The kind of a mistake, as a place in [`PARTS`]; none if only frameworks of the other order of
/// axes make it.
fn kind(mistake: &Mistake, layout: Layout) -> Option<usize> {
    match mistake.seen_in {
        [] if mistake.is_special => Some(1),
        [] => Some(2),
        layouts => layouts.contains(&layout).then_some(0),
    }
}

/// The largest distance from a target of this kind, as ln of a variance, so that all of them cover
/// no more than their share of the scales.
fn widest(targets: &[Target], kind: usize) -> f64 {
    let has = |kind: usize| targets.iter().any(|target| target.kind == kind);
    let all: f64 = (0..PARTS.len()).filter(|k| has(*k)).map(|k| PARTS[k]).sum();
    let alike = targets.iter().filter(|target| target.kind == kind);
    let mut places: Vec<f64> = alike.map(|target| target.ln_variance).collect();
    places.sort_by(f64::total_cmp);
    // A ratio, a law's deviation and two logarithms, each within some roundings.
    places.dedup_by(|a, b| Tolerance::rounding(64, *b).accepts(*a, *b));
    0.5 * CHANCE * PARTS[kind] / all * RANGE / places.len().max(1) as f64
}

fn setting<'a>(
    audit: &'a TensorAudit,
    layer: &'a Layer,
    expected: &'a dyn Initializer,
) -> Setting<'a> {
    Setting {
        shape: &audit.info.shape,
        parts: audit.reading.parts,
        depth: audit.reading.depth,
        ..Setting::of(layer, expected)
    }
}

impl Target {
    /// The suspicion, if the mistake lies within the interval of the ratio.
    fn suspicion(
        &self,
        audit: &TensorAudit,
        families: &[Family],
        alpha: f64,
        widest: f64,
    ) -> Option<Suspicion> {
        let layer = audit.reading.layer.as_ref()?;
        let setting = setting(audit, layer, &*self.rule);
        let diagnosis = diagnose(&audit.scan, &setting, families, alpha);
        let is_named = |cause: &Mistake| cause.code == self.mistake.code;
        if !diagnosis.causes.iter().any(is_named) {
            return None;
        }
        let (low, high) = diagnosis.interval;
        Some(Suspicion {
            meant: self.meant.clone(),
            chance: real::ln(high / low).min(2.0 * widest) / RANGE,
            diagnosis,
            cause: *self.mistake,
        })
    }
}

#[cfg(test)]
mod tests;
