//! Synthetic digits: ten glyphs of 8 × 8 pixels, shifted, dimmed and made noisy.
//!
//! The glyphs are in `font`. It imitates no handwriting: it stands in for MNIST where there is no
//! file.

mod font;

use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Entry;
use crate::learning::data::Recipe;
use crate::learning::data::recipe::checked_range;
use crate::learning::data::recipe::checked_samples;
use crate::learning::data::recipe::draw_samples;
use crate::learning::data::registry;
use crate::random::Generator;
use crate::random::Stream;
use crate::spec::Parameter;
use font::GLYPHS;
use font::SIDE;

/// Images of the digits 0 to 9: 64 features in [0, 1], row after row, ten classes.
///
/// # Definition
/// pixel = clamp(c·glyph(row + dy, column + dx) + noise·g, 0, 1): per image, c ~ U(contrast, 1)
/// and dx, dy uniform on −shift..=shift; per pixel, g ~ N(0, 1).
///
/// # Errors
/// [`DataError::Samples`] outside 10..=100000; [`DataError::ParameterOutOfRange`] for noise or
/// contrast outside 0..=1, or a shift beyond 1, which would push glyphs over the edge.
///
/// # Example
/// ```
/// use varprop::learning::data::{Digits, Recipe};
/// use varprop::random::Stream;
/// let data = Digits::new(10, 0.0, 0, 1.0)?.draw(Stream::root(1));
/// assert_eq!((data.samples(), data.features(), data.n_classes()), (10, 64, 10));
/// let ink: f64 = data.inputs().row(1).unwrap().iter().sum();
/// assert_eq!(ink, 9.0, "the pixels of a 1");
/// # Ok::<(), varprop::learning::data::DataError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Digits {
    samples: usize,
    noise: f64,
    shift: u64,
    contrast: f64,
}

/// The entry of digits in `ALL`.
pub(in crate::learning::data) const ENTRY: Entry = Entry {
    name: "digits",
    aliases: &[],
    summary: "synthetic digits 0 to 9 of 8 x 8 pixels, ten classes",
    parameters: &[
        Parameter::optional("samples", "1000", "how many images, 10 to 100000"),
        registry::noise("0.1"),
        Parameter::optional(
            "shift",
            "1",
            "the most pixels by which a glyph moves, 0 or 1",
        ),
        Parameter::optional(
            "contrast",
            "0.6",
            "the palest ink; each image draws its own up to 1",
        ),
    ],
    build: |given| {
        let (samples, noise) = (given.count("samples")?, given.number("noise")?);
        let (shift, contrast) = (given.count("shift")?, given.number("contrast")?);
        Ok(Box::new(Digits::new(samples, noise, shift, contrast)?))
    },
};

impl Digits {
    /// So many images with noise of this standard deviation, shifted by at most so many pixels,
    /// their ink at least `contrast`.
    ///
    /// # Errors
    /// As the type says.
    pub fn new(samples: usize, noise: f64, shift: usize, contrast: f64) -> Result<Self, DataError> {
        checked_range("shift", shift as f64, (0.0, 1.0), "0 or 1")?;
        Ok(Self {
            samples: checked_samples(samples, CLASSES)?,
            noise: checked_range("noise", noise, (0.0, 1.0), "in 0..=1")?,
            shift: shift as u64,
            contrast: checked_range("contrast", contrast, (0.0, 1.0), "in 0..=1")?,
        })
    }

    /// One image of a digit.
    fn image(&self, digit: usize, generator: &mut Generator) -> Vec<f64> {
        let ink = self.contrast + (1.0 - self.contrast) * generator.uniform();
        let (down, right) = (self.offset(generator), self.offset(generator));
        let mut image = Vec::with_capacity(PIXELS);
        for (row, column) in (0..PIXELS).map(|pixel| (pixel / SIDE, pixel % SIDE)) {
            let value = ink * lit(digit, row + down, column + right);
            image.push((value + self.noise * generator.normal()).clamp(0.0, 1.0));
        }
        image
    }

    /// Where a glyph is read, one more than its shift: 1 − shift to 1 + shift.
    fn offset(&self, generator: &mut Generator) -> usize {
        (1 - self.shift + generator.below(2 * self.shift + 1)) as usize
    }
}

impl Recipe for Digits {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn label(&self) -> String {
        let Self {
            samples,
            noise,
            shift,
            contrast,
        } = self;
        format!("digits(samples={samples}, noise={noise}, shift={shift}, contrast={contrast})")
    }

    fn draw(&self, stream: Stream) -> Dataset {
        draw_samples(
            self.samples,
            PIXELS,
            CLASSES,
            stream,
            |digit, generator, row| {
                row.extend(self.image(digit, generator));
            },
        )
    }
}

const CLASSES: usize = GLYPHS.len();
const PIXELS: usize = SIDE * SIDE;

/// 1 where the glyph, one pixel down and to the right, has ink; 0 elsewhere and beyond its edge.
fn lit(digit: usize, row: usize, column: usize) -> f64 {
    let line = row
        .checked_sub(1)
        .and_then(|row| GLYPHS.get(digit)?.get(row));
    let pixel = column
        .checked_sub(1)
        .and_then(|column| line?.as_bytes().get(column));
    f64::from(u8::from(pixel == Some(&b'#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_image_is_its_glyph() {
        let data = Digits::new(10, 0.0, 0, 1.0).unwrap().draw(Stream::root(1));
        for (digit, glyph) in GLYPHS.iter().enumerate() {
            let image = data.inputs().row(digit).unwrap();
            let lines: Vec<String> = image
                .chunks(SIDE)
                .map(|row| {
                    row.iter()
                        .map(|x| if *x == 1.0 { '#' } else { '.' })
                        .collect()
                })
                .collect();
            assert_eq!(lines, glyph, "{digit}");
        }
    }

    #[test]
    fn a_shift_loses_no_ink_and_moves_every_way() {
        let clean = Digits::new(10, 0.0, 0, 1.0).unwrap().draw(Stream::root(1));
        let data = Digits::new(200, 0.0, 1, 1.0).unwrap().draw(Stream::root(1));
        let ink = |image: &[f64]| image.iter().sum::<f64>();
        let mut images = Vec::new();
        for sample in 0..200 {
            let image = data.inputs().row(sample).unwrap();
            assert_eq!(ink(image), ink(clean.inputs().row(sample % 10).unwrap()));
            if sample % 10 == 8 && !images.contains(&image) {
                images.push(image);
            }
        }
        // Twenty draws of nine places leave out some: 9·(1 − (8/9)²⁰) = 8.1 are expected.
        assert!((6..=9).contains(&images.len()), "{}", images.len());
    }

    #[test]
    fn every_pixel_is_between_0_and_1_however_strong_the_noise() {
        let data = Digits::new(50, 1.0, 1, 0.0).unwrap().draw(Stream::root(3));
        assert!(
            data.inputs()
                .values()
                .iter()
                .all(|x| (0.0..=1.0).contains(x))
        );
    }
}
