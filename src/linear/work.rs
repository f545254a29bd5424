//! Who does the work inside one replicate: one thread, or all of the current pool.
//!
//! Blocks are fixed and merged in index order, so the answer never depends on the choice.

use rayon::prelude::*;

/// Whether work inside a replicate is split over the current thread pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// On the calling thread: replicates themselves run side by side.
    OneThread,
    /// Over the current pool, in fixed blocks.
    AllThreads,
}

impl Work {
    /// Runs `task(index, block)` on each block of `size` values.
    pub(crate) fn for_each_block(
        self,
        values: &mut [f64],
        size: usize,
        task: impl Fn(usize, &mut [f64]) + Send + Sync,
    ) {
        let run = |(index, block): (usize, &mut [f64])| task(index, block);
        match self {
            Self::OneThread => values.chunks_mut(size).enumerate().for_each(run),
            Self::AllThreads => values.par_chunks_mut(size).enumerate().for_each(run),
        }
    }

    /// As [`Work::map`], with a buffer that a thread makes once and uses again.
    pub(crate) fn map_with<I: Send, B, T: Send>(
        self,
        items: Vec<I>,
        buffer: impl Fn() -> B + Send + Sync,
        task: impl Fn(&mut B, I) -> T + Send + Sync,
    ) -> Vec<T> {
        match self {
            Self::OneThread => {
                let mut buffer = buffer();
                let run = |item| task(&mut buffer, item);
                items.into_iter().map(run).collect()
            }
            Self::AllThreads => items.into_par_iter().map_init(buffer, task).collect(),
        }
    }

    /// The answers of `task` on each item, in order.
    pub(crate) fn map<I: Send, T: Send>(
        self,
        items: Vec<I>,
        task: impl Fn(I) -> T + Send + Sync,
    ) -> Vec<T> {
        match self {
            Self::OneThread => items.into_iter().map(task).collect(),
            Self::AllThreads => items.into_par_iter().map(task).collect(),
        }
    }

    /// The answers of `task` on each block of `size` values, in order.
    pub(crate) fn map_blocks<T: Send>(
        self,
        values: &[f64],
        size: usize,
        task: impl Fn(&[f64]) -> T + Send + Sync,
    ) -> Vec<T> {
        match self {
            Self::OneThread => values.chunks(size).map(task).collect(),
            Self::AllThreads => values.par_chunks(size).map(task).collect(),
        }
    }
}
