//! What can go wrong between a person and the program, with the way out.

use crate::audit::AuditError;
use crate::audit::SpecificationError;
use crate::claim::ClaimError;
use crate::cli::sweep::SweepFileError;
use crate::evidence::EvidenceError;
use crate::evidence::sweep::SweepError;
use crate::initializer::InitializerError;
use crate::learning::data::DataError;
use crate::learning::data::TableError;
use crate::learning::experiment::ExperimentError;
use crate::learning::perceptron::PerceptronError;
use crate::learning::worked::WorkedError;
use crate::picture::PictureError;
use crate::symbolic::replay::ReplayError;
use crate::theory::activation::ActivationError;
use crate::theory::mean_field::MeanFieldError;
use std::path::PathBuf;
use thiserror::Error;

/// Why a command could not do what it was asked.
#[derive(Debug, Error)]
pub(in crate::cli) enum CliError {
    /// A claim file is refused.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// An engine is asked for something that does not exist.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A grid cannot be read, or one of its points not be computed.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// The files of a sweep do not fit.
    #[error(transparent)]
    SweepFile(#[from] SweepFileError),
    /// A worked example does not exist.
    #[error(transparent)]
    Worked(#[from] WorkedError),
    /// A picture cannot be drawn.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file to be read is larger than any claim.
    #[error("{path}: more than {limit} bytes, which no claim file has", path = path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// No claim was selected.
    #[error(
        "no claim matches `{filter}`; `varprop list` shows the ids{}",
        hint(filter)
    )]
    NoMatch {
        /// What was asked for.
        filter: String,
    },
    /// A folder holds no claim.
    #[error("{path}: no claim file (*.toml) below this folder", path = path.display())]
    NoClaims {
        /// The folder.
        path: PathBuf,
    },
    /// More than one claim where one was asked for.
    #[error("`{filter}` matches {count} claims ({first}, …); name one")]
    Ambiguous {
        /// What was asked for.
        filter: String,
        /// How many match.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// A folder holds no script.
    #[error("{path}: no proof script (*.proof) below this folder", path = path.display())]
    NoScripts {
        /// The folder.
        path: PathBuf,
    },
    /// A statement or declaration that cannot be read, with its place.
    #[error("{place}{text}")]
    Formula {
        /// Which of the texts.
        place: &'static str,
        /// The message with carets.
        text: String,
    },
    /// Declarations beside a script, which has its own.
    #[error("--given is for a statement; a script has its own declarations")]
    GivenWithScript,
    /// A certificate that cannot be read.
    #[error("{path}: {error}", path = path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// Why.
        error: ReplayError,
    },
    /// A table that cannot be read.
    #[error("{path}: {error}", path = path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why, with line and column.
        error: TableError,
    },
    /// A data file that cannot be read.
    #[error("{path}: {error}", path = path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// Why, with the byte.
        error: DataError,
    },
    /// A column that names none.
    #[error(transparent)]
    Column(#[from] TableError),
    /// A data file beyond what is read.
    #[error("{path}: more than {limit} bytes, which is the limit for data", path = path.display())]
    LargeData {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: u64,
    },
    /// No Boolean function has this name.
    #[error("no Boolean function is called \"{received}\"; known are all, {allowed}")]
    Boolean {
        /// What was asked for.
        received: String,
        /// What there is.
        allowed: String,
    },
    /// Samples that cannot be trained on or judged.
    #[error(transparent)]
    Perceptron(#[from] PerceptronError),
    /// A picture of other than two features.
    #[error("a picture shows two features, got {received}; choose two with --features")]
    NotPlanar {
        /// How many there are.
        received: usize,
    },
    /// A picture of sixteen functions.
    #[error("--svg pictures one dataset; name one function instead of all")]
    PictureOfAll,
    /// An activation that does not exist.
    #[error(transparent)]
    Activation(#[from] ActivationError),
    /// An initializer that does not exist.
    #[error(transparent)]
    Initializer(#[from] InitializerError),
    /// An experiment that cannot be run.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// A picture's size or palette that cannot be read.
    #[error("{option} is {expected}, got \"{received}\"")]
    Option {
        /// Which option.
        option: &'static str,
        /// What it is like.
        expected: &'static str,
        /// What was received.
        received: String,
    },
    /// A checkpoint cannot be read.
    #[error("{0}{causes}", causes = causes(.0))]
    Audit(#[from] AuditError),
    /// A specification of an audit is refused.
    #[error(transparent)]
    Specification(#[from] SpecificationError),
    /// A signal cannot be followed through the layers.
    #[error("no forecast: {0}")]
    Forecast(#[from] MeanFieldError),
    /// The terminal or pipe went away.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
}

/// What an error was caused by, one after the other.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = String::new();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

/// A filter that is also a folder was perhaps meant as one.
fn hint(filter: &str) -> String {
    if std::path::Path::new(filter).exists() {
        format!(" (for the files in `{filter}`, write `./{filter}`)")
    } else {
        String::new()
    }
}
