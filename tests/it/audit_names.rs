//! What the audit reads from the names and shapes of real models, against what their layers are.
//!
//! Names and shapes are those that the frameworks write: PyTorch 2.15, Keras 3.15, Flax 0.12 and
//! Haiku 0.0.17 were asked; models of Hugging Face, timm and torchvision, burn, candle and MLX are
//! from their sources.

use std::fmt::Write;
use varprop::audit::format::{FileKind, NumberFormat, TensorInfo, TensorSource};
use varprop::audit::{AuditError, Evidence, Inventory, Reading, Specification};
use varprop::empirical::stat::Storage;
use varprop::theory::shape::Layer;

/// Names and shapes without values.
struct Names {
    tensors: Vec<TensorInfo>,
    kind: FileKind,
    notes: Vec<(&'static str, &'static str)>,
}

impl TensorSource for Names {
    fn kind(&self) -> FileKind {
        self.kind
    }

    fn tensors(&self) -> &[TensorInfo] {
        &self.tensors
    }

    fn note(&self, key: &str) -> Option<&str> {
        let mut notes = self.notes.iter();
        notes.find_map(|(known, note)| (*known == key).then_some(*note))
    }

    fn read(&mut self, _: usize, _: &mut dyn FnMut(&[u8])) -> Result<(), AuditError> {
        Ok(())
    }
}

fn info(name: &str, shape: &[u64]) -> TensorInfo {
    TensorInfo {
        name: name.to_owned(),
        shape: shape.to_vec(),
        format: NumberFormat::Float(Storage::F32),
    }
}

/// A name, a shape, and what it is: see [`described`].
type Row<'a> = (&'a str, &'a [u64], &'a str);

