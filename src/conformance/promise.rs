//! What is promised, for which layer, and how surely it is to be checked.
//!
//! It asks the initializer for draws and hands them to the tests of the promise's family.

use crate::conformance::Cause;
use crate::conformance::ConformanceError;
use crate::conformance::Conformity;
use crate::conformance::Number;
use crate::conformance::axes::Axes;
use crate::conformance::draws::Draws;
use crate::conformance::draws::Request;
use crate::conformance::family::Evidence;
use crate::conformance::family::Family;
use crate::conformance::independent;
use crate::conformance::number;
use crate::conformance::plan;
use crate::conformance::plan::Power;
use crate::empirical::stat::Budget;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Storage;
use crate::initializer;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;
use std::convert::Infallible;
use std::fmt::Display;

/// A law that an initializer promises for a layer's weights, ready to be checked.
///
/// | parameter | default | what it says |
/// |---|---|---|
/// | [`layout`](Self::layout) | PyTorch's | the order of the axes in the slice |
/// | [`stored_as`](Self::stored_as) | the slice's type | the format that values were rounded to |
/// | [`false_alarms`](Self::false_alarms) | 10⁻⁶ | how often a right initializer is refused |
/// | [`detects`](Self::detects) | 1.02 | the smallest variance ratio, both ways, that is found |
/// | [`misses`](Self::misses) | 10⁻⁶ | how often that ratio is missed |
/// | [`at_most`](Self::at_most) | 2²⁴ | the most values drawn: 128 MiB |
/// | [`first_seed`](Self::first_seed) | 0 | seeds are this one and those that follow |
/// | [`unseeded`](Self::unseeded) | no | the initializer takes no seed |
///
/// # Example
/// ```
/// use varprop::conformance::{Conformance, Layer, Layout};
/// use varprop::initializer::{HeNormal, Initializer};
/// use varprop::random::Stream;
/// let layer = Layer::depthwise(16, 1, &[3, 3])?;
/// let wrong = Layer::convolution(16, 16, &[3, 3], 1)?;
/// let found = Conformance::to("he-normal", &layer)?.detects(1.5).check(|seed, weights| {
///     // A depthwise kernel with the fans of a full one: 1/16 of the variance.
///     let drawn: Vec<f64> = HeNormal::default().draw_tensor(&wrong, Stream::root(seed)).unwrap();
///     weights.copy_from_slice(&drawn[..144]);
/// })?;
/// assert_eq!(found.causes()[0].code, "channels-counted-in-fan-in");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Conformance<'a> {
    law: Law<'a>,
    layer: Layer,
    layout: Layout,
    storage: Option<Storage>,
    false_alarms: f64,
    detects: f64,
    misses: f64,
    at_most: u64,
    first_seed: u64,
    is_seeded: bool,
}

#[derive(Debug)]
enum Law<'a> {
    Named(Box<dyn Initializer>),
    Given(&'a dyn Initializer),
}

impl Conformance<'static> {
    /// Conformance to a law by its name, ours with parameters (`he-normal(mode=fan_out)`, see
    /// [`parse`](initializer::parse)) or a framework's (`keras:GlorotNormal`, see
    /// [`like`](initializer::like)).
    ///
    /// # Errors
    /// As `parse` and `like`; as [`Conformance::of`].
    pub fn to(law: &str, layer: &Layer) -> Result<Self, ConformanceError> {
        let spec = if law.contains(':') {
            initializer::like(law)?.spec
        } else {
            law
        };
        Self::new(Law::Named(initializer::parse(spec)?), layer)
    }
}

impl<'a> Conformance<'a> {
    /// Conformance to the law of an initializer of varprop's, or to one of your own.
    ///
    /// # Errors
    /// When the law does not exist for the layer.
    pub fn of(initializer: &'a dyn Initializer, layer: &Layer) -> Result<Self, ConformanceError> {
        Self::new(Law::Given(initializer), layer)
    }

    fn new(law: Law<'a>, layer: &Layer) -> Result<Self, ConformanceError> {
        let asked = Self {
            law,
            layer: *layer,
            layout: Layout::PyTorch,
            storage: None,
            false_alarms: 1e-6,
            detects: 1.02,
            misses: 1e-6,
            at_most: 1 << 24,
            first_seed: 0,
            is_seeded: true,
        };
        match asked.initializer().tensor_law(layer) {
            Ok(_) | Err(InitializerError::NoCommonLaw { .. }) => Ok(asked),
            Err(error) => Err(error.into()),
        }
    }

    /// The order of the axes in the slice: the layer's weight shape in this layout, row-major.
    #[must_use]
    pub fn layout(self, layout: Layout) -> Self {
        Self { layout, ..self }
    }

    /// The values were rounded to this format, to the nearest, before they were widened.
    #[must_use]
    pub fn stored_as(self, storage: Storage) -> Self {
        let storage = Some(storage);
        Self { storage, ..self }
    }

    /// How often an initializer that holds its promise is refused; all tests share this rate.
    #[must_use]
    pub fn false_alarms(self, false_alarms: f64) -> Self {
        Self {
            false_alarms,
            ..self
        }
    }

    /// The smallest ratio r such that a variance of r times the promised one, or 1/r, is found.
    #[must_use]
    pub fn detects(self, detects: f64) -> Self {
        Self { detects, ..self }
    }

