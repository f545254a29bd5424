//! What made these tensors: which law, which scale rule, which bug.
//!
//! An audit reads a checkpoint tensor by tensor, in one pass and without holding it, and says what
//! each tensor is: an initial one under these laws, or none. It opens no files and draws nothing.
//!
//! | file | what it is for |
//! |---|---|
//! | [`format`](mod@format) | files of tensors: names, shapes, formats, bytes in order |
//! | [`Scan`] | one pass over a tensor: moments, extremes, rows and columns, a sample |
//! | [`Inventory`], [`Reading`] | what a tensor is for, from its name, its shape and the tensors beside it |
//! | [`Specification`] | what people say of it instead, and expect of it |
//! | [`Structure`] | constants, identities, orthogonal and sparse matrices |
//! | [`candidates`], [`Law`] | the laws that may have drawn it, each with all its names |
//! | [`identify`](identify()) | which of them did, at a stated confidence |
//! | [`audit_tensor`] | all of this for one tensor of a file |
//! | [`diagnose`], [`suspicions`] | the bug that a wrong variance points to |
//! | [`audit_checkpoint`] | every tensor of a file judged, and held against the others |
//! | [`Forecast`] | what its layers do to a signal and its gradient |

mod candidate;
mod diagnosis;
mod error;
pub mod format;
mod identify;
mod law;
mod model;
mod off_centre;
mod precision;
mod reading;
mod scan;
mod specification;
#[cfg(test)]
mod specimen;
mod structure;
mod suspicion;
mod tensor;

pub use crate::mistake::DICTIONARY;
pub use crate::mistake::Mistake as Entry;
pub use crate::mistake::Setting;
pub use candidate::{Candidate, candidates, law_of};
pub use diagnosis::{Diagnosis, diagnose};
pub use error::AuditError;
pub use identify::{Identification, Remaining, identify, ratio};
pub use law::{FAMILIES, Family, Law};
pub use model::{
    Answer, Checkpoint, Expectation, Finding, Forecast, ForecastLayer, Measured, Outcome, Settings,
    Span, TensorReport, audit_checkpoint,
};
pub use precision::{effective_storage, lattice, rounding};
pub use reading::{Evidence, Inventory, Reading, Role};
pub use scan::{Repeats, Sampled, Scan, Scanner, Step};
pub use specification::{Specification, SpecificationError};
pub use structure::{HaarTest, Structure};
pub use suspicion::{CHANCE, Suspicion, suspicions};
pub use tensor::{Origin, TensorAudit, audit_tensor};
