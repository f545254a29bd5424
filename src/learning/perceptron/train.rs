//! The perceptron algorithm. It judges neither the data nor the answer.

use crate::learning::perceptron::PerceptronError;
use crate::learning::perceptron::Sample;
use crate::learning::perceptron::Samples;
use crate::learning::perceptron::Scalar;
use crate::learning::perceptron::Settings;
use crate::learning::perceptron::Trace;
use crate::learning::perceptron::Update;
use crate::learning::perceptron::order::Passes;
use crate::learning::perceptron::scalar::dot;

/// The most weights and biases that a trace holds, counted as numbers.
const MOST_RECORDED: usize = 1 << 24;

/// Trains from w = 0, b = 0: a = w·x + b, then w ← w + c·x and b ← b + c where the rule says so,
/// until a pass changes nothing or `max_passes` are over.
///
/// Passes after a quiet one would change nothing in a fixed order, and in any other that picks
/// the same samples, so stopping early loses nothing.
///
/// # Errors
/// `OrderOutside`, `OrderMisses`; `Arithmetic` where a rational leaves 128 bits, `Diverged`
/// where a double leaves its range; `TraceTooLong`.
///
/// # Example
/// Two points on a line at margin 1 take two updates, more than 1/γ² = 1:
/// ```
/// use varprop::learning::perceptron::{Label, Sample, Samples, Settings, train};
/// use varprop::num::Rational;
/// let sample = |x: i64, label| Sample { features: vec![Rational::integer(x)], label };
/// let samples = Samples::new(vec![sample(1, Label::Plus), sample(-1, Label::Minus)])?;
/// let trace = train(&samples, &Settings::default())?;
/// assert_eq!((trace.updates.len(), trace.passes, trace.converged), (2, 2, true));
/// assert_eq!(trace.weights, [Rational::integer(2)]);
/// # Ok::<(), varprop::learning::perceptron::PerceptronError>(())
/// ```
///
/// # References
/// F. Rosenblatt (1958), "The perceptron"; H. Daumé III, "A Course in Machine Learning" (2017),
/// algorithm 5.
pub fn train<S: Scalar>(
    samples: &Samples<S>,
    settings: &Settings,
) -> Result<Trace<S>, PerceptronError> {
    let mut passes = Passes::new(&settings.order, samples.samples().len())?;
    let mut trace = Trace {
        updates: Vec::new(),
        passes: 0,
        converged: false,
        weights: vec![S::zero(); samples.dimension()],
        bias: S::zero(),
    };
    while trace.passes < settings.max_passes && !trace.converged {
        trace.passes += 1;
        let before = trace.updates.len();
        for place in passes.next_pass() {
            if let Some(sample) = samples.samples().get(*place) {
                visit(&mut trace, *place, sample, settings)?;
            }
        }
        trace.converged = trace.updates.len() == before;
    }
    Ok(trace)
}

/// Looks at one sample, and records the update if there is one.
fn visit<S: Scalar>(
    trace: &mut Trace<S>,
    place: usize,
    sample: &Sample<S>,
    settings: &Settings,
) -> Result<(), PerceptronError> {
    let activation = dot(&trace.weights, &sample.features)?.plus(&trace.bias)?;
    let pass = trace.passes;
    let finite = activation.sign().filter(|_| activation.is_finite());
    let sign = finite.ok_or(PerceptronError::Diverged { pass })?;
    let step = settings.rule.step(sign, sample.label);
    if step == 0 {
        return Ok(());
    }
    let step = S::whole(step);
    for (weight, feature) in trace.weights.iter_mut().zip(&sample.features) {
        *weight = weight.plus(&step.times(feature)?)?;
    }
    if settings.learns_bias {
        trace.bias = trace.bias.plus(&step)?;
    }
    record(trace, place)
}

