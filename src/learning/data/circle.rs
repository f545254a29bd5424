//! A disc inside a ring: the problem that no straight line solves and a radius does.
//!
//! It checks no parameter that all shapes share: `recipe` does.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::Planar;
use crate::learning::data::registry;
use crate::num::real;
use crate::random::Generator;
use crate::random::Stream;
use std::f64::consts::TAU;

/// A disc of class 1 of radius ½ inside a ring of class 0 from radius 0.7 to 1.
///
/// # Definition
/// x = r·(cos φ, sin φ) + noise·g with φ ~ U(0, 2π), r ~ U(0, ½) for class 1 and U(0.7, 1) for
/// class 0, g ~ N(0, I), drawn again until x ∈ [−1, 1]². The radius is uniform, not the area.
///
/// # Errors
/// [`DataError::Samples`] outside 2..=100000; [`DataError::ParameterOutOfRange`] for noise
/// outside 0..=1.
///
/// # Example
/// ```
/// use varprop::learning::data::{Circle, Recipe};
/// use varprop::random::Stream;
/// let data = Circle::new(100, 0.0)?.draw(Stream::root(1));
/// let radius = |row: &[f64]| (row[0] * row[0] + row[1] * row[1]).sqrt();
/// let inside = data.inputs().values().chunks(2).filter(|row| radius(row) < 0.6);
/// assert_eq!(inside.count(), 50);
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # References
/// Smilkov & Carter (2016), the TensorFlow playground, "Circle", whose radii these are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle(Planar);

/// The entry of circle in `ALL`.
pub(in crate::learning::data) const ENTRY: Entry = Entry {
    name: "circle",
    aliases: &[],
    summary: "a disc inside a ring",
    parameters: &[registry::SAMPLES, registry::noise("0.05")],
    build: |given| {
        Ok(Box::new(Circle::new(
            given.count("samples")?,
            given.number("noise")?,
        )?))
    },
};

impl Circle {
    /// So many samples, moved by noise of this standard deviation.
    ///
    /// # Errors
    /// As the type says.
    pub fn new(samples: usize, noise: f64) -> Result<Self, DataError> {
        Ok(Self(Planar::new(samples, noise)?))
    }
}

impl Recipe for Circle {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn label(&self) -> String {
        self.0.label(ENTRY.name)
    }

    fn draw(&self, stream: Stream) -> Dataset {
        self.0.draw(stream, place)
    }
}

fn place(class: usize, generator: &mut Generator) -> [f64; 2] {
    let radius = match class {
        0 => 0.7 + 0.3 * generator.uniform(),
        _ => 0.5 * generator.uniform(),
    };
    let angle = TAU * generator.uniform();
    [radius * real::cos(angle), radius * real::sin(angle)]
}
