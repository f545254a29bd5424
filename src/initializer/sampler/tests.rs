//! Tests of the samplers: promised bytes, support, variance, law.

use super::*;
use crate::num::Tolerance;
use crate::num::sum;
use crate::random::Stream;

const INF: f64 = f64::INFINITY;

fn truncated(std_dev: f64, low: f64, high: f64) -> (Sampler, Box<dyn Distribution>) {
    let law = TruncatedNormal::new(0.0, std_dev, low, high).unwrap();
    (Sampler::truncated_normal(law), Box::new(law))
}

/// Every method of drawing, by name.
fn samplers() -> Vec<(&'static str, Sampler, Box<dyn Distribution>)> {
    let normal = Normal::new(0.5, 2.0).unwrap();
    let uniform = Uniform::new(-0.25, 0.75).unwrap();
    let mut all: Vec<(&str, Sampler, Box<dyn Distribution>)> = vec![
        ("normal", Sampler::normal(normal), Box::new(normal)),
        ("uniform", Sampler::uniform(uniform), Box::new(uniform)),
    ];
    for (name, std_dev, low, high) in [
        ("two-sigma", 1.0, -2.0, 2.0),
        ("narrow-center", 1.0, -0.1, 0.2),
        ("one-sided", 2.0, 1.0, INF),
        ("tail", 1.0, 8.0, 9.0),
        ("lower-tail", 1.0, -INF, -5.0),
        ("far-tail", 0.5, 20.0, INF),
        ("narrow-tail", 1.0, 3.0, 3.05),
    ] {
        let (sampler, law) = truncated(std_dev, low, high);
        all.push((name, sampler, law));
    }
    all
}

fn draws(name: &str, sampler: &Sampler, count: usize) -> Vec<f64> {
    let mut values = vec![0.0; count];
    let stream = Stream::root(20).named("sampler").named(name);
    sampler.fill(&mut stream.generator(), &mut values);
    values
}

#[test]
fn the_first_draws_of_every_sampler_keep_their_bits() {
    let drawn: Vec<_> = samplers()
        .iter()
        .map(|(name, sampler, _)| {
            let bits = draws(name, sampler, 4).into_iter().map(f64::to_bits);
            (
                *name,
                <[u64; 4]>::try_from(bits.collect::<Vec<_>>()).unwrap(),
            )
        })
        .collect();
    assert_eq!(drawn, PINNED, "{drawn:#x?}");
}

/// A change here is value-breaking and belongs in the CHANGELOG.
const PINNED: [(&str, [u64; 4]); 9] = [
    (
        "normal",
        [
            0xbfff_0b3a_74aa_2d12,
            0x4004_8e16_419b_7d5b,
            0xbff7_c027_b457_cc46,
            0x3faf_bfcf_c203_5308,
        ],
    ),
    (
        "uniform",
        [
            0xbfb8_0120_b9da_dd08,
            0xbfc6_899f_b773_c7e4,
            0x3fce_92cf_68d0_ac88,
            0x3f59_ac1d_8714_1a00,
        ],
    ),
    (
        "two-sigma",
        [
            0x3fe4_8200_8b8f_803f,
            0xbfd4_09ab_db91_6adb,
            0x3fd4_58e2_0980_817c,
            0x3fd0_1d20_6497_6701,
        ],
    ),
    (
        "narrow-center",
        [
            0xbfaf_f454_3e05_b26b,
            0x3fc1_c2a2_0cc6_86a0,
            0x3fc5_6093_9932_741f,
            0xbfad_308f_a078_7f55,
        ],
    ),
    (
        "one-sided",
        [
            0x4010_4ac4_901a_592d,
            0x400f_1cce_f728_df7a,
            0x3ff7_e289_2ccc_c422,
            0x4006_f8dc_6512_f853,
        ],
    ),
    (
        "tail",
        [
            0x4020_6b1c_373b_6cda,
            0x4020_7872_d9b4_183e,
            0x4020_5381_ed5e_bd9c,
            0x4020_3120_8974_b90f,
        ],
    ),
    (
        "lower-tail",
        [
            0xc015_6719_c6f2_367b,
            0xc014_7cd1_1abe_7904,
            0xc014_4a42_7a80_f962,
            0xc014_5866_d49b_7a93,
        ],
    ),
    (
        "far-tail",
        [
            0x4034_0adc_c47d_b807,
            0x4034_0155_0f0c_f48a,
            0x4034_0147_38ae_b360,
            0x4034_0790_0b5d_d299,
        ],
    ),
    (
        "narrow-tail",
        [
            0x4008_442f_b219_d690,
            0x4008_1241_3098_9775,
            0x4008_3417_2db7_f701,
            0x4008_0f69_e59f_bdde,
        ],
    ),
];

#[test]
fn a_filled_slice_holds_what_single_draws_give() {
    for (name, sampler, _) in samplers() {
        let mut generator = Stream::root(20).named("sampler").named(name).generator();
        let filled = draws(name, &sampler, 1100);
        assert!(
            filled.iter().all(|x| *x == sampler.draw(&mut generator)),
            "{name}"
        );
    }
}

