//! Which initializers may have drawn a tensor of this layer: laws, each with all names it has here.
//!
//! The list is data; the laws are those of `initializer`. It looks at no values.

use crate::audit::Family;
use crate::audit::Law;
use crate::audit::Reading;
use crate::initializer;
use crate::initializer::WeightLaw;
use crate::theory::distribution::Distribution;
use crate::theory::shape::Layer;

/// Laws whose scale is a rule of the fans, in the words of `varprop init`.
const RULES: &[&str] = &[
    "he-normal",
    "he-normal(mode=fan_out)",
    "he-uniform",
    "he-uniform(mode=fan_out)",
    "variance-scaling(2)",
    "variance-scaling(2, mode=fan_out)",
    "glorot-normal",
    "glorot-uniform",
    "variance-scaling(1, mode=fan_avg)",
    "lecun-normal",
    "lecun-uniform",
    "variance-scaling(1)",
    "variance-scaling(1, mode=fan_out)",
    "variance-scaling(1, mode=fan_out, law=normal)",
    "variance-scaling(1, mode=fan_out, law=uniform)",
    "pytorch-linear",
];

/// Laws of a fixed scale: what frameworks and models use by default.
const FIXED: &[&str] = &[
    "normal(1)",
    "normal(0.1)",
    "normal(0.05)",
    "normal(0.02)",
    "normal(0.01)",
    "normal(0.006)",
    "normal(0.001)",
    "uniform(1)",
    "uniform(0.1)",
    "uniform(0.08)",
    "uniform(0.05)",
    "uniform(0.01)",
    "truncated-normal(1, low=-2, high=2)",
    "truncated-normal(0.1, low=-0.2, high=0.2)",
    "truncated-normal(0.05, low=-0.1, high=0.1)",
    "truncated-normal(0.02, low=-0.04, high=0.04)",
    "truncated-normal(0.01, low=-0.02, high=0.02)",
];

/// One law, and every initializer that has it for this layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The law.
    pub law: Law,
    /// The initializers, in the words of `varprop init`: they cannot be told apart here.
    pub names: Vec<String>,
}

impl Candidate {
    /// Whether some name of it is a rule of the fans.
    #[must_use]
    pub fn is_rule_of_fans(&self) -> bool {
        self.names.iter().any(|name| RULES.contains(&name.as_str()))
    }
}

/// The candidates for a tensor of this reading: rules of its layer's fans, or of the layer whose
/// biases it holds, and laws of a fixed scale.
///
/// # Example
/// ```
/// use varprop::audit::{Reading, candidates};
/// use varprop::theory::shape::Layout;
/// // On a square layer Glorot's and LeCun's normal laws are the same.
/// let reading = Reading::of("fc.weight", &[64, 64], Layout::PyTorch);
/// let all = candidates(&reading);
/// let lecun = all.iter().find(|c| c.names.iter().any(|name| name == "lecun-normal"));
/// assert!(lecun.unwrap().names.iter().any(|name| name == "glorot-normal"));
/// ```
#[must_use]
pub fn candidates(reading: &Reading) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let layers = reading.layer.iter().chain(&reading.alternative);
    let rules = layers.flat_map(|layer| RULES.iter().map(move |spec| (spec, layer)));
    // PyTorch draws biases as it draws weights, from the fan_in of the weights.
    let biases = reading.bias_of.iter();
    let biases = biases.map(|layer| (&"pytorch-linear", layer));
    // A law of fixed scale is the same for every layer.
    let unit = Layer::dense(1, 1).ok();
    let fixed = FIXED.iter().filter_map(|spec| Some((spec, unit.as_ref()?)));
    for (spec, layer) in rules.chain(biases).chain(fixed) {
        let Some(law) = law_of(spec, layer) else {
            continue;
        };
        match found.iter_mut().find(|candidate| candidate.law.is(law)) {
            Some(same) if same.names.iter().any(|name| name == spec) => (),
            Some(same) => same.names.push((*spec).to_owned()),
            None => found.push(Candidate {
                law,
                names: vec![(*spec).to_owned()],
            }),
        }
    }
    found
}

/// The law of an initializer for a layer, if its entries are independent and of a known family.
#[must_use]
pub fn law_of(spec: &str, layer: &Layer) -> Option<Law> {
    let initializer = initializer::parse(spec).ok()?;
    match initializer.tensor_law(layer).ok()? {
        WeightLaw::Independent(law) => of_distribution(&*law),
        WeightLaw::Dependent(_) | WeightLaw::Fixed => None,
    }
}

fn of_distribution(law: &dyn Distribution) -> Option<Law> {
    let family = match law.name() {
        "normal" => Family::Normal,
        "truncated-normal" => Family::Truncated,
        "uniform" => Family::Uniform,
        _ => return None,
    };
    let found = Law {
        family,
        std_dev: law.std_dev(),
    };
    // Truncated elsewhere than at two standard deviations is another law.
    let (low, high) = found.distribution().ok()?.support();
    let (expected_low, expected_high) = law.support();
    let is_same = |a: f64, b: f64| a == b || crate::num::Tolerance::rounding(64, a).accepts(b, a);
    (is_same(low, expected_low) && is_same(high, expected_high)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;

    fn names(layer: &Layer, name: &str) -> Vec<String> {
        let all = candidates(&specimen::weights_of(layer));
        let found = all.into_iter().find(|c| c.names.iter().any(|n| n == name));
        found.map(|candidate| candidate.names).unwrap_or_default()
    }

    #[test]
    fn every_initializer_of_the_lists_has_a_law_here() {
        let layer = Layer::dense(30, 70).unwrap();
        for spec in RULES.iter().chain(FIXED) {
            assert!(law_of(spec, &layer).is_some(), "{spec}");
        }
    }

    #[test]
    fn laws_that_coincide_are_one_candidate() {
        let square = Layer::dense(64, 64).unwrap();
        let expected = [
            "glorot-normal",
            "lecun-normal",
            "variance-scaling(1, mode=fan_out, law=normal)",
        ];
        assert_eq!(names(&square, "lecun-normal"), expected);
        // out = 2·in: He by fan_out is LeCun by fan_in.
        let wide = Layer::convolution(16, 32, &[3, 3], 1).unwrap();
        let expected = ["he-normal(mode=fan_out)", "lecun-normal"];
        assert_eq!(names(&wide, "lecun-normal"), expected);
        assert_eq!(
            names(&Layer::dense(50, 10).unwrap(), "lecun-normal"),
            ["lecun-normal"]
        );
    }

    #[test]
    fn a_law_of_fixed_scale_may_be_a_rule_by_chance() {
        // 2/5000 = 0.02².
        let layer = Layer::dense(5000, 10).unwrap();
        assert_eq!(names(&layer, "normal(0.02)"), ["he-normal", "normal(0.02)"]);
    }

    #[test]
    fn biases_have_the_bound_of_their_weights() {
        let layer = Layer::dense(128, 96).unwrap();
        let all = candidates(&Reading {
            layer: None,
            bias_of: Some(layer),
            ..specimen::weights_of(&layer)
        });
        let first = &all[0];
        assert_eq!(first.names, ["pytorch-linear"]);
        let expected = 1.0 / (3.0_f64 * 128.0).sqrt();
        assert!(crate::num::Tolerance::rounding(8, expected).accepts(first.law.std_dev, expected));
    }
}
