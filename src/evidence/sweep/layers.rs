//! Which layers of each network are written.

use serde::Deserialize;
use serde::Serialize;

/// `"all"`, `"last"`, or a list of layers from 1, of which each network writes those it has.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(
    untagged,
    expecting = "expected \"all\", \"last\", or a list of layers such as [1, 5, 10]"
)]
pub enum Layers {
    /// Every layer, or the last.
    Named(Named),
    /// These.
    List(Vec<u64>),
}

/// Layers by a word.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Named {
    /// Every layer.
    All,
    /// The last.
    Last,
}

impl Default for Layers {
    /// Every layer.
    fn default() -> Self {
        Self::Named(Named::All)
    }
}

impl Layers {
    /// The layers of a network of this depth, ascending.
    #[must_use]
    pub fn of(&self, depth: u64) -> Vec<u64> {
        match self {
            Self::Named(Named::All) => (1..=depth).collect(),
            Self::Named(Named::Last) => vec![depth],
            Self::List(layers) => layers.iter().copied().filter(|l| *l <= depth).collect(),
        }
    }

    /// How many layers of a network of this depth.
    #[must_use]
    pub fn count(&self, depth: u64) -> u64 {
        match self {
            Self::Named(Named::All) => depth,
            Self::Named(Named::Last) => 1,
            Self::List(layers) => layers.partition_point(|layer| *layer <= depth) as u64,
        }
    }

    /// What is wrong for networks of these depths, if anything: layers count from 1 and ascend,
    /// some network has each, and each network has some.
    pub(in crate::evidence::sweep) fn check(&self, depths: &[u64]) -> Result<(), String> {
        let Self::List(layers) = self else {
            return Ok(());
        };
        if layers.is_empty() || layers.first() == Some(&0) {
            return Err("layers count from 1, and at least one is written".into());
        }
        if !layers.is_sorted_by(|a, b| a < b) {
            return Err("layers must ascend, each named once".into());
        }
        let deepest = depths.iter().copied().max().unwrap_or(0);
        if let Some(layer) = layers.iter().find(|layer| **layer > deepest) {
            return Err(format!(
                "no network has layer {layer}: the deepest has {deepest}"
            ));
        }
        match depths.iter().find(|depth| self.count(**depth) == 0) {
            Some(depth) => Err(format!("a network of depth {depth} has none of the layers")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_writes_the_layers_that_it_has() {
        for (layers, depth, written) in [
            (Layers::Named(Named::All), 3, vec![1, 2, 3]),
            (Layers::Named(Named::Last), 3, vec![3]),
            (Layers::List(vec![1, 3, 9]), 5, vec![1, 3]),
            (Layers::List(vec![1, 3, 9]), 9, vec![1, 3, 9]),
        ] {
            assert_eq!(layers.count(depth), written.len() as u64);
            assert_eq!(layers.of(depth), written);
        }
    }

    #[test]
    fn layers_that_no_network_has_are_refused() {
        for (layers, said) in [
            (vec![], "at least one"),
            (vec![0, 1], "count from 1"),
            (vec![2, 2], "ascend"),
            (vec![1, 11], "no network has layer 11"),
            (vec![7], "depth 5 has none"),
        ] {
            let refusal = Layers::List(layers).check(&[5, 10]).unwrap_err();
            assert!(refusal.contains(said), "{refusal}");
        }
        assert_eq!(Layers::List(vec![1, 10]).check(&[5, 10]), Ok(()));
    }
}
