//! One layer backward: the chain rule as a pointwise factor and one or two products.
//!
//! It decides no draw: see `propagate`.

use crate::empirical::simulate::carrier::Carrier;
use crate::empirical::simulate::carrier::Panel;
use crate::empirical::simulate::forward;
use crate::empirical::simulate::forward::Pass;
use crate::empirical::simulate::moments::Power;
use crate::empirical::simulate::region;
use crate::empirical::simulate::weights::Weights;
use crate::linear::Batch;
use crate::linear::Entry;
use crate::linear::Packed;
use crate::linear::ROWS;
use std::ops::Range;

/// Memory that every layer uses again.
#[derive(Debug)]
pub(in crate::empirical::simulate) struct Room<T> {
    /// Rows of weights as they are drawn, and their transpose.
    rows: Vec<f64>,
    weights: Packed<T>,
    /// Gradients at the units, and inputs, both over samples.
    gradients: Packed<T>,
    inputs: Batch<T>,
}

impl<T: Entry> Room<T> {
    pub(in crate::empirical::simulate) fn new() -> Self {
        Self {
            rows: Vec::new(),
            weights: Packed::new(),
            gradients: Packed::new(),
            inputs: Batch::zeros(0, 0),
        }
    }
}

/// Turns ∂J/∂a_l into ∂J/∂z_l = ∂J/∂a_l ⊙ φ′(z_l) and answers the second moments of both.
pub(in crate::empirical::simulate) fn pull_back<T: Entry>(
    pass: Pass<'_>,
    gradients: &mut Batch<T>,
    pre_activations: &Batch<T>,
) -> [Option<f64>; 2] {
    let units = gradients.units();
    let tasks = gradients.panels_mut().zip(pre_activations.panels());
    let done = pass
        .work
        .map(tasks.collect(), |((lanes, gradients), (_, z))| {
            let used = ..units * T::LANES;
            region::pull_back(&mut gradients[used], &z[used], lanes, pass.activation)
        });
    let powers: Vec<_> = done.into_iter().flatten().collect();
    [0, 1].map(|which| {
        let parts: Vec<_> = powers.iter().map(|pair| pair[which]).collect();
        Power::merged(&parts).second_moment()
    })
}

/// Turns ∂J/∂z_l into ∂J/∂a_{l−1} = ∂J/∂z_l·W_l; answers its second moment.
pub(in crate::empirical::simulate) fn through<T: Entry>(
    pass: Pass<'_>,
    weights: &Weights,
    carrier: &mut Carrier<T>,
    room: &mut Room<T>,
) -> Option<f64> {
    let blocks: Vec<_> = weights.blocks(1).collect();
    carrier.enter(weights.fan_in(), blocks.len() > 1);
    let (packed, rows) = (&mut room.weights, &mut room.rows);
    for units in blocks {
        weights.pack_transposed(packed, rows, units.clone(), pass.work);
        let zeros = packed.starts(None);
        let starts = (units.start == 0).then_some(&zeros[..]);
        let units = units.start * T::LANES..units.end * T::LANES;
        let panels = carrier.panels().into_iter().map(|(_, panel)| panel);
        let groups = forward::groups(panels, pass.work).into_iter();
        pass.work.deal(groups, |outputs, group| {
            multiply(packed, starts, group, units.clone(), outputs);
        });
    }
    carrier.leave(weights.fan_in());
    let used = ..weights.fan_in() * T::LANES;
    let panels = carrier.signal().panels().collect();
    let powers = pass
        .work
        .map(panels, |(lanes, panel)| region::power(&panel[used], lanes));
    Power::merged(&powers.concat()).second_moment()
}

/// Continues the chains of a group of panels by these rows times their places `units`.
fn multiply<T: Entry>(
    packed: &Packed<T>,
    starts: Option<&[T]>,
    mut group: Vec<Panel<'_, T>>,
    units: Range<usize>,
    outputs: &mut Vec<Vec<T>>,
) {
    let length = packed.rows().next_multiple_of(ROWS) * T::LANES;
    outputs.resize_with(group.len().max(outputs.len()), Vec::new);
    let pair = |(panel, output)| pair(panel, output, length, units.clone());
    let mut pairs: Vec<_> = group.iter_mut().zip(&mut *outputs).map(pair).collect();
    packed.accumulate(&mut pairs, starts);
    drop(pairs);
    for (panel, output) in group.into_iter().zip(outputs) {
        if let Panel::Instead(inputs) = panel {
            std::mem::swap(inputs, output);
        }
    }
}

