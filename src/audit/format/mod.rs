//! Files of tensors: what they hold, and their bytes in order.
//!
//! It knows names, shapes and formats of numbers; it computes nothing of the values.

mod number_format;

use crate::audit::AuditError;
use std::io::Read;
use std::io::Seek;

pub use number_format::NumberFormat;

/// One tensor of a file, before its values are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorInfo {
    /// As the file has it.
    pub name: String,
    /// As the file has it; empty for a single number.
    pub shape: Vec<u64>,
    /// How its numbers are stored.
    pub format: NumberFormat,
}

/// What can be read from several places, in memory or on disk.
pub trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// An opened file of tensors.
pub trait TensorSource {
    /// Its tensors, in the order of the file.
    fn tensors(&self) -> &[TensorInfo];

    /// Gives the values of a tensor to `sink`, piece after piece: whole numbers, little-endian, last
    /// axis fastest whatever the order in the file. Memory stays bounded by one piece, except where
    /// the file has another order.
    ///
    /// # Errors
    /// When the file ends early or cannot be read; `NumberFormat` for numbers that are not audited.
    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError>;
}
