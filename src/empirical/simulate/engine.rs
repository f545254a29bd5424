//! Which engine runs: as asked for, or the cheaper one by counted operations.
//!
//! The rule reads sizes and laws, never a clock, so that the same request runs the same engine
//! everywhere. What the exact engine covers is decided by its plan.

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::EffectiveSamples;
use crate::empirical::simulate::Engine;
use crate::empirical::simulate::Network;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::exact::Form;
use crate::empirical::simulate::exact::Plan;
use crate::num::brief;
use crate::theory::shape::Fans;

/// The engine that runs, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineChoice {
    /// [`Engine::Direct`] or [`Engine::Exact`].
    pub engine: Engine,
    /// Why, in one line.
    pub reason: String,
    /// What one network costs it, in multiply-adds of a matrix product: see [`EngineChoice::of`].
    pub operations: f64,
    /// Units that φ and the moments are computed of, forward and back, for one network: what the
    /// count above leaves out, since it is the same for both engines but where lengths alone are drawn.
    pub activations: f64,
}

impl EngineChoice {
    /// Decides for this network.
    ///
    /// [`Engine::Automatic`] runs exact where that costs less than half of direct, because direct
    /// assumes less. A layer of n inputs and n′ units costs one network with a batch of B, in
    /// multiply-adds of a matrix product:
    ///
    /// | | forward | with a backward pass, besides |
    /// |---|---|---|
    /// | direct | 64·nn′ + B·nn′ | 64·nn′ + B·nn′, and B·nn′ for ∂J/∂W |
    /// | exact, lengths only | 1024 | 1024 |
    /// | exact, one input | 64·n′ | 64·(n + n′) |
    /// | exact, B inputs | 64·Bn′ + B²(n + n′) + 2B³ | 64·B(n + n′) + B²(4n + 3n′) + 8B³ |
    ///
    /// A normal number counts 64 (1.4 ns where a core does 50 multiply-adds a nanosecond), an
    /// operation outside of products 8. Direct draws rows of weights a second time on the way back.
    /// Orthogonal weights cost the direct engine 16·nn′·min(n, n′) more, n_eff costs it
    /// B·n′·min(B, n′). Activations and moments cost both the same and are left out. Direct runs where exact does not apply; exact where direct would not fit memory.
    ///
    /// # Errors
    /// [`SimulateError::NotExact`] where [`Engine::Exact`] was asked for and does not apply.
    ///
    /// # Example
    /// ```
    /// # use std::sync::Arc;
    /// # use varprop::empirical::simulate::{Engine, EngineChoice, Network, Settings};
    /// # use varprop::{initializer, theory::activation::Relu};
    /// let network = |init| {
    ///     let init = Arc::from(initializer::parse(init).unwrap());
    ///     Network::new(vec![500; 11], Arc::new(Relu), init).unwrap()
    /// };
    /// let settings = Settings {
    ///     engine: Engine::Automatic,
    ///     ..Settings::forward(1)
    /// };
    /// let engine = |init| EngineChoice::of(&network(init), &settings).unwrap().engine;
    /// assert_eq!(engine("he-normal"), Engine::Exact);
    /// assert_eq!(engine("he-uniform"), Engine::Direct);
    /// ```
    pub fn of(network: &Network, settings: &Settings) -> Result<Self, SimulateError> {
        let asked = "asked for".to_owned();
        let direct = |reason| Self::direct(network, settings, reason);
        match settings.engine {
            Engine::Direct => Ok(direct(asked)),
            Engine::Exact => {
                let plan = Plan::new(network, settings)?;
                Ok(Self::exact(network, settings, plan.form(), asked))
            }
            Engine::Automatic => Ok(match Plan::new(network, settings) {
                Ok(plan) => Self::cheaper(network, settings, plan.form()),
                Err(refusal) => direct(refusal.to_string()),
            }),
        }
    }

    fn direct(network: &Network, settings: &Settings, reason: String) -> Self {
        Self {
            engine: Engine::Direct,
            reason,
            operations: cost(network, |fans| direct_cost(network, settings, fans)),
            activations: activations(network, settings),
        }
    }

