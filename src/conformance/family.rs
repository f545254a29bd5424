//! What kind of promise a law makes of a layer's weights: which tests decide it.
//!
//! It reads the kind off the initializer and runs the tests of that kind; it decides nothing.

use crate::conformance::ConformanceError;
use crate::conformance::Draws;
use crate::conformance::Ratio;
use crate::conformance::independent;
use crate::conformance::orthogonal::Haar;
use crate::conformance::plan;
use crate::conformance::plan::Power;
use crate::conformance::record;
use crate::conformance::repeat;
use crate::conformance::sparse::Zeros;
use crate::empirical::stat::Check;
use crate::empirical::stat::Null;
use crate::empirical::stat::Sample;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::VarianceCheck;
use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::initializer::WeightLaw;
use crate::num::Tolerance;
use crate::num::sum;
use crate::random::Stream;
use crate::theory::distribution::Distribution;
use crate::theory::distribution::HaarEntry;
use crate::theory::distribution::Normal;
use crate::theory::shape::Layer;

/// The kind of a promise, with what its tests need.
#[derive(Debug)]
pub(in crate::conformance) enum Family {
    /// Independent entries of one law.
    Independent(Box<dyn Distribution>),
    /// Zeros in each column, independent normal entries elsewhere.
    Sparse { zeros: Zeros, rest: Normal },
    /// A Haar matrix, at these places of the tensor; the other places are 0.
    Orthogonal {
        haar: Haar,
        law: HaarEntry,
        places: Vec<usize>,
    },
    /// One tensor, whatever the seed.
    Fixed(Vec<f64>),
}

/// What the tests of a family found.
#[derive(Clone, Debug, Default)]
pub(in crate::conformance) struct Evidence {
    /// What holds or does not, whatever was drawn.
    pub facts: Vec<TestRecord>,
    /// What is improbable or not.
    pub tests: Vec<TestRecord>,
    /// The observed variance over the promised one.
    pub ratio: Option<Ratio>,
    /// The smallest variance ratio that these draws show at the stated rates.
    pub visible: Option<f64>,
}

impl Family {
    /// The family of this initializer's weights.
    ///
    /// # Errors
    /// As the initializer's law; `Untestable` for a law of another kind.
    pub(in crate::conformance) fn of(
        initializer: &dyn Initializer,
        layer: &Layer,
    ) -> Result<Self, ConformanceError> {
        match initializer.tensor_law(layer) {
            Ok(WeightLaw::Independent(law)) if law.variance() == 0.0 => fixed(initializer, layer),
            Ok(WeightLaw::Independent(law)) => independent(law),
            Ok(WeightLaw::Dependent(law)) => dependent(&*law, layer),
            Ok(WeightLaw::Fixed) => fixed(initializer, layer),
            Err(InitializerError::NoCommonLaw { .. }) => centered(initializer, layer),
            Err(error) => Err(error.into()),
        }
    }

    /// The law as printed.
    pub(in crate::conformance) fn label(&self) -> String {
        match self {
            Self::Independent(law) => law.label(),
            Self::Sparse { zeros, rest } => format!(
                "{} zeros in each column of {}, else {}",
                zeros.zeros,
                zeros.rows,
                rest.label()
            ),
            Self::Orthogonal { haar, .. } => {
                format!("{} · Haar {} × {}", haar.gain, haar.rows, haar.cols)
            }
            Self::Fixed(_) => "one tensor whatever the seed".to_owned(),
        }
    }

    /// How many seeds the tests need.
    pub(in crate::conformance) fn seeds(
        &self,
        size: usize,
        power: Power,
    ) -> Result<u64, ConformanceError> {
        let of_law = |law: &dyn Distribution, size: usize| -> Result<u64, ConformanceError> {
            Ok(power.seeds(&VarianceCheck::new(Null::new(law)?), size)?)
        };
        match self {
            Self::Independent(law) => of_law(&**law, size),
            Self::Sparse { zeros, rest } => {
                of_law(rest, size / zeros.rows * (zeros.rows - zeros.zeros))
            }
            Self::Orthogonal { haar, .. } => Ok(haar.seeds()),
            Self::Fixed(_) => Ok(plan::FEWEST_SEEDS),
        }
    }

