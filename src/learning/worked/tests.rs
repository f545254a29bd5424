//! Tests of the worked examples against reference values of independent computations.

use super::*;
use crate::learning::worked::chain::Chain;
use crate::learning::worked::chain::Form;
use crate::num::Interval;
use crate::num::Tolerance;
use crate::num::real;

/// Few epochs, so that tests are fast.
const FEW: Settings = Settings { epochs: 10 };

fn rows(name: &str) -> Vec<Row> {
    let sections = example(name, &FEW).unwrap().sections;
    sections
        .into_iter()
        .flat_map(|section| section.rows)
        .collect()
}

/// The last row of this name in the section whose title begins so.
fn enclosed(name: &str, section: &str, symbol: &str) -> Interval {
    let sections = example(name, &FEW).unwrap().sections;
    let section = sections
        .iter()
        .find(|s| s.title.starts_with(section))
        .unwrap();
    match section
        .rows
        .iter()
        .find(|row| row.symbol == symbol)
        .unwrap()
        .exact
    {
        Number::Enclosed(x) => x,
        ref other => panic!("{symbol}: {other:?}"),
    }
}

/// Every enclosure holds the reference, within half a unit of its last printed place.
fn agrees(x: Interval, printed: &str) -> bool {
    Comparison::of(printed, x).unwrap() == Comparison::Agrees
}

#[test]
fn every_printed_number_of_the_xor_example_has_its_word() {
    let words: Vec<(String, &str)> = rows("xor-221")
        .into_iter()
        .filter_map(|row| Some((row.symbol, row.comparison?.word())))
        .collect();
    let expected = [
        ("o1", "agrees"),
        ("o2", "agrees"),
        ("o3", "agrees"),
        ("δ3", "agrees"),
        ("δ1", "double rounding"),
        ("δ2", "double rounding"),
        ("w13", "sign error"),
        ("w23", "sign error"),
        ("w03", "agrees"),
        ("wi1,1", "agrees"),
        ("wi2,1", "agrees"),
        ("wi1,2", "agrees"),
        ("wi2,2", "agrees"),
        ("w01", "double rounding"),
        ("w02", "double rounding"),
    ];
    let words: Vec<(&str, &str)> = words.iter().map(|(s, w)| (s.as_str(), *w)).collect();
    assert_eq!(words, expected);
}

#[test]
fn the_first_epoch_of_the_xor_example_has_its_reference_values() {
    // An independent computation with 30 digits, samples in the order 00, 01, 10, 11.
    for (symbol, printed) in [
        ("wi1,1", "0.01997921454"),
        ("wi2,1", "0.02995971274"),
        ("w01", "-0.00004082894034"),
        ("wi1,2", "0.009977485932"),
        ("wi2,2", "0.01995866933"),
        ("w02", "-0.00004321878901"),
        ("w13", "0.009747903562"),
        ("w23", "0.02974862288"),
        ("w03", "-0.0004962365035"),
    ] {
        let weight = enclosed("xor-221", "After epoch 1", symbol);
        assert!(agrees(weight, printed), "{symbol}: {weight} {printed}");
    }
    for (section, symbol, printed) in [
        ("Epoch 1, input (0, 1)", "o1", "0.50749155"),
        ("Epoch 1, input (0, 1)", "δ3", "-0.12492434"),
        ("Epoch 1, input (1, 0)", "δ2", "-0.00092789879"),
        ("Epoch 1, input (1, 1)", "o3", "0.50974008"),
        ("Epoch 1, input (1, 1)", "δ1", "0.00051803112"),
    ] {
        let number = enclosed("xor-221", section, symbol);
        assert!(agrees(number, printed), "{section} {symbol}: {number}");
    }
}

#[test]
fn new_output_weights_give_another_sensitivity() {
    let section = "The order of the updates";
    assert!(agrees(
        enclosed("xor-221", section, "δ1, old w13"),
        "0.000315593"
    ));
    assert!(agrees(
        enclosed("xor-221", section, "δ1, new w13"),
        "0.000116395"
    ));
    let by_duals = enclosed("xor-221", section, "∂E/∂w01 by duals");
    assert!(by_duals.intersects(enclosed("xor-221", section, "δ1, old w13")));
}

