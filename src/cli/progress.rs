//! A progress bar on stderr, only where stderr is a terminal.

use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use std::io::IsTerminal;

/// A bar of so many steps; invisible where nobody watches.
pub(in crate::cli) fn bar(steps: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    ProgressBar::new(steps as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
