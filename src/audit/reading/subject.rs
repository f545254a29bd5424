//! One tensor among the others of its file, and what those beside it say.
//!
//! It decides no role and no layer.

use crate::audit::reading::file::File;
use crate::audit::reading::framework::Framework;
use crate::audit::reading::name::Name;
use crate::audit::reading::name::is_number;
use crate::audit::reading::name::words;
use crate::audit::reading::vocabulary;
use crate::audit::reading::vocabulary::BIASED;
use crate::audit::reading::vocabulary::BIASES;
use crate::audit::reading::vocabulary::Leaf;
use crate::theory::shape::Layout;

/// The tensor that is read.
#[derive(Clone, Debug)]
pub(in crate::audit::reading) struct Subject<'a> {
    /// As the file has it.
    pub(in crate::audit::reading) full: &'a str,
    pub(in crate::audit::reading) name: Name<'a>,
    /// Its last component, in lower case.
    pub(in crate::audit::reading) leaf: String,
    /// What that says.
    pub(in crate::audit::reading) said: Option<Leaf>,
    /// Of one layer, where several follow each other along the first axis.
    pub(in crate::audit::reading) shape: &'a [u64],
    /// As the file has it.
    pub(in crate::audit::reading) stored: &'a [u64],
    /// How many layers follow each other along the first axis.
    pub(in crate::audit::reading) stack: u64,
    pub(in crate::audit::reading) file: &'a File<'a>,
    /// Whose order of axes a specification asked for.
    pub(in crate::audit::reading) asked: Option<Framework>,
}

impl<'a> Subject<'a> {
    pub(in crate::audit::reading) fn new(
        full: &'a str,
        shape: &'a [u64],
        file: &'a File<'a>,
    ) -> Self {
        let whole = Self::whole(full, shape, file);
        match (file.stacks.layers(&whole.name), shape) {
            (Some(stack), [first, one @ ..]) if *first == stack => Self {
                shape: one,
                stack,
                ..whole
            },
            _ => whole,
        }
    }

    /// The tensor as one layer's, even where others of its module show that it holds several.
    pub(in crate::audit::reading) fn whole(
        full: &'a str,
        shape: &'a [u64],
        file: &'a File<'a>,
    ) -> Self {
        let name = Name::new(full);
        let leaf = name.leaf();
        Self {
            full,
            said: vocabulary::leaf(&leaf),
            name,
            leaf,
            shape,
            stored: shape,
            stack: 1,
            file,
            asked: None,
        }
    }

    /// The layer's component: that above the leaf, and above what parametrizations put between.
    pub(in crate::audit::reading) fn layer(&self) -> &'a str {
        match self.name.above(2) {
            "parametrizations" => self.name.above(3),
            _ => self.name.above(1),
        }
    }

    /// The words of the layer's component.
    pub(in crate::audit::reading) fn words_of_layer(&self) -> Vec<String> {
        words(self.layer())
    }

    /// The words of the last three components before the leaf, and of the leaf where it is no
    /// framework's word.
    pub(in crate::audit::reading) fn words_around(&self) -> Vec<String> {
        let above = [3, 2, 1].map(|back| words(self.name.above(back)));
        let mut all = above.concat();
        if !matches!(self.said, Some(Leaf::Weight(_))) || self.leaf.contains("depthwise") {
            all.extend(words(&self.leaf));
        }
        all
    }

    /// The shape of the bias beside this weight.
    pub(in crate::audit::reading) fn bias(&self) -> Option<&'a [u64]> {
        let known = BIASES.iter().find(|(leaf, _, _)| *leaf == self.leaf);
        let key = match known {
            Some((_, up, bias)) => self.name.beside(*up, &[bias]),
            None => self.name.beside(1, &[&self.renamed("bias")]),
        };
        self.shape_of(&key)
    }

    /// The shape of the tensor with this key, of one layer where it has as many as this one.
    pub(in crate::audit::reading) fn shape_of(&self, key: &str) -> Option<&'a [u64]> {
        match self.file.siblings.shape(key)? {
            [first, one @ ..] if self.stack > 1 && *first == self.stack => Some(one),
            shape => Some(shape),
        }
    }

    /// `in_proj_bias` for `in_proj_weight`, `gate_up_proj_bias` for `gate_up_proj`.
    fn renamed(&self, ending: &str) -> String {
        let stem = ["_weight", "_kernel", "_bias"];
        let stem = stem.iter().find_map(|end| self.leaf.strip_suffix(end));
        format!("{}_{ending}", stem.unwrap_or(&self.leaf))
    }

    /// The key of the weight beside this bias.
    pub(in crate::audit::reading) fn weight(&self) -> Option<String> {
        let known = BIASED.iter().filter(|(leaf, _)| *leaf == self.leaf);
        let known = known.map(|(_, path)| self.name.beside(1, path));
        let stem = self.leaf.strip_suffix("_bias").unwrap_or_default();
        let renamed = [
            self.renamed("weight"),
            self.renamed("kernel"),
            stem.to_owned(),
        ];
        let renamed = renamed.map(|leaf| self.name.beside(1, &[&leaf]));
        known
            .chain(renamed)
            .find(|key| self.file.siblings.find(key).is_some())
    }

    /// The shape of a tensor in the same layer.
    pub(in crate::audit::reading) fn sibling(&self, leaf: &str) -> Option<&'a [u64]> {
        self.shape_of(&self.name.beside(1, &[leaf]))
    }

    /// How many outputs there are, as the bias tells, or the normalization that comes next in a
    /// numbered sequence: it sees what this layer hands on.
    pub(in crate::audit::reading) fn n_outputs(&self) -> Option<u64> {
        let bias = self.bias().filter(|shape| n_long(shape) <= 1);
        bias.map(n_values).or_else(|| self.next_norm())
    }

    fn next_norm(&self) -> Option<u64> {
        let number = Some(self.layer()).filter(|layer| is_number(layer));
        let next = number?.parse::<u64>().ok()?.checked_add(1)?.to_string();
        let shape = |leaf| self.shape_of(&self.name.beside(2, &[&next, leaf]));
        match shape("weight")? {
            // One number is an activation's.
            [n] if *n > 1 => Some(*n),
            _ => None,
        }
    }

    /// The order of a matrix's axes, where its siblings tell.
    pub(in crate::audit::reading) fn order_of_siblings(&self) -> Option<Layout> {
        let [first, last] = self.shape else {
            return None;
        };
        let outputs = self.n_outputs()?;
        match (outputs == *first, outputs == *last) {
            (true, false) => Some(Layout::PyTorch),
            (false, true) => Some(Layout::Keras),
            _ => None,
        }
    }
}

/// How many axes are longer than one.
pub(in crate::audit::reading) fn n_long(shape: &[u64]) -> usize {
    shape.iter().filter(|axis| **axis > 1).count()
}

/// How many values a shape has, as many as a `u64` counts.
pub(in crate::audit::reading) fn n_values(shape: &[u64]) -> u64 {
    shape.iter().fold(1, |n: u64, axis| n.saturating_mul(*axis))
}
