//! An IDX tensor: magic, dimensions, big-endian elements.
//!
//! It knows nothing of classes: see `idx`.

use crate::learning::data::idx::ElementType;
use crate::learning::data::idx::IdxError;

/// More dimensions than this no dataset has.
const MOST_DIMENSIONS: u8 = 8;
/// Bytes before the dimensions: 00 00, the type's code, the number of dimensions.
const MAGIC: usize = 4;

/// A tensor of an IDX file.
///
/// # Example
/// ```
/// use varprop::learning::data::IdxTensor;
/// let tensor = IdxTensor::parse(&[0, 0, 0x0b, 1, 0, 0, 0, 2, 0, 7, 0xff, 0xff])?;
/// assert_eq!(tensor.dimensions(), [2]);
/// assert_eq!(tensor.values(), [7.0, -1.0]);
/// # Ok::<(), varprop::learning::data::IdxError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct IdxTensor {
    element_type: ElementType,
    dimensions: Vec<usize>,
    values: Vec<f64>,
}

impl IdxTensor {
    /// The tensor of a whole file.
    ///
    /// # Errors
    /// A wrong magic number or type, no dimension or more than 8, a dimension of 0, fewer or more
    /// bytes than the dimensions ask for, an element that is not finite: each with its place.
    pub fn parse(bytes: &[u8]) -> Result<Self, IdxError> {
        let (element_type, dimensions, elements) = header(bytes)?;
        let offset = bytes.len() - elements.len();
        let values = element_type.decode(sized(elements, offset, element_type, &dimensions)?);
        if let Some(element) = values.iter().position(|x| !x.is_finite()) {
            return Err(IdxError::NotFinite {
                offset: offset + element * element_type.size(),
                element,
                received: values.get(element).copied().unwrap_or(f64::NAN),
            });
        }
        Ok(Self {
            element_type,
            dimensions,
            values,
        })
    }

    /// The type of the elements in the file.
    #[must_use]
    pub fn element_type(&self) -> ElementType {
        self.element_type
    }

    /// The dimensions, at least one, each at least 1.
    #[must_use]
    pub fn dimensions(&self) -> &[usize] {
        &self.dimensions
    }

    /// The elements, the last dimension fastest.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The first dimension.
    pub(in crate::learning::data) fn samples(&self) -> usize {
        self.dimensions.first().copied().unwrap_or_default()
    }

    /// How many elements a sample has.
    pub(in crate::learning::data) fn features(&self) -> usize {
        self.dimensions.iter().skip(1).product()
    }

    /// The elements as features: u8 from 0 to 1, others as they are.
    pub(in crate::learning::data) fn into_features(self) -> Vec<f64> {
        match self.element_type {
            ElementType::U8 => self.values.into_iter().map(|x| x / 255.0).collect(),
            _ => self.values,
        }
    }
}

/// What the header says, and the bytes after it.
fn header(bytes: &[u8]) -> Result<(ElementType, Vec<usize>, &[u8]), IdxError> {
    let &[zero, other_zero, code, count, ref rest @ ..] = bytes else {
        return Err(IdxError::Header {
            expected: MAGIC,
            received: bytes.len(),
        });
    };
    match [zero, other_zero] {
        [0, 0] => {}
        [0x1f, 0x8b] => return Err(IdxError::Gzip),
        received => return Err(IdxError::Magic { received }),
    }
    let element_type = ElementType::ALL.into_iter().find(|t| t.code() == code);
    let element_type = element_type.ok_or(IdxError::Type { received: code })?;
    if !(1..=MOST_DIMENSIONS).contains(&count) {
        return Err(IdxError::Dimensions {
            received: count,
            most: MOST_DIMENSIONS,
        });
    }
    let Some((sizes, elements)) = rest.split_at_checked(4 * usize::from(count)) else {
        return Err(IdxError::Header {
            expected: MAGIC + 4 * usize::from(count),
            received: bytes.len(),
        });
    };
    let sizes = sizes.as_chunks::<4>().0.iter().copied();
    // Saturating only where usize has fewer than 32 bits: no file holds as many bytes there.
    let sizes = sizes.map(|size| usize::try_from(u32::from_be_bytes(size)).unwrap_or(usize::MAX));
    let dimensions: Vec<usize> = sizes.collect();
    match dimensions.iter().position(|size| *size == 0) {
        None => Ok((element_type, dimensions, elements)),
        Some(dimension) => Err(IdxError::ZeroDimension {
            offset: MAGIC + 4 * dimension,
            dimension,
        }),
    }
}

/// The bytes, if they are as many as the dimensions ask for.
fn sized<'a>(
    elements: &'a [u8],
    offset: usize,
    element_type: ElementType,
    dimensions: &[usize],
) -> Result<&'a [u8], IdxError> {
    let size = element_type.size();
    let mut sizes = dimensions.iter();
    let needed = sizes.try_fold(size, |product, size| product.checked_mul(*size));
    match needed {
        Some(needed) if needed == elements.len() => Ok(elements),
        Some(needed) if needed < elements.len() => Err(IdxError::Trailing {
            offset: offset + needed,
            trailing: elements.len() - needed,
        }),
        _ => Err(IdxError::Truncated {
            offset,
            dimensions: product_text(dimensions),
            size,
            needed: needed.map_or("more than 2^64".to_owned(), |needed| needed.to_string()),
            received: elements.len(),
        }),
    }
}

/// Dimensions as people write them: `60000 x 28 x 28`.
pub(in crate::learning::data) fn product_text(dimensions: &[usize]) -> String {
    let texts: Vec<String> = dimensions.iter().map(usize::to_string).collect();
    texts.join(" x ")
}
