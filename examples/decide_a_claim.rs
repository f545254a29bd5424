//! For whoever teaches the theory: is this line of the textbook true?
//!
//! Run it with `cargo run --example decide_a_claim`.

use std::num::NonZeroUsize;
use varprop::claim;
use varprop::evidence::{self, Settings};
use varprop::report;

const CLAIM: &str = r#"
statement = "Doubling Xavier's variance keeps the second moment of pre-activations through ReLU."
expected = "verified"
source = { work = "an example", section = "1" }

[[assumption]]
id = "normal-preactivations"
text = "Pre-activations are normal with mean 0."

[[evidence.theory]]
shows = "a factor of exactly 2·E[relu(z)²] = 1 at q = 1, and so at every q, since relu(√q z) = √q relu(z)"
scope = "whole"
uses = ["normal-preactivations"]
check = ['abs(step("relu", fan_in_variance = 2, q = 1) - 1) <= 0.000000000001']
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let claims = [claim::parse("he-doubles.toml", CLAIM)?];
    let settings = Settings::new(1, NonZeroUsize::MIN);
    let run = evidence::run(&claims, &settings, &|_| ())?;
    print!("{}", report::explain(&claims[0], &run.claims[0]));
    Ok(())
}
