//! `varprop audit`: what a checkpoint's tensors are, and which bug they have.

use crate::audit::AuditError;
use crate::audit::Checkpoint;
use crate::audit::Forecast;
use crate::audit::Inventory;
use crate::audit::Settings;
use crate::audit::Specification;
use crate::audit::audit_checkpoint;
use crate::audit::format::Bytes;
use crate::audit::format::FileKind;
use crate::audit::format::Sharded;
use crate::audit::format::TensorSource;
use crate::audit::format::open;
use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::report;
use crate::report::AuditFormat;
use crate::report::AuditReport;
use crate::theory::activation;
use clap::Args;
use clap::ValueEnum;
use std::fs::File;
use std::io::Read;
use std::io::Seek;
use std::path::Path;
use std::path::PathBuf;

/// Says what a checkpoint's tensors are: which initializer made each, or none, and which bug a wrong
/// variance points to.
///
/// Reads safetensors (alone, or sharded by its index file), npy and npz. Exits with 1 when something
/// stands against a tensor, with 3 when an expectation could not be decided.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  varprop audit model.safetensors\n  varprop audit model.safetensors --expect he-normal --activation relu\n  varprop audit model.safetensors.index.json --spec model.toml --format json"
)]
pub(in crate::cli) struct Arguments {
    /// The checkpoint.
    file: PathBuf,

    /// The initializer that every weight should have, in the words of `varprop init`.
    #[arg(long, value_name = "INITIALIZER")]
    expect: Option<String>,

    /// What tensors are and should be, by patterns of their names (TOML).
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,

    /// Forecast signal and gradient through the layers for this activation.
    #[arg(long, value_name = "ACTIVATION")]
    activation: Option<String>,

    /// The false-alarm rate of all findings together.
    #[arg(long, value_name = "RATE", default_value_t = 1e-6)]
    false_alarm_rate: f64,

    /// Moments and extremes of every tensor too.
    #[arg(long)]
    details: bool,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

/// The formats of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Aligned columns for people.
    Table,
    /// The documented contract for programs: one object a tensor.
    Json,
    /// A document for people.
    Markdown,
}

/// A longer file is no specification, and is not read to its end.
const MOST_BYTES: u64 = 1 << 22;

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let rate = arguments.false_alarm_rate;
    if !(rate > 0.0 && rate < 1.0) {
        return Err(CliError::Option {
            option: "--false-alarm-rate",
            expected: "between 0 and 1",
            received: rate.to_string(),
        });
    }
    let activation = arguments.activation.as_deref();
    let activation = activation.map(activation::parse).transpose()?;
    let mut source = opened(&arguments.file)?;
    let inventory = Inventory::of(&*source, &specification(arguments)?)?;
    let settings = Settings {
        alpha: rate,
        threads: global.threads,
    };
    let checkpoint = audit_checkpoint(&mut *source, &inventory, settings, &mut |_| ())?;
    let forecast = match &activation {
        Some(phi) => Some(Forecast::of(&checkpoint.tensors, (&phi.label(), &**phi))?),
        None => None,
    };
    let file = files::portable(&arguments.file);
    let report = AuditReport {
        file: &file,
        checkpoint: &checkpoint,
        forecast: forecast.as_ref(),
        is_detailed: arguments.details,
    };
    let format = match arguments.format {
        Format::Table => AuditFormat::Table,
        Format::Json => AuditFormat::Json,
        Format::Markdown => AuditFormat::Markdown,
    };
    output::print(&report::audit(&report, format))?;
    Ok(exit(&checkpoint))
}

/// What is known beforehand: the file of patterns, and what all weights should be.
fn specification(arguments: &Arguments) -> Result<Specification, CliError> {
    let mut known = Specification::default();
    if let Some(path) = &arguments.spec {
        let text = files::read_text(path, MOST_BYTES)?;
        known = Specification::parse(&files::portable(path), &text)?;
    }
    match &arguments.expect {
        Some(expected) => Ok(known.and_expecting(expected)?),
        None => Ok(known),
    }
}

/// 1 for an alarm, 3 where nothing was judged or an expectation is open.
fn exit(checkpoint: &Checkpoint) -> Exit {
    match (checkpoint.is_alarming(), checkpoint.is_decided()) {
        (true, _) => Exit::Finding,
        (false, true) => Exit::AsExpected,
        (false, false) => Exit::Inconclusive,
    }
}

/// The file, or the files that an index names.
fn opened(path: &Path) -> Result<Box<dyn TensorSource>, CliError> {
    let name = files::portable(path);
    let mut file = file(path)?;
    let mut head = [0; 16];
    let mut length = 0;
    let about = |source| CliError::File {
        path: path.to_owned(),
        source,
    };
    while length < head.len() {
        match file.read(&mut head[length..]).map_err(about)? {
            0 => break,
            n => length += n,
        }
    }
    file.rewind().map_err(about)?;
    if FileKind::of(&head[..length]) != Ok(FileKind::Index) {
        return Ok(open(&name, Box::new(file))?);
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let opener = move |shard: &str| {
        let what = shard.to_owned();
        let file = File::open(folder.join(shard));
        let file = file.map_err(|source| AuditError::Read { what, source })?;
        Ok(Box::new(file) as Box<dyn Bytes>)
    };
    let sharded = Sharded::open(&name, Box::new(file), Box::new(opener))?;
    Ok(Box::new(sharded))
}

fn file(path: &Path) -> Result<File, CliError> {
    File::open(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        source,
    })
}
