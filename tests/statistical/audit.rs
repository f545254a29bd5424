//! Audits of seeded draws: how often the law that drew a tensor is kept, a wrong one refused, its
//! cause named, and a scale that is nobody's mistake suspected.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use varprop::audit::format::{NumberFormat, TensorInfo};
use varprop::audit::{
    CHANCE, Candidate, DICTIONARY, Entry, Family, Identification, Law, Origin, Reading, Scan,
    Scanner, Setting, TensorAudit, candidates, diagnose, identify, law_of, suspicions,
};
use varprop::empirical::stat::Storage;
use varprop::initializer::{self, EntryLaw};
use varprop::num::real;
use varprop::random::Stream;
use varprop::theory::shape::{Layer, Layout};

/// A rate at which false alarms would be seen, if they were as frequent as allowed.
const ALPHA: f64 = 1e-2;

/// The chance that a sum of our counts exceeds its bound although the rate is kept.
const SURPRISE: f64 = 1e-6;

const STORAGES: [Storage; 4] = [Storage::F64, Storage::F32, Storage::F16, Storage::Bf16];

/// What is common: rules of the fans and fixed scales.
const LAWS: [&str; 19] = [
    "he-normal",
    "he-normal(mode=fan_out)",
    "he-uniform",
    "he-uniform(mode=fan_out)",
    "variance-scaling(2)",
    "glorot-normal",
    "glorot-uniform",
    "variance-scaling(1, mode=fan_avg)",
    "lecun-normal",
    "lecun-uniform",
    "variance-scaling(1)",
    "variance-scaling(1, mode=fan_out)",
    "pytorch-linear",
    "normal(1)",
    "normal(0.02)",
    "uniform(0.05)",
    "truncated-normal(0.02, low=-0.04, high=0.04)",
    "truncated-normal(1, low=-2, high=2)",
    "truncated-normal(0.02, low=-2, high=2)",
];

fn layers() -> Vec<Layer> {
    [
        Layer::dense(3, 2),
        Layer::dense(8, 8),
        Layer::dense(64, 48),
        Layer::dense(128, 96),
        Layer::dense(784, 10),
        Layer::convolution(16, 32, &[3, 3], 1),
        Layer::convolution(32, 32, &[3], 4),
        Layer::depthwise(64, 1, &[3, 3]),
        Layer::transposed_convolution(16, 8, &[4, 4], 1),
    ]
    .map(Result::unwrap)
    .to_vec()
}

fn stream(purpose: &str, seed: u64) -> Stream {
    let room = Stream::root(0).named("tests::statistical::audit");
    room.named(purpose).indexed(seed)
}

fn drawn(spec: &str, layer: &Layer, seed: u64) -> Vec<f64> {
    let initializer = initializer::parse(spec).unwrap();
    initializer.draw_tensor(layer, stream(spec, seed)).unwrap()
}

fn scan(values: &[f64], shape: &[u64], storage: Storage) -> Scan {
    let mut scanner = Scanner::new(&TensorInfo {
        name: "weight".to_owned(),
        shape: shape.to_vec(),
        format: NumberFormat::Float(Storage::F64),
    });
    for x in values {
        scanner.take(&storage.round(*x).to_le_bytes());
    }
    scanner.finish()
}

fn reading(layer: &Layer, layout: Layout) -> Reading {
    Reading {
        layer: Some(*layer),
        layout,
        alternative: None,
        ..Reading::of("weight", &[], layout)
    }
}

fn identified(values: &[f64], layer: &Layer, storage: Storage, alpha: f64) -> Identification {
    let shape = layer.weight_shape(Layout::PyTorch);
    let candidates = candidates(&reading(layer, Layout::PyTorch), &shape);
    identify(&scan(values, &shape, storage), storage, &candidates, alpha).unwrap()
}

fn has(found: &Identification, law: Law) -> bool {
    found.remaining.iter().any(|one| one.candidate.law.is(law))
}

/// The largest count that so many trials at this rate exceed with probability `SURPRISE` at most:
/// Chernoff's bound exp(−n·KL(k/n ‖ rate)).
fn most(trials: usize, rate: f64) -> usize {
    let n = trials as f64;
    let divergence = |k: f64| {
        let share = k / n;
        share * real::ln(share / rate) + (1.0 - share) * real::ln((1.0 - share) / (1.0 - rate))
    };
    let is_rare = |k: &usize| n * divergence(*k as f64) > -real::ln(SURPRISE);
    let first = (rate * n).ceil() as usize + 1;
    (first..trials).find(is_rare).unwrap_or(trials) - 1
}