    fn exact(network: &Network, settings: &Settings, form: Form, reason: String) -> Self {
        Self {
            engine: Engine::Exact,
            reason,
            operations: cost(network, |fans| exact_cost(settings, form, fans)),
            activations: match form {
                Form::Norm { .. } => 0.0,
                Form::Single | Form::Batch => activations(network, settings),
            },
        }
    }

    fn cheaper(network: &Network, settings: &Settings, form: Form) -> Self {
        let direct = Self::direct(network, settings, String::new());
        let exact = Self::exact(network, settings, form, String::new());
        if !network.fits_direct(settings) {
            let reason = "the direct engine would pass its memory or its work".to_owned();
            return Self { reason, ..exact };
        }
        let reason = format!(
            "cheaper by count: {} operations a network direct, {} exact",
            brief(direct.operations, 2),
            brief(exact.operations, 2)
        );
        match 2.0 * exact.operations < direct.operations {
            true => Self { reason, ..exact },
            false => Self { reason, ..direct },
        }
    }
}

/// What a normal number costs, in multiply-adds of a product.
const NORMAL: f64 = 64.0;
/// What an operation outside of products costs.
const PLAIN: f64 = 8.0;
/// What a layer costs of which lengths alone are drawn: some sixteen draws.
const LENGTHS: f64 = 16.0 * NORMAL;

fn cost(network: &Network, of_layer: impl Fn([f64; 2]) -> f64) -> f64 {
    let sides = |fans: Fans| [fans.fan_in, fans.fan_out].map(|width| width as f64);
    network.fans().map(|fans| of_layer(sides(fans))).sum()
}

/// Units of all samples and layers, once for each pass.
fn activations(network: &Network, settings: &Settings) -> f64 {
    let passes = match settings.backward {
        Backward::Skipped => 1.0,
        Backward::Activations | Backward::ActivationsAndWeights => 2.0,
    };
    passes * settings.batch as f64 * cost(network, |[_, units]| units)
}

fn direct_cost(network: &Network, settings: &Settings, [n, m]: [f64; 2]) -> f64 {
    let batch = settings.batch as f64;
    let [draws, products] = match settings.backward {
        Backward::Skipped => [1.0, 1.0],
        Backward::Activations => [2.0, 2.0],
        Backward::ActivationsAndWeights => [2.0, 3.0],
    };
    let gram = match settings.effective_samples {
        EffectiveSamples::Skipped => 0.0,
        EffectiveSamples::Measured => batch * m * batch.min(m),
    };
    let reflections = match network.initializer().name() {
        "orthogonal" => 2.0 * PLAIN * n * m * n.min(m),
        _ => 0.0,
    };
    draws * NORMAL * n * m + reflections + products * batch * n * m + gram
}

