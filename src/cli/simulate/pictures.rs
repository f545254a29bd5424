//! Pictures of a simulation: moments by layer beside theory, and the activations' histograms.

use crate::claim::NetworkRequest;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::histograms;
use crate::evidence;
use crate::evidence::Settings;
use crate::picture::Axis;
use crate::picture::Line;
use crate::picture::Mark;
use crate::picture::Plot;
use crate::picture::Points;
use crate::verdict::Cell;
use crate::verdict::Sheet;
use clap::Args;
use std::path::PathBuf;

/// Where pictures go.
#[derive(Args, Debug)]
pub(super) struct Pictures {
    /// Draw mean and standard deviation of activations by layer, theory as lines, as SVG.
    #[arg(long, value_name = "FILE")]
    layers_svg: Option<PathBuf>,

    /// Draw the activations of each layer of the first network in 30 bins over [−1, 1], as SVG.
    #[arg(long, value_name = "FILE")]
    histograms_svg: Option<PathBuf>,
}

impl Pictures {
    /// Draws what was asked for; `signal` is the sheet of moments.
    pub(super) fn write(
        &self,
        request: &NetworkRequest,
        settings: &Settings,
        signal: Option<&Sheet>,
    ) -> Result<(), CliError> {
        if let (Some(path), Some(signal)) = (&self.layers_svg, signal) {
            files::write_atomically(path, layers(signal)?.as_bytes())?;
        }
        if let Some(path) = &self.histograms_svg {
            let counts = evidence::activation_histograms(
                request,
                settings,
                histograms::ENDS,
                histograms::BINS,
            )?;
            files::write_atomically(path, histograms::page(&counts)?.as_bytes())?;
        }
        Ok(())
    }
}

fn layers(signal: &Sheet) -> Result<String, CliError> {
    let mut plot = Plot::new(
        "Activations by layer",
        Axis::new("layer"),
        Axis::new("activation"),
    );
    for (colour, (measured, theory)) in [("mean", "mean-theory"), ("std", "std-theory")]
        .into_iter()
        .enumerate()
    {
        plot.lines
            .push(Line::new(theory, colour, column(signal, theory)));
        plot.points.push(Points {
            name: measured.to_owned(),
            points: column(signal, measured),
            colour,
            mark: Mark::Disc,
        });
    }
    Ok(plot.svg()?)
}

/// The numbers of a column by layer; missing ones leave a gap.
fn column(sheet: &Sheet, name: &str) -> Vec<[f64; 2]> {
    let place = sheet.columns().iter().position(|c| c.name == name);
    let number = |row: &Vec<Cell>| match row.get(place?) {
        Some(Cell::Number(x)) => Some(*x),
        _ => None,
    };
    let rows = sheet.rows().iter().enumerate();
    rows.filter_map(|(index, row)| Some([index as f64 + 1.0, number(row)?]))
        .collect()
}
