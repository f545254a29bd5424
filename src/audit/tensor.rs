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
use crate::audit::off_centre::identify_off_centre;

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
            Self::Structured(structure) => vec![structure.label()],
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

impl TensorAudit {
    /// Reads tensor `index` of a file, which the inventory says the purpose of; what made it is
    /// not asked yet.
    ///
    /// # Errors
    /// As [`TensorSource::read`].
    ///
    /// # Panics
    /// Unless the file and the inventory have a tensor `index`.
    pub fn scan(
        source: &mut dyn TensorSource,
        index: usize,
        inventory: &Inventory,
    ) -> Result<Self, AuditError> {
        let info = source.tensors()[index].clone();
        let reading = inventory.reading(index).clone();
        let (mut scan, mut origin) = (Scan::default(), Origin::Empty);
        if let NumberFormat::Other(found) = &info.format {
            origin = Origin::NotAudited(found.clone());
        } else {
            let mut scanner = Scanner::new(&info);
            source.read(index, &mut |bytes| scanner.take(bytes))?;
            scan = scanner.finish();
        }
        Ok(Self {
            info,
            reading,
            scan,
            origin,
        })
    }

    /// Asks what made it.
    ///
    /// With probability 1 − α at least, the initializer that drew it is among [`Origin::names`], if
    /// it is one of the [`candidates`].
    #[must_use]
    pub fn explained(self, alpha: f64) -> Self {
        let origin = self.explain(alpha).unwrap_or(self.origin);
        Self { origin, ..self }
    }

    fn explain(&self, alpha: f64) -> Option<Origin> {
        let NumberFormat::Float(storage) = self.info.format else {
            return None;
        };
        let (scan, reading) = (&self.scan, &self.reading);
        if scan.n() == 0 {
            return None;
        }
        if scan.n_nan() + scan.n_infinite() > 0 {
            return Some(Origin::NotFinite);
        }
        let shape = &self.info.shape;
        let structure = Structure::of(scan, storage, shape, reading.layout)
            .or_else(|| Structure::of_other_axes(scan, storage, shape, reading));
        if let Some(structure) = structure {
            return Some(Origin::Structured(structure));
        }
        let found = identify(scan, storage, &candidates(reading, shape), alpha);
        let found = found.map(|found| match found.remaining.is_empty() {
            true => identify_off_centre(scan, storage, alpha).unwrap_or(found),
            false => found,
        });
        Some(found.map_or(Origin::NotFinite, Origin::Independent))
    }
}

/// Reads tensor `index` of a file and asks what made it.
///
/// # Errors
/// As [`TensorAudit::scan`].
///
/// # Panics
/// As [`TensorAudit::scan`].
pub fn audit_tensor(
    source: &mut dyn TensorSource,
    index: usize,
    inventory: &Inventory,
    alpha: f64,
) -> Result<TensorAudit, AuditError> {
    Ok(TensorAudit::scan(source, index, inventory)?.explained(alpha))
}