fn record<S: Scalar>(trace: &mut Trace<S>, place: usize) -> Result<(), PerceptronError> {
    let numbers = (trace.updates.len() + 1).saturating_mul(trace.weights.len() + 1);
    if numbers > MOST_RECORDED {
        let limit = MOST_RECORDED;
        return Err(PerceptronError::TraceTooLong { limit });
    }
    trace.updates.push(Update {
        pass: trace.passes,
        sample: place,
        weights: trace.weights.clone(),
        bias: trace.bias.clone(),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::perceptron::Label;
    use crate::learning::perceptron::Order;
    use crate::learning::perceptron::SignOfZero;
    use crate::learning::perceptron::StepAtZero;
    use crate::learning::perceptron::UpdateRule;
    use crate::learning::perceptron::specimen::samples;
    use crate::num::Rational;
    use crate::random::Stream;

    const XOR: &str = "0 0 -; 0 1 +; 1 0 +; 1 1 -";

    fn rational(text: &str) -> Rational {
        text.parse().unwrap()
    }

    #[test]
    fn half_a_unit_of_margin_takes_five_updates() {
        let trace = train(&samples("1 +; 0 -"), &Settings::default()).unwrap();
        assert_eq!((trace.updates.len(), trace.converged), (5, true));
        assert_eq!(
            (trace.weights, trace.bias),
            (vec![rational("2")], rational("-1"))
        );
    }

    #[test]
    fn a_boundary_that_separates_need_not_be_the_widest() {
        let trace = train(&samples("1 0 +; 0 0 -; 1 0.5 +"), &Settings::default()).unwrap();
        assert_eq!(trace.weights, [rational("2"), rational("1/2")]);
        assert_eq!(trace.bias, rational("-1"));
    }

    #[test]
    fn the_weights_of_xor_are_zero_after_every_pass() {
        let settings = Settings {
            max_passes: 7,
            ..Settings::default()
        };
        let trace = train(&samples(XOR), &settings).unwrap();
        assert!(!trace.converged);
        for pass in 1..=7 {
            let last = trace
                .updates
                .iter()
                .rfind(|update| update.pass == pass)
                .unwrap();
            assert!(last.weights.iter().all(|w| w.is_zero()) && last.bias.is_zero());
        }
    }

    #[test]
    fn a_quiet_pass_leaves_every_later_pass_quiet() {
        let data = samples("1 0 +; 0 0 -; 1 0.5 +");
        let trace = train(&data, &Settings::default()).unwrap();
        for sample in data.samples() {
            let a = dot(&trace.weights, &sample.features).unwrap();
            let sign = a.plus(&trace.bias).unwrap().sign().unwrap();
            assert_eq!(UpdateRule::NonPositive.step(sign, sample.label), 0);
        }
    }

    #[test]
    fn doubles_follow_rationals_where_every_number_is_a_double() {
        let data = samples("1 0.25 +; 0 0 -; 1 0.5 +; -0.75 1 -");
        let exact = train(&data, &Settings::default()).unwrap();
        let rounded = train(&data.to_f64().unwrap(), &Settings::default()).unwrap();
        assert_eq!(exact.updates.len(), rounded.updates.len());
        let weights: Vec<f64> = exact.weights.iter().map(|w| w.to_f64()).collect();
        assert_eq!(rounded.weights, weights);
    }

    #[test]
    fn without_a_bias_it_stays_zero() {
        let settings = Settings {
            learns_bias: false,
            ..Settings::default()
        };
        let trace = train(&samples("1 +; -1 -"), &settings).unwrap();
        assert_eq!((trace.updates.len(), trace.bias), (1, Rational::ZERO));
    }

    #[test]
    fn bits_and_signs_train_alike_where_ties_agree() {
        let data = samples("1 0 +; 0 0 -; 1 0.5 +; -1 2 -");
        let by = |rule| {
            let settings = Settings {
                rule,
                ..Settings::default()
            };
            train(&data, &settings).unwrap()
        };
        let plus = by(UpdateRule::Sign(SignOfZero::Plus));
        assert_eq!(by(UpdateRule::ZeroOne(StepAtZero::One)), plus);
        let minus = by(UpdateRule::Sign(SignOfZero::Minus));
        assert_eq!(by(UpdateRule::ZeroOne(StepAtZero::Zero)), minus);
        let zero = by(UpdateRule::Sign(SignOfZero::Zero));
        assert_eq!(by(UpdateRule::NonPositive), zero);
    }

    #[test]
    fn an_order_must_pick_every_sample() {
        let code = |places: &[usize]| {
            let settings = Settings {
                order: Order::Sequence(places.to_vec()),
                ..Settings::default()
            };
            train(&samples("1 +; -1 -"), &settings).unwrap_err().code()
        };
        assert_eq!(code(&[0, 2]), "order-outside");
        assert_eq!(code(&[0, 0]), "order-misses");
    }

    #[test]
    fn a_shuffled_order_is_the_same_for_the_same_stream() {
        let run = |seed| {
            let settings = Settings {
                order: Order::Shuffled(Stream::root(seed)),
                ..Settings::default()
            };
            train(&samples("1 0 +; 0 0 -; 1 0.5 +; -1 2 -"), &settings).unwrap()
        };
        assert_eq!(run(1), run(1));
        assert!((2..20).any(|seed| run(seed).updates != run(1).updates));
    }

    #[test]
    fn doubles_that_overflow_are_refused_and_not_called_quiet() {
        let sample = |x: f64, label| Sample {
            features: vec![x, x],
            label,
        };
        let data = Samples::new(vec![
            sample(f64::MAX, Label::Plus),
            sample(-f64::MAX, Label::Plus),
        ]);
        let error = train(&data.unwrap(), &Settings::default()).unwrap_err();
        assert_eq!(error.code(), "diverged");
    }
}
