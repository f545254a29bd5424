//! Slides a named kernel over an image, prints the dot product of one output entry tap by tap, and
//! writes the result as a PGM image.
//!
//! `cargo run --example sliding_kernel -- sobel-x --stride 2 --at 1,3 --input in.pgm --output out.pgm`
//!
//! Without `--input` a built-in square on a gradient serves; `--convolve` turns the kernel around.
//! The result is shown as it is, rounded and cut to 0..255, with 128 added for kernels that sum
//! to 0.

use std::fmt::Write;
use std::fs;
use std::process::ExitCode;
use varprop::linear::{Border, Kernels, Signal, Slide, Work, correlate};

const USAGE: &str = "\
Slides a kernel over an image and prints the dot product of one output entry.

Usage: sliding_kernel [KERNEL] [OPTIONS]

  KERNEL            identity, box-blur, gaussian-blur, sobel-x, sobel-y, laplacian or sharpen
  --stride N        places that the window moves [default: 1]
  --padding N       zeros on each side [default: 0]
  --at ROW,COLUMN   the output entry to show [default: 1,1]
  --convolve        turns the kernel around
  --input FILE      a grey image, P2 or P5 [default: a square on a gradient]
  --output FILE     writes the result as P5";

/// (name, sum of the weights that divides them, rows).
const KERNELS: [(&str, f64, [f64; 9]); 7] = [
    (
        "identity",
        1.0,
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
    ),
    ("box-blur", 9.0, [1.0; 9]),
    (
        "gaussian-blur",
        16.0,
        [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0],
    ),
    (
        "sobel-x",
        1.0,
        [-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0],
    ),
    (
        "sobel-y",
        1.0,
        [-1.0, -2.0, -1.0, 0.0, 0.0, 0.0, 1.0, 2.0, 1.0],
    ),
    (
        "laplacian",
        1.0,
        [0.0, 1.0, 0.0, 1.0, -4.0, 1.0, 0.0, 1.0, 0.0],
    ),
    (
        "sharpen",
        1.0,
        [0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0],
    ),
];

/// What the command line asks for.
struct Request {
    kernel: String,
    stride: usize,
    padding: usize,
    at: [usize; 2],
    is_convolution: bool,
    input: Option<String>,
    output: Option<String>,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return Ok(());
    }
    let request = read(std::env::args().skip(1))?;
    let image = match &request.input {
        Some(path) => parse_pgm(&fs::read(path)?)?,
        None => built_in()?,
    };
    let kernel = named(&request.kernel)?;
    let kernel = if request.is_convolution {
        kernel.flipped()
    } else {
        kernel
    };
    let pads = [[request.padding; 2]; 2];
    let slide = Slide::new(image.sizes(), kernel.sizes())?
        .with_padding(&pads, Border::Zero)?
        .with_stride(&[request.stride; 2])?;
    let result = correlate(&image, &kernel, &slide, Work::OneThread)?;
    let found = result
        .at(0, &request.at)
        .ok_or("--at lies outside the result")?;
    println!(
        "{:?} -> {:?} by {}",
        image.sizes(),
        result.sizes(),
        request.kernel
    );
    print!("{}", dot_product(&image, &kernel, &request)?);
    println!("= {found}");
    if let Some(path) = &request.output {
        fs::write(
            path,
            to_pgm(&result, kernel.values().iter().sum::<f64>() == 0.0),
        )?;
        println!("wrote {path}");
    }
    Ok(())
}

fn read(mut words: impl Iterator<Item = String>) -> Result<Request, String> {
    let mut request = Request {
        kernel: "sobel-x".to_owned(),
        stride: 1,
        padding: 0,
        at: [1, 1],
        is_convolution: false,
        input: None,
        output: None,
    };
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--stride" => request.stride = number(&value()?)?,
            "--padding" => request.padding = number(&value()?)?,
            "--at" => {
                let text = value()?;
                let (row, column) = text.split_once(',').ok_or("--at needs ROW,COLUMN")?;
                request.at = [number(row)?, number(column)?];
            }
            "--convolve" => request.is_convolution = true,
            "--input" => request.input = Some(value()?),
            "--output" => request.output = Some(value()?),
            option if option.starts_with('-') => {
                return Err(format!("no option is called {option:?}; --help lists them"));
            }
            name => request.kernel = name.to_owned(),
        }
    }
    Ok(request)
}

