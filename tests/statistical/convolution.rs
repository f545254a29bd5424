//! Convolutional networks against the recursion of their fans.
//!
//! A replicate is one network with one image; its places share kernels and count as one. The means
//! of q over replicates are compared within standard errors of those means at a rate of 10⁻⁶ a
//! comparison; by the fourth layer q varies by a third from network to network, so that the mean
//! of 400 is near enough to normal.

use std::num::NonZeroUsize;
use std::sync::Arc;
use varprop::empirical::simulate::ConvolutionRecord;
use varprop::empirical::simulate::ConvolutionalNetwork;
use varprop::empirical::simulate::Summary;
use varprop::initializer;
use varprop::linear::Border;
use varprop::num::Tolerance;
use varprop::random::Stream;
use varprop::theory::activation;
use varprop::theory::mean_field::Recursion;

const DEPTH: usize = 4;
const REPLICATES: u64 = 400;
/// The normal quantile of 1 − 10⁻⁶/2 (scipy).
const QUANTILE: f64 = 4.891_638_475_698_591;

fn network(border: Border, phi: &str, init: &str, channels: u64) -> ConvolutionalNetwork {
    let phi = Arc::from(activation::parse(phi).unwrap()) as Arc<dyn activation::GaussianMoments>;
    let init = Arc::from(initializer::parse(init).unwrap());
    let channels = [channels; DEPTH + 1];
    ConvolutionalNetwork::new(&[10, 10], 3, &channels, border, phi, init).unwrap()
}

fn records(network: &ConvolutionalNetwork, name: &str) -> Vec<Vec<ConvolutionRecord>> {
    let stream = Stream::root(1).named("convolution").named(name);
    network
        .run(REPLICATES, NonZeroUsize::new(2).unwrap(), stream)
        .unwrap()
}

fn summary(
    records: &[Vec<ConvolutionRecord>],
    layer: usize,
    quantity: impl Fn(&ConvolutionRecord) -> Option<f64>,
) -> Summary {
    Summary::of(records.iter().map(|layers| quantity(&layers[layer - 1])))
}

fn agrees(found: Summary, expected: f64) -> bool {
    let tolerance = Tolerance::standard_errors(QUANTILE, found.standard_error.unwrap());
    // A standard error beyond a twentieth would accept anything.
    assert!(
        found.standard_error.unwrap() < 0.05 * found.mean.unwrap(),
        "{found:?}"
    );
    tolerance.accepts(found.mean.unwrap(), expected)
}

/// E z² = k²c·Var(W)·E a², exactly on a circle: He's law gives 2 in every layer of an image of
/// variance 1, since ReLU halves E z² of a symmetric z.
#[test]
fn he_keeps_the_second_moment_through_convolutions_and_xavier_halves_it() {
    let he = records(&network(Border::Circular, "relu", "he-normal", 16), "he");
    let xavier = records(
        &network(Border::Circular, "relu", "glorot-normal", 16),
        "xavier",
    );
    for layer in 1..=DEPTH {
        let q =
            |records: &[Vec<ConvolutionRecord>]| summary(records, layer, |r| Some(r.second_moment));
        assert!(agrees(q(&he), 2.0), "{:?}", q(&he));
        let halved = 1.0 / f64::from(1_u32 << (layer - 1));
        assert!(agrees(q(&xavier), halved), "{:?}", q(&xavier));
        // The twin that must fail: the fans of one tap instead of nine.
        assert!(!agrees(q(&he), 2.0 * 9.0));
        assert!(layer == 1 || !agrees(q(&xavier), 1.0));
    }
}

/// E δ²₍ₗ₋₁₎ = k²c′·Var(W)·E φ′²·E δ²₍ₗ₎ with E φ′² = ½: He's law keeps it.
#[test]
fn he_keeps_the_gradient_on_its_way_back_through_convolutions() {
    let he = records(&network(Border::Circular, "relu", "he-normal", 16), "back");
    for layer in 1..=DEPTH {
        let found = summary(&he, layer, |r| Some(r.input_gradient));
        assert!(agrees(found, 1.0), "{layer}: {found:?}");
    }
}

/// The first layer sees (8/10·3 + 2/10·2)² = 7.84 of 9 taps on average; a place at the rim sees
/// 6 or, in 4 of 36, 4: (32·6 + 4·4)/36/9 = 52/81; the interior all.
#[test]
fn a_border_of_zeros_loses_signal_at_the_rim_and_nothing_inside() {
    let he = records(&network(Border::Zero, "relu", "he-normal", 16), "zero");
    let first = |quantity: fn(&ConvolutionRecord) -> Option<f64>| summary(&he, 1, quantity);
    assert!(agrees(first(|r| Some(r.second_moment)), 2.0 * 7.84 / 9.0));
    assert!(agrees(first(|r| Some(r.rim)), 2.0 * 52.0 / 81.0));
    for layer in 1..=DEPTH {
        let interior = summary(&he, layer, |r| r.interior);
        assert!(agrees(interior, 2.0), "{layer}: {interior:?}");
        let all = summary(&he, layer, |r| Some(r.second_moment));
        assert!(!agrees(all, 2.0), "{layer}: {all:?}");
    }
}

/// The recursion of a dense layer with fan_in = 9·c holds for 9·c → ∞; corrections are of the
/// order of 1/(9c)·L, so 3 % leaves a factor of four at c = 48.
#[test]
fn tanh_follows_the_dense_recursion_with_the_fans_of_the_kernel() {
    let network = network(Border::Circular, "tanh", "lecun-normal", 48);
    let measured = records(&network, "tanh");
    let recursion = Recursion::new(&activation::Tanh, 1.0, 0.0).unwrap();
    let mut q = varprop::num::Interval::point(1.0);
    for layer in 1..=DEPTH {
        let found = summary(&measured, layer, |r| Some(r.second_moment));
        let margin = Tolerance::bound(0.03 * q.midpoint());
        let error = Tolerance::standard_errors(QUANTILE, found.standard_error.unwrap());
        assert!(
            margin
                .plus(error)
                .accepts(found.mean.unwrap(), q.midpoint()),
            "{layer}: {found:?}"
        );
        q = recursion.step(q.midpoint()).unwrap();
    }
}
