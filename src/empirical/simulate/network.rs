//! A fully connected network as it stands before training: widths, activation, initializer, biases.
//!
//! It holds no weights: each replicate draws its own (see `forward`).

use crate::empirical::simulate::Backward;
use crate::empirical::simulate::Precision;
use crate::empirical::simulate::Settings;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::weights::Weights;
use crate::initializer::Initializer;
use crate::linear;
use crate::linear::Entry;
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

    /// The fans of layers in order, neighbours of equal fans once: the index of the first of them, from
    /// 1, and how many they are.
    pub(in crate::empirical::simulate) fn runs_of_fans(&self) -> Vec<(usize, Fans, u64)> {
        let mut runs: Vec<(usize, Fans, u64)> = Vec::new();
        for (place, fans) in self.fans().enumerate() {
            match runs.last_mut() {
                Some((_, last, count)) if *last == fans => *count += 1,
                _ => runs.push((place + 1, fans, 1)),
            }
        }
        runs
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

    /// Numbers that the direct engine holds at once, each counted as a double: a layer's inputs and
    /// outputs, what the backward pass needs of all layers, and weights: those that are drawn as a
    /// whole, and a block of rows that is multiplied while the next is drawn. Samples are held in
    /// panels of whole lanes, so that one sample takes the room of a panel.
    fn n_held(&self, settings: &Settings) -> u64 {
        let lanes = match settings.precision {
            Precision::Double => <f64 as Entry>::LANES,
            Precision::Single => <f32 as Entry>::LANES,
        };
        let batch = settings
            .batch
            .div_ceil(lanes as u64)
            .saturating_mul(lanes as u64);
        let runs = self.runs_of_fans();
        let two_layers = runs
            .iter()
            .map(|(_, fans, _)| fans.fan_in.saturating_add(fans.fan_out));
        let states = two_layers.max().unwrap_or(0).saturating_mul(batch);
        let blocks = runs.iter().map(|(_, fans, _)| Weights::block_size(*fans));
        let block = blocks.max().unwrap_or(0);
        let whole = runs
            .iter()
            .filter(|(_, fans, _)| self.initializer.entry_law(*fans).is_err())
            .map(|(_, fans, count)| (fans.fan_in.saturating_mul(fans.fan_out), *count));
        let [kept, weights] = match settings.backward {
            Backward::Skipped => [0, whole.map(|(size, _)| size).max().unwrap_or(0)],
            Backward::Activations | Backward::ActivationsAndWeights => [
                sum(self.widths.iter().copied()).saturating_mul(batch),
                sum(whole.map(|(size, count)| size.saturating_mul(count))),
            ],
        };
        let twice = [states, block].map(|size| size.saturating_mul(2));
        sum(twice.into_iter().chain([kept, weights]))
    }

    /// Refuses weights that the initializer cannot draw for some layer; it draws none.
    pub(in crate::empirical::simulate) fn admit_weights(&self) -> Result<(), SimulateError> {
        self.runs_of_fans()
            .into_iter()
            .try_for_each(|(layer, fans, _)| {
                let admitted = self.initializer.admit_matrix(fans);
                admitted.map_err(|source| SimulateError::Initializer { layer, source })
            })
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

    /// 3.3·10⁷ inputs of one sample are 16 times as many numbers, and 96 rows of weights 3.2·10⁹.
    #[test]
    fn whole_panels_and_a_block_of_weights_count_towards_the_limit() {
        let lecun = |widths: &[u64]| {
            let initializer = Arc::from(crate::initializer::parse("lecun-uniform").unwrap());
            Network::new(widths.to_vec(), Arc::new(specimen::RELU), initializer).unwrap()
        };
        let admit = |widths: &[u64], batch| lecun(widths).admit(&Settings::forward(batch));
        assert_eq!(admit(&[33_000_000, 96], 1).unwrap_err().code(), "too-large");
        // 2·96·n of blocks and 2·16·n of panels: within 2²⁷ for n = 590,000, beyond it for 610,000.
        assert_eq!(
            admit(&[590_000, 96], 1).map_err(|error| error.code()),
            Ok(())
        );
        assert_eq!(admit(&[610_000, 96], 1).unwrap_err().code(), "too-large");
        // Fewer rows are a smaller block; then panels decide: 2·16·n for any batch up to 16.
        for batch in [1, 16] {
            assert_eq!(admit(&[3_900_000, 1], batch), Ok(()));
            assert_eq!(
                admit(&[4_200_000, 1], batch).unwrap_err().code(),
                "too-large"
            );
        }
    }

    #[test]
    fn weights_that_no_layer_could_draw_are_refused_without_drawing() {
        let network = |initializer: &str| {
            let initializer = Arc::from(crate::initializer::parse(initializer).unwrap());
            Network::new(vec![4, 4, 6], Arc::new(specimen::RELU), initializer).unwrap()
        };
        let refusal = network("dirac").admit_weights().unwrap_err();
        assert!(
            refusal.to_string().starts_with("layer 1: dirac"),
            "{refusal}"
        );
        assert_eq!(network("orthogonal").admit_weights(), Ok(()));
        assert_eq!(network("he-normal").runs_of_fans().len(), 2);
    }

    #[test]
    fn fans_join_neighbouring_widths() {
        let fans: Vec<_> = network(&[2, 3, 5]).unwrap().fans().collect();
        let expected = [(2, 3), (3, 5)].map(|(fan_in, fan_out)| Fans { fan_in, fan_out });
        assert_eq!(fans, expected);
    }
}
