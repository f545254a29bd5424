//! Values of the vector functions as bits: what `benches/accuracy/ulp.py` measures.
//!
//! It reads arguments from standard input, a line each, as the sixteen hexadecimal digits of a
//! double, and writes the values in the same form. It judges nothing.
//!
//! ```text
//! echo 3ff0000000000000 | cargo run --release --example vector_values -- tanh
//! ```

use std::error::Error;
use std::io::Read;
use std::process::ExitCode;
use varprop::num::vector;

type OverSlice = fn(&mut [f64]);

const FUNCTIONS: [(&str, OverSlice); 8] = [
    ("erf", vector::erf),
    ("erfc", vector::erfc),
    ("exp", vector::exp),
    ("exp_m1", vector::exp_m1),
    ("ln", vector::ln),
    ("ln_1p", vector::ln_1p),
    ("sigmoid", vector::sigmoid),
    ("tanh", vector::tanh),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let known = FUNCTIONS.iter().find(|(known, _)| *known == name);
    let (_, over_slice) = known.ok_or_else(|| format!("no vector function is named '{name}'"))?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let bits = text.lines().map(|line| u64::from_str_radix(line, 16));
    let mut values: Vec<f64> = bits
        .map(|bits| bits.map(f64::from_bits))
        .collect::<Result<_, _>>()?;
    over_slice(&mut values);
    let lines = values.iter().map(|y| format!("{:016x}\n", y.to_bits()));
    print!("{}", lines.collect::<String>());
    Ok(())
}
