//! Pictures of untrained networks: a compositional pattern-producing network colours the plane.
//!
//! It trains nothing and encodes no file: pixels are three bytes each.

use crate::initializer::Initializer;
use crate::initializer::InitializerError;
use crate::learning::experiment::ExperimentError;
use crate::learning::network::Dense;
use crate::learning::network::Network;
use crate::linear::Matrix;
use crate::num::real;
use crate::random::Stream;
use crate::theory::activation::Activation;
use crate::theory::activation::Identity;
use crate::theory::shape::Fans;
use std::sync::Arc;

/// Inputs of the network: x, y, r and two latent numbers.
const INPUTS: usize = 5;
/// Outputs: a share of each colour of the palette.
const OUTPUTS: usize = 3;
/// The most hidden layers, the most units of each, and the most pixels along a side.
const MOST: [u64; 3] = [64, 1024, 8192];
/// The most products of a weight and a pixel: an hour or so, where the other limits allow months.
const MOST_PRODUCTS: u64 = 1 << 42;

/// A dense network of 5 inputs, `depth` hidden layers of `width` units and 3 outputs, as drawn.
///
/// # Definition
/// A pixel at (x, y), the shorter side of the image being \[−1, 1\] and y downward, has the inputs
/// (x, y, √(x² + y²), u, v), with u, v ~ U(−1, 1) drawn once. Its colour is Σ sᵢ·palette\[i\], s the
/// softmax of the outputs.
///
/// # Example
/// ```
/// use std::sync::Arc;
/// use varprop::initializer::NormalInitializer;
/// use varprop::learning::experiment::Cppn;
/// use varprop::random::Stream;
/// use varprop::theory::activation::Tanh;
/// let cppn = Cppn {
///     depth: 3,
///     width: 20,
///     activation: Arc::new(Tanh),
///     initializer: Arc::new(NormalInitializer::new(1.0)?),
///     bias_initializer: Arc::new(NormalInitializer::new(1.0)?),
///     palette: [[0, 0, 0], [255, 0, 0], [255, 255, 255]],
/// };
/// assert_eq!((cppn.n_weights(), cppn.n_biases()), (960, 63));
/// let pixels = cppn.image(32, 8, Stream::root(1))?;
/// assert_eq!(pixels.len(), 32 * 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// K. O. Stanley (2007), "Compositional pattern producing networks"; as a banner of random dense
/// networks: K. Katanforoosh & D. Kunin (2019), "Initializing neural networks", deeplearning.ai.
#[derive(Clone, Debug)]
pub struct Cppn {
    /// Hidden layers.
    pub depth: usize,
    /// Units of each hidden layer.
    pub width: usize,
    /// φ of the hidden layers; the outputs are linear.
    pub activation: Arc<dyn Activation>,
    /// The rule that draws the weights.
    pub initializer: Arc<dyn Initializer>,
    /// The rule that draws the biases.
    pub bias_initializer: Arc<dyn Initializer>,
    /// Three colours: red, green, blue.
    pub palette: [[u8; 3]; 3],
}

impl Cppn {
    /// Weights of the network, saturating: 5u + (L − 1)u² + 3u.
    #[must_use]
    pub fn n_weights(&self) -> u64 {
        let of_layers = self.fans().map(|f| f.fan_in.saturating_mul(f.fan_out));
        of_layers.fold(0, u64::saturating_add)
    }

    /// Biases of the network, saturating: Lu + 3.
    #[must_use]
    pub fn n_biases(&self) -> u64 {
        self.fans().map(|f| f.fan_out).fold(0, u64::saturating_add)
    }

    /// The image's pixels, row after row from the top; the same stream gives the same bytes.
    ///
    /// # Errors
    /// [`ExperimentError::TooLarge`] beyond 64 layers, 1024 units, 8192 pixels along a side or 2⁴²
    /// products of a weight and a pixel,
    /// [`ExperimentError::ZeroWidth`] without units, [`ExperimentError::Initializer`] where a rule
    /// cannot draw, [`ExperimentError::NotFinite`] where the weights are so large that a pixel has
    /// no colour. An image without rows or columns has no pixels.
    pub fn image(
        &self,
        columns: u32,
        rows: u32,
        stream: Stream,
    ) -> Result<Vec<[u8; 3]>, ExperimentError> {
        self.admit(columns, rows)?;
        let network = self.network(stream)?;
        let mut generator = stream.named("latent").generator();
        let latent = [0, 1].map(|_| 2.0 * generator.uniform() - 1.0);
        let mut pixels = Vec::with_capacity(columns as usize * rows as usize);
        for row in 0..rows {
            let inputs = row_inputs(row, columns, rows, latent);
            let outputs = network.forward(&inputs)?;
            let colours = outputs.outputs().values().chunks(OUTPUTS);
            for (shares, column) in colours.zip(0..) {
                let colour = self.blended(shares);
                pixels.push(colour.ok_or(ExperimentError::NotFinite { column, row })?);
            }
        }
        Ok(pixels)
    }

