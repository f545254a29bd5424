//! One input of a ReLU-like network, by its lengths alone: O(1) a layer, forward and backward.
//!
//! It holds no vector. The derivations are in the folder's `mod`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::GradientRecord;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::exact::ExactRun;
use crate::empirical::simulate::exact::Projection;
use crate::empirical::simulate::exact::Task;
use crate::empirical::simulate::exact::length::hypot;
use crate::empirical::simulate::exact::length::mean_square;
use crate::empirical::simulate::exact::stage::LayerLaw;
use crate::empirical::simulate::exact::stage::Stage;
use crate::empirical::simulate::exact::tally;
use crate::random::Generator;

/// Runs one replicate of a network of this φ: slopes below and above 0.
pub(super) fn run(task: &Task<'_>, slopes: [f64; 2]) -> ExactRun {
    let mut generator = task.replicate.named("exact-norms").generator();
    let width = task.network.widths().first().copied().unwrap_or(0);
    let energy = generator.chi_squared(width);
    let first = Signal::input(width, (energy * task.settings.input_variance).sqrt());
    let mut signals = vec![first];
    let mut records = Vec::with_capacity(task.stages.len());
    let mut last = first;
    for stage in task.stages {
        last = Signal::drawn(stage, last.length, slopes, &mut generator);
        records.push(record(task, stage, &last));
        signals.push(last);
    }
    if task.settings.backward != Backward::Skipped {
        backward(task, slopes, &signals, &mut records);
    }
    ExactRun {
        records,
        log_growth: task.log_growth(first.length, last.length),
    }
}

/// The lengths of one layer's signal.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Signal {
    width: u64,
    /// K, the units on the upper side of φ.
    n_above: u64,
    /// s in z = s·g; γ‖a‖ for Haar weights.
    factor: f64,
    /// ‖z‖.
    before: f64,
    /// ‖a⁻‖ and ‖a⁺‖: the lengths of the two sides of a = φ(z).
    sides: [f64; 2],
    /// ‖a‖.
    length: f64,
}

impl Signal {
    /// The input: no side is told from the other.
    fn input(width: u64, length: f64) -> Self {
        Self {
            width,
            n_above: width,
            factor: length,
            before: length,
            sides: [0.0, length],
            length,
        }
    }

    /// A layer's signal, its input having length `fed`.
    fn drawn(stage: &Stage, fed: f64, [below, above]: [f64; 2], draws: &mut Generator) -> Self {
        let width = stage.fans.fan_out;
        let factor = match stage.law {
            LayerLaw::Gaussian { std_dev } => hypot(std_dev * fed, stage.bias_std_dev),
            LayerLaw::Haar { gain } => gain * fed,
        };
        // Sides of equal steepness are one; a unit at 0 is on the lower side.
        let n_above = match (factor == 0.0, below.abs() == above.abs()) {
            (_, true) => width,
            (true, false) => 0,
            (false, false) => draws.fair_coins(width),
        };
        let energies = [width - n_above, n_above].map(|n| draws.chi_squared(n));
        let unit = match stage.law {
            LayerLaw::Gaussian { .. } => factor,
            LayerLaw::Haar { .. } => {
                let beyond = stage.fans.fan_in.saturating_sub(width);
                let completed = energies[0] + energies[1] + draws.chi_squared(beyond);
                factor / completed.sqrt()
            }
        };
        let [lower, upper] = energies.map(|energy| unit * energy.sqrt());
        let sides = [below.abs() * lower, above.abs() * upper];
        Self {
            width,
            n_above,
            factor,
            before: hypot(lower, upper),
            sides,
            length: hypot(sides[0], sides[1]),
        }
    }
}

fn record(task: &Task<'_>, stage: &Stage, signal: &Signal) -> LayerRecord {
    let moment = |length| tally::second_moment(signal.width, length);
    let mut record =
        tally::second_moments(stage.index, moment(signal.before), moment(signal.length));
    let is_alive = signal.length.is_finite() && signal.length > 0.0;
    let is_asked = task.settings.effective_samples == EffectiveSamples::Measured;
    record.effective_samples = (is_asked && is_alive).then_some(1.0);
    record
}

/// The part of ∂J/∂a along the signal a, and how the rest of it is spread across.
#[derive(Clone, Copy, Debug)]
struct Incoming {
    along: f64,
    spread: Spread,
}

/// The length of the part of a gradient across the signal.
#[derive(Clone, Copy, Debug)]
enum Spread {
    /// Normal entries of this standard deviation.
    Normal(f64),
    /// A uniform direction of this length, of which so many entries lie beyond the layer.
    Sphere { radius: f64, beyond: u64 },
}

/// What a gradient has across the signal before it is scaled: w in the plane of both sides, and
/// the energies of the lower and the upper side.
#[derive(Clone, Copy, Debug, Default)]
struct Across {
    between: f64,
    energies: [f64; 2],
}

