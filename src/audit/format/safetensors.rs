//! The safetensors format: eight bytes of length, a header in JSON, then the numbers.
//!
//! The crate `safetensors` reads the entries of the header and knows the formats of numbers. Walking
//! the header and holding it against the file is done here, because the crate wants the whole file
//! in memory, takes the last of two tensors of one name, orders empty tensors by chance, and does
//! not say which tensor is wrong.
//!
//! Source: the safetensors format, <https://github.com/huggingface/safetensors>, section "Format".

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::FileKind;
use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::format::input::Input;
use crate::audit::format::input::stream;
use crate::audit::format::refusal::absent;
use crate::audit::format::refusal::check_axes;
use crate::audit::format::refusal::malformed;
use crate::audit::format::refusal::not_audited;
use crate::audit::format::refusal::truncated;
use crate::audit::format::safetensors_header::Header;
use crate::audit::format::safetensors_header::LENGTH;
use crate::empirical::stat::Storage;
use safetensors::Dtype;
use safetensors::tensor::TensorInfo as Entry;
use std::collections::BTreeMap;

/// The format allows no longer header.
pub(super) const LONGEST_HEADER: u64 = 100_000_000;

/// An opened safetensors file.
///
/// # Example
/// ```
/// use std::io::Cursor;
/// use varprop::audit::format::{NumberFormat, Safetensors, TensorSource};
/// use varprop::empirical::stat::Storage;
///
/// let header = r#"{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
/// let mut file = (header.len() as u64).to_le_bytes().to_vec();
/// file.extend(header.as_bytes());
/// file.extend(0.5_f32.to_le_bytes());
/// file.extend((-2.0_f32).to_le_bytes());
///
/// let mut source = Safetensors::open("m.safetensors", Box::new(Cursor::new(file)))?;
/// assert_eq!(source.tensors()[0].shape, [2]);
/// let mut values = Vec::new();
/// source.read(0, &mut |piece| NumberFormat::Float(Storage::F32).decode(piece, &mut values))?;
/// assert_eq!(values, [0.5, -2.0]);
/// # Ok::<(), varprop::audit::AuditError>(())
/// ```
pub struct Safetensors {
    input: Input,
    tensors: Vec<TensorInfo>,
    /// Where each tensor begins and ends in the file.
    places: Vec<(u64, u64)>,
    notes: BTreeMap<String, String>,
}

impl Safetensors {
    /// Reads the header, and nothing else.
    ///
    /// # Errors
    /// `Truncated` for a file that ends before its header or its last tensor does, `Malformed` for a
    /// header that is no JSON of this kind, two tensors of one name, offsets that overlap, leave a
    /// gap or do not fit the shape; `Read` when the system refuses.
    pub fn open(name: &str, bytes: Box<dyn Bytes>) -> Result<Self, AuditError> {
        let mut input = Input::new(name, bytes)?;
        let length = header_length(&mut input)?;
        let text = input.copy(LENGTH, usize::try_from(length).unwrap_or(usize::MAX))?;
        let mut header = Header::parse(name, &text)?;
        for (tensor, entry) in &header.entries {
            check_axes(&input.tensor(tensor), entry.shape.len())?;
        }
        // Stable: empty tensors at one place keep the order of the header.
        header.entries.sort_by_key(|(_, entry)| entry.data_offsets);
        check_places(&input, LENGTH + length, &header.entries)?;
        Ok(Self::new(input, LENGTH + length, header))
    }

    fn new(input: Input, data: u64, header: Header) -> Self {
        let place = |(_, entry): &(String, Entry)| {
            let (start, end) = entry.data_offsets;
            (data + start as u64, data + end as u64)
        };
        let places = header.entries.iter().map(place).collect();
        let tensors = header.entries.into_iter().map(tensor).collect();
        Self {
            input,
            tensors,
            places,
            notes: header.notes,
        }
    }
}

impl TensorSource for Safetensors {
    fn kind(&self) -> FileKind {
        FileKind::Safetensors
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.tensors
    }

