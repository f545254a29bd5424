//! What pictures show of an experiment: answers on a grid of the plane, counts in bins.
//!
//! It draws nothing.

use crate::learning::experiment::ExperimentError;
use crate::learning::experiment::Output;
use crate::learning::experiment::State;
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

impl State {
    /// How many activations of each layer fall into each of `bins` bins of equal width between
    /// `low` and `high`; those outside are counted in no bin.
    ///
    /// # Example
    /// ```
    /// # use varprop::learning::experiment::State;
    /// # use varprop::linear::Matrix;
    /// # let state = State { loss: 0.0, accuracy: 0.0, test_loss: None, test_accuracy: None,
    /// #     gradient_norm: 0.0, layers: vec![],
    /// #     activations: vec![Matrix::new(1, 4, vec![-1.0, 0.1, 0.2, 1.0])?] };
    /// assert_eq!(state.histograms(-1.0, 1.0, 2), [[1, 3]]);
    /// # Ok::<(), varprop::linear::LinearError>(())
    /// ```
    #[must_use]
    pub fn histograms(&self, low: f64, high: f64, bins: usize) -> Vec<Vec<u64>> {
        let bin = |x: f64| {
            let place = (x - low) / (high - low) * bins as f64;
            // The last bin holds its upper end.
            let place = if x == high { bins as f64 - 1.0 } else { place };
            (0.0 <= place).then_some(place as usize)
        };
        let count = |activations: &Matrix| {
            let mut counts = vec![0; bins];
            for x in activations.values().iter().filter(|x| x.is_finite()) {
                if let Some(count) = bin(*x).and_then(|place| counts.get_mut(place)) {
                    *count += 1;
                }
            }
            counts
        };
        self.activations.iter().map(count).collect()
    }
}
