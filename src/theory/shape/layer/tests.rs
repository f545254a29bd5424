//! Tests of fans: the right ones where shipped frameworks had others.

use super::*;

fn fans(layer: Layer) -> (u64, u64) {
    (layer.fans().fan_in, layer.fans().fan_out)
}

#[test]
fn grouped_convolution_feeds_only_its_own_group() {
    // pytorch #23854, timm #84: fan_out used all 256 output channels instead of 1.
    let layer = Layer::convolution(256, 256, &[3, 3], 256).unwrap();
    assert_eq!(fans(layer), (9, 9));
    let grouped = Layer::convolution(32, 64, &[3, 3], 4).unwrap();
    assert_eq!(fans(grouped), (72, 144));
}

#[test]
fn depthwise_kernel_of_512_channels_has_fan_in_9() {
    // keras #11773: fan_in was C·k² = 4608.
    assert_eq!(fans(Layer::depthwise(512, 1, &[3, 3]).unwrap()), (9, 9));
    assert_eq!(fans(Layer::depthwise(64, 2, &[3, 3]).unwrap()), (9, 18));
}

#[test]
fn transposed_convolution_sums_over_its_input_channels() {
    // tensorflow #31192, Lasagne #858: fan_in was read from the 256 output channels.
    let layer = Layer::transposed_convolution(64, 256, &[4, 4], 1).unwrap();
    assert_eq!(fans(layer), (64 * 16, 256 * 16));
}

#[test]
fn convolution_fans_are_products_and_not_sums_of_dimensions() {
    // Flux #442: fans were sum(dims) = 134 for both together instead of 1152.
    let layer = Layer::convolution(64, 64, &[3, 3], 1).unwrap();
    assert_eq!(fans(layer), (576, 576));
}

#[test]
fn fan_out_counts_the_receptive_field() {
    // keras PR #2252, chainer PR #1774: fan_out was the 128 output channels alone.
    let layer = Layer::convolution(64, 128, &[5, 5], 1).unwrap();
    assert_eq!(fans(layer), (64 * 25, 128 * 25));
}

#[test]
fn attention_query_of_rank_3_is_a_dense_map() {
    // keras PR #22789: [32, 8, 16] was read as a convolution kernel, fan_in 32·8 = 256.
    let kind = LayerKind::Projection { input_axes: 1 };
    let query = Layer::from_weight_shape(kind, Layout::Keras, &[32, 8, 16]).unwrap();
    assert_eq!(fans(query), (32, 128));
    let kind = LayerKind::Projection { input_axes: 2 };
    let output = Layer::from_weight_shape(kind, Layout::Keras, &[8, 16, 32]).unwrap();
    assert_eq!(fans(output), (128, 32));
}

/// Counts, by walking a strided one-dimensional transposed convolution far from its borders,
/// how many (input, tap) pairs reach outputs in one period.
fn counted_fan_in(inputs: u64, kernel: u64, stride: u64) -> Rational {
    let pairs = (0..stride)
        .map(|phase| (0..kernel).filter(|tap| tap % stride == phase).count() as i128)
        .sum::<i128>();
    Rational::new(pairs * i128::from(inputs), i128::from(stride)).unwrap()
}

#[test]
fn stride_thins_what_a_transposed_convolution_sums_over() {
    for (kernel, stride) in [(4, 2), (3, 2), (5, 3), (2, 4)] {
        let layer = Layer::transposed_convolution(6, 10, &[kernel], 1).unwrap();
        let mean = layer.mean_fans_at_stride(&[stride]).unwrap();
        assert_eq!(mean.fan_in, counted_fan_in(6, kernel, stride));
        assert_eq!(mean.fan_out, Rational::integer(10 * kernel as i64));
    }
}

#[test]
fn stride_thins_what_an_input_of_a_convolution_feeds() {
    let layer = Layer::convolution(6, 10, &[4, 4], 1).unwrap();
    let mean = layer.mean_fans_at_stride(&[2, 2]).unwrap();
    assert_eq!(mean.fan_in, Rational::integer(96));
    assert_eq!(mean.fan_out, Rational::integer(40));
    let refused = layer.mean_fans_at_stride(&[2]).unwrap_err();
    assert_eq!(refused.code(), "stride-count");
}

#[test]
fn impossible_layers_are_refused() {
    let code = |layer: Result<Layer, ShapeError>| layer.unwrap_err().code();
    assert_eq!(code(Layer::dense(0, 5)), "zero-dimension");
    assert_eq!(code(Layer::dense(u64::MAX, 2)), "too-large");
    assert_eq!(
        code(Layer::convolution(6, 9, &[3], 2)),
        "groups-do-not-divide"
    );
    assert_eq!(code(Layer::convolution(6, 9, &[3], 0)), "zero-dimension");
    assert_eq!(code(Layer::convolution(6, 9, &[3; 4], 1)), "wrong-rank");
    assert_eq!(code(Layer::depthwise(0, 1, &[3])), "zero-dimension");
}
