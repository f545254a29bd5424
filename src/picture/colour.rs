//! Colours that colour-blind readers tell apart, on dark grounds and light ones.
//!
//! It draws nothing.

/// A colour of 8 bits a channel.
///
/// # Example
/// ```
/// use varprop::picture::Colour;
/// assert_eq!(Colour::of(0).hex(), "#0072b2");
/// assert_eq!(Colour::of(6), Colour::of(0));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

/// Six of Okabe & Ito's (2008, "Color universal design") eight colours; black and yellow vanish on
/// a dark or a light ground.
const PALETTE: [Colour; 6] = [
    Colour::new(0x00, 0x72, 0xb2),
    Colour::new(0xd5, 0x5e, 0x00),
    Colour::new(0x00, 0x9e, 0x73),
    Colour::new(0xcc, 0x79, 0xa7),
    Colour::new(0xe6, 0x9f, 0x00),
    Colour::new(0x56, 0xb4, 0xe9),
];

impl Colour {
    /// Of axes and text: a contrast of 4.5 with white and of 4.6 with black (WCAG 2.1, 1.4.3).
    pub const NEUTRAL: Self = Self::new(0x76, 0x76, 0x76);

    /// The colour of these channels.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The colour of a class or series; the seventh has that of the first.
    #[must_use]
    pub fn of(index: usize) -> Self {
        let place = index % PALETTE.len();
        PALETTE.get(place).copied().unwrap_or(Self::NEUTRAL)
    }

    /// As SVG writes it: `#0072b2`.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::real;

    /// Relative luminance, WCAG 2.1.
    fn luminance(colour: Colour) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.03928 {
                c / 12.92
            } else {
                real::pow((c + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }

    #[test]
    fn text_can_be_read_on_white_and_on_black() {
        let grey = luminance(Colour::NEUTRAL);
        let on_white = 1.05 / (grey + 0.05);
        let on_black = (grey + 0.05) / 0.05;
        assert!(on_white >= 4.5 && on_black >= 4.5, "{on_white} {on_black}");
    }

    #[test]
    fn every_colour_stands_out_from_both_grounds() {
        for index in 0..PALETTE.len() {
            let colour = luminance(Colour::of(index));
            // WCAG asks graphics for 3 on one ground; the palest here keep 2 on white.
            assert!(1.05 / (colour + 0.05) >= 2.0 && (colour + 0.05) / 0.05 >= 3.0);
        }
    }
}
