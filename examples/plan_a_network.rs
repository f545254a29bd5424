//! For whoever chooses an initialization: where does the signal go, and how deep can gradients
//! reach?
//!
//! Run it with `cargo run --example plan_a_network`.

use varprop::theory::activation::Tanh;
use varprop::theory::mean_field::{MeanFieldError, Recursion, critical_points};

fn main() -> Result<(), MeanFieldError> {
    let bias_variance = 0.05;
    for point in critical_points(&Tanh, bias_variance)?.isolated {
        let (variance, q) = (point.weight_variance.midpoint(), point.q.midpoint());
        println!("tanh is critical at fan_in·Var(W) = {variance:.9}, with q* = {q:.9}");
    }
    for weight_variance in [1.3, 1.5, 2.5, 4.0] {
        let recursion = Recursion::new(&Tanh, weight_variance, bias_variance)?;
        for point in recursion.fixed_points()?.attracting() {
            println!(
                "fan_in·Var(W) = {weight_variance}: q* = {:.6}, χ = {:.6} ({:?}), gradients reach {:.1} layers",
                point.q.midpoint(),
                point.chi.midpoint(),
                point.phase(),
                point.gradient_depth_scale().midpoint()
            );
        }
    }
    Ok(())
}
