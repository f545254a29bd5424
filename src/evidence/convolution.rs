//! Convolutions as sheets: a row a layer with its shape, counts and window; how often until small.

use crate::evidence::EvidenceError;
use crate::evidence::SignalRequest;
use crate::linear::Border;
use crate::theory::shape::Convolution;
use crate::theory::shape::ConvolvedShape;
use crate::theory::shape::Layer;
use crate::theory::shape::Padding;
use crate::theory::shape::ReceptiveField;
use crate::theory::shape::StackOfThrees;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// The most rows of a repeated convolution.
const MOST_ROWS: u64 = 10_000;

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
        let (sizes, channels) = input(self)?;
        let stack = stack(self, channels, sizes.len())?;
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
}

const LAYERS: [Column; 14] = [
    Column::new("layer", "from the input on"),
    Column::new("input", "sizes of the axes, then channels"),
    Column::new(
        "kernel",
        "sizes × input channels of a group × output channels",
    ),
    Column::new("stride", "places that the window moves along each axis"),
    Column::new("padding", "zeros before+after each axis"),
    Column::new("dilation", "the distance of neighbouring taps"),
    Column::new(
        "output",
        "⌊(n + p − d(k − 1) − 1)/s⌋ + 1 along each axis, then channels",
    ),
    Column::new(
        "unused",
        "places at the end of each axis that no window reaches",
    ),
    Column::new("weights", "∏k·c/groups·c′"),
    Column::new("biases", "c′, where the layer has any"),
    Column::new("multiply-adds", "one a weight and output place"),
    Column::new(
        "receptive-field",
        "what one output sees of the first input, along each axis",
    ),
    Column::new("fan-in", "∏k·c/groups"),
    Column::new("fan-out", "∏k·c′/groups"),
];

const REPEATED: [Column; 4] = [
    Column::new("operation", "how often the layer has been applied"),
    Column::new("input", "sizes before"),
    Column::new("output", "sizes after"),
    Column::new("receptive-field", "what one output sees of the first input"),
];

const STACKS: [Column; 5] = [
    Column::new("kernel", "one kernel"),
    Column::new("weights", "of it, per pair of channels"),
    Column::new(
        "layers-of-3",
        "kernels of size 3 in a row that see the same",
    ),
    Column::new("weights-of-3", "of these together"),
    Column::new(
        "reachable",
        "the dimension of the kernels that the row composes to, of all of that size",
    ),
];

/// The layers of a stack over an input, or one layer until the input is small.
///
/// # Errors
/// Sizes that cannot be read, a shape that does not exist, a kernel that does not fit, a repeated
/// layer that shrinks nothing.
///
/// # Example
/// ```
/// use varprop::evidence::{ConvolutionRequest, convolution};
/// use varprop::verdict::Cell;
/// let request = ConvolutionRequest { until: Some(1), ..ConvolutionRequest::new("199", "3") };
/// let sheets = convolution(&request)?;
/// assert_eq!(sheets[0].rows().len(), 99);
/// assert_eq!(sheets[0].rows()[98][2], Cell::text("1x1"));
/// # Ok::<(), varprop::evidence::EvidenceError>(())
/// ```
pub fn convolution(request: &ConvolutionRequest) -> Result<Vec<Sheet>, EvidenceError> {
    let (sizes, channels) = input(request)?;
    let stack = stack(request, channels, sizes.len())?;
    if let Some(until) = request.until {
        return Ok(vec![repeated(&stack, sizes, until)?]);
    }
    let mut sheets = vec![layers(&stack, &sizes, channels)?];
    if let [layer] = stack.as_slice() {
        sheets.extend(threes(layer)?);
    }
    Ok(sheets)
}

fn layers(stack: &[Convolution], sizes: &[u64], channels: u64) -> Result<Sheet, EvidenceError> {
    let mut sheet = Sheet::new("Convolutions", LAYERS.to_vec());
    let (mut sizes, mut channels) = (sizes.to_vec(), channels);
    let mut fields = vec![ReceptiveField::INPUT; sizes.len()];
    for (place, convolution) in stack.iter().enumerate() {
        let shape = convolution.over(&sizes)?;
        fields = widened(&fields, convolution)?;
        sheet.push(row(
            place + 1,
            &sizes,
            channels,
            convolution,
            &shape,
            &fields,
        ));
        (sizes, channels) = (shape.output, convolution.layer().outputs());
    }
    Ok(sheet)
}

