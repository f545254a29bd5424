//! The entries of a zip archive that are arrays, and the bytes in them.
//!
//! A directory is believed in nothing: places are held against the length of the file and against
//! each other, and what an entry gives is cut at the length that the directory states, and summed.

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::array::Memory;
use crate::audit::format::input::Input;
use crate::audit::format::input::available;
use crate::audit::format::input::stream;
use crate::audit::format::refusal::malformed;
use crate::audit::format::refusal::refused;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use rawzip::CompressionMethod;
use rawzip::ErrorKind;
use rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE;
use rawzip::ReaderAt;
use rawzip::ZipArchive;
use rawzip::ZipFileHeaderRecord;
use rawzip::ZipLocator;
use std::cell::RefCell;
use std::io;
use std::io::Read;
use std::io::SeekFrom;

/// The ending by which NumPy knows an array.
const ARRAY: &str = ".npy";

/// The least that may be held to put a compressed tensor in order.
const LEAST_HELD: u64 = 1 << 28;

/// How many times its compressed length may be held: random weights compress by less than two.
const HELD_RATIO: u64 = 16;

/// An entry that is an array.
pub(super) struct Entry {
    /// The array's, without `.npy`.
    pub(super) name: String,
    /// Bytes that the directory says it holds.
    pub(super) length: u64,
    is_deflated: bool,
    checksum: u32,
    /// Where its stored bytes begin and end in the file.
    place: (u64, u64),
}

impl Entry {
    /// What the entry holds, from its beginning.
    pub(super) fn content<'a>(&self, input: &'a mut Input) -> Result<Content<'a>, AuditError> {
        let (start, end) = self.place;
        let stored = input.range(start, end)?;
        let bytes = if self.is_deflated {
            Stored::Deflated(Box::new(DeflateDecoder::new(stored)))
        } else {
            Stored::Plain(stored)
        };
        let left = self.length;
        Ok(Content {
            bytes,
            left,
            sum: Crc::new(),
            checksum: self.checksum,
        })
    }

    /// How much memory it may take: more than a little only where the file is large itself.
    pub(super) fn memory(&self) -> Memory {
        let (start, end) = self.place;
        let paid = end - start;
        let most = if self.is_deflated {
            paid.saturating_mul(HELD_RATIO).max(LEAST_HELD)
        } else {
            paid
        };
        Memory { paid, most }
    }
}

/// What an entry holds, as a reader that ends where the directory says.
pub(super) struct Content<'a> {
    bytes: Stored<'a>,
    left: u64,
    sum: Crc,
    checksum: u32,
}

/// The bytes of an entry, inflated, to whatever end they have.
enum Stored<'a> {
    Plain(io::Take<&'a mut dyn Bytes>),
    Deflated(Box<DeflateDecoder<io::Take<&'a mut dyn Bytes>>>),
}

impl Read for Stored<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stored) => stored.read(bytes),
            // Who reads counts, and knows better what is missing.
            Self::Deflated(stored) => match stored.read(bytes) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                answer => answer,
            },
        }
    }
}

impl Read for Content<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(bytes.len(), |left| left.min(bytes.len()));
        let (bytes, _) = bytes.split_at_mut(most);
        let count = self.bytes.read(bytes)?;
        self.sum.update(bytes.split_at(count).0);
        self.left -= count as u64;
        Ok(count)
    }
}

impl Content<'_> {
    /// Reads over the first `count` bytes.
    pub(super) fn pass(&mut self, count: u64, what: &str) -> Result<(), AuditError> {
        stream(self, 0, count, what, &mut |_| ())
    }

    /// After all was read: nothing more comes, and the sum is the directory's.
    pub(super) fn finish(mut self, what: &str) -> Result<(), AuditError> {
        let mut one = [0];
        let more = available(&mut self.bytes, &mut one);
        if more.map_err(|source| refused(what, source))? > 0 {
            return Err(malformed(
                what,
                "the entry inflates to more than the directory says",
            ));
        }
        let (found, expected) = (self.sum.sum(), self.checksum);
        if found != expected {
            let problem = format!("its checksum is {found:08x}, the directory says {expected:08x}");
            return Err(malformed(what, problem));
        }
        Ok(())
    }
}

