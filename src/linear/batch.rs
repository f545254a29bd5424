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
    values: Vec<T>,
    samples: usize,
    units: usize,
}

impl<T: Entry> Batch<T> {
    /// All 0.
    pub(crate) fn zeros(samples: usize, units: usize) -> Self {
        let mut batch = Self {
            values: Vec::new(),
            samples,
            units: 0,
        };
        batch.reset(units);
        batch
    }

    /// Makes it one of vectors of `units` numbers in the memory it has; what they are is not said.
    pub(crate) fn reset(&mut self, units: usize) {
        self.units = units;
        let length = self.samples.div_ceil(T::LANES) * self.stride();
        packed::make_room(&mut self.values, length);
    }

    /// How many vectors.
    pub(crate) fn samples(&self) -> usize {
        self.samples
    }

    /// How many numbers each.
    pub(crate) fn units(&self) -> usize {
        self.units
    }

    /// Numbers of a panel; its units are filled up to whole tiles of the kernel.
    fn stride(&self) -> usize {
        self.units.next_multiple_of(ROWS) * T::LANES
    }

    /// The panels, each with how many of its lanes are in use.
    pub(crate) fn panels(&self) -> impl Iterator<Item = (usize, &[T])> {
        let lanes = lanes::<T>(self.samples);
        lanes.zip(self.values.chunks(self.stride().max(1)))
    }

    /// The same, to be written.
    pub(crate) fn panels_mut(&mut self) -> impl Iterator<Item = (usize, &mut [T])> {
        let lanes = lanes::<T>(self.samples);
        let stride = self.stride().max(1);
        lanes.zip(self.values.chunks_mut(stride))
    }

    /// Fills every vector by `fill(sample, vector)`.
    pub(crate) fn fill(&mut self, work: Work, fill: impl Fn(usize, &mut [f64]) + Send + Sync) {
        let units = self.units;
        let firsts = (0..).step_by(T::LANES);
        let panels: Vec<_> = firsts.zip(self.panels_mut()).collect();
        work.map(panels, |(first, (lanes, panel))| {
            let mut vector = vec![0.0; units];
            for lane in 0..lanes {
                fill(first + lane, &mut vector);
                for (unit, x) in panel.chunks_exact_mut(T::LANES).zip(&vector) {
                    unit[lane] = T::rounded(*x);
                }
            }
        });
    }

    /// The first `samples` vectors as rows.
    pub(crate) fn first(&self, samples: usize) -> Matrix {
        let rows = samples.min(self.samples);
        let mut values = vec![0.0; rows * self.units];
        let panels = self.values.chunks_exact(self.stride().max(1));
        for (rows, panel) in values
            .chunks_mut((T::LANES * self.units).max(1))
            .zip(panels)
        {
            for (lane, row) in rows.chunks_exact_mut(self.units).enumerate() {
                for (x, unit) in row.iter_mut().zip(panel.chunks_exact(T::LANES)) {
                    *x = unit[lane].widened();
                }
            }
        }
        Matrix::of(rows, self.units, values)
    }

    /// The transpose: as many samples as it has units.
    pub(crate) fn transposed(&self) -> Self {
        let mut transposed = Self::zeros(self.units, self.samples);
        let (stride, lanes) = (self.stride().max(1), T::LANES);
        transposed.fill(Work::OneThread, |unit, vector| {
            for (vector, panel) in vector.chunks_mut(lanes).zip(self.values.chunks(stride)) {
                for (x, value) in vector.iter_mut().zip(&panel[unit * lanes..]) {
                    *x = value.widened();
                }
            }
        });
        transposed
    }

    /// Its vectors over units as rows of a left operand: row u holds unit u of every sample.
    pub(crate) fn packed(&self) -> Packed<T> {
        let mut packed = Packed::new();
        packed.reset(self.units, self.samples);
        let (stride, lanes) = (self.stride(), T::LANES);
        for (first, _, panel) in packed.panels() {
            for (sample, row) in panel.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                let source = &self.values[sample / lanes * stride..][first * lanes..];
                for (x, unit) in row.iter_mut().zip(source.chunks_exact(lanes)) {
                    *x = unit[sample % lanes];
                }
            }
        }
        packed
    }
}

/// How many lanes of each panel are in use: all but in the last.
fn lanes<T: Entry>(samples: usize) -> impl Iterator<Item = usize> {
    let firsts = (0..samples).step_by(T::LANES);
    firsts.map(move |first| T::LANES.min(samples - first))
}
