//! A plot: axes, layers drawn one over the other, and a legend.
//!
//! What is plotted is settled by `curves`, `histogram`, `perceptron` and `regions`.

use crate::picture::Axis;
use crate::picture::Colour;
use crate::picture::PictureError;
use crate::picture::axis::Scale;
use crate::picture::frame::Entry;
use crate::picture::frame::Frame;
use crate::picture::frame::Symbol;
use crate::picture::svg::Stroke;
use crate::picture::svg::Svg;

/// Axes and what lies between them, in the order of drawing: cells, bars, lines, points.
///
/// Numbers that are not finite, or not positive on a logarithmic axis, have no place: points and
/// bars are left out, lines are broken there.
///
/// # Example
/// ```
/// use varprop::picture::{Axis, Line, Plot};
/// let mut plot = Plot::new("y = x", Axis::new("x"), Axis::new("y"));
/// plot.lines.push(Line::new("identity", 0, vec![[0.0, 0.0], [1.0, 1.0]]));
/// let svg = plot.svg()?;
/// assert!(svg.starts_with("<svg ") && svg.contains("<polyline"));
/// assert_eq!(svg, plot.svg()?);
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Above the axes, and for readers that do not see the picture.
    pub title: String,
    /// From left to right.
    pub x: Axis,
    /// From below to above.
    pub y: Axis,
    /// Coloured rectangles.
    pub cells: Vec<Cell>,
    /// Columns from 0 up.
    pub bars: Vec<Bars>,
    /// Chains of segments.
    pub lines: Vec<Line>,
    /// Single points.
    pub points: Vec<Points>,
    /// Width and height in pixels.
    pub size: [f64; 2],
}

/// A rectangle of a colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// The corner of the lowest x and y.
    pub from: [f64; 2],
    /// The corner of the highest x and y.
    pub to: [f64; 2],
    /// Which colour of [`Colour::of`].
    pub colour: usize,
    /// From 0, not seen, to 1.
    pub opacity: f64,
}

/// Columns side by side, of equal widths.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Where the first begins.
    pub low: f64,
    /// Where the last ends.
    pub high: f64,
    /// Their heights.
    pub heights: Vec<f64>,
    /// Which colour of [`Colour::of`].
    pub colour: usize,
}

/// A chain of segments.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its entry in the legend; none if empty.
    pub name: String,
    /// Its points, as [x, y].
    pub points: Vec<[f64; 2]>,
    /// Which colour of [`Colour::of`].
    pub colour: usize,
    /// From 0, not seen, to 1.
    pub opacity: f64,
    /// Whether it is dashed.
    pub is_dashed: bool,
}

impl Line {
    /// A whole line.
    #[must_use]
    pub fn new(name: impl Into<String>, colour: usize, points: Vec<[f64; 2]>) -> Self {
        Self {
            name: name.into(),
            points,
            colour,
            opacity: 1.0,
            is_dashed: false,
        }
    }
}

/// The shape of a point: classes differ in more than their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A disc.
    Disc,
    /// A square.
    Square,
}

/// Points of one shape and colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Their entry in the legend; none if empty.
    pub name: String,
    /// The points, as [x, y].
    pub points: Vec<[f64; 2]>,
    /// Which colour of [`Colour::of`].
    pub colour: usize,
    /// Their shape.
    pub mark: Mark,
}

impl Plot {
    /// Axes with nothing between them yet, 640 × 480 pixels.
    #[must_use]
    pub fn new(title: impl Into<String>, x: Axis, y: Axis) -> Self {
        Self {
            title: title.into(),
            x,
            y,
            cells: Vec::new(),
            bars: Vec::new(),
            lines: Vec::new(),
            points: Vec::new(),
            size: [640.0, 480.0],
        }
    }

    /// The plot as an SVG document.
    ///
    /// # Errors
    /// [`PictureError::Nothing`] where an axis has neither ends nor numbers,
    /// [`PictureError::Range`] where its ends are equal, too far apart or not finite.
    pub fn svg(&self) -> Result<String, PictureError> {
        let [width, height] = self.size;
        Ok(self.drawn()?.document(width, height, &self.title))
    }

