//! `varprop cppn`: the picture that an untrained network paints.

use crate::cli::Exit;
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::output;
use crate::cli::output::PrintFormat;
use crate::initializer;
use crate::learning::experiment::Cppn;
use crate::picture::Colour;
use crate::picture::png;
use crate::random::Stream;
use crate::theory::activation;
use crate::theory::activation::Activation;
use crate::verdict::Cell;
use crate::verdict::Column;
use crate::verdict::Sheet;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Paints a banner: a network of 5 inputs (x, y, r and two latent numbers), hidden layers and 3
/// outputs, as its initializer draws it, mixes three colours at each pixel.
#[derive(Args, Debug)]
#[command(
    after_help = "Activations: sin, cos, tanh, linear, step, relu, leaky-relu and all others.\n\nExamples:\n  varprop cppn --depth 3 --width 20 --activation tanh --seed 1 --out banner.png\n  varprop cppn --depth 4 --width 25 --activation sin --size 1200x300 --palette 000000,e69f00,ffffff --out banner.png"
)]
pub(in crate::cli) struct Arguments {
    /// Hidden layers.
    #[arg(long, default_value_t = 3, value_name = "N")]
    depth: usize,

    /// Units of each hidden layer.
    #[arg(long, default_value_t = 20, value_name = "N")]
    width: usize,

    /// The activation of hidden layers.
    #[arg(long, default_value = "tanh")]
    activation: String,

    /// The initializer of the weights.
    #[arg(long, default_value = "he-normal")]
    init: String,

    /// The initializer of the biases.
    #[arg(long, default_value = "normal(0.5)", value_name = "INIT")]
    bias: String,

    /// Pixels across and down.
    #[arg(long, default_value = "960x240", value_name = "WxH")]
    size: String,

    /// Three colours, each of six hexadecimal digits.
    #[arg(long, default_value = "0072b2,d55e00,f5f0e6", value_name = "RRGGBB,…")]
    palette: String,

    /// Write the PNG to this file.
    #[arg(long, value_name = "FILE.png")]
    out: PathBuf,

    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: PrintFormat,
}

pub(in crate::cli) fn run(arguments: &Arguments, global: Global) -> Result<Exit, CliError> {
    let (columns, rows) = size(&arguments.size)?;
    let cppn = arguments.cppn()?;
    let pixels = cppn.image(columns, rows, Stream::root(global.seed).named("cppn"))?;
    let colours: Vec<Colour> = pixels
        .iter()
        .map(|[r, g, b]| Colour::new(*r, *g, *b))
        .collect();
    files::write_atomically(&arguments.out, &png(columns, rows, &colours)?)?;
    let sheet = sheet(arguments, &cppn, &pixels);
    output::print(&arguments.format.writer().sheets(&[sheet]))?;
    Ok(Exit::AsExpected)
}

impl Arguments {
    fn cppn(&self) -> Result<Cppn, CliError> {
        let activation: Box<dyn Activation> = activation::parse(&self.activation)?;
        Ok(Cppn {
            depth: self.depth,
            width: self.width,
            activation: Arc::from(activation),
            initializer: Arc::from(initializer::parse(&self.init)?),
            bias_initializer: Arc::from(initializer::parse(&self.bias)?),
            palette: palette(&self.palette)?,
        })
    }
}

/// `960x240`.
fn size(text: &str) -> Result<(u32, u32), CliError> {
    let sides = text.split_once('x').map(|(w, h)| (w.parse(), h.parse()));
    match sides {
        Some((Ok(width), Ok(height))) if width > 0 && height > 0 => Ok((width, height)),
        _ => Err(CliError::Option {
            option: "--size",
            expected: "pixels across and down, such as 960x240",
            received: text.to_owned(),
        }),
    }
}

/// `0072b2,d55e00,f5f0e6`.
fn palette(text: &str) -> Result<[[u8; 3]; 3], CliError> {
    let colours: Option<Vec<[u8; 3]>> = text.split(',').map(|part| colour(part.trim())).collect();
    let colours = colours.and_then(|colours| colours.try_into().ok());
    colours.ok_or_else(|| CliError::Option {
        option: "--palette",
        expected: "three colours of six hexadecimal digits, such as 0072b2,d55e00,f5f0e6",
        received: text.to_owned(),
    })
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let is_hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn sheet(arguments: &Arguments, cppn: &Cppn, pixels: &[[u8; 3]]) -> Sheet {
    let columns = vec![
        Column::new("depth", "hidden layers"),
        Column::new("width", "units of each"),
        Column::new("activation", "of hidden layers"),
        Column::new("weights", "how many"),
        Column::new("biases", "how many"),
        Column::new("pixels", "how many"),
        Column::new("colours", "different ones among them"),
    ];
    let different: std::collections::BTreeSet<&[u8; 3]> = pixels.iter().collect();
    let file = files::portable(&arguments.out);
    let mut sheet = Sheet::new(format!("Painted {file}"), columns);
    sheet.push(vec![
        Cell::Count(cppn.depth as u64),
        Cell::Count(cppn.width as u64),
        Cell::text(&arguments.activation),
        Cell::Count(cppn.n_weights()),
        Cell::Count(cppn.n_biases()),
        Cell::Count(pixels.len() as u64),
        Cell::Count(different.len() as u64),
    ]);
    sheet
}
