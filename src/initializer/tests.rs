//! Tests over all initializers: exact variances against laws, draws against variances.

use super::*;
use crate::num::Tolerance;
use crate::num::sum;
use crate::spec::Named;

fn fans(generator: &mut crate::random::Generator) -> Fans {
    Fans {
        fan_in: 2 + generator.below(1 << generator_bits(generator)),
        fan_out: 40 + generator.below(1 << 16),
    }
}

/// A number of bits from 1 to 40, so that fans of every size occur.
fn generator_bits(generator: &crate::random::Generator) -> u64 {
    1 + generator.clone().below(40)
}

fn variance_of(law: WeightLaw) -> Option<f64> {
    match law {
        WeightLaw::Independent(law) | WeightLaw::Dependent(law) => Some(law.variance()),
        WeightLaw::Fixed => None,
    }
}

#[test]
fn the_exact_variance_is_that_of_the_law_for_random_fans() {
    let mut generator = Stream::root(9).named("exact variance").generator();
    let mut compared = 0;
    for entry in ALL {
        let initializer = parse(&entry.example()).unwrap();
        for _ in 0..200 {
            let fans = fans(&mut generator);
            let exact = initializer.exact_variance(fans);
            let law = initializer.law(fans).ok().and_then(variance_of);
            if let (Some(exact), Some(law)) = (exact, law) {
                // At most 8 roundings to the parameters, 64 in a truncated moment.
                let tolerance = Tolerance::rounding(8 + 64, exact.to_f64());
                assert!(
                    tolerance.accepts(exact.to_f64(), law),
                    "{initializer:?} {fans:?}"
                );
                compared += 1;
            }
        }
    }
    // All but truncated-normal, identity, dirac and delta-orthogonal.
    assert_eq!(compared, 200 * (ALL.len() - 4));
}

#[test]
fn sampled_second_moments_lie_within_their_standard_errors() {
    let fans = Fans {
        fan_in: 300,
        fan_out: 200,
    };
    for entry in ALL {
        let initializer = parse(&entry.example()).unwrap();
        let Ok(law) = initializer.entry_law(fans).map(EntryLaw::boxed) else {
            continue;
        };
        let stream = Stream::root(10).named(entry.name);
        let weights = initializer.draw_matrix(fans, stream).unwrap();
        let centered = weights.iter().map(|w| (w - law.mean()) * (w - law.mean()));
        let sampled = sum::sum(centered) / weights.len() as f64;
        let excess = law.kurtosis().unwrap_or(1.0) - 1.0;
        let standard_error = law.variance() * f64::sqrt(excess / weights.len() as f64);
        // 6.109410 is the normal quantile of a false alarm in 1e9.
        let tolerance = Tolerance::standard_errors(6.109_410, standard_error);
        assert!(tolerance.accepts(sampled, law.variance()), "{}", entry.name);
    }
}

#[test]
fn dependent_draws_have_their_exact_variance() {
    let fans = Fans {
        fan_in: 300,
        fan_out: 200,
    };
    for text in ["orthogonal(2)", "sparse(0.75, 0.5)"] {
        let initializer = parse(text).unwrap();
        let weights = initializer.draw_matrix(fans, Stream::root(11)).unwrap();
        let sampled = sum::sum(weights.iter().map(|w| w * w)) / weights.len() as f64;
        let exact = initializer.exact_variance(fans).unwrap().to_f64();
        // Orthonormal rows fix Σw² up to rounding; a sparse matrix has 50 normal numbers in each
        // of 300 columns, so its relative standard error is √(2/15,000), at a false alarm in 1e9.
        let tolerance = match initializer.name() {
            "orthogonal" => Tolerance::rounding(12 * 300 * 200, exact),
            _ => Tolerance::standard_errors(6.109_410, exact * f64::sqrt(2.0 / 15_000.0)),
        };
        assert!(
            tolerance.accepts(sampled, exact),
            "{text}: {sampled} {exact}"
        );
    }
}

