//! Does an initializer draw what it promises? For other people's tests.
//!
//! Three lines in a test; the closure stands for your initializer:
//!
//! ```
//! use varprop::conformance::{Conformance, Layer};
//! # fn my_init(seed: u64, weights: &mut [f32]) {
//! #     use varprop::initializer::{HeNormal, Initializer};
//! #     let layer = Layer::dense(784, 256).unwrap();
//! #     let drawn = HeNormal::default().draw_tensor(&layer, varprop::random::Stream::root(seed));
//! #     weights.iter_mut().zip(drawn.unwrap()).for_each(|(w, x)| *w = x as f32);
//! # }
//! let promise = Conformance::to("he-normal", &Layer::dense(784, 256)?)?;
//! let found = promise.check(|seed, weights: &mut [f32]| my_init(seed, weights))?;
//! assert!(found.holds(), "{found}");
//! # assert!(found.visible().is_some_and(|ratio| ratio <= 1.02));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The law is named as everywhere in this crate (`he-normal(mode=fan_out)`), by a framework's name
//! (`keras:GlorotNormal`), or given as an [`Initializer`](crate::initializer::Initializer); the
//! [`Layer`] knows what fans mean for groups, transposed and depthwise kernels. What a failing test
//! prints is the answer's `Display`:
//!
//! ```text
//! he-normal on dense [24, 96]: DIFFERS
//!   promised: N(0, 0.144338²); drawn: 10 seeds of 2304 values
//!   variance: mean of ((x - μ)/σ)² = 3.97978, p < 1e-300
//!   the scale is another one; also refuted: whole-law, extremes, row-energies, seed-energies
//!   variance / promised = 3.98 (3.804 to 4.167)
//!     4 = fan_in and fan_out exchanged: weights are stored in the other order than assumed
//!   finds ratios from 1.0997 on, both ways; false alarms 1e-6, misses 1e-6
//! ```
//!
//! # What the answers mean
//!
//! | [`Standing`] | it says |
//! |---|---|
//! | `Holds` | no test refutes the promise, at a rate of false alarms over *all* tests of one check that is [stated](Conformance::false_alarms); a variance wrong by the [declared](Conformance::detects) factor would have been found |
//! | `Differs` | a test refutes it; only tests with a guarantee at finite size may, exact ones and bounds. [`Conformity::decisive`] has the figure, [`Conformity::causes`] the known mistakes that the variance ratio fits |
//! | `Inconclusive` | no test refutes it, and the [limit](Conformance::at_most) left too few draws to find the declared factor; it says how many seeds would do |
//!
//! # How many seeds
//!
//! A check draws the tensor for several seeds, two at least, because it belongs to the promise that
//! seeds are independent: the same seed gives the same bytes, another seed gives others, and no
//! run of values occurs twice. The number is the smallest for which the variance test, at its share
//! α/m of the false-alarm rate, misses the declared ratio at most as often as stated: exact χ²
//! quantiles for normal weights, Chernoff's bound for bounded ones. With the defaults that is about
//! half a million values for normal weights, whatever the layer: three draws of a 784 × 256 matrix,
//! thousands of a small kernel. Orthogonal matrices are drawn 8 to 64 times, fixed tensors twice.
//!
//! ```
//! use varprop::conformance::{Conformance, Layer};
//! let layer = Layer::depthwise(16, 1, &[3, 3])?;
//! // Nothing is drawn: the limit is 0.
//! let plan = Conformance::to("he-normal", &layer)?.at_most(0).check(|_, _: &mut [f32]| ())?;
//! assert!((3_600..3_800).contains(&plan.needed_seeds()));
//! # Ok::<(), varprop::conformance::ConformanceError>(())
//! ```
//!
//! # What is tested
//!
//! | promise | facts, decided without chance | tests, by Holm's procedure |
//! |---|---|---|
//! | all | finite at every place; the same bytes for the same seed | |
//! | independent entries | | repeated draws and runs, zeros, variance, mean, whole law at the edges of rounding cells, extremes and support, energies of rows, outputs, inputs, seeds and places, for normal weights the law of row energies, correlations of neighbours, rows and seeds, angles between rows |
//! | sparse | zeros in each column | repeated runs, zeros beyond those, zeros in each row, and of the rest variance, mean, whole law, extremes |
//! | orthogonal | WWᵀ = gain²·I within rounding, draws differ, zero beside the kernel's center | law of single places over seeds, sum of the diagonal, largest entry |
//! | constant, identity, Dirac | each value, rounded to its format | |
//!
//! # Speed
//!
//! The draws go through some twenty passes: with the defaults a check takes well under a second, also
//! in a build without optimization. A larger [`detects`](Conformance::detects) needs fewer draws, as
//! 1/(ln r)². Orthogonality costs a Gram matrix a draw: check it at sizes up to some hundreds.
//!
//! # What a test sees beside the variance
//!
//! Values of a coarse generator are not refused: uniform numbers of 23 bits hit 0 and the ends of
//! their range, and a bound such as √(6/fan_in) may be off by a few roundings of its own precision.
//! Weights *computed* in bfloat16 or half precision, rather than rounded to it at the end, may differ
//! from their law in scale, where constants are rounded, and in shape, where draws have few bits; a
//! check finds that where it is large enough.

mod axes;
mod cause;
mod conformity;
mod draws;
mod error;
mod family;
mod independent;
mod line;
mod meaning;
mod number;
mod orthogonal;
mod plan;
mod promise;
mod record;
mod repeat;
mod sparse;
#[cfg(test)]
mod tests;

pub use crate::empirical::stat::Storage;
pub use crate::theory::shape::Layer;
pub use crate::theory::shape::Layout;
pub use cause::Cause;
pub use conformity::{Conformity, Ratio, Standing};
use draws::Draws;
pub use error::ConformanceError;
pub use number::Number;
pub use promise::Conformance;
