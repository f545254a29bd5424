//! Runs of values that occur twice: a state of the generator shared by rows, seeds or shards.
//!
//! It compares bits; draws that are merely alike are seen by the correlation tests.

use crate::conformance::Draws;
use crate::conformance::record;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Storage;
use crate::empirical::stat::TestRecord;
use crate::num::real;

/// Pairs of equal draws, and repeated runs of k values anywhere in all draws.
///
/// Two stored values are equal only if they fall into one cell of a partition made of rounding
/// cells, the likeliest of probability q. Given what lies before, k further values equal k given
/// ones with probability ≤ qᵏ, overlaps included; so any two runs among N values are equal with
/// probability ≤ ½N²qᵏ. k is the smallest for which that is a thousandth of `alpha`.
///
/// # Errors
/// `InvalidPValue` if the law's distribution function is NaN.
pub(in crate::conformance) fn tests(
    null: &Null<'_>,
    draws: &Draws,
    alpha: f64,
) -> Result<Vec<TestRecord>, StatError> {
    let n = draws.values.len() as f64;
    let ln_q = real::ln(likeliest(null, draws.storage));
    let ln_pairs = real::ln(0.5 * n * n);
    let length = ((ln_pairs - real::ln(1e-3 * alpha)) / -ln_q)
        .ceil()
        .max(1.0);
    let repeats = n_repeats(&draws.values, length as usize);
    let equal = n_equal_draws(draws);
    let p_value =
        |count: usize, bound: f64| PValue::bound(if count == 0 { 1.0 } else { real::exp(bound) });
    let seeds = draws.n_seeds as f64;
    let ln_seeds = real::ln(0.5 * seeds * seeds);
    let record = |name, what, count: usize, ln_bound| -> Result<TestRecord, StatError> {
        let p = p_value(count, ln_bound)?;
        Ok(record::bounded(
            name,
            null.label(),
            (what, count as f64),
            p,
            draws.values.len(),
        ))
    };
    let equal_bound = ln_seeds + draws.size as f64 * ln_q;
    Ok(vec![
        record(
            "seeds-differ",
            "seeds that repeat a draw",
            equal,
            equal_bound,
        )?,
        record(
            "repeats",
            "runs that occur twice",
            repeats,
            ln_pairs + length * ln_q,
        )?,
    ])
}

/// How many draws equal an earlier one.
pub(in crate::conformance) fn n_equal_draws(draws: &Draws) -> usize {
    let mut sorted: Vec<&[f64]> = draws.each().collect();
    sorted.sort_unstable_by(|a, b| {
        let mut orders = a.iter().zip(*b).map(|(x, y)| x.total_cmp(y));
        orders
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let is_equal = |pair: &&[&[f64]]| matches!(pair, [a, b] if same_bits(a, b));
    sorted.windows(2).filter(is_equal).count()
}

fn same_bits(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.to_bits() == y.to_bits())
}

/// Runs of this length that equal another one.
fn n_repeats(values: &[f64], length: usize) -> usize {
    let mut runs: Vec<(u64, usize)> = hashes(values, length).zip(0..).collect();
    runs.sort_unstable();
    let run = |start: usize| values.get(start..start + length).unwrap_or(&[]);
    let is_repeat = |pair: &&[(u64, usize)]| match pair {
        [(a, i), (b, j)] => a == b && same_bits(run(*i), run(*j)),
        _ => false,
    };
    runs.windows(2).filter(is_repeat).count()
}

/// An odd base of the rolling polynomial.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// A rolling hash of each run: Σ mix(x_{i+j})·BASE^(length−1−j), modulo 2⁶⁴.
fn hashes(values: &[f64], length: usize) -> impl Iterator<Item = u64> {
    let leading = (0..length).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    values.iter().enumerate().filter_map(move |(i, x)| {
        hash = hash.wrapping_mul(BASE).wrapping_add(mix(x.to_bits()));
        let left = i.checked_sub(length).and_then(|gone| values.get(gone));
        if let Some(gone) = left {
            hash = hash.wrapping_sub(mix(gone.to_bits()).wrapping_mul(leading));
        }
        (length <= i + 1).then_some(hash)
    })
}

/// Spreads the bits of a word (Steele, Lea & Flood 2014, SplitMix).
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Half the cells of the partition, and how many of them a standard deviation spans.
const HALF_CELLS: i32 = 512;
const CELLS_A_DEVIATION: f64 = 64.0;

/// The probability of the likeliest cell of a partition whose edges are edges of rounding cells.
fn likeliest(null: &Null<'_>, storage: Storage) -> f64 {
    let width = null.std_dev() / CELLS_A_DEVIATION;
    let edges = (-HALF_CELLS..=HALF_CELLS).map(|k| {
        let point = storage.round(null.mean() + f64::from(k) * width);
        null.cdf(storage.cell(point).1)
    });
    let (mut most, mut previous) = (0.0_f64, 0.0);
    for edge in edges.chain([1.0]) {
        most = most.max(edge - previous);
        previous = edge;
    }
    most.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::distribution::Uniform;

    #[test]
    fn a_run_is_found_wherever_it_occurs_again() {
        let mut values: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(n_repeats(&values, 3), 0);
        values.copy_within(10..14, 71);
        // Runs 10..13 and 11..14 occur twice.
        assert_eq!(n_repeats(&values, 3), 2);
        assert_eq!(n_repeats(&values, 5), 0);
        assert_eq!(n_repeats(&[1.0; 10], 3), 7);
        assert_eq!(n_repeats(&values, 101), 0);
    }

    #[test]
    fn the_likeliest_cell_of_a_uniform_law_is_its_width() {
        let law = Uniform::symmetric(1.0).unwrap();
        let null = Null::new(&law).unwrap();
        // σ/64 of a range of 2: 1/(128·√3), and the rounding of its edges.
        let cell = 1.0 / (128.0 * 3.0_f64.sqrt());
        let allowed = crate::num::Tolerance::rounding(64, 1.0);
        assert!(allowed.accepts(likeliest(&null, Storage::F64), cell));
        // bfloat16 is 2⁻⁸ apart between ½ and 1, about as coarse as the partition.
        let coarse = likeliest(&null, Storage::Bf16);
        assert!((cell..2.0 * cell).contains(&coarse), "{coarse}");
    }
}
