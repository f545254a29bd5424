//! Which format a file has, by its first bytes, never by its name.

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::Npy;
use crate::audit::format::Npz;
use crate::audit::format::Safetensors;
use crate::audit::format::TensorSource;
use crate::audit::format::array;
use crate::audit::format::input::available;
use crate::audit::format::refusal::refused;
use std::io::SeekFrom;

/// What is read, for messages.
const ALLOWED: &str = "safetensors, npy and npz are read";

/// A format of files, as their first bytes tell.
///
/// # Example
/// ```
/// use varprop::audit::format::FileKind;
/// assert_eq!(FileKind::of(b"\x93NUMPY\x01\x00v\x00{'d"), Ok(FileKind::Npy));
/// assert_eq!(FileKind::of(b"\x89HDF\r\n\x1a\n"), Err("an HDF5 file (Keras's .h5)"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A length and a header in JSON.
    Safetensors,
    /// One NumPy array.
    Npy,
    /// A zip archive.
    Npz,
    /// The JSON index of a sharded checkpoint: see [`Sharded`](crate::audit::format::Sharded).
    Index,
}

/// How many first bytes tell a format.
const HEAD: usize = 16;

/// What other files begin with.
const OTHERS: [(&[u8], &str); 6] = [
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file (Keras's .h5)"),
    (b"GGUF", "a GGUF file"),
    (b"\x80\x02", "a Python pickle (an old PyTorch checkpoint)"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
];

impl FileKind {
    /// The format of a file that begins like this; sixteen bytes are enough.
    ///
    /// # Errors
    /// What the file looks like instead.
    pub fn of(head: &[u8]) -> Result<Self, &'static str> {
        if head.starts_with(array::MAGIC) {
            return Ok(Self::Npy);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Ok(Self::Npz);
        }
        // A length may begin like a pickle: 640 is 80 02 in hexadecimal.
        if let [_, _, _, _, 0, 0, 0, 0, b'{', ..] = head {
            return Ok(Self::Safetensors);
        }
        if let Some((_, found)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(found);
        }
        match head {
            [] => Err("empty"),
            // A header is below 2³² bytes, so that four of the eight bytes of its length are zero.
            [_, _, _, _, 0, 0, 0, 0, ..] => Ok(Self::Safetensors),
            _ if head.trim_ascii_start().starts_with(b"{") => Ok(Self::Index),
            // A header whose length is a lie, which the reader will say.
            [_, _, _, _, _, _, _, _, b'{', ..] => Ok(Self::Safetensors),
            _ => Err("of no format that is known"),
        }
    }
}

/// Opens a file of tensors of whatever format its first bytes tell.
///
/// # Errors
/// `Unrecognized` for another format; what
/// [`Safetensors::open`], [`Npy::open`] and [`Npz::open`] refuse.
///
/// # Example
/// ```
/// use std::io::Cursor;
/// use varprop::audit::format::open;
///
/// let mut file = b"\x93NUMPY\x01\x00\x39\x00".to_vec();
/// file.extend(b"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }");
/// file.extend(2.5_f64.to_le_bytes());
/// let mut source = open("gain.npy", Box::new(Cursor::new(file)))?;
/// assert_eq!(source.tensors()[0].name, "gain");
/// source.read(0, &mut |piece| assert_eq!(piece, 2.5_f64.to_le_bytes()))?;
///
/// let refused = open("m.h5", Box::new(Cursor::new(b"\x89HDF\r\n\x1a\n".to_vec())));
/// assert_eq!(refused.err().map(|error| error.code()), Some("unrecognized"));
/// # Ok::<(), varprop::audit::AuditError>(())
/// ```
pub fn open(name: &str, mut bytes: Box<dyn Bytes>) -> Result<Box<dyn TensorSource>, AuditError> {
    let mut head = [0; HEAD];
    let sought = bytes.seek(SeekFrom::Start(0));
    let found = sought.and_then(|_| available(&mut *bytes, &mut head));
    let found = found.map_err(|source| refused(name, source))?;
    match FileKind::of(head.split_at(found).0) {
        Ok(FileKind::Safetensors) => Ok(Box::new(Safetensors::open(name, bytes)?)),
        Ok(FileKind::Npy) => Ok(Box::new(Npy::open(name, bytes)?)),
        Ok(FileKind::Npz) => Ok(Box::new(Npz::open(name, bytes)?)),
        Ok(FileKind::Index) => Err(unrecognized(
            name,
            "JSON",
            "an index of a sharded checkpoint is opened together with its files",
        )),
        Err(found) => Err(unrecognized(name, found, ALLOWED)),
    }
}

fn unrecognized(name: &str, found: &'static str, allowed: &'static str) -> AuditError {
    AuditError::Unrecognized {
        what: name.to_owned(),
        found,
        allowed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_whose_length_begins_like_a_pickle_is_safetensors() {
        // 0x0280, 0x0380, 0x0480 and 0x0580 bytes.
        for pages in 2..=5 {
            let head = [0x80, pages, 0, 0, 0, 0, 0, 0, b'{', b'"'];
            assert_eq!(FileKind::of(&head), Ok(FileKind::Safetensors));
        }
        let pickle = FileKind::of(b"\x80\x02}q\x00(X\x05\x00\x00\x00");
        assert_eq!(pickle, Err("a Python pickle (an old PyTorch checkpoint)"));
    }
}