/// The arrays of an archive, in the order in which they lie in the file.
pub(super) fn directory(input: &mut Input) -> Result<Vec<Entry>, AuditError> {
    let (name, len) = (input.name().to_owned(), input.len());
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let file = At(RefCell::new(input.bytes()));
    let archive = ZipLocator::new().locate_in_reader(file, &mut buffer, len);
    let archive = archive.map_err(|(_, error)| unreadable(&name, error))?;
    let mut entries = Vec::new();
    let mut n_entries = 0;
    let mut records = archive.entries(&mut buffer);
    while let Some(record) = records
        .next_entry()
        .map_err(|error| unreadable(&name, error))?
    {
        n_entries += 1;
        let path = String::from_utf8_lossy(record.file_path().as_ref()).into_owned();
        if let Some(array) = path.strip_suffix(ARRAY) {
            let what = format!("{name}, tensor `{array}`");
            entries.push(entry(&archive, &record, array, &what)?);
        }
    }
    if n_entries != archive.entries_hint() {
        let promised = archive.entries_hint();
        let problem = format!("the directory promises {promised} entries and has {n_entries}");
        return Err(malformed(&name, problem));
    }
    entries.sort_by_key(|entry| entry.place);
    check_overlap(&entries, archive.directory_offset(), &name)?;
    Ok(entries)
}

/// What a record of the directory says of an array, if it can be read.
fn entry(
    archive: &ZipArchive<At<'_>>,
    record: &ZipFileHeaderRecord<'_>,
    name: &str,
    what: &str,
) -> Result<Entry, AuditError> {
    let method = record.compression_method();
    let is_deflated = method == CompressionMethod::DEFLATE;
    if !is_deflated && method != CompressionMethod::STORE {
        let found = method.name().unwrap_or("an unknown method");
        return Err(malformed(
            what,
            format!("compressed by {found}; stored or by deflate is read"),
        ));
    }
    if record.flags().is_encrypted() {
        return Err(malformed(what, "the entry is encrypted"));
    }
    let local = archive.get_entry(record.wayfinder());
    let local = local.map_err(|error| unreadable(what, error))?;
    let place = local.compressed_data_range();
    let length = record.uncompressed_size_hint();
    if !is_deflated && place.1 - place.0 != length {
        let problem = format!(
            "{} bytes are stored, {length} are promised",
            place.1 - place.0
        );
        return Err(malformed(what, problem));
    }
    let checksum = record.crc32();
    Ok(Entry {
        name: name.to_owned(),
        length,
        is_deflated,
        checksum,
        place,
    })
}

/// Each entry ends before the next begins, and the last before the directory.
fn check_overlap(entries: &[Entry], directory: u64, name: &str) -> Result<(), AuditError> {
    let next = entries.iter().skip(1).map(|entry| entry.place.0);
    for (entry, next) in entries.iter().zip(next.chain([directory])) {
        if entry.place.1 > next {
            let problem = format!(
                "ends at byte {}, where byte {next} begins something else",
                entry.place.1
            );
            return Err(malformed(
                &format!("{name}, tensor `{}`", entry.name),
                problem,
            ));
        }
    }
    Ok(())
}

fn unreadable(what: &str, error: rawzip::Error) -> AuditError {
    match error.into_kind() {
        ErrorKind::IO(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
            refused(what, source)
        }
        ErrorKind::IO(_) | ErrorKind::Eof => malformed(
            what,
            "the zip archive points beyond its end: is the file complete?",
        ),
        ErrorKind::MissingEndOfCentralDirectory => malformed(
            what,
            "the directory at the end of the zip archive is missing: is the file complete?",
        ),
        kind => malformed(what, format!("zip archive: {kind}")),
    }
}

/// A file that is read at places, as `rawzip` wants it.
struct At<'a>(RefCell<&'a mut dyn Bytes>);

impl ReaderAt for At<'_> {
    fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut file = self.0.borrow_mut();
        if i64::try_from(offset).is_err() {
            // No file is that long, and a system would call it an error of ours.
            return Ok(0);
        }
        file.seek(SeekFrom::Start(offset))?;
        available(&mut *file, bytes)
    }
}
