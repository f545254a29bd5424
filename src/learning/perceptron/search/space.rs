//! Where counterexamples are looked for: all datasets on a line, or random ones. It judges none.

use crate::learning::perceptron::Label;
use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::scalar::dot;
use crate::num::Rational;
use crate::random::Generator;
use crate::random::Stream;

/// A space of datasets in the unit ball with samples of both classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Every sequence of 2 to `most_points` different points k/steps of \[−1, 1\], with every
    /// labelling by both classes, separable or not, in every order.
    Line {
        /// Steps from 0 to 1.
        steps: u32,
        /// The most points of a dataset.
        most_points: usize,
    },
    /// Random points with coordinates k/steps, uniform in the grid of the unit ball, labelled by a
    /// random plane that leaves none of them on it.
    Random {
        /// The most dimensions; each dataset has 1 to this many, at most 4.
        dimensions: usize,
        /// The most points; each dataset has 2 to this many.
        most_points: usize,
        /// Steps from 0 to 1.
        steps: u32,
        /// How many datasets are drawn.
        datasets: u64,
        /// What draws them.
        stream: Stream,
    },
}

/// Datasets one by one.
type Datasets<'a> = Box<dyn Iterator<Item = Result<Samples, PerceptronError>> + 'a>;

/// The largest number of datasets that a space may hold.
const MOST_DATASETS: u64 = 10_000_000;

/// Beyond this, points of the cube seldom lie in the ball.
const MOST_DIMENSIONS: usize = 4;

impl Space {
    /// All datasets, in a fixed order.
    pub(super) fn datasets(&self) -> Result<Datasets<'_>, PerceptronError> {
        let count = self.count();
        if self.is_empty() || MOST_DATASETS < count {
            let limit = MOST_DATASETS;
            return Err(PerceptronError::SpaceSize { limit });
        }
        Ok(match *self {
            Self::Line { steps, most_points } => {
                let points = (2..=most_points).flat_map(move |n| sequences(grid(steps), n));
                Box::new(points.flat_map(|points| labelled(&points)))
            }
            Self::Random {
                dimensions,
                most_points,
                steps,
                datasets,
                stream,
            } => Box::new((0..datasets).map(move |place| {
                random(
                    stream.indexed(place).generator(),
                    dimensions,
                    most_points,
                    steps,
                )
            })),
        })
    }

    fn is_empty(&self) -> bool {
        match *self {
            Self::Line { steps, most_points } => steps == 0 || most_points < 2,
            Self::Random {
                dimensions,
                most_points,
                steps,
                datasets,
                ..
            } => {
                let sizes = steps == 0 || datasets == 0 || most_points < 2;
                sizes || dimensions == 0 || MOST_DIMENSIONS < dimensions
            }
        }
    }

    /// How many datasets there are, saturating.
    fn count(&self) -> u64 {
        match *self {
            Self::Line { steps, most_points } => {
                let points = 2 * u64::from(steps) + 1;
                let (mut sequences, mut total) = (1_u64, 0_u64);
                for n in 1..=most_points.min(64) as u64 {
                    sequences = sequences.saturating_mul(points.saturating_sub(n - 1));
                    let labels = if n == 1 { 0 } else { (1_u64 << n.min(63)) - 2 };
                    total = total.saturating_add(sequences.saturating_mul(labels));
                }
                total
            }
            Self::Random {
                datasets,
                most_points,
                ..
            } => datasets.saturating_mul(most_points as u64 / 8 + 1),
        }
    }
}

/// −1, …, 1 in steps.
fn grid(steps: u32) -> Vec<Rational> {
    let steps = i128::from(steps);
    (-steps..=steps)
        .filter_map(|k| Rational::new(k, steps).ok())
        .collect()
}

/// Every sequence of n different numbers.
fn sequences(numbers: Vec<Rational>, n: usize) -> Box<dyn Iterator<Item = Vec<Rational>>> {
    if n == 0 {
        return Box::new(std::iter::once(Vec::new()));
    }
    Box::new(sequences(numbers.clone(), n - 1).flat_map(move |start| {
        let next: Vec<Rational> = numbers
            .iter()
            .filter(|x| !start.contains(x))
            .copied()
            .collect();
        next.into_iter().map(move |x| {
            let mut longer = start.clone();
            longer.push(x);
            longer
        })
    }))
}

/// Every labelling by both classes.
fn labelled(points: &[Rational]) -> Vec<Result<Samples, PerceptronError>> {
    let n = points.len();
    let label = |bits: u64, place: usize| match bits >> place & 1 {
        0 => Label::Minus,
        _ => Label::Plus,
    };
    let samples = |bits: u64| {
        let sample = |(place, x): (usize, &Rational)| Sample {
            features: vec![*x],
            label: label(bits, place),
        };
        Samples::new(points.iter().enumerate().map(sample).collect())
    };
    (1..(1_u64 << n.min(63)) - 1).map(samples).collect()
}

/// One random dataset; a plane that does not part its points is drawn again.
fn random(
    mut generator: Generator,
    dimensions: usize,
    most_points: usize,
    steps: u32,
) -> Result<Samples, PerceptronError> {
    let dimension = 1 + generator.below(dimensions as u64) as usize;
    let n = 2 + generator.below(most_points as u64 - 1) as usize;
    loop {
        let mut points = Vec::with_capacity(n);
        while points.len() < n {
            points.push(point(&mut generator, dimension, steps)?);
        }
        let normal = point(&mut generator, dimension, steps)?;
        let offset = coordinate(&mut generator, steps)?;
        let mut samples = Vec::with_capacity(n);
        for features in points {
            let side = dot(&features, &normal)?.checked_add(offset)?;
            if side.is_zero() {
                break;
            }
            let label = if Rational::ZERO < side {
                Label::Plus
            } else {
                Label::Minus
            };
            samples.push(Sample { features, label });
        }
        let both = [Label::Plus, Label::Minus]
            .iter()
            .all(|label| samples.iter().any(|s| s.label == *label));
        if samples.len() == n && both {
            return Samples::new(samples);
        }
    }
}

/// A point of the grid in the unit ball.
fn point(
    generator: &mut Generator,
    dimension: usize,
    steps: u32,
) -> Result<Vec<Rational>, PerceptronError> {
    loop {
        let coordinates = (0..dimension).map(|_| coordinate(generator, steps));
        let point = coordinates.collect::<Result<Vec<_>, _>>()?;
        if dot(&point, &point)? <= Rational::ONE {
            return Ok(point);
        }
    }
}

fn coordinate(generator: &mut Generator, steps: u32) -> Result<Rational, PerceptronError> {
    let k = generator.below(2 * u64::from(steps) + 1);
    Ok(Rational::new(
        i128::from(k) - i128::from(steps),
        steps.into(),
    )?)
}
