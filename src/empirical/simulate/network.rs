//! A fully connected network as it stands before training: widths, activation, initializer, biases.
//!
//! It holds no weights: each replicate draws its own (see `forward`).

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::initializer::Initializer;
use crate::linear;
use crate::linear::LinearError;
use crate::theory::activation::Activation;
use crate::theory::shape::Fans;
use std::fmt::Debug;
use std::sync::Arc;

/// What drawing one weight costs, in multiply-adds.
const DRAW: u64 = 64;

/// Multiply-adds of one network at most: ten minutes or more on a core.
const MOST_PRODUCTS: u64 = 1 << 45;

/// z_l = W_l·a_{l−1} + b_l, a_l = φ(z_l) for l = 1..L, with W_l of width l by width l−1.
///
/// φ is applied in every layer, the last included.
#[derive(Clone, Debug)]
pub struct Network {
    widths: Vec<u64>,
    activation: Arc<dyn Activation>,
    initializer: Arc<dyn Initializer>,
    bias_std_dev: f64,
}

impl Network {
    /// A network without biases; `widths` are the input's and then each layer's.
    ///
    /// # Errors
    /// [`SimulateError::NoLayer`], [`SimulateError::ZeroWidth`]. Weights that would not fit memory
    /// are refused where they are to be drawn: the exact engine draws none.
    pub fn new(
        widths: Vec<u64>,
        activation: Arc<dyn Activation>,
        initializer: Arc<dyn Initializer>,
    ) -> Result<Self, SimulateError> {
        let n_widths = widths.len();
        if n_widths < 2 {
            return Err(SimulateError::NoLayer { n_widths });
        }
        if let Some(index) = widths.iter().position(|width| *width == 0) {
            return Err(SimulateError::ZeroWidth { index });
        }
        Ok(Self {
            widths,
            activation,
            initializer,
            bias_std_dev: 0.0,
        })
    }

    /// The same network with biases b ~ N(0, `bias_std_dev`²), drawn per unit; 0 draws none.
    ///
    /// # Errors
    /// [`SimulateError::Parameter`] when it is negative or not finite.
    pub fn with_bias(self, bias_std_dev: f64) -> Result<Self, SimulateError> {
        let bias_std_dev = SimulateError::non_negative("bias_std_dev", bias_std_dev)?;
        Ok(Self {
            bias_std_dev,
            ..self
        })
    }

    /// The widths: the input's, then each layer's.
    #[must_use]
    pub fn widths(&self) -> &[u64] {
        &self.widths
    }

    /// L, the number of layers.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// The fans of every layer, in order.
    pub fn fans(&self) -> impl Iterator<Item = Fans> {
        let layers = self.widths.iter().zip(self.widths.iter().skip(1));
        layers.map(|(&fan_in, &fan_out)| Fans { fan_in, fan_out })
    }

    /// φ.
    #[must_use]
    pub fn activation(&self) -> &dyn Activation {
        &*self.activation
    }

    /// The rule that draws the weights.
    #[must_use]
    pub fn initializer(&self) -> &dyn Initializer {
        &*self.initializer
    }

    /// The standard deviation of the biases; 0 when there are none.
    #[must_use]
    pub fn bias_std_dev(&self) -> f64 {
        self.bias_std_dev
    }

    /// Whether the direct engine would run this network so: within its memory and its work.
    #[must_use]
    pub fn fits_direct(&self, settings: &Settings) -> bool {
        self.admit(settings).is_ok()
    }

    /// Refuses what the direct engine could not hold, or would work on too long.
    ///
    /// # Errors
    /// [`SimulateError::Linear`]: more than [`MAX_ENTRIES`](crate::linear::MAX_ENTRIES) numbers
    /// held at once, or more than 2⁴⁵ multiply-adds (a draw counts 64) for one network.
    pub fn admit(&self, settings: &Settings) -> Result<(), SimulateError> {
        linear::within_limit(self.n_held(settings))?;
        // A weight costs a draw, and a multiply-add a sample for each product.
        let n_products = match settings.backward {
            Backward::Skipped => 1,
            Backward::Activations => 2,
            Backward::ActivationsAndWeights => 3,
        };
        let a_weight = settings
            .batch
            .saturating_mul(n_products)
            .saturating_add(DRAW);
        let products = self.n_weights().saturating_mul(a_weight);
        if products <= MOST_PRODUCTS {
            return Ok(());
        }
        let limit = MOST_PRODUCTS;
        Err(LinearError::TooLong { products, limit }.into())
    }

