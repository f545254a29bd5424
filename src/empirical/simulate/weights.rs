//! The weights of one layer of one replicate: drawn when they are needed, block by block.
//!
//! Rows of independent weights come each from a stream of its own, so a block of them can be drawn
//! again at any time and memory never holds them all. It multiplies nothing.

use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;
use crate::initializer::InitializerError;
use crate::initializer::Sampler;
use crate::linear::Entry;
use crate::linear::LinearError;
use crate::linear::Packed;
use crate::linear::ROWS;
use crate::linear::Work;
use crate::linear::pack_columns;
use crate::linear::pack_rows;
use crate::random::Stream;
use crate::theory::shape::Fans;
use std::ops::Range;

/// Weights that are held at once, where they can be drawn row by row: 2 MiB of doubles. Fewer would
/// stay in the second cache, and cost threads more meetings than that saves.
const BLOCK: usize = 1 << 18;

/// Rows of a block at least, so that a batch is not read for a few rows.
const LEAST_ROWS: usize = 96;

/// Rows of a block at most.
fn most_rows(fan_in: usize) -> usize {
    (BLOCK / fan_in.max(1)).max(LEAST_ROWS)
}

/// W of one layer: `fan_out` rows of `fan_in` weights.
#[derive(Clone, Debug)]
pub(in crate::empirical::simulate) struct Weights {
    source: Source,
    fan_in: usize,
    fan_out: usize,
}

/// Where rows come from.
#[derive(Clone, Debug)]
enum Source {
    /// Each row from a stream of its own.
    Rows { sampler: Sampler, stream: Stream },
    /// Weights that depend on each other are drawn all at once.
    Whole { values: Vec<f64> },
}

impl Weights {
    /// The weights of layer `index` (from 1), from `replicate.named("weights").indexed(index)`.
    ///
    /// # Errors
    /// [`SimulateError::Initializer`] when they cannot be drawn; [`SimulateError::Linear`] when
    /// they are not fan_out·fan_in many.
    pub(in crate::empirical::simulate) fn draw(
        network: &Network,
        index: usize,
        fans: Fans,
        replicate: Stream,
    ) -> Result<Self, SimulateError> {
        let stream = replicate.named("weights").indexed(index as u64);
        let initializer = network.initializer();
        let source = match initializer.entry_law(fans) {
            Ok(law) => Ok(Source::Rows {
                sampler: law.sampler(),
                stream,
            }),
            Err(InitializerError::DependentEntries { .. }) => initializer
                .draw_matrix(fans, stream)
                .map(|values| Source::Whole { values }),
            Err(error) => Err(error),
        };
        let source = source.map_err(|source| SimulateError::Initializer {
            layer: index,
            source,
        })?;
        Self::new(source, fans)
    }

    /// Weights from outside, row-major.
    #[cfg(test)]
    pub(in crate::empirical::simulate) fn of(fans: Fans, values: &[f64]) -> Self {
        let values = values.to_vec();
        Self::new(Source::Whole { values }, fans).unwrap()
    }

    fn new(source: Source, fans: Fans) -> Result<Self, SimulateError> {
        let (fan_in, fan_out) = (fans.fan_in as usize, fans.fan_out as usize);
        let expected = fan_in * fan_out;
        match &source {
            Source::Whole { values } if values.len() != expected => Err(LinearError::Shape {
                what: "a matrix",
                expected,
                received: values.len(),
            }
            .into()),
            _ => Ok(Self {
                source,
                fan_in,
                fan_out,
            }),
        }
    }

    /// How many inputs.
    pub(in crate::empirical::simulate) fn fan_in(&self) -> usize {
        self.fan_in
    }

    /// How many units.
    pub(in crate::empirical::simulate) fn fan_out(&self) -> usize {
        self.fan_out
    }

    /// Blocks of units whose weights are held at once, each but the last a multiple of `unit`.
    pub(in crate::empirical::simulate) fn blocks(
        &self,
        unit: usize,
    ) -> impl Iterator<Item = Range<usize>> + use<> {
        let size = most_rows(self.fan_in) / unit * unit;
        let fan_out = self.fan_out;
        let starts = (0..fan_out).step_by(size);
        starts.map(move |start| start..fan_out.min(start + size))
    }

    /// Weights of a block of a layer with these fans, at most.
    pub(in crate::empirical::simulate) fn block_size(fans: Fans) -> u64 {
        let rows = most_rows(usize::try_from(fans.fan_in).unwrap_or(usize::MAX)) as u64;
        fans.fan_in.saturating_mul(fans.fan_out.min(rows))
    }

    /// The first block of them that meets the layer's inputs.
    pub(in crate::empirical::simulate) fn first_block(&self) -> Option<Block<'_>> {
        self.blocks(ROWS).next().map(|units| self.block(units))
    }

    /// The rows of these units.
    pub(in crate::empirical::simulate) fn block(&self, units: Range<usize>) -> Block<'_> {
        let weights = self;
        Block { weights, units }
    }

    /// Packs the transpose of the rows of these units, to meet gradients at the units; the rows
    /// themselves are drawn into `rows`.
    pub(in crate::empirical::simulate) fn pack_transposed<T: Entry>(
        &self,
        packed: &mut Packed<T>,
        rows: &mut Vec<f64>,
        units: Range<usize>,
        work: Work,
    ) {
        rows.resize(units.len() * self.fan_in, 0.0);
        work.for_each_block(rows, ROWS_OF_A_TASK * self.fan_in, |task, rows| {
            self.fill(units.start + task * ROWS_OF_A_TASK, rows);
        });
        packed.reset(self.fan_in, units.len());
        work.map(packed.panels(), |(first, _, panel)| {
            pack_columns(panel, rows, self.fan_in, first);
        });
    }

    /// Fills whole rows from row `first` on.
    fn fill(&self, first: usize, rows: &mut [f64]) {
        match &self.source {
            Source::Whole { values } => {
                let start = first * self.fan_in;
                rows.copy_from_slice(&values[start..start + rows.len()]);
            }
            Source::Rows { sampler, stream } => {
                for (row, values) in (first as u64..).zip(rows.chunks_exact_mut(self.fan_in)) {
                    sampler.fill(&mut stream.indexed(row).generator(), values);
                }
            }
        }
    }
}

/// Rows of one layer that are held at once.
#[derive(Clone, Debug)]
pub(in crate::empirical::simulate) struct Block<'a> {
    weights: &'a Weights,
    units: Range<usize>,
}

impl Block<'_> {
    /// Makes room for them.
    pub(in crate::empirical::simulate) fn reserve<T: Entry>(&self, packed: &mut Packed<T>) {
        packed.reset(self.units.len(), self.weights.fan_in);
    }

    /// Draws one panel of them, of `rows` rows from the block's row `first` on.
    pub(in crate::empirical::simulate) fn draw<T: Entry>(
        &self,
        buffer: &mut Vec<f64>,
        (first, rows, panel): (usize, usize, &mut [T]),
    ) {
        let fan_in = self.weights.fan_in;
        buffer.resize(ROWS * fan_in, 0.0);
        let values = &mut buffer[..rows * fan_in];
        self.weights.fill(self.units.start + first, values);
        pack_rows(panel, values, fan_in);
    }
}

/// Rows that one task draws.
const ROWS_OF_A_TASK: usize = 16;