/// Where `length` numbers of a panel's product go, and what is multiplied.
fn pair<'a, T: Entry>(
    panel: &'a mut Panel<'_, T>,
    output: &'a mut Vec<T>,
    length: usize,
    units: Range<usize>,
) -> (&'a mut [T], &'a [T]) {
    match panel {
        Panel::Instead(inputs) => {
            output.resize(length.max(inputs.len()), T::default());
            (output, &inputs[units])
        }
        Panel::Beside(inputs, out) => (out, &inputs[units]),
    }
}

/// The second moment of ∂J/∂W_l = (∂J/∂z_l)ᵀ·a_{l−1}, summed over samples, not divided by the
/// batch; the matrix itself is never held.
pub(in crate::empirical::simulate) fn weight_second_moment<T: Entry>(
    pass: Pass<'_>,
    gradients: &Batch<T>,
    inputs: &Batch<T>,
    room: &mut Room<T>,
) -> Option<f64> {
    gradients.pack(&mut room.gradients, pass.work);
    room.inputs.transpose(inputs, pass.work);
    let packed = &room.gradients;
    let starts = packed.starts(None);
    let panels: Vec<_> = room.inputs.panels().collect();
    let mut powers = vec![Vec::new(); panels.len()];
    let tasks = panels.into_iter().zip(&mut powers);
    let groups = forward::groups(tasks, pass.work).into_iter();
    pass.work.deal(groups, |outputs: &mut Vec<Vec<T>>, group| {
        outputs.resize_with(group.len().max(outputs.len()), || packed.outputs());
        let panels = group.iter().map(|((_, panel), _)| *panel);
        let mut pairs: Vec<_> = outputs
            .iter_mut()
            .map(|out| &mut out[..])
            .zip(panels)
            .collect();
        packed.accumulate(&mut pairs, Some(&starts));
        for (((lanes, _), power), out) in group.into_iter().zip(outputs) {
            *power = region::power(&out[..packed.rows() * T::LANES], lanes);
        }
    });
    Power::merged(&powers.concat()).second_moment()
}

