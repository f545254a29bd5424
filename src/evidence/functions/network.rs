//! Networks of given widths under an initializer, forward and backward, as formulas call them.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::evidence::layers;
use crate::num::Interval;
use crate::theory::mean_field::increment;

/// The widest layer that a formula may name.
const MOST_WIDTH: u64 = 1 << 32;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "network_q",
        signature: "network_q(activation, initializer, widths, input = 1)",
        meaning: "the list of q_l = E[z_l²] through layers of these widths (input width first)",
        call: network_q,
    },
    Entry {
        name: "network_gradient",
        signature: "network_gradient(activation, initializer, widths, input = 1)",
        meaning: "the list of E[(∂J/∂a_l)²] for l = 0 (the input) to L, relative to that at the output",
        call: network_gradient,
    },
    Entry {
        name: "log_growth_mean",
        signature: "log_growth_mean(activation, width)",
        meaning: "E ln(q_{l+1}/q_l) at the variance-preserving weight variance and this finite width, exactly: identity and (leaky) ReLU with normal weights",
        call: |arguments| log_growth(arguments, |growth| growth.mean),
    },
    Entry {
        name: "log_growth_variance",
        signature: "log_growth_variance(activation, width)",
        meaning: "Var ln(q_{l+1}/q_l), under the same conditions",
        call: |arguments| log_growth(arguments, |growth| growth.variance),
    },
];
