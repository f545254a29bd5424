//! Layers that follow each other along the first axis of their tensors: what Flax's `scan` and `vmap`,
//! Haiku's `layer_stack` and Equinox's `filter_vmap` make of a block that is repeated.
//!
//! It knows no framework: a module is a stack when all its tensors begin with the same axis, and a
//! bias or a normalization shows that this axis is none of its layer's. Experts are `expert`'s.

use crate::audit::reading::file::File;
use crate::audit::reading::name::Name;
use crate::audit::reading::name::words;
use crate::audit::reading::subject::Subject;
use crate::audit::reading::subject::n_long;
use crate::audit::reading::subject::n_values;
use crate::audit::reading::vocabulary::Leaf;
use crate::audit::reading::vocabulary::is_norm;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::iter;

/// The modules that are stacks, each by its path, with its number of layers.
#[derive(Clone, Debug, Default)]
pub(in crate::audit::reading) struct Stacks {
    layers: BTreeMap<String, u64>,
}

/// What the tensors below a path have in common.
#[derive(Debug, Default)]
struct Modules {
    /// Their first axis; none if it is not one.
    first: BTreeMap<String, Option<u64>>,
    /// Where a weight of three axes or more is.
    with_kernels: BTreeSet<String>,
}

impl Stacks {
    pub(in crate::audit::reading) fn of(file: &File<'_>) -> Self {
        let subjects = || {
            let tensors = file.siblings.tensors().iter();
            tensors.map(|info| Subject::whole(&info.name, &info.shape, file))
        };
        let mut stacks = Self::default();
        let shown: Vec<_> = subjects().filter_map(|one| shown(&one)).collect();
        if shown.is_empty() {
            return stacks;
        }
        let modules = Modules::of(subjects());
        for (path, layers) in shown {
            for above in paths(&path) {
                let is_same = modules.first.get(above) == Some(&Some(layers));
                if is_same && modules.with_kernels.contains(above) {
                    stacks.layers.insert(above.to_owned(), layers);
                }
            }
        }
        stacks
    }

    /// How many layers follow each other in the tensor of this name, if several do.
    pub(in crate::audit::reading) fn layers(&self, name: &Name<'_>) -> Option<u64> {
        if self.layers.is_empty() {
            return None;
        }
        let module = module(name);
        let mut found = paths(&module).filter_map(|path| self.layers.get(path));
        found.next().copied()
    }
}

impl Modules {
    fn of<'a>(subjects: impl Iterator<Item = Subject<'a>>) -> Self {
        let mut modules = Self::default();
        for subject in subjects {
            let first = subject.shape.first().copied();
            let first = first.filter(|_| !is_vector(&subject));
            let is_kernel = is_weight(&subject) && subject.shape.len() >= 3;
            for path in paths(&module(&subject.name)) {
                if is_kernel {
                    modules.with_kernels.insert(path.to_owned());
                }
                let common = modules.first.entry(path.to_owned()).or_insert(first);
                *common = common.filter(|common| first == Some(*common));
            }
        }
        modules
    }
}

/// A module's path, and how many layers a tensor in it shows: the bias of a kernel has an axis that
/// is not of outputs, and the kernel the same; a normalization has two.
fn shown(subject: &Subject<'_>) -> Option<(String, u64)> {
    let layers = *subject.shape.first().filter(|layers| **layers > 1)?;
    let above = [1, 2].map(|back| words(subject.name.above(back)));
    if above.concat().iter().any(|word| word == "experts") {
        return None;
    }
    let is_shown = match subject.said {
        Some(Leaf::Weight(_)) if subject.shape.len() >= 3 => is_biased(subject, layers),
        Some(Leaf::Weight(_) | Leaf::Scale) => subject.shape.len() == 2 && is_norm(subject.layer()),
        _ => false,
    };
    is_shown.then(|| (module(&subject.name), layers))
}

/// Whether a kernel's bias has the axis of layers as well, and else the kernel's last axes or, in
/// the other order, its first one.
fn is_biased(subject: &Subject<'_>, layers: u64) -> bool {
    let (Some([first, bias @ ..]), [_, one @ ..]) = (subject.bias(), subject.shape) else {
        return false;
    };
    let outputs = n_values(bias);
    let is_last = one.ends_with(bias) && bias.len() < one.len();
    let is_first = n_long(bias) <= 1 && one.first() == Some(&outputs);
    *first == layers && outputs > 1 && (is_last || is_first)
}

/// Whether it has one axis where a layer of a stack would have two.
fn is_vector(subject: &Subject<'_>) -> bool {
    let is_of_layer = matches!(
        subject.said,
        Some(Leaf::Weight(_) | Leaf::Bias | Leaf::Scale | Leaf::Offset)
    );
    is_of_layer && subject.shape.len() < 2
}

fn is_weight(subject: &Subject<'_>) -> bool {
    matches!(subject.said, Some(Leaf::Weight(_)))
}

/// The path of a tensor's module.
fn module(name: &Name<'_>) -> String {
    name.beside(1, &[])
}

/// A module's path and those of all modules that it is in, the innermost first; that of the file is
/// empty. A longer path, or one of more levels, is no model's, and would take their square of memory.
fn paths(module: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 16;
    const LONGEST: usize = 512;
    let own = Some(module).filter(|module| module.len() <= LONGEST);
    let paths = iter::successors(own, |path| {
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        (!path.is_empty()).then_some(above)
    });
    paths.take(MOST)
}
