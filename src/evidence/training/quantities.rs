//! What a training record offers to formulas, and under which names.

use crate::evidence::formula::Environment;
use crate::evidence::formula::Value;
use crate::learning::experiment::LayerState;
use crate::learning::experiment::Plan;
use crate::learning::experiment::Record;
use crate::learning::experiment::State;
use crate::num::Interval;
use crate::num::real;
use crate::num::sum;

/// A number of a state by its name.
type OfState = (&'static str, fn(&State) -> Option<f64>);
/// A number of a layer by its name.
type OfLayer = (&'static str, fn(&LayerState) -> f64);

const OF_STATE: [OfState; 5] = [
    ("loss", |state| Some(state.loss)),
    ("accuracy", |state| Some(state.accuracy)),
    ("test_loss", |state| state.test_loss),
    ("test_accuracy", |state| state.test_accuracy),
    ("gradient_norm", |state| Some(state.gradient_norm)),
];

const OF_LAYER: [OfLayer; 7] = [
    ("activation", |layer| layer.activation_rms),
    ("gradient", |layer| layer.gradient_rms),
    ("weight_gradient", |layer| layer.weight_gradient_rms),
    ("weight", |layer| layer.weight_rms),
    ("spread", |layer| layer.unit_spread),
    ("saturated", |layer| layer.saturated),
    ("dead", |layer| layer.dead),
];

/// Parameters of a network that formulas may read one by one.
const MOST_PARAMETERS: usize = 1000;

/// Adds a record's quantities: `initial_loss`, `final_loss`, `final_spread[1]`, each ending in
/// `suffix`.
pub(in crate::evidence) fn add(
    environment: &mut Environment,
    suffix: &str,
    plan: &Plan,
    record: &Record,
) {
    let mut put = |name: String, value: Value| {
        environment.insert(format!("{name}{suffix}"), value);
    };
    for (when, state) in [("initial", &record.before), ("final", &record.after)] {
        for (name, of_state) in OF_STATE {
            if let Some(x) = of_state(state) {
                put(format!("{when}_{name}"), number(x));
            }
        }
        for (name, of_layer) in OF_LAYER {
            put(
                format!("{when}_{name}"),
                list(state.layers.iter().map(of_layer)),
            );
        }
    }
    put("highest_loss".into(), number(record.highest_loss()));
    put("lowest_loss".into(), number(record.lowest_loss()));
    put(
        "curve".into(),
        list(record.curve.iter().map(|point| point.loss)),
    );
    put(
        "weights_moved".into(),
        list(record.weights_moved.iter().copied()),
    );
    put(
        "biases_moved".into(),
        list(record.biases_moved.iter().copied()),
    );
    let has_diverged = i64::from(record.diverged_at().is_some());
    put("diverged".into(), Value::integer(has_diverged));
    put("class_entropy".into(), number(class_entropy(plan)));
    if record.network.n_parameters() <= MOST_PARAMETERS {
        put("parameters".into(), list(record.network.parameters()));
    }
}

/// The double as it is; nothing is known of what left the doubles.
fn number(x: f64) -> Value {
    Value::Enclosed(if x.is_finite() {
        Interval::point(x)
    } else {
        Interval::WHOLE
    })
}

fn list(values: impl Iterator<Item = f64>) -> Value {
    Value::List(values.map(number).collect())
}

/// −Σ p·ln p of the class shares of the training samples: the least cross-entropy of a constant.
fn class_entropy(plan: &Plan) -> f64 {
    let labels = plan.data.labels();
    let shares = (0..plan.data.n_classes()).map(|class| {
        let members = labels.iter().filter(|label| **label == class);
        members.count() as f64 / labels.len() as f64
    });
    -sum::sum(shares.filter(|p| *p > 0.0).map(|p| p * real::ln(p)))
}
