//! Bytes of a file at a place, or an error that says where they end.
//!
//! It knows no format. An early end of a file is found here, by counting, and becomes
//! [`AuditError::Truncated`].

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::refusal::refused;
use crate::audit::format::refusal::truncated;
use std::io;
use std::io::Read;
use std::io::SeekFrom;

/// The most bytes that are asked for, and given to a sink, at once.
///
/// It is a whole number of numbers of every format, and small enough to stay in the cache of one
/// core while it is scanned.
pub const PIECE: usize = 1 << 18;

/// A file with its name and length.
pub(super) struct Input {
    name: String,
    bytes: Box<dyn Bytes>,
    len: u64,
}

impl Input {
    /// Takes a file and finds its length.
    pub(super) fn new(name: &str, mut bytes: Box<dyn Bytes>) -> Result<Self, AuditError> {
        let len = bytes
            .seek(SeekFrom::End(0))
            .map_err(|source| refused(name, source))?;
        let name = name.to_owned();
        Ok(Self { name, bytes, len })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Bytes in the file.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// The file itself, for what reads it another way.
    pub(super) fn bytes(&mut self) -> &mut dyn Bytes {
        &mut *self.bytes
    }

    /// The tensor of this name in this file, for messages.
    pub(super) fn tensor(&self, name: &str) -> String {
        format!("{}, tensor `{name}`", self.name)
    }

    /// The bytes from `start` to `end`, or to the end of the file.
    pub(super) fn range(
        &mut self,
        start: u64,
        end: u64,
    ) -> Result<io::Take<&mut dyn Bytes>, AuditError> {
        let sought = self.bytes.seek(SeekFrom::Start(start));
        sought.map_err(|source| refused(&self.name, source))?;
        Ok(Read::take(&mut *self.bytes, end.saturating_sub(start)))
    }

    /// The `count` bytes from `at` on, which the file is known to be long enough for.
    pub(super) fn copy(&mut self, at: u64, count: usize) -> Result<Vec<u8>, AuditError> {
        let what = self.name.clone();
        let mut copy = vec![0; count];
        let mut range = self.range(at, at.saturating_add(count as u64))?;
        fill(&mut range, &mut copy, at, &what)?;
        Ok(copy)
    }
}

/// Gives `count` bytes of `reader` to `sink`, piece after piece.
///
/// A piece may be changed in place. `at` is where the reader stands, for the message.
pub(super) fn stream(
    reader: &mut dyn Read,
    at: u64,
    count: u64,
    what: &str,
    sink: &mut dyn FnMut(&mut [u8]),
) -> Result<(), AuditError> {
    let mut piece = vec![0; usize::try_from(count).map_or(PIECE, |count| count.min(PIECE))];
    let mut given = 0;
    while given < count {
        let left = usize::try_from(count - given).unwrap_or(usize::MAX);
        let length = left.min(PIECE);
        let (part, _) = piece.split_at_mut(length);
        let found = available(reader, part).map_err(|source| refused(what, source))?;
        if found < length {
            let found = given + found as u64;
            return Err(truncated(what, at, count, found));
        }
        sink(part);
        given += length as u64;
    }
    Ok(())
}

/// Fills `bytes` from a reader that stands at `at`.
pub(super) fn fill(
    reader: &mut dyn Read,
    bytes: &mut [u8],
    at: u64,
    what: &str,
) -> Result<(), AuditError> {
    let found = available(reader, bytes).map_err(|source| refused(what, source))?;
    if found < bytes.len() {
        return Err(truncated(what, at, bytes.len() as u64, found as u64));
    }
    Ok(())
}

/// Fills as much of `bytes` as there is, and says how much that was.
pub(super) fn available(reader: &mut dyn Read, bytes: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// Gives one byte at a time, is interrupted before each, and may fail in the end.
    struct Hesitant {
        bytes: Cursor<Vec<u8>>,
        is_interrupted: bool,
        failure: Option<io::ErrorKind>,
    }

    impl Hesitant {
        fn new(n_bytes: usize, failure: Option<io::ErrorKind>) -> Self {
            let bytes = (0..n_bytes).map(|i| i as u8).collect();
            Self {
                bytes: Cursor::new(bytes),
                is_interrupted: false,
                failure,
            }
        }
    }

    impl Read for Hesitant {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.is_interrupted = !self.is_interrupted;
            if self.is_interrupted {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = bytes.len().min(1);
            match self.bytes.read(bytes.split_at_mut(count).0)? {
                0 => self.failure.map_or(Ok(0), |kind| Err(kind.into())),
                count => Ok(count),
            }
        }
    }

    /// What a stream of `count` bytes over so many gives, from byte 100 of `f` on.
    fn streamed(
        count: u64,
        n_bytes: usize,
        failure: Option<io::ErrorKind>,
    ) -> Result<Vec<usize>, AuditError> {
        let mut reader = Hesitant::new(n_bytes, failure);
        let mut lengths = Vec::new();
        let sink = &mut |piece: &mut [u8]| lengths.push(piece.len());
        stream(&mut reader, 100, count, "f", sink)?;
        Ok(lengths)
    }

    #[test]
    fn pieces_are_full_however_the_reader_hesitates() {
        let n_bytes = PIECE + 7;
        assert_eq!(streamed(n_bytes as u64, n_bytes, None).unwrap(), [PIECE, 7]);
        assert!(streamed(0, 5, None).unwrap().is_empty());
    }

    #[test]
    fn an_early_end_says_how_much_was_there() {
        let error = streamed(PIECE as u64 + 9, PIECE + 7, None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "f ends early: 262151 of 262153 bytes are there from byte 100 on"
        );
    }

    #[test]
    fn what_the_system_refuses_is_another_error_than_what_the_bytes_say() {
        let refused = |kind| streamed(9, 7, Some(kind)).unwrap_err().code();
        assert_eq!(refused(io::ErrorKind::PermissionDenied), "read");
        assert_eq!(refused(io::ErrorKind::InvalidData), "malformed");
        assert_eq!(refused(io::ErrorKind::UnexpectedEof), "malformed");
    }
}
