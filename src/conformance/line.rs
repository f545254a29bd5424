//! Energies along lines of the draws: one wrong output, input, place or seed among right ones.
//!
//! A line is any set of places that a law without structure treats alike. Whole tensors are
//! `independent`'s.

use crate::conformance::Draws;
use crate::empirical::stat::Check;
use crate::empirical::stat::Guarantee;
use crate::empirical::stat::Null;
use crate::empirical::stat::PValue;
use crate::empirical::stat::Sample;
use crate::empirical::stat::StatError;
use crate::empirical::stat::Statistic;
use crate::empirical::stat::TestRecord;
use crate::empirical::stat::VarianceCheck;

/// Along what energies are summed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) enum Line {
    /// The weights of one output in one draw.
    Row,
    /// The weights of one output in all draws.
    Output,
    /// The weights from one input, at one place of the kernel, in all draws.
    Input,
    /// One draw.
    Seed,
    /// One weight in all draws.
    Place,
}

/// Every kind of line.
pub(in crate::conformance) const LINES: [Line; 5] = [
    Line::Row,
    Line::Output,
    Line::Input,
    Line::Seed,
    Line::Place,
];

impl Line {
    fn name(self) -> &'static str {
        match self {
            Self::Row => "row-energies",
            Self::Output => "output-energies",
            Self::Input => "input-energies",
            Self::Seed => "seed-energies",
            Self::Place => "place-energies",
        }
    }

    /// On which line the value at this index lies.
    fn of(self, index: usize, draws: &Draws) -> usize {
        match self {
            Self::Row => index / draws.row,
            Self::Output => index % draws.size / draws.row,
            Self::Input => index % draws.row,
            Self::Seed => index / draws.size,
            Self::Place => index % draws.size,
        }
    }

    fn count(self, draws: &Draws) -> usize {
        match self {
            Self::Row => draws.values.len() / draws.row,
            Self::Output => draws.size / draws.row,
            Self::Input => draws.row,
            Self::Seed => draws.values.len() / draws.size,
            Self::Place => draws.size,
        }
    }
}

/// The most extreme of all lines' energies E = Σ((x − μ)/σ)²: exact or bound as the variance is,
/// corrected for the number of lines.
///
/// # Errors
/// As the variance check.
pub(in crate::conformance) fn energies(
    line: Line,
    null: &Null<'_>,
    variance: &VarianceCheck<'_>,
    draws: &Draws,
) -> Result<TestRecord, StatError> {
    let energies = sums(line, null, draws);
    let by_energy = |a: &usize, b: &usize| {
        let of = |i: usize| energies.get(i).copied().unwrap_or(0.0);
        of(*a).total_cmp(&of(*b))
    };
    let ends = [
        (0..energies.len()).min_by(by_energy),
        (0..energies.len()).max_by(by_energy),
    ];
    let mut extreme: Option<(PValue, Guarantee, f64)> = None;
    for index in ends.into_iter().flatten() {
        let values = members(line, index, draws);
        let found = variance.measure(&Sample::flat(&values)?)?;
        if extreme.is_none_or(|(p, ..)| found.p_value < p) {
            extreme = Some((found.p_value, found.guarantee, found.statistic.value));
        }
    }
    let nothing = StatError::TooFewSamples {
        what: line.name(),
        needed: 1,
        received: 0,
    };
    let (p_value, guarantee, value) = extreme.ok_or(nothing)?;
    let lines = energies.len() as u64;
    let p_value = match guarantee {
        Guarantee::Exact => p_value.smallest_of_independent(lines),
        _ => p_value.smallest_of(lines),
    };
    Ok(TestRecord {
        name: line.name(),
        null: null.label(),
        n_samples: draws.values.len() as u64,
        statistic: Statistic {
            name: "most extreme mean of ((x - μ)/σ)² of a line",
            value,
        },
        p_value,
        guarantee,
        detectable: None,
    })
}

fn sums(line: Line, null: &Null<'_>, draws: &Draws) -> Vec<f64> {
    let (mean, weight) = (null.mean(), 1.0 / null.std_dev());
    let mut sums = vec![0.0; line.count(draws)];
    for (index, x) in draws.values.iter().enumerate() {
        let z = (x - mean) * weight;
        if let Some(sum) = sums.get_mut(line.of(index, draws)) {
            *sum += z * z;
        }
    }
    sums
}

fn members(line: Line, wanted: usize, draws: &Draws) -> Vec<f64> {
    let values = draws.values.iter().enumerate();
    values
        .filter(|(index, _)| line.of(*index, draws) == wanted)
        .map(|(_, x)| *x)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::empirical::stat::Storage;
    use crate::theory::distribution::Normal;

    /// Three draws of two outputs of four weights each, the value its own index.
    fn draws() -> Draws {
        Draws {
            values: (0..24).map(f64::from).collect(),
            row: 4,
            size: 8,
            storage: Storage::F64,
            n_seeds: 3,
            n_unrepeated: None,
        }
    }

    #[test]
    fn lines_gather_what_belongs_together() {
        let of = |line, index| members(line, index, &draws());
        assert_eq!(of(Line::Row, 1), [4.0, 5.0, 6.0, 7.0]);
        assert_eq!(of(Line::Seed, 2)[..2], [16.0, 17.0]);
        assert_eq!(of(Line::Place, 5), [5.0, 13.0, 21.0]);
        assert_eq!(of(Line::Input, 0), [0.0, 4.0, 8.0, 12.0, 16.0, 20.0]);
        assert_eq!(of(Line::Output, 1).len(), 12);
        for line in LINES {
            let members: usize = (0..line.count(&draws())).map(|i| of(line, i).len()).sum();
            assert_eq!(members, 24, "{line:?}");
        }
    }

    #[test]
    fn a_line_of_zeros_is_impossible() {
        let law = Normal::new(0.0, 1.0).unwrap();
        let null = Null::new(&law).unwrap();
        let mut draws = draws();
        draws.values.iter_mut().for_each(|x| *x = (*x - 11.5) / 7.0);
        draws.values[4..8].fill(0.0);
        let found = energies(Line::Row, &null, &VarianceCheck::new(null), &draws).unwrap();
        assert_eq!((found.statistic.value, found.p_value.value()), (0.0, 0.0));
    }
}
