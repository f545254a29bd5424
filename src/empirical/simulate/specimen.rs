//! Small networks for the tests of this room: initializers and activations with known laws.
//!
//! They are written apart from the real ones, so that the tests judge the simulation alone.

use crate::empirical::simulate::Experiment;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::carrier::Carrier;
use crate::empirical::simulate::forward::Layer;
use crate::empirical::simulate::forward::Pass;
use crate::empirical::simulate::forward::forward;
use crate::empirical::simulate::supply::Supply;
use crate::empirical::simulate::weights::Weights;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::num::Rational;
use crate::num::real;
use crate::random::Stream;
use crate::theory::activation::Activation;
use crate::theory::shape::Fans;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// An experiment on one thread with Gaussian weights of this gain.
pub(in crate::empirical::simulate) fn experiment(
    widths: &[u64],
    activation: impl Activation + 'static,
    gain: f64,
    settings: Settings,
    replicates: u64,
) -> Experiment {
    let initializer = Arc::new(Gaussian { gain });
    let network = Network::new(widths.to_vec(), Arc::new(activation), initializer);
    Experiment {
        network: network.unwrap(),
        settings,
        replicates,
        threads: NonZeroUsize::MIN,
        stream: Stream::root(2026).named("experiment"),
    }
}

/// Independent N(0, gain²/fan_in) weights.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Gaussian {
    pub(in crate::empirical::simulate) gain: f64,
}

impl Initializer for Gaussian {
    fn name(&self) -> &'static str {
        "gaussian"
    }

    fn law(&self, _: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Fixed)
    }

    fn formula(&self) -> &'static str {
        "a test's own"
    }

    fn source(&self) -> &'static str {
        "none"
    }

    fn exact_variance(&self, _: Fans) -> Option<Rational> {
        None
    }

    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let std_dev = self.gain / (fans.fan_in as f64).sqrt();
        let mut weights = Vec::new();
        for row in 0..fans.fan_out {
            let mut generator = stream.indexed(row).generator();
            weights.extend((0..fans.fan_in).map(|_| std_dev * generator.normal()));
        }
        Ok(weights)
    }
}

/// The same value for every weight.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Constant(pub(in crate::empirical::simulate) f64);

impl Initializer for Constant {
    fn name(&self) -> &'static str {
        "constant"
    }

    fn law(&self, _: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Fixed)
    }

    fn formula(&self) -> &'static str {
        "a test's own"
    }

    fn source(&self) -> &'static str {
        "none"
    }

    fn exact_variance(&self, _: Fans) -> Option<Rational> {
        None
    }

    fn draw_matrix(&self, fans: Fans, _: Stream) -> Result<Vec<f64>, InitializerError> {
        Ok(vec![self.0; (fans.fan_in * fans.fan_out) as usize])
    }
}

/// Refuses layers of one input; of others it draws one weight too few.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Faulty;

impl Initializer for Faulty {
    fn name(&self) -> &'static str {
        "faulty"
    }

    fn law(&self, _: Fans) -> Result<WeightLaw, InitializerError> {
        Ok(WeightLaw::Fixed)
    }

    fn formula(&self) -> &'static str {
        "a test's own"
    }

    fn source(&self) -> &'static str {
        "none"
    }

    fn exact_variance(&self, _: Fans) -> Option<Rational> {
        None
    }

    fn draw_matrix(&self, fans: Fans, stream: Stream) -> Result<Vec<f64>, InitializerError> {
        let (fan_in, fan_out) = (fans.fan_in, fans.fan_out);
        if fan_in == 1 {
            return Err(InitializerError::EmptyFan { fan_in, fan_out });
        }
        let mut weights = Constant(1.0).draw_matrix(fans, stream)?;
        weights.pop();
        Ok(weights)
    }
}

/// An activation given by value and derivative; saturated beyond 0.99 if it is bounded.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Pointwise {
    value: fn(f64) -> f64,
    derivative: fn(f64) -> f64,
    saturates: bool,
}

impl Activation for Pointwise {
    fn name(&self) -> &'static str {
        "pointwise"
    }

    fn value(&self, x: f64) -> f64 {
        (self.value)(x)
    }

    fn derivative(&self, x: f64) -> f64 {
        (self.derivative)(x)
    }

    fn unsaturated(&self) -> (f64, f64) {
        let limit = if self.saturates { 0.99 } else { f64::INFINITY };
        (-limit, limit)
    }
}

