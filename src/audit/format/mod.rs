//! Files of tensors: what they hold, and their bytes in order.
//!
//! It knows names, shapes and formats of numbers; it computes nothing of the values, and opens no
//! files: a caller hands over what can be read and sought.
//!
//! | file | what it is for |
//! |---|---|
//! | [`Safetensors`] | `*.safetensors`: a header in JSON, then the numbers |
//! | [`Npy`], [`Npz`] | NumPy's arrays, alone or in a zip archive |
//! | [`Sharded`] | a checkpoint in several files, and the index that says which tensor is where |
//! | [`open()`] | whichever it is, by its first bytes |
//! | [`NumberFormat`] | bytes to doubles, exactly |
//!
//! **What a file may not do.** Lengths, shapes and offsets of a file are claims: each is held
//! against the length of the file before anything is allocated or read by it, and sums and products
//! are checked. Reading asks for at most [`PIECE`] bytes at once.

mod array;
mod entry;
mod input;
mod names;
mod npy;
mod npy_header;
mod npz;
mod number_format;
mod open;
mod order;
mod refusal;
mod safetensors;
mod safetensors_header;
mod sharded;

use crate::audit::AuditError;
use std::io::Read;
use std::io::Seek;

pub use input::PIECE;
pub use npy::Npy;
pub use npz::Npz;
pub use number_format::NumberFormat;
pub use open::FileKind;
pub use open::open;
pub use safetensors::Safetensors;
pub use sharded::Opener;
pub use sharded::Sharded;

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

impl TensorInfo {
    /// How many numbers it has; `None` beyond 2⁶⁴, where no file can hold them.
    #[must_use]
    pub fn n_values(&self) -> Option<u64> {
        self.shape
            .iter()
            .try_fold(1_u64, |n, &axis| n.checked_mul(axis))
    }
}

/// What can be read from several places, in memory or on disk.
pub trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// An opened file of tensors.
///
/// It may move to another thread, so that one reads ahead while another computes.
pub trait TensorSource: Send {
    /// The format of the file; of a sharded checkpoint, that of its index.
    fn kind(&self) -> FileKind;

    /// Its tensors, in the order in which the file holds them: reading them so never seeks back.
    fn tensors(&self) -> &[TensorInfo];

    /// What the file says of itself under `key`: safetensors alone has such notes, and frameworks
    /// sign there (`format` is `pt`, `tf`, `flax`, `mlx` or `np`).
    fn note(&self, key: &str) -> Option<&str> {
        let _ = key;
        None
    }

    /// Gives the values of a tensor to `sink`, piece after piece: whole numbers, little-endian, last
    /// axis fastest whatever the order in the file. Memory stays bounded by one piece, except where
    /// the file has another order: then the tensor is held, and less than that once more.
    ///
    /// # Errors
    /// When the file ends early, cannot be read, or is not what it promised on opening;
    /// `NumberFormat` for numbers that are not audited; `Malformed` for a tensor that is not there.
    /// Pieces that were given before an error are to be forgotten.
    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError>;
}
