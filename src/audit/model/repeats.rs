//! Rows and columns that occur twice: whether that is more than accident.
//!
//! Signatures find them; this file bounds how probable it is.

use crate::audit::Finding;
use crate::audit::Repeats;
use crate::audit::Scan;
use crate::num::real;
use std::collections::BTreeMap;

/// Findings about lines of a tensor whose last axis has `width` values, at this false-alarm rate.
pub(in crate::audit::model) fn findings(scan: &Scan, width: u64, alpha: f64) -> Vec<Finding> {
    let Some(ln_q) = ln_collision(scan) else {
        return Vec::new();
    };
    let n_rows = (scan.row_signatures().len() as u64).max(1);
    let row = scan.n() / n_rows;
    let sides = [
        Lines::new("row", scan.repeated_rows(), (n_rows, row), (row, 1)),
        Lines::new(
            "column",
            scan.repeated_columns(),
            (width, scan.n() / width.max(1)),
            (1, width),
        ),
    ];
    let found = sides.into_iter().filter_map(|lines| {
        let lines = lines.verified(scan);
        let ln_bound = lines.ln_accident(ln_q, scan);
        (ln_bound < real::ln(0.5 * alpha)).then(|| lines.finding(ln_bound))?
    });
    found.collect()
}

/// The rows or the columns of a tensor.
struct Lines {
    what: &'static str,
    repeats: Repeats,
    n: u64,
    length: u64,
    /// The distance of two lines' beginnings, and of a line's values.
    strides: (u64, u64),
}

/// ln of the probability that two different lines share a signature: a sum of 53 bits, of which
/// five are left to its roundings.
const LN_SIGNATURE: f64 = -48.0 * core::f64::consts::LN_2;

impl Lines {
    fn new(
        what: &'static str,
        repeats: Repeats,
        (n, length): (u64, u64),
        strides: (u64, u64),
    ) -> Self {
        Self {
            what,
            repeats,
            n,
            length,
            strides,
        }
    }

    /// Without pairs that only share a signature, where all values are at hand.
    fn verified(mut self, scan: &Scan) -> Self {
        if is_whole(scan) {
            let values = &scan.sample().values;
            let value =
                |line: u64, k: u64| values[(line * self.strides.0 + k * self.strides.1) as usize];
            let is = |pair: &(u64, u64), sign: f64| {
                (0..self.length).all(|k| value(pair.0, k) == sign * value(pair.1, k))
            };
            self.repeats.equal.retain(|pair| is(pair, 1.0));
            self.repeats.negated.retain(|pair| is(pair, -1.0));
        }
        self
    }

    /// ln of a bound on the probability of these repeats by accident: that of one pair of equal
    /// lines, and of as many equal signatures where values are not at hand.
    fn ln_accident(&self, ln_q: f64, scan: &Scan) -> f64 {
        let ln_pairs = real::ln(0.5 * self.n as f64 * self.n as f64);
        let lines = ln_pairs + self.length as f64 * ln_q;
        if is_whole(scan) {
            return lines;
        }
        let found = (self.repeats.equal.len() + self.repeats.negated.len()) as f64;
        lines.max(found * (ln_pairs + LN_SIGNATURE))
    }

    fn finding(&self, ln_bound: f64) -> Option<Finding> {
        let (what, n) = (self.what, self.n);
        let (equal, negated) = (&self.repeats.equal, &self.repeats.negated);
        let first = equal.first().or(negated.first())?;
        let chance = bound(ln_bound);
        if let Some((distance, length)) = block(equal).filter(|_| what == "row") {
            let text = format!(
                "{length} rows are equal to those {distance} before them (of {n}): identical \
                 blocks; by accident with probability below {chance}"
            );
            return Some(Finding::alarm("repeated-blocks", text));
        }
        let kind = if equal.is_empty() {
            "the opposite of"
        } else {
            "equal to"
        };
        let code = match what {
            "row" => "repeated-rows",
            _ => "repeated-columns",
        };
        let text = format!(
            "{what} {} is {kind} {what} {}; of {n} {what}s {} repeat an earlier one and {} are the \
             opposite of one; by accident with probability below {chance}",
            first.1,
            first.0,
            equal.len(),
            negated.len()
        );
        Some(Finding::alarm(code, text))
    }
}

