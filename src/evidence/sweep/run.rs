//! Many points over threads, answered in the order of the points.
//!
//! Each point on one thread; all threads on each where there are fewer points. How many points are
//! finished ahead of the first unfinished one is bounded. No byte depends on any of this.

use crate::evidence::Settings;
use crate::evidence::sweep::Grid;
use crate::evidence::sweep::Row;
use crate::evidence::sweep::SweepError;
use crate::evidence::sweep::queue::Queue;
use crate::evidence::sweep::rows;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::thread;

/// Points that a thread may be ahead, on average, of the first that is not finished.
const AHEAD: u64 = 64;

/// Rows that wait for that point, a thread: some 4 MB of them.
const ROWS_AHEAD: u64 = 1 << 13;

/// Computes the points of these indices and hands the rows of each to `sink`, in order.
///
/// # Errors
/// The first error of a point or of the sink; the points after it are left out.
///
/// # Example
/// ```
/// # use std::num::NonZeroUsize;
/// # use varprop::evidence::{Settings, sweep};
/// let text = r#"
/// widths = [20]
/// depths = [3]
/// activations = ["tanh"]
/// sigma-w = [1.0, 1.5, 2.0]
/// replicates = 2
/// layers = "last"
/// "#;
/// let grid = sweep::parse("grid.toml", text)?;
/// let settings = Settings::new(1, NonZeroUsize::new(2).unwrap());
/// let mut found = Vec::new();
/// sweep::run(&grid, &[0, 1, 2], &settings, &mut |rows| {
///     found.extend(rows.into_iter().map(|row| (row.sigma_w, row.layer)));
///     Ok::<(), sweep::SweepError>(())
/// })?;
/// assert_eq!(found, [(Some(1.0), 3), (Some(1.5), 3), (Some(2.0), 3)]);
/// # Ok::<(), sweep::SweepError>(())
/// ```
pub fn run<E: From<SweepError>>(
    grid: &Grid,
    points: &[u64],
    settings: &Settings,
    sink: &mut dyn FnMut(Vec<Row>) -> Result<(), E>,
) -> Result<(), E> {
    let threads = settings.threads.get();
    if threads == 1 || points.len() < threads {
        return one_by_one(grid, points, settings, sink);
    }
    let alone = Settings {
        threads: NonZeroUsize::MIN,
        ..*settings
    };
    let compute = |place: usize| {
        let index = points.get(place);
        index.map_or(Ok(Vec::new()), |index| rows_of(grid, *index, &alone))
    };
    let ahead = threads * ahead(grid);
    let outcome = deal_out(points.len(), (threads, ahead), &compute, sink);
    outcome.unwrap_or_else(|| one_by_one(grid, points, settings, sink))
}

/// How many points a thread may be ahead, by the rows of the deepest networks.
fn ahead(grid: &Grid) -> usize {
    let depths = grid.axes().depths.iter();
    let n_rows = depths.map(|depth| grid.common().layers.count(*depth));
    let most = n_rows.max().unwrap_or(1).max(1);
    (ROWS_AHEAD / most).clamp(1, AHEAD) as usize
}

/// Computes the places below `n` on so many threads, so many places ahead of the first that is not
/// finished, and hands each answer to `sink`, in order; `None` where the system has no thread to give.
/// A panic, of a worker or of the sink, leaves nobody waiting and passes on.
fn deal_out<E: From<SweepError>>(
    n: usize,
    (threads, ahead): (usize, usize),
    compute: &(dyn Fn(usize) -> Answer + Sync),
    sink: &mut dyn FnMut(Vec<Row>) -> Result<(), E>,
) -> Option<Result<(), E>> {
    let queue = Queue::new(n, ahead);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let _closing = Closing(&queue);
        let mut n_workers = 0;
        for _ in 0..threads {
            let (queue, sender) = (&queue, sender.clone());
            let work = move || work(compute, queue, &sender);
            match thread::Builder::new().spawn_scoped(scope, work) {
                Ok(_) => n_workers += 1,
                // The system has no more threads to give; those that run will do.
                Err(_) => break,
            }
        }
        drop(sender);
        (n_workers > 0).then(|| in_order(&receiver, &queue, sink))
    })
}

/// Stops the queue when it goes, also by a panic: who waits for a place that nobody will finish waits
/// for ever.
struct Closing<'a>(&'a Queue);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// On the caller's thread, each point with all threads of the settings.
fn one_by_one<E: From<SweepError>>(
    grid: &Grid,
    points: &[u64],
    settings: &Settings,
    sink: &mut dyn FnMut(Vec<Row>) -> Result<(), E>,
) -> Result<(), E> {
    points
        .iter()
        .try_for_each(|index| sink(rows_of(grid, *index, settings)?))
}

