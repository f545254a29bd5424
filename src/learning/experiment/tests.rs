//! What experiments must show whatever else they do: known starts, known ends, the same bytes.

use super::*;
use crate::initializer;
use crate::learning::data;
use crate::learning::data::Dataset;
use crate::learning::network::Dropout;
use crate::learning::network::Order;
use crate::num::Tolerance;
use crate::num::real;
use crate::random::Stream;
use crate::theory::activation::Identity;
use crate::theory::activation::Relu;
use crate::theory::activation::Tanh;
use std::num::NonZeroUsize;
use std::sync::Arc;

fn dataset(recipe: &str) -> Dataset {
    let recipe = data::parse(recipe).unwrap();
    recipe.draw(Stream::root(1).named("data"))
}

/// A 2-4-4-1 tanh network on quadrants, by this initializer.
fn plan(initializer: &str) -> Plan {
    Plan {
        data: dataset("quadrants(samples=60)"),
        test: None,
        hidden: vec![4, 4],
        activation: Arc::new(Tanh),
        output: Output::Sigmoid,
        initializer: Arc::from(initializer::parse(initializer).unwrap()),
        output_initializer: None,
        bias_initializer: None,
        parameters: None,
        order: Order::Shuffled,
        rule: "gradient-descent(rate=0.5)".parse().unwrap(),
        batch: None,
        steps: 200,
        dropout: None,
        record_every: 50,
    }
}

fn run(plan: &Plan) -> Record {
    plan.run(Stream::root(7).named("experiment")).unwrap()
}

#[test]
fn zero_weights_under_tanh_never_move_and_the_loss_is_that_of_the_prior() {
    let mut plan = plan("zeros");
    plan.data = dataset("quadrants(samples=61)");
    plan.steps = 3000;
    let record = run(&plan);
    assert_eq!(record.weights_moved, [0.0, 0.0, 0.0]);
    assert_eq!(record.biases_moved[..2], [0.0, 0.0]);
    assert_eq!(record.before.loss, real::ln(2.0));
    let p = plan.data.labels().iter().sum::<usize>() as f64 / 61.0;
    let entropy = -p * real::ln(p) - (1.0 - p) * real::ln(1.0 - p);
    // The loss ends within what its gradient at the last bias allows: its curvature is p(1 − p).
    let left = record.after.gradient_norm * record.after.gradient_norm / (p * (1.0 - p));
    let rounding = Tolerance::rounding(61 * 8, 1.0);
    assert!(record.after.loss >= entropy - rounding.absolute());
    assert!(record.after.loss <= entropy + left + rounding.absolute());
}

#[test]
fn constant_weights_keep_the_units_of_a_layer_equal_to_the_bit() {
    for rule in ["sgd(0.5)", "momentum(0.1)", "rmsprop", "adam"] {
        let mut plan = plan("constant(0.5)");
        plan.rule = rule.parse().unwrap();
        plan.batch = Some(7);
        let record = run(&plan);
        assert!(record.weights_moved.iter().all(|moved| *moved > 0.0));
        let spreads = record.after.layers.iter().map(|layer| layer.unit_spread);
        assert_eq!(spreads.collect::<Vec<_>>(), [0.0, 0.0, 0.0], "{rule}");
    }
}

#[test]
fn dropout_and_unequal_output_weights_break_the_symmetry() {
    let mut dropped = plan("constant(0.5)");
    dropped.dropout = Some(Dropout::new(0.5).unwrap());
    let mut unequal = plan("constant(0.5)");
    unequal.output_initializer = Some(Arc::from(initializer::parse("normal(1)").unwrap()));
    for plan in [dropped, unequal] {
        let record = run(&plan);
        assert!(record.after.layers[1].unit_spread > 0.0);
    }
}

#[test]
fn a_softmax_of_equal_logits_starts_at_the_logarithm_of_the_classes() {
    let mut plan = plan("zeros");
    plan.data = dataset("digits(samples=50)");
    plan.output = Output::Softmax;
    plan.steps = 0;
    let record = run(&plan);
    let allowed = Tolerance::rounding(10 * 50, 3.0).absolute();
    assert!((record.before.loss - real::ln(10.0)).abs() <= allowed);
    assert_eq!(record.before, record.after);
    assert_eq!(record.curve.len(), 1);
}

#[test]
fn a_scaled_identity_multiplies_signal_and_gradient_at_every_layer() {
    let mut plan = plan("identity(1.5)");
    plan.hidden = vec![2; 8];
    plan.activation = Arc::new(Identity);
    plan.output = Output::Units(Arc::new(Identity));
    plan.steps = 0;
    let state = run(&plan).before;
    for pair in state.layers.windows(2) {
        let (below, above) = (pair[0], pair[1]);
        let allowed = Tolerance::rounding(1000, 1.0).absolute();
        assert!((above.activation_rms / below.activation_rms - 1.5).abs() <= allowed);
        assert!((below.gradient_rms / above.gradient_rms - 1.5).abs() <= allowed);
    }
}

#[test]
fn dead_units_are_seen() {
    let mut plan = plan("zeros");
    plan.activation = Arc::new(Relu);
    plan.steps = 0;
    let layers = run(&plan).before.layers;
    assert_eq!(layers.iter().map(|l| l.dead).collect::<Vec<_>>(), [1.0; 3]);
}

