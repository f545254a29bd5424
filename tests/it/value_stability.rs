//! The promised bytes: a change of any bit here is value-breaking and a CHANGELOG line.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use crate::snapshot;
use std::num::NonZeroUsize;
use std::sync::Arc;
use varprop::claim::NetworkRequest;
use varprop::empirical::simulate as engine;
use varprop::empirical::simulate::Backward;
use varprop::empirical::simulate::Detail;
use varprop::empirical::simulate::Experiment;
use varprop::empirical::simulate::LayerRecord;
use varprop::empirical::simulate::Network;
use varprop::evidence::Settings;
use varprop::evidence::simulate;
use varprop::evidence::sweep;
use varprop::initializer;
use varprop::random::Generator;
use varprop::random::Stream;
use varprop::report::Format;
use varprop::report::Json;
use varprop::spec::Named;
use varprop::theory::activation::Activation;
use varprop::theory::activation::Relu;
use varprop::theory::activation::Tanh;
use varprop::theory::shape::Fans;

/// How many numbers of each stream are kept.
const N_KEPT: usize = 8;

fn stream(name: &str) -> Stream {
    Stream::root(1).named("value-stability").named(name)
}

/// The first numbers, their bits in hexadecimal and as the shortest decimal.
fn lines(values: &[f64]) -> String {
    let kept = values.iter().take(N_KEPT);
    kept.map(|x| format!("  {:016x}  {x:?}\n", x.to_bits()))
        .collect()
}

fn drawn(name: &str, draw: fn(&mut Generator) -> f64) -> String {
    let mut generator = stream(name).generator();
    let values: Vec<f64> = (0..N_KEPT).map(|_| draw(&mut generator)).collect();
    format!("{name}\n{}", lines(&values))
}

#[test]
fn streams_and_their_samplers_keep_their_bytes() {
    let mut bits = stream("next_u64").generator();
    let mut below = stream("below").generator();
    let mut items: Vec<u64> = (0..N_KEPT as u64).collect();
    stream("shuffle").generator().shuffle(&mut items);
    let words: String = (0..N_KEPT)
        .map(|_| format!("  {:016x}\n", bits.next_u64()))
        .collect();
    let counts: Vec<u64> = (0..N_KEPT).map(|_| below.below(1000)).collect();
    let page = [
        format!("next_u64\n{words}"),
        drawn("uniform", Generator::uniform),
        drawn("open_uniform", Generator::open_uniform),
        drawn("normal", Generator::normal),
        format!("below(1000)\n  {counts:?}\n"),
        format!("shuffle of 0 to 7\n  {items:?}\n"),
    ];
    snapshot::assert("value-stability-streams", &page.join("\n"));
}

#[test]
fn a_stream_keeps_its_bytes_a_million_numbers_later() {
    let mut generator = stream("far").generator();
    let last = (0..1_000_000)
        .map(|_| generator.normal())
        .fold(0, |digest: u64, x| digest.rotate_left(1) ^ x.to_bits());
    snapshot::assert("value-stability-million-normals", &format!("{last:016x}\n"));
}

#[test]
fn every_initializer_keeps_its_bytes() {
    let fans = Fans {
        fan_in: 5,
        fan_out: 7,
    };
    let mut page = format!(
        "fan_in = {}, fan_out = {}, row by row\n",
        fans.fan_in, fans.fan_out
    );
    for entry in initializer::ALL {
        let spec = entry.example();
        let drawn = initializer::parse(&spec).and_then(|i| i.draw_matrix(fans, stream(&spec)));
        match drawn {
            Ok(values) => page.push_str(&format!("\n{spec}\n{}", lines(&values))),
            Err(error) => page.push_str(&format!("\n{spec}\n  {error}\n")),
        }
    }
    snapshot::assert("value-stability-initializers", &page);
}

#[test]
fn a_simulated_table_of_layers_keeps_its_bytes() {
    let request = NetworkRequest {
        widths: vec![12, 20, 8],
        depth: None,
        activation: "tanh".into(),
        initializer: "glorot-uniform".into(),
        bias_std_dev: Some(0.1),
        batch: 6,
        replicates: 20,
        input_variance: 1.0,
        engine: None,
        precision: None,
        detail: None,
    };
    let settings = Settings::new(1, NonZeroUsize::MIN);
    let sheets = simulate(&request, &settings, &|| ()).unwrap().sheets;
    snapshot::assert("value-stability-simulation", &Json.sheets(&sheets));
}

