//! A checkpoint in several files, and the index that says which tensor is where.
//!
//! The caller opens the files: this room only says their names, and has one of them open at a time.
//!
//! Source: Hugging Face `huggingface_hub`, "Serialization", the index `model.safetensors.index.json`.

use crate::audit::AuditError;
use crate::audit::format::Bytes;
use crate::audit::format::FileKind;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::format::input::Input;
use crate::audit::format::names::repeated;
use crate::audit::format::open::open;
use crate::audit::format::refusal::absent;
use crate::audit::format::refusal::malformed;
use crate::audit::format::safetensors::LONGEST_HEADER;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;

/// Opens the file of a name that stands in an index; names hold no path.
pub type Opener<'a> = Box<dyn FnMut(&str) -> Result<Box<dyn Bytes>, AuditError> + Send + 'a>;

/// An opened sharded checkpoint: the tensors of all its files, file by file in the order of names.
pub struct Sharded<'a> {
    index: String,
    opener: Opener<'a>,
    shards: Vec<String>,
    tensors: Vec<TensorInfo>,
    /// The shard of each tensor, and its number there.
    places: Vec<(usize, usize)>,
    /// The shard that was opened last.
    current: Option<(usize, Box<dyn TensorSource>)>,
}

impl<'a> Sharded<'a> {
    /// Reads the index called `name` and the headers of all its files.
    ///
    /// `metadata` of the index is not read: `total_size` is a note that writers get wrong.
    ///
    /// # Errors
    /// `Malformed` for an index that is no JSON of this kind, names a tensor twice or a file outside
    /// of its folder (a path separator, `..`, a drive), and where index and files disagree about
    /// which tensor is where; any error of a file's own format, and of `opener`.
    pub fn open(name: &str, bytes: Box<dyn Bytes>, opener: Opener<'a>) -> Result<Self, AuditError> {
        let index = read_index(name, bytes)?;
        check_names(name, &index)?;
        let mut sharded = Self::empty(name, opener);
        let files: BTreeSet<&str> = index.iter().map(|(_, file)| file.as_str()).collect();
        let place: BTreeMap<&str, &str> = index
            .iter()
            .map(|(tensor, file)| (tensor.as_str(), file.as_str()))
            .collect();
        for file in files {
            sharded.add(file, &place)?;
        }
        sharded.check_all_there(&index)?;
        Ok(sharded)
    }

    fn empty(index: &str, opener: Opener<'a>) -> Self {
        Self {
            index: index.to_owned(),
            opener,
            shards: Vec::new(),
            tensors: Vec::new(),
            places: Vec::new(),
            current: None,
        }
    }

    /// Takes the tensors of a file, each of which the index must place there.
    fn add(&mut self, file: &str, index: &BTreeMap<&str, &str>) -> Result<(), AuditError> {
        let shard = self.shards.len();
        let source = self.opened(file)?;
        for (number, info) in source.tensors().iter().enumerate() {
            check_place(file, &info.name, index.get(info.name.as_str()).copied())?;
            self.tensors.push(info.clone());
            self.places.push((shard, number));
        }
        self.shards.push(file.to_owned());
        self.current = Some((shard, source));
        Ok(())
    }

    /// Opens a file after the one before was closed.
    fn opened(&mut self, file: &str) -> Result<Box<dyn TensorSource>, AuditError> {
        self.current = None;
        open(file, (self.opener)(file)?)
    }

    /// Every tensor of the index was found.
    fn check_all_there(&self, index: &[(String, String)]) -> Result<(), AuditError> {
        let there: BTreeSet<&str> = self.tensors.iter().map(|info| info.name.as_str()).collect();
        match index
            .iter()
            .find(|(tensor, _)| !there.contains(tensor.as_str()))
        {
            Some((tensor, file)) => {
                let what = format!("{}, tensor `{tensor}`", self.index);
                Err(malformed(&what, format!("{file} does not hold it")))
            }
            None => Ok(()),
        }
    }

