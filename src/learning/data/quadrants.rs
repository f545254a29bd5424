//! XOR in the plane: opposite quadrants share a class.
//!
//! The exact four points of XOR are in `boolean`.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::Planar;
use crate::learning::data::registry;
use crate::random::Generator;
use crate::random::Stream;

/// Points of the square, class 1 where the signs of the coordinates differ.
///
/// # Definition
/// |x₁|, |x₂| ~ U(0.06, 1) with random signs, equal for class 0 and different for class 1, plus
/// noise·g, g ~ N(0, I), drawn again until x ∈ [−1, 1]². The class is that before noise.
///
/// # Errors
/// [`DataError::Samples`] outside 2..=100000; [`DataError::ParameterOutOfRange`] for noise
/// outside 0..=1.
///
/// # Example
/// ```
/// use varprop::learning::data::{Quadrants, Recipe};
/// use varprop::random::Stream;
/// let data = Quadrants::new(10, 0.0)?.draw(Stream::root(1));
/// let differ = data.inputs().values().chunks(2).map(|row| usize::from(row[0] * row[1] < 0.0));
/// assert!(differ.eq(data.labels().iter().copied()));
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # References
/// Smilkov & Carter (2016), the TensorFlow playground, "Exclusive or": 0.06 is its padding of 0.3
/// in a square of half-width 5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quadrants(Planar);

/// The entry of quadrants in `ALL`.
pub(in crate::learning::data) const ENTRY: Entry = Entry {
    name: "quadrants",
    aliases: &["exclusive-or"],
    summary: "the square, class 1 where the signs of the coordinates differ",
    parameters: &[registry::SAMPLES, registry::noise("0")],
    build: |given| {
        Ok(Box::new(Quadrants::new(
            given.count("samples")?,
            given.number("noise")?,
        )?))
    },
};

impl Quadrants {
    /// So many samples, moved by noise of this standard deviation.
    ///
    /// # Errors
    /// As the type says.
    pub fn new(samples: usize, noise: f64) -> Result<Self, DataError> {
        Ok(Self(Planar::new(samples, noise)?))
    }
}

impl Recipe for Quadrants {
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
    let mut magnitude = || 0.06 + 0.94 * generator.uniform();
    let (x, y) = (magnitude(), magnitude());
    let side = if generator.below(2) == 0 { 1.0 } else { -1.0 };
    let other_side = if class == 0 { side } else { -side };
    [side * x, other_side * y]
}
