//! Why a picture cannot be drawn. It holds no logic beyond the messages and codes.

/// Why a picture cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PictureError {
    /// No point, bar or cell can be drawn.
    #[error("nothing to draw: no finite number that the axes can show")]
    Nothing,
    /// Numbers too far apart for an axis.
    #[error("an axis from {low} to {high} has no length that a double holds")]
    Range {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Two lists that belong together differ in length.
    #[error("{what}: expected {expected}, got {received}")]
    Length {
        /// Which list.
        what: &'static str,
        /// How many were needed.
        expected: usize,
        /// How many there are.
        received: usize,
    },
    /// An image without pixels or with too many.
    #[error("an image of {width} x {height} pixels; each side must be in 1..=8192")]
    Size {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// The image could not be encoded.
    #[error("cannot encode the image: {0}")]
    Encoding(String),
}

impl PictureError {
    /// A stable kebab-case code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Range { .. } => "range",
            Self::Length { .. } => "length",
            Self::Size { .. } => "size",
            Self::Encoding(_) => "encoding",
        }
    }
}
