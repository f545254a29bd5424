//! One pass over a tensor: moments, extremes, signatures of rows and columns, a sample of rows.
//!
//! It sees bytes once, in order, and keeps a bounded part of them. It judges nothing.

mod histogram;
mod powers;
mod signature;

use crate::audit::format::NumberFormat;
use crate::audit::format::TensorInfo;
use histogram::Histogram;
use powers::Powers;

pub use histogram::Step;
pub use signature::Repeats;
pub(in crate::audit) use signature::factor;

/// Values that are kept: enough to see a variance off by a hundredth.
const KEPT: usize = 1 << 20;

/// Numbers that are looked at together: 64 KiB of doubles stay in the second cache.
const SEGMENT: usize = 1 << 13;

/// Factors of a row's places before they are used again, each time times another.
const PERIOD: usize = 1 << 13;

/// The shortest last axis whose columns are compared; of shorter ones many are equal by accident
/// or mean nothing (the sides of a kernel).
const LEAST_COLUMNS: u64 = 8;

/// The most rows, and the most columns, that are compared: their signatures take 32 MiB.
const MOST_LINES: u64 = 1 << 22;

/// Partial sums of a row's signature, by place modulo their number.
const LANES: usize = 8;

/// What one pass over a tensor finds.
///
/// Rows run along the first axis, columns along the last; a tensor of one axis is one row.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    powers: Powers,
    histogram: Histogram,
    rows: Vec<f64>,
    columns: Vec<f64>,
    sample: Sampled,
}

/// Whole rows at even distances, row-major.
#[derive(Clone, Debug, Default)]
pub struct Sampled {
    /// Their values.
    pub values: Vec<f64>,
    /// Values of a row.
    pub columns: usize,
}

impl Scan {
    /// How many values.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.powers.n()
    }

    /// How many values are 0.
    #[must_use]
    pub fn n_zero(&self) -> u64 {
        self.powers.n_zero()
    }

    /// How many values are not a number.
    #[must_use]
    pub fn n_nan(&self) -> u64 {
        self.powers.n_nan()
    }

    /// How many values are infinite.
    #[must_use]
    pub fn n_infinite(&self) -> u64 {
        self.powers.n_infinite()
    }

    /// Σx/n; missing, as all moments, if a value is not finite.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        self.powers.mean()
    }

    /// Σx².
    #[must_use]
    pub fn energy(&self) -> Option<f64> {
        self.powers.energy()
    }

    /// Σ(x − mean)²/n.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.powers.variance()
    }

    /// The fourth standardized moment; missing for a constant.
    #[must_use]
    pub fn kurtosis(&self) -> Option<f64> {
        self.powers.kurtosis()
    }

    /// The least and the largest value.
    #[must_use]
    pub fn extremes(&self) -> Option<(f64, f64)> {
        self.powers.extremes()
    }

    /// The largest |x|.
    #[must_use]
    pub fn largest(&self) -> Option<f64> {
        self.extremes().map(|(least, most)| most.max(-least))
    }

    /// Rows that repeat earlier ones.
    #[must_use]
    pub fn repeated_rows(&self) -> Repeats {
        signature::repeats(&self.rows)
    }

    /// Columns that repeat earlier ones.
    #[must_use]
    pub fn repeated_columns(&self) -> Repeats {
        signature::repeats(&self.columns)
    }

    /// A signature a row: two tensors with the same ones hold the same values. None where there are
    /// more than four million rows.
    #[must_use]
    pub fn row_signatures(&self) -> &[f64] {
        &self.rows
    }

    /// A signature a column; empty where columns are not compared.
    #[must_use]
    pub fn column_signatures(&self) -> &[f64] {
        &self.columns
    }

    /// The distribution function of all values at a few hundred places; to be asked only where all
    /// are finite.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        self.histogram.steps()
    }

    /// Some of the rows: all of them up to a million values.
    #[must_use]
    pub fn sample(&self) -> &Sampled {
        &self.sample
    }
}

/// Takes a tensor piece by piece.
///
/// # Example
/// ```
/// use varprop::audit::Scanner;
/// use varprop::audit::format::{NumberFormat, TensorInfo};
/// use varprop::empirical::stat::Storage;
/// let info = TensorInfo {
///     name: "weight".to_owned(),
///     shape: vec![2, 2],
///     format: NumberFormat::Float(Storage::F32),
/// };
/// let mut scanner = Scanner::new(&info);
/// for x in [1.0_f32, 2.0, 3.0, 4.0] {
///     scanner.take(&x.to_le_bytes());
/// }
/// let scan = scanner.finish();
/// assert_eq!((scan.mean(), scan.variance()), (Some(2.5), Some(1.25)));
/// ```
#[derive(Clone, Debug)]
pub struct Scanner {
    format: NumberFormat,
    /// Values of a row, and of the last axis.
    length: u64,
    width: u64,
    /// One row of so many is kept.
    every: u64,
    factors: Vec<f64>,
    /// The signature of the row at hand.
    lanes: [f64; LANES],
    place: u64,
    /// Values that do not fill a segment yet.
    pending: Vec<f64>,
    /// The numbers of the last bytes; its memory is used again.
    decoded: Vec<f64>,
    found: Scan,
}

