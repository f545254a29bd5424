//! What the layers of a checkpoint do to a signal and to its gradient, by their measured second
//! moments and a stated activation.
//!
//! A forecast for a plain chain in infinite width; it draws and simulates nothing.

use crate::audit::Role;
use crate::audit::TensorReport;
use crate::num::Interval;
use crate::theory::activation::GaussianMoments;
use crate::theory::mean_field::MeanFieldError;
use crate::theory::mean_field::Recursion;
use crate::theory::shape::Layer;

/// One layer of the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastLayer {
    /// The weight tensor.
    pub name: String,
    /// σ_w² = fan_in·Σw²/n.
    pub weight_variance: f64,
    /// q_l, the second moment of z_l, for inputs of second moment 1.
    pub q: f64,
    /// E[(∂J/∂z_l)²] relative to the last layer's.
    pub gradient: f64,
}

/// The chain, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The activation between the layers, in the words of `varprop activation`.
    pub activation: String,
    /// The layers in order.
    pub layers: Vec<ForecastLayer>,
    /// Why the chain ends before the last layer of the file.
    pub ends: Option<String>,
}

/// A layer with what was measured of it.
struct Link<'a> {
    name: &'a str,
    layer: &'a Layer,
    weight_variance: f64,
    bias_variance: f64,
}

impl Forecast {
    /// q_1 = σ_w²·1 + σ_b², then q_{l+1} = σ_w²·E[φ(√q_l z)²] + σ_b² (Poole et al. 2016, eq. 3), and
    /// back g_l = fan_out·Σw²/n·E[φ′(√q_l z)²]·g_{l+1}, of the weights in the order of their names.
    ///
    /// # Errors
    /// When a second moment leaves the doubles.
    pub fn of(
        tensors: &[TensorReport],
        (label, activation): (&str, &dyn GaussianMoments),
    ) -> Result<Self, MeanFieldError> {
        let (links, ends) = chain(tensors);
        let mut layers: Vec<ForecastLayer> = Vec::new();
        for link in &links {
            let recursion = Recursion::new(activation, link.weight_variance, link.bias_variance)?;
            let q = match layers.last() {
                Some(before) => recursion.step(before.q)?.midpoint(),
                None => link.weight_variance + link.bias_variance,
            };
            layers.push(ForecastLayer {
                name: link.name.to_owned(),
                weight_variance: link.weight_variance,
                q,
                gradient: 1.0,
            });
        }
        let mut gradient = 1.0;
        for (place, link) in links.iter().enumerate().skip(1).rev() {
            let fans = link.layer.fans();
            let back = link.weight_variance * fans.fan_out as f64 / fans.fan_in as f64;
            let slope = activation
                .derivative_second_moment(layers[place - 1].q)
                .map(Interval::midpoint)?;
            gradient *= back * slope;
            layers[place - 1].gradient = gradient;
        }
        Ok(Self {
            activation: label.to_owned(),
            layers,
            ends,
        })
    }

    /// The geometric mean of q's factor a layer, from the first layer to the last.
    #[must_use]
    pub fn factor(&self) -> Option<f64> {
        let (first, last) = (self.layers.first()?, self.layers.last()?);
        let steps = self.layers.len() as f64 - 1.0;
        (steps > 0.0).then(|| crate::num::real::pow(last.q / first.q, 1.0 / steps))
    }
}

/// The weights that follow one another, and why no more do.
fn chain(tensors: &[TensorReport]) -> (Vec<Link<'_>>, Option<String>) {
    let mut weights: Vec<&TensorReport> = tensors
        .iter()
        .filter(|tensor| tensor.reading.role == Role::Weight && tensor.reading.layer.is_some())
        .collect();
    if weights.is_sorted_by_key(|tensor| &tensor.info.name) {
        // Writers sort names as text, where 10 comes before 2.
        weights.sort_by_cached_key(|tensor| natural(&tensor.info.name));
    }
    let mut links: Vec<Link<'_>> = Vec::new();
    for tensor in weights {
        match link(tensor, tensors, links.last()) {
            Ok(link) => links.push(link),
            Err(why) => return (links, Some(why)),
        }
    }
    (links, None)
}

fn link<'a>(
    tensor: &'a TensorReport,
    all: &[TensorReport],
    before: Option<&Link<'_>>,
) -> Result<Link<'a>, String> {
    let name = &tensor.info.name;
    let second_moment = tensor.measured.second_moment;
    let (Some(layer), Some(second_moment)) = (&tensor.reading.layer, second_moment) else {
        return Err(format!("`{name}` has no second moment"));
    };
    if tensor.reading.parts > 1 {
        return Err(format!("`{name}` holds several matrices side by side"));
    }
    if let Some(before) = before {
        let (outputs, inputs) = (before.layer.outputs(), layer.inputs());
        if outputs == 0 || !inputs.is_multiple_of(outputs) {
            return Err(format!(
                "`{name}` takes {inputs} inputs, `{}` gives {outputs}",
                before.name
            ));
        }
    }
    let biases = all.iter().find(|bias| {
        let stem = bias.info.name.strip_suffix("bias");
        bias.reading.role == Role::Bias && stem.is_some_and(|stem| is_beside(name, stem))
    });
    let bias_variance = biases.and_then(|bias| bias.measured.second_moment);
    Ok(Link {
        name,
        layer,
        weight_variance: second_moment * layer.fans().fan_in as f64,
        bias_variance: bias_variance.unwrap_or(0.0),
    })
}

/// Whether a weight's name is that of biases but for its last word.
fn is_beside(weight: &str, stem: &str) -> bool {
    let rest = weight.strip_prefix(stem);
    rest.is_some_and(|rest| !rest.contains(['.', '/']))
}

/// A name with its numbers as numbers.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let text = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let after = &rest[text..];
        let digits = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        let number = after[..digits].parse().unwrap_or(u64::MAX);
        parts.push((rest[..text].to_owned(), number));
        rest = &after[digits..];
    }
    parts
}
