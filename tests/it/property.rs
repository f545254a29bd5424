//! What must hold for any fans, shapes, widths and seeds.
//!
//! The generator of cases is fixed, so the same cases run every time and a failure repeats
//! without a file of seeds. Statistical statements share a family-wise false-alarm rate of 10⁻⁹.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails is a test that fails"
)]

use proptest::prelude::*;
use proptest::test_runner::Config;
use proptest::test_runner::RngAlgorithm;
use proptest::test_runner::TestRng;
use proptest::test_runner::TestRunner;
use std::num::NonZeroUsize;
use varprop::claim::NetworkRequest;
use varprop::empirical::stat::Check;
use varprop::empirical::stat::MeanCheck;
use varprop::empirical::stat::Null;
use varprop::empirical::stat::Sample;
use varprop::empirical::stat::VarianceCheck;
use varprop::empirical::stat::WholeLawCheck;
use varprop::evidence::Settings;
use varprop::evidence::simulate;
use varprop::initializer;
use varprop::initializer::Initializer;
use varprop::initializer::WeightLaw;
use varprop::num::Rational;
use varprop::num::Tolerance;
use varprop::random::Stream;
use varprop::spec::Named;
use varprop::theory::activation;
use varprop::theory::distribution::Distribution;
use varprop::theory::shape::Fans;
use varprop::theory::shape::Layer;
use varprop::verdict::Cell;
use varprop::verdict::Sheet;

/// The false-alarm rate that all tests of one property share.
const FAMILY: f64 = 1e-9;

/// The runner of so many cases.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

/// Every initializer whose entries are independent and not all the same.
fn independent() -> Vec<Box<dyn Initializer>> {
    let fans = Fans {
        fan_in: 3,
        fan_out: 2,
    };
    let all = initializer::ALL
        .iter()
        .map(|entry| initializer::parse(&entry.example()).unwrap());
    let is_random = |law: WeightLaw| match law {
        WeightLaw::Independent(law) => law.variance() > 0.0,
        WeightLaw::Dependent(_) | WeightLaw::Fixed => false,
    };
    all.filter(|i| i.law(fans).is_ok_and(is_random)).collect()
}

fn law_of(initializer: &dyn Initializer, fans: Fans) -> Box<dyn Distribution> {
    match initializer.law(fans).unwrap() {
        WeightLaw::Independent(law) => law,
        other => panic!("{}: {other:?}", initializer.name()),
    }
}

fn fans() -> impl Strategy<Value = Fans> {
    (1..=300_u64, 1..=300_u64).prop_map(|(fan_in, fan_out)| Fans { fan_in, fan_out })
}

#[test]
fn draws_have_the_mean_variance_and_law_that_is_promised() {
    const CASES: u32 = 256;
    let all = independent();
    assert!(all.len() >= 13, "{}", all.len());
    let alpha = FAMILY / f64::from(3 * CASES);
    let strategy = (0..all.len(), fans(), any::<u64>());
    let outcome = runner(CASES).run(&strategy, |(which, fans, seed)| {
        let law = law_of(&*all[which], fans);
        let values = all[which].draw_matrix(fans, Stream::root(seed)).unwrap();
        let sample = Sample::new(&values, fans.fan_out as usize, fans.fan_in as usize).unwrap();
        let null = Null::new(&*law).unwrap();
        let checks: [&dyn Check; 3] = [
            &MeanCheck::new(null),
            &VarianceCheck::new(null),
            &WholeLawCheck::new(null),
        ];
        for check in checks {
            let found = check.measure(&sample).unwrap();
            prop_assert!(found.guarantee.may_refute());
            prop_assert!(
                found.p_value.value() > alpha,
                "{} of {}: {found:?}",
                check.name(),
                law.label()
            );
        }
        let (low, high) = law.support();
        prop_assert!(values.iter().all(|x| (low..=high).contains(x)));
        Ok(())
    });
    outcome.unwrap();
}

fn to_double(exact: Rational) -> f64 {
    exact.numerator() as f64 / exact.denominator() as f64
}

#[test]
fn the_law_and_the_exact_fraction_agree_on_the_variance() {
    let all = independent();
    let mut n_exact = 0;
    let outcome = runner(512).run(&(0..all.len(), fans()), |(which, fans)| {
        let found = law_of(&*all[which], fans).variance();
        let Some(exact) = all[which].exact_variance(fans) else {
            return Ok(());
        };
        let exact = to_double(exact);
        // A square root, its square, a factor 3 and its inverse, the truncation's correction and
        // its integral of fifty terms: below a hundred roundings.
        prop_assert!(
            Tolerance::rounding(100, exact).accepts(found, exact),
            "{}: {found} {exact}",
            all[which].label()
        );
        Ok(())
    });
    outcome.unwrap();
    for initializer in &all {
        n_exact += usize::from(
            initializer
                .exact_variance(Fans {
                    fan_in: 3,
                    fan_out: 2,
                })
                .is_some(),
        );
    }
    assert!(
        n_exact >= 12,
        "only {n_exact} initializers have an exact variance"
    );
}

