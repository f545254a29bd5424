//! Images as PNG bytes. It draws nothing.

use crate::picture::Colour;
use crate::picture::PictureError;

/// The most pixels along a side.
const MOST: u32 = 8192;

/// The PNG of these pixels, row after row from the top: 8 bits a channel, no time stamp.
///
/// # Errors
/// [`PictureError::Size`] for a side outside 1..=8192, [`PictureError::Length`] unless there are
/// width·height pixels.
///
/// # Example
/// ```
/// use varprop::picture::{Colour, png};
/// let bytes = png(2, 1, &[Colour::of(0), Colour::of(1)])?;
/// assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
pub fn png(width: u32, height: u32, pixels: &[Colour]) -> Result<Vec<u8>, PictureError> {
    let sides = 1..=MOST;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(PictureError::Size { width, height });
    }
    let expected = width as usize * height as usize;
    if pixels.len() != expected {
        return Err(PictureError::Length {
            what: "pixels",
            expected,
            received: pixels.len(),
        });
    }
    let channels: Vec<u8> = pixels
        .iter()
        .flat_map(|c| [c.red, c.green, c.blue])
        .collect();
    encoded(width, height, &channels).map_err(|error| PictureError::Encoding(error.to_string()))
}

fn encoded(width: u32, height: u32, channels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(channels)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded() {
        let pixels: Vec<Colour> = (0..12).map(|i| Colour::new(i, 255 - i, 7 * i)).collect();
        let bytes = png(4, 3, &pixels).unwrap();
        assert_eq!(bytes, png(4, 3, &pixels).unwrap());
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut decoded = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut decoded).unwrap();
        assert_eq!((info.width, info.height), (4, 3));
        let expected = pixels.iter().flat_map(|c| [c.red, c.green, c.blue]);
        assert!(decoded.into_iter().eq(expected));
    }

    #[test]
    fn images_of_no_size_or_too_few_pixels_are_refused() {
        assert_eq!(png(0, 1, &[]).unwrap_err().code(), "size");
        assert_eq!(png(9000, 1, &[]).unwrap_err().code(), "size");
        assert_eq!(png(2, 2, &[Colour::NEUTRAL]).unwrap_err().code(), "length");
    }
}
