//! Shapes and counts of convolutions, as formulas call them: whole numbers, exactly.

use crate::evidence::formula::EvaluationError;
use crate::evidence::formula::Value;
use crate::evidence::functions::Arguments;
use crate::evidence::functions::Entry;
use crate::linear::reachable_dimension;
use crate::num::Rational;
use crate::theory::shape::ConvolutionAxis;
use crate::theory::shape::Layer;
use crate::theory::shape::ReceptiveField;

/// The largest size that a formula may name.
const MOST: u64 = 1 << 30;

pub(in crate::evidence) const ALL: &[Entry] = &[
    Entry {
        name: "conv_output",
        signature: "conv_output(input, kernel, stride = 1, padding = 0, dilation = 1)",
        meaning: "outputs along one axis, ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1; p zeros on each side",
        call: output,
    },
    Entry {
        name: "receptive_field",
        signature: "receptive_field(kernels, strides)",
        meaning: "inputs that one output sees along an axis, after layers of these kernels and strides",
        call: field,
    },
    Entry {
        name: "conv_weights",
        signature: "conv_weights(kernel, inputs, outputs, axes = 2, groups = 1)",
        meaning: "weights of a convolution from inputs to outputs channels, k^axes·inputs·outputs/groups",
        call: weights,
    },
    Entry {
        name: "reachable_dimension",
        signature: "reachable_dimension(kernel, layers, axes = 2)",
        meaning: "the dimension of the set of kernels that so many correlations of one channel compose to",
        call: dimension,
    },
    Entry {
        name: "correlation",
        signature: "correlation(signal, kernel)",
        meaning: "the list y[i] = Σ k[u]·x[i + u − 1] over u, where the kernel lies inside",
        call: |arguments| slid(arguments, |taps| taps),
    },
    Entry {
        name: "convolution",
        signature: "convolution(signal, kernel)",
        meaning: "the correlation with the kernel turned around",
        call: |arguments| {
            slid(arguments, |mut taps| {
                taps.reverse();
                taps
            })
        },
    },
];

fn output(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let axis = ConvolutionAxis {
        kernel: arguments.count("kernel", MOST)?,
        stride: whole_or(arguments, "stride", 1)?,
        padding: whole_or(arguments, "padding", 0)?,
        dilation: whole_or(arguments, "dilation", 1)?,
    };
    let input = arguments.count("input", MOST)?;
    let size = axis.output_size(input);
    integer(
        size.map_err(|error| arguments.refuse("input", error.to_string()))?,
        arguments,
    )
}

fn field(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let kernels = arguments.counts("kernels", MOST)?;
    let strides = arguments.counts("strides", MOST)?;
    if kernels.len() != strides.len() {
        return Err(arguments.refuse("strides", "expected one stride a kernel"));
    }
    let layer = |(kernel, stride): (&u64, &u64)| ConvolutionAxis {
        kernel: *kernel,
        stride: *stride,
        padding: 0,
        dilation: 1,
    };
    let layers: Vec<ConvolutionAxis> = kernels.iter().zip(&strides).map(layer).collect();
    let field = ReceptiveField::of(&layers);
    let field = field.map_err(|error| arguments.refuse("kernels", error.to_string()))?;
    integer(field.size, arguments)
}

fn weights(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let kernel = arguments.count("kernel", MOST)?;
    let [inputs, outputs] = [
        arguments.count("inputs", MOST)?,
        arguments.count("outputs", MOST)?,
    ];
    let kernel = vec![kernel; axes(arguments)?];
    let layer = Layer::convolution(inputs, outputs, &kernel, whole_or(arguments, "groups", 1)?);
    let layer = layer.map_err(|error| arguments.refuse("kernel", error.to_string()))?;
    integer(layer.weight_count(), arguments)
}

fn dimension(arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let kernel = arguments.count("kernel", MOST)? as usize;
    let layers = arguments.count("layers", MOST)? as usize;
    let found = reachable_dimension(kernel, layers, axes(arguments)?);
    let found = found.map_err(|error| arguments.refuse("layers", error.to_string()))?;
    integer(found as u64, arguments)
}

/// The dot products of the kernel, as `turned` leaves it, with every window of a list.
fn slid(
    arguments: &Arguments<'_>,
    turned: fn(Vec<Rational>) -> Vec<Rational>,
) -> Result<Value, EvaluationError> {
    let signal = arguments.exact_list(0)?;
    let kernel = turned(arguments.exact_list(1)?);
    if kernel.is_empty() || kernel.len() > signal.len() {
        return Err(arguments.refuse(
            "2",
            "expected 1 entry at least, and no more than the signal has",
        ));
    }
    let dot = |window: &[Rational]| {
        let pairs = window.iter().zip(&kernel);
        pairs
            .map(|(x, k)| x.checked_mul(*k))
            .try_fold(Rational::integer(0), |sum, term| sum.checked_add(term?))
    };
    let outputs: Result<Vec<Rational>, _> = signal.windows(kernel.len()).map(dot).collect();
    let outputs = outputs.map_err(|error| arguments.refuse("1", error.to_string()))?;
    Ok(Value::List(outputs.into_iter().map(Value::Exact).collect()))
}

fn axes(arguments: &Arguments<'_>) -> Result<usize, EvaluationError> {
    match whole_or(arguments, "axes", 2)? {
        axes @ 1..=3 => Ok(axes as usize),
        _ => Err(arguments.refuse("axes", "expected 1, 2 or 3")),
    }
}

/// A named whole number that may be left out.
fn whole_or<'a>(
    arguments: &Arguments<'a>,
    name: &'a str,
    default: u32,
) -> Result<u64, EvaluationError> {
    let number = arguments.number_or(name, f64::from(default))?;
    let (value, most) = (number.low(), MOST as f64);
    if value != number.high() || value.fract() != 0.0 || !(0.0..=most).contains(&value) {
        return Err(arguments.refuse(name, format!("expected a whole number up to {MOST}")));
    }
    Ok(value as u64)
}

fn integer(n: u64, arguments: &Arguments<'_>) -> Result<Value, EvaluationError> {
    let exact = Rational::new(i128::from(n), 1);
    Ok(Value::Exact(exact.map_err(|error| {
        arguments.refuse("1", error.to_string())
    })?))
}
