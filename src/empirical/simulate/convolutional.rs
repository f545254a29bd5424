//! Signal propagation through convolutional networks, as measured: random kernels, no training.
//!
//! Every layer has stride 1 and an odd kernel, and keeps the size of the image. One replicate is
//! one network with one image: its places share their kernels and count as one. Like the rest of
//! this room it knows of an activation its value and derivative only.

use crate::empirical::simulate::SimulateError;
use crate::initializer::Initializer;
use crate::linear;
use crate::linear::Border;
use crate::linear::Kernels;
use crate::linear::LinearError;
use crate::linear::Matrix;
use crate::linear::Signal;
use crate::linear::Slide;
use crate::linear::Work;
use crate::linear::correlate;
use crate::linear::gathered;
use crate::linear::product;
use crate::linear::within_limit;
use crate::num::sum;
use crate::random::Stream;
use crate::theory::activation::Activation;
use crate::theory::shape::Layer;
use rayon::prelude::*;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// A stack of convolutions over images of one size, each followed by φ.
#[derive(Clone, Debug)]
pub struct ConvolutionalNetwork {
    layers: Vec<Layer>,
    sizes: Vec<usize>,
    slide: Slide,
    activation: Arc<dyn Activation>,
    initializer: Arc<dyn Initializer>,
}

/// One layer of one replicate. Second moments are means over channels and places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConvolutionRecord {
    /// Of z_l over all places: q_l.
    pub second_moment: f64,
    /// Of z_l over the places that no border has reached yet, l·(k − 1)/2 from every end; `None`
    /// where there is none left.
    pub interior: Option<f64>,
    /// Of z_l over the places at an end of an axis.
    pub rim: f64,
    /// Of ∂J/∂a_{l−1}, for J = Σ δ·a_L with independent δ ~ N(0, 1).
    pub input_gradient: f64,
}

impl ConvolutionalNetwork {
    /// Kernels of size `kernel` along each axis of images of these `sizes`; `channels` are the
    /// image's and then each layer's.
    ///
    /// # Errors
    /// [`SimulateError::NoLayer`], [`SimulateError::ZeroWidth`], [`SimulateError::EvenKernel`],
    /// which 0 is as well; [`SimulateError::Linear`] for sizes of 0, or more numbers than fit the
    /// stated limit.
    pub fn new(
        sizes: &[usize],
        kernel: usize,
        channels: &[u64],
        border: Border,
        activation: Arc<dyn Activation>,
        initializer: Arc<dyn Initializer>,
    ) -> Result<Self, SimulateError> {
        let n_widths = channels.len();
        if n_widths < 2 {
            return Err(SimulateError::NoLayer { n_widths });
        }
        if let Some(index) = channels.iter().position(|width| *width == 0) {
            return Err(SimulateError::ZeroWidth { index });
        }
        if kernel.is_multiple_of(2) {
            return Err(SimulateError::EvenKernel { kernel });
        }
        let kernels = vec![kernel; sizes.len()];
        let slide = Slide::new(sizes, &kernels)?;
        let pads = vec![[kernel / 2; 2]; sizes.len()];
        let slide = slide.with_padding(&pads, border)?;
        let kernels: Vec<u64> = kernels.iter().map(|size| *size as u64).collect();
        let pairs = channels.iter().zip(channels.iter().skip(1));
        let layers = pairs.map(|(inputs, outputs)| layer(*inputs, *outputs, &kernels));
        let layers = layers.collect::<Result<Vec<_>, _>>()?;
        let network = Self {
            layers,
            sizes: sizes.to_vec(),
            slide,
            activation,
            initializer,
        };
        within_limit(network.numbers())?;
        Ok(network)
    }

    /// The layers, with their fans.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Runs replicates, replicate r from `stream.named("replicate").indexed(r)`; a record a layer.
    ///
    /// # Errors
    /// [`SimulateError::ZeroCount`] for no replicates, [`SimulateError::Linear`] beyond the stated
    /// limit, [`SimulateError::Initializer`], [`SimulateError::Threads`].
    pub fn run(
        &self,
        replicates: u64,
        threads: NonZeroUsize,
        stream: Stream,
    ) -> Result<Vec<Vec<ConvolutionRecord>>, SimulateError> {
        if replicates == 0 {
            return Err(SimulateError::ZeroCount {
                count: "replicates",
            });
        }
        within_limit(replicates.saturating_mul(8 * self.layers.len() as u64))?;
        let replicate = |r| self.replicate(stream.named("replicate").indexed(r));
        if threads.get() == 1 {
            return (0..replicates).map(replicate).collect();
        }
        let pool = linear::pool(threads.get()).map_err(|error| SimulateError::Threads {
            threads: threads.get(),
            reason: error.to_string(),
        })?;
        pool.install(|| (0..replicates).into_par_iter().map(replicate).collect())
    }

