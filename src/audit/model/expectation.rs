//! Whether a tensor is a draw of what was expected of it.
//!
//! It says no only where a test does, and "undecided" where the expectation does not apply.

use crate::audit::Candidate;
use crate::audit::Law;
use crate::audit::Origin;
use crate::audit::Reading;
use crate::audit::Structure;
use crate::audit::TensorAudit;
use crate::audit::identify;
use crate::audit::law_of;
use crate::empirical::stat::Check;
use crate::empirical::stat::ExtremeCheck;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::MeanCheck;
use crate::empirical::stat::Null;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::VarianceCheck;
use crate::empirical::stat::WholeLawCheck;
use crate::initializer;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::num::Tolerance;
use crate::num::real;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Layer;

/// What came of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// No test refuses it.
    Holds,
    /// A test refuses it at the false-alarm rate that was asked for, or the values cannot be such
    /// a draw.
    Refused,
    /// It says nothing about this tensor.
    Undecided(String),
}

/// An expected initializer, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// In the words of `varprop init`.
    pub initializer: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The law of independent entries that it has for this layer, if it is of a known family.
    pub law: Option<Law>,
}

impl Expectation {
    /// Compares a tensor of finite values with an initializer; what no test applies to is undecided.
    pub(in crate::audit::model) fn of(
        audit: &TensorAudit,
        spec: &str,
        storage: Storage,
        alpha: f64,
    ) -> Self {
        Self::tested(audit, spec, storage, alpha).unwrap_or_else(|error| Self {
            initializer: spec.to_owned(),
            outcome: Outcome::Undecided(error.to_string()),
            law: None,
        })
    }

    fn tested(
        audit: &TensorAudit,
        spec: &str,
        storage: Storage,
        alpha: f64,
    ) -> Result<Self, StatError> {
        let undecided = |why: String| Self {
            initializer: spec.to_owned(),
            outcome: Outcome::Undecided(why),
            law: None,
        };
        // What frameworks call ones is no initializer of ours, but a constant.
        let word = if spec == "ones" { "constant(1)" } else { spec };
        let initializer = match initializer::parse(word) {
            Ok(initializer) => initializer,
            Err(error) => return Ok(undecided(error.to_string())),
        };
        let Some(layer) = layer(&audit.reading, &*initializer) else {
            return Ok(undecided("its shape is of no known layer".to_owned()));
        };
        let law = match initializer.tensor_law(&layer) {
            Ok(law) => law,
            Err(initializer::InitializerError::NoCommonLaw { .. }) => WeightLaw::Fixed,
            Err(error) => return Ok(undecided(error.to_string())),
        };
        let known = law_of(word, &layer);
        let holds = match (&law, &audit.origin) {
            // A constant's values do not differ, as these do.
            (WeightLaw::Independent(law), Origin::Independent(_)) if law.variance() == 0.0 => false,
            (WeightLaw::Independent(law), Origin::Independent(_)) => match known {
                Some(known) => holds_of_family(audit, spec, known, storage, alpha)?,
                None => !is_refused(audit, &**law, storage, alpha)?,
            },
            (_, Origin::Structured(structure)) => is_made_by(*structure, &*initializer, storage),
            _ => false,
        };
        let outcome = if holds {
            Outcome::Holds
        } else {
            Outcome::Refused
        };
        Ok(Self {
            initializer: spec.to_owned(),
            outcome,
            law: known,
        })
    }
}

/// The layer whose fans count: of the tensor, or of the weights whose biases it holds; an
/// initializer that asks for no fans takes any.
fn layer(reading: &Reading, initializer: &dyn Initializer) -> Option<Layer> {
    let own = reading.layer.or(reading.bias_of);
    own.or_else(|| {
        let is_fixed = ["zeros", "constant", "normal", "uniform", "truncated-normal"];
        let any = Layer::dense(1, 1).ok();
        any.filter(|_| is_fixed.contains(&initializer.name()))
    })
}

