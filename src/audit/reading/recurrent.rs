//! Recurrent cells: which tensors belong to one, how many gates they hold, how many hidden units.
//!
//! It knows no law: that PyTorch draws all of them from U(±1/√hidden) is for `candidates`.

use crate::audit::reading::subject::Subject;
use crate::theory::shape::Layout;

/// A recurrent cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::audit::reading) struct Cell {
    /// Hidden units.
    pub(in crate::audit::reading) hidden: u64,
    /// Gates that this tensor holds, one after the other.
    pub(in crate::audit::reading) gates: u64,
    /// The order of its matrices.
    pub(in crate::audit::reading) layout: Layout,
    /// Whether the framework's initializer saw all gates as one layer.
    pub(in crate::audit::reading) is_drawn_whole: bool,
}

/// Gates of a plain cell, of a GRU and of an LSTM.
const GATES: [u64; 3] = [1, 3, 4];

/// What PyTorch calls a cell's tensors, before the number of the layer.
const PYTORCH: [&str; 5] = ["weight_ih", "weight_hh", "weight_hr", "bias_ih", "bias_hh"];

/// What others call the recurrent matrix, and the tensors beside it; its order, where one is known.
const OTHERS: [(&str, &[&str], Option<Layout>); 5] = [
    // Equinox, whose matrices are called as PyTorch's.
    ("weight_hh", &["bias", "bias_n"], Some(Layout::PyTorch)),
    // Keras.
    (
        "recurrent_kernel",
        &["kernel", "recurrent_kernel", "bias"],
        Some(Layout::Keras),
    ),
    // Haiku.
    ("w_h", &["w_i", "w_h", "b"], Some(Layout::Keras)),
    // MLX has changed its order.
    ("Wh", &["wx", "wh", "b", "bias", "bhn"], None),
    ("Whh", &["wxh", "whh", "bias"], None),
];

impl Cell {
    /// The cell that the tensor belongs to.
    pub(in crate::audit::reading) fn of(subject: &Subject<'_>) -> Option<Self> {
        let mut pytorch = PYTORCH.iter();
        let suffix = pytorch.find_map(|begin| subject.leaf.strip_prefix(begin));
        match suffix {
            Some(suffix) => Self::of_pytorch(subject, suffix),
            None => OTHERS.iter().find_map(|(recurrent, leaves, layout)| {
                let belongs = leaves.contains(&subject.leaf.as_str());
                let recurrent = Some(subject.sibling(recurrent)?).filter(|_| belongs);
                Self::beside(subject, recurrent?, *layout)
            }),
        }
    }

    /// weight_hh is [gates·hidden, hidden]; where weight_hr projects the hidden state, it has its
    /// columns, and weight_hh fewer.
    fn of_pytorch(subject: &Subject<'_>, suffix: &str) -> Option<Self> {
        let own = |leaf: &str| (subject.leaf == leaf).then_some(subject.shape);
        let shape = |begin: &str| {
            let leaf = format!("{begin}{suffix}");
            subject.sibling(&leaf).or_else(|| own(&leaf))
        };
        let (rows, columns) = pair(shape("weight_hh")?)?;
        let hidden = match shape("weight_hr").and_then(pair) {
            Some((_, hidden)) => hidden,
            None => columns,
        };
        let gates = gates(rows, hidden)?;
        let is_projection = subject.leaf.starts_with("weight_hr");
        Some(Self {
            hidden,
            gates: if is_projection { 1 } else { gates },
            layout: Layout::PyTorch,
            is_drawn_whole: false,
        })
    }

    fn beside(subject: &Subject<'_>, recurrent: &[u64], layout: Option<Layout>) -> Option<Self> {
        let (first, last) = pair(recurrent)?;
        let (hidden, packed) = (first.min(last), first.max(last));
        let own = match (layout, first == last) {
            (Some(layout), _) => layout,
            (None, true) => square(subject, hidden),
            (None, false) if first == packed => Layout::Mlx,
            (None, false) => Layout::Keras,
        };
        let gates = gates(packed, hidden)?;
        // A GRU of MLX and Equinox has a bias of one gate beside that of all three.
        let is_single = ["bhn", "bias_n"].contains(&subject.leaf.as_str());
        Some(Self {
            hidden,
            gates: if is_single { 1 } else { gates },
            layout: own,
            is_drawn_whole: layout.is_some(),
        })
    }
}

/// The order of a plain cell's input matrix, one of whose axes is the hidden one.
fn square(subject: &Subject<'_>, hidden: u64) -> Layout {
    match pair(subject.shape) {
        Some((first, last)) if last == hidden && first != hidden => Layout::Keras,
        _ => Layout::Mlx,
    }
}

fn gates(packed: u64, hidden: u64) -> Option<u64> {
    GATES
        .into_iter()
        .find(|gates| hidden > 0 && hidden.checked_mul(*gates) == Some(packed))
}

fn pair(shape: &[u64]) -> Option<(u64, u64)> {
    match shape {
        [first, last] => Some((*first, *last)),
        _ => None,
    }
}