    /// One network, one image: forward, then a random cotangent back.
    fn replicate(&self, stream: Stream) -> Result<Vec<ConvolutionRecord>, SimulateError> {
        let first = self.layers.first().map_or(0, Layer::inputs) as usize;
        let mut signal = self.normal(first, stream.named("inputs"))?;
        let (mut records, mut trace) = (Vec::new(), Vec::new());
        for (place, layer) in self.layers.iter().enumerate() {
            let kernels = self.draw(layer, place + 1, stream)?;
            let z = correlate(&signal, &kernels, &self.slide, Work::OneThread)?;
            records.push(self.record(&z, place + 1));
            let mut values = z.values().to_vec();
            self.activation.apply(&mut values);
            signal = Signal::new(kernels.outputs(), &self.sizes, values)?;
            trace.push((kernels, z));
        }
        let mut gradient = self.normal(signal.channels(), stream.named("cotangent"))?;
        for (record, (kernels, z)) in records.iter_mut().zip(&trace).rev() {
            gradient = self.back(&gradient, kernels, z)?;
            record.input_gradient = second_moment(gradient.values().iter().copied());
        }
        Ok(records)
    }

    fn draw(&self, layer: &Layer, index: usize, stream: Stream) -> Result<Kernels, SimulateError> {
        let stream = stream.named("weights").indexed(index as u64);
        let drawn = self.initializer.draw_tensor(layer, stream);
        let values = drawn.map_err(|source| SimulateError::Initializer {
            layer: index,
            source,
        })?;
        let sizes: Vec<usize> = layer
            .kernel()
            .sizes()
            .iter()
            .map(|size| *size as usize)
            .collect();
        let (outputs, inputs) = (layer.outputs() as usize, layer.inputs() as usize);
        Ok(Kernels::new(outputs, inputs, &sizes, values)?)
    }

    /// ∂J/∂a_{l−1} from ∂J/∂a_l: the transpose of the correlation, after the slopes.
    fn back(
        &self,
        outputs: &Signal,
        kernels: &Kernels,
        z: &Signal,
    ) -> Result<Signal, SimulateError> {
        let pairs = outputs.values().iter().zip(z.values());
        let slopes = pairs.map(|(delta, z)| delta * self.activation.derivative(*z));
        let n_places = self.sizes.iter().product();
        let delta = Matrix::new(kernels.outputs(), n_places, slopes.collect())?;
        let n_taps = kernels.values().len() / kernels.outputs();
        let bank = Matrix::new(kernels.outputs(), n_taps, kernels.values().to_vec())?;
        let windows = product(
            delta.view().transposed(),
            bank.view(),
            None,
            Work::OneThread,
        )?;
        Ok(gathered(&windows, kernels.channels(), &self.slide)?)
    }

    fn record(&self, z: &Signal, depth: usize) -> ConvolutionRecord {
        let reach = self
            .layers
            .first()
            .and_then(|layer| layer.kernel().sizes().first());
        let reach = depth.saturating_mul(reach.map_or(0, |kernel| *kernel as usize / 2));
        let from_end = |place: usize| self.distance_from_end(place);
        let n_places: usize = self.sizes.iter().product();
        let over = |keep: &dyn Fn(usize) -> bool| {
            let kept: Vec<f64> = z
                .values()
                .iter()
                .enumerate()
                .filter(|(index, _)| keep(index % n_places))
                .map(|(_, value)| *value)
                .collect();
            (!kept.is_empty()).then(|| second_moment(kept.into_iter()))
        };
        ConvolutionRecord {
            second_moment: second_moment(z.values().iter().copied()),
            interior: over(&|place| from_end(place) >= reach),
            rim: over(&|place| from_end(place) == 0).unwrap_or(0.0),
            input_gradient: 0.0,
        }
    }

    /// How far a place lies from the nearest end of an axis.
    fn distance_from_end(&self, mut place: usize) -> usize {
        let mut nearest = usize::MAX;
        for size in self.sizes.iter().rev() {
            let at = place % size;
            nearest = nearest.min(at).min(size - 1 - at);
            place /= size;
        }
        nearest
    }

    /// Independent N(0, 1) values in every channel and place.
    fn normal(&self, channels: usize, stream: Stream) -> Result<Signal, SimulateError> {
        let n_places: usize = self.sizes.iter().product();
        let mut values = vec![0.0; channels * n_places];
        stream.generator().fill_normal(&mut values);
        Ok(Signal::new(channels, &self.sizes, values)?)
    }

