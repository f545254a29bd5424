//! How many values lie below each of many fixed places: the distribution function of a whole tensor
//! at a thousand points, without a sorted copy.
//!
//! It does not know which law the values are held against.

/// Bits of the significand that tell places apart: 32 places an octave.
const BITS: u32 = 5;
/// Octaves that are told apart; magnitudes below and above them fall into the last place on either
/// side.
const OCTAVES: u64 = 56;
/// Octaves above the largest of the first values.
const HEADROOM: u64 = 8;
/// Places of one sign.
const PLACES: usize = (OCTAVES << BITS) as usize;
/// Where the place stands in the bits of a double.
const SHIFT: u32 = 52 - BITS;
const MAGNITUDE: u64 = u64::MAX >> 1;

/// Counts of magnitudes by their leading bits, and sign.
#[derive(Clone, Debug, Default)]
pub(in crate::audit) struct Histogram {
    /// The place of the smallest magnitude that is told apart.
    base: u64,
    /// First the positive ones, then the negative ones; empty before the first value.
    counts: Vec<u64>,
}

/// A place in the distribution function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// A number of at most six significant bits, not 0.
    pub edge: f64,
    /// How many values are less than a positive edge; at most a negative one.
    pub n_below: u64,
}

impl Histogram {
    /// Counts more values; those that are not finite must not be asked about later.
    pub(in crate::audit) fn take(&mut self, values: &[f64]) {
        if self.counts.is_empty() && !values.is_empty() {
            let finite = values.iter().map(|x| x.to_bits() & MAGNITUDE);
            let infinite = f64::INFINITY.to_bits();
            let largest = finite.filter(|bits| *bits < infinite).max().unwrap_or(0);
            let top = (largest >> SHIFT) + (HEADROOM << BITS);
            self.base = top.saturating_sub(PLACES as u64);
            self.counts = vec![0; 2 * PLACES];
        }
        for x in values {
            let place = (x.to_bits() & MAGNITUDE) >> SHIFT;
            let place = place.saturating_sub(self.base).min(PLACES as u64 - 1) as usize;
            let sign = (x.to_bits() >> 63) as usize;
            self.counts[sign * PLACES + place] += 1;
        }
    }

    /// Every edge between two places of which one is taken, ascending.
    pub(in crate::audit) fn steps(&self) -> Vec<Step> {
        let Some((positive, negative)) = self.counts.split_at_checked(PLACES) else {
            return Vec::new();
        };
        let edge = |place: usize| f64::from_bits((self.base + place as u64) << SHIFT);
        let mut steps = Vec::new();
        let mut n_below = 0;
        for place in (1..PLACES).rev() {
            n_below += negative[place];
            if negative[place] > 0 || negative[place - 1] > 0 {
                let edge = -edge(place);
                steps.push(Step { edge, n_below });
            }
        }
        n_below += negative.first().copied().unwrap_or(0);
        for place in 1..PLACES {
            n_below += positive[place - 1];
            if positive[place] > 0 || positive[place - 1] > 0 {
                let edge = edge(place);
                steps.push(Step { edge, n_below });
            }
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn every_step_counts_the_values_below_it() {
        let mut values = vec![0.0; 5000];
        let stream = Stream::root(4).named("histogram");
        stream.generator().fill_normal(&mut values);
        values[17] = 0.0;
        values[18] = 0.5;
        values[19] = -0.5;
        let mut histogram = Histogram::default();
        let (first, rest) = values.split_at(1234);
        histogram.take(first);
        histogram.take(rest);
        let steps = histogram.steps();
        assert!(steps.len() > 300 && steps.is_sorted_by(|a, b| a.edge < b.edge));
        for Step { edge, n_below } in steps {
            let is_below = |x: &&f64| if edge > 0.0 { **x < edge } else { **x <= edge };
            assert_eq!(
                values.iter().filter(is_below).count() as u64,
                n_below,
                "{edge}"
            );
        }
    }

    #[test]
    fn magnitudes_beyond_the_places_are_counted_at_the_ends() {
        let mut histogram = Histogram::default();
        // The first values choose the places.
        histogram.take(&[1.0]);
        histogram.take(&[1e-300, -1e-300, 1e300, -1e300]);
        let steps = histogram.steps();
        let at = |x: f64| {
            steps
                .iter()
                .rfind(|step| step.edge <= x)
                .map(|step| step.n_below)
        };
        // Between the smallest place and 1, and between 1 and the largest place.
        assert_eq!(at(0.9), Some(3));
        assert_eq!(at(100.0), Some(4));
        assert_eq!(at(-1.0), Some(1));
    }

    #[test]
    fn nothing_has_no_steps() {
        assert_eq!(Histogram::default().steps(), []);
    }
}
