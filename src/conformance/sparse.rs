//! Tests of sparse matrices: the number of zeros in each column, their rows, and the rest.
//!
//! The rest are independent entries of one law, tested without their places.

use crate::conformance::Draws;
use crate::conformance::independent;
use crate::conformance::record;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::StatError;
use crate::empirical::stat::TestRecord;

/// z zeros in each of the columns of m rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) struct Zeros {
    pub rows: usize,
    pub zeros: usize,
}

impl Zeros {
    /// Whether every column of every draw has its zeros, or more: a drawn value may round to 0,
    /// which [`Zeros::excess`] counts.
    pub(in crate::conformance) fn fact(self, draws: &Draws) -> TestRecord {
        let lacking = |matrix: &[f64]| {
            let columns = (0..draws.row).map(|j| matrix.iter().skip(j).step_by(draws.row));
            columns
                .filter(|column| column.clone().filter(|x| **x == 0.0).count() < self.zeros)
                .count()
        };
        let violations = draws.each().map(lacking).sum();
        let null = format!("{} zeros in each column", self.zeros);
        let what = "columns with fewer zeros";
        let n = draws.values.len();
        record::fact("zeros-a-column", &null, what, violations, n)
    }

    /// Zeros beyond those promised, at most binomial as they are among entries of any law.
    pub(in crate::conformance) fn excess(
        self,
        rest: &Null<'_>,
        draws: &Draws,
    ) -> Result<TestRecord, StatError> {
        let n = draws.values.len();
        let promised = n / self.rows * self.zeros;
        let zeros = draws.values.iter().filter(|x| **x == 0.0).count();
        let excess = zeros.saturating_sub(promised) as f64;
        let p = independent::zero_probability(rest, draws.storage);
        let drawn = (n - promised) as f64;
        let p_value = PValue::bound(record::at_least(drawn, p, excess))?;
        let statistic = ("zeros beyond those promised", excess);
        let null = format!("{} zeros in each column", self.zeros);
        Ok(record::bounded("zeros", null, statistic, p_value, n))
    }

    /// The zeros of each row over all columns and seeds: binomial with share z/m, the most
    /// extreme row.
    pub(in crate::conformance) fn rows_of_zeros(
        self,
        draws: &Draws,
    ) -> Result<TestRecord, StatError> {
        let mut zeros = vec![0_u32; self.rows];
        for (index, _) in draws.values.iter().enumerate().filter(|(_, x)| **x == 0.0) {
            if let Some(count) = zeros.get_mut(index % draws.size / draws.row) {
                *count += 1;
            }
        }
        let n = (draws.values.len() / self.rows) as f64;
        let share = self.zeros as f64 / self.rows as f64;
        let tail = |count: f64| {
            let many = record::at_least(n, share, count);
            2.0 * many.min(record::at_least(n, 1.0 - share, n - count))
        };
        let tails = zeros.iter().map(|c| (tail(f64::from(*c)), f64::from(*c)));
        let (p, count) = tails.fold((1.0, n * share), |a, b| if b.0 < a.0 { b } else { a });
        let p_value = PValue::bound(p)?.smallest_of(self.rows as u64);
        let statistic = ("share of zeros in the most extreme row", count / n);
        let null = format!("a share of {share} zeros");
        let n_samples = draws.values.len();
        Ok(record::bounded(
            "zeros-a-row",
            null,
            statistic,
            p_value,
            n_samples,
        ))
    }

    /// The values that are not 0, in one row.
    pub(in crate::conformance) fn rest(draws: &Draws) -> Draws {
        let values: Vec<f64> = draws.values.iter().copied().filter(|x| *x != 0.0).collect();
        let length = values.len().max(1);
        Draws {
            values,
            row: length,
            size: length,
            ..*draws
        }
    }
}
