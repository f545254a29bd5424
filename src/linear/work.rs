//! Who does the work inside one replicate: one thread, or all of the current pool.
//!
//! Blocks are fixed and merged in index order, so the answer never depends on the choice.

use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::Once;
use std::sync::PoisonError;

/// Whether work inside a replicate is split over the current thread pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// On the calling thread: replicates themselves run side by side.
    OneThread,
    /// Over the current pool, in fixed blocks.
    AllThreads,
}

/// So many threads, started once and kept: whoever asks for as many again finds them awake sooner, and
/// the memory that they gave back at hand.
///
/// # Errors
/// When the system starts no more threads.
pub(crate) fn pool(threads: usize) -> Result<Arc<rayon::ThreadPool>, rayon::ThreadPoolBuildError> {
    static POOLS: Mutex<BTreeMap<usize, Arc<rayon::ThreadPool>>> = Mutex::new(BTreeMap::new());
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pool) = pools.get(&threads) {
        return Ok(Arc::clone(pool));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let pool = Arc::new(pool);
    pools.insert(threads, Arc::clone(&pool));
    Ok(pool)
}

/// Keeps the memory that is given back from here on for the next time, up to 64 MiB of it.
///
/// An allocator of glibc's kind gives whatever exceeds twice the largest piece that was ever mapped
/// and given back, at first 256 KiB, to the system again, and every page of it costs a fault when
/// the next replicate asks for it: a seventh of the time of a backward pass on two threads. It
/// learns the size of the pieces from the first one, which nobody touches.
pub(crate) fn keep_memory() {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| {
        let untouched = Vec::<u8>::with_capacity(LARGEST_PIECE);
        drop(std::hint::black_box(untouched));
    });
}

/// Somewhat less than the 32 MiB beyond which glibc learns nothing.
const LARGEST_PIECE: usize = 31 << 20;

impl Work {
    /// How many threads share the work.
    pub(crate) fn threads(self) -> usize {
        match self {
            Self::OneThread => 1,
            Self::AllThreads => rayon::current_num_threads(),
        }
    }

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

    /// Runs `task` on each item, handed out one after the other to whoever is free, with a buffer
    /// of its thread: the shorter the last ones, the sooner all are done.
    pub(crate) fn deal<I: Send, B: Default + Send>(
        self,
        items: impl Iterator<Item = I> + Send,
        task: impl Fn(&mut B, I) + Send + Sync,
    ) {
        match self {
            Self::OneThread => {
                let mut buffer = B::default();
                items.for_each(|item| task(&mut buffer, item));
            }
            Self::AllThreads => items.par_bridge().for_each_init(B::default, task),
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
