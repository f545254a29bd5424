//! For whoever writes an initializer: does what it fills follow the law it promises?
//!
//! Run it with `cargo run --example check_initializer`.

use varprop::empirical::stat::{Budget, Sample, StatError, battery};
use varprop::initializer::{HeNormal, Initializer};
use varprop::random::Stream;
use varprop::theory::distribution::Normal;
use varprop::theory::shape::Fans;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fans = Fans {
        fan_in: 256,
        fan_out: 128,
    };
    // Yours would come from your framework; this one swaps the fans, as frameworks have done.
    let wrong = HeNormal::default().draw_matrix(
        Fans {
            fan_in: 128,
            fan_out: 256,
        },
        Stream::root(1),
    )?;
    println!("swapped fans: rejected by {:?}", rejected_by(&wrong, fans)?);
    let right = HeNormal::default().draw_matrix(fans, Stream::root(1))?;
    println!("right fans: rejected by {:?}", rejected_by(&right, fans)?);
    Ok(())
}

/// The tests that reject N(0, 2/fan_in), at a false-alarm rate of one in a million for all of them.
fn rejected_by(
    weights: &[f64],
    fans: Fans,
) -> Result<Vec<&'static str>, Box<dyn std::error::Error>> {
    let law = Normal::new(0.0, (2.0 / fans.fan_in as f64).sqrt())?;
    let sample = Sample::new(weights, fans.fan_out as usize, fans.fan_in as usize)?;
    let result: Result<_, StatError> = battery(&sample, Some(&law), Budget::default());
    Ok(result?.rejected())
}
