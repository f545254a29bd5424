//! Tests of what a name and a shape alone tell.

use super::*;

fn fans(name: &str, shape: &[u64], usual: Layout) -> (u64, u64) {
    let fans = Reading::of(name, shape, usual).layer.unwrap().fans();
    (fans.fan_in, fans.fan_out)
}

#[test]
fn names_of_each_framework_tell_the_order_of_axes() {
    for (name, shape, expected) in [
        ("0.weight", &[96, 128][..], (128, 96)),
        ("dense/kernel", &[128, 96], (128, 96)),
        ("params.Conv_0.kernel", &[3, 3, 16, 32], (144, 288)),
        ("conv.weight", &[32, 16, 3, 3], (144, 288)),
        ("h.0.mlp.c_fc.weight", &[768, 3072], (768, 3072)),
        ("depthwise_conv2d/depthwise_kernel", &[3, 3, 96, 1], (9, 9)),
        ("deconv1.weight", &[64, 32, 4, 4], (1024, 512)),
    ] {
        assert_eq!(fans(name, shape, Layout::PyTorch), expected, "{name}");
    }
}

#[test]
fn a_name_that_tells_nothing_follows_the_usual_order() {
    assert_eq!(fans("glorot", &[150, 60], Layout::Keras), (150, 60));
    assert_eq!(fans("glorot", &[150, 60], Layout::PyTorch), (60, 150));
    let open = Reading::of("glorot", &[150, 60], Layout::Keras);
    assert_eq!(open.evidence, Evidence::Usual);
    assert_eq!(open.alternative.unwrap().fans().fan_in, 60);
    let square = Reading::of("glorot", &[60, 60], Layout::Keras);
    assert_eq!(square.alternative, None);
}

#[test]
fn a_convolution_from_one_channel_may_be_depthwise() {
    let reading = Reading::of("stem.weight", &[64, 1, 3, 3], Layout::PyTorch);
    assert_eq!(reading.layer.unwrap().fans().fan_out, 576);
    assert_eq!(reading.alternative.unwrap().fans().fan_out, 9);
    let named = Reading::of("dwconv.weight", &[64, 1, 3, 3], Layout::PyTorch);
    assert_eq!(named.layer.unwrap().fans().fan_out, 9);
}

#[test]
fn what_no_initializer_of_weights_draws_is_recognized() {
    for (name, role) in [
        ("bn1.running_mean", Role::Buffer),
        ("layer_norm.weight", Role::NormScale),
        ("LayerNorm_0/scale", Role::NormScale),
        ("batch_normalization/gamma", Role::NormScale),
        ("h.0.ln_1.bias", Role::NormOffset),
        ("fc.bias", Role::Bias),
        ("trained", Role::Unknown),
    ] {
        let reading = Reading::of(name, &[64], Layout::PyTorch);
        assert_eq!((reading.role, reading.layer), (role, None), "{name}");
    }
}

#[test]
fn an_embedding_is_no_layer_but_may_share_its_rows_with_one() {
    for name in ["wte.weight", "model.embed_tokens.weight", "embed/embedding"] {
        let reading = Reading::of(name, &[1000, 64], Layout::PyTorch);
        assert_eq!((reading.role, reading.layer), (Role::Embedding, None));
        assert_eq!(reading.alternative.unwrap().fans().fan_in, 64, "{name}");
    }
}

#[test]
fn a_normal_law_in_a_name_is_no_normalization() {
    let role = |name: &str, shape: &[u64]| Reading::of(name, shape, Layout::PyTorch).role;
    assert_eq!(role("kaiming_normal.weight", &[8, 8]), Role::Weight);
    assert_eq!(role("layer_normalization.weight", &[8]), Role::NormScale);
    // A layer called after a normalization may hold a matrix.
    assert_eq!(role("norm1.linear.weight", &[8, 8]), Role::Weight);
}

#[test]
fn packed_weights_say_how_many_parts_they_hold() {
    let packed = |name: &str, shape: &[u64]| {
        let reading = Reading::of(name, shape, Layout::PyTorch);
        (reading.layer.unwrap().outputs(), reading.parts)
    };
    assert_eq!(packed("attention.in_proj_weight", &[192, 64]), (64, 3));
    assert_eq!(packed("h.0.attn.c_attn.weight", &[768, 2304]), (768, 3));
    assert_eq!(packed("attn.qkv.weight", &[192, 64]), (64, 3));
    // Parts of unequal sizes are not told apart.
    assert_eq!(packed("attn.qkv_proj.weight", &[96, 64]), (96, 1));
    assert_eq!(packed("fc.weight", &[192, 64]), (192, 1));
}

#[test]
fn names_of_any_kind_are_read_without_panic() {
    let shapes: [&[u64]; 7] = [
        &[],
        &[0],
        &[0, 0],
        &[u64::MAX, u64::MAX],
        &[0, u64::MAX, 1],
        &[1, 0, 3, 3],
        &[2; 64],
    ];
    let leaves = [
        "weight",
        "kernel",
        "bias",
        "w",
        "weight_hh",
        "recurrent_kernel",
        "qkv.weight",
        "c_attn.weight",
        "depthwise.weight",
        "conv_transpose.kernel",
        "experts.gate_up_proj",
        "conv2.weight",
        "",
        "🦀.é",
        "query.kernel",
        "Wh",
        "pos_conv_embed.weight",
        "original1",
        ":0",
        "/.__",
    ];
    for shape in shapes {
        for leaf in leaves {
            for usual in Layout::ALL {
                let reading = Reading::of(leaf, shape, usual);
                let mut layers = reading.layer.iter().chain(&reading.alternative);
                assert!(
                    layers.all(|layer| layer.weight_count() > 0),
                    "{leaf} {shape:?}"
                );
            }
        }
    }
}