    /// The network as drawn.
    ///
    /// # Errors
    /// As [`Cppn::image`].
    pub fn network(&self, stream: Stream) -> Result<Network, ExperimentError> {
        let layers = self.fans().enumerate();
        let layers = layers.map(|(index, fans)| self.layer(index, fans, stream));
        Ok(Network::new(layers.collect::<Result<_, _>>()?)?)
    }

    fn layer(&self, index: usize, fans: Fans, stream: Stream) -> Result<Dense, ExperimentError> {
        let refused = |source: InitializerError| ExperimentError::Initializer {
            layer: index + 1,
            source,
        };
        let at = |purpose| stream.named(purpose).indexed(index as u64);
        let drawn = self.initializer.draw_matrix(fans, at("weights"));
        let (rows, columns) = (fans.fan_out as usize, fans.fan_in as usize);
        let weights = Matrix::of(rows, columns, drawn.map_err(refused)?);
        let mut bias = vec![0.0; rows];
        let law = self.bias_initializer.entry_law(fans).map_err(refused)?;
        law.sampler().fill(&mut at("biases").generator(), &mut bias);
        let activation: Arc<dyn Activation> = match index == self.depth {
            true => Arc::new(Identity),
            false => self.activation.clone(),
        };
        Ok(Dense::new(weights, bias, activation)?)
    }

    /// The fans of each layer, from the inputs up.
    fn fans(&self) -> impl Iterator<Item = Fans> {
        let width = self.width;
        let widths = std::iter::once(INPUTS).chain(std::iter::repeat_n(width, self.depth));
        let above = std::iter::repeat_n(width, self.depth).chain([OUTPUTS]);
        widths.zip(above).map(|(below, above)| Fans {
            fan_in: below as u64,
            fan_out: above as u64,
        })
    }

    fn admit(&self, columns: u32, rows: u32) -> Result<(), ExperimentError> {
        let [most_layers, most_units, most_pixels] = MOST;
        let n_pixels = u64::from(columns) * u64::from(rows);
        // Saturating, and not by [`Cppn::n_weights`]: depth and width are not yet known to be small.
        let n_weights = (self.depth as u64)
            .saturating_mul(self.width as u64)
            .saturating_mul(self.width as u64);
        let sizes = [
            ("hidden layers", self.depth as u64, most_layers),
            ("units of a layer", self.width as u64, most_units),
            ("pixels along a side", columns.max(rows).into(), most_pixels),
            (
                "products of weights and pixels",
                n_weights.saturating_mul(n_pixels),
                MOST_PRODUCTS,
            ),
        ];
        let beyond = sizes
            .into_iter()
            .find(|(_, received, limit)| received > limit);
        match beyond {
            Some((what, received, limit)) => Err(ExperimentError::TooLarge {
                what,
                limit,
                received,
            }),
            None if self.width == 0 => Err(ExperimentError::ZeroWidth { layer: 1 }),
            None => Ok(()),
        }
    }

    /// The palette's colours by the softmax of the outputs; none unless they are finite.
    fn blended(&self, outputs: &[f64]) -> Option<[u8; 3]> {
        if !outputs.iter().all(|z| z.is_finite()) {
            return None;
        }
        let most = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = outputs.iter().map(|z| real::exp(z - most)).collect();
        let total: f64 = shares.iter().sum();
        let channel = |channel: usize| {
            let colours = self.palette.iter().zip(&shares);
            let parts =
                colours.filter_map(|(colour, s)| Some(f64::from(*colour.get(channel)?) * s));
            (parts.sum::<f64>() / total).round() as u8
        };
        Some([0, 1, 2].map(channel))
    }
}

