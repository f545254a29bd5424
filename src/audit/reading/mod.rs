//! What a tensor is for: its role, its layer, the order of its axes, and what else a name, a shape and
//! the tensors beside it tell.
//!
//! It looks at no values, and a guess says what it rests on: a [`Specification`] overrides it.
//!
//! | file | what it is for |
//! |---|---|
//! | `vocabulary` | what frameworks call things: to teach it a name, add it there |
//! | `framework` | how each framework orders the axes of each kind of layer |
//! | `name` | components and words of a name |
//! | `subject`, `siblings`, `file` | a tensor among the others of its file |
//! | `purpose` | the role |
//! | `choice`, `convolution`, `expert`, `recurrent` | the layers that a weight may be |
//! | `blocks`, `stacks` | how deep the model is, by numbers and by a first axis of layers |
//! | `reader` | all of it for one tensor, and what a specification says instead |
//!
//! What decides the order of axes, the strongest first, is in [`Evidence`].

mod blocks;
mod choice;
mod convolution;
mod evidence;
mod expert;
mod file;
pub(in crate::audit) mod framework;
mod inventory;
mod name;
mod purpose;
mod reader;
mod recurrent;
mod role;
mod siblings;
mod stacks;
mod subject;
mod vocabulary;

use crate::audit::Specification;
use crate::audit::reading::file::File;
use crate::audit::reading::reader::Reader;
use crate::theory::shape::Fans;
use crate::theory::shape::Layer;
use crate::theory::shape::Layout;

pub use evidence::Evidence;
pub use inventory::Inventory;
pub use role::Role;

/// What is read from a name and a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the tensor does.
    pub role: Role,
    /// The order of its axes.
    pub layout: Layout,
    /// What told that order.
    pub evidence: Evidence,
    /// The layer, for weights; of packed ones that of one part, of a stack that of one matrix.
    /// Missing where the shape is no layer's.
    pub layer: Option<Layer>,
    /// How many equal parts it holds, along the axis of outputs.
    pub parts: u64,
    /// How many layers follow each other along the first axis: the experts of a mixture.
    pub stack: u64,
    /// Another layer of the same shape: a convolution from one channel looks depthwise, a matrix may
    /// be stored the other way round, a cell's gates may have been drawn as one. Of an embedding,
    /// the output layer that shares its rows.
    pub alternative: Option<Layer>,
    /// The layer whose biases it holds; of a recurrent cell, one gate's recurrent matrix.
    pub bias_of: Option<Layer>,
    /// Hidden units of the recurrent cell that it belongs to: PyTorch draws all its tensors from
    /// U(±1/√hidden).
    pub hidden: Option<u64>,
    /// How many equal blocks the model has that it belongs to, where names count them.
    pub depth: Option<u64>,
    /// Which of those blocks, from 0.
    pub block: Option<u64>,
    /// Attention heads of the model, where a table of relative positions shows them.
    pub heads: Option<u64>,
    /// Whether it projects back into the residual stream of GPT-2, which draws such weights with a
    /// deviation of 0.02/√(2·depth) (Radford et al. 2019, §2.3); GPT-1 has the names and not the rule.
    pub residual: bool,
    /// Strides, one an axis of the kernel, where a specification says them; fans are those at
    /// stride 1, see [`Layer::mean_fans_at_stride`].
    pub strides: Option<Vec<u64>>,
    /// The initializer that a specification expects, in the words of `varprop init`.
    pub expected: Option<String>,
}

impl Reading {
    /// The fans of its layer, of one part; missing where it is none's weight.
    #[must_use]
    pub fn fans(&self) -> Option<Fans> {
        self.layer.as_ref().map(Layer::fans)
    }

    /// Reads a name and a shape alone; `usual` is the order of axes where the name does not tell.
    ///
    /// [`Inventory`] reads all tensors of a file together, and sees more: biases tell the order of
    /// axes, a recurrent matrix the number of gates.
    ///
    /// # Example
    /// ```
    /// use varprop::audit::{Reading, Role};
    /// use varprop::theory::shape::Layout;
    /// let reading = Reading::of("features.0.weight", &[32, 16, 3, 3], Layout::PyTorch);
    /// assert_eq!(reading.role, Role::Weight);
    /// assert_eq!(reading.layer.map(|layer| layer.fans().fan_in), Some(144));
    /// ```
    #[must_use]
    pub fn of(name: &str, shape: &[u64], usual: Layout) -> Self {
        let file = File::alone(usual);
        Reader::new(&file, &Specification::default()).guess(name, shape)
    }
}

#[cfg(test)]
mod tests;