    /// Runs the tests. What is not finite, or not the same for the same seed, is found first; no
    /// other test is made of values that are not finite.
    pub(in crate::conformance) fn judge(
        &self,
        draws: &Draws,
        power: Power,
        alpha: f64,
    ) -> Result<Evidence, ConformanceError> {
        let facts = basics(draws);
        if draws.values.iter().any(|x| !x.is_finite()) {
            return Ok(Evidence {
                facts,
                ..Evidence::default()
            });
        }
        let mut found = match self {
            Self::Independent(law) => of_entries(&**law, draws, power, alpha),
            Self::Sparse { zeros, rest } => of_sparse(*zeros, rest, draws, power, alpha),
            Self::Orthogonal { haar, law, places } => of_orthogonal(*haar, law, places, draws),
            Self::Fixed(expected) => Ok(of_fixed(expected, draws)),
        }?;
        found.facts.splice(0..0, facts);
        Ok(found)
    }
}

/// Entries of the initializer's own draw, which is the promised tensor.
fn fixed(initializer: &dyn Initializer, layer: &Layer) -> Result<Family, ConformanceError> {
    let expected = initializer.draw_tensor(layer, Stream::root(0))?;
    Ok(Family::Fixed(expected))
}

/// Entries of a law whose variance has a test that may refute.
fn independent(law: Box<dyn Distribution>) -> Result<Family, ConformanceError> {
    let law = match untruncated(&*law) {
        Some(normal) => Box::new(normal?),
        None => law,
    };
    let mean = [law.mean()];
    let variance = VarianceCheck::new(Null::new(&*law)?);
    let guarantee = variance.measure(&Sample::flat(&mean)?)?.guarantee;
    if !guarantee.may_refute() {
        let label = law.label();
        return Err(ConformanceError::Untestable { label });
    }
    Ok(Family::Independent(law))
}

/// From here on a truncation is none: a normal number lies beyond with probability 2.3·10⁻¹⁹.
const NO_TRUNCATION: f64 = 9.0;

/// The normal law in place of one truncated so far out that no draws can tell them apart.
fn untruncated(law: &dyn Distribution) -> Option<Result<Normal, InitializerError>> {
    let (low, high) = law.support();
    let nearest = (law.mean() - low).min(high - law.mean()) / law.std_dev();
    let is_normal = law.name() == "truncated-normal" && NO_TRUNCATION <= nearest;
    // The mean of symmetric bounds is 0 but for the rounding of its formula.
    let is_centered = Tolerance::rounding(64, law.std_dev()).accepts(law.mean(), 0.0);
    let mean = if is_centered { 0.0 } else { law.mean() };
    is_normal.then(|| Ok(Normal::new(mean, law.std_dev())?))
}

fn dependent(law: &dyn Distribution, layer: &Layer) -> Result<Family, ConformanceError> {
    let (rows, cols) = (layer.outputs() as usize, layer.fans().fan_in as usize);
    match law.name() {
        "haar-entry" => {
            let gain = (law.variance() * rows.max(cols) as f64).sqrt();
            orthogonal(rows, cols, gain, (0..rows * cols).collect())
        }
        "sparse-normal" => {
            let share = law.cdf(0.0) - law.cdf(0.0_f64.next_down());
            let zeros = (share * rows as f64).round() as usize;
            let rest = (law.variance() / (1.0 - zeros as f64 / rows as f64)).sqrt();
            let rest = Normal::new(0.0, rest).map_err(InitializerError::from)?;
            let zeros = Zeros { rows, zeros };
            Ok(Family::Sparse { zeros, rest })
        }
        _ => Err(ConformanceError::Untestable { label: law.label() }),
    }
}

/// A Haar matrix at the places at which the initializer's own draw is not 0.
fn centered(initializer: &dyn Initializer, layer: &Layer) -> Result<Family, ConformanceError> {
    let drawn = initializer.draw_tensor(layer, Stream::root(0))?;
    let places: Vec<usize> = (0..drawn.len())
        .filter(|i| drawn.get(*i) != Some(&0.0))
        .collect();
    let (rows, cols) = (layer.outputs() as usize, layer.inputs() as usize);
    if places.len() != rows.saturating_mul(cols) || layer.groups() != 1 {
        let label = initializer.label();
        return Err(ConformanceError::Untestable { label });
    }
    let energy = sum::sum(drawn.iter().map(|x| x * x));
    let gain = (energy / rows.min(cols) as f64).sqrt();
    orthogonal(rows, cols, gain, places)
}

fn orthogonal(
    rows: usize,
    cols: usize,
    gain: f64,
    places: Vec<usize>,
) -> Result<Family, ConformanceError> {
    let law = HaarEntry::new(rows.max(cols) as u64, gain).map_err(InitializerError::from)?;
    let haar = Haar { rows, cols, gain };
    Ok(Family::Orthogonal { haar, law, places })
}

