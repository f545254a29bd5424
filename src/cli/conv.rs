//! `varprop conv`: shapes, counts and windows of convolutions.

use crate::cli::Exit;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::evidence;
use crate::evidence::ConvolutionRequest;
use clap::Args;

/// Prints the shape, weights, multiply-adds, receptive field and fans of convolutions.
#[derive(Args, Debug)]
#[command(
    after_help = "Commas separate layers, x separates axes; what is given once holds for all.\n\nExamples:\n  varprop conv 199 --kernel 3 --until 1\n  varprop conv 32x32x3 --kernel 3 --stride 2 --padding same --channels 16\n  varprop conv 224x224x3 --kernel 7,3,3 --stride 2,1,1 --channels 64\n  varprop conv 100x8 --axes 1 --kernel 5 --dilation 2 --channels 4"
)]
pub(in crate::cli) struct Arguments {
    /// Sizes of the axes, then channels: 32x32x3. One number is a square of one channel.
    input: String,

    /// Kernel sizes: 3, 3x5, or a list of layers 7,3,3.
    #[arg(long, value_name = "K")]
    kernel: String,

    /// Strides.
    #[arg(long, default_value = "1", value_name = "S")]
    stride: String,

    /// `valid`, `same` (as TensorFlow has it), or a number of zeros on each side.
    #[arg(long, default_value = "valid", value_name = "P")]
    padding: String,

    /// Distances of neighbouring taps.
    #[arg(long, default_value = "1", value_name = "D")]
    dilation: String,

    /// Output channels.
    #[arg(long, default_value = "1", value_name = "C")]
    channels: String,

    /// Into how many groups the channels fall.
    #[arg(long, default_value_t = 1, value_name = "G")]
    groups: u64,

    /// How many axes the input has. [default: 2, or 3 for four numbers]
    #[arg(long, value_name = "N")]
    axes: Option<usize>,

    /// Repeat the one layer until every axis is at most this long, a row each.
    #[arg(long, value_name = "N")]
    until: Option<u64>,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let sheets = evidence::convolution(&ConvolutionRequest {
        input: arguments.input.clone(),
        axes: arguments.axes,
        kernel: arguments.kernel.clone(),
        stride: arguments.stride.clone(),
        padding: arguments.padding.clone(),
        dilation: arguments.dilation.clone(),
        channels: arguments.channels.clone(),
        groups: arguments.groups,
        until: arguments.until,
    })?;
    output::print(&arguments.format.writer().sheets(&sheets))?;
    Ok(Exit::AsExpected)
}
