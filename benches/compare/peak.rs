//! The most fused multiply-adds a second: chains held in registers over panels in the first cache.
//!
//! `peak precision=f64 threads=2 repeats=3` prints one JSON line a repeat. Divided into the
//! operations of a job's products, it gives the time below which no program that multiplies can
//! run here. It is no product: it shares nothing with the library that it is a floor for.

#![expect(clippy::disallowed_types, reason = "it measures time")]

use multiversion::multiversion;
#[cfg(target_arch = "x86_64")]
use multiversion::target::match_target;
#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as arch;
use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |key: &str| {
        let pairs = arguments.iter().filter_map(|text| text.split_once('='));
        let mut found = pairs.filter(|(name, _)| *name == key);
        found.next_back().map(|(_, value)| value.to_owned())
    };
    let number = |key| value(key).and_then(|text| text.parse().ok()).unwrap_or(1);
    let single = value("precision").is_some_and(|text| text == "f32");
    let kernels = if single { singles() } else { doubles() };
    for _ in 0..number("repeats") {
        let rates = kernels
            .iter()
            .map(|kernel| rate(*kernel, number("threads")));
        let best = rates.fold(0.0, f64::max);
        println!(r#"{{"flops_per_second": {best:e}}}"#);
    }
}

/// Runs its tile over the panels so many times; the operations that took.
type Kernel = fn(usize) -> usize;

/// How long one rate is measured.
const SPAN: Duration = Duration::from_millis(60);

/// Operations a second of all threads together, all measured over the same span.
fn rate(kernel: Kernel, threads: usize) -> f64 {
    let start_line = Barrier::new(threads);
    let measure = || {
        black_box(kernel(black_box(50)));
        start_line.wait();
        let (start, mut done) = (Instant::now(), 0);
        while start.elapsed() < SPAN {
            done += kernel(black_box(200));
        }
        done as f64 / start.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(measure)).collect();
        let rates = workers.into_iter().filter_map(|worker| worker.join().ok());
        rates.sum()
    })
}

/// The length of a panel: both panels of every tile below stay in a first cache of 32 KiB.
const LENGTH: usize = 96;

/// Chains in registers that are named, so that the compiler need not find them.
#[cfg(target_arch = "x86_64")]
macro_rules! kernel {
    ($name:ident, $target:literal, $feature:literal, $number:ty, $lanes:literal, $rows:literal, $register:ty, $splat:ident, $fused:ident) => {
        mod $name {
            use super::*;

            #[target_feature(enable = $feature)]
            pub(super) fn run(times: usize) -> usize {
                let rows = black_box([[0.5 as $number; $rows]; LENGTH]);
                let lanes = black_box([[[0.25 as $number; $lanes]; 2]; LENGTH]);
                let zero: $register = bytemuck::cast([0 as $number; $lanes]);
                let mut sums = [[zero; 2]; $rows];
                for _ in 0..times {
                    for (row, lane) in rows.iter().zip(&lanes) {
                        let lane: [$register; 2] =
                            [bytemuck::cast(lane[0]), bytemuck::cast(lane[1])];
                        for r in 0..$rows {
                            let x = arch::$splat(row[r]);
                            sums[r] = [
                                arch::$fused(x, lane[0], sums[r][0]),
                                arch::$fused(x, lane[1], sums[r][1]),
                            ];
                        }
                    }
                }
                black_box(sums);
                2 * 2 * $rows * $lanes * LENGTH * times
            }
        }

        #[multiversion(targets($target))]
        fn $name(times: usize) -> usize {
            match_target! {
                $target => $name::run(times),
                _ => unsupported(times),
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
kernel!(
    doubles_of_512_bits,
    "x86_64+avx512f+avx2+fma",
    "avx512f",
    f64,
    8,
    12,
    arch::__m512d,
    _mm512_set1_pd,
    _mm512_fmadd_pd
);
#[cfg(target_arch = "x86_64")]
kernel!(
    doubles_of_256_bits,
    "x86_64+avx2+fma",
    "avx2,fma",
    f64,
    4,
    6,
    arch::__m256d,
    _mm256_set1_pd,
    _mm256_fmadd_pd
);
#[cfg(target_arch = "x86_64")]
kernel!(
    singles_of_512_bits,
    "x86_64+avx512f+avx2+fma",
    "avx512f",
    f32,
    16,
    12,
    arch::__m512,
    _mm512_set1_ps,
    _mm512_fmadd_ps
);
#[cfg(target_arch = "x86_64")]
kernel!(
    singles_of_256_bits,
    "x86_64+avx2+fma",
    "avx2,fma",
    f32,
    8,
    6,
    arch::__m256,
    _mm256_set1_ps,
    _mm256_fmadd_ps
);

/// Never called: [`supported`] asks the processor first.
#[cfg(target_arch = "x86_64")]
fn unsupported(_: usize) -> usize {
    0
}

/// The same where no registers are named.
#[cfg(not(target_arch = "x86_64"))]
macro_rules! kernel {
    ($name:ident, $number:ty, $rows:literal, $lanes:literal, $target:literal) => {
        #[multiversion(targets($target))]
        fn $name(times: usize) -> usize {
            let rows = black_box([[0.5 as $number; $rows]; LENGTH]);
            let lanes = black_box([[0.25 as $number; $lanes]; LENGTH]);
            let mut sums: [[$number; $lanes]; $rows] = [[0.0; $lanes]; $rows];
            for _ in 0..times {
                for (row, lane) in rows.iter().zip(&lanes) {
                    for r in 0..$rows {
                        for l in 0..$lanes {
                            sums[r][l] = row[r].mul_add(lane[l], sums[r][l]);
                        }
                    }
                }
            }
            black_box(sums);
            2 * $rows * $lanes * LENGTH * times
        }
    };
}

#[cfg(not(target_arch = "x86_64"))]
kernel!(doubles_of_128_bits, f64, 6, 8, "aarch64+neon");
#[cfg(not(target_arch = "x86_64"))]
kernel!(singles_of_128_bits, f32, 6, 16, "aarch64+neon");

/// The kernels whose instructions this processor has: without them a fused multiply-add is a call.
#[cfg(target_arch = "x86_64")]
fn doubles() -> Vec<Kernel> {
    supported(doubles_of_256_bits, doubles_of_512_bits)
}

#[cfg(target_arch = "x86_64")]
fn singles() -> Vec<Kernel> {
    supported(singles_of_256_bits, singles_of_512_bits)
}

#[cfg(target_arch = "x86_64")]
fn supported(narrow: Kernel, wide: Kernel) -> Vec<Kernel> {
    let mut kernels = Vec::new();
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        kernels.push(narrow);
        if is_x86_feature_detected!("avx512f") {
            kernels.push(wide);
        }
    }
    kernels
}

#[cfg(not(target_arch = "x86_64"))]
fn doubles() -> Vec<Kernel> {
    vec![doubles_of_128_bits]
}

#[cfg(not(target_arch = "x86_64"))]
fn singles() -> Vec<Kernel> {
    vec![singles_of_128_bits]
}