    /// The source of a shard, opened if it is not the last one.
    fn shard(&mut self, shard: usize) -> Result<&mut dyn TensorSource, AuditError> {
        let is_open = self
            .current
            .as_ref()
            .is_some_and(|(current, _)| *current == shard);
        let source = match self.current.take().filter(|_| is_open) {
            Some((_, source)) => source,
            None => {
                let file = self.shards.get(shard).cloned().unwrap_or_default();
                self.opened(&file)?
            }
        };
        let (_, source) = self.current.insert((shard, source));
        Ok(source.as_mut())
    }
}

impl TensorSource for Sharded<'_> {
    fn kind(&self) -> FileKind {
        FileKind::Index
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.tensors
    }

    /// The note of the file that is open: writers sign all of them alike.
    fn note(&self, key: &str) -> Option<&str> {
        self.current
            .as_ref()
            .and_then(|(_, source)| source.note(key))
    }

    fn read(&mut self, tensor: usize, sink: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        let place = self.places.get(tensor).copied();
        let (shard, number) =
            place.ok_or_else(|| absent(&self.index, tensor, self.tensors.len()))?;
        let expected = self.tensors.get(tensor).cloned();
        let source = self.shard(shard)?;
        if source.tensors().get(number) != expected.as_ref() {
            let file = self.shards.get(shard).map_or("", String::as_str);
            return Err(malformed(file, "the file changed while it was read"));
        }
        source.read(number, sink)
    }
}

/// The pairs of tensor and file, in the order of the index.
fn read_index(name: &str, bytes: Box<dyn Bytes>) -> Result<Vec<(String, String)>, AuditError> {
    let mut input = Input::new(name, bytes)?;
    let length = usize::try_from(input.len())
        .ok()
        .filter(|_| input.len() <= LONGEST_HEADER);
    let length = length.ok_or_else(|| {
        let problem = format!(
            "an index of {} bytes, at most {LONGEST_HEADER} are allowed",
            input.len()
        );
        malformed(name, problem)
    })?;
    let text = input.copy(0, length)?;
    let index: Index =
        serde_json::from_slice(&text).map_err(|error| malformed(name, error.to_string()))?;
    Ok(index.weight_map.0)
}

fn check_names(name: &str, index: &[(String, String)]) -> Result<(), AuditError> {
    if let Some(tensor) = repeated(index.iter().map(|(tensor, _)| tensor.as_str())) {
        return Err(malformed(
            name,
            format!("tensor `{tensor}` stands there twice"),
        ));
    }
    match index.iter().find(|(_, file)| !is_plain(file)) {
        Some((tensor, file)) => {
            let problem =
                format!("file `{file}`: the name of a file beside the index was expected");
            Err(malformed(&format!("{name}, tensor `{tensor}`"), problem))
        }
        None => Ok(()),
    }
}

/// Whether a name stays in the folder of the index on every system.
fn is_plain(file: &str) -> bool {
    !matches!(file, "" | "." | "..") && !file.contains(['/', '\\', ':', '\0'])
}

/// The index places this tensor of `file` in `file`.
fn check_place(file: &str, tensor: &str, place: Option<&str>) -> Result<(), AuditError> {
    let problem = match place {
        Some(place) if place == file => return Ok(()),
        Some(place) => format!("the index places it in {place}, and it is here too"),
        None => "the index does not name it".to_owned(),
    };
    Err(malformed(&format!("{file}, tensor `{tensor}`"), problem))
}

/// What writers put beside the map (`metadata`) is not read.
#[derive(Deserialize)]
struct Index {
    weight_map: WeightMap,
}

/// An object of strings, in its order and with what stands there twice.
struct WeightMap(Vec<(String, String)>);

impl<'de> Deserialize<'de> for WeightMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(WeightMapVisitor)
    }
}

struct WeightMapVisitor;

impl<'de> Visitor<'de> for WeightMapVisitor {
    type Value = WeightMap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of file names by tensor")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WeightMap, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(WeightMap(pairs))
    }
}
