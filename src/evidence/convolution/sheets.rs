//! Convolutions as sheets: a row a layer with its shape, counts and window; how often until small.

use crate::evidence::EvidenceError;
use crate::evidence::convolution::request::refusal;
use crate::theory::shape::Convolution;
use crate::theory::shape::ConvolvedShape;
use crate::theory::shape::ReceptiveField;
use crate::theory::shape::StackOfThrees;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;

/// The most rows of a repeated convolution.
const MOST_ROWS: u64 = 10_000;

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

pub(super) fn layers(
    stack: &[Convolution],
    sizes: &[u64],
    channels: u64,
) -> Result<Sheet, EvidenceError> {
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

pub(super) fn repeated(
    stack: &[Convolution],
    sizes: Vec<u64>,
    until: u64,
) -> Result<Sheet, EvidenceError> {
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
pub(super) fn threes(convolution: &Convolution) -> Result<Option<Sheet>, EvidenceError> {
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

fn by_axis<'a>(numbers: impl Iterator<Item = &'a u64>) -> String {
    numbers.map(u64::to_string).collect::<Vec<_>>().join("x")
}
