//! Why an order of axes was chosen.
//!
//! It decides nothing: a report says how far a reading can be trusted.

/// What told the order of a tensor's axes, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A specification.
    Specification,
    /// The length of a tensor beside it: a bias has as many entries as its layer has outputs.
    Sibling,
    /// The other layers of the file, whose biases all tell the same order.
    File,
    /// What the writer signed: `format` or `producer` of a safetensors file.
    Note,
    /// Names that one framework uses.
    Name,
    /// The shape: kernels are small, a block widens four times.
    Shape,
    /// Nothing but the usual order of such files.
    Usual,
}

impl Evidence {
    /// The lower-case name: `sibling`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Specification => "specification",
            Self::Sibling => "sibling",
            Self::File => "file",
            Self::Note => "note",
            Self::Name => "name",
            Self::Shape => "shape",
            Self::Usual => "usual",
        }
    }
}
