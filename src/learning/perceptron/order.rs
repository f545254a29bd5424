//! In which order a pass picks the samples. It trains nothing.

use crate::learning::perceptron::PerceptronError;
use crate::random::Generator;
use crate::random::Stream;

/// The order of presentation.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Order {
    /// From the first sample to the last, every pass.
    #[default]
    Cyclic,
    /// This sequence of places (from 0), every pass; it names every sample, some perhaps often.
    Sequence(Vec<usize>),
    /// A new uniformly random permutation every pass.
    Shuffled(Stream),
}

/// The sequences of successive passes.
pub(in crate::learning::perceptron) struct Passes {
    sequence: Vec<usize>,
    generator: Option<Generator>,
}

impl Passes {
    /// The passes of this order over so many samples.
    pub(in crate::learning::perceptron) fn new(
        order: &Order,
        n_samples: usize,
    ) -> Result<Self, PerceptronError> {
        let all = || (0..n_samples).collect();
        let (sequence, generator) = match order {
            Order::Cyclic => (all(), None),
            Order::Sequence(places) => (checked(places, n_samples)?, None),
            Order::Shuffled(stream) => (all(), Some(stream.generator())),
        };
        Ok(Self {
            sequence,
            generator,
        })
    }

    /// The places of the next pass.
    pub(in crate::learning::perceptron) fn next_pass(&mut self) -> &[usize] {
        if let Some(generator) = &mut self.generator {
            generator.shuffle(&mut self.sequence);
        }
        &self.sequence
    }
}

/// A pass that misses a sample could be quiet while that sample is wrong.
fn checked(places: &[usize], n_samples: usize) -> Result<Vec<usize>, PerceptronError> {
    let mut picked = vec![false; n_samples];
    for place in places {
        match picked.get_mut(*place) {
            Some(seen) => *seen = true,
            None => {
                return Err(PerceptronError::OrderOutside {
                    received: *place,
                    last: n_samples.saturating_sub(1),
                });
            }
        }
    }
    match picked.iter().position(|seen| !seen) {
        Some(sample) => Err(PerceptronError::OrderMisses { sample }),
        None => Ok(places.to_vec()),
    }
}