fn row(
    number: usize,
    sizes: &[u64],
    channels: u64,
    convolution: &Convolution,
    shape: &ConvolvedShape,
    fields: &[ReceptiveField],
) -> Vec<Cell> {
    let (layer, axes) = (convolution.layer(), convolution.axes());
    let with = |sizes: &[u64], rest: &[u64]| Cell::text(by_axis(sizes.iter().chain(rest)));
    let group = [layer.inputs() / layer.groups(), layer.outputs()];
    let zeros = shape
        .zeros
        .iter()
        .map(|[before, after]| format!("{before}+{after}"));
    let fans = layer.fans();
    vec![
        Cell::Count(number as u64),
        with(sizes, &[channels]),
        with(layer.kernel().sizes(), &group),
        Cell::text(by_axis(axes.iter().map(|axis| &axis.stride))),
        Cell::text(zeros.collect::<Vec<_>>().join(", ")),
        Cell::text(by_axis(axes.iter().map(|axis| &axis.dilation))),
        with(&shape.output, &[layer.outputs()]),
        with(&shape.unused, &[]),
        Cell::Count(layer.weight_count()),
        Cell::Count(layer.bias_count()),
        Cell::Count(shape.multiply_accumulates),
        Cell::text(by_axis(fields.iter().map(|field| &field.size))),
        Cell::Count(fans.fan_in),
        Cell::Count(fans.fan_out),
    ]
}

fn repeated(stack: &[Convolution], sizes: Vec<u64>, until: u64) -> Result<Sheet, EvidenceError> {
    let [convolution] = stack else {
        return Err(refusal("--until repeats one layer; give one kernel"));
    };
    let title = format!("One convolution repeated until every axis is at most {until}");
    let mut sheet = Sheet::new(title, REPEATED.to_vec());
    let mut sizes = sizes;
    let mut fields = vec![ReceptiveField::INPUT; sizes.len()];
    let mut operation = 0;
    while sizes.iter().any(|size| *size > until) {
        let shape = convolution.over(&sizes).map_err(|reason| {
            let reached = by_axis(sizes.iter());
            refusal(format!(
                "{until} is never reached: after {operation} operations, at {reached}, {reason}"
            ))
        })?;
        operation += 1;
        let reached = by_axis(shape.output.iter());
        if shape.output == sizes {
            return Err(refusal(format!(
                "{until} is never reached: operation {operation} leaves {reached} as it was"
            )));
        }
        if operation > MOST_ROWS {
            return Err(refusal(format!(
                "{until} is not reached within {MOST_ROWS} operations: the next leaves {reached}"
            )));
        }
        fields = widened(&fields, convolution)?;
        let seen = by_axis(fields.iter().map(|field| &field.size));
        let [before, after] =
            [&sizes, &shape.output].map(|sizes| Cell::text(by_axis(sizes.iter())));
        sheet.push(vec![
            Cell::Count(operation),
            before,
            after,
            Cell::text(seen),
        ]);
        sizes = shape.output;
    }
    Ok(sheet)
}

/// What sees the same with kernels of size 3, for an odd cube at stride and dilation 1.
fn threes(convolution: &Convolution) -> Result<Option<Sheet>, EvidenceError> {
    let sizes = convolution.layer().kernel().sizes();
    let Some(size) = sizes
        .first()
        .filter(|size| sizes.iter().all(|other| other == *size))
    else {
        return Ok(None);
    };
    let is_plain = convolution
        .axes()
        .iter()
        .all(|axis| (axis.stride, axis.dilation) == (1, 1));
    let stack = StackOfThrees::replacing(*size, sizes.len())?.filter(|stack| stack.layers > 1);
    let Some(stack) = stack.filter(|_| is_plain) else {
        return Ok(None);
    };
    let layers = usize::try_from(stack.layers).unwrap_or(usize::MAX);
    let reachable = crate::linear::reachable_dimension(3, layers, sizes.len()).ok();
    let mut sheet = Sheet::new(
        "A row of kernels of size 3 that sees the same",
        STACKS.to_vec(),
    );
    sheet.push(vec![
        Cell::text(by_axis(sizes.iter())),
        Cell::Count(stack.weights_of_kernel),
        Cell::Count(stack.layers),
        Cell::Count(stack.weights_of_stack),
        reachable.map_or(Cell::Missing, |n| Cell::Count(n as u64)),
    ]);
    Ok(Some(sheet))
}

fn widened(
    fields: &[ReceptiveField],
    convolution: &Convolution,
) -> Result<Vec<ReceptiveField>, EvidenceError> {
    let pairs = fields.iter().zip(convolution.axes());
    Ok(pairs
        .map(|(field, axis)| field.after(*axis))
        .collect::<Result<_, _>>()?)
}