#[test]
fn chi_squared_numbers_and_fair_coins_keep_their_bytes() {
    let coins = |n: u64| {
        let mut generator = stream("fair_coins").indexed(n).generator();
        let counts: Vec<u64> = (0..N_KEPT).map(|_| generator.fair_coins(n)).collect();
        format!("fair_coins({n})\n  {counts:?}\n")
    };
    let page = [
        drawn("chi_squared(1)", |generator| generator.chi_squared(1)),
        drawn("chi_squared(2)", |generator| generator.chi_squared(2)),
        drawn("chi_squared(3)", |generator| generator.chi_squared(3)),
        drawn("chi_squared(1000)", |generator| generator.chi_squared(1000)),
        coins(64),
        coins(5000),
        coins(1_000_000_000_000),
    ];
    snapshot::assert("value-stability-energies", &page.join("\n"));
}

/// Second moments of the last of two replicates, layer by layer: z, a, ∂J/∂z and the input's gradient.
fn exact(
    title: &str,
    activation: impl Activation + 'static,
    initializer: &str,
    bias_std_dev: f64,
    settings: engine::Settings,
) -> String {
    let initializer = Arc::from(initializer::parse(initializer).unwrap());
    let network = Network::new(vec![7, 5, 9, 6], Arc::new(activation), initializer).unwrap();
    let experiment = Experiment {
        network: network.with_bias(bias_std_dev).unwrap(),
        settings,
        replicates: 2,
        threads: NonZeroUsize::MIN,
        stream: stream("exact"),
    };
    let (measured, growth) = experiment.run_exact(&|_| ()).unwrap();
    let moments = |record: &LayerRecord| {
        let gradient = record.gradient.unwrap();
        [
            record.pre_activation.second_moment,
            record.activation.second_moment,
            gradient.pre_activation_second_moment,
            gradient.input_second_moment,
        ]
        .map(Option::unwrap)
    };
    let layers: String = measured.replicates[1]
        .iter()
        .map(|record| format!(" layer {}\n{}", record.layer, lines(&moments(record))))
        .collect();
    format!(
        "{title}\n{layers} ln of the growth\n{}",
        lines(&growth[1..])
    )
}

#[test]
fn every_form_of_the_exact_engine_keeps_its_bytes() {
    let both = |batch| engine::Settings {
        backward: Backward::Activations,
        ..engine::Settings::forward(batch)
    };
    let lengths = engine::Settings {
        detail: Detail::SecondMoments,
        ..both(1)
    };
    let page = [
        exact(
            "lengths, normal weights and biases",
            Relu,
            "he-normal",
            0.3,
            lengths,
        ),
        exact(
            "lengths, orthogonal weights",
            Relu,
            "orthogonal(1.4)",
            0.0,
            lengths,
        ),
        exact(
            "one input, normal weights and biases",
            Tanh,
            "normal(0.5)",
            0.3,
            both(1),
        ),
        exact(
            "one input, orthogonal weights and biases",
            Tanh,
            "orthogonal(1.4)",
            0.3,
            both(1),
        ),
        exact(
            "three inputs, normal weights and biases",
            Tanh,
            "normal(0.5)",
            0.3,
            both(3),
        ),
    ];
    snapshot::assert("value-stability-exact", &page.join("\n"));
}

#[test]
fn rows_of_a_sweep_keep_their_bytes() {
    let text = "widths = [20]\ndepths = [6]\nactivations = [\"tanh\"]\nsigma-w = [0.8, 1.7, 2.5]\n\
                sigma-b = [0.2]\nreplicates = 5\nbatch = 2\nlayers = \"last\"\n";
    let grid = sweep::parse("grid.toml", text).unwrap();
    let settings = Settings::new(1, NonZeroUsize::MIN);
    let rows = (0..grid.n_points()).map(|index| {
        let point = grid.point(index).unwrap();
        let rows = sweep::rows(&grid, &point, &settings).unwrap();
        let rows = rows
            .iter()
            .map(|row| serde_json::to_string(row).unwrap() + "\n");
        rows.collect::<String>()
    });
    snapshot::assert("value-stability-sweep", &rows.collect::<String>());
}
