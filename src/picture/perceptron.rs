//! The perceptron's training in the plane: points, the line after each pass, the margin.
//!
//! It trains nothing and knows no trainer.

use crate::picture::Axis;
use crate::picture::Line;
use crate::picture::PictureError;
use crate::picture::Plot;
use crate::picture::regions::class_points;
use crate::picture::regions::require;

/// The line where w·x + b = 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boundary {
    /// w.
    pub weights: [f64; 2],
    /// b.
    pub bias: f64,
}

/// The widest band free of points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// Its middle.
    pub middle: Boundary,
    /// γ: from the middle to the nearest points.
    pub half_width: f64,
}

/// What a training run did to two features.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Perceptron<'a> {
    /// Above the axes.
    pub title: &'a str,
    /// The features' names.
    pub features: [&'a str; 2],
    /// The samples.
    pub points: &'a [[f64; 2]],
    /// The class of each sample, 0 or 1.
    pub classes: &'a [usize],
    /// The lines after passes, in order; the last is the answer.
    pub passes: &'a [Boundary],
    /// The margin, where the classes are separable.
    pub margin: Option<Margin>,
}

/// The run as an SVG document: earlier lines are paler, the last is drawn whole, the margin is a
/// dashed band. Lines of zero weights are nowhere and left out.
///
/// # Errors
/// [`PictureError::Length`] unless each point has a class; as [`Plot::svg`].
///
/// # Example
/// ```
/// use varprop::picture::{Boundary, Perceptron, perceptron};
/// let diagonal = Boundary { weights: [1.0, 1.0], bias: -1.0 };
/// let svg = perceptron(&Perceptron {
///     title: "and",
///     features: ["x1", "x2"],
///     points: &[[0.0, 0.0], [1.0, 1.0]],
///     classes: &[0, 1],
///     passes: &[diagonal],
///     margin: None,
/// })?;
/// assert_eq!(svg.matches("<polyline").count(), 1);
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
pub fn perceptron(picture: &Perceptron<'_>) -> Result<String, PictureError> {
    require("classes", picture.points.len(), picture.classes.len())?;
    let [x, y] = [0, 1].map(|axis| ends(picture.points, axis));
    let (Some(x), Some(y)) = (x, y) else {
        return Err(PictureError::Nothing);
    };
    let [first, second] = picture.features;
    let axis = |name: &str, (low, high)| Axis::new(name).between(low, high);
    let mut plot = Plot::new(picture.title, axis(first, x), axis(second, y));
    let window = [x, y];
    plot.lines = pass_lines(picture.passes, window);
    if let Some(margin) = picture.margin {
        plot.lines.extend(margin_lines(margin, window));
    }
    plot.points = class_points(picture.points, picture.classes);
    plot.svg()
}

/// Ends of the axis that leave room around the points; `None` without any finite coordinate.
fn ends(points: &[[f64; 2]], axis: usize) -> Option<(f64, f64)> {
    let values = points.iter().filter_map(|point| point.get(axis)).copied();
    let mut finite = values.filter(|x| x.is_finite());
    let first = finite.next()?;
    let (low, high) = finite.fold((first, first), |(a, b), x| (a.min(x), b.max(x)));
    let room = match 0.25 * (high - low) {
        0.0 => low.abs().max(1.0),
        room => room,
    };
    Some((low - room, high + room))
}

/// The lines of the passes that have one, the last in another colour.
fn pass_lines(passes: &[Boundary], window: [(f64, f64); 2]) -> Vec<Line> {
    let segments = passes.iter().map(|pass| segment(*pass, 0.0, window));
    let segments: Vec<_> = segments.filter(|ends| !ends.is_empty()).collect();
    let count = segments.len();
    let styled = |(index, ends): (usize, Vec<[f64; 2]>)| {
        let is_last = index + 1 == count;
        let name = match index {
            _ if is_last => "last line",
            0 => "earlier passes",
            _ => "",
        };
        let opacity = 0.2 + 0.5 * (index + 1) as f64 / count as f64;
        Line {
            opacity: if is_last { 1.0 } else { opacity },
            ..Line::new(name, if is_last { 2 } else { 5 }, ends)
        }
    };
    segments.into_iter().enumerate().map(styled).collect()
}

/// The band's middle and edges.
fn margin_lines(margin: Margin, window: [(f64, f64); 2]) -> Vec<Line> {
    let edge = |(side, name): (f64, &str)| Line {
        is_dashed: true,
        ..Line::new(
            name,
            3,
            segment(margin.middle, side * margin.half_width, window),
        )
    };
    [(-1.0, "margin"), (0.0, ""), (1.0, "")].map(edge).into()
}

/// Two points of the line at this signed distance from the boundary, far enough apart to cross the
/// window; none for zero weights.
fn segment(boundary: Boundary, distance: f64, window: [(f64, f64); 2]) -> Vec<[f64; 2]> {
    let [(left, right), (bottom, top)] = window;
    let [wx, wy] = boundary.weights;
    // The larger weight first, so that no square can overflow or vanish.
    let largest = wx.abs().max(wy.abs());
    let (wx, wy, bias) = (wx / largest, wy / largest, boundary.bias / largest);
    let norm = (wx * wx + wy * wy).sqrt();
    let (x, y) = (0.5 * (left + right), 0.5 * (bottom + top));
    let off = (wx * x + wy * y + bias) / norm - distance;
    let (nx, ny) = (wx / norm, wy / norm);
    let (x, y) = (x - off * nx, y - off * ny);
    let reach = (right - left) + (top - bottom);
    let ends = [
        [x - reach * ny, y + reach * nx],
        [x + reach * ny, y - reach * nx],
    ];
    let is_finite = ends.iter().flatten().all(|x| x.is_finite());
    if is_finite { ends.into() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::Tolerance;

    #[test]
    fn both_ends_of_a_segment_lie_at_their_distance() {
        let boundary = Boundary {
            weights: [3.0, -4.0],
            bias: 2.0,
        };
        for distance in [-0.5, 0.0, 0.5] {
            let ends = segment(boundary, distance, [(-1.0, 1.0), (-1.0, 1.0)]);
            assert_eq!(ends.len(), 2);
            for [x, y] in ends {
                // Coordinates up to 5 pass through about ten roundings.
                let near = Tolerance::rounding(16, 5.0);
                assert!(near.accepts((3.0 * x - 4.0 * y + 2.0) / 5.0, distance));
            }
        }
    }

    #[test]
    fn weights_of_zero_draw_no_line() {
        let nowhere = Boundary {
            weights: [0.0; 2],
            bias: 1.0,
        };
        assert!(segment(nowhere, 0.0, [(0.0, 1.0), (0.0, 1.0)]).is_empty());
    }

    #[test]
    fn a_run_without_passes_shows_its_points() {
        let picture = Perceptron {
            title: "t",
            features: ["a", "b"],
            points: &[[0.0, 0.0], [1.0, 2.0]],
            classes: &[0, 1],
            passes: &[],
            margin: None,
        };
        let svg = perceptron(&picture).unwrap();
        assert_eq!(
            (
                svg.matches("<circle").count(),
                svg.matches("<polyline").count()
            ),
            (2, 0)
        );
    }
}
