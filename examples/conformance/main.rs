//! For whoever ships an initializer: three of them, each checked as its own test suite would.
//!
//! Run it with `cargo run --example conformance`; the third has a bug, on purpose.

mod closure;
mod nalgebra_matrix;
mod ndarray_array;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}\n", closure::check()?);
    println!("{}\n", nalgebra_matrix::check()?);
    println!("{}", ndarray_array::check()?);
    Ok(())
}