/// The inputs of a row of pixels, each at its pixel's centre.
fn row_inputs(row: u32, columns: u32, rows: u32, [u, v]: [f64; 2]) -> Matrix {
    let half = 0.5 * f64::from(columns.min(rows));
    let at = |index: u32, count: u32| (f64::from(index) + 0.5 - 0.5 * f64::from(count)) / half;
    let y = at(row, rows);
    let features = (0..columns).flat_map(|column| {
        let x = at(column, columns);
        [x, y, (x * x + y * y).sqrt(), u, v]
    });
    Matrix::of(columns as usize, INPUTS, features.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::initializer::parse;
    use crate::theory::activation;

    const PALETTE: [[u8; 3]; 3] = [[0, 0, 0], [255, 0, 0], [255, 255, 255]];

    fn cppn(depth: usize, width: usize, name: &str) -> Cppn {
        let normal: Arc<dyn Initializer> = Arc::from(parse("normal(1)").unwrap());
        let activation: Box<dyn Activation> = activation::parse(name).unwrap();
        Cppn {
            depth,
            width,
            activation: Arc::from(activation),
            initializer: normal.clone(),
            bias_initializer: normal,
            palette: PALETTE,
        }
    }

    #[test]
    fn the_four_networks_of_the_banner_have_their_numbers_of_parameters() {
        for (depth, width, weights, biases) in [
            (3, 20, 960, 63),
            (3, 25, 1450, 78),
            (4, 20, 1360, 83),
            (4, 25, 2075, 103),
        ] {
            let cppn = cppn(depth, width, "tanh");
            assert_eq!((cppn.n_weights(), cppn.n_biases()), (weights, biases));
            let network = cppn.network(Stream::root(1)).unwrap();
            assert_eq!(network.n_parameters() as u64, weights + biases);
        }
    }

    #[test]
    fn counts_beyond_64_bits_saturate() {
        let cppn = cppn(2, usize::MAX, "tanh");
        assert_eq!((cppn.n_weights(), cppn.n_biases()), (u64::MAX, u64::MAX));
    }

    #[test]
    fn every_activation_of_the_banner_colours_the_plane_by_its_seed() {
        for name in [
            "sin",
            "cos",
            "tanh",
            "identity",
            "step",
            "relu",
            "leaky-relu",
        ] {
            let image = |seed| cppn(3, 20, name).image(24, 12, Stream::root(seed)).unwrap();
            assert_eq!(image(1), image(1), "{name}");
            assert_ne!(image(1), image(2), "{name}");
            // A linear network may choose one colour for the whole plane, but not for every seed.
            let many = |pixels: Vec<[u8; 3]>| pixels.iter().any(|pixel| pixel != &pixels[0]);
            assert!((1..=8).any(|seed| many(image(seed))), "{name}: one colour");
        }
    }

    #[test]
    fn a_network_of_zeros_mixes_the_palette_evenly() {
        let mut cppn = cppn(3, 20, "tanh");
        cppn.initializer = Arc::from(parse("zeros").unwrap());
        cppn.bias_initializer = cppn.initializer.clone();
        let pixels = cppn.image(2, 2, Stream::root(1)).unwrap();
        assert_eq!(pixels, [[170, 85, 85]; 4]);
    }

    #[test]
    fn images_that_cannot_be_drawn_are_refused() {
        let refusal = |cppn: &Cppn, columns| {
            cppn.image(columns, 2, Stream::root(1))
                .unwrap_err()
                .to_string()
        };
        let plain = cppn(3, 20, "relu");
        assert_eq!(
            refusal(&plain, 9000),
            "pixels along a side must be at most 8192, got 9000"
        );
        assert_eq!(
            refusal(&cppn(65, 20, "relu"), 2),
            "hidden layers must be at most 64, got 65"
        );
        assert!(refusal(&cppn(3, 0, "relu"), 2).contains("0 units"));
        // 64·1024²·8192²: each of the limits allows it, and it would take months.
        let endless = cppn(64, 1024, "relu").image(8192, 8192, Stream::root(1));
        assert_eq!(
            endless.unwrap_err().to_string(),
            "products of weights and pixels must be at most 4398046511104, got 4503599627370496"
        );
        let mut huge = cppn(8, 20, "relu");
        huge.initializer = Arc::from(parse("normal(1e60)").unwrap());
        assert!(refusal(&huge, 2).contains("no finite output"));
    }
}