/// The sizes of the axes and the channels.
fn input(request: &ConvolutionRequest) -> Result<(Vec<u64>, u64), EvidenceError> {
    let numbers = numbers("input", &request.input)?;
    let axes = request
        .axes
        .unwrap_or(if numbers.len() == 4 { 3 } else { 2 });
    match (numbers.as_slice(), axes) {
        (_, axes) if !(1..=3).contains(&axes) => {
            Err(refusal(format!("--axes must be 1, 2 or 3, got {axes}")))
        }
        ([side], axes) => Ok((vec![*side; axes], 1)),
        (sizes, axes) if sizes.len() == axes => Ok((sizes.to_vec(), 1)),
        ([sizes @ .., channels], axes) if sizes.len() == axes => Ok((sizes.to_vec(), *channels)),
        _ => Err(refusal(format!(
            "an input of {axes} axes has 1, {axes} or {} numbers, got {}",
            axes + 1,
            request.input
        ))),
    }
}

/// The layers, each with its own or the shared numbers.
fn stack(
    request: &ConvolutionRequest,
    channels: u64,
    axes: usize,
) -> Result<Vec<Convolution>, EvidenceError> {
    let lists = [
        ("kernel", &request.kernel),
        ("stride", &request.stride),
        ("padding", &request.padding),
        ("dilation", &request.dilation),
        ("channels", &request.channels),
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
        let shape = Layer::convolution(inputs, outputs, &sizes("kernel", 0)?, request.groups)?;
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

fn by_axis<'a>(numbers: impl Iterator<Item = &'a u64>) -> String {
    numbers.map(u64::to_string).collect::<Vec<_>>().join("x")
}

fn refusal(reason: impl Into<String>) -> EvidenceError {
    EvidenceError::Request(reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sheet: &Sheet, column: usize) -> Vec<Cell> {
        sheet.rows().iter().map(|row| row[column].clone()).collect()
    }

    #[test]
    fn a_stack_gives_each_layer_its_own_numbers() {
        let request = ConvolutionRequest {
            stride: "2,1".into(),
            padding: "same".into(),
            channels: "16,32".into(),
            ..ConvolutionRequest::new("32x32x3", "7,3")
        };
        let sheets = convolution(&request).unwrap();
        assert_eq!(
            texts(&sheets[0], 6),
            ["16x16x16", "16x16x32"].map(Cell::text)
        );
        assert_eq!(texts(&sheets[0], 11), ["7x7", "11x11"].map(Cell::text));
        assert_eq!(
            texts(&sheets[0], 8),
            [7 * 7 * 3 * 16, 3 * 3 * 16 * 32].map(Cell::Count)
        );
        assert_eq!(sheets.len(), 1);
    }

    #[test]
    fn one_odd_kernel_is_compared_with_threes() {
        let sheets = convolution(&ConvolutionRequest::new("199", "7")).unwrap();
        let row = sheets[1].rows()[0].clone();
        assert_eq!(
            row,
            [
                Cell::text("7x7"),
                Cell::Count(49),
                Cell::Count(3),
                Cell::Count(27),
                Cell::Count(25)
            ]
        );
        assert_eq!(
            convolution(&ConvolutionRequest::new("9", "3"))
                .unwrap()
                .len(),
            1
        );
    }

    #[test]
    fn a_simulation_takes_no_padding_but_the_one_that_keeps_the_size() {
        let with = |padding: &str| {
            let padding = padding.to_owned();
            let request = ConvolutionRequest {
                padding,
                ..ConvolutionRequest::new("9", "5")
            };
            let options = SignalOptions {
                activation: "relu".into(),
                initializer: "he-normal".into(),
                border: Border::Zero,
                replicates: 1,
            };
            request.signal(options).map_err(|error| error.to_string())
        };
        assert!(["valid", "same", "2"].map(with).iter().all(Result::is_ok));
        assert!(
            with("1")
                .unwrap_err()
                .contains("a padding of 2 on each side, got 1")
        );
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let base = ConvolutionRequest::new("199", "3");
        let with = |change: fn(&mut ConvolutionRequest)| {
            let mut request = base.clone();
            change(&mut request);
            convolution(&request).unwrap_err().to_string()
        };
        assert!(with(|r| r.kernel = "0".into()).contains("kernel size must be at least 1"));
        assert!(with(|r| r.stride = "0".into()).contains("stride must be at least 1"));
        assert!(with(|r| r.kernel = "200".into()).contains("does not fit"));
        assert!(with(|r| (r.kernel, r.until) = ("3,3".into(), Some(1))).contains("one kernel"));
        assert!(with(|r| r.padding = "full".into()).contains("`same`"));
        assert!(with(|r| r.input = "1x2x3x4x5".into()).contains("2 axes"));
        assert!(with(|r| r.input = "9x".into()).contains("whole numbers"));
        assert!(
            with(|r| (r.stride, r.until) = ("2".into(), Some(1)))
                .contains("after 6 operations, at 2x2")
        );
        assert!(
            with(|r| (r.padding, r.until) = ("same".into(), Some(1)))
                .contains("operation 1 leaves 199x199 as it was")
        );
        assert!(
            with(|r| (r.input, r.until) = ("1000000000".into(), Some(1)))
                .contains("not reached within 10000 operations")
        );
    }
}