    /// What one replicate holds: kernels, images of all layers, and the windows of one.
    fn numbers(&self) -> u64 {
        let n_places = self
            .sizes
            .iter()
            .fold(1_u64, |n, size| n.saturating_mul(*size as u64));
        let of = |layer: &Layer| {
            let windows = layer.fans().fan_in.max(layer.fans().fan_out);
            let states = n_places.saturating_mul(windows.saturating_add(layer.outputs()));
            layer.weight_count().saturating_add(states)
        };
        self.layers.iter().map(of).fold(0, u64::saturating_add)
    }
}

fn layer(inputs: u64, outputs: u64, kernel: &[u64]) -> Result<Layer, SimulateError> {
    Layer::convolution(inputs, outputs, kernel, 1).map_err(|_| {
        SimulateError::Linear(LinearError::TooLarge {
            entries: u64::MAX,
            limit: crate::linear::MAX_ENTRIES,
        })
    })
}

fn second_moment(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len().max(1) as f64;
    sum::sum(values.map(|x| x * x)) / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::simulate::specimen;

    fn network(border: Border, weight: f64) -> ConvolutionalNetwork {
        let spec = format!("normal({weight})");
        let weights = Arc::from(crate::initializer::parse(&spec).unwrap());
        ConvolutionalNetwork::new(
            &[4, 4],
            3,
            &[1, 1, 1],
            border,
            Arc::new(specimen::IDENTITY),
            weights,
        )
        .unwrap()
    }

    #[test]
    fn places_know_how_far_the_border_is() {
        let network = network(Border::Zero, 0.5);
        let distances: Vec<usize> = (0..16)
            .map(|place| network.distance_from_end(place))
            .collect();
        assert_eq!(distances, [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
        // The border has reached all of a 4×4 image after two layers of 3×3.
        let records = network.run(1, NonZeroUsize::MIN, Stream::root(3)).unwrap();
        assert!(records[0][0].interior.is_some() && records[0][1].interior.is_none());
    }

    #[test]
    fn threads_change_no_bit() {
        let network = network(Border::Circular, 0.5);
        let run = |n| {
            network
                .run(5, NonZeroUsize::new(n).unwrap(), Stream::root(4))
                .unwrap()
        };
        assert_eq!(run(1), run(3));
    }

    /// J(a) is linear here, so J(a + h·e) − J(a) = h·∂J/∂a: ⟨gradient, a⟩ = ⟨δ, a_L⟩.
    #[test]
    fn the_way_back_is_the_transpose_of_the_way_forward() {
        for border in [Border::Zero, Border::Circular] {
            let network = network(border, 0.25);
            let stream = Stream::root(5);
            let image = network.normal(1, stream.named("image")).unwrap();
            let delta = network.normal(1, stream.named("delta")).unwrap();
            let kernels = network.draw(&network.layers[0], 1, stream).unwrap();
            let z = correlate(&image, &kernels, &network.slide, Work::OneThread).unwrap();
            let back = network.back(&delta, &kernels, &z).unwrap();
            let dot = |a: &Signal, b: &Signal| -> f64 {
                a.values().iter().zip(b.values()).map(|(a, b)| a * b).sum()
            };
            // 16 places of 9 products each way, of numbers that a 6σ draw bounds by 6·6·6/4.
            let tolerance = crate::num::Tolerance::rounding(4 * 16 * 9, 16.0 * 9.0 * 54.0);
            assert!(tolerance.accepts(dot(&back, &image), dot(&delta, &z)));
        }
    }

    #[test]
    fn what_cannot_be_run_is_refused() {
        let weights = || Arc::from(crate::initializer::parse("normal(1)").unwrap());
        let code = |sizes: &[usize], kernel, channels: &[u64]| {
            let phi = Arc::new(specimen::IDENTITY);
            ConvolutionalNetwork::new(sizes, kernel, channels, Border::Zero, phi, weights())
                .unwrap_err()
                .code()
        };
        assert_eq!(code(&[4, 4], 2, &[1, 1]), "even-kernel");
        assert_eq!(code(&[4, 0], 3, &[1, 1]), "window");
        assert_eq!(code(&[4, 4], 3, &[1]), "no-layer");
        assert_eq!(code(&[4, 4], 3, &[1, 0]), "zero-width");
        assert_eq!(code(&[1 << 20, 1 << 20], 3, &[1, 1]), "too-large");
        let none = network(Border::Zero, 1.0).run(0, NonZeroUsize::MIN, Stream::root(1));
        assert_eq!(none.unwrap_err().code(), "zero-count");
    }
}
