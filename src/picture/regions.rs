//! Decision regions of a function of the plane, with the data over them.
//!
//! It evaluates nothing: the grid's values come from the caller.

use crate::picture::Axis;
use crate::picture::Cell;
use crate::picture::Mark;
use crate::picture::PictureError;
use crate::picture::Plot;
use crate::picture::Points;

/// Values on a grid of cells, and labelled points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regions<'a> {
    /// Above the axes.
    pub title: &'a str,
    /// Ends of the first axis.
    pub x: (f64, f64),
    /// Ends of the second axis.
    pub y: (f64, f64),
    /// Cells in a row.
    pub columns: usize,
    /// The value at each cell's centre, row after row from the lowest y, from 0 (surely class 0)
    /// to 1 (surely class 1).
    pub values: &'a [f64],
    /// The data, as [x, y].
    pub points: &'a [[f64; 2]],
    /// The class of each point.
    pub classes: &'a [usize],
}

/// Shades on each side of ½: finer ones cost bytes that no eye sees.
const SHADES: f64 = 8.0;
/// The opacity of a sure cell; points must stand out from it.
const SURE: f64 = 0.5;

/// The regions as an SVG document: the surer a cell, the stronger its class's colour; equal
/// neighbours of a row are one rectangle, values that are not finite stay empty.
///
/// # Errors
/// [`PictureError::Length`] unless the values fill whole rows and each point has a class; as
/// [`Plot::svg`].
///
/// # Example
/// ```
/// use varprop::picture::{Regions, regions};
/// let svg = regions(&Regions {
///     title: "half",
///     x: (-1.0, 1.0),
///     y: (-1.0, 1.0),
///     columns: 4,
///     values: &[0.0, 0.0, 1.0, 1.0, 0.5, 0.5, 1.0, 1.0],
///     points: &[[-0.5, 0.5]],
///     classes: &[0],
/// })?;
/// assert_eq!(svg.matches("fill-opacity=\"0.5\"").count(), 3, "two runs below, one above");
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
pub fn regions(regions: &Regions<'_>) -> Result<String, PictureError> {
    let columns = regions.columns.max(1);
    require(
        "values of the last row",
        columns,
        match regions.values.len() % columns {
            0 if !regions.values.is_empty() => columns,
            partial => partial,
        },
    )?;
    require("classes", regions.points.len(), regions.classes.len())?;
    let axis = |name: &str, (low, high)| Axis::new(name).between(low, high);
    let mut plot = Plot::new(regions.title, axis("x1", regions.x), axis("x2", regions.y));
    let rows = regions.values.len() / columns;
    for (row, values) in regions.values.chunks(columns).enumerate() {
        let edge = |row: usize| part(regions.y, row, rows);
        plot.cells.extend(runs(values).into_iter().map(|run| Cell {
            from: [part(regions.x, run.from, columns), edge(row)],
            to: [part(regions.x, run.to, columns), edge(row + 1)],
            colour: usize::from(run.shade > 0.0),
            opacity: SURE * run.shade.abs() / SHADES,
        }));
    }
    plot.points = class_points(regions.points, regions.classes);
    plot.svg()
}

/// The points of each class as a layer of its own, in its colour and shape.
pub(in crate::picture) fn class_points(points: &[[f64; 2]], classes: &[usize]) -> Vec<Points> {
    let n_classes = classes.iter().max().map_or(0, |most| most + 1);
    let of_class = |class: usize| {
        let labelled = points.iter().zip(classes);
        let own = labelled.filter(|(_, label)| **label == class);
        Points {
            name: format!("class {class}"),
            points: own.map(|(point, _)| *point).collect(),
            colour: class,
            mark: if class == 0 { Mark::Disc } else { Mark::Square },
        }
    };
    (0..n_classes).map(of_class).collect()
}

pub(in crate::picture) fn require(
    what: &'static str,
    expected: usize,
    received: usize,
) -> Result<(), PictureError> {
    match expected == received {
        true => Ok(()),
        false => Err(PictureError::Length {
            what,
            expected,
            received,
        }),
    }
}

/// Neighbours of one shade, from −8 (class 0) to 8 (class 1).
struct Run {
    from: usize,
    to: usize,
    shade: f64,
}

/// The runs of a row that can be seen.
fn runs(values: &[f64]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (place, value) in values.iter().enumerate() {
        let shade = (SHADES * (2.0 * value.clamp(0.0, 1.0) - 1.0)).round();
        match runs.last_mut() {
            Some(run) if run.to == place && run.shade == shade => run.to += 1,
            _ if shade == 0.0 || shade.is_nan() => {}
            _ => runs.push(Run {
                from: place,
                to: place + 1,
                shade,
            }),
        }
    }
    runs
}

/// The place between two ends after so many of so many equal parts.
fn part((low, high): (f64, f64), index: usize, count: usize) -> f64 {
    low + (high - low) * index as f64 / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_do_not_fit_are_refused() {
        let fitting = Regions {
            title: "t",
            x: (0.0, 1.0),
            y: (0.0, 1.0),
            columns: 2,
            values: &[0.0, 1.0],
            points: &[],
            classes: &[],
        };
        assert!(regions(&fitting).is_ok());
        let values = Regions {
            values: &[0.0; 3],
            ..fitting
        };
        let refusal = regions(&values).unwrap_err().to_string();
        assert_eq!(refusal, "values of the last row: expected 2, got 1");
        let classes = Regions {
            classes: &[1],
            ..fitting
        };
        assert_eq!(regions(&classes).unwrap_err().code(), "length");
    }

    #[test]
    fn what_is_not_finite_stays_empty() {
        let runs = runs(&[f64::NAN, 1.0, 1.0, 0.0, f64::INFINITY]);
        let shades: Vec<f64> = runs.iter().map(|run| run.shade).collect();
        assert_eq!(shades, [8.0, -8.0, 8.0]);
    }
}
