//! What a picture of the plane shows of an experiment: answers on a grid.
//!
//! It draws nothing.

use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Output;
use crate::learning::network::Network;
use crate::linear::Matrix;

/// Cells of equal size over [−1, 1]², the square of the built-in shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Cells in a row and in a column.
    pub cells: usize,
}

impl Grid {
    /// Where the square begins and ends, in both directions.
    pub const ENDS: (f64, f64) = (-1.0, 1.0);

    /// The network's answer at each cell's centre, row after row from the lowest y: the
    /// probability of class 1, or the output itself, held between 0 and 1, under squared error.
    ///
    /// # Errors
    /// When the network does not have two inputs.
    pub fn answers(self, network: &Network, output: &Output) -> Result<Vec<f64>, ExperimentError> {
        let forward = network.forward(&self.centres())?;
        let answers = output.loss().probabilities(forward.outputs());
        // A single unit answers for class 1; of several, the second does.
        let column = answers.columns().saturating_sub(1).min(1);
        let values = answers.values().iter().skip(column);
        let of_class_1 = values.step_by(answers.columns());
        Ok(of_class_1.map(|p| p.clamp(0.0, 1.0)).collect())
    }

    fn centres(self) -> Matrix {
        let (low, high) = Self::ENDS;
        let width = (high - low) / self.cells as f64;
        let centre = |cell: usize| low + width * (cell as f64 + 0.5);
        let points = (0..self.cells)
            .flat_map(|row| (0..self.cells).flat_map(move |column| [centre(column), centre(row)]));
        Matrix::of(self.cells * self.cells, 2, points.collect())
    }
}