/// Whether a law of a known family is not ruled out.
fn holds_of_family(
    audit: &TensorAudit,
    spec: &str,
    law: Law,
    storage: Storage,
    alpha: f64,
) -> Result<bool, StatError> {
    let candidate = Candidate {
        law,
        names: vec![spec.to_owned()],
        is_rare: false,
    };
    let found = identify(&audit.scan, storage, &[candidate], alpha)?;
    Ok(!found.remaining.is_empty())
}

/// Whether one of four tests that hold for every n refuses the law, each at a quarter of α.
fn is_refused(
    audit: &TensorAudit,
    law: &dyn Distribution,
    storage: Storage,
    alpha: f64,
) -> Result<bool, StatError> {
    let null = Null::new(law)?;
    let checks: [Box<dyn Check + '_>; 4] = [
        Box::new(VarianceCheck::new(null)),
        Box::new(MeanCheck::new(null)),
        Box::new(ExtremeCheck::new(null)),
        Box::new(WholeLawCheck::new(null)),
    ];
    let sample = Sample::flat(&audit.scan.sample().values)?.stored_as(storage);
    for check in checks {
        let found = check.measure(&sample)?;
        let may_refuse = matches!(found.guarantee, Guarantee::Exact | Guarantee::Bound);
        if may_refuse && found.p_value.value() <= alpha / 4.0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a structure is what an initializer makes, its parameter included.
fn is_made_by(structure: Structure, initializer: &dyn Initializer, storage: Storage) -> bool {
    let stated = parameter(initializer);
    match (structure, initializer.name()) {
        (Structure::Constant(value), "constant") => {
            stated.is_some_and(|stated| storage.round(stated) == value)
        }
        (
            Structure::Orthogonal { gain }
            | Structure::DeltaOrthogonal { gain }
            | Structure::Identity { gain }
            | Structure::Dirac { gain, .. },
            name,
        ) => name == structure.name() && is_gain(gain, stated.unwrap_or(1.0), storage),
        (_, name) => name == structure.name(),
    }
}

/// The first parameter that an initializer's label states.
fn parameter(initializer: &dyn Initializer) -> Option<f64> {
    let label = initializer.label();
    let (_, list) = label.split_once('(')?;
    list.split([',', ')']).next()?.trim().parse().ok()
}

/// Whether a measured gain is the stated one, within the roundings of a factorization in this
/// format: as many units of the last place as are allowed where orthogonality is recognized.
fn is_gain(gain: f64, stated: f64, storage: Storage) -> bool {
    const ALLOWANCE: f64 = 16.0;
    let unit = real::powi(0.5, storage.significand_bits().unsigned_abs());
    Tolerance::bound(ALLOWANCE * unit * stated.abs()).accepts(gain, stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_structure_is_made_by_the_initializer_with_its_parameter() {
        for (structure, spec, expected) in [
            (Structure::Constant(0.0), "zeros", true),
            (Structure::Constant(0.0), "constant(0)", true),
            (Structure::Constant(0.1_f32.into()), "constant(0.1)", true),
            (Structure::Constant(0.2), "constant(0.1)", false),
            (Structure::Constant(1.0), "zeros", false),
            (Structure::Orthogonal { gain: 2.0 }, "orthogonal(2)", true),
            (Structure::Orthogonal { gain: 1.0 }, "orthogonal", true),
            (Structure::Orthogonal { gain: 1.4 }, "orthogonal", false),
            (
                Structure::DeltaOrthogonal { gain: 1.0 },
                "orthogonal",
                false,
            ),
            (Structure::Identity { gain: 1.0 }, "identity", true),
            (Structure::Identity { gain: 0.5 }, "identity", false),
            (Structure::Identity { gain: 0.5 }, "identity(0.5)", true),
            (Structure::Mask, "identity", false),
        ] {
            let initializer = initializer::parse(spec).unwrap();
            let found = is_made_by(structure, &*initializer, Storage::F32);
            assert_eq!(found, expected, "{structure:?} by {spec}");
        }
    }
}
