//! What a file as a whole tells of its tensors: whose conventions it follows, and which channels its
//! layers hand on.
//!
//! It reads no single tensor.

use crate::audit::format::FileKind;
use crate::audit::format::TensorInfo;
use crate::audit::format::TensorSource;
use crate::audit::reading::Evidence;
use crate::audit::reading::blocks::Blocks;
use crate::audit::reading::choice::kernel_order;
use crate::audit::reading::framework::Framework;
use crate::audit::reading::name::Name;
use crate::audit::reading::name::is_number;
use crate::audit::reading::siblings::Siblings;
use crate::audit::reading::stacks::Stacks;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::vocabulary::DENSE_CONV1D;
use crate::audit::reading::vocabulary::Leaf;
use crate::audit::reading::vocabulary::TABLE_OF_HEADS;
use crate::theory::shape::Layout;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::iter;

/// A file, as its tensors' readings need it.
#[derive(Debug)]
pub(in crate::audit::reading) struct File<'a> {
    pub(in crate::audit::reading) siblings: Siblings<'a>,
    pub(in crate::audit::reading) blocks: Blocks,
    /// Layers that follow each other along the first axis of their tensors.
    pub(in crate::audit::reading) stacks: Stacks,
    /// Attention heads, as T5's table of relative positions has columns.
    pub(in crate::audit::reading) heads: Option<u64>,
    /// Whether blocks and the norm behind them are called as GPT-2's.
    pub(in crate::audit::reading) is_gpt_2: bool,
    /// Who signed.
    signed: Option<Framework>,
    /// Whose order there is where nothing tells.
    usual: Framework,
    /// Whether kernels are Flax's rather than Keras's.
    is_flax: bool,
    /// The order of dense layers, if the biases of all that have one tell the same.
    dense: Option<Layout>,
    /// The order of kernels, if the shapes of all that show one show the same.
    kernels: Option<Layout>,
    /// How many channels come out of convolutions of more than one channel.
    channels: BTreeSet<u64>,
    /// The convolution that stands first, whose input is an image.
    first: Option<&'a str>,
}

impl<'a> File<'a> {
    /// One tensor without siblings.
    pub(in crate::audit::reading) fn alone(usual: Layout) -> Self {
        Self {
            siblings: Siblings::default(),
            blocks: Blocks::default(),
            stacks: Stacks::default(),
            heads: None,
            is_gpt_2: false,
            signed: None,
            usual: Framework::of_layout(usual),
            is_flax: usual == Layout::Flax,
            dense: None,
            kernels: None,
            channels: BTreeSet::new(),
            first: None,
        }
    }

    pub(in crate::audit::reading) fn new(source: &'a dyn TensorSource) -> Self {
        let tensors = source.tensors();
        let usual = match (source.note("format"), source.kind()) {
            (Some("np"), _) | (_, FileKind::Npy | FileKind::Npz) => Layout::Keras,
            _ => Layout::PyTorch,
        };
        let mut file = Self {
            siblings: Siblings::new(tensors),
            blocks: Blocks::of(tensors),
            heads: heads(tensors),
            is_gpt_2: is_gpt_2(tensors),
            signed: signed(source),
            is_flax: is_flax(tensors),
            ..Self::alone(usual)
        };
        file.stacks = Stacks::of(&file);
        file.dense = file.dense_order();
        file.see_convolutions();
        file
    }

    /// Whose conventions a weight of this leaf follows, and what tells so.
    pub(in crate::audit::reading) fn conventions(
        &self,
        subject: &Subject<'_>,
    ) -> (Framework, Evidence) {
        if let Some(framework) = subject.asked {
            return (framework, Evidence::Specification);
        }
        if let Some(framework) = self.signed {
            return (framework, Evidence::Note);
        }
        if subject.name.is_numbered_output {
            return (Framework::Keras, Evidence::Name);
        }
        match (subject.said, self.kernels) {
            (Some(Leaf::Weight(Framework::Keras)), _) if self.is_flax => {
                (Framework::Flax, Evidence::Name)
            }
            (Some(Leaf::Weight(Framework::PyTorch)), Some(Layout::Mlx)) => {
                (Framework::Mlx, Evidence::File)
            }
            (Some(Leaf::Weight(framework)), _) => (framework, Evidence::Name),
            (_, Some(layout)) => (Framework::of_layout(layout), Evidence::File),
            (_, None) => (self.usual, Evidence::Usual),
        }
    }

    /// The order of dense layers that all biases tell, unless the file is signed by a framework
    /// that has one order only.
    pub(in crate::audit::reading) fn dense(&self) -> Option<Layout> {
        let is_sure = matches!(self.signed, Some(framework) if framework != Framework::Burn);
        self.dense.filter(|_| !is_sure)
    }

