//! Where training data come from: a built-in recipe, a CSV table, a pair of IDX files.

use crate::cli::error::CliError;
use crate::cli::files;
use crate::learning::data::DataError;
use crate::learning::data::Dataset;
use crate::learning::data::Table;
use crate::learning::data::TableOptions;
use crate::learning::data::from_idx;
use clap::Args;
use std::path::Path;
use std::path::PathBuf;

/// A data file larger than this is refused: MNIST's images have 47 MB.
const MOST_BYTES: u64 = 1 << 29;

/// What to train on.
#[derive(Args, Debug)]
#[group(required = true, multiple = false, id = "source")]
pub(super) struct Source {
    /// Built-in data: xor, and, or, blobs, circle, quadrants, spiral, digits, with parameters.
    #[arg(long, value_name = "DATA")]
    pub(super) data: Option<String>,

    /// A table of features and a label of two classes, as `varprop perceptron` reads it.
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,

    /// Images and labels in MNIST's format, uncompressed.
    #[arg(long, num_args = 2, value_names = ["IMAGES", "LABELS"])]
    idx: Option<Vec<PathBuf>>,
}

impl Source {
    /// The data of a file, if one is named.
    pub(super) fn dataset(&self) -> Result<Option<Dataset>, CliError> {
        if let Some(path) = &self.csv {
            return Ok(Some(csv(path)?));
        }
        match self.idx.as_deref() {
            Some([images, labels]) => Ok(Some(idx(images, labels)?)),
            _ => Ok(None),
        }
    }
}

fn csv(path: &Path) -> Result<Dataset, CliError> {
    let bytes = files::read_bytes(path, MOST_BYTES)?;
    let table = Table::parse(&bytes, &TableOptions::default());
    let table = table.map_err(|error| CliError::Table {
        path: path.to_owned(),
        error,
    })?;
    Ok(table.dataset())
}

fn idx(images: &Path, labels: &Path) -> Result<Dataset, CliError> {
    let read = |path| files::read_bytes(path, MOST_BYTES);
    from_idx(&read(images)?, &read(labels)?).map_err(|error| {
        let path = match error {
            DataError::LabelFile(_) => labels,
            _ => images,
        };
        CliError::Data {
            path: path.to_owned(),
            error,
        }
    })
}
