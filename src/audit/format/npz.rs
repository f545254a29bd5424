//! NumPy's archive of arrays: a zip file with an npy file for each.
//!
//! The crate `rawzip` reads the directory of the archive, `flate2` inflates and sums; what an entry
//! may claim is checked here. Entries that are no arrays are passed over, as NumPy does.

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::FileKind;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::format::array::Array;
use crate::audit::format::entry::Entry;
use crate::audit::format::entry::directory;
use crate::audit::format::input::Input;
use crate::audit::format::names::repeated;
use crate::audit::format::refusal::absent;
use crate::audit::format::refusal::malformed;

/// An opened npz file. Names lose `.npy`; nothing else of them is changed.
pub struct Npz {
    input: Input,
    tensors: Vec<TensorInfo>,
    /// Each tensor's entry and array, in the order of `tensors`.
    places: Vec<(Entry, Array)>,
}

impl Npz {
    /// Reads the directory and the header of each array.
    ///
    /// # Errors
    /// `Malformed` for a broken directory, entries that overlap, share a name, are encrypted or
    /// compressed otherwise than by deflate, and for an array whose header does not fit the length
    /// of its entry; `Truncated` for an entry that ends early; `Read` when the system refuses.
    pub fn open(name: &str, bytes: Box<dyn Bytes>) -> Result<Self, AuditError> {
        let mut input = Input::new(name, bytes)?;
        let entries = directory(&mut input)?;
        if let Some(tensor) = repeated(entries.iter().map(|entry| entry.name.as_str())) {
            return Err(malformed(name, format!("two arrays are called `{tensor}`")));
        }
        let places = entries.into_iter().map(|entry| opened(&mut input, entry));
        let places: Vec<(Entry, Array)> = places.collect::<Result<_, _>>()?;
        let tensors = places.iter().map(|(_, array)| array.info.clone()).collect();
        Ok(Self {
            input,
            tensors,
            places,
        })
    }
}

/// Reads the header of the array in an entry.
fn opened(input: &mut Input, entry: Entry) -> Result<(Entry, Array), AuditError> {
    let what = input.tensor(&entry.name);
    let mut content = entry.content(input)?;
    let array = Array::open(&mut content, entry.name.clone(), &what)?;
    let needed = array.start.checked_add(array.n_bytes);
    if array.info.format.size().is_some() && needed != Some(entry.length) {
        let shape = &array.info.shape;
        let problem = format!(
            "the entry holds {} bytes, shape {shape:?} of {} needs {} after a header of {}",
            entry.length, array.info.format, array.n_bytes, array.start
        );
        return Err(malformed(&what, problem));
    }
    Ok((entry, array))
}

impl TensorSource for Npz {
    fn kind(&self) -> FileKind {
        FileKind::Npz
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.tensors
    }

    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        let place = self.places.get(tensor);
        let (entry, array) =
            place.ok_or_else(|| absent(self.input.name(), tensor, self.places.len()))?;
        let what = self.input.tensor(&entry.name);
        let mut content = entry.content(&mut self.input)?;
        content.pass(array.start, &what)?;
        array.read(&mut content, entry.memory(), &what, sink)?;
        content.finish(&what)
    }
}