/// φ of every pre-activation: the inputs of the next layer, computed anew.
pub(in crate::empirical::simulate) fn activations<T: Entry>(
    pass: Pass<'_>,
    pre_activations: &Batch<T>,
    activations: &mut Batch<T>,
) {
    activations.reset(pre_activations.units());
    let used = ..activations.units() * T::LANES;
    let tasks = pre_activations.panels().zip(activations.panels_mut());
    pass.work.map(tasks.collect(), |((lanes, z), (_, panel))| {
        panel[used].copy_from_slice(&z[used]);
        region::apply(&mut panel[used], lanes, pass.activation);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;
    use crate::linear::Matrix;
    use crate::num::Tolerance;

    const WIDTHS: [usize; 3] = [3, 4, 2];
    const SAMPLES: usize = 5;

    /// A 3-4-2 network of the quadratic activation with weights from outside.
    struct Specimen {
        inputs: Matrix,
        weights: [Matrix; 2],
        cotangent: Matrix,
    }

    /// What the backward pass of the specimen finds.
    struct Found {
        /// ∂J/∂a_0.
        inputs: Matrix,
        /// The second moments of ∂J/∂W, first layer first.
        weights: [f64; 2],
    }

    impl Specimen {
        fn new() -> Self {
            let [n0, n1, n2] = WIDTHS;
            Self {
                inputs: crate::linear::specimen::matrix(SAMPLES, n0, "inputs"),
                weights: [
                    crate::linear::specimen::matrix(n1, n0, "first"),
                    crate::linear::specimen::matrix(n2, n1, "second"),
                ],
                cotangent: crate::linear::specimen::matrix(SAMPLES, n2, "cotangent"),
            }
        }

        /// z and a of both layers.
        fn layers(&self, inputs: &Matrix, weights: &[Matrix; 2]) -> [(Batch<f64>, Batch<f64>); 2] {
            let run = |inputs: &Batch<f64>, weights: &Matrix| {
                let (z, a, _) = specimen::layer(&specimen::QUADRATIC, weights, None, inputs);
                (z, a)
            };
            let first = run(&specimen::batch(inputs), &weights[0]);
            let second = run(&first.1, &weights[1]);
            [first, second]
        }

        /// J = Σ δ·a_L.
        fn scalar(&self, inputs: &Matrix, weights: &[Matrix; 2]) -> f64 {
            let [_, (_, last)] = self.layers(inputs, weights);
            let outputs = last.first(SAMPLES);
            let pairs = outputs.values().iter().zip(self.cotangent.values());
            crate::num::sum::sum(pairs.map(|(a, delta)| a * delta))
        }

        fn gradients(&self) -> Found {
            let pass = specimen::pass(&specimen::QUADRATIC);
            let [first, second] = self.layers(&self.inputs, &self.weights);
            let cotangent = specimen::batch::<f64>(&self.cotangent);
            let mut carrier = Carrier::of(cotangent, false);
            let mut weights = [0.0; 2];
            let fed = [specimen::batch(&self.inputs), first.1];
            for (l, z) in [(1, &second.0), (0, &first.0)] {
                pull_back(pass, carrier.signal_mut(), z);
                let power = weight_second_moment(pass, carrier.signal(), &fed[l], &mut Room::new());
                weights[l] = power.unwrap();
                let drawn = specimen::weights(&self.weights[l]);
                through(pass, &drawn, &mut carrier, &mut Room::new());
            }
            let inputs = carrier.signal().first(SAMPLES);
            Found { inputs, weights }
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
        let found = specimen.gradients();
        for (place, gradient) in found.inputs.values().iter().enumerate() {
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
    fn weight_gradients_have_the_second_moment_of_exact_difference_quotients() {
        let specimen = Specimen::new();
        let found = specimen.gradients();
        for (l, found) in found.weights.into_iter().enumerate() {
            let slope = |place| {
                five_point_slope(|step| {
                    let mut weights = specimen.weights.clone();
                    weights[l] = moved(&weights[l], place, step);
                    specimen.scalar(&specimen.inputs, &weights)
                })
            };
            let places = specimen.weights[l].values().len();
            let slopes: Vec<_> = (0..places).map(slope).collect();
            let squares = slopes.iter().map(|(slope, _)| slope * slope);
            let expected = crate::num::sum::sum(squares) / places as f64;
            // A mean of squares moves by at most the mean of 2|slope| times each one's error.
            let largest = slopes
                .iter()
                .fold(0.0_f64, |most, (slope, _)| most.max(slope.abs()));
            let error = slopes
                .iter()
                .fold(0.0_f64, |most, (_, t)| most.max(t.absolute()));
            let tolerance = Tolerance::bound(error * (2.0 * largest + error));
            assert!(
                tolerance.accepts(found, expected),
                "{l}: {found} {expected}"
            );
        }
    }

    #[test]
    fn a_relu_layer_of_two_units_has_the_gradients_worked_by_hand() {
        // W = [[1, 2], [3, −4]], a = (1, 1): z = (3, −1), φ = (3, 0). With δ = (5, 7):
        // ∂J/∂z = (5, 0), ∂J/∂a = 5·(1, 2), ∂J/∂W = [[5, 5], [0, 0]].
        let matrix = |rows, values: &[f64]| Matrix::new(rows, 2, values.to_vec()).unwrap();
        let (inputs, weights) = (matrix(1, &[1.0, 1.0]), matrix(2, &[1.0, 2.0, 3.0, -4.0]));
        let pass = specimen::pass(&specimen::RELU);
        let inputs = specimen::batch::<f64>(&inputs);
        let (z, a, _) = specimen::layer(&specimen::RELU, &weights, None, &inputs);
        assert_eq!(z.first(1).values(), [3.0, -1.0]);
        assert_eq!(a.first(1).values(), [3.0, 0.0]);
        let mut gradients = specimen::batch::<f64>(&matrix(1, &[5.0, 7.0]));
        let powers = pull_back(pass, &mut gradients, &z);
        assert_eq!(powers, [Some(37.0), Some(12.5)]);
        assert_eq!(gradients.first(1).values(), [5.0, 0.0]);
        let power = weight_second_moment(pass, &gradients, &inputs, &mut Room::new());
        assert_eq!(power, Some(12.5));
        let mut back = Carrier::of(gradients, false);
        let weights = specimen::weights(&weights);
        let power = through(pass, &weights, &mut back, &mut Room::new());
        assert_eq!(back.signal().first(1).values(), [5.0, 10.0]);
        assert_eq!(power, Some(62.5));
    }

    #[test]
    fn a_wide_layer_carries_back_the_bits_of_the_product_of_matrices() {
        // 5000 units are more than one block of weights.
        for (samples, inputs, units) in [(17, 60, 5000), (33, 5000, 61)] {
            let weights = crate::linear::specimen::matrix(units, inputs, "weights");
            let gradients = crate::linear::specimen::matrix(samples, units, "gradients");
            let work = crate::linear::Work::OneThread;
            let expected = crate::linear::product(gradients.view(), weights.view(), None, work);
            let pass = specimen::pass(&specimen::RELU);
            let drawn = specimen::weights(&weights);
            let mut back = Carrier::of(specimen::batch(&gradients), false);
            through::<f64>(pass, &drawn, &mut back, &mut Room::new());
            assert_eq!(
                back.signal().first(samples),
                expected.unwrap(),
                "{samples}×{inputs}×{units}"
            );
        }
    }
}
