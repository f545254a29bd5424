//! Weights drawn ahead: while one block of them is multiplied, the next is drawn.
//!
//! So threads meet once a block. It decides neither what is drawn nor what is multiplied.

use crate::empirical::simulate::weights::Block;
use crate::empirical::simulate::weights::Weights;
use crate::linear::Entry;
use crate::linear::Packed;
use crate::linear::Work;

/// The block of weights that is ready, and room for the next one.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Supply<T> {
    ready: Packed<T>,
    coming: Packed<T>,
}

/// What a thread does next.
enum Task<'a, T, I> {
    Multiply(I),
    Draw((usize, usize, &'a mut [T])),
}

/// The memory that a thread uses again and again.
struct Buffers<T> {
    outputs: Vec<Vec<T>>,
    rows: Vec<f64>,
}

impl<T> Default for Buffers<T> {
    fn default() -> Self {
        let (outputs, rows) = (Vec::new(), Vec::new());
        Self { outputs, rows }
    }
}

impl<T: Entry> Supply<T> {
    /// With the first block of these weights ready; without weights, empty.
    pub(in crate::empirical::simulate) fn of(weights: Option<&Weights>, work: Work) -> Self {
        let (ready, coming) = (Packed::new(), Packed::new());
        let mut supply = Self { ready, coming };
        if let Some(first) = weights.and_then(Weights::first_block) {
            supply.draw(&first, work);
        }
        supply
    }

    /// The block that is ready.
    pub(in crate::empirical::simulate) fn ready(&self) -> &Packed<T> {
        &self.ready
    }

    fn draw(&mut self, block: &Block<'_>, work: Work) {
        block.reserve(&mut self.ready);
        let panels = self.ready.panels().into_iter();
        work.deal(panels, |rows: &mut Vec<f64>, panel| block.draw(rows, panel));
    }

    /// Runs `task` on each item with the block that is ready and memory for outputs; then `next` is
    /// the block that is ready.
    ///
    /// Several threads draw it into memory of its own when no item is left to them, which takes
    /// shorter turns than an item; one thread needs no second memory.
    pub(in crate::empirical::simulate) fn multiply<I: Send>(
        &mut self,
        work: Work,
        items: Vec<I>,
        next: Option<Block<'_>>,
        task: impl Fn(&Packed<T>, &mut Vec<Vec<T>>, I) + Send + Sync,
    ) {
        let (Work::AllThreads, Some(next)) = (work, &next) else {
            work.deal(items.into_iter(), |outputs, item| {
                task(&self.ready, outputs, item);
            });
            if let Some(next) = next {
                self.draw(&next, work);
            }
            return;
        };
        next.reserve(&mut self.coming);
        let draws = self.coming.panels().into_iter().map(Task::Draw);
        let tasks = items.into_iter().map(Task::Multiply).chain(draws);
        let ready = &self.ready;
        work.deal(tasks, |buffers: &mut Buffers<T>, turn| match turn {
            Task::Multiply(item) => task(ready, &mut buffers.outputs, item),
            Task::Draw(panel) => next.draw(&mut buffers.rows, panel),
        });
        std::mem::swap(&mut self.ready, &mut self.coming);
    }
}