/// Takes places until there are none; a closed channel means that nobody wants to know any more.
fn work(
    compute: &(dyn Fn(usize) -> Answer + Sync),
    queue: &Queue,
    answers: &mpsc::Sender<(usize, Answer)>,
) {
    // Whatever ends one worker ends all: no place is left, nobody listens, or a panic.
    let _closing = Closing(queue);
    while let Some(place) = queue.take() {
        if answers.send((place, compute(place))).is_err() {
            return;
        }
    }
}

/// Hands answers on in the order of their places.
fn in_order<E: From<SweepError>>(
    answers: &mpsc::Receiver<(usize, Answer)>,
    queue: &Queue,
    sink: &mut dyn FnMut(Vec<Row>) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (place, answer) in answers {
        waiting.insert(place, answer);
        while let Some(answer) = waiting.remove(&next) {
            sink(answer?)?;
            next += 1;
            queue.finished(next);
        }
    }
    Ok(())
}

/// The rows of a point, or why there are none.
type Answer = Result<Vec<Row>, SweepError>;

fn rows_of(grid: &Grid, index: u64, settings: &Settings) -> Answer {
    grid.point(index)
        .map_or(Ok(Vec::new()), |point| rows(grid, &point, settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::sweep::parse;
    use std::panic;
    use std::panic::AssertUnwindSafe;
    use std::time::Duration;

    const TEXT: &str = "widths = [3]\ndepths = [1, 2]\nactivations = [\"tanh\"]\n\
                        sigma-w = { from = 1, to = 2, steps = 100 }\nreplicates = 2\n";

    fn answers(threads: usize, points: &[u64]) -> Vec<Row> {
        let grid = parse("g.toml", TEXT).unwrap();
        let settings = Settings::new(1, NonZeroUsize::new(threads).unwrap());
        let mut found = Vec::new();
        let mut sink = |rows: Vec<Row>| {
            found.extend(rows);
            Ok::<(), SweepError>(())
        };
        run(&grid, points, &settings, &mut sink).unwrap();
        found
    }

    #[test]
    fn threads_and_the_other_points_change_nothing() {
        let all: Vec<u64> = (0..200).collect();
        let alone = answers(1, &all);
        assert_eq!(alone.len(), 100 + 200);
        assert_eq!(answers(2, &all), alone);
        assert_eq!(answers(7, &all), alone);
        let few = answers(3, &[150, 7]);
        let of = |point: u64| alone.iter().filter(move |row| row.point == point);
        assert_eq!(few, of(150).chain(of(7)).cloned().collect::<Vec<_>>());
    }

    #[test]
    fn deep_networks_wait_in_smaller_numbers() {
        let of = |depths: &str| {
            let text = TEXT.replace("[1, 2]", depths);
            ahead(&parse("g.toml", &text).unwrap())
        };
        assert_eq!(of("[1, 2]"), 64);
        assert_eq!(of("[1, 1000]"), 8);
        assert_eq!(of("[20000]"), 1);
    }

    #[test]
    fn a_sink_that_fails_stops_the_work() {
        let grid = parse("g.toml", TEXT).unwrap();
        let settings = Settings::new(1, NonZeroUsize::new(3).unwrap());
        let mut n_taken = 0;
        let mut sink = |_: Vec<Row>| {
            n_taken += 1;
            if n_taken < 5 {
                Ok(())
            } else {
                "".parse::<crate::evidence::sweep::Shard>().map(|_| ())
            }
        };
        let points: Vec<u64> = (0..200).collect();
        let stopped = run(&grid, &points, &settings, &mut sink).unwrap_err();
        assert_eq!((stopped.code(), n_taken), ("shard", 5));
    }

    #[test]
    fn a_panic_of_a_worker_or_of_the_sink_passes_on_and_nobody_waits_for_ever() {
        for at_fault in ["worker", "sink"] {
            let (done, heard) = mpsc::channel();
            thread::spawn(move || {
                let compute = |place| {
                    assert!(at_fault != "worker" || place != 3, "as the test wants it");
                    Ok(Vec::new())
                };
                let mut sink = |_| {
                    assert!(at_fault != "sink", "as the test wants it");
                    Ok::<(), SweepError>(())
                };
                let deal_out = || deal_out(640, (2, 128), &compute, &mut sink).is_some();
                let outcome = panic::catch_unwind(AssertUnwindSafe(deal_out));
                done.send(outcome.is_err())
            });
            let passed_on = heard.recv_timeout(Duration::from_secs(60));
            assert_eq!(passed_on, Ok(true), "{at_fault}");
        }
    }
}