/// Whether the sample is the whole tensor.
fn is_whole(scan: &Scan) -> bool {
    scan.sample().values.len() as u64 == scan.n()
}

/// ln of a bound on the probability that two independent values of the tensor are equal: the share
/// of the most frequent magnitude in the sample and five standard errors, with ten counts added
/// because a rare event may just not have happened.
fn ln_collision(scan: &Scan) -> Option<f64> {
    // Enough to see a share of a thousandth.
    const ENOUGH: usize = 1 << 14;
    let values = scan.sample().values.iter().take(ENOUGH);
    let mut magnitudes: Vec<u64> = values.map(|x| x.abs().to_bits()).collect();
    magnitudes.sort_unstable();
    let runs = magnitudes.chunk_by(|a, b| a == b);
    let most = runs.map(<[u64]>::len).max()? as f64;
    let n = magnitudes.len() as f64;
    let share = (most + 5.0 * most.sqrt() + 10.0) / n;
    (share < 1.0).then(|| real::ln(share))
}

/// The power of ten above e^x, as printed.
fn bound(ln: f64) -> String {
    format!("1e{}", (ln / real::ln(10.0)).ceil().max(-300.0))
}

/// The distance at which blocks of at least two rows repeat, and how many rows do.
///
/// Every repeat is paired with the first of its kind, so of three and more blocks the distances are
/// multiples of that which the nearest repeat has.
fn block(equal: &[(u64, u64)]) -> Option<(u64, usize)> {
    let mut nearest: BTreeMap<u64, u64> = BTreeMap::new();
    for (first, second) in equal {
        let distance = second - first;
        let least = nearest.entry(*first).or_insert(distance);
        *least = distance.min(*least);
    }
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    for distance in nearest.into_values() {
        *counts.entry(distance).or_default() += 1;
    }
    let (distance, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    let is_multiple = |pair: &&(u64, u64)| (pair.1 - pair.0).is_multiple_of(distance);
    let repeated = equal.iter().filter(is_multiple).count();
    (count >= 2 && 2 * repeated > equal.len()).then_some((distance, repeated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::specimen;
    use crate::random::Stream;

    fn normals(n: usize) -> Vec<f64> {
        let mut values = vec![0.0; n];
        let mut generator = Stream::root(8).named("repeats").generator();
        generator.fill_normal(&mut values);
        values
    }

    fn codes(values: &[f64], shape: &[u64]) -> Vec<&'static str> {
        let found = findings(&specimen::scan(values, shape), shape[1], 1e-9);
        found.iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn independent_rows_raise_no_alarm_however_few_their_values() {
        assert_eq!(codes(&normals(4096), &[64, 64]), [""; 0]);
        let coarse: Vec<f64> = normals(4096).iter().map(|x| x.round()).collect();
        // Of 2,048 pairs of small whole numbers many are equal by accident.
        assert_eq!(codes(&coarse, &[2048, 2]), [""; 0]);
    }

    #[test]
    fn a_repeated_row_is_an_alarm_and_so_is_an_opposite_column() {
        let mut values = normals(4096);
        let row = values[..64].to_vec();
        values[640..704].copy_from_slice(&row);
        assert_eq!(codes(&values, &[64, 64]), ["repeated-rows"]);
        let mut values = normals(4096);
        for i in 0..64 {
            values[64 * i + 9] = -values[64 * i + 3];
        }
        assert_eq!(codes(&values, &[64, 64]), ["repeated-columns"]);
    }

    #[test]
    fn identical_shards_are_blocks_at_one_distance() {
        let half = normals(2048);
        let values = [&half[..], &half[..]].concat();
        let found = findings(&specimen::scan(&values, &[64, 64]), 64, 1e-9);
        assert_eq!(found[0].code, "repeated-blocks");
        assert!(
            found[0]
                .text
                .starts_with("32 rows are equal to those 32 before")
        );
    }

    #[test]
    fn more_than_two_identical_shards_are_blocks_of_the_least_distance() {
        let quarter = normals(1024);
        let found = findings(&specimen::scan(&quarter.repeat(4), &[64, 64]), 64, 1e-9);
        assert_eq!(found[0].code, "repeated-blocks");
        let text = &found[0].text;
        assert!(
            text.starts_with("48 rows are equal to those 16 before"),
            "{text}"
        );
    }
}
