//! One layer backward: the chain rule as two products and one pointwise factor.
//!
//! It draws nothing and records nothing: see `propagate`.

use crate::empirical::simulate::Layer;
use crate::empirical::simulate::SimulateError;
use crate::linear::LinearError;
use crate::linear::Matrix;
use crate::linear::Work;
use crate::linear::product;
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
    /// [`SimulateError::Linear`] when the batch does not fit.
    pub fn weights(&self, inputs: &Matrix, work: Work) -> Result<Matrix, SimulateError> {
        let transposed = self.pre_activations.view().transposed();
        Ok(product(transposed, inputs.view(), None, work)?)
    }
}

/// Takes ∂J/∂a_l (samples × units) back through a layer.
///
/// # Errors
/// [`SimulateError::Linear`] when `outputs` does not have the shape of the layer's activations.
pub fn backward_layer(
    activation: &dyn Activation,
    layer: &Layer,
    outputs: Matrix,
    work: Work,
) -> Result<LayerGradients, SimulateError> {
    let slopes = slopes(activation, &layer.pre_activations, work);
    if outputs.values().len() != slopes.values().len() {
        return Err(LinearError::Shape {
            what: "a gradient at a layer's output",
            expected: slopes.values().len(),
            received: outputs.values().len(),
        }
        .into());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::Network;
    use crate::empirical::simulate::forward;
    use crate::empirical::simulate::specimen;
    use crate::num::Tolerance;
    use std::sync::Arc;

    const WIDTHS: [usize; 3] = [3, 4, 2];

    /// A 3-4-2 network of the quadratic activation with weights from outside.
    struct Specimen {
        network: Network,
        inputs: Matrix,
        weights: [Matrix; 2],
        cotangent: Matrix,
    }

    impl Specimen {
        fn new() -> Self {
            let [n0, n1, n2] = WIDTHS;
            let network = Network::new(
                WIDTHS.map(|width| width as u64).to_vec(),
                Arc::new(specimen::QUADRATIC),
                Arc::new(specimen::Constant(0.0)),
            );
            Self {
                network: network.unwrap(),
                inputs: crate::linear::specimen::matrix(5, n0, "inputs"),
                weights: [
                    crate::linear::specimen::matrix(n1, n0, "first"),
                    crate::linear::specimen::matrix(n2, n1, "second"),
                ],
                cotangent: crate::linear::specimen::matrix(5, n2, "cotangent"),
            }
        }

        fn layers(&self, inputs: &Matrix, weights: &[Matrix; 2]) -> [Layer; 2] {
            let run = |index, inputs: &Matrix, weights: &Matrix| {
                let weights = weights.clone();
                forward::activate(&self.network, index, inputs, weights, None, Work::OneThread)
                    .unwrap()
            };
            let first = run(1, inputs, &weights[0]);
            let second = run(2, &first.activations, &weights[1]);
            [first, second]
        }

        /// J = Σ δ·a_L.
        fn scalar(&self, inputs: &Matrix, weights: &[Matrix; 2]) -> f64 {
            let [_, last] = self.layers(inputs, weights);
            let pairs = last.activations.values().iter();
            let terms = pairs
                .zip(self.cotangent.values())
                .map(|(a, delta)| a * delta);
            crate::num::sum::sum(terms)
        }

        /// The gradients at layers 1 and 2.
        fn gradients(&self) -> [LayerGradients; 2] {
            let back = |layer, outputs| {
                backward_layer(self.network.activation(), layer, outputs, Work::OneThread).unwrap()
            };
            let [first, last] = self.layers(&self.inputs, &self.weights);
            let at_last = back(&last, self.cotangent.clone());
            let at_first = back(&first, at_last.inputs.clone());
            [at_first, at_last]
        }
    }

    /// (8(J(½) − J(−½)) − (J(1) − J(−1)))/6: exact for polynomials of degree 4, which J is in every
    /// single coordinate, two quadratic layers deep.
    fn five_point_slope(scalar: impl Fn(f64) -> f64) -> (f64, Tolerance) {
        let at = [-1.0, -0.5, 0.5, 1.0].map(scalar);
        let slope = (8.0 * (at[2] - at[1]) - (at[3] - at[0])) / 6.0;
        let magnitude = at.iter().fold(0.0, |sum, value| sum + value.abs());
        // J is a sum of 10 terms behind two chains of at most 4 products and two polynomials of 3
        // operations: 40 roundings. Its terms exceed their sum by at most the factor 10 here, and
        // the weights 8/6 and 1/6 of the quotient lose 6 more.
        (slope, Tolerance::rounding(10 * 46 * 2, magnitude))
    }

    fn moved(matrix: &Matrix, place: usize, step: f64) -> Matrix {
        let mut moved = matrix.clone();
        moved.values_mut()[place] += step;
        moved
    }

    #[test]
    fn input_gradients_agree_with_exact_difference_quotients() {
        let specimen = Specimen::new();
        let [first, _] = specimen.gradients();
        for (place, gradient) in first.inputs.values().iter().enumerate() {
            let (slope, tolerance) = five_point_slope(|step| {
                specimen.scalar(&moved(&specimen.inputs, place, step), &specimen.weights)
            });
            assert!(
                tolerance.accepts(*gradient, slope),
                "{place}: {gradient} {slope}"
            );
        }
    }

    #[test]
    fn weight_gradients_agree_with_exact_difference_quotients() {
        let specimen = Specimen::new();
        let [layer, _] = specimen.layers(&specimen.inputs, &specimen.weights);
        let gradients = specimen.gradients();
        let fed = [&specimen.inputs, &layer.activations];
        for l in 0..2 {
            let found = gradients[l].weights(fed[l], Work::OneThread).unwrap();
            for (place, gradient) in found.values().iter().enumerate() {
                let (slope, tolerance) = five_point_slope(|step| {
                    let mut weights = specimen.weights.clone();
                    weights[l] = moved(&weights[l], place, step);
                    specimen.scalar(&specimen.inputs, &weights)
                });
                assert!(
                    tolerance.accepts(*gradient, slope),
                    "{l}, {place}: {gradient} {slope}"
                );
            }
        }
    }

    #[test]
    fn a_relu_layer_of_two_units_has_the_gradients_worked_by_hand() {
        // W = [[1, 2], [3, −4]], a = (1, 1): z = (3, −1), φ = (3, 0). With δ = (5, 7):
        // ∂J/∂z = (5, 0), ∂J/∂a = 5·(1, 2), ∂J/∂W = [[5, 5], [0, 0]].
        let network = Network::new(
            vec![2, 2],
            Arc::new(specimen::RELU),
            Arc::new(specimen::Constant(0.0)),
        )
        .unwrap();
        let matrix = |rows, values: &[f64]| Matrix::new(rows, 2, values.to_vec()).unwrap();
        let (inputs, weights) = (matrix(1, &[1.0, 1.0]), matrix(2, &[1.0, 2.0, 3.0, -4.0]));
        let work = Work::OneThread;
        let layer = forward::activate(&network, 1, &inputs, weights, None, work).unwrap();
        assert_eq!(layer.pre_activations.values(), [3.0, -1.0]);
        assert_eq!(layer.activations.values(), [3.0, 0.0]);
        let delta = matrix(1, &[5.0, 7.0]);
        let gradients = backward_layer(network.activation(), &layer, delta, work).unwrap();
        assert_eq!(gradients.pre_activations.values(), [5.0, 0.0]);
        assert_eq!(gradients.inputs.values(), [5.0, 10.0]);
        let of_weights = gradients.weights(&inputs, work).unwrap();
        assert_eq!(of_weights.values(), [5.0, 5.0, 0.0, 0.0]);
    }

    #[test]
    fn a_gradient_of_another_shape_is_refused() {
        let specimen = Specimen::new();
        let [_, last] = specimen.layers(&specimen.inputs, &specimen.weights);
        let activation = specimen.network.activation();
        let one = Matrix::new(1, 1, vec![1.0]).unwrap();
        let refusal = backward_layer(activation, &last, one, Work::OneThread).unwrap_err();
        assert_eq!(refusal.code(), "shape");
    }
}