#[test]
fn the_doubles_of_the_continued_run_begin_inside_the_enclosures() {
    let after = run_xor(0.1, 1);
    let names = [
        ["wi1,1", "wi2,1", "w01"],
        ["wi1,2", "wi2,2", "w02"],
        ["w13", "w23", "w03"],
    ];
    for (unit, names) in after.units.iter().zip(names) {
        for (value, name) in unit.iter().zip(names) {
            let exact = enclosed("xor-221", "After epoch 1", name);
            // Four updates of some 20 operations each at magnitudes below 1.
            let tolerance = Tolerance::rounding(80, 1.0);
            assert!(
                tolerance.accepts(*value, exact.midpoint()),
                "{name}: {value} {exact}"
            );
        }
    }
}

#[test]
fn the_continued_run_ends_near_two_thirds_and_not_at_xor() {
    let after = run_xor(0.1, Settings::default().epochs);
    // The same run in Python's doubles, with the platform's e^x.
    let reference = [0.007_217_823, 0.665_774_227, 0.665_773_031, 0.665_933_194];
    for (output, reference) in after.outputs.iter().zip(reference) {
        assert!(
            Tolerance::printed(9).accepts(*output, reference),
            "{after:?}"
        );
    }
    assert!(Tolerance::printed(9).accepts(after.error, 0.333_466_825));
    assert!(Tolerance::printed(9).accepts(after.presented_error, 0.335_111_188));
}

#[test]
fn the_batch_run_learns_xor_at_step_17750() {
    // NumPy's doubles: 0.020004… at step 17749, 0.019917… at 17750, 0.00150582 at 20000.
    let sections = example("xor-vectorized", &Settings::default())
        .unwrap()
        .sections;
    let rows = &sections.last().unwrap().rows;
    assert_eq!(rows[0].exact, Number::Word("step 17750".into()));
    let Number::Double(last) = rows[1].exact else {
        panic!("a number");
    };
    assert!(Tolerance::printed(8).accepts(last, 0.001_505_82), "{last}");
}

#[test]
fn the_vectorized_example_has_its_reference_values() {
    // Independent double computation: hidden and output values, sensitivities.
    for (section, symbol, printed) in [
        ("Feed forward", "o1(1)", "0"),
        ("Feed forward", "o1(2)", "0.029991003239"),
        ("Feed forward", "o2(2)", "0.019997333760"),
        ("Feed forward", "o2(3)", "0.009999666680"),
        ("Feed forward", "o1(4)", "0.049958374958"),
        ("Feed forward", "ŷ(1)", "0.5"),
        ("Feed forward", "ŷ(2)", "0.500224957496"),
        ("Feed forward", "ŷ(3)", "0.500124990832"),
        ("Feed forward", "ŷ(4)", "0.500349828405"),
        ("Sensitivities", "δ3(1)", "0.125"),
        ("Sensitivities", "δ3(2)", "-0.124943735334"),
        ("Sensitivities", "δ1(2)", "-0.001248313534"),
        ("Sensitivities", "δ2(3)", "-0.003748687453"),
        ("Sensitivities", "δ2(4)", "0.003749246542"),
    ] {
        let number = enclosed("xor-vectorized", section, symbol);
        assert!(agrees(number, printed), "{section} {symbol}: {number}");
    }
}

#[test]
fn the_printed_shapes_are_refused_with_the_reason_and_the_two_forms_agree() {
    let rows = rows("xor-vectorized");
    let row = |symbol: &str| rows.iter().find(|row| row.symbol == symbol).unwrap();
    let refused = row("X·W, X 4×3");
    assert_eq!(refused.exact, Number::Word("refused".into()));
    assert_eq!(refused.comparison, Some(Comparison::Differs));
    assert_eq!(
        refused.remark,
        "the inner side of a product needs 3 numbers, got 2"
    );
    assert_eq!(row("[1 X]·[b; W]").exact, Number::Word("4×2".into()));
    assert_eq!(
        row("both equal, to the bit").exact,
        Number::Word("yes".into())
    );
    assert_eq!(
        row("chain rule and duals overlap").exact,
        Number::Word("9 of 9".into())
    );
    let Number::Double(largest) = row("largest distance of the matrix form").exact else {
        panic!("a number");
    };
    // Some 40 operations at magnitudes below 1.
    assert!(
        largest <= Tolerance::rounding(40, 1.0).absolute(),
        "{largest}"
    );
}

#[test]
fn threshold_units_compute_xor_and_the_others_do_not() {
    let rows = rows("xor-handbuilt");
    let agreeing = rows
        .iter()
        .filter(|row| row.comparison == Some(Comparison::Agrees));
    assert_eq!(agreeing.count(), 4);
    let right = |name: &str| {
        let row = rows.iter().find(|row| row.symbol == name).unwrap();
        row.exact.clone()
    };
    assert_eq!(right("step"), Number::Word("4 of 4 right".into()));
    for name in ["sigmoid", "tanh", "relu", "identity"] {
        assert_ne!(right(name), Number::Word("4 of 4 right".into()), "{name}");
    }
    assert_eq!(right("right at k = 3.2"), Number::Word("2 of 4".into()));
    for k in ["3.25", "100"] {
        assert_eq!(
            right(&format!("right at k = {k}")),
            Number::Word("4 of 4".into())
        );
    }
}