#[test]
fn the_law_that_drew_a_tensor_is_kept_as_often_as_stated() {
    /// Draws of each law, layer and format.
    const SEEDS: u64 = 4;
    let layers = layers();
    let mut cases = Vec::new();
    for spec in LAWS {
        for layer in &layers {
            for storage in STORAGES {
                cases.extend((0..SEEDS).map(|seed| (spec, layer, storage, seed)));
            }
        }
    }
    let is_lost = |(spec, layer, storage, seed): &(&str, &Layer, Storage, u64)| {
        let found = identified(&drawn(spec, layer, *seed), layer, *storage, ALPHA);
        !has(&found, law_of(spec, layer).unwrap())
    };
    let lost: Vec<_> = cases.par_iter().filter(|case| is_lost(case)).collect();
    println!(
        "{} of {} draws lost their law at {ALPHA}",
        lost.len(),
        cases.len()
    );
    assert!(cases.len() >= 2000);
    assert!(lost.len() <= most(cases.len(), ALPHA), "{lost:?}");
}

/// The z with Φ(z) = p, by halving.
fn normal_quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if real::normal_cdf(middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// As JAX draws in a low precision: uniform numbers of so many bits, their places in the law, its
/// scale rounded.
fn coarse(family: Family, law: Law, bits: u32, storage: Storage, n: usize) -> Vec<f64> {
    let levels = 1_u32 << bits;
    // P(|N(0, 1)| ≤ 2) of the truncated law's parent, whose deviation is 1/0.8796.
    let (mass, parent) = match family {
        Family::Truncated => (0.954_499_736_103_641_6, 1.0 / 0.879_625_661_034_239_8),
        _ => (1.0, 1.0),
    };
    let place = |level: u32| {
        let share = f64::from(level) / f64::from(levels);
        match family {
            Family::Uniform => (2.0 * share - 1.0) * 3.0_f64.sqrt(),
            _ => parent * normal_quantile(0.5 + mass * (share.max(1e-3) - 0.5)),
        }
    };
    let scale = storage.round(law.std_dev);
    let table: Vec<f64> = (0..levels)
        .map(|level| storage.round(scale * place(level)))
        .collect();
    let mut uniform = vec![0.0; n];
    let purpose = format!("coarse {family:?}");
    stream(&purpose, u64::from(bits))
        .generator()
        .fill_uniform(&mut uniform);
    let at = |u: &f64| table[(u * f64::from(levels)) as usize];
    uniform.iter().map(at).collect()
}

#[test]
fn laws_drawn_in_a_low_precision_from_a_coarse_generator_are_kept() {
    let layer = Layer::dense(1000, 700).unwrap();
    for (bits, storage) in [(7, Storage::Bf16), (8, Storage::Bf16), (10, Storage::F16)] {
        for (family, spec) in [
            (Family::Normal, "he-normal"),
            (Family::Truncated, "variance-scaling(1)"),
            (Family::Uniform, "glorot-uniform"),
        ] {
            let law = law_of(spec, &layer).unwrap();
            let values = coarse(family, law, bits, storage, 700_000);
            let found = identified(&values, &layer, storage, 1e-6);
            assert!(has(&found, law), "{spec} of {bits} bits: {found:?}");
        }
    }
}

/// A mistake to be made: of which rule, for which layer.
struct Wrong {
    entry: &'static Entry,
    rule: &'static str,
    layer: Layer,
    parts: u64,
    depth: Option<u64>,
}

/// Every entry on some layers, where it changes the variance; the law of orthogonal matrices is not
/// one of independent entries.
fn wrongs() -> Vec<Wrong> {
    let rules = [
        "he-normal",
        "he-uniform(mode=fan_out)",
        "glorot-uniform",
        "variance-scaling(1)",
        "lecun-normal",
        "normal(0.02)",
    ];
    let shapes = [
        (Layer::dense(96, 64), 3),
        (Layer::dense(256, 100), 3),
        (Layer::convolution(16, 32, &[3, 3], 1), 1),
        (Layer::convolution(32, 64, &[3, 3], 4), 1),
        (Layer::depthwise(512, 1, &[3, 3]), 1),
        (Layer::transposed_convolution(64, 16, &[4, 4], 1), 1),
    ];
    let mut found = Vec::new();
    for entry in DICTIONARY {
        for rule in rules {
            for (layer, parts) in &shapes {
                let (layer, parts, depth) = (layer.clone().unwrap(), *parts, Some(12));
                found.push(Wrong {
                    entry,
                    rule,
                    layer,
                    parts,
                    depth,
                });
            }
        }
    }
    found
}

#[test]
fn wrong_variances_are_refused_and_their_causes_named() {
    /// Draws of each mistake.
    const SEEDS: u64 = 4;
    let outcomes: Vec<(&str, bool, bool)> = wrongs()
        .into_par_iter()
        .flat_map_iter(|wrong| {
            let of = |seed| outcome(&wrong, seed);
            (0..SEEDS).filter_map(of).collect::<Vec<_>>()
        })
        .collect();
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (code, is_refused, is_named) in &outcomes {
        let count = counts.entry(code).or_default();
        count[0] += 1;
        count[1] += usize::from(*is_refused);
        count[2] += usize::from(*is_named);
    }
    for (code, [draws, refused, named]) in &counts {
        println!("{code}: {refused} of {draws} refused, {named} named");
        // Stated power 0.99; a cause is named as often as its interval covers, 1 − α.
        assert!(
            draws - refused <= most(*draws, 0.01),
            "{code}: {refused} of {draws}"
        );
        assert!(
            draws - named <= most(*draws, 0.01 + ALPHA),
            "{code}: {named} of {draws}"
        );
    }
    let special = [
        "gain-not-rooted",
        "gain-of-other-axis",
        "projection-read-as-kernel",
        // They need a shape, or the rule that they spoil.
        "axes-read-outputs-first",
        "axes-read-outputs-last",
    ];
    let judged = DICTIONARY.iter().filter(|one| !special.contains(&one.code));
    assert!(
        judged.clone().all(|one| counts.contains_key(one.code)),
        "{counts:?}"
    );
}

/// Draws a mistake once: whether the rule is refused, and the mistake among the causes; missing
/// where it changes less than a quarter, or cannot be.
fn outcome(wrong: &Wrong, seed: u64) -> Option<(&'static str, bool, bool)> {
    let expected = initializer::parse(wrong.rule).ok()?;
    let setting = Setting {
        parts: wrong.parts,
        depth: wrong.depth,
        ..Setting::of(&wrong.layer, &*expected)
    };
    let ratio = wrong.entry.ratio(&setting)?;
    if !(1e-9..1e9).contains(&ratio) || real::ln(ratio).abs() < real::ln(1.25) {
        return None;
    }
    let family = wrong.entry.leaves.or_else(|| setting.family())?;
    let law = EntryLaw::with_variance(family, ratio * setting.variance()?).ok()?;
    let mut values = vec![0.0; wrong.layer.weight_count() as usize];
    let purpose = format!("{} {} {:?}", wrong.entry.code, wrong.rule, wrong.layer);
    let mut generator = stream(&purpose, seed).generator();
    law.sampler().fill(&mut generator, &mut values);
    let found = identified(&values, &wrong.layer, Storage::F32, ALPHA);
    let shape = wrong.layer.weight_shape(Layout::PyTorch);
    let scan = scan(&values, &shape, Storage::F32);
    let diagnosis = diagnose(&scan, &setting, &found.families, ALPHA);
    let is_named = diagnosis
        .causes
        .iter()
        .any(|one| one.code == wrong.entry.code);
    let is_refused = !has(&found, law_of(wrong.rule, &wrong.layer)?);
    Some((wrong.entry.code, is_refused, is_named))
}

#[test]
fn scales_that_are_nobodys_mistake_are_seldom_suspected() {
    /// Scales of each layer and order of axes.
    const SCALES: u64 = 150;
    let families = [
        initializer::Family::Normal,
        initializer::Family::Uniform,
        initializer::Family::Truncated,
    ];
    let mut cases = Vec::new();
    for layer in layers() {
        for layout in [Layout::PyTorch, Layout::Keras] {
            cases.extend((0..SCALES).map(|seed| (layer, layout, seed)));
        }
    }
    let is_suspected = |(layer, layout, seed): &(Layer, Layout, u64)| {
        let purpose = format!("scales {layer:?} {layout:?}");
        let mut generator = stream(&purpose, *seed).generator();
        let mut uniform = [0.0; 1];
        generator.fill_uniform(&mut uniform);
        let family = families[*seed as usize % 3];
        // Six decades of variance.
        let variance = real::exp(-13.815_510_557_964_274 * uniform[0]);
        let mut values = vec![0.0; layer.weight_count() as usize];
        let law = EntryLaw::with_variance(family, variance).unwrap();
        law.sampler().fill(&mut generator, &mut values);
        !suspicions(&audit_of(&values, layer, *layout), 1e-6).is_empty()
    };
    let n_suspected = cases.par_iter().filter(|case| is_suspected(case)).count();
    println!("{n_suspected} of {} scales suspected", cases.len());
    assert!(cases.len() >= 2000);
    assert!(n_suspected <= most(cases.len(), CHANCE), "{n_suspected}");
}

fn audit_of(values: &[f64], layer: &Layer, layout: Layout) -> TensorAudit {
    let shape = layer.weight_shape(layout);
    let scan = scan(values, &shape, Storage::F32);
    let reading = reading(layer, layout);
    let found = identify(&scan, Storage::F32, &candidates(&reading, &shape), 1e-6);
    TensorAudit {
        info: TensorInfo {
            name: "weight".to_owned(),
            shape,
            format: NumberFormat::Float(Storage::F32),
        },
        reading,
        scan,
        origin: Origin::Independent(found.unwrap()),
    }
}

/// What was answered, counted: alone, likeliest of several, among several, missed, nothing; and
/// the other laws that were named.
#[derive(Default)]
struct Answers {
    counts: [usize; 5],
    others: BTreeMap<String, usize>,
}

impl Answers {
    fn count(&mut self, found: &Identification, law: Option<Law>) {
        let place = law.and_then(|law| {
            let mut laws = found.remaining.iter();
            laws.position(|one| one.candidate.law.is(law))
        });
        self.counts[match (place, found.remaining.len()) {
            (Some(_), 1) => 0,
            (Some(0), _) => 1,
            (Some(_), _) => 2,
            (None, 0) => 4,
            (None, _) => 3,
        }] += 1;
        let others = found
            .remaining
            .iter()
            .filter(|one| law.is_none_or(|law| !one.candidate.law.is(law)));
        for Candidate { names, .. } in others.map(|one| &one.candidate) {
            *self.others.entry(names[0].clone()).or_default() += 1;
        }
    }

    fn line(&self, what: &str) -> String {
        let mut line = format!("{what:45}");
        for count in self.counts {
            let _ = write!(line, "{count:7}");
        }
        for (name, count) in &self.others {
            let _ = write!(line, "  {count} {name}");
        }
        line.trim_end().to_owned() + "\n"
    }
}

/// Draws of each law, layer and precision of the table.
const DRAWS: u64 = 10;

/// One line a law: what was answered, over three layers in single precision.
fn confusion() -> String {
    let layers = [
        Layer::dense(128, 96).unwrap(),
        Layer::dense(64, 64).unwrap(),
        Layer::convolution(16, 32, &[3, 3], 1).unwrap(),
    ];
    let mut table = String::from(
        "drawn from                                     alone  first  among missed   none  also named\n",
    );
    for spec in LAWS {
        let mut answers = Answers::default();
        for layer in &layers {
            for seed in 0..DRAWS {
                let found = identified(&drawn(spec, layer, 100 + seed), layer, Storage::F32, 1e-6);
                answers.count(&found, law_of(spec, layer));
            }
        }
        table.push_str(&answers.line(spec));
    }
    for (what, spoil) in SPOILT {
        let mut answers = Answers::default();
        for layer in &layers {
            for seed in 0..DRAWS {
                let mut values = drawn("lecun-normal", layer, 200 + seed);
                spoil(&mut values);
                answers.count(&identified(&values, layer, Storage::F32, 1e-6), None);
            }
        }
        table.push_str(&answers.line(what));
    }
    table
}

/// Changes a tensor in place.
type Spoil = fn(&mut [f64]);

/// What no law drew.
const SPOILT: [(&str, Spoil); 4] = [
    ("lecun-normal times √1.62", |values| {
        values.iter_mut().for_each(|x| *x *= 1.62_f64.sqrt());
    }),
    ("lecun-normal plus half a deviation", |values| {
        let energy: f64 = values.iter().map(|x| x * x).sum();
        let shift = 0.5 * (energy / values.len() as f64).sqrt();
        values.iter_mut().for_each(|x| *x += shift);
    }),
    ("lecun-normal, a third of it times 3", |values| {
        values.iter_mut().step_by(3).for_each(|x| *x *= 3.0);
    }),
    ("lecun-normal, one value times 1000", |values| {
        values[17] *= 1000.0;
    }),
];

#[test]
fn what_is_answered_is_the_committed_table() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("audit-confusion", confusion()));
}
