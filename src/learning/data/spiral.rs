//! Two interleaved spirals: the hardest of the plane's playground problems.
//!
//! It checks no parameter that all shapes share: `recipe` does.

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::Planar;
use crate::learning::data::recipe::checked_range;
use crate::learning::data::registry;
use crate::num::real;
use crate::random::Stream;
use crate::spec::Parameter;
use std::f64::consts::PI;
use std::f64::consts::TAU;

/// Two arms of an Archimedean spiral, half a turn apart.
///
/// # Definition
/// x = t·(sin φ, cos φ) + noise·g with t ~ U(0, 1), φ = 2π·turns·t + π·class, g ~ N(0, I), drawn
/// again until x ∈ [−1, 1]².
///
/// # Errors
/// [`DataError::Samples`] outside 2..=100000; [`DataError::ParameterOutOfRange`] for noise
/// outside 0..=1 or turns outside 0..=10.
///
/// # Example
/// ```
/// use varprop::learning::data::{Recipe, Spiral};
/// use varprop::random::Stream;
/// let spiral = Spiral::new(100, 0.0, 1.75)?;
/// assert_eq!(spiral.label(), "spiral(samples=100, noise=0, turns=1.75)");
/// assert!(spiral.draw(Stream::root(1)).inputs().values().iter().all(|x| x.abs() <= 1.0));
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # References
/// Lang & Witbrock (1988), "Learning to tell two spirals apart"; Smilkov & Carter (2016), the
/// TensorFlow playground, "Spiral", with 1.75 turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spiral {
    points: Planar,
    turns: f64,
}

/// The entry of spiral in `ALL`.
pub(in crate::learning::data) const ENTRY: Entry = Entry {
    name: "spiral",
    aliases: &["spirals"],
    summary: "two interleaved spirals",
    parameters: &[
        registry::SAMPLES,
        registry::noise("0.02"),
        Parameter::optional("turns", "1.75", "how often an arm goes round"),
    ],
    build: |given| {
        let (samples, noise) = (given.count("samples")?, given.number("noise")?);
        Ok(Box::new(Spiral::new(
            samples,
            noise,
            given.number("turns")?,
        )?))
    },
};

impl Spiral {
    /// So many samples of arms of so many turns, moved by noise of this standard deviation.
    ///
    /// # Errors
    /// As the type says.
    pub fn new(samples: usize, noise: f64, turns: f64) -> Result<Self, DataError> {
        Ok(Self {
            points: Planar::new(samples, noise)?,
            turns: checked_range("turns", turns, (0.0, 10.0), "in 0..=10")?,
        })
    }
}

impl Recipe for Spiral {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn label(&self) -> String {
        let (samples, noise) = (self.points.samples, self.points.noise);
        let turns = self.turns;
        format!(
            "{}(samples={samples}, noise={noise}, turns={turns})",
            ENTRY.name
        )
    }

    fn draw(&self, stream: Stream) -> Dataset {
        self.points.draw(stream, |class, generator| {
            let t = generator.uniform();
            let angle = TAU * self.turns * t + PI * class as f64;
            [t * real::sin(angle), t * real::cos(angle)]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn without_noise_the_radius_tells_the_angle() {
        let data = Spiral::new(200, 0.0, 1.75).unwrap().draw(Stream::root(4));
        for (row, class) in data.inputs().values().chunks(2).zip(data.labels()) {
            let radius = f64::sqrt(row[0] * row[0] + row[1] * row[1]);
            let angle = 3.5 * PI * radius + PI * *class as f64;
            // The radius is rounded a few times and turned into at most 15 radians.
            let near = Tolerance::rounding(16, 15.0);
            assert!(near.accepts(radius * real::sin(angle), row[0]), "{row:?}");
        }
    }
}
