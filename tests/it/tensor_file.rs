//! Files of tensors, written byte by byte for the tests: right ones, and ones that lie.
//!
//! The writers share nothing with the readers under test but flate2's deflate and CRC.

#![expect(
    clippy::unwrap_used,
    reason = "a helper that fails is a test that fails"
)]

use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;
use std::fs;
use std::io::Cursor;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use varprop::audit::AuditError;
use varprop::audit::format::Bytes;
use varprop::audit::format::NumberFormat;
use varprop::audit::format::TensorSource;

/// The folder of committed files of tensors.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/audit")
}

pub(crate) fn committed(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// A file in memory.
pub(crate) fn file(bytes: Vec<u8>) -> Box<dyn Bytes> {
    Box::new(Cursor::new(bytes))
}

/// All bytes of a tensor, and the longest piece in which they came.
pub(crate) fn drain(
    source: &mut dyn TensorSource,
    tensor: usize,
) -> Result<(Vec<u8>, usize), AuditError> {
    let mut bytes = Vec::new();
    let mut longest = 0;
    source.read(tensor, &mut |piece| {
        longest = longest.max(piece.len());
        bytes.extend_from_slice(piece);
    })?;
    Ok((bytes, longest))
}

/// All values of a tensor, decoded piece by piece.
pub(crate) fn values(source: &mut dyn TensorSource, tensor: usize) -> Result<Vec<f64>, AuditError> {
    let format: NumberFormat = source.tensors()[tensor].format.clone();
    let (mut all, mut some) = (Vec::new(), Vec::new());
    source.read(tensor, &mut |piece| {
        format.decode(piece, &mut some);
        all.extend_from_slice(&some);
    })?;
    Ok(all)
}

/// A safetensors file of this header and data.
pub(crate) fn safetensors(header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// An entry of a safetensors header.
pub(crate) fn tensor(name: &str, dtype: &str, shape: &[u64], offsets: [usize; 2]) -> String {
    format!(r#""{name}":{{"dtype":"{dtype}","shape":{shape:?},"data_offsets":{offsets:?}}}"#)
}

/// An npy file of version 1.
pub(crate) fn npy(descr: &str, is_fortran: bool, shape: &[u64], data: &[u8]) -> Vec<u8> {
    let order = if is_fortran { "True" } else { "False" };
    let axes: String = shape.iter().map(|axis| format!("{axis},")).collect();
    npy_of(
        1,
        &format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': ({axes}), }}\n"),
        data,
    )
}

/// An npy file of this version, header and data.
pub(crate) fn npy_of(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = b"\x93NUMPY".to_vec();
    file.extend([version, 0]);
    match version {
        1 => file.extend((header.len() as u16).to_le_bytes()),
        _ => file.extend((header.len() as u32).to_le_bytes()),
    }
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// One entry of a zip archive. What it says of its content may be a lie.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) stored: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) length: u32,
    pub(crate) checksum: u32,
    /// Where the directory says its local header is, if not where it is.
    pub(crate) claimed_offset: Option<u32>,
}

impl Entry {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        let mut sum = Crc::new();
        sum.update(content);
        Self {
            name: name.to_owned(),
            stored: content.to_vec(),
            method: 0,
            flags: 0,
            length: content.len() as u32,
            checksum: sum.sum(),
            claimed_offset: None,
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        let stored = encoder.finish().unwrap();
        Self {
            stored,
            method: 8,
            ..Self::stored(name, content)
        }
    }

    /// What local and central header have in common.
    fn description(&self) -> Vec<u8> {
        let mut bytes = 20_u16.to_le_bytes().to_vec();
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend([0, 0, 0x21, 0]);
        bytes.extend(self.checksum.to_le_bytes());
        bytes.extend((self.stored.len() as u32).to_le_bytes());
        bytes.extend(self.length.to_le_bytes());
        bytes.extend((self.name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }
}

/// A zip archive of these entries, after APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = entry.claimed_offset.unwrap_or(file.len() as u32);
        file.extend(b"PK\x03\x04");
        file.extend(entry.description());
        file.extend(entry.name.as_bytes());
        file.extend(&entry.stored);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(entry.description());
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let (count, start) = ((entries.len() as u16).to_le_bytes(), file.len() as u32);
    file.extend(&directory);
    file.extend(b"PK\x05\x06\x00\x00\x00\x00");
    file.extend(count);
    file.extend(count);
    file.extend((directory.len() as u32).to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

/// What was asked of a [`Watched`] file.
#[derive(Default)]
pub(crate) struct Watch {
    /// The longest buffer that was to be filled.
    pub(crate) longest: AtomicUsize,
    /// Bytes that were read.
    pub(crate) read: AtomicUsize,
    /// Files that are open at present.
    pub(crate) open: AtomicUsize,
    /// The most that ever were.
    pub(crate) most_open: AtomicUsize,
}

impl Watch {
    pub(crate) fn longest(&self) -> usize {
        self.longest.load(Ordering::Relaxed)
    }

    pub(crate) fn read(&self) -> usize {
        self.read.load(Ordering::Relaxed)
    }
}

/// A file that remembers what was asked of it.
pub(crate) struct Watched(Cursor<Vec<u8>>, Arc<Watch>);

impl Watched {
    pub(crate) fn new(bytes: Vec<u8>, watch: &Arc<Watch>) -> Self {
        let open = watch.open.fetch_add(1, Ordering::Relaxed) + 1;
        watch.most_open.fetch_max(open, Ordering::Relaxed);
        Self(Cursor::new(bytes), Arc::clone(watch))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.1.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Read for Watched {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        self.1.longest.fetch_max(bytes.len(), Ordering::Relaxed);
        let count = self.0.read(bytes)?;
        self.1.read.fetch_add(count, Ordering::Relaxed);
        Ok(count)
    }
}

impl Seek for Watched {
    fn seek(&mut self, place: SeekFrom) -> std::io::Result<u64> {
        self.0.seek(place)
    }
}