    fn note(&self, key: &str) -> Option<&str> {
        self.notes.get(key).map(String::as_str)
    }

    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        let (info, &(start, end)) = self
            .tensors
            .get(tensor)
            .zip(self.places.get(tensor))
            .ok_or_else(|| absent(self.input.name(), tensor, self.tensors.len()))?;
        let what = self.input.tensor(&info.name);
        if info.format.size().is_none() {
            return Err(not_audited(what, &info.format));
        }
        let mut range = self.input.range(start, end)?;
        stream(&mut range, start, end - start, &what, &mut |piece| {
            sink(piece);
        })
    }
}

/// The length of the header, held against the length of the file.
fn header_length(input: &mut Input) -> Result<u64, AuditError> {
    if input.len() < LENGTH {
        return Err(truncated(input.name(), 0, LENGTH, input.len()));
    }
    let bytes = input.copy(0, LENGTH as usize)?;
    let (whole, _) = bytes.as_chunks();
    let length = whole.first().map_or(0, |&bytes| u64::from_le_bytes(bytes));
    if length > LONGEST_HEADER {
        let problem = format!(
            "bytes 0 to 7 promise a header of {length} bytes, at most {LONGEST_HEADER} are allowed"
        );
        return Err(malformed(input.name(), problem));
    }
    let found = input.len() - LENGTH;
    if length > found {
        return Err(truncated(
            &format!("{}, header", input.name()),
            LENGTH,
            length,
            found,
        ));
    }
    Ok(length)
}

/// The tensors follow each other without gap, fit their shapes, and end where the file does.
fn check_places(input: &Input, data: u64, entries: &[(String, Entry)]) -> Result<(), AuditError> {
    let found = input.len() - data;
    let mut end = 0;
    for (name, entry) in entries {
        let problem = |problem| malformed(&input.tensor(name), problem);
        check_place(entry, end).map_err(problem)?;
        let (start, stop) = entry.data_offsets;
        let (start, expected) = (start as u64, (stop - start) as u64);
        if stop as u64 > found {
            let left = found.saturating_sub(start);
            return Err(truncated(&input.tensor(name), data + start, expected, left));
        }
        end = stop;
    }
    if found > end as u64 {
        let (end, len) = (data + end as u64, input.len());
        let problem = format!("the last tensor ends at byte {end}, the file at byte {len}");
        return Err(malformed(input.name(), problem));
    }
    Ok(())
}

/// One tensor begins at `expected` and is as long as its shape says; else, what is wrong.
fn check_place(entry: &Entry, expected: usize) -> Result<(), String> {
    let (start, end) = entry.data_offsets;
    let offsets = format!("data_offsets [{start}, {end}]");
    if end < start {
        return Err(format!("{offsets} end before they begin"));
    }
    if start < expected {
        return Err(format!(
            "{offsets} overlap what comes before, which ends at {expected}"
        ));
    }
    if start > expected {
        return Err(format!(
            "{offsets} leave a gap: what comes before ends at {expected}"
        ));
    }
    let (shape, dtype) = (&entry.shape, entry.dtype);
    match n_bytes(entry) {
        None => Err(format!(
            "shape {shape:?} of {dtype} is no number of bytes below 2⁶⁴"
        )),
        Some(needed) if needed != end - start => Err(format!(
            "{offsets} hold {} bytes, shape {shape:?} of {dtype} needs {needed}",
            end - start
        )),
        Some(_) => Ok(()),
    }
}

/// The bytes that shape and format need, if that is a whole number below 2⁶⁴.
fn n_bytes(entry: &Entry) -> Option<usize> {
    let n_values = entry
        .shape
        .iter()
        .try_fold(1_usize, |n, &axis| n.checked_mul(axis))?;
    let n_bits = n_values.checked_mul(entry.dtype.bitsize())?;
    n_bits.is_multiple_of(8).then_some(n_bits / 8)
}

fn tensor((name, entry): (String, Entry)) -> TensorInfo {
    let shape = entry.shape.iter().map(|&axis| axis as u64).collect();
    TensorInfo {
        name,
        shape,
        format: number_format(entry.dtype),
    }
}

fn number_format(dtype: Dtype) -> NumberFormat {
    match dtype {
        Dtype::F64 => NumberFormat::Float(Storage::F64),
        Dtype::F32 => NumberFormat::Float(Storage::F32),
        Dtype::F16 => NumberFormat::Float(Storage::F16),
        Dtype::BF16 => NumberFormat::Float(Storage::Bf16),
        other => NumberFormat::Other(other.to_string()),
    }
}