#[test]
fn a_row_drawn_alone_has_the_bytes_of_the_matrix() {
    let fans = Fans {
        fan_in: 7,
        fan_out: 5,
    };
    let stream = Stream::root(12);
    for text in ["he-normal", "glorot-uniform", "variance-scaling", "zeros"] {
        let initializer = parse(text).unwrap();
        let matrix = initializer.draw_matrix(fans, stream).unwrap();
        let mut row = [f64::NAN; 7];
        initializer
            .draw_row_into(&mut row, fans, 3, stream)
            .unwrap();
        assert_eq!(row, matrix[21..28], "{text}");
    }
}

#[test]
fn a_tensor_has_one_row_an_output_channel_with_the_variance_of_its_fans() {
    let layer = Layer::convolution(32, 64, &[3, 3], 4).unwrap();
    let initializer = parse("he-normal").unwrap();
    let weights = initializer.draw_tensor(&layer, Stream::root(13)).unwrap();
    assert_eq!(weights.len(), 64 * 8 * 9);
    let exact = initializer.exact_variance(layer.fans());
    assert_eq!(exact, Rational::new(1, 36).ok());
}

#[test]
fn an_orthogonal_kernel_has_the_law_of_its_flattened_matrix() {
    let layer = Layer::convolution(4, 8, &[3, 3], 1).unwrap();
    let orthogonal = parse("orthogonal").unwrap();
    let law = orthogonal.tensor_law(&layer).ok().and_then(variance_of);
    // 8 orthonormal rows of length 36.
    assert_eq!(law, Some(1.0 / 36.0));
    let weights = orthogonal.draw_tensor(&layer, Stream::root(16)).unwrap();
    assert_eq!(weights.len(), 8 * 36);
}

#[test]
fn a_delta_kernel_has_no_common_law() {
    let layer = Layer::convolution(4, 8, &[3, 3], 1).unwrap();
    let refused = parse("delta-orthogonal").unwrap().tensor_law(&layer);
    assert_eq!(refused.unwrap_err().code(), "no-common-law");
}

#[test]
fn an_empty_fan_is_refused_by_all() {
    for entry in ALL {
        let initializer = parse(&entry.example()).unwrap();
        for (fan_in, fan_out) in [(0, 3), (3, 0)] {
            let fans = Fans { fan_in, fan_out };
            let codes = [
                initializer.law(fans).unwrap_err().code(),
                initializer
                    .draw_matrix(fans, Stream::root(0))
                    .unwrap_err()
                    .code(),
            ];
            assert_eq!(codes, ["empty-fan"; 2], "{}", entry.name);
        }
    }
}

#[test]
fn absurd_sizes_are_refused_and_never_abort() {
    let fans = Fans {
        fan_in: 1 << 40,
        fan_out: 1 << 40,
    };
    for entry in ALL {
        let initializer = parse(&entry.example()).unwrap();
        let refused = initializer.draw_matrix(fans, Stream::root(0)).unwrap_err();
        assert!(["too-large", "unsuitable-shape"].contains(&refused.code()));
    }
}

#[test]
fn rows_of_dependent_entries_and_wrong_lengths_are_refused() {
    let fans = Fans {
        fan_in: 2,
        fan_out: 2,
    };
    let code = |text: &str, length: usize| {
        let mut row = vec![0.0; length];
        let drawn = parse(text)
            .unwrap()
            .draw_row_into(&mut row, fans, 0, Stream::root(0));
        drawn.unwrap_err().code()
    };
    assert_eq!(code("orthogonal", 2), "dependent-entries");
    assert_eq!(code("he-normal", 3), "row-length");
}

/// Whether weights of one recipe pass the variance test of another.
fn passes_as(drawn: &str, claimed: &str, fans: Fans) -> bool {
    let claimed = parse(claimed).unwrap();
    let law = claimed.entry_law(fans).unwrap().boxed();
    let stream = Stream::root(14).named(drawn);
    let weights = parse(drawn).unwrap().draw_matrix(fans, stream).unwrap();
    let sampled = sum::sum(weights.iter().map(|w| w * w)) / weights.len() as f64;
    let excess = law.kurtosis().unwrap() - 1.0;
    let standard_error = law.variance() * f64::sqrt(excess / weights.len() as f64);
    Tolerance::standard_errors(6.109_410, standard_error).accepts(sampled, law.variance())
}