fn exact_cost(settings: &Settings, form: Form, [n, m]: [f64; 2]) -> f64 {
    let b = settings.batch as f64;
    let [forward, backward] = match form {
        Form::Norm { .. } => [LENGTHS, LENGTHS],
        Form::Single => [NORMAL * m, NORMAL * (n + m)],
        Form::Batch => [
            NORMAL * b * m + b * b * (n + m) + PLAIN / 4.0 * b * b * b,
            NORMAL * b * (n + m) + b * b * (4.0 * n + 3.0 * m) + PLAIN * b * b * b,
        ],
    };
    match settings.backward {
        Backward::Skipped => forward,
        Backward::Activations | Backward::ActivationsAndWeights => forward + backward,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::Detail;
    use crate::empirical::simulate::Precision;
    use crate::empirical::simulate::specimen;
    use std::sync::Arc;

    fn network(initializer: &str, width: u64, depth: usize) -> Network {
        let initializer = Arc::from(crate::initializer::parse(initializer).unwrap());
        let widths = vec![width; depth + 1];
        Network::new(widths, Arc::new(specimen::TANH), initializer).unwrap()
    }

    fn automatic(batch: u64) -> Settings {
        Settings {
            engine: Engine::Automatic,
            ..Settings::forward(batch)
        }
    }

    #[test]
    fn the_rule_chooses_as_its_table_says() {
        let both = Backward::Activations;
        for (initializer, width, batch, backward, expected) in [
            ("lecun-normal", 500, 1, Backward::Skipped, Engine::Exact),
            ("lecun-normal", 500, 1, both, Engine::Exact),
            // 64·25 + 25 direct, 64·5 exact: one input is always cheaper from two units on.
            ("lecun-normal", 5, 1, both, Engine::Exact),
            // 164·25·10⁴ direct; 6400·500 + 10⁴·1000 + 2·10⁶ exact.
            ("lecun-normal", 500, 100, Backward::Skipped, Engine::Exact),
            // 328·25·10⁴ direct, below twice the 1.5·10⁷ and 5·10⁷ of exact.
            ("lecun-normal", 500, 100, both, Engine::Direct),
            // 1064·25·10⁴ direct; 10⁶·1000 exact and more.
            ("lecun-normal", 500, 1000, Backward::Skipped, Engine::Direct),
            ("lecun-normal", 20, 100, Backward::Skipped, Engine::Direct),
            ("orthogonal", 64, 1, both, Engine::Exact),
            ("orthogonal", 64, 2, both, Engine::Direct),
            ("lecun-uniform", 500, 1, both, Engine::Direct),
            // 10¹⁰ weights do not fit.
            ("lecun-normal", 100_000, 100, both, Engine::Exact),
        ] {
            let settings = Settings {
                backward,
                ..automatic(batch)
            };
            let choice = EngineChoice::of(&network(initializer, width, 3), &settings).unwrap();
            assert_eq!(
                choice.engine, expected,
                "{initializer} {width} {batch} {choice:?}"
            );
        }
    }

    #[test]
    fn what_is_asked_for_runs_or_is_refused() {
        let ask = |engine, initializer| {
            let settings = Settings {
                engine,
                ..Settings::forward(1)
            };
            EngineChoice::of(&network(initializer, 8, 2), &settings)
        };
        assert_eq!(
            ask(Engine::Direct, "lecun-normal").unwrap().engine,
            Engine::Direct
        );
        assert_eq!(
            ask(Engine::Exact, "lecun-normal").unwrap().engine,
            Engine::Exact
        );
        assert_eq!(
            ask(Engine::Exact, "glorot-uniform").unwrap_err().code(),
            "not-exact"
        );
    }

    #[test]
    fn single_precision_and_batches_of_orthogonal_weights_run_direct() {
        let single = Settings {
            precision: Precision::Single,
            ..automatic(1)
        };
        let choice = EngineChoice::of(&network("lecun-normal", 8, 2), &single).unwrap();
        assert_eq!(choice.engine, Engine::Direct);
        assert!(choice.reason.contains("double precision"), "{choice:?}");
        let choice = EngineChoice::of(&network("orthogonal", 8, 2), &automatic(2)).unwrap();
        assert!(choice.reason.contains("one input at a time"), "{choice:?}");
    }

    #[test]
    fn a_choice_counts_what_its_engine_does() {
        let count = |initializer, width, settings: &Settings| {
            let choice = EngineChoice::of(&network(initializer, width, 3), settings).unwrap();
            (choice.operations, choice.activations)
        };
        let forward = Settings::forward(2);
        // Three layers: 64·n² draws, 2·n² products, 16·n³ reflections; 2·n units.
        assert_eq!(count("lecun-uniform", 10, &forward), (3.0 * 6600.0, 60.0));
        assert_eq!(count("orthogonal", 10, &forward), (3.0 * 22_600.0, 60.0));
        let both = Settings {
            backward: Backward::Activations,
            ..automatic(1)
        };
        // 64·n forward, 64·2n back.
        assert_eq!(count("lecun-normal", 10, &both), (3.0 * 1920.0, 60.0));
    }

    #[test]
    fn lengths_alone_know_no_width() {
        let he = Arc::from(crate::initializer::parse("he-normal").unwrap());
        let relu = Arc::new(crate::theory::activation::Relu);
        let network = Network::new(vec![u64::MAX / 2; 3], relu, he).unwrap();
        let settings = Settings {
            detail: Detail::SecondMoments,
            ..automatic(1)
        };
        let lengths = EngineChoice::of(&network, &settings).unwrap();
        assert_eq!(
            (lengths.engine, lengths.operations),
            (Engine::Exact, 2048.0)
        );
        assert_eq!(lengths.activations, 0.0);
        let everything = EngineChoice::of(&network, &automatic(1)).unwrap();
        assert!(
            everything.reason.contains("more than the limit"),
            "{everything:?}"
        );
    }
}
