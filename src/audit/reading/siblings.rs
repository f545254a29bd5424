//! The other tensors of a file, by name.
//!
//! It answers in logarithmic time, so that a file of a million names takes seconds.

use crate::audit::format::TensorInfo;
use crate::audit::reading::name::Name;
use std::collections::BTreeMap;

/// Names and shapes of a file.
#[derive(Debug, Default)]
pub(in crate::audit::reading) struct Siblings<'a> {
    tensors: &'a [TensorInfo],
    by_key: BTreeMap<String, usize>,
}

impl<'a> Siblings<'a> {
    pub(in crate::audit::reading) fn new(tensors: &'a [TensorInfo]) -> Self {
        let keys = tensors.iter().map(|info| Name::new(&info.name).key());
        let by_key = keys.zip(0..).collect();
        Self { tensors, by_key }
    }

    /// The tensor with this key.
    pub(in crate::audit::reading) fn find(&self, key: &str) -> Option<&'a TensorInfo> {
        self.by_key
            .get(key)
            .and_then(|index| self.tensors.get(*index))
    }

    /// The shape of the tensor with this key.
    pub(in crate::audit::reading) fn shape(&self, key: &str) -> Option<&'a [u64]> {
        self.find(key).map(|info| &info.shape[..])
    }

    /// All tensors, in the order of the file.
    pub(in crate::audit::reading) fn tensors(&self) -> &'a [TensorInfo] {
        self.tensors
    }
}
