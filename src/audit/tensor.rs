//! One tensor of a file: what it is for, what it holds, and what may have drawn it.
//!
//! It judges no bug: nothing was expected yet.

use crate::audit::AuditError;
use crate::audit::Identification;
use crate::audit::Reading;
use crate::audit::Scan;
use crate::audit::Scanner;
use crate::audit::Structure;
use crate::audit::candidates;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::identify;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;

/// What made a tensor, as far as its values tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// It has no values.
    Empty,
    /// Its numbers are of a format that is not audited.
    NotAudited(String),
    /// Some values are NaN or infinite.
    NotFinite,
    /// A rule of places, or entries that depend on each other.
    Structured(Structure),
    /// Independent entries of one of these laws; of none of them if none remains.
    Independent(Identification),
}

impl Origin {
    /// Every initializer that may have made it, in the words of `varprop init`; empty if no one did.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Structured(structure) => vec![structure.name().to_owned()],
            Self::Independent(found) => {
                let names = found.remaining.iter().flat_map(|one| &one.candidate.names);
                names.cloned().collect()
            }
            Self::Empty | Self::NotAudited(_) | Self::NotFinite => Vec::new(),
        }
    }
}

/// One tensor, read once.
#[derive(Clone, Debug)]
pub struct TensorAudit {
    /// Name, shape and format.
    pub info: TensorInfo,
    /// What it is for.
    pub reading: Reading,
    /// Moments, extremes, signatures; empty for a format that is not audited.
    pub scan: Scan,
    /// What made it.
    pub origin: Origin,
}

/// Reads tensor `index` of a file, whose axes are in the order `usual` where no name tells.
///
/// With probability 1 − α at least, the initializer that drew it is among [`Origin::names`], if it
/// is one of the [`candidates`].
///
/// # Errors
/// As [`TensorSource::read`].
///
/// # Panics
/// Unless the file has a tensor `index`.
pub fn audit_tensor(
    source: &mut dyn TensorSource,
    index: usize,
    usual: Layout,
    alpha: f64,
) -> Result<TensorAudit, AuditError> {
    let info = source.tensors()[index].clone();
    let reading = Reading::of(&info.name, &info.shape, usual);
    let bias_of = weight_of(&info.name, source.tensors(), usual);
    let mut scanner = Scanner::new(&info);
    if let NumberFormat::Other(found) = &info.format {
        let origin = Origin::NotAudited(found.clone());
        let scan = scanner.finish();
        return Ok(TensorAudit {
            info,
            reading,
            scan,
            origin,
        });
    }
    source.read(index, &mut |bytes| scanner.take(bytes))?;
    let scan = scanner.finish();
    let origin = origin(&info, &reading, &scan, bias_of.as_ref(), alpha);
    Ok(TensorAudit {
        info,
        reading,
        scan,
        origin,
    })
}

/// The layer whose biases a tensor of this name holds.
fn weight_of(name: &str, tensors: &[TensorInfo], usual: Layout) -> Option<Layer> {
    let stem = name.strip_suffix("bias")?;
    let weight = tensors.iter().find(|other| {
        let end = other.name.strip_prefix(stem);
        end.is_some_and(|end| ["weight", "kernel"].contains(&end))
    })?;
    Reading::of(&weight.name, &weight.shape, usual).layer
}

fn origin(
    info: &TensorInfo,
    reading: &Reading,
    scan: &Scan,
    bias_of: Option<&Layer>,
    alpha: f64,
) -> Origin {
    let NumberFormat::Float(storage) = info.format else {
        return Origin::NotAudited(String::new());
    };
    if scan.n() == 0 {
        return Origin::Empty;
    }
    if let Some(structure) = Structure::of(scan, storage, &info.shape, reading.layout) {
        return Origin::Structured(structure);
    }
    let mut all = candidates(reading.layer.as_ref(), bias_of);
    if let Some(other) = &reading.alternative {
        let more = candidates(Some(other), None);
        let is_new = |one: &crate::audit::Candidate| !all.iter().any(|known| known.law.is(one.law));
        let more: Vec<_> = more.into_iter().filter(is_new).collect();
        all.extend(more);
    }
    match identify(scan, storage, &all, alpha) {
        Ok(found) => Origin::Independent(found),
        Err(_) => Origin::NotFinite,
    }
}
