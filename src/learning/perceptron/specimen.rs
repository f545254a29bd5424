//! Small datasets for the tests of this room.

use crate::learning::perceptron::Label;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;

/// Samples written as `"1 0 +; 1/2 0 -"`.
pub(in crate::learning::perceptron) fn samples(text: &str) -> Samples {
    Samples::new(text.split(';').map(sample).collect()).unwrap()
}

fn sample(text: &str) -> Sample {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let label = match words.pop() {
        Some("+") => Label::Plus,
        Some("-") => Label::Minus,
        other => panic!("{other:?} is not a label"),
    };
    let features = words.iter().map(|word| word.parse().unwrap()).collect();
    Sample { features, label }
}
