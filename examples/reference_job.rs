//! For whoever compares speeds: one simulated network, timed inside the process.
//!
//! `cargo run --release --example reference_job -- width=500 depth=10 batch=1000 repeats=5` prints
//! one JSON line a repeat, each with its own seed. Every option is `key=value`, in any order:
//! width, depth, batch, activation, initializer, precision (f64, f32), engine (direct, exact,
//! automatic), direction (forward, backward), detail (everything, second-moments), threads,
//! repeats, seed. `benches/compare/` runs it beside NumPy.

#![expect(clippy::disallowed_types, reason = "it measures time")]

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;
use varprop::empirical::simulate::{
    Backward, Detail, Engine, Experiment, Network, Precision, Settings,
};
use varprop::random::Stream;
use varprop::theory::activation::GaussianMoments;
use varprop::{initializer, theory::activation};

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::given()?;
    let first_seed: u64 = options.number("seed", 1)?;
    for repeat in 0..options.number("repeats", 1)? {
        let seed = first_seed + repeat;
        let experiment = options.experiment(seed)?;
        let start = Instant::now();
        let measured = experiment.run(&|_| ())?;
        let seconds = start.elapsed().as_secs_f64();
        let last = measured.summary(experiment.network.depth(), |record| {
            record.activation.second_moment
        });
        let mean = last.mean.map_or("null".to_owned(), |mean| mean.to_string());
        let peak = peak_kib().map_or("null".to_owned(), |kib| kib.to_string());
        println!(
            r#"{{"seed": {seed}, "seconds": {seconds:e}, "peak_kib": {peak}, "last_activation_second_moment": {mean}}}"#
        );
    }
    Ok(())
}

/// The most memory that this program has held, where the system says so: what `wait4` tells of a
/// child counts the parent that it was forked from.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// What was given on the command line.
struct Options(BTreeMap<String, String>);

const KEYS: [&str; 12] = [
    "width",
    "depth",
    "batch",
    "activation",
    "initializer",
    "precision",
    "engine",
    "direction",
    "detail",
    "threads",
    "repeats",
    "seed",
];

impl Options {
    fn given() -> Result<Self, Box<dyn Error>> {
        let mut options = BTreeMap::new();
        for argument in std::env::args().skip(1) {
            let Some((key, value)) = argument.split_once('=') else {
                return Err(format!("`{argument}` is no key=value").into());
            };
            if !KEYS.contains(&key) {
                return Err(format!("no option `{key}`; there are {}", KEYS.join(", ")).into());
            }
            options.insert(key.to_owned(), value.to_owned());
        }
        Ok(Self(options))
    }

    fn word<'a>(&'a self, key: &str, default: &'a str) -> &'a str {
        self.0.get(key).map_or(default, String::as_str)
    }

    fn number(&self, key: &str, default: u64) -> Result<u64, Box<dyn Error>> {
        let parsed = self.0.get(key).map(|text| text.parse());
        let number = parsed.unwrap_or(Ok(default));
        number.map_err(|error| format!("{key}: {error}").into())
    }

    /// The value that goes with the word given.
    fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<T, Box<dyn Error>> {
        let default = choices.first().map_or("", |choice| choice.0);
        let word = self.word(key, default);
        let found = choices.iter().find(|choice| choice.0 == word);
        found
            .map(|choice| choice.1)
            .ok_or_else(|| format!("{key}={word} is unknown").into())
    }

    fn network(&self) -> Result<Network, Box<dyn Error>> {
        let width = self.number("width", 500)?;
        let depth = usize::try_from(self.number("depth", 10)?)?;
        let activation: Arc<dyn GaussianMoments> =
            Arc::from(activation::parse(self.word("activation", "tanh"))?);
        let initializer = initializer::parse(self.word("initializer", "lecun-normal"))?;
        let widths = vec![width; depth.saturating_add(1)];
        Ok(Network::new(widths, activation, Arc::from(initializer))?)
    }

    fn settings(&self) -> Result<Settings, Box<dyn Error>> {
        let precisions = [("f64", Precision::Double), ("f32", Precision::Single)];
        let engines = [
            ("direct", Engine::Direct),
            ("exact", Engine::Exact),
            ("automatic", Engine::Automatic),
        ];
        let directions = [
            ("forward", Backward::Skipped),
            ("backward", Backward::ActivationsAndWeights),
        ];
        let details = [
            ("everything", Detail::Everything),
            ("second-moments", Detail::SecondMoments),
        ];
        Ok(Settings {
            precision: self.choice("precision", &precisions)?,
            engine: self.choice("engine", &engines)?,
            backward: self.choice("direction", &directions)?,
            detail: self.choice("detail", &details)?,
            ..Settings::forward(self.number("batch", 1000)?)
        })
    }

    fn experiment(&self, seed: u64) -> Result<Experiment, Box<dyn Error>> {
        Ok(Experiment {
            network: self.network()?,
            settings: self.settings()?,
            replicates: 1,
            threads: usize::try_from(self.number("threads", 1)?)?.try_into()?,
            stream: Stream::root(seed).named("reference-job"),
        })
    }
}
