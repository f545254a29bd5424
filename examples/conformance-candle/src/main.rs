//! candle's initializers, checked as candle's own test suite could.
//!
//! candle's generator on the processor takes no seed, so that no draw is asked for twice.

use candle_core::{DType, Device, Tensor};
use candle_nn::init::{DEFAULT_KAIMING_NORMAL, DEFAULT_KAIMING_UNIFORM};
use candle_nn::init::{FanInOut, NonLinearity, NormalOrUniform};
use candle_nn::{ConvTranspose1dConfig, Init, VarBuilder, VarMap};
use std::error::Error;
use varprop::conformance::{Conformance, ConformanceError, Conformity, Layer, Layout, Storage};

/// Kaiming's normal law with the gain that candle has for SELU.
const SELU: Init = Init::Kaiming {
    dist: NormalOrUniform::Normal,
    fan: FanInOut::FanIn,
    non_linearity: NonLinearity::SELU,
};

fn main() -> Result<(), Box<dyn Error>> {
    let dense = Layer::dense(784, 256)?;
    let grouped = Layer::convolution(32, 64, &[3, 3], 4)?;
    let transposed = Layer::transposed_convolution(64, 16, &[3, 3], 1)?;
    for (law, layer, init) in [
        (
            "candle:DEFAULT_KAIMING_NORMAL",
            dense,
            DEFAULT_KAIMING_NORMAL,
        ),
        (
            "candle:DEFAULT_KAIMING_UNIFORM",
            dense,
            DEFAULT_KAIMING_UNIFORM,
        ),
        ("he-normal", grouped, DEFAULT_KAIMING_NORMAL),
        ("he-normal", transposed, DEFAULT_KAIMING_NORMAL),
        ("lecun-normal", dense, SELU),
    ] {
        println!("{}\n", check(law, &layer, &init, Storage::F32)?);
    }
    println!("{}\n", default_of_linear()?);
    println!("{}\n", default_of_conv_transpose1d()?);
    for storage in [Storage::F16, Storage::Bf16] {
        for (law, init) in [
            ("he-normal", DEFAULT_KAIMING_NORMAL),
            ("he-uniform", DEFAULT_KAIMING_UNIFORM),
        ] {
            println!("{storage:?}: {}\n", check(law, &dense, &init, storage)?);
        }
    }
    Ok(())
}

/// One initializer for one shape, in candle's layout, which is PyTorch's.
fn check(
    law: &str,
    layer: &Layer,
    init: &Init,
    storage: Storage,
) -> Result<Conformity, ConformanceError> {
    let shape = layer.weight_shape(Layout::PyTorch);
    let shape: Vec<usize> = shape.iter().map(|side| *side as usize).collect();
    let dtype = match storage {
        Storage::F64 => DType::F64,
        Storage::F32 => DType::F32,
        Storage::F16 => DType::F16,
        Storage::Bf16 => DType::BF16,
    };
    let promise = Conformance::to(law, layer)?.unseeded().stored_as(storage);
    promise.try_check(|_, weights: &mut [f32]| {
        copy(
            init.var(shape.as_slice(), dtype, &Device::Cpu)?.as_tensor(),
            weights,
        )
    })
}

/// What `candle_nn::linear` makes of a new layer.
fn default_of_linear() -> Result<Conformity, ConformanceError> {
    let promise = Conformance::to("candle:linear", &Layer::dense(300, 100)?)?.unseeded();
    promise.try_check(|_, weights: &mut [f32]| {
        let variables = VarMap::new();
        let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
        copy(candle_nn::linear(300, 100, builder)?.weight(), weights)
    })
}

/// What `candle_nn::conv_transpose1d` makes of a new layer, against U(±1/√fan_in), PyTorch's.
fn default_of_conv_transpose1d() -> Result<Conformity, ConformanceError> {
    let layer = Layer::transposed_convolution(64, 16, &[5], 1)?;
    let promise = Conformance::to("pytorch-linear", &layer)?.unseeded();
    promise.try_check(|_, weights: &mut [f32]| {
        let variables = VarMap::new();
        let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
        let config = ConvTranspose1dConfig::default();
        let layer = candle_nn::conv_transpose1d(64, 16, 5, config, builder)?;
        copy(layer.weight(), weights)
    })
}

fn copy(tensor: &Tensor, weights: &mut [f32]) -> candle_core::Result<()> {
    let values = tensor
        .to_dtype(DType::F32)?
        .flatten_all()?
        .to_vec1::<f32>()?;
    weights.copy_from_slice(&values);
    Ok(())
}
