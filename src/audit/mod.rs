//! What made these tensors: which law, which scale rule, which bug.
//!
//! An audit reads a checkpoint tensor by tensor, in one pass and without holding it, and says what
//! each tensor is: an initial one under these laws, or none. It opens no files and draws nothing.
//!
//! | file | what it is for |
//! |---|---|
//! | [`format`](mod@format) | files of tensors: names, shapes, formats, bytes in order |
//! | [`Scan`] | one pass over a tensor: moments, extremes, rows and columns, a sample |
//! | [`Reading`] | what a tensor is for, from its name and shape |
//! | [`Structure`] | constants, identities, orthogonal and sparse matrices |
//! | [`candidates`], [`Law`] | the laws that may have drawn it, each with all its names |
//! | [`identify`](identify()) | which of them did, at a stated confidence |
//! | [`audit_tensor`] | all of this for one tensor of a file |
//! | [`diagnose`], [`suspicions`] | the bug that a wrong variance points to |

mod candidate;
mod diagnosis;
mod error;
pub mod format;
mod identify;
mod law;
mod precision;
mod reading;
mod scan;
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
pub use precision::{effective_storage, lattice, rounding};
pub use reading::{Inventory, Reading, Role};
pub use scan::{Repeats, Sampled, Scan, Scanner};
pub use structure::Structure;
pub use suspicion::{CHANCE, Suspicion, suspicions};
pub use tensor::{Origin, TensorAudit, audit_tensor};
