//! Pictures of a training run: the loss, the decision regions, the activations.

use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::histograms;
use crate::evidence::TrainingAnswer;
use crate::learning::experiment::Grid;
use crate::learning::experiment::Record;
use crate::linear::Matrix;
use crate::picture;
use crate::picture::Regions;
use clap::Args;
use std::path::Path;
use std::path::PathBuf;

/// Cells of a row of the decision regions.
const CELLS: usize = 60;

/// Where pictures go.
#[derive(Args, Debug)]
pub(super) struct Pictures {
    /// Draw the loss by step, a line a replicate, as SVG.
    #[arg(long, value_name = "FILE")]
    loss_svg: Option<PathBuf>,

    /// Draw the decision regions of two-feature data over [−1, 1]², as SVG.
    #[arg(long, value_name = "FILE")]
    regions_svg: Option<PathBuf>,

    /// Draw each layer's activations after training in 30 bins over [−1, 1], as SVG.
    #[arg(long, value_name = "FILE")]
    histograms_svg: Option<PathBuf>,
}

impl Pictures {
    /// Draws what was asked for, of the first replicate where a picture shows one.
    pub(super) fn write(&self, answer: &TrainingAnswer) -> Result<(), CliError> {
        if let Some(path) = &self.loss_svg {
            write(path, &loss(answer)?)?;
        }
        let Some(first) = answer.records.first() else {
            return Ok(());
        };
        if let Some(path) = &self.regions_svg {
            write(path, &regions(answer, first)?)?;
        }
        if let Some(path) = &self.histograms_svg {
            write(path, &histograms(first)?)?;
        }
        Ok(())
    }
}

fn write(path: &Path, svg: &str) -> Result<(), CliError> {
    files::write_atomically(path, svg.as_bytes())
}

fn loss(answer: &TrainingAnswer) -> Result<String, CliError> {
    let line = |(index, record): (usize, &Record)| {
        let points = record.curve.iter().map(|p| [p.step as f64, p.loss]);
        picture::Line::new(format!("replicate {}", index + 1), index, points.collect())
    };
    let mut plot = picture::Plot::new(
        "Loss",
        picture::Axis::new("step"),
        picture::Axis::new("loss"),
    );
    plot.lines = answer.records.iter().enumerate().map(line).collect();
    Ok(plot.svg()?)
}

fn regions(answer: &TrainingAnswer, record: &Record) -> Result<String, CliError> {
    let data = &answer.plan.data;
    let grid = Grid { cells: CELLS };
    let values = grid
        .answers(&record.network, &answer.plan.output)
        .map_err(crate::evidence::EvidenceError::from)?;
    let points: Vec<[f64; 2]> = pairs(data.inputs());
    let svg = picture::regions(&Regions {
        title: "Probability of class 1",
        x: Grid::ENDS,
        y: Grid::ENDS,
        columns: CELLS,
        values: &values,
        points: &points,
        classes: data.labels(),
    })?;
    Ok(svg)
}

fn pairs(inputs: &Matrix) -> Vec<[f64; 2]> {
    let rows = inputs.values().chunks(inputs.columns().max(1));
    let pair = |row: &[f64]| match row {
        [x, y] => Some([*x, *y]),
        _ => None,
    };
    rows.filter_map(pair).collect()
}

fn histograms(record: &Record) -> Result<String, CliError> {
    let (low, high) = histograms::ENDS;
    let layers = record.after.activations.iter();
    let counts: Vec<Vec<u64>> = layers
        .map(|a| a.histogram(low, high, histograms::BINS))
        .collect();
    histograms::page(&counts)
}
