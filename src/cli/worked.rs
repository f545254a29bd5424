//! `varprop worked`: a textbook's worked example, number by number.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::learning::worked::Settings;
use crate::learning::worked::example;
use crate::report;
use crate::report::WorkedFormat;
use clap::Args;
use clap::ValueEnum;

/// Prints a worked example with every printed number beside the true one; without a name, lists
/// the examples.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop worked\n  varprop worked xor-221\n  varprop worked xor-221 --epochs 1000000\n  varprop worked bp-222 --format markdown"
)]
pub(in crate::cli) struct Arguments {
    /// The example's name.
    name: Option<String>,

    /// Epochs for which a training run is continued.
    #[arg(long, default_value_t = Settings::default().epochs, value_name = "N")]
    epochs: u64,

    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: PageFormat,
}

/// The formats of a worked example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PageFormat {
    /// Aligned columns for people.
    Text,
    /// One document with the ends of every enclosure.
    Json,
    /// Tables under headings.
    Markdown,
}

impl From<PageFormat> for WorkedFormat {
    fn from(format: PageFormat) -> Self {
        match format {
            PageFormat::Text => Self::Text,
            PageFormat::Json => Self::Json,
            PageFormat::Markdown => Self::Markdown,
        }
    }
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let format = arguments.format.into();
    let Some(name) = &arguments.name else {
        output::print(&report::worked_list(format))?;
        return Ok(Exit::AsExpected);
    };
    let settings = Settings {
        epochs: arguments.epochs,
    };
    output::print(&report::worked(format, &example(name, &settings)?))?;
    Ok(Exit::AsExpected)
}
