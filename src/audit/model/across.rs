//! Tensors that hold the same draws: a seed that was used twice, shards that were drawn alike.
//!
//! Only the first values and the sums of a tensor are compared, which is enough for draws.

use crate::audit::Finding;
use crate::audit::Origin;
use crate::audit::Role;
use crate::audit::TensorAudit;

/// First values that are compared.
const HEAD: usize = 32;
/// Equal first values are no accident in any format that is audited: of 2⁸ values a draw, 16 are
/// equal with probability 2⁻¹²⁸.
const LEAST: usize = 16;
/// Tensors on either side, in order of the second value over the first, that are compared: equal
/// draws stand side by side there, and a file of a million alike must not take a million squared.
const NEIGHBOURS: usize = 64;

/// What is kept of a tensor to recognize it again.
#[derive(Clone, Debug)]
pub(in crate::audit::model) struct Fingerprint {
    index: usize,
    name: String,
    is_embedding: bool,
    n: u64,
    energy: u64,
    /// The first values over the first of them.
    head: Vec<f64>,
    first: f64,
}

impl Fingerprint {
    /// Of a tensor whose values were drawn: not of constants and other rules of places.
    pub(in crate::audit::model) fn of(index: usize, audit: &TensorAudit) -> Option<Self> {
        let Origin::Independent(found) = &audit.origin else {
            return None;
        };
        // What no law explains and no weight is may be a table that a formula fills.
        let role = audit.reading.role;
        let is_weight = matches!(role, Role::Weight | Role::Embedding);
        if role == Role::Buffer || found.remaining.is_empty() && !is_weight {
            return None;
        }
        let values = &audit.scan.sample().values;
        let first = *values.first().filter(|first| **first != 0.0)?;
        let head: Vec<f64> = values.iter().take(HEAD).map(|x| x / first).collect();
        let is_drawn = head.len() >= LEAST && head.iter().skip(1).any(|x| x.abs() != 1.0);
        is_drawn.then(|| Self {
            index,
            name: audit.info.name.clone(),
            is_embedding: audit.reading.role == Role::Embedding,
            n: audit.scan.n(),
            energy: audit.scan.energy().unwrap_or(f64::NAN).to_bits(),
            head,
            first,
        })
    }

    /// Whether the first values are those of the other one, times a factor, roundings apart.
    fn begins_like(&self, other: &Self) -> bool {
        // A unit in the last place of bfloat16 on either side of both quotients; for sixteen
        // values together that is 2⁻⁸⁰ by accident.
        const ALLOWED: f64 = 1.0 / 32.0;
        let pairs = self.head.iter().zip(&other.head);
        pairs.clone().count() >= LEAST
            && pairs
                .into_iter()
                .all(|(a, b)| (a - b).abs() <= ALLOWED * a.abs().max(b.abs()))
    }
}

/// Findings about tensors that repeat another one, each with the index of the later tensor.
pub(in crate::audit::model) fn findings(mut prints: Vec<Fingerprint>) -> Vec<(usize, Finding)> {
    // Neighbours in this order begin alike; the first differing quotient decides.
    prints.sort_by(|a, b| a.head[1].total_cmp(&b.head[1]).then(a.index.cmp(&b.index)));
    let mut found = Vec::new();
    for (place, print) in prints.iter().enumerate() {
        let before = prints[..place].iter().rev().take(NEIGHBOURS);
        let after = prints[place + 1..].iter().take(NEIGHBOURS);
        let earlier = before
            .chain(after)
            .filter(|other| other.index < print.index && print.begins_like(other));
        if let Some(first) = earlier.min_by_key(|other| other.index) {
            found.push((print.index, finding(print, first)));
        }
    }
    found.sort_by_key(|(index, _)| *index);
    found
}

fn finding(print: &Fingerprint, earlier: &Fingerprint) -> Finding {
    let is_same = print.first.to_bits() == earlier.first.to_bits()
        && (print.n, print.energy) == (earlier.n, earlier.energy);
    let name = &earlier.name;
    match (is_same, print.is_embedding || earlier.is_embedding) {
        (true, true) => {
            let text =
                format!("the same values as `{name}`: tied on purpose, or one draw used twice");
            Finding::note("tied", text)
        }
        (true, false) => {
            let text = format!("the same values as `{name}`: one draw used twice, or one seed");
            Finding::alarm("same-values", text)
        }
        (false, _) => {
            let factor = print.first / earlier.first;
            let text = format!(
                "begins with the values of `{name}` times {}: one seed for both",
                crate::num::significant(factor, 4)
            );
            Finding::alarm("reused-seed", text)
        }
    }
}