impl Scanner {
    /// Ready for the bytes of this tensor.
    #[must_use]
    pub fn new(info: &TensorInfo) -> Self {
        let n = info
            .shape
            .iter()
            .fold(1_u64, |n, axis| n.saturating_mul(*axis));
        let rows = if info.shape.len() < 2 {
            1
        } else {
            info.shape[0].max(1)
        };
        let width = info.shape.last().copied().unwrap_or(1);
        let compared = info.shape.len() > 1 && (LEAST_COLUMNS..=MOST_LINES).contains(&width);
        let compared = compared && width < n;
        let length = (n / rows).max(1);
        Self {
            format: info.format.clone(),
            length,
            width: width.max(1),
            every: n.div_ceil(KEPT as u64).max(1),
            factors: signature::factors(length.min(PERIOD as u64) as usize),
            lanes: [0.0; LANES],
            place: 0,
            pending: Vec::new(),
            decoded: Vec::new(),
            found: Scan {
                powers: Powers::default(),
                histogram: Histogram::default(),
                rows: Vec::new(),
                columns: vec![0.0; if compared { width as usize } else { 0 }],
                sample: Sampled {
                    values: Vec::new(),
                    columns: length.min(KEPT as u64) as usize,
                },
            },
        }
    }

    /// Takes the next bytes: whole numbers, little-endian.
    pub fn take(&mut self, bytes: &[u8]) {
        let Some(size) = self.format.size() else {
            return;
        };
        let (mut pending, mut decoded) = (
            std::mem::take(&mut self.pending),
            std::mem::take(&mut self.decoded),
        );
        for bytes in bytes.chunks(size * SEGMENT) {
            self.format.decode(bytes, &mut decoded);
            if pending.is_empty() && decoded.len() == SEGMENT {
                self.segment(&decoded);
                continue;
            }
            pending.extend_from_slice(&decoded);
            let whole = pending.len() / SEGMENT * SEGMENT;
            for segment in pending[..whole].chunks(SEGMENT) {
                self.segment(segment);
            }
            pending.drain(..whole);
        }
        (self.pending, self.decoded) = (pending, decoded);
    }

    /// What was found.
    #[must_use]
    pub fn finish(mut self) -> Scan {
        let pending = std::mem::take(&mut self.pending);
        self.segment(&pending);
        self.found
    }

    /// Looks at the next values, cut where they always are.
    fn segment(&mut self, values: &[f64]) {
        self.found.powers.take(values);
        self.found.histogram.take(values);
        self.add_to_columns(values);
        let mut rest = values;
        while !rest.is_empty() {
            let offset = self.place % self.length;
            let row = self.place / self.length;
            let period = PERIOD as u64;
            let left = (self.length - offset).min(period - offset % period);
            let (run, after) = rest.split_at(rest.len().min(left as usize));
            self.keep(row, run);
            self.add_to_row(offset, run);
            self.place += run.len() as u64;
            if self.place.is_multiple_of(self.length) {
                self.end_row();
            }
            rest = after;
        }
    }

    /// Notes the signature of a row that is complete; of too many rows none is kept.
    fn end_row(&mut self) {
        let lanes = std::mem::take(&mut self.lanes);
        let n_rows = self.place / self.length;
        if n_rows <= MOST_LINES {
            self.found.rows.push(lanes.iter().sum());
        } else {
            self.found.rows = Vec::new();
        }
    }

    /// Keeps the values of a row that is part of the sample.
    fn keep(&mut self, row: u64, run: &[f64]) {
        let kept = &mut self.found.sample.values;
        if row.is_multiple_of(self.every) && kept.len() < KEPT {
            kept.extend(&run[..run.len().min(KEPT - kept.len())]);
        }
    }

    /// Continues the signature of a row by its values from `offset` on, all of one period.
    fn add_to_row(&mut self, offset: u64, run: &[f64]) {
        let first = (offset % PERIOD as u64) as usize;
        let factors = &self.factors[first..first + run.len()];
        let outer = signature::factor(offset / PERIOD as u64);
        // A period is a multiple of the lanes, so a place's lane does not depend on the cut.
        let head = run.len().min(first.next_multiple_of(LANES) - first);
        for (k, (x, factor)) in run.iter().zip(factors).take(head).enumerate() {
            self.lanes[(first + k) % LANES] += x * factor * outer;
        }
        let (runs, tail) = run[head..].as_chunks::<LANES>();
        let (groups, last) = factors[head..].as_chunks::<LANES>();
        for (run, factors) in runs.iter().zip(groups) {
            for lane in 0..LANES {
                self.lanes[lane] += run[lane] * factors[lane] * outer;
            }
        }
        for (lane, (x, factor)) in tail.iter().zip(last).enumerate() {
            self.lanes[lane] += x * factor * outer;
        }
    }

