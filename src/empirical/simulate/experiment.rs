//! Many replicates of a network, over threads, with the same bytes for any number of them.
//!
//! It starts a pool of its own and deals out replicates; one replicate is in `propagate`.

use crate::empirical::simulate::Layer;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Matrix;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::Work;
use crate::empirical::simulate::propagate;
use crate::random::Stream;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

/// A network, how it is fed, and how often.
///
/// Replicate r draws everything from `stream.named("replicate").indexed(r)`: its records do not
/// depend on how many replicates or threads there are.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The network.
    pub network: Network,
    /// How it is fed and what is measured.
    pub settings: Settings,
    /// How many networks are drawn, each with its own inputs.
    pub replicates: u64,
    /// Threads to use; they change the speed and never the answer.
    pub threads: NonZeroUsize,
    /// The stream of the experiment.
    pub stream: Stream,
}

/// What an observer of [`Experiment::run_observed`] sees: one layer and what it was fed.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a> {
    /// The replicate, from 0.
    pub replicate: u64,
    /// The layer's input batch: samples × inputs.
    pub inputs: &'a Matrix,
    /// The layer: weights, pre-activations, activations.
    pub layer: &'a Layer,
}

impl Experiment {
    /// Runs all replicates; `progress` hears how many are done, from any thread.
    ///
    /// # Errors
    /// As [`propagate`]; [`SimulateError::ZeroCount`] for no replicates;
    /// [`SimulateError::Threads`] when the pool cannot be started.
    ///
    /// # Example
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use varprop::empirical::simulate::{Experiment, Network, Settings};
    /// # use varprop::initializer::{Initializer, InitializerError, WeightLaw};
    /// # use varprop::{num::Rational, random::Stream, theory::{activation::Activation, shape::Fans}};
    /// # #[derive(Debug)] struct Identity;
    /// # impl Initializer for Identity {
    /// #     fn name(&self) -> &'static str { "identity" }
    /// #     fn law(&self, _: Fans) -> Result<WeightLaw, InitializerError> { Ok(WeightLaw::Fixed) }
    /// #     fn exact_variance(&self, _: Fans) -> Option<Rational> { None }
    /// #     fn draw_matrix(&self, _: Fans, _: Stream) -> Result<Vec<f64>, InitializerError> {
    /// #         Ok(vec![1.0, 0.0, 0.0, 1.0])
    /// #     }
    /// # }
    /// # impl Activation for Identity {
    /// #     fn name(&self) -> &'static str { "identity" }
    /// #     fn value(&self, x: f64) -> f64 { x }
    /// #     fn derivative(&self, _: f64) -> f64 { 1.0 }
    /// #     fn is_saturated(&self, _: f64) -> bool { false }
    /// # }
    /// let network = Network::new(vec![2, 2, 2], Arc::new(Identity), Arc::new(Identity)).unwrap();
    /// let experiment = Experiment {
    ///     network,
    ///     settings: Settings::forward(5),
    ///     replicates: 3,
    ///     threads: NonZeroUsize::MIN,
    ///     stream: Stream::root(7).named("example"),
    /// };
    /// let measurement = experiment.run(&|_| ()).unwrap();
    /// let q = |layer| measurement.summary(layer, |r| r.pre_activation.second_moment).mean;
    /// assert_eq!(q(1), q(2)); // an identity network carries its signal unchanged
    /// ```
    pub fn run(&self, progress: &(dyn Fn(u64) + Sync)) -> Result<Measurement, SimulateError> {
        let ignore = |_: Observation<'_>| ();
        Ok(self.run_observed(&ignore, progress)?.0)
    }