#[test]
fn the_least_steepness_is_twice_the_logarithm_of_five() {
    let k = enclosed("xor-handbuilt", "Sigmoid units", "least steepness k");
    let closed = 2.0 * real::ln(5.0);
    let closed = Interval::around(closed, real::MAX_ULP * f64::EPSILON * closed);
    assert!(k.intersects(closed), "{k}");
    // Three sigmoids of some 12 operations each at magnitudes up to 4, at a slope above 0.2.
    assert!(
        k.radius() <= 5.0 * Tolerance::rounding(36, 4.0).absolute(),
        "{k}"
    );
}

#[test]
fn the_twelve_derivatives_agree_three_ways() {
    let rows = rows("bp-222");
    let derivatives = rows.iter().filter(|row| row.symbol.starts_with('∂'));
    let mut n = 0;
    for row in derivatives {
        assert!(row.remark.starts_with("duals overlap"), "{row:?}");
        n += 1;
    }
    assert_eq!(n, 12);
    let before = enclosed("bp-222", "After the twelve", "E before");
    let after = enclosed("bp-222", "After the twelve", "E after");
    assert_eq!(after.is_less_than(before), Some(true));
}

#[test]
fn the_scalar_chain_rule_over_doubles_has_the_gradient_of_the_matrices() {
    let parameters: Vec<f64> = (1..=12).map(|k| real::sin(f64::from(k))).collect();
    let chain = Chain {
        widths: [2, 2, 2],
        forms: [Form::Tanh, Form::Logistic],
        parameters: parameters.iter().map(|x| Interval::point(*x)).collect(),
    };
    let network = chain.matrices().unwrap();
    let doubles = Chain {
        widths: chain.widths,
        forms: chain.forms,
        parameters,
    };
    let (x, y) = ([0.3, -0.8], [1.0, 0.0]);
    let gradient = doubles
        .gradient(&x, &doubles.pass(&x, &y).unwrap())
        .unwrap();
    let one = |row: &[f64]| crate::linear::Matrix::new(1, 2, row.to_vec()).unwrap();
    let forward = network.forward(&one(&x)).unwrap();
    let loss = crate::learning::network::Loss::SquaredError;
    let (_, matrices) = network.backward(&forward, loss, &one(&y)).unwrap();
    // Some 40 operations and library calls at magnitudes up to 2.
    let tolerance = Tolerance::rounding(80, 2.0);
    for (a, b) in gradient.iter().zip(matrices.parameters()) {
        assert!(tolerance.accepts(*a, b), "{a} {b}");
    }
}

#[test]
fn the_delta_rule_agrees_with_duals_and_moves_one_half_a_weight() {
    let rows = rows("delta-rule");
    // Linear: a₃ = ½ + ½ + ⅛ = 9/8, so ∂E/∂w₁₃ = (9/8 − 1)·1.
    let first = rows.iter().find(|row| row.symbol == "∂E/∂w13").unwrap();
    assert_eq!(first.exact, Number::Exact("1/8".parse().unwrap()));
    let agreeing = rows.iter().filter(|row| row.remark.starts_with("duals"));
    let words: Vec<&str> = agreeing.map(|row| row.remark.as_str()).collect();
    assert_eq!(words, [["duals equal"; 6], ["duals overlap"; 6]].concat());
    let may_vanish = |row: &&Row| match row.exact {
        Number::Enclosed(x) => x.contains(0.0),
        _ => false,
    };
    // Of each weight one half of the error, and of that the enclosure is 0 up to the least double.
    assert_eq!(rows.iter().filter(may_vanish).count(), 6);
}

#[test]
fn an_unknown_example_is_answered_with_the_known_ones() {
    let refusal = example("xor", &FEW).unwrap_err();
    assert_eq!(refusal.code(), "unknown-example");
    assert!(
        refusal.to_string().contains("xor-221, xor-vectorized"),
        "{refusal}"
    );
}

#[test]
fn a_run_of_days_is_refused() {
    let epochs = Settings::MAX_EPOCHS + 1;
    let refusal = example("xor-221", &Settings { epochs }).unwrap_err();
    assert_eq!(refusal.code(), "too-many-epochs");
}
