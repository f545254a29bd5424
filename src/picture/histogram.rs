//! Histograms, one or a page of them.
//!
//! It counts nothing: counts come from the caller.

use crate::picture::Axis;
use crate::picture::Bars;
use crate::picture::PictureError;
use crate::picture::Plot;
use crate::picture::svg::Svg;

/// Counts in bins of equal width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Histogram<'a> {
    /// Above it: `layer 3`.
    pub title: &'a str,
    /// Where the first bin begins.
    pub low: f64,
    /// Where the last bin ends.
    pub high: f64,
    /// How many numbers each bin holds.
    pub counts: &'a [u64],
}

/// Width and height of a histogram on a page.
const PANEL: [f64; 2] = [320.0, 220.0];
/// Histograms side by side.
const ABREAST: usize = 3;

/// The histograms as one SVG document, three in a row, each with its own height of counts.
///
/// # Errors
/// [`PictureError::Nothing`] without a histogram, [`PictureError::Length`] for one without bins;
/// as [`Plot::svg`].
///
/// # Example
/// ```
/// use varprop::picture::{Histogram, histograms};
/// let histogram = Histogram { title: "layer 1", low: -1.0, high: 1.0, counts: &[1, 5, 2] };
/// let svg = histograms("activations", "a", &[histogram; 4])?;
/// assert_eq!(svg.matches("<rect").count(), 12);
/// # Ok::<(), varprop::picture::PictureError>(())
/// ```
pub fn histograms(
    title: &str,
    x_label: &str,
    panels: &[Histogram<'_>],
) -> Result<String, PictureError> {
    if panels.is_empty() {
        return Err(PictureError::Nothing);
    }
    let mut page = Svg::default();
    let [width, height] = PANEL;
    for (index, panel) in panels.iter().enumerate() {
        let (row, column) = (index / ABREAST, index % ABREAST);
        let place = [column as f64 * width, row as f64 * height];
        page.inset(place, &plot(panel, x_label)?.drawn()?);
    }
    let rows = panels.len().div_ceil(ABREAST) as f64;
    let columns = panels.len().min(ABREAST) as f64;
    Ok(page.document(columns * width, rows * height, title))
}

fn plot(panel: &Histogram<'_>, x_label: &str) -> Result<Plot, PictureError> {
    if panel.counts.is_empty() {
        return Err(PictureError::Length {
            what: "bins",
            expected: 1,
            received: 0,
        });
    }
    let most = panel
        .counts
        .iter()
        .max()
        .copied()
        .unwrap_or_default()
        .max(1);
    let x = Axis::new(x_label).between(panel.low, panel.high);
    let y = Axis::new("count").between(0.0, 1.05 * most as f64);
    let mut plot = Plot::new(panel.title, x, y);
    plot.size = PANEL;
    plot.bars.push(Bars {
        low: panel.low,
        high: panel.high,
        heights: panel.counts.iter().map(|count| *count as f64).collect(),
        colour: 0,
    });
    Ok(plot)
}