/// Finite everywhere, and the same bytes for the same seed.
fn basics(draws: &Draws) -> Vec<TestRecord> {
    let n = draws.values.len();
    let wild = draws.values.iter().filter(|x| !x.is_finite()).count();
    let mut facts = vec![record::fact(
        "finite",
        "real numbers at every place",
        "places unset or not finite",
        wild,
        n,
    )];
    let again = draws.n_unrepeated.map(|places| {
        let null = "the same bytes for the same seed";
        record::fact("reproducible", null, "places that differ", places, n)
    });
    facts.extend(again);
    facts
}

fn of_entries(
    law: &dyn Distribution,
    draws: &Draws,
    power: Power,
    alpha: f64,
) -> Result<Evidence, ConformanceError> {
    let null = Null::new(law)?;
    let variance = VarianceCheck::new(null);
    Ok(Evidence {
        facts: Vec::new(),
        tests: independent::tests(null, &variance, draws, power.level)?,
        ratio: Some(ratio(&variance, draws, alpha)?),
        visible: Some(power.visible(&variance, draws.values.len() as u64)?),
    })
}

fn ratio(
    variance: &VarianceCheck<'_>,
    draws: &Draws,
    alpha: f64,
) -> Result<Ratio, ConformanceError> {
    let observed = variance.measure(&draws.pooled()?)?.statistic.value;
    let n = draws.values.len() as u64;
    let (low, high) = variance.ratio_interval(observed, n, alpha)?;
    Ok(Ratio {
        observed,
        low,
        high,
    })
}

fn of_sparse(
    zeros: Zeros,
    law: &Normal,
    draws: &Draws,
    power: Power,
    alpha: f64,
) -> Result<Evidence, ConformanceError> {
    let null = Null::new(law)?;
    let mut tests = vec![zeros.excess(&null, draws)?, zeros.rows_of_zeros(draws)?];
    let mut found = Evidence::default();
    let rest = Zeros::rest(draws);
    if !rest.values.is_empty() {
        let variance = VarianceCheck::new(null);
        tests.extend(repeat::tests(&null, &rest, power.level.alpha())?);
        tests.push(variance.check(&rest.pooled()?, power.level)?);
        tests.extend(independent::marginal(null, &rest, power.level)?);
        found.ratio = Some(ratio(&variance, &rest, alpha)?);
        found.visible = Some(power.visible(&variance, rest.values.len() as u64)?);
    }
    found.facts.push(zeros.fact(draws));
    found.tests = tests;
    Ok(found)
}

fn of_orthogonal(
    haar: Haar,
    law: &HaarEntry,
    places: &[usize],
    draws: &Draws,
) -> Result<Evidence, ConformanceError> {
    let at = |tensor: &[f64], i: usize| tensor.get(i).copied().unwrap_or(f64::NAN);
    let values: Vec<f64> = draws
        .each()
        .flat_map(|tensor| places.iter().map(move |i| at(tensor, *i)))
        .collect();
    let not_zero = |values: &[f64]| values.iter().filter(|x| **x != 0.0).count();
    let elsewhere = not_zero(&draws.values) - not_zero(&values);
    let matrices = Draws {
        values,
        row: haar.cols,
        size: places.len(),
        ..*draws
    };
    let mut found = Evidence::default();
    if places.len() < draws.size {
        let null = "0 beside the kernel's center";
        let n = draws.values.len();
        let fact = record::fact("zero-beside-center", null, "other values", elsewhere, n);
        found.facts.push(fact);
    }
    found.facts.extend(haar.facts(&matrices)?);
    found.tests = haar.tests(law, &matrices)?;
    found.ratio = Some(energy_ratio(haar, &matrices));
    Ok(found)
}

/// The energy of the matrices over the promised one: no estimate, it has no interval.
fn energy_ratio(haar: Haar, draws: &Draws) -> Ratio {
    let energy = sum::sum(draws.values.iter().map(|x| x * x));
    let promised = haar.gain * haar.gain * haar.rows.min(haar.cols) as f64;
    let observed = energy / (promised * draws.n_seeds as f64);
    Ratio {
        observed,
        low: observed,
        high: observed,
    }
}

fn of_fixed(expected: &[f64], draws: &Draws) -> Evidence {
    let differs = |(x, wanted): &(&f64, &f64)| **x != draws.storage.round(**wanted);
    let wrong = draws.each().flat_map(|tensor| tensor.iter().zip(expected));
    let wrong = wrong.filter(differs).count();
    let (null, what) = ("the promised tensor", "places that differ from it");
    let n = draws.values.len();
    Evidence {
        facts: vec![record::fact("exact-values", null, what, wrong, n)],
        ..Evidence::default()
    }
}
