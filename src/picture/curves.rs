//! Curves over steps: losses, norms, variances.
//!
//! It smooths nothing.

use crate::picture::Axis;
use crate::picture::Line;
use crate::picture::PictureError;
use crate::picture::Plot;
use crate::picture::Spacing;

/// Several series over one axis of steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves<'a> {
    /// Above the axes.
    pub title: &'a str,
    /// What the steps are: `epoch`.
    pub x_label: &'a str,
    /// What the values are: `loss`.
    pub y_label: &'a str,
    /// How values are spaced; on a logarithmic axis those that are not positive leave a gap.
    pub spacing: Spacing,
    /// The series, in the order of the legend.
    pub series: &'a [Series<'a>],
}

/// A named series: its first value belongs to step `first`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Series<'a> {
    /// Its entry in the legend.
    pub name: &'a str,
    /// The step of the first value.
    pub first: u32,
    /// The values, one a step.
    pub values: &'a [f64],
}

/// The curves as an SVG document.
///
/// # Errors
/// As [`Plot::svg`].
///
/// # Example
/// ```
/// use varprop::picture::{Curves, Series, Spacing, curves};
/// let series = [Series { name: "he-normal", first: 0, values: &[1.0, 0.1, 0.01] }];
/// let svg = curves(&Curves {
///     title: "training",
///     x_label: "step",
///     y_label: "loss",
///     spacing: Spacing::Logarithmic,
///     series: &series,
/// })?;
/// assert!(svg.contains(">1e-2</text>") && svg.contains(">he-normal</text>"));
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
pub fn curves(curves: &Curves<'_>) -> Result<String, PictureError> {
    let y = Axis {
        spacing: curves.spacing,
        ..Axis::new(curves.y_label)
    };
    let mut plot = Plot::new(curves.title, Axis::new(curves.x_label), y);
    for (index, series) in curves.series.iter().enumerate() {
        let steps = (0..series.values.len()).map(|step| f64::from(series.first) + step as f64);
        let points = steps.zip(series.values).map(|(x, y)| [x, *y]).collect();
        let mut line = Line::new(series.name, index, points);
        // The seventh series has the first's colour, and another line.
        line.is_dashed = index / 6 % 2 == 1;
        plot.lines.push(line);
    }
    plot.svg()
}