/// φ(x) = x.
pub(in crate::empirical::simulate) const IDENTITY: Pointwise = Pointwise {
    value: |x| x,
    derivative: |_| 1.0,
    saturates: false,
};

/// φ(x) = x that counts as saturated beyond ±0.99.
pub(in crate::empirical::simulate) const SATURATING_IDENTITY: Pointwise = Pointwise {
    value: |x| x,
    derivative: |_| 1.0,
    saturates: true,
};

/// φ(x) = max(0, x).
pub(in crate::empirical::simulate) const RELU: Pointwise = Pointwise {
    value: |x| x.max(0.0),
    derivative: |x| if x > 0.0 { 1.0 } else { 0.0 },
    saturates: false,
};

/// φ(x) = tanh x.
pub(in crate::empirical::simulate) const TANH: Pointwise = Pointwise {
    value: real::tanh,
    derivative: |x| 1.0 - real::tanh(x) * real::tanh(x),
    saturates: true,
};

/// φ(x) = x + x²/4: a polynomial, so that difference quotients of a network can be exact.
pub(in crate::empirical::simulate) const QUADRATIC: Pointwise = Pointwise {
    value: |x| x + 0.25 * x * x,
    derivative: |x| 1.0 + 0.5 * x,
    saturates: false,
};

/// A batch of these rows.
pub(in crate::empirical::simulate) fn batch<T: Entry>(rows: &Matrix) -> Batch<T> {
    let sizes = (rows.columns(), rows.columns());
    Batch::filled(rows.rows(), sizes, Work::OneThread, |sample, vector| {
        vector.copy_from_slice(rows.row(sample).unwrap());
    })
}

/// The weights of these rows.
pub(in crate::empirical::simulate) fn weights(rows: &Matrix) -> Weights {
    let fans = Fans {
        fan_in: rows.columns() as u64,
        fan_out: rows.rows() as u64,
    };
    Weights::of(fans, rows.values())
}

/// One thread, threshold 0.97.
pub(in crate::empirical::simulate) fn pass(activation: &dyn Activation) -> Pass<'_> {
    Pass {
        activation,
        threshold: 0.97,
        work: Work::OneThread,
    }
}

/// Z, A′ and the record of a layer; the same whether activations take their inputs' place or not,
/// and on one thread or several.
pub(in crate::empirical::simulate) fn layer<T: Entry>(
    activation: &dyn Activation,
    weights: &Matrix,
    biases: Option<&[f64]>,
    inputs: &Batch<T>,
) -> (Batch<T>, Batch<T>, LayerRecord) {
    let most = weights.rows().max(weights.columns());
    let rows = inputs.first(inputs.samples());
    let run = |keeps_inputs, work| {
        let mut pre_activations = Batch::zeros(inputs.samples(), 0);
        let sizes = (inputs.units(), most);
        let batch = Batch::filled(inputs.samples(), sizes, work, |sample, vector| {
            vector.copy_from_slice(rows.row(sample).unwrap());
        });
        let weights = self::weights(weights);
        let mut carrier = Carrier::of(batch, keeps_inputs);
        let layer = Layer {
            weights: &weights,
            biases,
            following: None,
        };
        let pass = Pass {
            work,
            ..pass(activation)
        };
        let mut supply = Supply::of(Some(&weights), work);
        let places = (&mut carrier, Some(&mut pre_activations));
        let record = forward(pass, 1, layer, places, &mut supply).merged();
        (pre_activations, carrier.signal().clone(), record)
    };
    let found = run(false, Work::OneThread);
    for (keeps_inputs, work) in [(true, Work::OneThread), (false, Work::AllThreads)] {
        let other = run(keeps_inputs, work);
        let rows = |batch: &Batch<T>| format!("{:?}", batch.first(batch.samples()));
        assert_eq!(rows(&other.0), rows(&found.0));
        assert_eq!(rows(&other.1), rows(&found.1));
        assert_eq!(format!("{:?}", other.2), format!("{:?}", found.2));
    }
    found
}