#[test]
fn a_loss_that_leaves_the_doubles_ends_the_run_and_says_when() {
    let mut plan = plan("normal(3)");
    plan.hidden = vec![4; 4];
    plan.activation = Arc::new(Identity);
    plan.output = Output::Unit(Arc::new(Identity));
    plan.rule = "sgd(10)".parse().unwrap();
    let record = run(&plan);
    let step = record.diverged_at().unwrap();
    assert!(step < plan.steps);
    assert_eq!(record.curve.last().map(|point| point.step), Some(step));
}

#[test]
fn weights_that_are_no_numbers_are_not_alike_and_classify_nothing() {
    let plan = plan("constant(0.5)");
    let network = plan.network(Stream::root(1)).unwrap();
    let mut parameters: Vec<f64> = network.parameters().collect();
    // A weight into the first hidden unit, whose three neighbours stay alike.
    parameters[0] = f64::NAN;
    let network = network.with_parameters(&parameters).unwrap();
    let state = State::of(&network, &plan.output, &plan.data, None).unwrap();
    assert!(state.layers[0].unit_spread.is_nan());
    assert_eq!(state.layers[1].unit_spread, 0.0);
    assert_eq!(state.accuracy, 0.0);
}

#[test]
fn a_curve_with_a_loss_that_is_no_number_has_no_highest() {
    let mut record = run(&plan("glorot-normal"));
    assert!(record.lowest_loss() < record.highest_loss());
    let loss = f64::NAN;
    record.curve.insert(1, CurvePoint { step: 1, loss });
    assert!(record.highest_loss().is_nan() && record.lowest_loss().is_nan());
}

#[test]
fn replicates_have_the_same_bytes_on_any_number_of_threads() {
    let plan = plan("glorot-normal");
    let over = |threads| {
        over_replicates(5, NonZeroUsize::new(threads).unwrap(), |index| {
            let record = plan.run(Stream::root(3).indexed(index))?;
            Ok::<Vec<f64>, ExperimentError>(record.network.parameters().collect())
        })
        .unwrap()
    };
    let alone = over(1);
    assert_ne!(alone[0], alone[1]);
    assert_eq!(alone, over(2));
    assert_eq!(alone, over(3));
}

#[test]
fn no_replicate_and_too_many_are_refused_before_the_first() {
    let code = |replicates| {
        let task = |_| -> Result<(), ExperimentError> { panic!("a replicate ran") };
        let refused = over_replicates(replicates, NonZeroUsize::MIN, task);
        refused.unwrap_err().code()
    };
    assert_eq!(code(0), "no-replicate");
    assert_eq!(code(MAX_REPLICATES + 1), "too-large");
}

#[test]
fn each_refusal_has_its_code() {
    let code = |change: fn(&mut Plan)| {
        let mut changed = plan("zeros");
        change(&mut changed);
        let run = changed.run(Stream::root(1));
        run.map(|_| ()).unwrap_err().code()
    };
    assert_eq!(code(|plan| plan.hidden = vec![3, 0]), "zero-width");
    assert_eq!(code(|plan| plan.hidden = vec![1 << 13; 2]), "too-large");
    assert_eq!(code(|plan| plan.steps = u64::MAX), "too-large");
    assert_eq!(code(|plan| plan.batch = Some(0)), "empty-batch");
    let long = |plan: &mut Plan| (plan.steps, plan.record_every) = (Plan::MAX_STEPS, 1);
    assert_eq!(code(long), "too-large");
    assert_eq!(
        code(|plan| plan.data = dataset("digits(samples=20)")),
        "classes"
    );
    assert_eq!(
        code(|plan| plan.test = Some(dataset("digits(samples=20)"))),
        "test-data"
    );
    assert_eq!(
        code(|plan| {
            let truncated = initializer::parse("orthogonal").unwrap();
            plan.bias_initializer = Some(Arc::from(truncated));
        }),
        "dependent-entries"
    );
}

#[test]
fn a_linear_network_divides_the_grid_where_its_plane_does() {
    let mut plan = plan("constant(1)");
    plan.hidden = Vec::new();
    plan.steps = 0;
    let record = run(&plan);
    let answers = Grid { cells: 4 }
        .answers(&record.network, &plan.output)
        .unwrap();
    // σ(x + y) at the centres ±¼ and ±¾: one half on the anti-diagonal, rising with x + y.
    assert_eq!([answers[3], answers[6], answers[9], answers[12]], [0.5; 4]);
    assert!(answers[0] < 0.5 && 0.5 < answers[15]);
}

#[test]
fn given_parameters_are_where_training_starts() {
    let mut plan = plan("zeros");
    plan.hidden = vec![1];
    plan.steps = 0;
    plan.parameters = Some(vec![0.5, -0.5, 0.25, 2.0, -1.0]);
    let network = run(&plan).network;
    assert_eq!(network.layers()[0].weights().values(), [0.5, -0.5]);
    assert_eq!(network.layers()[0].bias(), [0.25]);
    assert_eq!(network.layers()[1].weights().values(), [2.0]);
    plan.parameters = Some(vec![1.0]);
    let refused = plan.run(Stream::root(1)).map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "network-shape");
}
