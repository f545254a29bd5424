//! One tensor of a file: what it is for, what it holds, and what may have drawn it.
//!
//! It judges no bug: nothing was expected yet.

use crate::audit::AuditError;
use crate::audit::Identification;
use crate::audit::Inventory;
use crate::audit::Reading;
use crate::audit::Scan;
use crate::audit::Scanner;
use crate::audit::Structure;
use crate::audit::candidates;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::identify;
use crate::empirical::stat::Storage;

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

/// Reads tensor `index` of a file, which the inventory says the purpose of.
///
/// With probability 1 − α at least, the initializer that drew it is among [`Origin::names`], if it
/// is one of the [`candidates`].
///
/// # Errors
/// As [`TensorSource::read`].
///
/// # Panics
/// Unless the file and the inventory have a tensor `index`.
pub fn audit_tensor(
    source: &mut dyn TensorSource,
    index: usize,
    inventory: &Inventory,
    alpha: f64,
) -> Result<TensorAudit, AuditError> {
    let info = source.tensors()[index].clone();
    let reading = inventory.reading(index).clone();
    let storage = match &info.format {
        NumberFormat::Float(storage) => *storage,
        NumberFormat::Other(found) => {
            return Ok(TensorAudit {
                origin: Origin::NotAudited(found.clone()),
                scan: Scan::default(),
                info,
                reading,
            });
        }
    };
    let mut scanner = Scanner::new(&info);
    source.read(index, &mut |bytes| scanner.take(bytes))?;
    let scan = scanner.finish();
    let origin = origin(&info, storage, &reading, &scan, alpha);
    Ok(TensorAudit {
        info,
        reading,
        scan,
        origin,
    })
}

fn origin(
    info: &TensorInfo,
    storage: Storage,
    reading: &Reading,
    scan: &Scan,
    alpha: f64,
) -> Origin {
    if scan.n() == 0 {
        return Origin::Empty;
    }
    if scan.n_nan() + scan.n_infinite() > 0 {
        return Origin::NotFinite;
    }
    if let Some(structure) = Structure::of(scan, storage, &info.shape, reading.layout) {
        return Origin::Structured(structure);
    }
    match identify(scan, storage, &candidates(reading, &info.shape), alpha) {
        Ok(found) => Origin::Independent(found),
        Err(_) => Origin::NotFinite,
    }
}
