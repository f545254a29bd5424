//! What every target does with a file that was opened: read all of it, and hold it to its word.

use std::io::Cursor;
use std::num::NonZeroUsize;
use varprop::audit::AuditError;
use varprop::audit::Inventory;
use varprop::audit::Settings;
use varprop::audit::Specification;
use varprop::audit::audit_checkpoint;
use varprop::audit::format::Bytes;
use varprop::audit::format::TensorSource;
use varprop::audit::format::open;

/// A file in memory.
pub fn file(bytes: &[u8]) -> Box<dyn Bytes> {
    Box::new(Cursor::new(bytes.to_vec()))
}

/// Audits a file that could be opened, to its last tensor.
///
/// # Panics
/// When a tensor is left out.
pub fn audit(bytes: &[u8]) {
    let Ok(mut source) = open("f", file(bytes)) else {
        return;
    };
    let n = source.tensors().len();
    let specification = Specification::default();
    let Ok(inventory) = Inventory::of(&*source, &specification) else {
        return;
    };
    let settings = Settings {
        alpha: 1e-6,
        threads: NonZeroUsize::MIN,
    };
    let audited = audit_checkpoint(&mut *source, &inventory, settings, &mut |_| ());
    assert_eq!(audited.map(|checkpoint| checkpoint.tensors.len()).ok(), Some(n));
}

/// Reads and decodes every tensor of a file that could be opened.
///
/// # Panics
/// When a tensor that was read has another number of values than it promised.
pub fn drain<S: TensorSource>(opened: Result<S, AuditError>) {
    let Ok(mut source) = opened else { return };
    for tensor in 0..source.tensors().len() {
        let info = source.tensors()[tensor].clone();
        let (mut values, mut n_values) = (Vec::new(), 0);
        let read = source.read(tensor, &mut |piece| {
            info.format.decode(piece, &mut values);
            n_values += values.len() as u64;
        });
        if read.is_ok() {
            assert_eq!(Some(n_values), info.n_values(), "{info:?}");
        }
    }
}