fn backward(task: &Task<'_>, slopes: [f64; 2], signals: &[Signal], records: &mut [LayerRecord]) {
    let mut draws = task.replicate.named("exact-norms-backward").generator();
    let mut incoming = Incoming {
        along: draws.normal(),
        spread: Spread::Normal(1.0),
    };
    let Some(last) = signals.last() else { return };
    let mut sides = gradient_sides(last, incoming, &mut draws);
    let layers = signals.windows(2).zip(task.stages).zip(records);
    for ((pair, stage), record) in layers.rev() {
        let &[before, signal] = pair else { break };
        let at_a = hypot(sides[0], sides[1]);
        let at_z = hypot(slopes[0].abs() * sides[0], slopes[1].abs() * sides[1]);
        incoming = taken_back(
            task,
            stage,
            [&before, &signal],
            (incoming.along, at_z),
            &mut draws,
        );
        sides = gradient_sides(&before, incoming, &mut draws);
        let pre_activation_second_moment = mean_square(at_z, signal.width);
        record.gradient = Some(GradientRecord {
            output_second_moment: mean_square(at_a, signal.width),
            pre_activation_second_moment,
            input_second_moment: mean_square(hypot(sides[0], sides[1]), before.width),
            weight_second_moment: task.weight_second_moment(
                pre_activation_second_moment,
                mean_square(before.length, before.width),
            ),
        });
    }
}

/// The gradient at a layer's input from that at its pre-activations, of length `at_z`; `along` is
/// the part of ∂J/∂a along its output a, so that z·d = along·‖a‖.
fn taken_back(
    task: &Task<'_>,
    stage: &Stage,
    [before, signal]: [&Signal; 2],
    (along, at_z): (f64, f64),
    draws: &mut Generator,
) -> Incoming {
    let is_remembered = signal.factor > 0.0 && task.projection == Projection::Kept;
    // z·d/s, at most ‖d‖·‖g‖.
    let known = match is_remembered {
        true => along * (signal.length / signal.factor),
        false => 0.0,
    };
    match stage.law {
        LayerLaw::Gaussian { std_dev } => {
            let spread = std_dev * at_z;
            let along = match is_remembered {
                true => {
                    let cosine = (std_dev * before.length / signal.factor).min(1.0);
                    let known = std_dev * known * cosine;
                    known - beside(stage, signal.factor, spread, draws)
                }
                false => spread * draws.normal(),
            };
            Incoming {
                along,
                spread: Spread::Normal(spread),
            }
        }
        LayerLaw::Haar { gain } => {
            let left = (at_z - known) * (at_z + known);
            Incoming {
                along: gain * known,
                spread: Spread::Sphere {
                    radius: gain * left.max(0.0).sqrt(),
                    beyond: stage.fans.fan_out.saturating_sub(stage.fans.fan_in),
                },
            }
        }
    }
}

/// What biases, if there are any, turn out of the part along a.
fn beside(stage: &Stage, factor: f64, spread: f64, draws: &mut Generator) -> f64 {
    match stage.bias_std_dev > 0.0 {
        true => spread * draws.normal() * (stage.bias_std_dev / factor),
        false => 0.0,
    }
}

/// ‖δ⁻‖ and ‖δ⁺‖ of a gradient δ at a signal.
fn gradient_sides(signal: &Signal, incoming: Incoming, draws: &mut Generator) -> [f64; 2] {
    let counts = [signal.width - signal.n_above, signal.n_above];
    if signal.length == 0.0 {
        // Nothing is remembered of a dead signal: every entry is spread.
        let across = Across {
            between: 0.0,
            energies: counts.map(|n| draws.chi_squared(n)),
        };
        let scale = incoming.spread.scale(&across, draws);
        return across.energies.map(|energy| scale * energy.sqrt());
    }
    let has_both = counts[0] > 0 && counts[1] > 0;
    let across = Across {
        between: if has_both { draws.normal() } else { 0.0 },
        energies: counts.map(|n| draws.chi_squared(n.saturating_sub(1))),
    };
    let scale = incoming.spread.scale(&across, draws);
    let [sine, cosine] = signal.sides.map(|side| side / signal.length);
    let (along, between) = (incoming.along, scale * across.between);
    let in_plane = [
        sine * along - cosine * between,
        cosine * along + sine * between,
    ];
    let side = |k: usize| hypot(in_plane[k].abs(), scale * across.energies[k].sqrt());
    [side(0), side(1)]
}

impl Spread {
    /// What turns standard normal entries across the signal into the gradient's.
    fn scale(self, across: &Across, draws: &mut Generator) -> f64 {
        match self {
            Self::Normal(std_dev) => std_dev,
            Self::Sphere { radius, beyond } => {
                let inside = across.energies[0] + across.energies[1];
                let between = across.between * across.between;
                let energy = between + inside + draws.chi_squared(beyond);
                if energy > 0.0 {
                    radius / energy.sqrt()
                } else {
                    0.0
                }
            }
        }
    }
}