/// In a range of three doubles, a sixth of the numbers round up to its end and are drawn again.
#[test]
fn a_filled_slice_draws_again_where_single_draws_do() {
    let high = 1.0 + 3.0 * f64::EPSILON;
    let sampler = Sampler(Method::Uniform { low: 1.0, high });
    let stream = Stream::root(20).named("redrawn");
    let (mut one, mut many) = (stream.generator(), stream.generator());
    let mut values = vec![0.0; 1100];
    sampler.fill(&mut many, &mut values);
    assert!(values.iter().all(|x| *x == sampler.draw(&mut one)));
    assert_eq!(one.next_u64(), many.next_u64());
}

#[test]
fn no_draw_leaves_its_support() {
    for (name, sampler, law) in samplers() {
        let (low, high) = law.support();
        let values = draws(name, &sampler, 10_000);
        assert!(values.iter().all(|x| low <= *x && *x <= high), "{name}");
    }
}

/// The draws whose law is tested: 40,000 a sampler.
const N_SAMPLES: usize = 40_000;

#[test]
fn every_empirical_cdf_lies_within_the_dkw_bound() {
    // P(sup|F̂ − F| > d) ≤ 2e^(−2Nd²) (Massart 1990) = 1e-9 a sampler.
    let bound = f64::sqrt(real::ln(2e9) / (2.0 * N_SAMPLES as f64));
    for (name, sampler, law) in samplers() {
        let distance = distance(draws(name, &sampler, N_SAMPLES), law.as_ref());
        assert!(distance <= bound, "{name}: {distance} > {bound}");
    }
}

#[test]
fn the_dkw_bound_refuses_a_law_with_a_tenth_more_spread() {
    let bound = f64::sqrt(real::ln(2e9) / (2.0 * N_SAMPLES as f64));
    let wide = Sampler::normal(Normal::new(0.5, 2.25).unwrap());
    let law = Normal::new(0.5, 2.0).unwrap();
    assert!(bound < distance(draws("normal", &wide, N_SAMPLES), &law));
}

fn distance(mut values: Vec<f64>, law: &dyn Distribution) -> f64 {
    values.sort_by(f64::total_cmp);
    let step = 1.0 / values.len() as f64;
    let gaps = values.iter().enumerate().map(|(i, x)| {
        let (cdf, below) = (law.cdf(*x), i as f64 * step);
        (cdf - below).abs().max((cdf - below - step).abs())
    });
    gaps.fold(0.0, f64::max)
}

/// Φ⁻¹(1 − 5·10⁻¹⁰), the two-sided normal quantile of a false alarm in 10⁹ (scipy.stats.norm.isf).
const QUANTILE: f64 = 6.109_410_204_869_4;

#[test]
fn every_sampled_variance_lies_within_its_standard_errors() {
    for (name, sampler, law) in samplers() {
        let mean = law.mean();
        let squares = draws(name, &sampler, N_SAMPLES).into_iter();
        let sampled = sum::sum(squares.map(|x| (x - mean) * (x - mean))) / N_SAMPLES as f64;
        let excess = law.kurtosis().unwrap() - 1.0;
        let standard_error = law.variance() * f64::sqrt(excess / N_SAMPLES as f64);
        let tolerance = Tolerance::standard_errors(QUANTILE, standard_error);
        assert!(
            tolerance.accepts(sampled, law.variance()),
            "{name}: {sampled}"
        );
    }
}

#[test]
fn normal_draws_have_the_law_of_rand_distr() {
    // Two-sample Kolmogorov–Smirnov: each empirical cdf within its own DKW bound at 5e-10.
    use rand_distr::Distribution as _;
    let mut other = OracleRng(Stream::root(21).named("oracle").generator());
    let mut theirs: Vec<f64> = (0..N_SAMPLES)
        .map(|_| {
            rand_distr::Normal::new(0.5, 2.0)
                .unwrap()
                .sample(&mut other)
        })
        .collect();
    theirs.sort_by(f64::total_cmp);
    let mut ours = draws("normal", &samplers()[0].1, N_SAMPLES);
    ours.sort_by(f64::total_cmp);
    let bound = 2.0 * f64::sqrt(real::ln(4e9) / (2.0 * N_SAMPLES as f64));
    let share = |x: f64| theirs.partition_point(|y| *y <= x) as f64 / N_SAMPLES as f64;
    let gaps = (1..=N_SAMPLES)
        .zip(&ours)
        .map(|(i, x)| (i as f64 / N_SAMPLES as f64 - share(*x)).abs());
    assert!(gaps.fold(0.0, f64::max) <= bound);
}

/// Lends a `Generator`'s bits to `rand_distr`.
struct OracleRng(Generator);

impl rand_core::TryRng for OracleRng {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0.next_u64() as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        for byte in bytes {
            *byte = self.0.next_u64() as u8;
        }
        Ok(())
    }
}
