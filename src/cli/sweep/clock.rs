//! How long a sweep will still take, and how it is said on stderr. Nothing of it enters a file.

use crate::cli::sweep::Watch;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use std::io::IsTerminal;

/// Seconds between two lines of a log.
const LOG_SECONDS: f64 = 10.0;
/// Before these are past nothing is estimated.
const LEAST_SECONDS: f64 = 2.0;
/// Before this share of the cost is done nothing is estimated.
const LEAST_SHARE: f64 = 0.005;

/// Tells how far the sweep is.
pub(in crate::cli) struct Clock {
    bar: ProgressBar,
    watch: Watch,
    total_cost: f64,
    done_cost: f64,
    last_line: f64,
}

impl Clock {
    /// A clock of so many points, those before included, and of the cost that is left.
    pub(in crate::cli) fn new(watch: Watch, points: u64, done: u64, total_cost: f64) -> Self {
        let is_watched = watch == Watch::Terminal && std::io::stderr().is_terminal();
        let bar = if is_watched {
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} points, {msg}");
            ProgressBar::new(points)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_position(done)
        } else {
            let hidden = ProgressBar::hidden().with_position(done);
            hidden.set_length(points);
            hidden
        };
        Self {
            bar,
            watch,
            total_cost,
            done_cost: 0.0,
            last_line: 0.0,
        }
    }

    /// One more point, of this cost.
    pub(in crate::cli) fn tick(&mut self, cost: f64) {
        self.done_cost += cost;
        self.bar.inc(1);
        let elapsed = self.bar.elapsed().as_secs_f64();
        let left = seconds_left(self.done_cost, self.total_cost, elapsed);
        self.bar.set_message(format!("{} left", in_words(left)));
        if self.watch == Watch::Lines && elapsed - self.last_line >= LOG_SECONDS {
            self.last_line = elapsed;
            self.log(left);
        }
    }

    fn log(&self, left: Option<f64>) {
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        super::say(&format!("{done} of {all} points, {} left", in_words(left)));
    }

    /// The end.
    pub(in crate::cli) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// What the rest takes if it goes on as it went; nothing until enough is known.
fn seconds_left(done: f64, total: f64, elapsed: f64) -> Option<f64> {
    let is_known = elapsed >= LEAST_SECONDS && done >= LEAST_SHARE * total && done > 0.0;
    is_known.then(|| elapsed * (total - done).max(0.0) / done)
}

/// Two digits at most: the estimate knows no more.
fn in_words(seconds: Option<f64>) -> String {
    match seconds {
        None => "—".into(),
        Some(s) if s < 60.0 => format!("{} s", s.ceil()),
        Some(s) if s < 99.5 * 60.0 => format!("{:.0} min", s / 60.0),
        Some(s) if s < 47.5 * 3600.0 => format!("{:.0} h", s / 3600.0),
        Some(s) => format!("{:.0} d", s / 86400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_estimated_before_enough_is_known() {
        assert_eq!(seconds_left(0.5, 1.0, 1.0), None);
        assert_eq!(seconds_left(0.0, 1.0, 100.0), None);
        assert_eq!(seconds_left(0.001, 1.0, 100.0), None);
        assert_eq!(seconds_left(0.25, 1.0, 100.0), Some(300.0));
        assert_eq!(seconds_left(1.0, 1.0, 100.0), Some(0.0));
    }

    #[test]
    fn times_are_said_in_two_digits() {
        let said = |seconds| in_words(Some(seconds));
        assert_eq!(in_words(None), "—");
        assert_eq!((said(0.2), said(59.0)), ("1 s".into(), "59 s".into()));
        assert_eq!((said(150.0), said(7200.0)), ("2 min".into(), "2 h".into()));
        assert_eq!(said(86400.0 * 3.4), "3 d");
    }
}
