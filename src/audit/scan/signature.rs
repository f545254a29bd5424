//! Numbers that stand for rows and columns: equal ones have equal signatures, to the bit, and
//! negated ones negated signatures.
//!
//! A signature is the sum of a line's entries with pseudo-random factors in (1, 2), in one order.
//! Different lines share one by accident with a probability about that of a hash of 50 bits.

/// The factors of places 0, 1, ….
pub(in crate::audit) fn factors(n: usize) -> Vec<f64> {
    (0..n as u64).map(factor).collect()
}

/// The factor of one place: the bits of a mixed counter (Steele, Lea & Flood 2014, splitmix64), as
/// a double in [1, 2).
pub(in crate::audit) fn factor(place: u64) -> f64 {
    let mut z = place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    f64::from_bits((z >> 12) | 1.0_f64.to_bits())
}

/// Groups of lines that are equal, or each other's negatives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Pairs of places (earlier, later) with the same entries, at most one an entry of `later`.
    pub equal: Vec<(u64, u64)>,
    /// The same with opposite signs.
    pub negated: Vec<(u64, u64)>,
}

/// Finds them among signatures; lines of signature 0 (all zero, as a rule) are left out.
pub(in crate::audit) fn repeats(signatures: &[f64]) -> Repeats {
    let mut order: Vec<usize> = (0..signatures.len())
        .filter(|i| signatures[*i] != 0.0 && signatures[*i].is_finite())
        .collect();
    order.sort_by(|a, b| {
        let key = |i: &usize| signatures[*i].abs();
        key(a).total_cmp(&key(b)).then(a.cmp(b))
    });
    let mut found = Repeats::default();
    for group in order.chunk_by(|a, b| signatures[*a].abs() == signatures[*b].abs()) {
        let Some((first, others)) = group.split_first() else {
            continue;
        };
        for other in others {
            let pair = (*first as u64, *other as u64);
            if signatures[*first] == signatures[*other] {
                found.equal.push(pair);
            } else {
                found.negated.push(pair);
            }
        }
    }
    found.equal.sort_unstable();
    found.negated.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_and_negated_lines_are_told_apart() {
        let found = repeats(&[1.5, 0.0, -1.5, 2.0, 1.5, 0.0, f64::NAN, f64::NAN]);
        assert_eq!(found.equal, [(0, 4)]);
        assert_eq!(found.negated, [(0, 2)]);
    }

    #[test]
    fn factors_lie_between_1_and_2_and_differ() {
        let factors = factors(1000);
        assert!(factors.iter().all(|x| (1.0..2.0).contains(x)));
        let mut sorted = factors.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.dedup();
        assert_eq!(sorted.len(), 1000);
    }
}
