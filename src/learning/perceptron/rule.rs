//! When a perceptron changes its weights, and by which multiple of the sample.
//!
//! It holds no weights; each rule is written as its source states it, so that their agreement is
//! a finding and not a definition.

use crate::learning::perceptron::Label;
use std::cmp::Ordering;

/// What SIGN(0) is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignOfZero {
    /// 0, so that an activation of 0 is wrong for either class.
    #[default]
    Zero,
    /// +1.
    Plus,
    /// −1.
    Minus,
}

/// What a hard threshold answers at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepAtZero {
    /// 1: the unit fires where a ≥ 0.
    #[default]
    One,
    /// 0: the unit fires where a > 0.
    Zero,
}

/// When weights change: w ← w + c·x, b ← b + c, with c from −1, 0, 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UpdateRule {
    /// c = y where y·a ≤ 0 (algorithm 5 of the slides).
    #[default]
    NonPositive,
    /// c = y where SIGN(a) ≠ y. The slides leave SIGN(0) open; here it is stated.
    Sign(SignOfZero),
    /// c = t − o for the target bit t and the output o of a hard threshold: a wrong 0 adds x, a
    /// wrong 1 subtracts it.
    ZeroOne(StepAtZero),
}

impl UpdateRule {
    /// c, from how the activation compares with 0.
    #[must_use]
    pub fn step(self, activation: Ordering, label: Label) -> i8 {
        let y = label.sign();
        let sign = activation as i8;
        match self {
            Self::NonPositive if y * sign <= 0 => y,
            Self::Sign(zero) if zero.of(activation) != y => y,
            Self::NonPositive | Self::Sign(_) => 0,
            Self::ZeroOne(at_zero) => label.bit() as i8 - at_zero.output(activation),
        }
    }
}

impl SignOfZero {
    fn of(self, activation: Ordering) -> i8 {
        match (activation, self) {
            (Ordering::Less, _) | (Ordering::Equal, Self::Minus) => -1,
            (Ordering::Greater, _) | (Ordering::Equal, Self::Plus) => 1,
            (Ordering::Equal, Self::Zero) => 0,
        }
    }
}

impl StepAtZero {
    fn output(self, activation: Ordering) -> i8 {
        match (activation, self) {
            (Ordering::Greater, _) | (Ordering::Equal, Self::One) => 1,
            (Ordering::Less, _) | (Ordering::Equal, Self::Zero) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: [(Ordering, Label); 6] = [
        (Ordering::Less, Label::Minus),
        (Ordering::Less, Label::Plus),
        (Ordering::Equal, Label::Minus),
        (Ordering::Equal, Label::Plus),
        (Ordering::Greater, Label::Minus),
        (Ordering::Greater, Label::Plus),
    ];

    fn steps(rule: UpdateRule) -> [i8; 6] {
        CASES.map(|(activation, label)| rule.step(activation, label))
    }

    #[test]
    fn the_sign_rule_is_algorithm_5_only_where_zero_has_no_sign() {
        assert_eq!(steps(UpdateRule::NonPositive), [0, 1, -1, 1, -1, 0]);
        let sign = |zero| steps(UpdateRule::Sign(zero));
        assert_eq!(sign(SignOfZero::Zero), [0, 1, -1, 1, -1, 0]);
        assert_eq!(sign(SignOfZero::Plus), [0, 1, -1, 0, -1, 0]);
        assert_eq!(sign(SignOfZero::Minus), [0, 1, 0, 1, -1, 0]);
    }

    #[test]
    fn the_bit_rule_is_the_sign_rule_with_the_same_tie() {
        let bits = |at_zero| steps(UpdateRule::ZeroOne(at_zero));
        assert_eq!(bits(StepAtZero::One), [0, 1, -1, 0, -1, 0]);
        assert_eq!(bits(StepAtZero::Zero), [0, 1, 0, 1, -1, 0]);
    }
}