#[test]
fn the_transpose_of_a_layer_has_its_fans_the_other_way_round() {
    let sizes = proptest::collection::vec(1..=7_u64, 1..=3);
    let strategy = (1..=40_u64, 1..=40_u64, 1..=5_u64, sizes);
    let swapped = |fans: Fans| Fans {
        fan_in: fans.fan_out,
        fan_out: fans.fan_in,
    };
    let outcome = runner(256).run(&strategy, |(inputs, outputs, groups, kernel)| {
        let (inputs, outputs) = (inputs * groups, outputs * groups);
        let plain = Layer::convolution(inputs, outputs, &kernel, groups).unwrap();
        let back = Layer::transposed_convolution(outputs, inputs, &kernel, groups).unwrap();
        prop_assert_eq!(plain.fans(), swapped(back.fans()));
        let dense = Layer::dense(inputs, outputs).unwrap();
        prop_assert_eq!(
            dense.fans(),
            swapped(Layer::dense(outputs, inputs).unwrap().fans())
        );
        let volume: u64 = kernel.iter().product();
        prop_assert_eq!(plain.fans().fan_in * groups, dense.fans().fan_in * volume);
        for spec in ["glorot-normal", "glorot-uniform", "glorot-sigmoid-uniform"] {
            let glorot = initializer::parse(spec).unwrap();
            let [here, there] = [plain, back].map(|layer| glorot.exact_variance(layer.fans()));
            prop_assert_eq!(here, there);
        }
        for pair in [
            ["he-normal", "he-normal(mode=fan_out)"],
            ["he-uniform", "he-uniform(mode=fan_out)"],
        ] {
            let [forward, backward] = pair.map(|spec| initializer::parse(spec).unwrap());
            prop_assert_eq!(
                forward.exact_variance(plain.fans()),
                backward.exact_variance(back.fans())
            );
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn a_row_drawn_alone_has_the_bytes_it_has_in_its_matrix() {
    let all = independent();
    let strategy = (
        0..all.len(),
        1..=40_u64,
        1..=40_u64,
        any::<u64>(),
        any::<prop::sample::Index>(),
    );
    let outcome = runner(128).run(&strategy, |(which, fan_in, fan_out, seed, row)| {
        let (fans, stream) = (Fans { fan_in, fan_out }, Stream::root(seed));
        let matrix = all[which].draw_matrix(fans, stream).unwrap();
        let row = row.index(fan_out as usize);
        let mut alone = vec![0.0; fan_in as usize];
        all[which]
            .draw_row_into(&mut alone, fans, row as u64, stream)
            .unwrap();
        let inside = matrix.chunks_exact(fan_in as usize).nth(row).unwrap();
        prop_assert!(
            alone
                .iter()
                .zip(inside)
                .all(|(a, b)| a.to_bits() == b.to_bits())
        );
        Ok(())
    });
    outcome.unwrap();
}

/// The p-values of a sheet of tests with the given guarantee.
fn p_values(sheet: &Sheet, tests: &str) -> Vec<f64> {
    let place = |name| {
        sheet
            .columns()
            .iter()
            .position(|column| column.name == name)
            .unwrap()
    };
    let (test, p) = (place("test"), place("p"));
    let rows = sheet
        .rows()
        .iter()
        .filter(|row| row[test] == Cell::text(tests));
    rows.map(|row| match row[p] {
        Cell::Number(p) => p,
        _ => f64::NAN,
    })
    .collect()
}

fn network() -> impl Strategy<Value = NetworkRequest> {
    const NAMES: [&str; 6] = [
        "he-normal",
        "lecun-normal",
        "glorot-normal",
        "xavier-normal-fan-in",
        "normal(0.1)",
        "he-normal(mode=fan_out)",
    ];
    let widths = proptest::collection::vec(24..=64_u64, 2..=4);
    let names = (0..activation::ALL.len(), 0..NAMES.len());
    (widths, names, prop::bool::ANY).prop_map(|(widths, (activation, weights), is_biased)| {
        NetworkRequest {
            widths,
            depth: None,
            activation: activation::ALL[activation].name.into(),
            initializer: NAMES[weights].into(),
            bias_std_dev: is_biased.then_some(0.2),
            batch: 8,
            replicates: 24,
            input_variance: 1.0,
            engine: None,
            precision: None,
            detail: None,
        }
    })
}

/// The layer-local test is exact. That of E[q] is a t-test of 24 networks, normal in the limit of
/// wide layers only; it is held to the same rate, which its heavy tails make lenient.
#[test]
fn simulated_networks_of_any_shape_follow_their_laws_and_the_recursion() {
    const CASES: u32 = 64;
    let outcome = runner(CASES).run(&(network(), any::<u64>()), |(request, seed)| {
        let settings = Settings::new(seed, NonZeroUsize::MIN);
        let sheets = simulate(&request, &settings, &|| ()).unwrap().sheets;
        let depth = request.widths.len() - 1;
        let tests = sheets.last().unwrap();
        let alpha = FAMILY / f64::from(3 * CASES);
        for name in ["layer-local", "expectation"] {
            let p_values = p_values(tests, name);
            prop_assert_eq!(p_values.len(), depth, "{} of {:?}", name, request);
            prop_assert!(
                p_values.iter().all(|p| *p > alpha),
                "{name}: {p_values:?} of {request:?}"
            );
        }
        Ok(())
    });
    outcome.unwrap();
}
