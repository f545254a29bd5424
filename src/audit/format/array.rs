//! One NumPy array in a stream of bytes: its header, then its numbers.
//!
//! Where the stream comes from, a file of its own or an entry of an archive, is not known here.

use crate::audit::AuditError;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::format::input::PIECE;
use crate::audit::format::input::fill;
use crate::audit::format::input::stream;
use crate::audit::format::npy_header::NpyHeader;
use crate::audit::format::order::differs;
use crate::audit::format::order::reorder;
use crate::audit::format::refusal::check_axes;
use crate::audit::format::refusal::malformed;
use crate::audit::format::refusal::not_audited;
use crate::empirical::stat::Storage;
use std::io::Read;

/// What every array begins with.
pub(super) const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// A header has a line of about a hundred characters; NumPy itself refuses more than 10,000.
const LONGEST_HEADER: u32 = 1 << 20;

/// An array after its header was read.
pub(super) struct Array {
    /// Name, shape and format.
    pub(super) info: TensorInfo,
    /// Where the numbers begin, from the start of the array.
    pub(super) start: u64,
    /// Bytes of the numbers; none where they are not audited.
    pub(super) n_bytes: u64,
    is_big_endian: bool,
    is_fortran: bool,
}

impl Array {
    /// Reads the header of an array that `reader` stands at. `what` is for messages.
    pub(super) fn open(
        reader: &mut dyn Read,
        name: String,
        what: &str,
    ) -> Result<Self, AuditError> {
        let (at, length) = preamble(reader, what)?;
        let mut text = vec![0; length as usize];
        fill(reader, &mut text, at, what)?;
        let text = String::from_utf8_lossy(&text);
        let header = NpyHeader::parse(&text).map_err(|slip| {
            malformed(
                what,
                format!("header, byte {}: {}", at + slip.at as u64, slip.problem),
            )
        })?;
        check_axes(what, header.shape.len())?;
        let (format, is_big_endian) = number_format(&header.descr);
        let info = TensorInfo {
            name,
            shape: header.shape,
            format,
        };
        let n_bytes = n_bytes(&info, what)?;
        let start = at + u64::from(length);
        Ok(Self {
            info,
            start,
            n_bytes,
            is_big_endian,
            is_fortran: header.fortran_order,
        })
    }

    /// Gives the numbers of an array whose header `reader` has passed to `sink`, as
    /// [`TensorSource::read`](crate::audit::format::TensorSource::read) promises.
    pub(super) fn read(
        &self,
        reader: &mut dyn Read,
        memory: Memory,
        what: &str,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<(), AuditError> {
        let size = self.info.format.size();
        let size = size.ok_or_else(|| not_audited(what.to_owned(), &self.info.format))?;
        if self.is_fortran && differs(&self.info.shape) {
            let whole = self.held(reader, size, memory, what)?;
            reordered(&whole, &self.info.shape, size, sink);
            return Ok(());
        }
        self.in_file_order(reader, size, what, &mut |piece| sink(piece))
    }

    /// All numbers, in the order of the file, little-endian.
    fn held(
        &self,
        reader: &mut dyn Read,
        size: usize,
        memory: Memory,
        what: &str,
    ) -> Result<Vec<u8>, AuditError> {
        let (n_bytes, most) = (self.n_bytes, memory.most);
        let problem = || {
            let advice = "save it in C order (numpy.ascontiguousarray)";
            let limit = format!("at most {most} may be held");
            malformed(
                what,
                format!("{n_bytes} bytes in Fortran order, {limit}: {advice}"),
            )
        };
        if n_bytes > most {
            return Err(problem());
        }
        let reserved = usize::try_from(n_bytes.min(memory.paid)).map_err(|_| problem())?;
        let mut whole = Vec::new();
        whole.try_reserve_exact(reserved).map_err(|_| problem())?;
        self.in_file_order(reader, size, what, &mut |piece| {
            whole.extend_from_slice(piece);
        })?;
        Ok(whole)
    }

    /// Gives the numbers as they lie in the file, but little-endian.
    fn in_file_order(
        &self,
        reader: &mut dyn Read,
        size: usize,
        what: &str,
        sink: &mut dyn FnMut(&[u8]),
    ) -> Result<(), AuditError> {
        stream(reader, self.start, self.n_bytes, what, &mut |piece| {
            if self.is_big_endian {
                piece.chunks_exact_mut(size).for_each(<[u8]>::reverse);
            }
            sink(piece);
        })
    }
}

/// How much memory may be taken to put numbers in order.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    /// Bytes that the numbers take in the file: as much may be taken before they are seen.
    pub(super) paid: u64,
    /// The most that may be taken for what is seen.
    pub(super) most: u64,
}

