//! What an observer of a simulation sees: the vectors of one layer, as far as it asks for them.
//!
//! It copies; it computes nothing.

use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Matrix;
use std::fmt::Debug;

/// One layer of one replicate, and what it was fed.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The replicate, from 0.
    pub replicate: u64,
    /// l, from 1.
    pub layer: usize,
    pub(in crate::empirical::simulate) inputs: &'a dyn Vectors,
    pub(in crate::empirical::simulate) pre_activations: &'a dyn Vectors,
    pub(in crate::empirical::simulate) activations: &'a dyn Vectors,
}

impl Observation<'_> {
    /// a_{l−1} of the first samples, at most `samples`: samples × inputs.
    #[must_use]
    pub fn inputs(&self, samples: usize) -> Matrix {
        self.inputs.first(samples)
    }

    /// z_l of the first samples: samples × units.
    #[must_use]
    pub fn pre_activations(&self, samples: usize) -> Matrix {
        self.pre_activations.first(samples)
    }

    /// a_l of the first samples: samples × units.
    #[must_use]
    pub fn activations(&self, samples: usize) -> Matrix {
        self.activations.first(samples)
    }
}

/// A batch in whatever format.
pub(in crate::empirical::simulate) trait Vectors: Debug {
    /// The first vectors as rows.
    fn first(&self, samples: usize) -> Matrix;
}

impl<T: Entry> Vectors for Batch<T> {
    fn first(&self, samples: usize) -> Matrix {
        Self::first(self, samples)
    }
}
