//! Which form of the exact engine a run takes, and one replicate of it.
//!
//! Whether the exact engine is chosen at all is decided in `simulate::engine`.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Detail;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Precision;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::exact::Projection;
use crate::empirical::simulate::exact::Task;
use crate::empirical::simulate::exact::batch;
use crate::empirical::simulate::exact::norm;
use crate::empirical::simulate::exact::single;
use crate::empirical::simulate::exact::stage::LayerLaw;
use crate::empirical::simulate::exact::stage::Stage;
use crate::empirical::simulate::record;
use crate::linear;
use crate::linear::Work;
use crate::random::Stream;

/// What the exact engine draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::empirical::simulate) enum Form {
    /// Lengths only, of one input to a φ with these slopes below and above 0.
    Norm { slopes: [f64; 2] },
    /// One input.
    Single,
    /// Several inputs.
    Batch,
}

/// A network that the exact engine covers, ready for any number of replicates.
#[derive(Clone, Debug)]
pub(in crate::empirical::simulate) struct Plan {
    pub(super) stages: Vec<Stage>,
    pub(super) form: Form,
    pub(super) projection: Projection,
}

/// What one replicate gave.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::empirical::simulate) struct ExactRun {
    /// A record a layer, first layer first.
    pub(in crate::empirical::simulate) records: Vec<LayerRecord>,
    /// ln(q_L/q_0) of the first input: −∞ if it died, NaN if it left the doubles.
    pub(in crate::empirical::simulate) log_growth: f64,
}

impl Plan {
    /// Looks up the law of every layer.
    ///
    /// # Errors
    /// [`SimulateError::NotExact`] for weights of other laws, single precision, or several inputs
    /// to Haar weights; [`SimulateError::Linear`] where a layer of the batch does not fit memory.
    pub(in crate::empirical::simulate) fn new(
        network: &Network,
        settings: &Settings,
    ) -> Result<Self, SimulateError> {
        let refuse = |why: String| Err(SimulateError::NotExact { why });
        if settings.precision == Precision::Single {
            return refuse("it computes in double precision; got single".to_owned());
        }
        let stages = Stage::all(network)?;
        let form = form(network, settings, &stages);
        let is_haar = |stage: &Stage| matches!(stage.law, LayerLaw::Haar { .. });
        if form == Form::Batch && stages.iter().any(is_haar) {
            return refuse(format!(
                "orthogonal weights take one input at a time; got {}",
                settings.batch
            ));
        }
        linear::within_limit(numbers_held(network, settings, form))?;
        Ok(Self {
            stages,
            form,
            projection: Projection::Kept,
        })
    }

    /// The form that its replicates take.
    pub(in crate::empirical::simulate) fn form(&self) -> Form {
        self.form
    }

    /// One replicate of the network and settings for which the plan was made.
    ///
    /// # Errors
    /// None that a well-formed plan can meet; products of its own shapes always chain.
    pub(in crate::empirical::simulate) fn run(
        &self,
        network: &Network,
        settings: &Settings,
        replicate: Stream,
        work: Work,
    ) -> Result<ExactRun, SimulateError> {
        let task = Task {
            network,
            settings,
            stages: &self.stages,
            replicate,
            projection: self.projection,
            work,
        };
        let mut run = match self.form {
            Form::Norm { slopes } => norm::run(&task, slopes),
            Form::Single => single::run(&task),
            Form::Batch => batch::run(&task)?,
        };
        record::leave_out_the_lost(&mut run.records);
        Ok(run)
    }
}

fn form(network: &Network, settings: &Settings, stages: &[Stage]) -> Form {
    if settings.batch != 1 {
        return Form::Batch;
    }
    // Biases beside Haar weights are not rotated with them: their sum has no χ² form.
    let is_plain =
        |stage: &Stage| stage.bias_std_dev == 0.0 || matches!(stage.law, LayerLaw::Gaussian { .. });
    match network.activation().half_line_slopes() {
        Some(slopes) if settings.detail == Detail::SecondMoments && stages.iter().all(is_plain) => {
            Form::Norm { slopes }
        }
        _ => Form::Single,
    }
}

/// The most numbers that a replicate holds at once: a few vectors of the widest layer for every
/// sample, and a factor of the batch by itself for every layer that is taken back.
fn numbers_held(network: &Network, settings: &Settings, form: Form) -> u64 {
    let widest = network.widths().iter().copied().max().unwrap_or(0);
    let layers = match settings.backward {
        Backward::Skipped => 1,
        Backward::Activations | Backward::ActivationsAndWeights => network.depth() as u64,
    };
    match form {
        Form::Norm { .. } => 8 * network.depth() as u64,
        Form::Single => widest.saturating_mul(8),
        Form::Batch => {
            let vectors = widest.saturating_mul(settings.batch).saturating_mul(8);
            let square = settings.batch.saturating_mul(settings.batch);
            vectors.saturating_add(square.saturating_mul(layers.saturating_add(8)))
        }
    }
}
