//! What mistakes do: functions of a setting that the table names.
//!
//! Which mistake does what, the table says.

use crate::initializer::Family;
use crate::mistake::Setting;
use crate::theory::distribution::TWO_SIGMA_STD_DEV;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::LayerKind;

pub(in crate::mistake) fn is_uniform(setting: &Setting<'_>) -> bool {
    setting.family() == Some(Family::Uniform)
}

/// Inputs, outputs and kernel, as an order of axes reads them off a shape.
type Axes<'a> = (u64, u64, &'a [u64]);

/// The fans that the rule of an order of axes gives for a kernel.
pub(in crate::mistake) fn axes_of_kernel(
    setting: &Setting<'_>,
    read: fn(&[u64]) -> Option<Axes<'_>>,
) -> Option<Fans> {
    let is_kernel = is_plain_kernel(setting.layer);
    let (inputs, outputs, kernel) = read(setting.shape).filter(|_| is_kernel)?;
    let volume: u64 = kernel.iter().product();
    Some(Fans {
        fan_in: inputs.checked_mul(volume)?,
        fan_out: outputs.checked_mul(volume)?,
    })
}

fn is_plain_kernel(layer: &Layer) -> bool {
    let is_convolution = matches!(layer.kind(), LayerKind::Convolution { .. });
    is_convolution && layer.kernel().volume() > 1 && layer.groups() == 1
}

/// Actual over expected variance of N(0, σ²) between −σ² and σ², σ the deviation of the law that is
/// cut: σ⁴/3·(1 − 2σ²/15) up to σ = 1/2, off by less than a part of σ⁴/30 there.
pub(in crate::mistake) fn cut_at_variance(setting: &Setting<'_>) -> Option<f64> {
    let expected = setting.variance()?;
    let square = match setting.family()? {
        Family::Normal => expected,
        Family::Truncated => expected / (TWO_SIGMA_STD_DEV * TWO_SIGMA_STD_DEV),
        _ => return None,
    };
    let cut = square * square / 3.0 * (1.0 - 2.0 * square / 15.0);
    (square < 0.25).then_some(cut / expected)
}

pub(in crate::mistake) fn variance(setting: &Setting<'_>) -> Option<f64> {
    setting.variance()
}

pub(in crate::mistake) fn square_of_gain(setting: &Setting<'_>) -> Option<f64> {
    setting.square_of_gain()
}

/// The layer's fans multiplied.
pub(in crate::mistake) fn times(setting: &Setting<'_>, by_in: u64, by_out: u64) -> Option<Fans> {
    let Fans { fan_in, fan_out } = setting.layer.fans();
    Some(Fans {
        fan_in: fan_in.checked_mul(by_in)?,
        fan_out: fan_out.checked_mul(by_out)?,
    })
}

/// The layer's fans divided.
pub(in crate::mistake) fn divided(setting: &Setting<'_>, by_in: u64, by_out: u64) -> Option<Fans> {
    let Fans { fan_in, fan_out } = setting.layer.fans();
    Some(Fans {
        fan_in: fan_in / by_in.max(1),
        fan_out: fan_out / by_out.max(1),
    })
}

pub(in crate::mistake) fn swapped(setting: &Setting<'_>) -> Option<Fans> {
    let Fans { fan_in, fan_out } = setting.layer.fans();
    Some(Fans {
        fan_in: fan_out,
        fan_out: fan_in,
    })
}

pub(in crate::mistake) fn is_transposed(setting: &Setting<'_>) -> bool {
    matches!(
        setting.layer.kind(),
        LayerKind::TransposedConvolution { .. }
    )
}

/// The fans of a projection's weight shape, taken for [kernel…, inputs, outputs].
pub(in crate::mistake) fn read_as_kernel(setting: &Setting<'_>) -> Option<Fans> {
    if !matches!(setting.layer.kind(), LayerKind::Projection { .. }) {
        return None;
    }
    let [kernel @ .., inputs, outputs] = setting.shape else {
        return None;
    };
    let volume: u64 = kernel.iter().product();
    (volume > 1).then_some(Fans {
        fan_in: inputs * volume,
        fan_out: outputs * volume,
    })
}

/// A function of twice the depth, for a law of fixed scale in a model whose blocks were counted.
pub(in crate::mistake) fn residual(setting: &Setting<'_>, of: fn(f64) -> f64) -> Option<f64> {
    let is_fixed = setting.square_of_gain().is_none();
    let twice = 2.0 * setting.depth? as f64;
    is_fixed.then(|| of(twice))
}

/// A factor on a rule whose gain is 1.
pub(in crate::mistake) fn of_gain_1(setting: &Setting<'_>, factor: f64) -> Option<f64> {
    let square = setting.square_of_gain()?;
    crate::num::Tolerance::rounding(64, 1.0)
        .accepts(square, 1.0)
        .then_some(factor)
}
