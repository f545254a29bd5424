//! How deep a model is: how many equal numbered blocks a tensor's block is one of.
//!
//! It knows no architecture: blocks are equal when a tensor of the same name and shape is in each.

use crate::audit::format::TensorInfo;
use crate::audit::reading::name::Name;
use crate::audit::reading::name::is_number;
use std::collections::BTreeMap;

/// How often each name occurs when one of its numbers is left open.
#[derive(Clone, Debug, Default)]
pub(in crate::audit::reading) struct Blocks {
    counts: BTreeMap<String, u64>,
}

/// The most numbers of a name that are left open, outermost first.
const MOST: usize = 4;

impl Blocks {
    pub(in crate::audit::reading) fn of(tensors: &[TensorInfo]) -> Self {
        let mut counts = BTreeMap::new();
        for info in tensors {
            for (_, pattern) in patterns(&Name::new(&info.name), &info.shape) {
                *counts.entry(pattern).or_insert(0) += 1;
            }
        }
        Self { counts }
    }

    /// The number of blocks, by the outermost number that is counted.
    pub(in crate::audit::reading) fn depth(&self, name: &Name<'_>, shape: &[u64]) -> Option<u64> {
        Some(self.counted(name, shape)?.1)
    }

    /// The number of its own block, from 0.
    pub(in crate::audit::reading) fn place(&self, name: &Name<'_>, shape: &[u64]) -> Option<u64> {
        self.counted(name, shape)?.0.parse().ok()
    }

    /// The number that is counted, and how many there are.
    fn counted<'n>(&self, name: &Name<'n>, shape: &[u64]) -> Option<(&'n str, u64)> {
        let counts = patterns(name, shape).filter_map(|(number, pattern)| {
            let count = self.counts.get(&pattern)?;
            Some((number, *count))
        });
        let mut counts = counts.filter(|(_, count)| *count > 1);
        counts.next()
    }
}

/// Each number of the name, and the name with it left open, and the shape. A block holds layers: a number
/// directly before the tensor's own name is that of a layer.
fn patterns<'n>(name: &Name<'n>, shape: &[u64]) -> impl Iterator<Item = (&'n str, String)> {
    let components = name.components();
    let blocks = components.len().saturating_sub(2);
    let numbered = (0..blocks).filter(|at| stem(components[*at]).is_some());
    numbered.take(MOST).map(move |at| {
        let stem = stem(components[at]).unwrap_or_default();
        let (before, after) = (&components[..at], &components[at + 1..]);
        let number = &components[at][stem.len()..];
        let pattern = format!("{}/{stem}#/{} {shape:?}", before.join("/"), after.join("/"));
        (number, pattern)
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
