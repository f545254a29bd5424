//! Statistical tests with a stated false-alarm rate and a stated smallest detectable effect.
//!
//! A test is a [`Check`]: it judges data, says which effect it can see at a sample size, and which
//! sample size an effect needs. Its [`TestRecord`] says how far the p-value can be trusted
//! ([`Guarantee`]); a [`Budget`] shares one false-alarm rate among the tests of a report.
//! Nothing here predicts: null laws, scales and means come from the caller.
//!
//! | question | where |
//! |---|---|
//! | one tensor against one law | [`battery`](battery()) and the checks it runs |
//! | several tensors, one seed? | [`reused_draws`] |
//! | orthogonal matrices | [`orthogonality`], [`haar_entries`], [`haar_trace`], [`haar_signs`], [`haar_sums`] |
//! | one layer given its inputs | [`LayerCheck`], [`n_eff`] |
//! | a whole network | [`end_to_end_bound`], [`end_to_end_z`], [`Replicates`] |
//! | two engines | [`two_sample`](two_sample()) |

mod battery;
mod budget;
mod check;
mod chernoff;
mod collinear;
mod drift;
mod duplicate;
mod end_to_end;
mod energy;
mod error;
mod extreme;
mod integrity;
mod layer_local;
mod linear_form;
mod mean;
mod null;
mod orthogonal;
mod p_value;
mod pooled;
mod record;
mod replicate;
mod reuse;
mod sample;
mod serial;
mod special;
mod spectrum;
mod square_cumulants;
mod storage;
#[cfg(test)]
mod test_law;
#[cfg(test)]
mod tests;
mod two_sample;
mod variance;
mod whole_law;

pub use crate::verdict::Guarantee;
pub use battery::{Battery, battery};
pub use budget::{Budget, Decision, Level, holm};
pub use check::{Check, Measurement};
pub use collinear::CollinearCheck;
pub use drift::DriftCheck;
pub use duplicate::DuplicateCheck;
pub use end_to_end::{Increment, end_to_end_bound, end_to_end_z};
pub use energy::{Axis, EnergyCheck, EnergyLawCheck};
pub use error::StatError;
pub use extreme::ExtremeCheck;
pub use integrity::{FiniteCheck, ZeroCheck};
pub use layer_local::{LayerCheck, n_eff};
pub use mean::MeanCheck;
pub use null::{Null, TailKind};
pub use orthogonal::{haar_entries, haar_signs, haar_sums, haar_trace, orthogonality};
pub use p_value::{PValue, rounded};
pub use pooled::PooledLayer;
pub use record::{Detectable, Statistic, TestRecord};
pub use replicate::{Equivalence, Replicates};
pub use reuse::reused_draws;
pub use sample::{Extent, Sample};
pub use serial::SerialCheck;
pub use special::normal_upper;
pub use spectrum::SpectrumCheck;
pub use storage::Storage;
pub use two_sample::two_sample;
pub use variance::VarianceCheck;
pub use whole_law::WholeLawCheck;
