//! Places 0, 1, 2, … handed out to workers in order, never too far ahead of what is finished.
//!
//! It does not know what the places are of.

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Places that workers take.
pub(in crate::evidence::sweep) struct Queue {
    state: Mutex<State>,
    moved: Condvar,
    length: usize,
    ahead: usize,
}

struct State {
    next: usize,
    finished: usize,
    stopped: bool,
}

impl Queue {
    /// The places below `length`, at most `ahead` of them taken and not finished.
    pub(in crate::evidence::sweep) fn new(length: usize, ahead: usize) -> Self {
        Self {
            state: Mutex::new(State {
                next: 0,
                finished: 0,
                stopped: false,
            }),
            moved: Condvar::new(),
            length,
            ahead,
        }
    }

    /// The next place, when it is near enough; `None` after the last, or when all is stopped.
    pub(in crate::evidence::sweep) fn take(&self) -> Option<usize> {
        let mut state = self.state();
        while !state.stopped && state.next >= state.finished.saturating_add(self.ahead) {
            let woken = self.moved.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped || state.next >= self.length {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    /// The places below this one are finished.
    pub(in crate::evidence::sweep) fn finished(&self, place: usize) {
        self.state().finished = place;
        self.moved.notify_all();
    }

    /// No more places are handed out.
    pub(in crate::evidence::sweep) fn stop(&self) {
        self.state().stopped = true;
        self.moved.notify_all();
    }

    /// Each change is one assignment: a thread that panicked left nothing half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_handed_out_once_and_wait_for_the_slowest() {
        let queue = Queue::new(4, 2);
        assert_eq!((queue.take(), queue.take()), (Some(0), Some(1)));
        let third = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.take());
            queue.finished(1);
            waiting.join().unwrap()
        });
        assert_eq!(third, Some(2));
        queue.finished(3);
        assert_eq!((queue.take(), queue.take()), (Some(3), None));
    }

    #[test]
    fn a_stopped_queue_lets_those_who_wait_go() {
        let queue = Queue::new(4, 0);
        let left = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.take());
            queue.stop();
            waiting.join().unwrap()
        });
        assert_eq!(left, None);
    }
}
