//! The IDX format of MNIST: bytes to a tensor, two tensors to a dataset.
//!
//! It reads no file, unpacks no archive and allocates no more than the bytes can fill: a header
//! that promises more is refused by arithmetic.

mod element;
mod error;
mod tensor;

pub use element::ElementType;
pub use error::IdxError;
pub use tensor::IdxTensor;

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::linear::Matrix;

/// The dataset of images and their labels.
///
/// A sample is one slice of the images' first dimension, its features row after row; bytes are
/// divided by 255, so that u8 images have features in [0, 1], other types stay as they are.
/// Labels are one dimension of u8; there are as many classes as the largest label says, plus one.
///
/// # Example
/// ```
/// use varprop::learning::data::from_idx;
/// let images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255, 51, 0];
/// let labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3];
/// let data = from_idx(&images, &labels)?;
/// assert_eq!(data.inputs().values(), [0.0, 1.0, 0.2, 0.0]);
/// assert_eq!((data.labels(), data.n_classes()), (&[7, 3][..], 8));
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
///
/// # Errors
/// [`DataError::Images`] and [`DataError::LabelFile`], each with its [`IdxError`]: what
/// [`IdxTensor::parse`] refuses, labels of another kind, counts that differ.
///
/// # References
/// LeCun, Cortes & Burges (1998), "The MNIST database of handwritten digits", section "File
/// formats".
pub fn from_idx(images: &[u8], labels: &[u8]) -> Result<Dataset, DataError> {
    let images = IdxTensor::parse(images).map_err(DataError::Images)?;
    if images.dimensions().len() < 2 {
        let dimensions = tensor::product_text(images.dimensions());
        return Err(DataError::Images(IdxError::ImageKind { dimensions }));
    }
    let labels = IdxTensor::parse(labels).map_err(DataError::LabelFile)?;
    let labels = classes(&labels, images.samples()).map_err(DataError::LabelFile)?;
    let n_classes = labels.iter().max().map_or(0, |largest| largest + 1);
    let (samples, features) = (images.samples(), images.features());
    Dataset::new(
        Matrix::of(samples, features, images.into_features()),
        labels,
        n_classes,
    )
}

/// The labels as classes, one for each image.
fn classes(labels: &IdxTensor, images: usize) -> Result<Vec<usize>, IdxError> {
    if labels.element_type() != ElementType::U8 || labels.dimensions().len() != 1 {
        return Err(IdxError::LabelKind {
            dimensions: tensor::product_text(labels.dimensions()),
            element_type: labels.element_type().name(),
        });
    }
    if labels.samples() != images {
        return Err(IdxError::Counts {
            images,
            labels: labels.samples(),
        });
    }
    Ok(labels
        .values()
        .iter()
        .map(|label| *label as usize)
        .collect())
}

#[cfg(test)]
mod tests;
