//! A stack of convolutions as it is written on a command line, read and checked.

use crate::evidence::EvidenceError;
use crate::evidence::SignalRequest;
use crate::linear::Border;
use crate::theory::shape::Convolution;
use crate::theory::shape::Layer;
use crate::theory::shape::Padding;

/// A stack of convolutions as it is written on a command line.
///
/// `x` stands between axes, a comma between layers: kernels `7,3x5`. What is given once holds for
/// every layer and every axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvolutionRequest {
    /// Sizes of the axes, then the channels: `32x32x3`. One number is a square of one channel.
    pub input: String,
    /// How many axes there are; 2 where it is left out, 3 for an input of four numbers.
    pub axes: Option<usize>,
    /// Kernel sizes.
    pub kernel: String,
    /// Strides.
    pub stride: String,
    /// `valid`, `same` or zeros on each side.
    pub padding: String,
    /// Distances of neighbouring taps.
    pub dilation: String,
    /// Output channels.
    pub channels: String,
    /// Into how many groups the channels fall.
    pub groups: u64,
    /// Repeat the one layer until every axis is at most this long.
    pub until: Option<u64>,
}

impl ConvolutionRequest {
    /// A 3×3 or other kernel over an input: stride 1, valid, one output channel.
    #[must_use]
    pub fn new(input: &str, kernel: &str) -> Self {
        let word = str::to_owned;
        Self {
            input: word(input),
            axes: None,
            kernel: word(kernel),
            stride: word("1"),
            padding: word("valid"),
            dilation: word("1"),
            channels: word("1"),
            groups: 1,
            until: None,
        }
    }
}

/// What `--simulate` needs besides the shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalOptions {
    /// φ by its name.
    pub activation: String,
    /// The initializer by its name.
    pub initializer: String,
    /// What lies beyond the ends.
    pub border: Border,
    /// Independent networks.
    pub replicates: u64,
}

impl ConvolutionRequest {
    /// The network of these layers, to be simulated at stride 1 with images that keep their size.
    ///
    /// # Errors
    /// Where the layers have a stride, a dilation, groups, or kernels of different sizes.
    pub fn signal(&self, options: SignalOptions) -> Result<SignalRequest, EvidenceError> {
        let (sizes, channels) = self.input()?;
        let stack = self.stack(channels, sizes.len())?;
        let axes = || stack.iter().flat_map(Convolution::axes);
        let kernel = axes().next().map_or(1, |axis| axis.kernel);
        let is_plain =
            axes().all(|axis| (axis.stride, axis.dilation, axis.kernel) == (1, 1, kernel));
        if !is_plain || self.groups != 1 || self.until.is_some() {
            return Err(refusal(
                "--simulate takes kernels of one size with stride 1, dilation 1, 1 group and no --until",
            ));
        }
        self.keeps_sizes(kernel)?;
        let outputs = stack
            .iter()
            .map(|convolution| convolution.layer().outputs());
        Ok(SignalRequest {
            sizes,
            kernel,
            channels: std::iter::once(channels).chain(outputs).collect(),
            border: options.border,
            activation: options.activation,
            initializer: options.initializer,
            replicates: options.replicates,
        })
    }

    /// Refuses a number of zeros that does not keep the images' size; the default, `valid`, and
    /// `same` leave it to the simulation.
    fn keeps_sizes(&self, kernel: u64) -> Result<(), EvidenceError> {
        for word in self.padding.split(',') {
            if matches!(Padding::parse(word)?, Padding::Zeros(zeros) if zeros != kernel / 2) {
                return Err(refusal(format!(
                    "--simulate keeps the images' size, which takes a padding of {} on each side, got {word}",
                    kernel / 2
                )));
            }
        }
        Ok(())
    }

    /// The sizes of the axes and the channels.
    pub(super) fn input(&self) -> Result<(Vec<u64>, u64), EvidenceError> {
        let numbers = numbers("input", &self.input)?;
        let axes = self.axes.unwrap_or(if numbers.len() == 4 { 3 } else { 2 });
        match (numbers.as_slice(), axes) {
            (_, axes) if !(1..=3).contains(&axes) => {
                Err(refusal(format!("--axes must be 1, 2 or 3, got {axes}")))
            }
            ([side], axes) => Ok((vec![*side; axes], 1)),
            (sizes, axes) if sizes.len() == axes => Ok((sizes.to_vec(), 1)),
            ([sizes @ .., channels], axes) if sizes.len() == axes => {
                Ok((sizes.to_vec(), *channels))
            }
            _ => Err(refusal(format!(
                "an input of {axes} axes has 1, {axes} or {} numbers, got {}",
                axes + 1,
                self.input
            ))),
        }
    }

    /// The layers, each with its own or the shared numbers.
    pub(super) fn stack(
        &self,
        channels: u64,
        axes: usize,
    ) -> Result<Vec<Convolution>, EvidenceError> {
        let lists = [
            ("kernel", &self.kernel),
            ("stride", &self.stride),
            ("padding", &self.padding),
            ("dilation", &self.dilation),
            ("channels", &self.channels),
        ];
        let depth = lists
            .iter()
            .map(|(_, list)| list.split(',').count())
            .max()
            .unwrap_or(1);
        let mut stack = Vec::new();
        let mut inputs = channels;
        for layer in 0..depth {
            let word = |place: usize| {
                lists
                    .get(place)
                    .map_or(Ok(""), |(what, list)| entry(what, list, layer, depth))
            };
            let sizes = |what, place: usize| per_axis(what, word(place)?, axes);
            let [outputs] = per_axis("channels", word(4)?, 1)?[..] else {
                return Err(refusal("channels must be one number a layer"));
            };
            let shape = Layer::convolution(inputs, outputs, &sizes("kernel", 0)?, self.groups)?;
            let padding = Padding::parse(word(2)?)?;
            stack.push(Convolution::new(
                shape,
                &sizes("stride", 1)?,
                &sizes("dilation", 3)?,
                padding,
            )?);
            inputs = outputs;
        }
        Ok(stack)
    }
}

/// A layer's entry of a list; a list of one serves all layers.
fn entry<'a>(
    what: &str,
    list: &'a str,
    layer: usize,
    depth: usize,
) -> Result<&'a str, EvidenceError> {
    let entries: Vec<&str> = list.split(',').collect();
    match entries.as_slice() {
        [one] => Ok(one),
        all if all.len() == depth => Ok(all.get(layer).copied().unwrap_or_default()),
        all => Err(refusal(format!(
            "{what} must have 1 or {depth} entries, got {}",
            all.len()
        ))),
    }
}

/// One number for every axis, or one an axis.
fn per_axis(what: &str, word: &str, axes: usize) -> Result<Vec<u64>, EvidenceError> {
    match numbers(what, word)? {
        one if one.len() == 1 => Ok(one.repeat(axes)),
        all if all.len() == axes => Ok(all),
        all => Err(refusal(format!(
            "{what} must have 1 or {axes} numbers, got {}",
            all.len()
        ))),
    }
}

fn numbers(what: &str, word: &str) -> Result<Vec<u64>, EvidenceError> {
    let numbers = word.split('x').map(|number| number.trim().parse().ok());
    let numbers = numbers.collect::<Option<Vec<u64>>>();
    numbers.ok_or_else(|| {
        refusal(format!(
            "{what} must be whole numbers joined by x, such as 32x32, got {word:?}"
        ))
    })
}

pub(super) fn refusal(reason: impl Into<String>) -> EvidenceError {
    EvidenceError::Request(reason.into())
}
