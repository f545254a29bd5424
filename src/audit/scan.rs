//! One pass over a tensor.

/// What one pass over a tensor finds.
#[derive(Clone, Debug, Default)]
pub struct Scan {}
