//! The header of a safetensors file: an object of tensors by name, walked in its order.
//!
//! It says what stands there. Whether offsets fit shapes, and tensors the file, is judged in
//! `safetensors`.

use crate::audit::AuditError;
use crate::audit::format::names::repeated;
use crate::audit::format::refusal::malformed;
use safetensors::tensor::TensorInfo as Entry;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::Error as _;
use serde::de::MapAccess;
use serde::de::Visitor;
use std::collections::BTreeMap;
use std::fmt;

/// The bytes before the header: its length.
pub(super) const LENGTH: u64 = 8;

/// The key of the notes among the names of tensors.
const NOTES: &str = "__metadata__";

/// What the header says, in its order.
#[derive(Default)]
pub(super) struct Header {
    pub(super) notes: BTreeMap<String, String>,
    n_notes: usize,
    pub(super) entries: Vec<(String, Entry)>,
}

impl Header {
    /// Reads the header of the file called `name`; no name stands there twice.
    pub(super) fn parse(name: &str, text: &[u8]) -> Result<Self, AuditError> {
        let header = serde_json::from_slice(text).map_err(|e| unreadable(name, text, &e))?;
        check_names(name, &header)?;
        Ok(header)
    }
}

impl<'de> Deserialize<'de> for Header {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeaderVisitor)
    }
}

struct HeaderVisitor;

impl<'de> Visitor<'de> for HeaderVisitor {
    type Value = Header;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of tensors by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Header, A::Error> {
        let mut header = Header::default();
        while let Some(name) = map.next_key::<String>()? {
            let located = |error| A::Error::custom(format!("entry `{name}`: {error}"));
            if name == NOTES {
                header.notes = map.next_value().map_err(located)?;
                header.n_notes += 1;
            } else {
                let entry = map.next_value().map_err(located)?;
                header.entries.push((name, entry));
            }
        }
        Ok(header)
    }
}

/// An error of the JSON parser, with the byte of the file instead of line and column.
fn unreadable(name: &str, header: &[u8], error: &serde_json::Error) -> AuditError {
    let before = header
        .split_inclusive(|&byte| byte == b'\n')
        .take(error.line().saturating_sub(1));
    let line: usize = before.map(<[u8]>::len).sum();
    let byte = LENGTH as usize + line + error.column().saturating_sub(1);
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    malformed(name, format!("header, byte {byte}: {text}"))
}

fn check_names(name: &str, header: &Header) -> Result<(), AuditError> {
    if header.n_notes > 1 {
        return Err(malformed(
            name,
            format!("the header has {} notes called `{NOTES}`", header.n_notes),
        ));
    }
    match repeated(header.entries.iter().map(|(name, _)| name.as_str())) {
        Some(tensor) => Err(malformed(
            name,
            format!("two tensors are called `{tensor}`"),
        )),
        None => Ok(()),
    }
}
