//! Where samples come from: a CSV file or a Boolean function.

use crate::cli::error::CliError;
use crate::cli::files;
use crate::learning::data::Table;
use crate::learning::data::TableOptions;
use crate::learning::perceptron::BooleanFunction;
use crate::learning::perceptron::Label;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::num::Rational;
use std::path::Path;

/// A table larger than this is not for exact arithmetic.
const MOST_BYTES: u64 = 1 << 24;

/// Samples, and what a reader calls them.
pub(in crate::cli) struct Source {
    /// The file's name, or the function's.
    pub(in crate::cli) title: String,
    /// The features' names.
    pub(in crate::cli) features: Vec<String>,
    pub(in crate::cli) samples: Samples,
}

impl Source {
    /// The samples of a CSV file.
    pub(in crate::cli) fn file(path: &Path, options: &TableOptions) -> Result<Self, CliError> {
        let bytes = files::read_bytes(path, MOST_BYTES)?;
        let table = Table::parse(&bytes, options).map_err(|error| CliError::Table {
            path: path.to_owned(),
            error,
        })?;
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            title: name.to_string_lossy().into_owned(),
            features: table.feature_names().to_vec(),
            samples: samples(&table)?,
        })
    }

    /// The four cases of a function.
    pub(in crate::cli) fn boolean(name: &str) -> Result<Self, CliError> {
        let function = BooleanFunction::named(name).ok_or_else(|| CliError::Boolean {
            received: name.to_owned(),
            allowed: BooleanFunction::names().join(", "),
        })?;
        Ok(Self {
            title: function.name().to_owned(),
            features: vec!["x".to_owned(), "y".to_owned()],
            samples: function.samples()?,
        })
    }
}

fn samples(table: &Table) -> Result<Samples, CliError> {
    let sample = |(features, class): (&Vec<Rational>, &usize)| Sample {
        features: features.clone(),
        label: match class {
            0 => Label::Minus,
            _ => Label::Plus,
        },
    };
    let samples = table.rows().iter().zip(table.labels()).map(sample);
    Ok(Samples::new(samples.collect())?)
}
