//! All tensors of a file, read together: siblings tell what a name alone does not.
//!
//! It reads names and shapes; values are `tensor`'s.

use crate::audit::Reading;
use crate::audit::Role;
use crate::audit::Specification;
use crate::audit::SpecificationError;
use crate::audit::format::TensorSource;
use crate::audit::reading::file::File;
use crate::audit::reading::reader::Reader;

/// What every tensor of a file is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Inventory {
    readings: Vec<Reading>,
}

impl Inventory {
    /// Reads the names and shapes of a file's tensors, and what the file says of its writer.
    ///
    /// The work grows as n·ln n with the number of tensors, times the entries of the specification.
    ///
    /// # Errors
    /// `Unmatched` when no tensor is called like an entry of the specification, `Misfit` when a shape
    /// is not that of the layer that an entry says.
    ///
    /// # Example
    /// ```
    /// use std::io::Cursor;
    /// use varprop::audit::{Evidence, Inventory, Specification, format};
    ///
    /// // 2 inputs, 1 output: the bias tells, whatever framework wrote it.
    /// let header = r#"{"fc.weight":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
    ///     "fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#;
    /// let mut file = (header.len() as u64).to_le_bytes().to_vec();
    /// file.extend(header.as_bytes());
    /// file.extend([0; 12]);
    /// let source = format::open("m.safetensors", Box::new(Cursor::new(file)))?;
    /// let inventory = Inventory::of(&*source, &Specification::default())?;
    /// let weight = inventory.reading(0);
    /// assert_eq!(weight.layer.map(|layer| layer.fans().fan_in), Some(2));
    /// assert_eq!(weight.evidence, Evidence::Sibling);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(
        source: &dyn TensorSource,
        specification: &Specification,
    ) -> Result<Self, SpecificationError> {
        specification.check_names(source.tensors())?;
        let file = File::new(source);
        let reader = Reader::new(&file, specification);
        let readings = source.tensors().iter().map(|info| reader.read(info));
        let mut readings = readings.collect::<Result<Vec<_>, _>>()?;
        if let Some(expected) = specification.expected_of_weights() {
            expect(&mut readings, expected);
        }
        Ok(Self { readings })
    }

    /// What tensor `index` is for.
    ///
    /// # Panics
    /// Unless there is a tensor `index`.
    #[must_use]
    pub fn reading(&self, index: usize) -> &Reading {
        &self.readings[index]
    }
}

/// Expects this of every weight of a layer of which nothing is expected; in a file where nothing is
/// called a weight, of every tensor that may be one.
fn expect(readings: &mut [Reading], expected: &str) {
    let is_of = |reading: &Reading, role: Role| reading.role == role && reading.layer.is_some();
    let has_weights = readings.iter().any(|reading| is_of(reading, Role::Weight));
    let role = match has_weights {
        true => Role::Weight,
        false => Role::Unknown,
    };
    for reading in readings.iter_mut().filter(|reading| is_of(reading, role)) {
        let expected = || expected.to_owned();
        reading.expected.get_or_insert_with(expected);
    }
}