    /// Numbers that the direct engine holds at once: a layer's inputs and outputs, what the
    /// backward pass needs of all layers, and weights that are drawn as a whole.
    fn n_held(&self, settings: &Settings) -> u64 {
        let batch = settings.batch;
        let two_layers = self
            .fans()
            .map(|fans| fans.fan_in.saturating_add(fans.fan_out));
        let states = two_layers.max().unwrap_or(0).saturating_mul(batch);
        let kept = match settings.backward {
            Backward::Skipped => 0,
            Backward::Activations | Backward::ActivationsAndWeights => {
                sum(self.widths.iter().copied()).saturating_mul(batch)
            }
        };
        let whole = self
            .fans()
            .filter(|fans| self.initializer.entry_law(*fans).is_err())
            .map(|fans| fans.fan_in.saturating_mul(fans.fan_out));
        let weights = match settings.backward {
            Backward::Skipped => whole.max().unwrap_or(0),
            Backward::Activations | Backward::ActivationsAndWeights => sum(whole),
        };
        sum([states.saturating_mul(2), kept, weights].into_iter())
    }

    /// Refuses more records of layers than fit the limit.
    pub(in crate::empirical::simulate) fn admit_records(
        &self,
        replicates: u64,
        bytes: usize,
    ) -> Result<(), SimulateError> {
        let numbers = (bytes as u64).div_ceil(8);
        let records = replicates.saturating_mul(self.depth() as u64);
        Ok(linear::within_limit(records.saturating_mul(numbers))?)
    }

    fn n_weights(&self) -> u64 {
        sum(self
            .fans()
            .map(|fans| fans.fan_in.saturating_mul(fans.fan_out)))
    }
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;

    fn network(widths: &[u64]) -> Result<Network, SimulateError> {
        let initializer = Arc::new(specimen::Constant(1.0));
        Network::new(widths.to_vec(), Arc::new(specimen::IDENTITY), initializer)
    }

    #[test]
    fn each_refusal_has_its_code() {
        let code = |widths: &[u64]| network(widths).unwrap_err().code();
        assert_eq!(code(&[]), "no-layer");
        assert_eq!(code(&[3]), "no-layer");
        assert_eq!(code(&[3, 0, 2]), "zero-width");
        let biased = network(&[1, 1]).unwrap().with_bias(f64::NAN);
        assert_eq!(biased.unwrap_err().code(), "parameter");
    }

    #[test]
    fn weights_count_towards_the_limit_where_they_are_drawn() {
        for width in [1 << 14, u64::MAX] {
            let network = network(&[width, width]).unwrap();
            let refusal = network.admit(&Settings::forward(1)).unwrap_err();
            assert_eq!(refusal.code(), "too-large");
        }
    }

    #[test]
    fn rows_of_independent_weights_count_as_work_and_not_as_memory() {
        let he = || Arc::from(crate::initializer::parse("he-normal").unwrap());
        let network = |width, depth: usize| {
            let widths = vec![width; depth + 1];
            Network::new(widths, Arc::new(specimen::RELU), he()).unwrap()
        };
        let settings = Settings::forward(1000);
        assert_eq!(network(4096, 1000).admit(&settings), Ok(()));
        let settings = Settings::forward(1);
        let refusal = network(100_000, 1000).admit(&settings).unwrap_err();
        assert_eq!(refusal.code(), "too-long");
    }

    #[test]
    fn the_batch_counts_towards_the_limit() {
        let small = network(&[10, 10]).unwrap();
        let admit = |batch| small.admit(&Settings::forward(batch));
        assert_eq!(admit(1000), Ok(()));
        assert_eq!(admit(u64::MAX).unwrap_err().code(), "too-large");
    }

    #[test]
    fn fans_join_neighbouring_widths() {
        let fans: Vec<_> = network(&[2, 3, 5]).unwrap().fans().collect();
        let expected = [(2, 3), (3, 5)].map(|(fan_in, fan_out)| Fans { fan_in, fan_out });
        assert_eq!(fans, expected);
    }
}
