//! A batch of vectors as the kernel reads and writes it: samples side by side in lanes.
//!
//! `values[panel][unit][lane]`: what a product writes is what the next product reads. It knows
//! nothing of layers.

use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::entry::Entry;
use crate::linear::kernel::ROWS;
use crate::linear::packed;
use crate::linear::packed::Packed;

/// `samples` vectors of `units` numbers.
#[derive(Clone, Debug)]
pub(crate) struct Batch<T> {
    /// Each in memory of its own, so that one can take the place of another.
    panels: Vec<Vec<T>>,
    samples: usize,
    units: usize,
    /// Numbers of a panel: room for `units` of them, filled up to whole tiles of the kernel.
    stride: usize,
}

impl<T: Entry> Batch<T> {
    /// All 0.
    pub(crate) fn zeros(samples: usize, units: usize) -> Self {
        Self::with_room(samples, units, units)
    }

    /// All 0, with room for vectors of up to `most` numbers.
    pub(crate) fn with_room(samples: usize, units: usize, most: usize) -> Self {
        let mut batch = Self {
            panels: Vec::new(),
            samples,
            units: 0,
            stride: 0,
        };
        batch.reset(most);
        batch.reset(units);
        batch
    }

    /// Another of as many vectors and as much room, of no numbers yet.
    pub(crate) fn twin(&self) -> Self {
        Self::with_room(self.samples, 0, self.stride / T::LANES)
    }

    /// Makes it one of vectors of `units` numbers in the memory it has; what they are is not said,
    /// except that numbers stay where there is room for them.
    pub(crate) fn reset(&mut self, units: usize) {
        self.units = units;
        self.stride = self.stride.max(units.next_multiple_of(ROWS) * T::LANES);
        let n_panels = self.samples.div_ceil(T::LANES);
        self.panels.resize_with(n_panels, Vec::new);
        for panel in &mut self.panels {
            packed::make_room(panel, self.stride);
        }
    }

    /// Vectors of `units` numbers that `fill(sample, vector)` says, with room for up to `most`.
    pub(crate) fn filled(
        samples: usize,
        (units, most): (usize, usize),
        work: Work,
        fill: impl Fn(usize, &mut [f64]) + Send + Sync,
    ) -> Self {
        let widest = units.max(most).next_multiple_of(ROWS);
        let mut batch = Self {
            panels: vec![Vec::new(); samples.div_ceil(T::LANES)],
            samples,
            units,
            stride: widest * T::LANES,
        };
        batch.fill(work, fill);
        batch
    }

    /// How many vectors.
    pub(crate) fn samples(&self) -> usize {
        self.samples
    }

    /// How many numbers each.
    pub(crate) fn units(&self) -> usize {
        self.units
    }

    /// The panels, each with how many of its lanes are in use.
    pub(crate) fn panels(&self) -> impl Iterator<Item = (usize, &[T])> {
        lanes::<T>(self.samples).zip(self.panels.iter().map(Vec::as_slice))
    }

    /// The same, to be written.
    pub(crate) fn panels_mut(&mut self) -> impl Iterator<Item = (usize, &mut Vec<T>)> {
        lanes::<T>(self.samples).zip(&mut self.panels)
    }

    /// Fills every vector by `fill(sample, vector)`.
    fn fill(&mut self, work: Work, fill: impl Fn(usize, &mut [f64]) + Send + Sync) {
        let (units, stride) = (self.units, self.stride);
        let firsts = (0..).step_by(T::LANES);
        let panels: Vec<_> = firsts.zip(self.panels_mut()).collect();
        work.map(panels, |(first, (lanes, panel))| {
            packed::make_room(panel, stride);
            let mut vectors = vec![0.0; lanes * units];
            for (sample, vector) in (first..).zip(vectors.chunks_exact_mut(units.max(1))) {
                fill(sample, vector);
            }
            T::lay_side_by_side(panel, &vectors, units);
        });
    }

    /// The first `samples` vectors as rows.
    pub(crate) fn first(&self, samples: usize) -> Matrix {
        let rows = samples.min(self.samples);
        let mut values = vec![0.0; rows * self.units];
        for (rows, panel) in values
            .chunks_mut((T::LANES * self.units).max(1))
            .zip(&self.panels)
        {
            for (lane, row) in rows.chunks_exact_mut(self.units).enumerate() {
                for (x, unit) in row.iter_mut().zip(panel.chunks_exact(T::LANES)) {
                    *x = unit[lane].widened();
                }
            }
        }
        Matrix::of(rows, self.units, values)
    }

    /// Becomes the transpose of `other`: as many samples as that has units.
    pub(crate) fn transpose(&mut self, other: &Self, work: Work) {
        self.samples = other.units;
        self.reset(other.samples);
        let lanes = T::LANES;
        let firsts = (0..).step_by(lanes);
        let panels: Vec<_> = firsts.zip(self.panels_mut()).collect();
        work.map(panels, |(first, (used, panel))| {
            for (places, source) in panel.chunks_mut(lanes * lanes).zip(&other.panels) {
                turn(
                    places,
                    lanes,
                    &source[first * lanes..(first + used) * lanes],
                );
            }
        });
    }

    /// Puts its vectors over units as rows of a left operand: row u holds unit u of every sample.
    pub(crate) fn pack(&self, packed: &mut Packed<T>, work: Work) {
        packed.reset(self.units, self.samples);
        let lanes = T::LANES;
        work.map(packed.panels(), |(first, rows, panel)| {
            for (places, source) in panel.chunks_mut(lanes * ROWS).zip(&self.panels) {
                turn(places, ROWS, &source[first * lanes..(first + rows) * lanes]);
            }
        });
    }
}

/// Turns a few units (each a number a lane) into places, one a lane, of `width` numbers: the first of
/// place s are what the units hold in lane s. Four units at once, so that a place is seldom met.
fn turn<T: Entry>(places: &mut [T], width: usize, units: &[T]) {
    let fours = units.chunks_exact(4 * T::LANES);
    let done = units.len() / (4 * T::LANES) * 4;
    let rest = fours.remainder();
    for (units, at) in fours.zip((0..).step_by(4)) {
        let (left, right) = units.split_at(2 * T::LANES);
        let ((a, b), (c, d)) = (left.split_at(T::LANES), right.split_at(T::LANES));
        let lanes = a.iter().zip(b).zip(c.iter().zip(d));
        for (place, ((a, b), (c, d))) in places.chunks_exact_mut(width).zip(lanes) {
            if let Some(four) = place[at..].first_chunk_mut() {
                *four = [*a, *b, *c, *d];
            }
        }
    }
    for (unit, at) in rest.chunks_exact(T::LANES).zip(done..) {
        for (place, x) in places.chunks_exact_mut(width).zip(unit) {
            place[at] = *x;
        }
    }
}

/// How many lanes of each panel are in use: all but in the last.
fn lanes<T: Entry>(samples: usize) -> impl Iterator<Item = usize> {
    let firsts = (0..samples).step_by(T::LANES);
    firsts.map(move |first| T::LANES.min(samples - first))
}
