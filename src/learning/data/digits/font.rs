//! Ten glyphs as text art: `#` is ink.
//!
//! Each leaves a border of one pixel above and below and two at the sides, so that a shift by one
//! loses nothing. It draws nothing.

/// Pixels along a side of an image.
pub(in crate::learning::data) const SIDE: usize = 8;

/// The digits 0 to 9, drawn for this crate.
pub(in crate::learning::data) const GLYPHS: [[&str; SIDE]; 10] = [
    [
        "........", "...##...", "..#..#..", "..#..#..", "..#..#..", "..#..#..", "...##...",
        "........",
    ],
    [
        "........", "....#...", "...##...", "....#...", "....#...", "....#...", "...###..",
        "........",
    ],
    [
        "........", "...##...", "..#..#..", ".....#..", "....#...", "...#....", "..####..",
        "........",
    ],
    [
        "........", "..###...", ".....#..", "...##...", ".....#..", ".....#..", "..###...",
        "........",
    ],
    [
        "........", "....##..", "...#.#..", "..#..#..", "..####..", ".....#..", ".....#..",
        "........",
    ],
    [
        "........", "..####..", "..#.....", "..###...", ".....#..", "..#..#..", "...##...",
        "........",
    ],
    [
        "........", "....##..", "...#....", "..#.....", "..###...", "..#..#..", "...##...",
        "........",
    ],
    [
        "........", "..####..", ".....#..", "....#...", "....#...", "...#....", "...#....",
        "........",
    ],
    [
        "........", "...##...", "..#..#..", "...##...", "..#..#..", "..#..#..", "...##...",
        "........",
    ],
    [
        "........", "...##...", "..#..#..", "..#..#..", "...###..", ".....#..", "...##...",
        "........",
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_glyph_fills_its_square_and_keeps_its_border() {
        for glyph in GLYPHS {
            for (row, line) in glyph.iter().enumerate() {
                assert_eq!(line.len(), SIDE);
                let inside = if (1..7).contains(&row) { 2..6 } else { 0..0 };
                let is_ink = |(column, byte): (usize, u8)| (byte == b'#').then_some(column);
                let mut ink = line.bytes().enumerate().filter_map(is_ink);
                assert!(ink.all(|column| inside.contains(&column)), "{glyph:?}");
            }
        }
    }

    #[test]
    fn no_two_digits_differ_in_fewer_than_three_pixels() {
        for (a, left) in GLYPHS.iter().enumerate() {
            for (b, right) in GLYPHS.iter().enumerate().skip(a + 1) {
                let (left, right) = (left.concat(), right.concat());
                let differing = left.bytes().zip(right.bytes()).filter(|(x, y)| x != y);
                assert!(differing.count() >= 3, "{a} and {b}");
            }
        }
    }
}