    /// How often a variance at that ratio is missed.
    #[must_use]
    pub fn misses(self, misses: f64) -> Self {
        Self { misses, ..self }
    }

    /// The most values that are drawn; if they do not suffice the answer is inconclusive.
    #[must_use]
    pub fn at_most(self, at_most: u64) -> Self {
        Self { at_most, ..self }
    }

    /// The first seed; the others follow it one by one, as people choose them.
    #[must_use]
    pub fn first_seed(self, first_seed: u64) -> Self {
        Self { first_seed, ..self }
    }

    /// The initializer takes no seed: it is not asked for the same bytes twice. Its draws must
    /// still differ from each other.
    #[must_use]
    pub fn unseeded(self) -> Self {
        let is_seeded = false;
        Self { is_seeded, ..self }
    }

    /// Checks an initializer: a closure that fills the slice for a seed.
    ///
    /// The slice has as many places as the layer has weights, each NaN, so that a place left out
    /// is found.
    ///
    /// # Errors
    /// `InvalidRate`, `EffectOutOfRange` for a parameter out of range, `Untestable` for a law
    /// without a test, `NotStored`, `TooLarge`.
    pub fn check<T: Number>(
        &self,
        mut fill: impl FnMut(u64, &mut [T]),
    ) -> Result<Conformity, ConformanceError> {
        self.try_check(|seed, weights: &mut [T]| {
            fill(seed, weights);
            Ok::<(), Infallible>(())
        })
    }

    /// Checks an initializer that can fail.
    ///
    /// # Errors
    /// As [`Conformance::check`]; `Failed` with the initializer's own error.
    pub fn try_check<T: Number, E: Display>(
        &self,
        fill: impl FnMut(u64, &mut [T]) -> Result<(), E>,
    ) -> Result<Conformity, ConformanceError> {
        let budget = Budget::new(self.false_alarms, self.misses)?;
        let power = self.power(budget)?;
        let family = Family::of(self.initializer(), &self.layer)?;
        let size = self.layer.weight_count();
        let affordable = self.at_most / size;
        let needed_seeds = family.seeds(size as usize, power)?;
        let mut found = self.unanswered(&family, budget, needed_seeds);
        if affordable < plan::FEWEST_SEEDS {
            return Ok(found);
        }
        found.n_seeds = needed_seeds.min(affordable);
        let draws = Draws::gather(self.request::<T>(found.n_seeds), fill)?;
        let evidence = family.judge(&draws, power, self.false_alarms)?;
        Ok(self.answered(found, evidence))
    }

    fn initializer(&self) -> &dyn Initializer {
        match &self.law {
            Law::Named(initializer) => &**initializer,
            Law::Given(initializer) => *initializer,
        }
    }

    fn power(&self, budget: Budget) -> Result<Power, ConformanceError> {
        let received = self.detects;
        if !(received.is_finite() && 1.0 < received) {
            return Err(ConformanceError::EffectOutOfRange { received });
        }
        Ok(Power {
            ratio: received,
            level: budget.level(independent::MOST_TESTS),
        })
    }

    fn request<T: Number>(&self, n_seeds: u64) -> Request {
        let declared = self.storage.unwrap_or(T::STORAGE);
        Request {
            axes: Axes::new(&self.layer, self.layout),
            row: self.layer.fans().fan_in as usize,
            size: self.layer.weight_count() as usize,
            storage: number::coarser(T::STORAGE, declared),
            first_seed: self.first_seed,
            n_seeds,
            is_seeded: self.is_seeded,
        }
    }

    fn unanswered(&self, family: &Family, budget: Budget, needed_seeds: u64) -> Conformity {
        Conformity {
            initializer: self.initializer().label(),
            layer: described(&self.layer, self.layout),
            law: family.label(),
            n_seeds: 0,
            needed_seeds,
            size: self.layer.weight_count() as usize,
            budget,
            facts: Vec::new(),
            tests: Vec::new(),
            ratio: None,
            visible: None,
            causes: Vec::new(),
        }
    }

    /// Causes are named where the draws are what a ratio can be estimated from.
    fn answered(&self, unanswered: Conformity, evidence: Evidence) -> Conformity {
        let mut found = Conformity {
            facts: evidence.facts,
            tests: evidence.tests,
            ratio: evidence.ratio,
            visible: evidence.visible,
            ..unanswered
        };
        let is_sound = found.facts.iter().all(|fact| fact.p_value == PValue::ONE);
        let repeats = ["seeds-differ", "repeats"];
        let refuted = found.refuted();
        let is_independent = !refuted.iter().any(|name| repeats.contains(name));
        if let Some(ratio) = found.ratio
            && refuted.contains(&"variance")
            && is_sound
            && is_independent
        {
            found.causes = Cause::of(self.initializer(), &self.layer, ratio);
        }
        found
    }
}

/// `convolution [32, 16, 3, 3]`, with its groups if it has any.
fn described(layer: &Layer, layout: Layout) -> String {
    let shape = layer.weight_shape(layout);
    let groups = if 1 < layer.groups() {
        format!(" of {} groups", layer.groups())
    } else {
        String::new()
    };
    format!("{} {shape:?}{groups}", layer.kind().name())
}
