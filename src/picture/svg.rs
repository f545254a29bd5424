//! SVG elements as text, coordinates with two decimals, text escaped.
//!
//! It knows pixels alone: see `plot` for axes.

use crate::picture::Colour;
use std::fmt::Write;

/// Elements in the order of drawing.
#[derive(Clone, Debug, Default)]
pub(in crate::picture) struct Svg(String);

/// Where a text is held.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a line looks.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) struct Stroke {
    pub(in crate::picture) colour: Colour,
    pub(in crate::picture) width: f64,
    pub(in crate::picture) opacity: f64,
    pub(in crate::picture) is_dashed: bool,
}

impl Svg {
    /// The whole document; it states its title for readers that do not see it.
    pub(in crate::picture) fn document(self, width: f64, height: f64, title: &str) -> String {
        let (width, height) = (pixels(width), pixels(height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n{}</svg>\n",
            escaped(title),
            self.0,
        )
    }

    pub(in crate::picture) fn line(&mut self, from: [f64; 2], to: [f64; 2], stroke: Stroke) {
        let ([x1, y1], [x2, y2]) = (from.map(pixels), to.map(pixels));
        let style = stroke.attributes();
        self.push(&format!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"{style}/>"
        ));
    }

    /// A chain of at least two points.
    pub(in crate::picture) fn chain(&mut self, points: &[[f64; 2]], stroke: Stroke) {
        let place = |[x, y]: &[f64; 2]| format!("{},{}", pixels(*x), pixels(*y));
        let places: Vec<String> = points.iter().map(place).collect();
        let (places, style) = (places.join(" "), stroke.attributes());
        self.push(&format!(
            "<polyline points=\"{places}\" fill=\"none\"{style}/>"
        ));
    }

    pub(in crate::picture) fn rectangle(
        &mut self,
        [x, y]: [f64; 2],
        [width, height]: [f64; 2],
        colour: Colour,
        opacity: f64,
    ) {
        let [x, y, width, height] = [x, y, width, height].map(pixels);
        let (colour, opacity) = (colour.hex(), pixels(opacity));
        self.push(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{colour}\" fill-opacity=\"{opacity}\"/>"
        ));
    }

    pub(in crate::picture) fn disc(&mut self, [x, y]: [f64; 2], radius: f64, colour: Colour) {
        let ([x, y, radius], colour) = ([x, y, radius].map(pixels), colour.hex());
        self.push(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{colour}\"/>"
        ));
    }

    pub(in crate::picture) fn text(&mut self, [x, y]: [f64; 2], anchor: Anchor, text: &str) {
        self.text_with([x, y], anchor, "", text);
    }

    /// Read from below, centred at the place.
    pub(in crate::picture) fn upward_text(&mut self, [x, y]: [f64; 2], text: &str) {
        let turn = format!(" transform=\"rotate(-90 {} {})\"", pixels(x), pixels(y));
        self.text_with([x, y], Anchor::Middle, &turn, text);
    }

    fn text_with(&mut self, place: [f64; 2], anchor: Anchor, more: &str, text: &str) {
        let ([x, y], anchor) = (place.map(pixels), anchor.name());
        let (colour, text) = (Colour::NEUTRAL.hex(), escaped(text));
        self.push(&format!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{colour}\"{more}>{text}</text>"
        ));
    }

    /// Another picture, its corner at the place.
    pub(in crate::picture) fn inset(&mut self, [x, y]: [f64; 2], picture: &Self) {
        let [x, y] = [x, y].map(pixels);
        self.push(&format!("<g transform=\"translate({x} {y})\">"));
        self.0.push_str(&picture.0);
        self.push("</g>");
    }

    fn push(&mut self, element: &str) {
        self.0.push_str(element);
        self.0.push('\n');
    }
}

impl Anchor {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

impl Stroke {
    /// A whole line, a pixel and a half wide.
    pub(in crate::picture) fn solid(colour: Colour) -> Self {
        Self {
            colour,
            width: 1.5,
            opacity: 1.0,
            is_dashed: false,
        }
    }

    fn attributes(self) -> String {
        let (colour, width) = (self.colour.hex(), pixels(self.width));
        let mut text = format!(" stroke=\"{colour}\" stroke-width=\"{width}\"");
        if self.opacity < 1.0 {
            // Writing to a String cannot fail.
            let _ = write!(text, " stroke-opacity=\"{}\"", pixels(self.opacity));
        }
        if self.is_dashed {
            text.push_str(" stroke-dasharray=\"6 4\"");
        }
        text
    }
}

/// Two decimals at most, no idle zeros, no negative zero.
fn pixels(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Text without anything that XML reads as markup or forbids.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_no_idle_digits() {
        let texts = [1.0, -0.001, 12.345_6, 0.5, 100.0].map(pixels);
        assert_eq!(texts, ["1", "0", "12.35", "0.5", "100"]);
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escaped("a<b & \"c\"\u{1b}>"),
            "a&lt;b &amp; &quot;c&quot;\u{fffd}&gt;"
        );
    }
}
