//! One replicate's work order: the network, what is measured, and where draws come from.
//!
//! It names streams and draws inputs; layers are drawn by the forms.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::exact::stage::Stage;
use crate::linear::Work;
use crate::num::real;
use crate::random::Generator;
use crate::random::Stream;

/// What a form needs to run one replicate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    pub(super) network: &'a Network,
    pub(super) settings: &'a Settings,
    pub(super) stages: &'a [Stage],
    pub(super) replicate: Stream,
    pub(super) projection: Projection,
    pub(super) work: Work,
}

/// Whether a backward pass remembers what the forward pass knows of the weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::empirical::simulate) enum Projection {
    /// It does: the law of the direct engine.
    Kept,
    /// It does not, as textbooks have it: a mistake that the tests must see.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests make this mistake"))]
    Dropped,
}

impl Task<'_> {
    /// Input `sample`: N(0, `input_variance`), the direct engine's bytes.
    pub(super) fn inputs(&self, sample: u64) -> Vec<f64> {
        let width = self.network.widths().first().copied().unwrap_or(0);
        let mut inputs = vec![0.0; width as usize];
        let stream = self.replicate.named("inputs").indexed(sample);
        stream.generator().fill_normal(&mut inputs);
        let std_dev = self.settings.input_variance.sqrt();
        inputs.iter_mut().for_each(|x| *x *= std_dev);
        inputs
    }

    /// ∂J/∂a_L of `sample`: N(0, 1), the direct engine's bytes.
    pub(super) fn cotangent(&self, sample: u64) -> Vec<f64> {
        let width = self.network.widths().last().copied().unwrap_or(0);
        let mut gradient = vec![0.0; width as usize];
        let stream = self.replicate.named("cotangent").indexed(sample);
        stream.generator().fill_normal(&mut gradient);
        gradient
    }

    pub(super) fn forward_stream(&self, stage: &Stage) -> Generator {
        let stream = self.replicate.named("exact");
        stream.indexed(stage.index as u64).generator()
    }

    pub(super) fn backward_stream(&self, stage: &Stage) -> Generator {
        let stream = self.replicate.named("exact-backward");
        stream.indexed(stage.index as u64).generator()
    }

    pub(super) fn bias_stream(&self, stage: &Stage) -> Generator {
        let stream = self.replicate.named("biases");
        stream.indexed(stage.index as u64).generator()
    }

    /// ln(q_L/q_0) from the lengths of one input and of its last output: −∞ of a signal that died,
    /// NaN of one that left the doubles.
    pub(super) fn log_growth(&self, first: f64, last: f64) -> f64 {
        let [n, m] = [self.network.widths().first(), self.network.widths().last()]
            .map(|width| width.map_or(0.0, |width| *width as f64));
        2.0 * (real::ln(last) - real::ln(first)) + real::ln(n) - real::ln(m)
    }

    /// The mean square of ∂J/∂W = d·aᵀ of one sample, from those of d and a; missing unless asked.
    pub(super) fn weight_second_moment(
        &self,
        pre_activation: Option<f64>,
        input: Option<f64>,
    ) -> Option<f64> {
        match self.settings.backward {
            Backward::ActivationsAndWeights => {
                Some(pre_activation? * input?).filter(|moment| moment.is_finite())
            }
            Backward::Activations | Backward::Skipped => None,
        }
    }
}
