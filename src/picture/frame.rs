//! From numbers to pixels: what a plot's parts look like between its axes.
//!
//! Which parts there are is `plot`'s business.

use crate::picture::Bars;
use crate::picture::Cell;
use crate::picture::Colour;
use crate::picture::Line;
use crate::picture::Mark;
use crate::picture::Plot;
use crate::picture::Points;
use crate::picture::axis::Scale;
use crate::picture::clip::clipped;
use crate::picture::svg::Anchor;
use crate::picture::svg::Stroke;
use crate::picture::svg::Svg;

const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 32.0;
const BOTTOM: f64 = 44.0;
/// Half the size of a point.
const RADIUS: f64 = 3.5;

/// The scales of a plot and where its axes stand.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) struct Frame {
    pub(in crate::picture) x: Scale,
    pub(in crate::picture) y: Scale,
    pub(in crate::picture) size: [f64; 2],
    /// Pixels beside the axes that the legend takes.
    pub(in crate::picture) legend: f64,
}

/// A line of the legend.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) struct Entry<'a> {
    pub(in crate::picture) name: &'a str,
    pub(in crate::picture) symbol: Symbol,
}

/// What stands before a name in the legend.
#[derive(Clone, Copy, Debug)]
pub(in crate::picture) enum Symbol {
    Line(Stroke),
    Mark(Mark, Colour),
}

impl Frame {
    pub(in crate::picture) fn cell(&self, svg: &mut Svg, cell: &Cell) {
        if let (Some(from), Some(to)) = (self.shares(cell.from), self.shares(cell.to)) {
            self.rectangle(svg, from, to, Colour::of(cell.colour), cell.opacity);
        }
    }

    pub(in crate::picture) fn bars(&self, svg: &mut Svg, bars: &Bars) {
        let width = (bars.high - bars.low) / bars.heights.len() as f64;
        for (place, height) in bars.heights.iter().enumerate() {
            let left = bars.low + place as f64 * width;
            let corners = (
                self.shares([left, 0.0]),
                self.shares([left + width, *height]),
            );
            if let (Some(from), Some(to)) = corners {
                self.rectangle(svg, from, to, Colour::of(bars.colour), 0.8);
            }
        }
    }

    /// The line's segments inside the axes, joined to chains.
    pub(in crate::picture) fn chain(&self, svg: &mut Svg, line: &Line) {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        let ends = line.points.iter().zip(line.points.iter().skip(1));
        for (from, to) in ends {
            let shares = self.shares(*from).zip(self.shares(*to));
            let segment = shares.and_then(|(from, to)| clipped(from, to));
            let Some([from, to]) = segment.map(|ends| ends.map(|end| self.pixel(end))) else {
                finish(svg, &mut chain, line);
                continue;
            };
            if chain.last() != Some(&from) {
                finish(svg, &mut chain, line);
                chain.push(from);
            }
            chain.push(to);
        }
        finish(svg, &mut chain, line);
    }

    pub(in crate::picture) fn marks(&self, svg: &mut Svg, points: &Points) {
        let inside = |share: &[f64; 2]| share.iter().all(|s| (0.0..=1.0).contains(s));
        let shares = points.points.iter().filter_map(|point| self.shares(*point));
        for share in shares.filter(inside) {
            mark(
                svg,
                self.pixel(share),
                points.mark,
                Colour::of(points.colour),
            );
        }
    }

    /// Axes, ticks, labels and title.
    pub(in crate::picture) fn axes(&self, svg: &mut Svg, plot: &Plot) {
        let stroke = Stroke {
            width: 1.0,
            ..Stroke::solid(Colour::NEUTRAL)
        };
        let (corner, [right, top]) = (self.pixel([0.0, 0.0]), self.pixel([1.0, 1.0]));
        let [left, bottom] = corner;
        svg.line(corner, [right, bottom], stroke);
        svg.line(corner, [left, top], stroke);
        for (share, text) in self.x.ticks() {
            let [x, _] = self.pixel([share, 0.0]);
            svg.line([x, bottom], [x, bottom + 4.0], stroke);
            svg.text([x, bottom + 17.0], Anchor::Middle, &text);
        }
        for (share, text) in self.y.ticks() {
            let [_, y] = self.pixel([0.0, share]);
            svg.line([left - 4.0, y], [left, y], stroke);
            svg.text([left - 7.0, y + 4.0], Anchor::End, &text);
        }
        let (centre, middle) = (0.5 * (left + right), 0.5 * (top + bottom));
        svg.text([centre, bottom + 36.0], Anchor::Middle, &plot.x.label);
        svg.upward_text([14.0, middle], &plot.y.label);
        svg.text([centre, TOP - 14.0], Anchor::Middle, &plot.title);
    }

    pub(in crate::picture) fn legend(&self, svg: &mut Svg, entries: &[Entry<'_>]) {
        let [right, top] = self.pixel([1.0, 1.0]);
        for (row, entry) in entries.iter().enumerate() {
            let (x, y) = (right + 16.0, top + 8.0 + 18.0 * row as f64);
            match entry.symbol {
                Symbol::Line(stroke) => svg.line([x, y], [x + 18.0, y], stroke),
                Symbol::Mark(shape, colour) => mark(svg, [x + 9.0, y], shape, colour),
            }
            svg.text([x + 24.0, y + 4.0], Anchor::Start, entry.name);
        }
    }

    /// Where a point stands along both axes, if both have a place for it.
    fn shares(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        Some([self.x.share(x)?, self.y.share(y)?])
    }

    fn pixel(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [width, height] = self.size;
        let right = width - RIGHT - self.legend;
        let bottom = height - BOTTOM;
        [LEFT + x * (right - LEFT), bottom - y * (bottom - TOP)]
    }

    /// The part of a rectangle between the axes.
    fn rectangle(&self, svg: &mut Svg, from: [f64; 2], to: [f64; 2], colour: Colour, opacity: f64) {
        let [left, bottom] = self.pixel(from.map(|share| share.clamp(0.0, 1.0)));
        let [right, top] = self.pixel(to.map(|share| share.clamp(0.0, 1.0)));
        if left < right && top < bottom {
            svg.rectangle([left, top], [right - left, bottom - top], colour, opacity);
        }
    }
}

/// Draws a chain of two or more points, and empties it.
fn finish(svg: &mut Svg, chain: &mut Vec<[f64; 2]>, line: &Line) {
    if chain.len() > 1 {
        svg.chain(chain, line.stroke());
    }
    chain.clear();
}

fn mark(svg: &mut Svg, [x, y]: [f64; 2], shape: Mark, colour: Colour) {
    match shape {
        Mark::Disc => svg.disc([x, y], RADIUS, colour),
        Mark::Square => {
            let side = 2.0 * RADIUS - 0.5;
            svg.rectangle([x - 0.5 * side, y - 0.5 * side], [side; 2], colour, 1.0);
        }
    }
}
