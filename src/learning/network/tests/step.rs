//! Steps of each rule, computed by hand.

use crate::learning::network::tests::*;

/// The parameters after so many steps on J = ½(2w + b − 5)² from w = 3, b = 0.
fn line_after(rule: Rule, steps: u64) -> Vec<f64> {
    let layer = Dense::new(matrix(1, 1, &[3.0]), vec![0.0], arc(Identity)).unwrap();
    let mut network = Network::new(vec![layer]).unwrap();
    let training = Training::new(Loss::SquaredError, rule, steps);
    let (x, y) = (matrix(1, 1, &[2.0]), matrix(1, 1, &[5.0]));
    train(&mut network, &x, &y, &training, &mut |_, _, _| {}).unwrap();
    network.parameters().collect()
}

#[test]
fn one_step_of_each_rule_is_the_one_computed_by_hand() {
    // ∂J/∂w = 2 and ∂J/∂b = 1 at the start.
    let expected = [
        [2.5, -0.25],
        [2.5, -0.25],
        // s = g²/4, so the steps are ¼·2/(1 + 1) and ¼·1/(½ + 1).
        [2.75, -1.0 / 6.0],
        // m̂ = g and √ŝ = |g|: ¼·2/(2 + 2) and ¼·1/(1 + 2).
        [2.875, -1.0 / 12.0],
    ];
    for (rule, expected) in RULES.into_iter().zip(expected) {
        assert_eq!(line_after(rule, 1), expected, "{rule}");
    }
}

#[test]
fn two_steps_of_each_rule_are_those_computed_by_hand() {
    // Gradient descent: 2w + b − 5 = −¼, so g = (−½, −¼). Momentum: v = (½, ¼).
    assert_eq!(line_after(RULES[0], 2), [2.625, -0.1875]);
    assert_eq!(line_after(RULES[1], 2), [2.375, -0.3125]);
    // RMSProp: 2w + b − 5 = ⅓, g = ⅔, s = ¾ + 1/9 = 31/36.
    let rms_prop = 2.75 - 0.25 * (2.0 / 3.0) / ((31.0_f64 / 36.0).sqrt() + 1.0);
    // Adam: 2w + b − 5 = ⅔, g = 4/3, m̂ = (7/6)/(3/4) = 14/9, ŝ = (43/36)/(7/16) = 172/63.
    let adam = 2.875 - 0.25 * (14.0 / 9.0) / ((172.0_f64 / 63.0).sqrt() + 2.0);
    for (rule, expected) in [(RULES[2], rms_prop), (RULES[3], adam)] {
        // Some 20 operations at magnitudes up to 5.
        let tolerance = Tolerance::rounding(20, 5.0);
        assert!(
            tolerance.accepts(line_after(rule, 2)[0], expected),
            "{rule}"
        );
    }
}
