//! The two classes of a perceptron. How a file writes them is not its business.

use std::fmt;

/// A class: −1 or +1; 0 or 1 where targets are bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// −1, or the bit 0.
    Minus,
    /// +1, or the bit 1.
    Plus,
}

impl Label {
    /// −1 or 1.
    #[must_use]
    pub fn sign(self) -> i8 {
        match self {
            Self::Minus => -1,
            Self::Plus => 1,
        }
    }

    /// 0 or 1.
    #[must_use]
    pub fn bit(self) -> u8 {
        match self {
            Self::Minus => 0,
            Self::Plus => 1,
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minus => "-",
            Self::Plus => "+",
        })
    }
}
