//! How deep a model is: how many equal numbered blocks a tensor's block is one of.
//!
//! It knows no architecture: blocks are equal when a tensor of the same name and shape is in each.

use crate::audit::format::TensorInfo;
use crate::audit::reading::name::Name;
use crate::audit::reading::name::is_number;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// How often each name occurs when one of its numbers is left open.
#[derive(Clone, Debug, Default)]
pub(in crate::audit::reading) struct Blocks {
    counts: BTreeMap<String, u64>,
    /// The numbers that stand in each place, whatever follows them.
    numbers: BTreeMap<String, BTreeSet<u64>>,
}

/// The most numbers of a name that are left open, outermost first.
const MOST: usize = 4;

/// One number of a name.
struct Numbered<'n> {
    number: &'n str,
    /// What stands before it.
    place: String,
    /// The whole name with the number left open, and the shape.
    pattern: String,
}

impl Blocks {
    pub(in crate::audit::reading) fn of(tensors: &[TensorInfo]) -> Self {
        let mut blocks = Self::default();
        for info in tensors {
            for one in numbered(&Name::new(&info.name), &info.shape) {
                *blocks.counts.entry(one.pattern).or_insert(0) += 1;
                let numbers = blocks.numbers.entry(one.place).or_default();
                numbers.extend(one.number.parse::<u64>());
            }
        }
        blocks
    }

    /// The number of blocks, by the outermost number that is counted: of all that stand there, since
    /// a model may have blocks of several kinds.
    pub(in crate::audit::reading) fn depth(&self, name: &Name<'_>, shape: &[u64]) -> Option<u64> {
        let numbers = self.numbers.get(&self.counted(name, shape)?.place)?;
        Some(numbers.len() as u64)
    }

    /// The number of its own block, from 0.
    pub(in crate::audit::reading) fn place(&self, name: &Name<'_>, shape: &[u64]) -> Option<u64> {
        self.counted(name, shape)?.number.parse().ok()
    }

    /// The outermost number that another tensor of the same name and shape has in its place.
    fn counted<'n>(&self, name: &Name<'n>, shape: &[u64]) -> Option<Numbered<'n>> {
        let is_repeated = |one: &Numbered<'_>| self.counts.get(&one.pattern) > Some(&1);
        numbered(name, shape).find(is_repeated)
    }
}

/// The numbers of a name, outermost first. A block holds layers: a number directly before the tensor's
/// own name is that of a layer.
fn numbered<'n>(name: &Name<'n>, shape: &[u64]) -> impl Iterator<Item = Numbered<'n>> {
    let components = name.components();
    let blocks = components.len().saturating_sub(2);
    let numbered = (0..blocks).filter(|at| stem(components[*at]).is_some());
    numbered.take(MOST).map(move |at| {
        let stem = stem(components[at]).unwrap_or_default();
        let (before, after) = (&components[..at], &components[at + 1..]);
        let place = format!("{}/{stem}#", before.join("/"));
        Numbered {
            number: &components[at][stem.len()..],
            pattern: format!("{place}/{} {shape:?}", after.join("/")),
            place,
        }
    })
}

/// What stands before the number of `layer_3`, `_3` or `3`.
fn stem(component: &str) -> Option<&str> {
    let stem = component.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &component[stem.len()..];
    (is_number(number) && (stem.is_empty() || stem.ends_with('_'))).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::format::NumberFormat;
    use crate::empirical::stat::Storage;

    fn depths(names: &[(&str, &[u64])]) -> Vec<Option<u64>> {
        let info = |(name, shape): &(&str, &[u64])| TensorInfo {
            name: (*name).to_owned(),
            shape: shape.to_vec(),
            format: NumberFormat::Float(Storage::F32),
        };
        let tensors: Vec<_> = names.iter().map(info).collect();
        let blocks = Blocks::of(&tensors);
        let depth = |info: &TensorInfo| blocks.depth(&Name::new(&info.name), &info.shape);
        tensors.iter().map(depth).collect()
    }

    #[test]
    fn equal_blocks_are_counted_whatever_their_numbers_look_like() {
        let found = depths(&[
            ("h.0.attn.c_proj.weight", &[8, 8]),
            ("h.1.attn.c_proj.weight", &[8, 8]),
            ("h.2.attn.c_proj.weight", &[8, 8]),
            ("encoderblock_0/mlp/kernel", &[8, 8]),
            ("encoderblock_1/mlp/kernel", &[8, 8]),
            ("h_._0/attn/weight:0", &[4]),
            ("h_._1/attn/weight:0", &[4]),
        ]);
        let expected = [3, 3, 3, 2, 2, 2, 2].map(Some);
        assert_eq!(found, expected);
    }

    #[test]
    fn blocks_of_several_kinds_are_all_counted() {
        let found = depths(&[
            ("layers.0.mixer.out_proj.weight", &[8, 32]),
            ("layers.1.mlp.down_proj.weight", &[8, 16]),
            ("layers.2.mixer.out_proj.weight", &[8, 32]),
            ("layers.3.attn.o_proj.weight", &[8, 8]),
        ]);
        assert_eq!(found, [Some(4), None, Some(4), None]);
    }

    #[test]
    fn a_block_has_its_own_number() {
        let info = |i: u64| TensorInfo {
            name: format!("blocks.{i}.mlp.fc2.weight"),
            shape: vec![8, 32],
            format: NumberFormat::Float(Storage::F32),
        };
        let tensors: Vec<_> = (0..3).map(info).collect();
        let blocks = Blocks::of(&tensors);
        let place = |info: &TensorInfo| blocks.place(&Name::new(&info.name), &info.shape);
        let places: Vec<_> = tensors.iter().map(place).collect();
        assert_eq!(places, [Some(0), Some(1), Some(2)]);
        assert_eq!(blocks.place(&Name::new("head.weight"), &[8, 32]), None);
    }

    #[test]
    fn blocks_of_other_shapes_and_numbered_layers_are_no_depth() {
        let found = depths(&[
            ("stages.0.conv.weight", &[8, 4]),
            ("stages.1.conv.weight", &[16, 8]),
            ("0.weight", &[8, 8]),
            ("2.weight", &[8, 8]),
            ("model.0.layers.0.mlp.weight", &[2]),
            ("model.0.layers.1.mlp.weight", &[2]),
        ]);
        assert_eq!(found, [None, None, None, None, Some(2), Some(2)]);
    }
}
