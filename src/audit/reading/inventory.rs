//! All tensors of a file, read together: siblings tell what a name alone does not.

use crate::audit::Reading;
use crate::audit::format::TensorInfo;
use crate::theory::shape::Layout;

/// What every tensor of a file is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    readings: Vec<Reading>,
}

impl Inventory {
    /// Reads the names and shapes of a file's tensors; `usual` is the order of axes where nothing
    /// tells it.
    #[must_use]
    pub fn of(tensors: &[TensorInfo], usual: Layout) -> Self {
        let read = |info: &TensorInfo| Reading::of(&info.name, &info.shape, usual);
        let readings = tensors.iter().map(read).collect();
        Self { readings }
    }

    /// What tensor `index` is for.
    ///
    /// # Panics
    /// Unless there is a tensor `index`.
    #[must_use]
    pub fn reading(&self, index: usize) -> &Reading {
        &self.readings[index]
    }
}