fn number(text: &str) -> Result<usize, String> {
    text.trim()
        .parse()
        .map_err(|_| format!("expected a whole number, got {text:?}"))
}

fn named(name: &str) -> Result<Kernels, Box<dyn std::error::Error>> {
    let names: Vec<&str> = KERNELS.iter().map(|(name, ..)| *name).collect();
    let found = KERNELS.iter().find(|(known, ..)| *known == name);
    let (_, sum, weights) = found.ok_or(format!(
        "no kernel is called {name:?}; known are {}",
        names.join(", ")
    ))?;
    let weights = weights.iter().map(|weight| weight / sum).collect();
    Ok(Kernels::new(1, 1, &[3, 3], weights)?)
}

/// Every tap of the window of one output entry: weight × pixel, a row of the kernel a line.
fn dot_product(
    image: &Signal,
    kernel: &Kernels,
    request: &Request,
) -> Result<String, Box<dyn std::error::Error>> {
    let [row, column] = request.at.map(|at| at * request.stride);
    let mut text = format!("entry {:?}:\n", request.at);
    for (tap, weight) in kernel.values().iter().enumerate() {
        let place = [row + tap / 3, column + tap % 3].map(|at| at.checked_sub(request.padding));
        let pixel = match place {
            [Some(row), Some(column)] => image.at(0, &[row, column]).unwrap_or(0.0),
            _ => 0.0,
        };
        let end = if tap % 3 == 2 { "\n" } else { "" };
        write!(text, "  {weight:+.4} x {pixel:3}{end}")?;
    }
    Ok(text)
}

/// A bright square on a horizontal gradient, 16 × 16.
fn built_in() -> Result<Signal, Box<dyn std::error::Error>> {
    let pixel = |index: u32| {
        let (row, column) = (index / 16, index % 16);
        let inside = (5..11).contains(&row) && (5..11).contains(&column);
        f64::from(if inside { 220 } else { 4 * column })
    };
    Ok(Signal::new(1, &[16, 16], (0..256).map(pixel).collect())?)
}

/// A grey image: P2 (text) or P5 (bytes) with at most 255 levels.
fn parse_pgm(bytes: &[u8]) -> Result<Signal, Box<dyn std::error::Error>> {
    let (mut header, mut at) = (Vec::new(), 0);
    while header.len() < 4 {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or("the file ends within its header")?;
        if rest.starts_with(b"#") {
            at += rest.iter().take_while(|byte| **byte != b'\n').count();
            continue;
        }
        let n_blank = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        at += n_blank;
        if n_blank == 0 {
            let n = rest
                .iter()
                .take_while(|byte| !byte.is_ascii_whitespace())
                .count();
            header.push(String::from_utf8_lossy(&rest[..n]).into_owned());
            at += n;
        }
    }
    let (width, height) = (number(&header[1])?, number(&header[2])?);
    let n = width.checked_mul(height).ok_or("the image is too large")?;
    let body = bytes.get(at + 1..).unwrap_or_default();
    let values: Vec<f64> = match header[0].as_str() {
        "P5" if number(&header[3])? <= 255 => body.iter().take(n).map(|b| f64::from(*b)).collect(),
        "P2" => {
            let text = String::from_utf8_lossy(body);
            let words = text
                .split_whitespace()
                .take(n)
                .map(|word| Ok(number(word)? as f64));
            words.collect::<Result<_, String>>()?
        }
        kind => {
            return Err(format!("expected P2 or P5 with at most 255 levels, got {kind}").into());
        }
    };
    Ok(Signal::new(1, &[height, width], values)?)
}

fn to_pgm(image: &Signal, is_difference: bool) -> Vec<u8> {
    let offset = if is_difference { 128.0 } else { 0.0 };
    let [height, width] = [0, 1].map(|axis| image.sizes()[axis]);
    let mut bytes = format!("P5\n{width} {height}\n255\n").into_bytes();
    bytes.extend(
        image
            .values()
            .iter()
            .map(|x| (x + offset).round().clamp(0.0, 255.0) as u8),
    );
    bytes
}