fn names(rows: &[Row<'_>]) -> Names {
    Names {
        tensors: rows
            .iter()
            .map(|(name, shape, _)| info(name, shape))
            .collect(),
        kind: FileKind::Safetensors,
        notes: Vec::new(),
    }
}

/// `weight dense 768/256 x3`: the role, the kind of layer, fan_in/fan_out of one part, how many
/// parts. `of` tells a stack, `or` another layer, `bias of 768/256` the layer whose biases it holds,
/// `hidden` a recurrent cell.
fn described(reading: &Reading) -> String {
    let mut text = reading.role.name().to_owned();
    let fans = |layer: &Layer| format!("{}/{}", layer.fans().fan_in, layer.fans().fan_out);
    if let Some(layer) = &reading.layer {
        let _ = write!(text, " {} {}", layer.kind().name(), fans(layer));
    }
    if let Some(layer) = &reading.bias_of {
        let _ = write!(text, " of {}", fans(layer));
    }
    if reading.parts > 1 {
        let _ = write!(text, " x{}", reading.parts);
    }
    if reading.stack > 1 {
        let _ = write!(text, " of {}", reading.stack);
    }
    if let Some(layer) = &reading.alternative {
        let _ = write!(text, " or {} {}", layer.kind().name(), fans(layer));
    }
    if let Some(hidden) = reading.hidden {
        let _ = write!(text, " hidden {hidden}");
    }
    text
}

fn inventory(source: &Names) -> Inventory {
    Inventory::of(source, &Specification::default()).unwrap()
}

fn assert_read(source: &Names, rows: &[Row<'_>]) {
    let inventory = inventory(source);
    let mut wrong = String::new();
    for (index, (name, shape, expected)) in rows.iter().enumerate() {
        let found = described(inventory.reading(index));
        if found != *expected {
            let _ = writeln!(wrong, "{name} {shape:?}: {found}, not {expected}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn pytorch_layers_are_read() {
    let rows: &[Row<'_>] = &[
        ("fc.weight", &[96, 128], "weight dense 128/96"),
        ("fc.bias", &[96], "bias of 128/96"),
        ("conv.weight", &[32, 16, 3, 3], "weight convolution 144/288"),
        ("conv.bias", &[32], "bias of 144/288"),
        (
            "up.weight",
            &[256, 64, 2, 2],
            "weight transposed-convolution 1024/256",
        ),
        ("up.bias", &[64], "bias of 1024/256"),
        (
            "deconv.weight",
            &[64, 16, 4, 4],
            "weight transposed-convolution 512/256",
        ),
        ("deconv.bias", &[32], "bias of 512/256"),
        (
            "conv_temporal.weight",
            &[8, 4, 5],
            "weight convolution 20/40",
        ),
        ("bilinear.weight", &[5, 3, 4], "weight convolution 12/20"),
        ("prelu.weight", &[8], "unknown"),
        ("bn1.weight", &[64], "norm-scale"),
        ("bn1.bias", &[64], "norm-offset"),
        ("bn1.running_mean", &[64], "buffer"),
        ("bn1.running_var", &[64], "buffer"),
        ("bn1.num_batches_tracked", &[], "buffer"),
        ("norm.weight", &[64, 8, 8], "norm-scale"),
        ("norm.bias", &[64, 8, 8], "norm-offset"),
        ("seq.0.weight", &[64, 3, 3, 3], "weight convolution 27/576"),
        ("seq.1.weight", &[64], "norm-scale"),
        ("seq.1.bias", &[64], "norm-offset"),
        (
            "main.0.weight",
            &[100, 512, 4, 4],
            "weight transposed-convolution 1600/8192",
        ),
        ("main.1.weight", &[512], "norm-scale"),
        ("wn.weight_g", &[32, 1, 1], "buffer"),
        ("wn.weight_v", &[32, 16, 3], "weight convolution 48/96"),
        ("wn.bias", &[32], "bias of 48/96"),
        (
            "new.parametrizations.weight.original0",
            &[32, 1, 1],
            "buffer",
        ),
        (
            "new.parametrizations.weight.original1",
            &[32, 16, 3],
            "weight convolution 48/96",
        ),
        ("new.bias", &[32], "bias of 48/96"),
        ("sn.weight_orig", &[4, 3], "weight dense 3/4"),
        ("sn.weight_u", &[4], "buffer"),
        ("sn.weight_v", &[3], "buffer"),
        ("sn.bias", &[4], "bias of 3/4"),
        ("kaiming_normal.weight", &[8, 9], "weight dense 9/8"),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn recurrent_cells_show_their_gates_and_hidden_units() {
    let rows: &[Row<'_>] = &[
        (
            "lstm.weight_ih_l0",
            &[512, 64],
            "weight dense 64/128 x4 hidden 128",
        ),
        (
            "lstm.weight_hh_l0",
            &[512, 128],
            "weight dense 128/128 x4 hidden 128",
        ),
        ("lstm.bias_ih_l0", &[512], "bias of 128/128 x4 hidden 128"),
        ("lstm.bias_hh_l0", &[512], "bias of 128/128 x4 hidden 128"),
        (
            "lstm.weight_ih_l0_reverse",
            &[512, 64],
            "weight dense 64/128 x4 hidden 128",
        ),
        (
            "lstm.weight_hh_l0_reverse",
            &[512, 128],
            "weight dense 128/128 x4 hidden 128",
        ),
        (
            "gru.weight_ih_l0",
            &[384, 64],
            "weight dense 64/128 x3 hidden 128",
        ),
        (
            "gru.weight_hh_l0",
            &[384, 128],
            "weight dense 128/128 x3 hidden 128",
        ),
        (
            "rnn.weight_ih_l0",
            &[128, 64],
            "weight dense 64/128 hidden 128",
        ),
        (
            "rnn.weight_hh_l0",
            &[128, 128],
            "weight dense 128/128 hidden 128",
        ),
        (
            "cell.weight_ih",
            &[512, 64],
            "weight dense 64/128 x4 hidden 128",
        ),
        (
            "cell.weight_hh",
            &[512, 128],
            "weight dense 128/128 x4 hidden 128",
        ),
        (
            "proj.weight_ih_l0",
            &[512, 64],
            "weight dense 64/128 x4 hidden 128",
        ),
        (
            "proj.weight_hh_l0",
            &[512, 32],
            "weight dense 32/128 x4 hidden 128",
        ),
        (
            "proj.weight_hr_l0",
            &[32, 128],
            "weight dense 128/32 hidden 128",
        ),
        (
            "lstm_1/lstm_cell/kernel",
            &[7, 48],
            "weight dense 7/12 x4 or dense 7/48 hidden 12",
        ),
        (
            "lstm_1/lstm_cell/recurrent_kernel",
            &[12, 48],
            "weight dense 12/12 x4 or dense 12/48 hidden 12",
        ),
        ("lstm_1/lstm_cell/bias", &[48], "bias of 12/12 x4 hidden 12"),
        (
            "gru_1/gru_cell/kernel",
            &[7, 36],
            "weight dense 7/12 x3 or dense 7/36 hidden 12",
        ),
        (
            "gru_1/gru_cell/recurrent_kernel",
            &[12, 36],
            "weight dense 12/12 x3 or dense 12/36 hidden 12",
        ),
        (
            "gru_1/gru_cell/bias",
            &[2, 36],
            "bias of 12/12 x3 hidden 12",
        ),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn transformers_of_hugging_face_are_read() {
    let rows: &[Row<'_>] = &[
        (
            "bert.embeddings.word_embeddings.weight",
            &[900, 64],
            "embedding or dense 64/900",
        ),
        ("bert.embeddings.position_ids", &[1, 512], "buffer"),
        ("bert.embeddings.LayerNorm.weight", &[64], "norm-scale"),
        ("bert.embeddings.LayerNorm.bias", &[64], "norm-offset"),
        (
            "bert.encoder.layer.0.attention.self.query.weight",
            &[64, 64],
            "weight dense 64/64",
        ),
        (
            "bert.encoder.layer.0.intermediate.dense.weight",
            &[256, 64],
            "weight dense 64/256",
        ),
        (
            "bert.encoder.layer.0.intermediate.dense.bias",
            &[256],
            "bias of 64/256",
        ),
        (
            "electra.embeddings_project.weight",
            &[256, 128],
            "weight dense 128/256",
        ),
        (
            "model.embed_tokens.weight",
            &[900, 64],
            "embedding or dense 64/900",
        ),
        (
            "model.layers.0.self_attn.q_proj.weight",
            &[64, 64],
            "weight dense 64/64",
        ),
        (
            "model.layers.0.self_attn.qkv_proj.weight",
            &[96, 64],
            "weight dense 64/96",
        ),
        (
            "model.layers.0.mlp.gate_up_proj.weight",
            &[344, 64],
            "weight dense 64/172 x2",
        ),
        ("model.layers.0.input_layernorm.weight", &[64], "norm-scale"),
        (
            "model.layers.0.self_attn.rotary_emb.inv_freq",
            &[16],
            "buffer",
        ),
        ("lm_head.weight", &[900, 64], "weight dense 64/900"),
        ("shared.weight", &[900, 64], "embedding or dense 64/900"),
        (
            "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight",
            &[32, 8],
            "embedding or dense 8/32",
        ),
        (
            "encoder.block.0.layer.0.layer_norm.weight",
            &[64],
            "norm-scale",
        ),
        (
            "vit.embeddings.patch_embeddings.projection.weight",
            &[64, 3, 16, 16],
            "weight convolution 768/16384",
        ),
        (
            "vit.embeddings.patch_embeddings.projection.bias",
            &[64],
            "bias of 768/16384",
        ),
        ("vit.embeddings.cls_token", &[1, 1, 64], "unknown"),
        (
            "vit.embeddings.position_embeddings",
            &[1, 197, 64],
            "embedding",
        ),
        (
            "h.0.self_attention.query_key_value.weight",
            &[4672, 4544],
            "weight dense 4544/4672",
        ),
        (
            "gpt_neox.layers.0.attention.query_key_value.weight",
            &[192, 64],
            "weight dense 64/64 x3",
        ),
        (
            "wav2vec2.encoder.pos_conv_embed.conv.weight_v",
            &[768, 48, 128],
            "weight convolution 6144/6144 or convolution 6144/98304",
        ),
        (
            "experts.gate_up_proj",
            &[16, 64, 512],
            "weight dense 64/256 x2 of 16",
        ),
        (
            "experts.down_proj",
            &[16, 256, 64],
            "weight dense 256/64 of 16",
        ),
        ("backbone.layers.0.mixer.A_log", &[128, 16], "unknown"),
        (
            "backbone.layers.0.mixer.conv1d.weight",
            &[128, 1, 4],
            "weight depthwise 4/4",
        ),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn gpt2_is_read_whether_its_layers_store_inputs_first_or_last() {
    let rows: &[Row<'_>] = &[
        (
            "h.0.attn.c_attn.weight",
            &[768, 2304],
            "weight dense 768/768 x3",
        ),
        ("h.0.attn.c_attn.bias", &[2304], "bias of 768/768 x3"),
        (
            "h.0.attn.c_proj.weight",
            &[768, 768],
            "weight dense 768/768",
        ),
        ("h.0.attn.bias", &[1, 1, 1024, 1024], "buffer"),
        ("h.0.mlp.c_fc.weight", &[768, 3072], "weight dense 768/3072"),
        (
            "h.0.mlp.c_proj.weight",
            &[3072, 768],
            "weight dense 3072/768",
        ),
        ("h.0.ln_1.bias", &[768], "norm-offset"),
        ("wte.weight", &[50257, 768], "embedding or dense 768/50257"),
        ("wpe.weight", &[1024, 768], "embedding or dense 768/1024"),
        // nanoGPT without biases, and CLIP with them.
        (
            "transformer.h.0.attn.c_attn.weight",
            &[2304, 768],
            "weight dense 768/768 x3",
        ),
        (
            "transformer.h.0.mlp.c_fc.weight",
            &[3072, 768],
            "weight dense 768/3072",
        ),
        (
            "transformer.h.0.mlp.c_proj.weight",
            &[768, 3072],
            "weight dense 3072/768",
        ),
        (
            "transformer.resblocks.0.mlp.c_fc.weight",
            &[1024, 512],
            "weight dense 512/1024",
        ),
        (
            "transformer.resblocks.0.mlp.c_fc.bias",
            &[1024],
            "bias of 512/1024",
        ),
        (
            "transformer.resblocks.0.attn.in_proj_weight",
            &[1536, 512],
            "weight dense 512/512 x3",
        ),
        (
            "transformer.resblocks.0.attn.in_proj_bias",
            &[1536],
            "bias of 512/512 x3",
        ),
        ("text_projection", &[512, 256], "weight dense 512/256"),
        ("logit_scale", &[], "unknown"),
        ("class_embedding", &[768], "embedding"),
        // TensorFlow's, whose biases have two axes.
        (
            "tf/h_._0/attn/c_attn/weight:0",
            &[768, 2304],
            "weight dense 768/768 x3",
        ),
        (
            "tf/h_._0/attn/c_attn/bias:0",
            &[1, 2304],
            "bias of 768/768 x3",
        ),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn vision_and_diffusion_models_are_read() {
    let rows: &[Row<'_>] = &[
        (
            "conv_stem.weight",
            &[32, 3, 3, 3],
            "weight convolution 27/288",
        ),
        (
            "blocks.0.0.conv_dw.weight",
            &[32, 1, 3, 3],
            "weight depthwise 9/9",
        ),
        (
            "blocks.0.0.conv_pw.weight",
            &[16, 32, 1, 1],
            "weight convolution 32/16",
        ),
        (
            "features.1.conv.0.0.weight",
            &[32, 1, 3, 3],
            "weight depthwise 9/9 or convolution 9/288",
        ),
        (
            "depthwise_separable.pointwise.weight",
            &[64, 32, 1, 1],
            "weight convolution 32/64",
        ),
        (
            "layer1.0.conv1.weight",
            &[128, 64, 1, 1],
            "weight convolution 64/128",
        ),
        (
            "layer1.0.conv2.weight",
            &[128, 4, 3, 3],
            "weight convolution 36/36 or convolution 36/1152",
        ),
        ("layer1.0.downsample.1.weight", &[256], "norm-scale"),
        (
            "head.cls_subnet.0.weight",
            &[256, 256, 3, 3],
            "weight convolution 2304/2304",
        ),
        ("rgbnet.0.weight", &[128, 39], "weight dense 39/128"),
        (
            "patch_embed.proj.weight",
            &[768, 3, 16, 16],
            "weight convolution 768/196608",
        ),
        (
            "blocks.0.attn.qkv.weight",
            &[2304, 768],
            "weight dense 768/768 x3",
        ),
        ("blocks.0.ls1.gamma", &[768], "unknown"),
        ("stages.0.blocks.0.gamma", &[96], "unknown"),
        ("layers.0.blocks.1.attn_mask", &[64, 49, 49], "buffer"),
        (
            "layers.0.blocks.0.attn.relative_position_bias_table",
            &[169, 3],
            "embedding or dense 3/169",
        ),
        (
            "layers.0.blocks.0.attn.relative_position_index",
            &[49, 49],
            "buffer",
        ),
        (
            "time_embedding.linear_1.weight",
            &[1280, 320],
            "weight dense 320/1280",
        ),
        (
            "context_embedder.weight",
            &[1536, 4096],
            "weight dense 4096/1536",
        ),
        (
            "transformer_blocks.0.norm1.linear.weight",
            &[9216, 1536],
            "weight dense 1536/9216",
        ),
        (
            "norm_out.linear.weight",
            &[3072, 1536],
            "weight dense 1536/3072",
        ),
        (
            "conditioner.embedders.0.transformer.text_model.encoder.layers.0.mlp.fc1.weight",
            &[3072, 768],
            "weight dense 768/3072",
        ),
        ("alphas_cumprod", &[1000], "buffer"),
        ("class_embed.weight", &[92, 256], "weight dense 256/92"),
        ("class_embed.bias", &[92], "bias of 256/92"),
        (
            "query_embed.weight",
            &[100, 256],
            "embedding or dense 256/100",
        ),
        (
            "bbox_embed.layers.0.weight",
            &[256, 256],
            "weight dense 256/256",
        ),
        ("encoder.enc_proj.weight", &[64, 32], "weight dense 32/64"),
        (
            "mask_decoder.output_upscaling.0.weight",
            &[256, 64, 2, 2],
            "weight transposed-convolution 1024/256",
        ),
        (
            "mask_decoder.output_upscaling.0.bias",
            &[64],
            "bias of 1024/256",
        ),
        (
            "unet.up_conv.0.weight",
            &[64, 128, 3, 3],
            "weight convolution 1152/576",
        ),
        ("unet.up_conv.0.bias", &[64], "bias of 1152/576"),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn keras_is_read() {
    let rows: &[Row<'_>] = &[
        ("dense/kernel", &[7, 10], "weight dense 7/10"),
        ("dense/bias", &[10], "bias of 7/10"),
        ("dense_1/kernel:0", &[7, 10], "weight dense 7/10"),
        (
            "conv2d/kernel",
            &[3, 3, 16, 32],
            "weight convolution 144/288",
        ),
        (
            "conv2d_transpose/kernel",
            &[4, 4, 24, 16],
            "weight transposed-convolution 256/384",
        ),
        ("conv2d_transpose/bias", &[24], "bias of 256/384"),
        (
            "depthwise_conv2d/kernel",
            &[3, 3, 16, 2],
            "weight depthwise 9/18",
        ),
        ("depthwise_conv2d/bias", &[32], "bias of 9/18"),
        (
            "separable_conv2d/depthwise_kernel",
            &[3, 3, 16, 1],
            "weight depthwise 9/9",
        ),
        (
            "separable_conv2d/pointwise_kernel",
            &[1, 1, 16, 32],
            "weight convolution 16/32",
        ),
        ("separable_conv2d/bias", &[32], "bias of 16/32"),
        (
            "embedding/embeddings",
            &[100, 16],
            "embedding or dense 16/100",
        ),
        ("batch_normalization/gamma:0", &[16], "norm-scale"),
        ("batch_normalization/beta:0", &[16], "norm-offset"),
        ("batch_normalization/moving_variance", &[16], "buffer"),
        ("normalization/mean", &[16], "buffer"),
        (
            "multi_head_attention/query/kernel",
            &[64, 8, 16],
            "weight projection 64/128",
        ),
        (
            "multi_head_attention/query/bias",
            &[8, 16],
            "bias of 64/128",
        ),
        (
            "multi_head_attention/attention_output/kernel",
            &[8, 16, 64],
            "weight projection 128/64",
        ),
        ("conv1d__kernel", &[3, 16, 32], "weight convolution 48/96"),
        ("seed_generator/seed_generator_state", &[2], "buffer"),
    ];
    let mut source = names(rows);
    source.kind = FileKind::Npz;
    assert_read(&source, rows);
}

#[test]
fn flax_is_read() {
    let rows: &[Row<'_>] = &[
        ("params.Dense_0.kernel", &[32, 10], "weight dense 32/10"),
        ("params.Dense_0.bias", &[10], "bias of 32/10"),
        (
            "params.Conv_0.kernel",
            &[3, 3, 3, 32],
            "weight convolution 27/288",
        ),
        (
            "params.ConvTranspose_0.kernel",
            &[4, 4, 64, 32],
            "weight transposed-convolution 1024/512",
        ),
        ("params.ConvTranspose_0.bias", &[32], "bias of 1024/512"),
        (
            "params.Conv_1.kernel",
            &[3, 3, 1, 32],
            "weight depthwise 9/9 or convolution 9/288",
        ),
        ("params.BatchNorm_0.scale", &[32], "norm-scale"),
        ("params.BatchNorm_0.bias", &[32], "norm-offset"),
        ("batch_stats.BatchNorm_0.mean", &[32], "buffer"),
        ("batch_stats.BatchNorm_0.var", &[32], "buffer"),
        (
            "params.Embed_0.embedding",
            &[1000, 64],
            "embedding or dense 64/1000",
        ),
        (
            "params.MultiHeadDotProductAttention_0.query.kernel",
            &[512, 8, 64],
            "weight projection 512/512",
        ),
        (
            "params.MultiHeadDotProductAttention_0.out.kernel",
            &[8, 64, 512],
            "weight projection 512/512",
        ),
        (
            "params.DenseGeneral_0.kernel",
            &[40, 4, 8],
            "weight projection 40/32",
        ),
        ("params.DenseGeneral_0.bias", &[4, 8], "bias of 40/32"),
        (
            "params.LSTMCell_0.hi.kernel",
            &[48, 48],
            "weight dense 48/48",
        ),
        ("decoder.attn.kernel.value", &[20, 30], "weight dense 20/30"),
    ];
    assert_read(&names(rows), rows);
}

#[test]
fn haiku_burn_and_mlx_are_read() {
    let haiku: &[Row<'_>] = &[
        ("mlp/~/linear_0/w", &[784, 300], "weight dense 784/300"),
        ("mlp/~/linear_0/b", &[300], "bias of 784/300"),
        ("conv2_d/w", &[3, 3, 3, 16], "weight convolution 27/144"),
        (
            "conv2_d_transpose/w",
            &[4, 4, 24, 16],
            "weight transposed-convolution 256/384",
        ),
        ("conv2_d_transpose/b", &[24], "bias of 256/384"),
        (
            "depthwise_conv2_d/w",
            &[3, 3, 1, 48],
            "weight depthwise 9/9",
        ),
        ("batch_norm/scale", &[1, 1, 1, 16], "norm-scale"),
        ("batch_norm/offset", &[1, 1, 1, 16], "norm-offset"),
        ("batch_norm/~/mean_ema/hidden", &[1, 1, 1, 16], "buffer"),
        (
            "gru/w_i",
            &[32, 36],
            "weight dense 32/12 x3 or dense 32/36 hidden 12",
        ),
        (
            "gru/w_h",
            &[12, 36],
            "weight dense 12/12 x3 or dense 12/36 hidden 12",
        ),
        ("gru/b", &[36], "bias of 12/12 x3 hidden 12"),
    ];
    let mut source = names(haiku);
    source.kind = FileKind::Npz;
    assert_read(&source, haiku);
    let burn: &[Row<'_>] = &[
        ("linear1.weight", &[784, 10], "weight dense 784/10"),
        ("linear1.bias", &[10], "bias of 784/10"),
        ("linear2.weight", &[10, 7], "weight dense 10/7"),
        (
            "conv1.weight",
            &[8, 1, 3, 3],
            "weight convolution 9/72 or depthwise 9/9",
        ),
        ("conv2.weight", &[16, 8, 3, 3], "weight convolution 72/144"),
        ("norm1.gamma", &[8], "norm-scale"),
        ("norm1.beta", &[8], "norm-offset"),
        ("embedding.weight", &[50, 8], "embedding or dense 8/50"),
        (
            "lstm.input_gate.input_transform.weight",
            &[20, 30],
            "weight dense 20/30",
        ),
    ];
    // Signed or not, the biases tell.
    assert_read(&names(burn), burn);
    let mut source = names(burn);
    source.notes = vec![("format", "safetensors"), ("producer", "burn")];
    assert_read(&source, burn);
    let mlx: &[Row<'_>] = &[
        ("layers.0.weight", &[10, 784], "weight dense 784/10"),
        ("conv1.weight", &[16, 3, 3, 8], "weight convolution 72/144"),
        (
            "up.conv_transpose.weight",
            &[16, 4, 4, 64],
            "weight transposed-convolution 1024/256",
        ),
        ("lstm.Wx", &[512, 64], "weight dense 64/128 x4 hidden 128"),
        ("lstm.Wh", &[512, 128], "weight dense 128/128 x4 hidden 128"),
    ];
    let mut source = names(mlx);
    source.notes = vec![("format", "mlx")];
    assert_read(&source, mlx);
}

#[test]
fn what_decided_the_order_of_axes_is_told() {
    let evidence = |rows: &[Row<'_>]| {
        let inventory = inventory(&names(rows));
        let rows = 0..rows.len();
        rows.map(|row| inventory.reading(row).evidence)
            .collect::<Vec<_>>()
    };
    let rows: &[Row<'_>] = &[
        ("a.weight", &[784, 10], ""),
        ("a.bias", &[10], ""),
        ("b.weight", &[5, 6], ""),
        ("c_fc.weight", &[3072, 768], ""),
        ("plain", &[5, 6], "unknown dense 6/5 or dense 5/6"),
    ];
    let [a, _, b, c_fc, plain] = evidence(rows)[..] else {
        unreachable!();
    };
    assert_eq!((a, b), (Evidence::Sibling, Evidence::File));
    assert_eq!((c_fc, plain), (Evidence::Shape, Evidence::Usual));
    // Nothing told the order of `plain`: both are kept.
    assert_read(&names(&rows[4..]), &rows[4..]);
    let kernels: &[Row<'_>] = &[
        ("conv", &[3, 3, 16, 32], "unknown convolution 144/288"),
        ("plain", &[5, 6], "unknown dense 5/6"),
        ("b.weight", &[5, 6], "weight dense 6/5"),
    ];
    assert_read(&names(kernels), kernels);
    let expected = [Evidence::File, Evidence::File, Evidence::Name];
    assert_eq!(evidence(kernels), expected);
    let mut signed = names(kernels);
    signed.notes = vec![("format", "pt")];
    let signed = inventory(&signed);
    assert_eq!(signed.reading(2).evidence, Evidence::Note);
}

#[test]
fn blocks_are_counted_for_every_tensor_of_them() {
    let rows: Vec<String> = (0..12)
        .flat_map(|i| {
            [
                format!("h.{i}.attn.c_proj.weight"),
                format!("h.{i}.attn.c_proj.bias"),
            ]
        })
        .collect();
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|name| (name.as_str(), &[8_u64, 8][..], ""))
        .collect();
    let source = names(&rows);
    let inventory = inventory(&source);
    assert!((0..rows.len()).all(|i| inventory.reading(i).depth == Some(12)));
}

#[test]
fn a_hundred_thousand_names_are_read_together() {
    let tensors = (0..50_000_u64).flat_map(|i| {
        [
            info(&format!("model.layers.{i}.mlp.fc.weight"), &[i + 1, 7]),
            info(&format!("model.layers.{i}.mlp.fc.bias"), &[i + 1]),
        ]
    });
    let source = Names {
        tensors: tensors.collect(),
        ..names(&[])
    };
    let inventory = inventory(&source);
    assert_eq!(described(inventory.reading(99_998)), "weight dense 7/50000");
    assert_eq!(described(inventory.reading(99_999)), "bias of 7/50000");
}