    /// As [`Experiment::run`], with what `observe` makes of every replicate and layer, in order.
    ///
    /// # Errors
    /// As [`Experiment::run`].
    pub fn run_observed<T: Send>(
        &self,
        observe: &(dyn Fn(Observation<'_>) -> T + Sync),
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(Measurement, Vec<Vec<T>>), SimulateError> {
        if self.replicates == 0 {
            return Err(SimulateError::ZeroCount {
                count: "replicates",
            });
        }
        self.settings.admit(&self.network)?;
        let n_done = AtomicU64::new(0);
        let run = |replicate, work| {
            let outcome = self.replicate(replicate, work, observe);
            progress(n_done.fetch_add(1, Ordering::Relaxed) + 1);
            outcome
        };
        let outcomes = self.pool()?.install(|| self.deal_out(run));
        let (replicates, observed) = outcomes.into_iter().collect::<Result<_, _>>()?;
        Ok((Measurement { replicates }, observed))
    }

    /// All replicates in order: side by side, or each over all threads when they are too few.
    fn deal_out<T: Send>(&self, run: impl Fn(u64, Work) -> T + Send + Sync) -> Vec<T> {
        if self.replicates < self.threads.get() as u64 {
            let one_by_one = (0..self.replicates).map(|replicate| run(replicate, Work::AllThreads));
            return one_by_one.collect();
        }
        let side_by_side = (0..self.replicates).into_par_iter();
        side_by_side
            .map(|replicate| run(replicate, Work::OneThread))
            .collect()
    }

    fn replicate<T>(
        &self,
        replicate: u64,
        work: Work,
        observe: &(dyn Fn(Observation<'_>) -> T + Sync),
    ) -> Result<(Vec<LayerRecord>, Vec<T>), SimulateError> {
        let stream = self.stream.named("replicate").indexed(replicate);
        let mut observed = Vec::with_capacity(self.network.depth());
        let mut push = |inputs: &Matrix, layer: &Layer| {
            observed.push(observe(Observation {
                replicate,
                inputs,
                layer,
            }));
        };
        let records = propagate(&self.network, &self.settings, stream, work, &mut push)?;
        Ok((records, observed))
    }

    fn pool(&self) -> Result<rayon::ThreadPool, SimulateError> {
        let threads = self.threads.get();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|error| SimulateError::Threads {
            threads,
            reason: error.to_string(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::Backward;
    use crate::empirical::simulate::EffectiveSamples;
    use crate::empirical::simulate::specimen;
    use crate::num::Tolerance;
    use crate::num::real;
    use crate::num::sum;
    use crate::theory::activation::Activation;
    use statrs::distribution::ChiSquared;
    use statrs::distribution::ContinuousCDF;
    use std::sync::Arc;
    use std::sync::Mutex;

    fn experiment(
        widths: &[u64],
        activation: impl Activation + 'static,
        gain: f64,
        settings: Settings,
        replicates: u64,
    ) -> Experiment {
        let initializer = Arc::new(specimen::Gaussian { gain });
        let network = Network::new(widths.to_vec(), Arc::new(activation), initializer);
        Experiment {
            network: network.unwrap(),
            settings,
            replicates,
            threads: NonZeroUsize::MIN,
            stream: Stream::root(2026).named("experiment"),
        }
    }

    /// Everything is measured, in blocks of every size: more than one task of rows and of moments.
    fn thorough(replicates: u64) -> Experiment {
        let settings = Settings {
            backward: Backward::ActivationsAndWeights,
            effective_samples: EffectiveSamples::Measured,
            ..Settings::forward(211)
        };
        experiment(&[30, 90, 20], specimen::TANH, 1.5, settings, replicates)
    }

    #[test]
    fn one_two_and_three_threads_measure_the_same_bytes() {
        for replicates in [1, 2, 5] {
            let alone = thorough(replicates).run(&|_| ()).unwrap();
            for threads in [2, 3] {
                let threads = NonZeroUsize::new(threads).unwrap();
                let shared = Experiment {
                    threads,
                    ..thorough(replicates)
                };
                let shared = shared.run(&|_| ()).unwrap();
                assert_eq!(shared, alone, "{replicates} replicates, {threads} threads");
            }
        }
    }

    #[test]
    fn a_replicate_does_not_depend_on_how_many_there_are() {
        let [few, many] = [2, 4].map(|replicates| thorough(replicates).run(&|_| ()).unwrap());
        assert_eq!(few.replicates[..], many.replicates[..2]);
        assert_ne!(many.replicates[0], many.replicates[1]);
    }

    #[test]
    fn progress_counts_every_replicate_once() {
        let heard = Mutex::new(Vec::new());
        let progress = |n_done| heard.lock().unwrap().push(n_done);
        thorough(3).run(&progress).unwrap();
        assert_eq!(*heard.lock().unwrap(), [1, 2, 3]);
    }

    #[test]
    fn no_replicates_are_refused() {
        assert_eq!(thorough(0).run(&|_| ()).unwrap_err().code(), "zero-count");
    }

    /// Width of the linear networks, their depth, and how many are drawn.
    const WIDTH: u64 = 16;
    const DEPTH: usize = 5;
    const REPLICATES: u64 = 400;

    /// q_l/q_{l−1} of every replicate and layer of a linear network fed one sample.
    fn linear_ratios(gain: f64) -> Vec<f64> {
        let widths = [WIDTH; DEPTH + 1];
        let settings = Settings::forward(1);
        let linear = experiment(&widths, specimen::IDENTITY, gain, settings, REPLICATES);
        let energy = |matrix: &Matrix| sum::sum(matrix.values().iter().map(|x| x * x));
        let ratio =
            |seen: Observation<'_>| energy(&seen.layer.pre_activations) / energy(seen.inputs);
        linear.run_observed(&ratio, &|_| ()).unwrap().1.concat()
    }

    /// The two-sided p-value of Σ n·q_l/q_{l−1} ~ χ² with n·L·R degrees of freedom: exact, because
    /// ‖W·a‖² = σ²‖a‖²·χ²_n for Gaussian W whatever a is, so that layers are independent too.
    fn p_value_of_energy(ratios: &[f64]) -> f64 {
        let statistic = WIDTH as f64 * sum::sum(ratios.iter().copied());
        let law = ChiSquared::new((WIDTH * REPLICATES) as f64 * DEPTH as f64).unwrap();
        2.0 * law.cdf(statistic).min(law.sf(statistic))
    }

    /// The false-alarm rate of each law test here.
    const ALPHA: f64 = 1e-9;

    #[test]
    fn a_linear_network_keeps_the_expected_second_moment_at_gain_one() {
        assert!(p_value_of_energy(&linear_ratios(1.0)) >= ALPHA);
    }

    #[test]
    fn a_weight_variance_wrong_by_a_tenth_does_not_pass_for_gain_one() {
        assert!(p_value_of_energy(&linear_ratios(1.1_f64.sqrt())) < ALPHA);
    }

    #[test]
    fn a_linear_network_loses_the_digamma_amount_of_log_signal_per_layer() {
        // ψ(8) + ln(1/8) and ψ′(8) by mpmath: mean and variance of ln(χ²₁₆/16).
        const MEAN: f64 = -0.063_800_063_724_225_93;
        const VARIANCE: f64 = 0.133_137_014_694_031_43;
        // The normal quantile of α/2 (scipy); the sum of 2000 independent terms of kurtosis 3.3
        // is near enough to normal that its true rate stays below twice α.
        const QUANTILE: f64 = 6.109_410_204_869_397;
        let logarithms: Vec<f64> = linear_ratios(1.0).into_iter().map(real::ln).collect();
        let standard_error = (VARIANCE / logarithms.len() as f64).sqrt();
        let tolerance = Tolerance::standard_errors(QUANTILE, standard_error);
        let mean = sum::mean(&logarithms).unwrap();
        assert!(tolerance.accepts(mean, MEAN), "{mean}");
        assert!(
            !tolerance.accepts(mean, 0.0),
            "the loss must be visible: {mean}"
        );
    }

    #[test]
    fn a_relu_layer_zeroes_half_of_its_units_per_sample() {
        let settings = Settings::forward(1);
        let relu = experiment(&[8, 64], specimen::RELU, 1.0, settings, 500);
        let zeros = relu
            .run(&|_| ())
            .unwrap()
            .summary(1, |record| Some(record.zero_share));
        // 32,000 fair coins: a Hoeffding bound at α = 1e-9 allows √(ln(2/α)/2n) = 0.0183.
        let n_coins = 64.0 * 500.0;
        let allowance = (real::ln(2.0 / ALPHA) / (2.0 * n_coins)).sqrt();
        assert!(Tolerance::bound(allowance).accepts(zeros.mean.unwrap(), 0.5));
    }

    #[test]
    fn a_linear_network_carries_the_gradient_back_by_the_same_law() {
        // ‖Wᵀd‖² = σ²‖d‖²·χ²_n for a cotangent d that knows nothing of W: linear layers only.
        let settings = Settings {
            backward: Backward::Activations,
            ..Settings::forward(1)
        };
        let widths = [WIDTH; DEPTH + 1];
        let linear = experiment(&widths, specimen::IDENTITY, 1.0, settings, REPLICATES);
        let measured = linear.run(&|_| ()).unwrap();
        let records = measured.replicates.iter().flatten();
        let ratio = |record: &LayerRecord| {
            let gradient = record.gradient.unwrap();
            gradient.input_second_moment.unwrap() / gradient.output_second_moment.unwrap()
        };
        assert!(p_value_of_energy(&records.map(ratio).collect::<Vec<_>>()) >= ALPHA);
    }
}
