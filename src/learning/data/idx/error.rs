//! Why bytes are no IDX file. It holds no logic beyond the messages and codes.

/// Why IDX bytes are refused; offsets count bytes from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IdxError {
    /// The file does not begin with two zero bytes.
    #[error("byte 0: an IDX file begins with 00 00, got {0:02x} {1:02x}", received[0], received[1])]
    Magic {
        /// The first two bytes.
        received: [u8; 2],
    },
    /// The file begins as a gzip archive does.
    #[error("byte 0: these are gzip bytes (1f 8b), not IDX; unpack the file first")]
    Gzip,
    /// The third byte names no type.
    #[error(
        "byte 2: no element type has code {received:02x}; allowed: 08 (u8), 09 (i8), 0b (i16), 0c (i32), 0d (f32), 0e (f64)"
    )]
    Type {
        /// The code received.
        received: u8,
    },
    /// The file has no dimension, or more than are allowed.
    #[error("byte 3: a tensor has 1 to {most} dimensions, got {received}")]
    Dimensions {
        /// What was received.
        received: u8,
        /// The most.
        most: u8,
    },
    /// A dimension is zero.
    #[error("byte {offset}: dimension {dimension} is 0; each must be at least 1")]
    ZeroDimension {
        /// Where the dimension stands.
        offset: usize,
        /// Which, from 0.
        dimension: usize,
    },
    /// The file ends inside its header.
    #[error("byte {received}: the file ends in its header, which has {expected} bytes")]
    Header {
        /// How many bytes the header has, as far as it says.
        expected: usize,
        /// How many there are.
        received: usize,
    },
    /// The dimensions multiply to more elements than the file could hold.
    #[error(
        "byte {offset}: {dimensions} elements of {size} bytes need {needed}, the file has {received} bytes after its header"
    )]
    Truncated {
        /// Where the elements begin.
        offset: usize,
        /// The dimensions, as `60000 x 28 x 28`.
        dimensions: String,
        /// Bytes of one element.
        size: usize,
        /// What they need in all; a product beyond 64 bits is named as such.
        needed: String,
        /// How many bytes there are.
        received: usize,
    },
    /// The file goes on after its last element.
    #[error("byte {offset}: {trailing} bytes follow the last element")]
    Trailing {
        /// Where the elements end.
        offset: usize,
        /// How many bytes follow.
        trailing: usize,
    },
    /// An element is not a finite number.
    #[error("byte {offset}: element {element} is {received}, not a finite number")]
    NotFinite {
        /// Where the element stands.
        offset: usize,
        /// Which, from 0.
        element: usize,
        /// What was received.
        received: f64,
    },
    /// The labels are not a list of bytes.
    #[error("labels are one dimension of u8, got {dimensions} of {element_type}")]
    LabelKind {
        /// The dimensions received.
        dimensions: String,
        /// The type received.
        element_type: &'static str,
    },
    /// The images are a list: one number a sample is no image.
    #[error("images have at least two dimensions, got {dimensions}")]
    ImageKind {
        /// The dimensions received.
        dimensions: String,
    },
    /// Images and labels differ in number.
    #[error("{images} images need as many labels, got {labels}")]
    Counts {
        /// The first dimension of the images.
        images: usize,
        /// The length of the labels.
        labels: usize,
    },
}

impl IdxError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Magic { .. } => "idx-magic",
            Self::Gzip => "idx-gzip",
            Self::Type { .. } => "idx-type",
            Self::Dimensions { .. } => "idx-dimensions",
            Self::ZeroDimension { .. } => "idx-zero-dimension",
            Self::Header { .. } => "idx-header",
            Self::Truncated { .. } => "idx-truncated",
            Self::Trailing { .. } => "idx-trailing",
            Self::NotFinite { .. } => "idx-not-finite",
            Self::LabelKind { .. } => "idx-label-kind",
            Self::ImageKind { .. } => "idx-image-kind",
            Self::Counts { .. } => "idx-counts",
        }
    }
}
