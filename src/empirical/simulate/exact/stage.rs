//! Which laws of weights are invariant under rotations of the layer's inputs, layer by layer.
//!
//! It asks the initializer for the law of its weights; it draws nothing.

use crate::empirical::simulate::Network;
use crate::empirical::simulate::SimulateError;
use crate::initializer::Initializer;
use crate::initializer::WeightLaw;
use crate::theory::shape::Fans;

/// One layer without its weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stage {
    /// l, from 1.
    pub(super) index: usize,
    /// n_{l−1} and n_l.
    pub(super) fans: Fans,
    /// The law of W_l.
    pub(super) law: LayerLaw,
    /// σ_b.
    pub(super) bias_std_dev: f64,
}

/// A law of weights W that is the law of W·O for every rotation O.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum LayerLaw {
    /// Independent N(0, `std_dev`²).
    Gaussian { std_dev: f64 },
    /// `gain`·Q with orthonormal rows or columns, Q Haar-distributed.
    Haar { gain: f64 },
}

impl Stage {
    /// Every layer of a network.
    ///
    /// # Errors
    /// [`SimulateError::NotExact`] where weights have another law;
    /// [`SimulateError::Initializer`] where they have none for these fans.
    pub(super) fn all(network: &Network) -> Result<Vec<Self>, SimulateError> {
        let mut stages = Vec::with_capacity(network.depth());
        for (first, fans, count) in network.runs_of_fans() {
            let law = LayerLaw::of(network.initializer(), first, fans)?;
            stages.extend((first..).take(count as usize).map(|index| Self {
                index,
                fans,
                law,
                bias_std_dev: network.bias_std_dev(),
            }));
        }
        Ok(stages)
    }
}

impl LayerLaw {
    fn of(initializer: &dyn Initializer, layer: usize, fans: Fans) -> Result<Self, SimulateError> {
        let law = initializer.law(fans);
        match law.map_err(|source| SimulateError::Initializer { layer, source })? {
            WeightLaw::Independent(law) if law.name() == "normal" && law.mean() == 0.0 => {
                let std_dev = law.std_dev();
                Ok(Self::Gaussian { std_dev })
            }
            // Entries of gain·Q have variance gain²/max(fans).
            WeightLaw::Dependent(law) if initializer.name() == "orthogonal" => {
                let longer = fans.fan_in.max(fans.fan_out) as f64;
                let gain = law.std_dev() * longer.sqrt();
                Ok(Self::Haar { gain })
            }
            _ => Err(SimulateError::NotExact {
                why: format!(
                    "it needs normal or orthogonal weights; got {}: its law is not invariant under rotations",
                    initializer.label()
                ),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::initializer::ALL;
    use crate::num::Tolerance;
    use crate::spec::Named;
    use std::sync::Arc;

    fn law(initializer: &str) -> Result<LayerLaw, SimulateError> {
        let initializer = crate::initializer::parse(initializer).unwrap();
        let network = Network::new(
            vec![3, 12],
            Arc::new(specimen::IDENTITY),
            Arc::from(initializer),
        );
        Stage::all(&network.unwrap()).map(|stages| stages[0].law)
    }

    #[test]
    fn normal_and_orthogonal_weights_alone_are_invariant() {
        let invariant: Vec<_> = ALL
            .iter()
            .filter(|entry| law(&entry.example()).is_ok())
            .map(|entry| entry.name)
            .collect();
        let expected = [
            "normal",
            "lecun-normal",
            "xavier-normal-fan-in",
            "glorot-normal",
            "he-normal",
            "orthogonal",
        ];
        assert_eq!(invariant, expected);
        assert!(law("variance-scaling(law=normal)").is_ok());
    }

    #[test]
    fn the_parameters_of_the_law_are_those_of_the_initializer() {
        assert_eq!(
            law("normal(0.25)").unwrap(),
            LayerLaw::Gaussian { std_dev: 0.25 }
        );
        let LayerLaw::Haar { gain } = law("orthogonal(1.5)").unwrap() else {
            panic!("orthogonal weights are Haar-distributed");
        };
        // A square, a quotient and two roots.
        assert!(Tolerance::rounding(6, 1.5).accepts(gain, 1.5));
    }

    #[test]
    fn other_weights_are_refused_by_name() {
        let refusal = law("glorot-uniform").unwrap_err();
        assert_eq!(refusal.code(), "not-exact");
        assert!(refusal.to_string().contains("glorot-uniform"), "{refusal}");
    }
}