    /// The plot as elements, for a page of several.
    pub(in crate::picture) fn drawn(&self) -> Result<Svg, PictureError> {
        let frame = self.frame()?;
        let mut svg = Svg::default();
        self.cells
            .iter()
            .for_each(|cell| frame.cell(&mut svg, cell));
        self.bars.iter().for_each(|bars| frame.bars(&mut svg, bars));
        self.lines
            .iter()
            .for_each(|line| frame.chain(&mut svg, line));
        self.points
            .iter()
            .for_each(|points| frame.marks(&mut svg, points));
        frame.axes(&mut svg, self);
        frame.legend(&mut svg, &self.entries());
        Ok(svg)
    }

    fn frame(&self) -> Result<Frame, PictureError> {
        let all = self.places();
        let has_legend = !self.entries().is_empty();
        Ok(Frame {
            x: Scale::new(&self.x, all.iter().map(|[x, _]| *x))?,
            y: Scale::new(&self.y, all.iter().map(|[_, y]| *y))?,
            size: self.size,
            legend: if has_legend { LEGEND_WIDTH } else { 0.0 },
        })
    }

    /// Every place that the axes must reach.
    fn places(&self) -> Vec<[f64; 2]> {
        let mut all: Vec<[f64; 2]> = Vec::new();
        all.extend(self.cells.iter().flat_map(|cell| [cell.from, cell.to]));
        all.extend(self.lines.iter().flat_map(|line| &line.points));
        all.extend(self.points.iter().flat_map(|points| &points.points));
        for bars in &self.bars {
            let tops = bars.heights.iter().copied().chain([0.0]);
            all.extend(tops.flat_map(|top| [[bars.low, top], [bars.high, top]]));
        }
        all
    }

    /// The legend: names of lines and points that have one.
    fn entries(&self) -> Vec<Entry<'_>> {
        let lines = self.lines.iter().map(|line| Entry {
            name: &line.name,
            symbol: Symbol::Line(line.stroke()),
        });
        let points = self.points.iter().map(|points| Entry {
            name: &points.name,
            symbol: Symbol::Mark(points.mark, Colour::of(points.colour)),
        });
        let entries = points.chain(lines);
        entries.filter(|entry| !entry.name.is_empty()).collect()
    }
}

impl Line {
    pub(in crate::picture) fn stroke(&self) -> Stroke {
        Stroke {
            opacity: self.opacity,
            is_dashed: self.is_dashed,
            ..Stroke::solid(Colour::of(self.colour))
        }
    }
}

/// Pixels beside the axes for names.
const LEGEND_WIDTH: f64 = 160.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Spacing;

    #[test]
    fn a_line_is_broken_where_a_number_has_no_place() {
        let y = Axis {
            spacing: Spacing::Logarithmic,
            ..Axis::new("loss")
        };
        let mut plot = Plot::new("t", Axis::new("step"), y);
        let losses = [1.0, 0.5, 0.0, 0.25, 0.125, f64::NAN, 0.1];
        let points = losses.iter().zip(0..).map(|(y, x)| [f64::from(x), *y]);
        plot.lines.push(Line::new("", 0, points.collect()));
        let svg = plot.svg().unwrap();
        assert_eq!(
            svg.matches("<polyline").count(),
            2,
            "a single point is no chain: {svg}"
        );
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }

    #[test]
    fn a_plot_of_nothing_is_refused_and_empty_axes_with_ends_are_not() {
        let plot = Plot::new("t", Axis::new("x"), Axis::new("y"));
        assert_eq!(plot.svg().unwrap_err().code(), "nothing");
        let ends = |name: &str| Axis::new(name).between(0.0, 1.0);
        assert!(Plot::new("t", ends("x"), ends("y")).svg().is_ok());
    }

    #[test]
    fn what_lies_beyond_the_ends_is_not_drawn() {
        let ends = |name: &str| Axis::new(name).between(0.0, 1.0);
        let mut plot = Plot::new("t", ends("x"), ends("y"));
        plot.lines
            .push(Line::new("", 0, vec![[2.0, 2.0], [3.0, 9.0]]));
        plot.points.push(Points {
            name: String::new(),
            points: vec![[0.5, 0.5], [1.5, 0.5]],
            colour: 1,
            mark: Mark::Disc,
        });
        let svg = plot.svg().unwrap();
        assert_eq!(svg.matches("<polyline").count(), 0);
        assert_eq!(svg.matches("<circle").count(), 1);
    }
}