/// Reads magic, version and length of the header: where the header begins, and that length.
fn preamble(reader: &mut dyn Read, what: &str) -> Result<(u64, u32), AuditError> {
    let mut opening = [0; 8];
    fill(reader, &mut opening, 0, what)?;
    let [magic @ .., major, minor] = opening;
    if magic != *MAGIC {
        return Err(malformed(
            what,
            "an array begins with \\x93NUMPY, this does not",
        ));
    }
    let mut length = [0; 4];
    let n_bytes = match (major, minor) {
        (1, 0) => 2,
        (2 | 3, 0) => 4,
        _ => {
            let problem =
                format!("version {major}.{minor} of the format is not known; 1.0 to 3.0 are");
            return Err(malformed(what, problem));
        }
    };
    fill(reader, length.split_at_mut(n_bytes).0, 8, what)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST_HEADER {
        let problem = format!("a header of {length} bytes, at most {LONGEST_HEADER} are allowed");
        return Err(malformed(what, problem));
    }
    Ok((8 + n_bytes as u64, length))
}

/// What a type in NumPy's words stands for, and whether its bytes are reversed.
///
/// The types of `ml_dtypes`, which JAX writes, reach a file as raw bytes. bfloat16 is the only one of
/// two bytes, and writes `<V2`; raw bytes of NumPy's own say `|V2`, as bfloat16 does once it was
/// loaded and saved again: that could be anything.
fn number_format(descr: &str) -> (NumberFormat, bool) {
    let float = |storage| NumberFormat::Float(storage);
    match descr {
        "<f8" => (float(Storage::F64), false),
        ">f8" => (float(Storage::F64), true),
        "<f4" => (float(Storage::F32), false),
        ">f4" => (float(Storage::F32), true),
        "<f2" => (float(Storage::F16), false),
        ">f2" => (float(Storage::F16), true),
        "<V2" | "bfloat16" => (float(Storage::Bf16), false),
        "|V2" => {
            let advice = "save bfloat16 with ml_dtypes' own type (<V2) or as float32";
            (
                NumberFormat::Other(format!("raw bytes (|V2); {advice}")),
                false,
            )
        }
        other => (NumberFormat::Other(other.to_owned()), false),
    }
}

/// The bytes of the numbers, if they are audited; an error if no file could hold them.
fn n_bytes(info: &TensorInfo, what: &str) -> Result<u64, AuditError> {
    let Some(size) = info.format.size() else {
        return Ok(0);
    };
    let n_bytes = info.n_values().and_then(|n| n.checked_mul(size as u64));
    let problem = || {
        format!(
            "shape {:?} of {} is no number of bytes below 2⁶⁴",
            info.shape, info.format
        )
    };
    n_bytes.ok_or_else(|| malformed(what, problem()))
}

/// Reorders numbers of `size` bytes.
fn reordered(whole: &[u8], shape: &[u64], size: usize, sink: &mut dyn FnMut(&[u8])) {
    match size {
        2 => reorder::<2>(whole.as_chunks().0, shape, PIECE / 2, sink),
        4 => reorder::<4>(whole.as_chunks().0, shape, PIECE / 4, sink),
        _ => reorder::<8>(whole.as_chunks().0, shape, PIECE / 8, sink),
    }
}
