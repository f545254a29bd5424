//! The promised bytes: a change of any bit here is value-breaking and a CHANGELOG line.

use crate::snapshot;
use std::num::NonZeroUsize;
use varprop::claim::NetworkRequest;
use varprop::evidence::Settings;
use varprop::evidence::simulate;
use varprop::initializer;
use varprop::random::Generator;
use varprop::random::Stream;
use varprop::report::Format;
use varprop::report::Json;
use varprop::spec::Named;
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
