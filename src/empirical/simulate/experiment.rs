//! Many replicates of a network, over threads, with the same bytes for any number of them.
//!
//! It starts a pool of its own and deals out replicates; one replicate is in `propagate`.

use crate::empirical::simulate::Engine;
use crate::empirical::simulate::EngineChoice;
use crate::empirical::simulate::LayerRecord;
use crate::empirical::simulate::Measurement;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Observation;
use crate::empirical::simulate::Precision;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::exact::Plan;
use crate::empirical::simulate::propagate::Observer;
use crate::empirical::simulate::propagate::Replicate;
use crate::empirical::simulate::propagate::propagate;
use crate::linear;
use crate::linear::Work;
use crate::random::Stream;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::Arc;
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

impl Experiment {
    /// The most replicates of one experiment: all their records are held at once.
    pub const MAX_REPLICATES: u64 = 1_000_000;

    /// Runs all replicates by the engine that the settings ask for ([`EngineChoice::of`]);
    /// `progress` hears how many are done, from any thread.
    ///
    /// # Errors
    /// When the settings are refused ([`SimulateError::ZeroCount`], [`SimulateError::Parameter`],
    /// [`SimulateError::Linear`]), the weights cannot be drawn ([`SimulateError::Initializer`]), or
    /// as [`EngineChoice::of`]; [`SimulateError::ZeroCount`] for no replicates,
    /// [`SimulateError::TooManyReplicates`] beyond [`Experiment::MAX_REPLICATES`];
    /// [`SimulateError::Threads`] when the pool cannot be started.
    ///
    /// # Example
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use varprop::empirical::simulate::{Experiment, Network, Settings};
    /// # use varprop::{initializer, random::Stream, theory::activation::Identity};
    /// let eye = Arc::from(initializer::parse("identity").unwrap());
    /// let network = Network::new(vec![2, 2, 2], Arc::new(Identity), eye).unwrap();
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
        match self.admit()?.engine {
            Engine::Exact => Ok(self.run_exact(progress)?.0),
            Engine::Direct | Engine::Automatic => {
                let run = |replicate, work| self.replicate(replicate, work, None);
                let replicates = self.run_each(run, progress)?;
                Ok(Measurement { replicates })
            }
        }
    }

    /// Refuses what [`Experiment::run`] would refuse, without drawing a number, and says which engine
    /// would run: a slip in the last of many experiments is found before the first is run.
    ///
    /// # Errors
    /// As [`Experiment::run`], but for threads that the system does not give.
    ///
    /// # Example
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use varprop::empirical::simulate::{Engine, Experiment, Network, Settings};
    /// # use varprop::{initializer, random::Stream, theory::activation::Relu};
    /// let experiment = |init| Experiment {
    ///     network: Network::new(vec![9; 3], Arc::new(Relu), Arc::from(init)).unwrap(),
    ///     settings: Settings::forward(1),
    ///     replicates: 3,
    ///     threads: NonZeroUsize::MIN,
    ///     stream: Stream::root(7).named("example"),
    /// };
    /// let he = experiment(initializer::parse("he-normal").unwrap());
    /// assert_eq!(he.admit().unwrap().engine, Engine::Direct);
    /// let dirac = experiment(initializer::parse("dirac").unwrap());
    /// assert_eq!(dirac.admit().unwrap_err().code(), "initializer");
    /// ```
    pub fn admit(&self) -> Result<EngineChoice, SimulateError> {
        self.settings.admit_numbers()?;
        self.admit_replicates()?;
        let choice = EngineChoice::of(&self.network, &self.settings)?;
        if choice.engine != Engine::Exact {
            self.network.admit(&self.settings)?;
            self.network.admit_weights()?;
        }
        Ok(choice)
    }

    /// As [`Experiment::run`] with the direct engine, whatever the settings say, and what `observe`
    /// makes of every replicate and layer, in order: an observer sees weights.
    ///
    /// # Errors
    /// As [`Experiment::run`].
    pub fn run_observed<T: Send>(
        &self,
        observe: &(dyn Fn(Observation<'_>) -> T + Sync),
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(Measurement, Vec<Vec<T>>), SimulateError> {
        self.settings.admit(&self.network)?;
        let run = |replicate, work| {
            let mut observed = Vec::with_capacity(self.network.depth());
            let mut push = |seen: Observation<'_>| observed.push(observe(seen));
            let records = self.replicate(replicate, work, Some(&mut push))?;
            Ok((records, observed))
        };
        let (replicates, observed) = self.run_each(run, progress)?.into_iter().unzip();
        Ok((Measurement { replicates }, observed))
    }

    /// As [`Experiment::run`] with the exact engine, whatever the settings say, and ln(q_L/q_0) of
    /// the first input of each replicate, q being the mean square of a layer's output: −∞ where the
    /// signal died, NaN where it left the doubles.
    ///
    /// # Errors
    /// As [`Experiment::run`]; [`SimulateError::NotExact`] where the exact engine does not apply.
    ///
    /// # Example
    /// ```
    /// # use std::{num::NonZeroUsize, sync::Arc};
    /// # use varprop::empirical::simulate::{Experiment, Network, Settings};
    /// # use varprop::{initializer, random::Stream, theory::activation::Identity};
    /// let orthogonal = Arc::from(initializer::parse("orthogonal").unwrap());
    /// let experiment = Experiment {
    ///     network: Network::new(vec![1000; 101], Arc::new(Identity), orthogonal).unwrap(),
    ///     settings: Settings::forward(1),
    ///     replicates: 3,
    ///     threads: NonZeroUsize::MIN,
    ///     stream: Stream::root(7).named("example"),
    /// };
    /// let (measurement, log_growth) = experiment.run_exact(&|_| ()).unwrap();
    /// assert_eq!(measurement.replicates[2].len(), 100);
    /// // Rotations keep lengths: what is left are some roundings in each of a hundred layers.
    /// let rounding = varprop::num::Tolerance::rounding(8 * 100, 1.0);
    /// assert!(log_growth.iter().all(|growth| rounding.accepts(*growth, 0.0)));
    /// ```
    pub fn run_exact(
        &self,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(Measurement, Vec<f64>), SimulateError> {
        self.settings.admit_numbers()?;
        let plan = Plan::new(&self.network, &self.settings)?;
        self.run_plan(&plan, progress)
    }

    pub(in crate::empirical::simulate) fn run_plan(
        &self,
        plan: &Plan,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<(Measurement, Vec<f64>), SimulateError> {
        let run = |replicate, work| {
            let stream = self.stream.named("replicate").indexed(replicate);
            plan.run(&self.network, &self.settings, stream, work)
        };
        let outcomes = self.run_each(run, progress)?.into_iter();
        let (replicates, growths) = outcomes.map(|run| (run.records, run.log_growth)).unzip();
        Ok((Measurement { replicates }, growths))
    }

    /// What `run` makes of every replicate, in order.
    fn run_each<T: Send>(
        &self,
        run: impl Fn(u64, Work) -> Result<T, SimulateError> + Send + Sync,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Vec<T>, SimulateError> {
        self.admit_replicates()?;
        linear::keep_memory();
        let n_done = AtomicU64::new(0);
        let run = |replicate, work| {
            let outcome = run(replicate, work);
            progress(n_done.fetch_add(1, Ordering::Relaxed) + 1);
            outcome
        };
        let outcomes = match self.threads.get() {
            // No pool: the caller's thread is the one thread.
            1 => (0..self.replicates)
                .map(|replicate| run(replicate, Work::OneThread))
                .collect(),
            _ => self.pool()?.install(|| self.deal_out(run)),
        };
        outcomes.into_iter().collect()
    }

    /// Refuses what cannot be recorded.
    fn admit_replicates(&self) -> Result<(), SimulateError> {
        if self.replicates == 0 {
            return Err(SimulateError::ZeroCount {
                count: "replicates",
            });
        }
        if self.replicates > Self::MAX_REPLICATES {
            return Err(SimulateError::TooManyReplicates {
                replicates: self.replicates,
                limit: Self::MAX_REPLICATES,
            });
        }
        self.network
            .admit_records(self.replicates, size_of::<LayerRecord>())
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

    fn replicate(
        &self,
        index: u64,
        work: Work,
        observe: Option<Observer<'_>>,
    ) -> Result<Vec<LayerRecord>, SimulateError> {
        let replicate = Replicate {
            network: &self.network,
            settings: &self.settings,
            index,
            stream: self.stream.named("replicate").indexed(index),
            work,
        };
        match self.settings.precision {
            Precision::Double => propagate::<f64>(&replicate, observe),
            Precision::Single => propagate::<f32>(&replicate, observe),
        }
    }

    fn pool(&self) -> Result<Arc<rayon::ThreadPool>, SimulateError> {
        let threads = self.threads.get();
        linear::pool(threads).map_err(|error| SimulateError::Threads {
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
    use std::sync::Mutex;

    /// Everything is measured, in blocks of every size: more than one task of rows and of moments.
    fn thorough(replicates: u64) -> Experiment {
        let settings = Settings {
            backward: Backward::ActivationsAndWeights,
            effective_samples: EffectiveSamples::Measured,
            ..Settings::forward(211)
        };
        specimen::experiment(&[30, 90, 20], specimen::TANH, 1.5, settings, replicates)
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
    fn a_layer_wider_than_one_held_in_blocks_has_room_behind_it() {
        // The first layer's weights do not fit one block, so its activations stand beside its
        // inputs; those of the third are wider than they.
        let widths = [3000, 100, 400, 50];
        let run = |widths: &[u64], threads| {
            let settings = Settings::forward(20);
            let mut experiment = specimen::experiment(widths, specimen::TANH, 1.5, settings, 1);
            experiment.threads = NonZeroUsize::new(threads).unwrap();
            experiment.run(&|_| ()).unwrap()
        };
        let alone = run(&widths, 1);
        assert_eq!(alone.replicates[0].len(), 3);
        assert_eq!(run(&widths, 2), alone);
        // The first layer does not depend on what follows it.
        let first = run(&widths[..2], 1);
        assert_eq!(
            first.replicates[0][0].activation,
            alone.replicates[0][0].activation
        );
    }

    #[test]
    fn a_replicate_does_not_depend_on_how_many_there_are() {
        let [few, many] = [2, 4].map(|replicates| thorough(replicates).run(&|_| ()).unwrap());
        assert_eq!(few.replicates[..], many.replicates[..2]);
        assert_ne!(many.replicates[0], many.replicates[1]);
    }

    #[test]
    fn the_promised_bytes_of_a_small_measurement_stand() {
        // Recorded from this code at its first release: a change is value-breaking.
        let measured = thorough(1).run(&|_| ()).unwrap();
        let last = &measured.replicates[0][1];
        let gradient = last.gradient.unwrap();
        let found = [
            last.activation.std_dev,
            last.pre_activation.kurtosis,
            last.effective_samples,
            gradient.input_second_moment,
            gradient.weight_second_moment,
        ];
        let promised = [
            0.643_394_479_488_499_6,
            3.006_768_343_633_327_7,
            12.226_201_817_011_16,
            0.225_084_497_512_279_74,
            50.135_519_690_534_686,
        ];
        assert_eq!(found.map(Option::unwrap), promised);
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
}
