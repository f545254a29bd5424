//! One layer backward: the chain rule as two products and one pointwise factor.
//!
//! It draws nothing and records nothing: see `propagate`.

use crate::empirical::simulate::Layer;
use crate::empirical::simulate::Matrix;
use crate::empirical::simulate::SimulateError;
use crate::empirical::simulate::Work;
use crate::empirical::simulate::product;
use crate::theory::activation::Activation;

/// Values to which φ′ is applied at once.
const BLOCK: usize = 1 << 14;

/// The gradients of a scalar J at one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerGradients {
    /// ∂J/∂a_l: samples × units.
    pub outputs: Matrix,
    /// ∂J/∂z_l = ∂J/∂a_l ⊙ φ′(z_l): samples × units.
    pub pre_activations: Matrix,
    /// ∂J/∂a_{l−1} = ∂J/∂z_l·W_l: samples × inputs.
    pub inputs: Matrix,
}

impl LayerGradients {
    /// ∂J/∂W_l = (∂J/∂z_l)ᵀ·a_{l−1}, summed over samples, not divided by the batch: units ×
    /// inputs. `inputs` is the layer's input batch a_{l−1}.
    ///
    /// # Errors
    /// [`SimulateError::Shape`] when the batch does not fit.
    pub fn weights(&self, inputs: &Matrix, work: Work) -> Result<Matrix, SimulateError> {
        let transposed = self.pre_activations.view().transposed();
        product(transposed, inputs.view(), None, work)
    }
}

/// Takes ∂J/∂a_l (samples × units) back through a layer.
///
/// # Errors
/// [`SimulateError::Shape`] when `outputs` does not have the shape of the layer's activations.
pub fn backward_layer(
    activation: &dyn Activation,
    layer: &Layer,
    outputs: Matrix,
    work: Work,
) -> Result<LayerGradients, SimulateError> {
    let slopes = slopes(activation, &layer.pre_activations, work);
    if outputs.values().len() != slopes.values().len() {
        return Err(SimulateError::Shape {
            what: "a gradient at a layer's output",
            expected: slopes.values().len(),
            received: outputs.values().len(),
        });
    }
    let mut pre_activations = slopes;
    for (slope, gradient) in pre_activations
        .values_mut()
        .iter_mut()
        .zip(outputs.values())
    {
        *slope *= gradient;
    }
    let inputs = product(pre_activations.view(), layer.weights.view(), None, work)?;
    Ok(LayerGradients {
        outputs,
        pre_activations,
        inputs,
    })
}

/// φ′ of every pre-activation.
fn slopes(activation: &dyn Activation, pre_activations: &Matrix, work: Work) -> Matrix {
    let mut slopes = pre_activations.clone();
    work.for_each_block(slopes.values_mut(), BLOCK, |_, block| {
        for z in block {
            *z = activation.derivative(*z);
        }
    });
    slopes
}
