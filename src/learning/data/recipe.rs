//! What every built-in dataset is: a name, its parameters as text, and a draw.
//!
//! The shapes themselves have a file each; `registry` lists them.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::linear::Matrix;
use crate::random::Generator;
use crate::random::Stream;
use std::fmt::Debug;

/// The most samples that a recipe draws: a hundred thousand, more than MNIST holds.
pub const MAX_SAMPLES: usize = 100_000;

/// A rule that draws a dataset from a stream.
///
/// Sample i has class i mod n and is drawn from `stream.indexed(i)`: classes differ by at most
/// one sample, and asking for more samples leaves the first ones as they were.
///
/// # Example
/// ```
/// use varprop::learning::data::parse;
/// use varprop::random::Stream;
/// let few = parse("spiral(samples=4)")?.draw(Stream::root(1));
/// let many = parse("spiral(samples=5)")?.draw(Stream::root(1));
/// assert_eq!(few.labels(), [0, 1, 0, 1]);
/// assert_eq!(few.inputs().row(3), many.inputs().row(3));
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
pub trait Recipe: Debug + Send + Sync {
    /// The kebab-case name by which a user asks for it: `spiral`.
    fn name(&self) -> &'static str;

    /// The name with its parameters, as printed: `spiral(samples=200, noise=0.02, turns=1.75)`;
    /// [`crate::learning::data::parse`] reads it.
    fn label(&self) -> String;

    /// The dataset of this stream; the same stream gives the same bytes.
    fn draw(&self, stream: Stream) -> Dataset;
}

/// Two classes of points in the plane, and how far noise moves them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::learning::data) struct Planar {
    pub(in crate::learning::data) samples: usize,
    pub(in crate::learning::data) noise: f64,
}

impl Planar {
    /// # Errors
    /// Fewer than 2 samples or more than [`MAX_SAMPLES`]; noise outside 0..=1.
    pub(in crate::learning::data) fn new(samples: usize, noise: f64) -> Result<Self, DataError> {
        Ok(Self {
            samples: checked_samples(samples, 2)?,
            noise: checked_range("noise", noise, (0.0, 1.0), "in 0..=1")?,
        })
    }

    pub(in crate::learning::data) fn label(&self, name: &str) -> String {
        format!("{name}(samples={}, noise={})", self.samples, self.noise)
    }

    /// The samples whose points, before noise, the shape places by their class.
    pub(in crate::learning::data) fn draw(
        &self,
        stream: Stream,
        place: impl Fn(usize, &mut Generator) -> [f64; 2],
    ) -> Dataset {
        draw_samples(self.samples, 2, 2, stream, |class, generator, row| {
            let point = place(class, generator);
            row.extend(self.jittered(point, generator));
        })
    }

    /// The point moved by noise·N(0, I), drawn again until it lies in [−1, 1]²: a point of the
    /// square has at least one accepted quadrant, and noise ≤ 1 makes acceptance likelier than 0.2.
    fn jittered(&self, point: [f64; 2], generator: &mut Generator) -> [f64; 2] {
        loop {
            let moved = point.map(|x| x + self.noise * generator.normal());
            if moved.iter().all(|x| x.abs() <= 1.0) {
                return moved;
            }
        }
    }
}

/// Samples of alternating class, each from its own stream; `fill` appends a sample's features.
pub(in crate::learning::data) fn draw_samples(
    samples: usize,
    features: usize,
    n_classes: usize,
    stream: Stream,
    mut fill: impl FnMut(usize, &mut Generator, &mut Vec<f64>),
) -> Dataset {
    let mut values = Vec::with_capacity(samples * features);
    let labels: Vec<usize> = (0..samples).map(|sample| sample % n_classes).collect();
    for (sample, class) in labels.iter().enumerate() {
        let mut generator = stream.indexed(sample as u64).generator();
        fill(*class, &mut generator, &mut values);
    }
    Dataset::of(Matrix::of(samples, features, values), labels, n_classes)
}

/// The number of samples, if a dataset of so many classes can have it.
pub(in crate::learning::data) fn checked_samples(
    samples: usize,
    least: usize,
) -> Result<usize, DataError> {
    if (least..=MAX_SAMPLES).contains(&samples) {
        return Ok(samples);
    }
    Err(DataError::Samples { samples, least })
}

/// The value, if it lies between the bounds; NaN does not.
pub(in crate::learning::data) fn checked_range(
    parameter: &'static str,
    received: f64,
    (least, most): (f64, f64),
    allowed: &'static str,
) -> Result<f64, DataError> {
    if (least..=most).contains(&received) {
        return Ok(received);
    }
    Err(DataError::ParameterOutOfRange {
        parameter,
        allowed,
        received,
    })
}
