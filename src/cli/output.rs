//! The terminal: colours where they are wanted, errors on stderr, no panic on a closed pipe.

use crate::cli::error::CliError;
use crate::report::Format;
use crate::report::Palette;
use crate::report::Table;
use clap::ValueEnum;
use std::io::IsTerminal;
use std::io::Write;

/// The formats of commands that print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PrintFormat {
    /// Aligned columns for people.
    Table,
    /// The documented contract for programs.
    Json,
}

impl PrintFormat {
    /// The writer of this format, coloured where stdout is a terminal that wants it.
    pub(in crate::cli) fn writer(self) -> Box<dyn Format> {
        match self {
            Self::Table => Box::new(Table { palette: palette() }),
            Self::Json => Box::new(crate::report::Json),
        }
    }
}

/// Colours for a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
fn palette() -> Palette {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stdout().is_terminal() && !unwanted {
        Palette::Ansi
    } else {
        Palette::Plain
    }
}

/// Writes to stdout; a reader that closed the pipe has seen enough.
pub(in crate::cli) fn print(text: &str) -> Result<(), CliError> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// An error and its causes on stderr.
pub(in crate::cli) fn error(error: &CliError) {
    // A closed stderr leaves nobody to tell.
    let message = error.to_string();
    let _ = writeln!(std::io::stderr(), "error: {}", message.trim_end());
}
