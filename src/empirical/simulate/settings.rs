//! How a replicate is fed and what is measured of it: plain data, and what of it is refused.
//!
//! It runs nothing: see `propagate`.

use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;

/// How a replicate is fed, and what is measured of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Samples in the input batch.
    pub batch: u64,
    /// The variance of the inputs, independent N(0, `input_variance`).
    pub input_variance: f64,
    /// What of the gradients is measured.
    pub backward: Backward,
    /// Whether n_eff is measured.
    pub effective_samples: EffectiveSamples,
    /// The magnitude above which an activation counts in the record's `beyond_threshold_share`.
    pub threshold: f64,
    /// How layers are computed.
    pub engine: Engine,
    /// The format in which products of matrices are computed.
    pub precision: Precision,
    /// How much of each layer is recorded.
    pub detail: Detail,
}

impl Settings {
    /// Standard normal inputs, forward only, threshold 0.99 (the textbooks' saturation of tanh),
    /// every weight drawn, in double precision, everything recorded.
    #[must_use]
    pub fn forward(batch: u64) -> Self {
        Self {
            batch,
            input_variance: 1.0,
            backward: Backward::Skipped,
            effective_samples: EffectiveSamples::Skipped,
            threshold: 0.99,
            engine: Engine::Direct,
            precision: Precision::Double,
            detail: Detail::Everything,
        }
    }

    /// Refuses what the direct engine cannot run through this network.
    pub(in crate::empirical::simulate) fn admit(
        &self,
        network: &Network,
    ) -> Result<(), SimulateError> {
        self.admit_numbers()?;
        network.admit(self)
    }

    /// Refuses numbers out of range, whatever the network.
    pub(in crate::empirical::simulate) fn admit_numbers(&self) -> Result<(), SimulateError> {
        if self.batch == 0 {
            return Err(SimulateError::ZeroCount { count: "batch" });
        }
        SimulateError::non_negative("input_variance", self.input_variance)?;
        SimulateError::non_negative("threshold", self.threshold)?;
        Ok(())
    }
}

/// How layers are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Every weight is drawn: any initializer.
    Direct,
    /// Outputs are drawn from their law given the inputs, without weights: Gaussian and
    /// Haar-orthogonal weights only.
    Exact,
    /// The cheaper of the two by a stated rule of cost, direct where exact does not apply.
    Automatic,
}

/// The format in which products of matrices are computed. Draws, activations and statistics are
/// in double precision whatever it is, so that formats compare on the same weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// binary64.
    Double,
    /// binary32: weights, pre-activations and activations are rounded to it.
    Single,
}

/// How much of each layer is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All moments and shares.
    Everything,
    /// Second moments alone, the others missing: of ReLU-like layers they can be drawn in O(1).
    SecondMoments,
}

/// What of the gradients is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backward {
    /// Nothing: one layer at a time is kept in memory.
    Skipped,
    /// ∂J/∂a and ∂J/∂z: one more product a layer.
    Activations,
    /// And ∂J/∂W: two more products a layer.
    ActivationsAndWeights,
}

/// Whether n_eff (see [`crate::empirical::simulate::effective_samples`]) is measured: one more
/// product a layer, of the batch by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectiveSamples {
    /// Left out.
    Skipped,
    /// Measured at every layer's output.
    Measured,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use std::sync::Arc;

    #[test]
    fn settings_out_of_range_are_refused_by_code() {
        let network = Network::new(
            vec![2, 2, 1],
            Arc::new(specimen::IDENTITY),
            Arc::new(specimen::Constant(1.0)),
        )
        .unwrap();
        let code = |settings: Settings| settings.admit(&network).unwrap_err().code();
        assert_eq!(code(Settings::forward(0)), "zero-count");
        assert_eq!(code(Settings::forward(u64::MAX)), "too-large");
        for value in [-1.0, f64::NAN, f64::INFINITY] {
            let input_variance = value;
            let settings = Settings::forward(1);
            assert_eq!(
                code(Settings {
                    input_variance,
                    ..settings
                }),
                "parameter"
            );
            assert_eq!(
                code(Settings {
                    threshold: value,
                    ..settings
                }),
                "parameter"
            );
        }
    }
}
