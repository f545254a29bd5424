//! A file with one NumPy array.

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::FileKind;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::format::array::Array;
use crate::audit::format::array::Memory;
use crate::audit::format::input::Input;
use crate::audit::format::refusal::absent;
use crate::audit::format::refusal::malformed;
use crate::audit::format::refusal::truncated;
use std::slice;

/// An opened npy file: one tensor, called like the file.
pub struct Npy {
    input: Input,
    array: Array,
}

impl Npy {
    /// Reads the header of versions 1 to 3, and nothing else.
    ///
    /// The tensor is called like the last part of `name`, without `.npy`. Numbers of either byte
    /// order and either order of axes are read; bfloat16 is known where `ml_dtypes` wrote it.
    ///
    /// # Errors
    /// `Truncated` for a file that ends early, `Malformed` for a wrong header or bytes after the
    /// array; `Read` when the system refuses.
    pub fn open(name: &str, bytes: Box<dyn Bytes>) -> Result<Self, AuditError> {
        let mut input = Input::new(name, bytes)?;
        let tensor = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let tensor = tensor.strip_suffix(".npy").unwrap_or(tensor).to_owned();
        let len = input.len();
        let array = Array::open(&mut input.range(0, len)?, tensor, name)?;
        if array.info.format.size().is_some() {
            check_length(&array, name, len - array.start)?;
        }
        Ok(Self { input, array })
    }
}

/// The file ends where the array does.
fn check_length(array: &Array, name: &str, found: u64) -> Result<(), AuditError> {
    let expected = array.n_bytes;
    if found < expected {
        return Err(truncated(name, array.start, expected, found));
    }
    if found > expected {
        let (end, len) = (array.start + expected, array.start + found);
        let problem = format!("the array ends at byte {end}, the file at byte {len}");
        return Err(malformed(name, problem));
    }
    Ok(())
}

impl TensorSource for Npy {
    fn kind(&self) -> FileKind {
        FileKind::Npy
    }

    fn tensors(&self) -> &[TensorInfo] {
        slice::from_ref(&self.array.info)
    }

    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        let name = self.input.name().to_owned();
        if tensor > 0 {
            return Err(absent(&name, tensor, 1));
        }
        let len = self.input.len();
        let mut range = self.input.range(self.array.start, len)?;
        let memory = Memory {
            paid: len,
            most: len,
        };
        self.array.read(&mut range, memory, &name, sink)
    }
}