    /// Whether a kernel from one channel is that of an image's only channel: it stands first, or no
    /// layer hands on as many channels as it has.
    pub(in crate::audit::reading) fn is_stem(&self, subject: &Subject<'_>, outputs: u64) -> bool {
        self.first == Some(subject.full) || !self.channels.contains(&outputs)
    }

    fn dense_order(&self) -> Option<Layout> {
        let mut told = None;
        for info in self.siblings.tensors() {
            let subject = Subject::new(&info.name, &info.shape, self);
            let is_weight = matches!(subject.said, Some(Leaf::Weight(_)) | None);
            if !is_weight || info.shape.len() != 2 || DENSE_CONV1D.contains(&subject.name.above(1))
            {
                continue;
            }
            match (told, subject.order_of_siblings()) {
                (_, None) => (),
                (None, found) => told = found,
                (before, found) if before == found => (),
                _ => return None,
            }
        }
        told
    }

    fn see_convolutions(&mut self) {
        let tensors = self.siblings.tensors();
        let convolutions = tensors.iter().filter(|info| info.shape.len() >= 4);
        for info in convolutions {
            let rank = info.shape.len();
            // In one of the orders, the outputs are first or last.
            let (first, second) = (info.shape[0], info.shape[1]);
            let (before, last) = (info.shape[rank - 2], info.shape[rank - 1]);
            if second != 1 {
                self.channels.insert(first);
            }
            if before != 1 {
                self.channels.insert(last);
            }
        }
        let convolutions = tensors.iter().filter(|info| info.shape.len() >= 4);
        let names = convolutions.map(|info| info.name.as_str());
        self.first = names.min_by(|a, b| natural(a, b));
        let mut orders = tensors.iter().filter_map(|info| kernel_order(&info.shape));
        let first = orders.next();
        self.kernels = first.filter(|first| orders.all(|other| other == *first));
    }
}

/// GPT-1 has the blocks and no norm behind them, GPT-Neo the norm and other blocks.
fn is_gpt_2(tensors: &[TensorInfo]) -> bool {
    let has = |wanted: &[&str]| {
        tensors.iter().any(|info| {
            let name = Name::new(&info.name);
            let mut windows = name.components().windows(wanted.len());
            windows.any(|window| window == wanted)
        })
    };
    has(&["ln_f"]) && has(&["attn", "c_proj"])
}

/// The heads of all tables that T5 calls so, if they have as many.
fn heads(tensors: &[TensorInfo]) -> Option<u64> {
    let columns = |info: &TensorInfo| match info.shape[..] {
        [_, heads] if Name::new(&info.name).above(1) == TABLE_OF_HEADS => Some(heads),
        _ => None,
    };
    let mut found = tensors.iter().filter_map(columns);
    let first = found.next()?;
    found.all(|heads| heads == first).then_some(first)
}

/// Who signed a safetensors file.
///
/// Sources: burn-store, `SafetensorsStore::default_metadata` (`producer`); Hugging Face
/// transformers and mlx-lm (`format`).
fn signed(source: &dyn TensorSource) -> Option<Framework> {
    if source.note("producer") == Some("burn") {
        return Some(Framework::Burn);
    }
    match source.note("format")? {
        "pt" => Some(Framework::PyTorch),
        "tf" => Some(Framework::Keras),
        "flax" => Some(Framework::Flax),
        "mlx" => Some(Framework::Mlx),
        _ => None,
    }
}

/// Flax calls modules `Dense_0`, collections `params` and `batch_stats`, and scales `scale`; Keras
/// has `gamma`.
fn is_flax(tensors: &[TensorInfo]) -> bool {
    let mut is_flax = false;
    for info in tensors {
        let name = Name::new(&info.name);
        match name.leaf().as_str() {
            "gamma" | "beta" | "moving_mean" | "moving_variance" | "embeddings" => return false,
            "scale" | "embedding" => is_flax = true,
            _ => is_flax |= name.components().iter().any(|part| is_flax_word(part)),
        }
    }
    is_flax
}

fn is_flax_word(component: &str) -> bool {
    let is_module = |(module, number): (&str, &str)| {
        module.starts_with(|c: char| c.is_ascii_uppercase()) && is_number(number)
    };
    ["params", "batch_stats"].contains(&component)
        || component.rsplit_once('_').is_some_and(is_module)
}

/// The order in which people count: `conv2` before `conv10`.
fn natural(a: &str, b: &str) -> Ordering {
    pieces(a).cmp(pieces(b))
}

/// Numbers by their length first, then letter by letter.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut rest = text;
    iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = match is_digit(first) {
            true => rest.find(|c| !is_digit(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some((piece.len(), piece))
    })
}
