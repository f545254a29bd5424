//! The run of the 2-2-1 example continued, in plain doubles: nine numbers, one sample at a time.
//!
//! Hundreds of thousands of epochs in enclosures would enclose nothing; this says where doubles go.

use crate::num::real;

/// Where the run is after some epochs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct XorRun {
    /// Weights and bias into each unit: wᵢ₁, wᵢ₂, b of hidden 1, of hidden 2, then w₁₃, w₂₃, b₃.
    pub units: [[f64; 3]; 3],
    /// The outputs for (0,0), (0,1), (1,0), (1,1).
    pub outputs: [f64; 4],
    /// Σ ½(y − o)² over the four.
    pub error: f64,
}

/// The four samples in the order of the truth table: x₁, x₂ and the target.
const SAMPLES: [[f64; 3]; 4] = [
    [0.0, 0.0, 0.0],
    [0.0, 1.0, 1.0],
    [1.0, 0.0, 1.0],
    [1.0, 1.0, 0.0],
];

/// The example's initial weights, trained for so many epochs at this rate: sigmoid units, squared
/// error, an update after each sample in the order of the table, from the old weights.
///
/// # Example
/// ```
/// use varprop::learning::worked::run_xor;
/// let after = run_xor(0.1, 1);
/// // w₁₃ after the first epoch.
/// assert!((after.units[2][0] - 0.009_747_903_562).abs() < 5e-13);
/// ```
#[must_use]
pub fn run_xor(rate: f64, epochs: u64) -> XorRun {
    let mut units = [[0.02, 0.03, 0.0], [0.01, 0.02, 0.0], [0.01, 0.03, 0.0]];
    for _ in 0..epochs {
        for sample in SAMPLES {
            step(&mut units, sample, rate);
        }
    }
    let outputs = SAMPLES.map(|[x1, x2, _]| forward(&units, x1, x2)[2]);
    let pairs = outputs.iter().zip(SAMPLES);
    let error = pairs.map(|(o, [_, _, y])| 0.5 * (y - o) * (y - o)).sum();
    XorRun {
        units,
        outputs,
        error,
    }
}

/// o₁, o₂, o₃.
fn forward(units: &[[f64; 3]; 3], x1: f64, x2: f64) -> [f64; 3] {
    let unit = |[w1, w2, b]: [f64; 3], x1: f64, x2: f64| real::sigmoid(w1 * x1 + w2 * x2 + b);
    let (o1, o2) = (unit(units[0], x1, x2), unit(units[1], x1, x2));
    [o1, o2, unit(units[2], o1, o2)]
}

fn step(units: &mut [[f64; 3]; 3], [x1, x2, y]: [f64; 3], rate: f64) {
    let [o1, o2, o3] = forward(units, x1, x2);
    let delta3 = -(y - o3) * o3 * (1.0 - o3);
    let delta1 = delta3 * units[2][0] * o1 * (1.0 - o1);
    let delta2 = delta3 * units[2][1] * o2 * (1.0 - o2);
    let updates = [(delta1, x1, x2), (delta2, x1, x2), (delta3, o1, o2)];
    for (unit, (delta, left, right)) in units.iter_mut().zip(updates) {
        unit[0] -= rate * delta * left;
        unit[1] -= rate * delta * right;
        unit[2] -= rate * delta;
    }
}