#[test]
fn shipped_bugs_fail_the_variance_test_that_the_right_law_passes() {
    let fans = Fans {
        fan_in: 300,
        fan_out: 200,
    };
    let he = "variance-scaling(2, fan_in, truncated)";
    assert!(passes_as("he-normal", "he-normal", fans));
    assert!(passes_as(he, he, fans));
    for (bug, right) in [
        ("variance-scaling(2, fan_in, truncated, false)", he),
        ("he-normal(fan_out)", "he-normal"),
        ("lecun-normal", "he-normal"),
        ("pytorch-linear", "he-uniform"),
        ("variance-scaling(2.1, fan_in, normal)", "he-normal"),
    ] {
        assert!(!passes_as(bug, right, fans), "{bug} passed as {right}");
    }
}

#[test]
fn the_first_weights_of_dependent_draws_keep_their_bits() {
    let fans = Fans {
        fan_in: 3,
        fan_out: 3,
    };
    let drawn = ["orthogonal", "sparse(0.3, 1)"].map(|text| {
        let weights = parse(text).unwrap().draw_matrix(fans, Stream::root(15));
        let bits = weights.unwrap().into_iter().map(f64::to_bits).take(4);
        <[u64; 4]>::try_from(bits.collect::<Vec<_>>()).unwrap()
    });
    assert_eq!(drawn, PINNED, "{drawn:#x?}");
}

/// A change here is value-breaking and belongs in the CHANGELOG.
const PINNED: [[u64; 4]; 2] = [
    [
        0xbfda_d3c6_fd19_6390,
        0x3fe7_dc32_d3df_af06,
        0xbfe0_937c_b677_e459,
        0x3fe0_991e_c366_dcc8,
    ],
    [
        0xbfd7_2489_66e8_07a8,
        0xbfd9_7547_af4d_b9f5,
        0x3ff3_90cd_e3e2_0504,
        0x0,
    ],
];

/// The family that each rule promises by its name or by its `law` parameter, and no other of the
/// same variance.
#[test]
fn every_rule_draws_from_the_family_that_it_names() {
    let families = [
        ("normal(0.02)", "normal"),
        ("uniform(0.05)", "uniform"),
        (
            "truncated-normal(std_dev=1, low=-2, high=2)",
            "truncated-normal",
        ),
        ("lecun-normal", "normal"),
        ("lecun-uniform", "uniform"),
        ("xavier-normal-fan-in", "normal"),
        ("xavier-uniform-fan-in", "uniform"),
        ("glorot-normal", "normal"),
        ("glorot-uniform", "uniform"),
        ("glorot-sigmoid-uniform", "uniform"),
        ("he-normal", "normal"),
        ("he-uniform", "uniform"),
        ("pytorch-linear", "uniform"),
        ("orthogonal", "haar-entry"),
        (
            "variance-scaling(scale=2, mode=fan_in, law=normal)",
            "normal",
        ),
        (
            "variance-scaling(scale=2, mode=fan_in, law=uniform)",
            "uniform",
        ),
        (
            "variance-scaling(scale=2, mode=fan_in, law=truncated)",
            "truncated-normal",
        ),
    ];
    for (spec, family) in families {
        let fans = Fans {
            fan_in: 64,
            fan_out: 48,
        };
        let law = parse(spec).unwrap().law(fans).unwrap();
        let (WeightLaw::Independent(law) | WeightLaw::Dependent(law)) = law else {
            panic!("{spec} has no law");
        };
        assert_eq!(law.name(), family, "{spec}");
    }
}

#[test]
fn a_matrix_that_is_admitted_is_drawn_and_one_that_is_refused_is_not() {
    for entry in ALL {
        let initializer = parse(&entry.example()).unwrap();
        for (fan_in, fan_out) in [(5, 7), (7, 5), (1, 1), (0, 3)] {
            let fans = Fans { fan_in, fan_out };
            let admitted = initializer.admit_matrix(fans).map_err(|error| error.code());
            let drawn = initializer.draw_matrix(fans, Stream::root(1));
            assert_eq!(
                admitted,
                drawn.map(|_| ()).map_err(|error| error.code()),
                "{}",
                entry.name
            );
        }
    }
}