    /// Continues the signatures of the columns.
    fn add_to_columns(&mut self, values: &[f64]) {
        if self.found.columns.is_empty() {
            return;
        }
        let (mut place, mut rest) = (self.place, values);
        while !rest.is_empty() {
            let first = (place % self.width) as usize;
            let columns = &mut self.found.columns[first..];
            let (run, after) = rest.split_at(rest.len().min(columns.len()));
            let factor = signature::factor(place / self.width);
            for (column, x) in columns.iter_mut().zip(run) {
                *column += factor * x;
            }
            place += run.len() as u64;
            rest = after;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::Storage;
    use crate::random::Stream;

    fn info(shape: &[u64]) -> TensorInfo {
        TensorInfo {
            name: "test".to_owned(),
            shape: shape.to_vec(),
            format: NumberFormat::Float(Storage::F64),
        }
    }

    fn normals(n: usize) -> Vec<f64> {
        let mut values = vec![0.0; n];
        Stream::root(3)
            .named("scan")
            .generator()
            .fill_normal(&mut values);
        values
    }

    fn scan(shape: &[u64], values: &[f64], piece: usize) -> Scan {
        let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
        let mut scanner = Scanner::new(&info(shape));
        bytes
            .chunks(8 * piece)
            .for_each(|piece| scanner.take(piece));
        scanner.finish()
    }

    #[test]
    fn what_is_found_does_not_depend_on_how_the_bytes_are_cut() {
        let shape = [7, 30, 101];
        let values = normals(7 * 30 * 101);
        let whole = scan(&shape, &values, values.len());
        for piece in [1, 13, 8192, 10_000] {
            let found = scan(&shape, &values, piece);
            assert_eq!(format!("{found:?}"), format!("{whole:?}"), "{piece}");
        }
        assert_eq!(whole.sample().values, values);
        assert_eq!(whole.sample().columns, 30 * 101);
    }

    #[test]
    fn equal_and_negated_rows_and_columns_are_found_wherever_they_are() {
        // Rows of 20,000 span segments and periods.
        for (rows, columns) in [(6, 20_000), (300, 9), (64, 64)] {
            let mut values = normals(rows * columns);
            for j in 0..columns {
                values[4 * columns + j] = values[columns + j];
                values[5 * columns + j] = -values[2 * columns + j];
            }
            for i in 0..rows {
                values[i * columns + 8] = values[i * columns + 3];
            }
            let found = scan(&[rows as u64, columns as u64], &values, 1000);
            let rows = found.repeated_rows();
            assert_eq!((rows.equal, rows.negated), (vec![(1, 4)], vec![(2, 5)]));
            assert_eq!(found.repeated_columns().equal, [(3, 8)]);
        }
    }

    #[test]
    fn the_sample_of_a_large_tensor_is_whole_rows_at_even_distances() {
        let (rows, columns) = (3000, 1000);
        let values: Vec<f64> = (0..rows * columns).map(|i| i as f64).collect();
        let found = scan(&[rows as u64, columns as u64], &values, 4096);
        let sample = found.sample();
        assert_eq!(sample.columns, columns);
        let firsts: Vec<f64> = sample.values.iter().copied().step_by(columns).collect();
        let expected: Vec<f64> = (0..1000).map(|i| (3 * i * columns) as f64).collect();
        assert_eq!(firsts, expected);
    }

    #[test]
    fn lines_beyond_the_limit_are_not_compared_and_take_no_memory() {
        let info = |shape: &[u64]| TensorInfo {
            format: NumberFormat::Float(Storage::F16),
            ..info(shape)
        };
        // What a lying header may state.
        let wide = Scanner::new(&info(&[2, 1 << 62]));
        assert!(wide.found.columns.is_empty());
        let rows = MOST_LINES + 1;
        let mut tall = Scanner::new(&info(&[rows, 1]));
        tall.take(&vec![0_u8; 2 * rows as usize]);
        let tall = tall.finish();
        assert_eq!((tall.n(), tall.row_signatures().len()), (rows, 0));
    }

    #[test]
    fn a_tensor_of_one_axis_is_one_row_and_an_empty_one_has_nothing() {
        let found = scan(&[5], &normals(5), 5);
        assert_eq!((found.row_signatures().len(), found.n()), (1, 5));
        let empty = scan(&[0, 3], &[], 1);
        assert_eq!(
            (empty.n(), empty.mean(), empty.row_signatures().len()),
            (0, None, 0)
        );
    }
}
